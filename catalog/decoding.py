"""JSON text as plain objects, so that a reader can point at whatever is wrong in it.

Called by ``catalog.reading`` once the fast decoder has refused a document. What JSON allows and the project
does not (a key given twice, a number no computer can hold) stays in the document, marked, and is reported by
the walker with its place; only what is no JSON at all is refused here.
"""

import json
import math
from collections import Counter
from typing import NoReturn

from msgspec import Struct

from catalog.fault import Fault, Refused

LARGEST = 10_000_000
DEEPEST = 100
LONGEST_NUMBER = 300

_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_UNESCAPED = "Invalid control character"
_PLAIN_WORDS = {
    "Expecting value": "a value is missing or is not written as JSON writes it",
    "Expecting property name enclosed in double quotes": "a name in double quotes is needed here (no comma "
    "may stand before a closing brace)",
    "Expecting ':' delimiter": "a colon is missing after the name",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Extra data": "the document has ended, but more follows",
    "Unterminated string starting at": "the text that begins here has no closing quote",
    _UNESCAPED + " at": "a line break, tab or control character inside a text must be escaped",
    "Invalid \\escape": "a backslash in a text must be doubled",
    "Invalid \\uXXXX escape": "\\u must be followed by four hexadecimal digits",
}


class Unreadable(Struct, frozen=True):
    """A number that stands in the document but is none: NaN, Infinity, ``1e400``, a thousand digits."""

    text: str

    @property
    def too_large(self) -> bool:
        """Whether it is a number at all, only beyond what can be held."""
        return self.text[-1].isdigit()


class Repeated(dict[str, object]):
    """An object in which keys were given more than once; ``repeated`` names them, the last value counts."""

    repeated: frozenset[str] = frozenset()


class Decoded(Struct, frozen=True):
    """A document, and what is wrong with its text though its meaning is plain (unescaped control characters)."""

    document: object
    slips: tuple[Fault, ...] = ()


def check_size(data: bytes, limit: int = LARGEST) -> None:
    """Raise ``Refused`` where ``data`` is longer than ``limit`` bytes."""
    if len(data) > limit:
        _refuse(
            "too_large",
            f"The document has {len(data):,} bytes; at most {limit:,} are read.",
            "leave out what is not part of it",
        )


def decode_json(data: bytes, limit: int = LARGEST) -> Decoded:
    """Decode JSON of at most ``limit`` bytes; ``Refused`` (pointer "") where it is no JSON."""
    check_size(data, limit)
    text = _text(data)
    if _depth(data) > DEEPEST:
        _refuse("too_deep", f"Lists and objects are nested more than {DEEPEST} deep.", "nest less deeply")
    try:
        return Decoded(_parse(text, strict=True))
    except json.JSONDecodeError as error:
        if not error.msg.startswith(_UNESCAPED):
            _refuse_json(error)
        slip = _not_json(error)
    try:
        return Decoded(_parse(text, strict=False), (slip,))
    except json.JSONDecodeError as error:
        _refuse_json(error)


def without_repeats(data: bytes) -> object | None:
    """Decode JSON that is known to be valid; None where one of its objects has a key more than once."""
    repeated = False

    def watch(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal repeated
        plain = dict(pairs)
        repeated = repeated or len(plain) < len(pairs)
        return plain

    document: object = json.loads(data, object_pairs_hook=watch)
    return None if repeated else document


def _text(data: bytes) -> str:
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        _refuse(
            "not_utf8",
            "The document begins with a byte order mark.",
            "save it as UTF-8 without a byte order mark",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse("not_utf8", f"The document is not UTF-8: line {line} holds other bytes.", "save it as UTF-8")
    if not text.strip():
        _refuse("not_json", "The document is empty.", 'an object, as in {"current": 2, …}')
    return text


def _depth(data: bytes) -> int:
    """Return how deep lists and objects are nested (counting stops beyond what is allowed)."""
    # Without escapes, every second piece between quotes lies outside a text.
    outside = data.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    depth = deepest = 0
    for bracket in b"".join(outside).translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > deepest:
            deepest = depth
            if deepest > DEEPEST:
                break
    return deepest


def _parse(text: str, *, strict: bool) -> object:
    return json.loads(
        text,
        strict=strict,
        parse_int=_whole,
        parse_float=_decimal,
        parse_constant=Unreadable,
        object_pairs_hook=_object,
    )


def _whole(text: str) -> int | Unreadable:
    return int(text) if len(text) <= LONGEST_NUMBER else Unreadable(text[:LONGEST_NUMBER])


def _decimal(text: str) -> float | Unreadable:
    number = float(text)
    return number if math.isfinite(number) else Unreadable(text[:LONGEST_NUMBER])


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    marked = Repeated(plain)
    marked.repeated = frozenset(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return marked


def _not_json(error: json.JSONDecodeError) -> Fault:
    words = _PLAIN_WORDS.get(error.msg, error.msg)
    return Fault(
        pointer="",
        code="not_json",
        detail=f"The document is not JSON: at line {error.lineno}, column {error.colno}, {words}.",
        suggestion=f"mend line {error.lineno}",
    )


def _refuse_json(error: json.JSONDecodeError) -> NoReturn:
    raise Refused([_not_json(error)]) from error


def _refuse(code: str, detail: str, suggestion: str) -> NoReturn:
    raise Refused([Fault(pointer="", code=code, detail=detail, suggestion=suggestion)])
