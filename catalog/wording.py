"""The words in which faults are told: what was expected, what was found, what would be right.

Readers and judges take their sentences from here, so that a person meets one vocabulary. Nothing here decides
whether something is wrong, and nothing it returns holds a character that a terminal or a document cannot show.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import inspect

# Characters that XML 1.0 forbids: no Excel, PowerPoint or MS Project file can hold them.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_QUOTE = 80

_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    (int, "a whole number"),
    (float, "a number with decimals"),
    (str, "text"),
    (datetime, "a date with a time"),
    (date, "a date"),
    (Mapping, "an object"),
    ((list, tuple), "a list"),
)
_FORMS = {
    r"^[a-z][a-z0-9_-]*$": "lower-case letters, digits, - and _, beginning with a letter",
    r"^\d+\.\d+\.\d+$": "three numbers with points between them, as in 1.2.0",
    r"^[A-Z]{3}$": "three capital letters, as in USD",
    r"^\d+(-\d+)?\+?$": "levels, as in 3, 3-5 or 5+",
}


def kind_of(value: object) -> str:
    """Return what a decoded value is, in plain words ("text", "a list")."""
    if value is None:
        return "null"
    return next((words for kind, words in _KINDS if isinstance(value, kind)), f"a {type(value).__name__}")


def expected(type_: inspect.Type) -> str:
    """Return what a type asks for, in plain words; null, where it is allowed, goes without saying."""
    match type_:
        case inspect.UnionType():
            return _alternatives(type_)
        case inspect.LiteralType(values=values):
            return one_of(f'"{value}"' for value in values)
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return f"a list of {_several(item)}"
        case inspect.TupleType(item_types=items):
            return f"a list of {len(items)} {_several(items[0])}"
        case _:
            return _PLAIN.get(type(type_), "an object")


_PLAIN: dict[type, str] = {
    inspect.AnyType: "any value",
    inspect.NoneType: "null",
    inspect.BoolType: "true or false",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.StrType: "text",
    inspect.DateType: "a date as in 2027-01-04",
    inspect.DateTimeType: "a moment as in 2027-01-04T12:00:00Z",
}


def _alternatives(union: inspect.UnionType) -> str:
    """Return the words of each alternative; a whole number is a number, and is not said twice."""
    kinds = {type(alternative) for alternative in union.types}
    idle: set[type] = {inspect.NoneType}
    if inspect.FloatType in kinds:
        idle.add(inspect.IntType)
    return one_of(expected(alternative) for alternative in union.types if type(alternative) not in idle)


def _several(type_: inspect.Type) -> str:
    """Return the plural of what a list holds."""
    words = expected(type_)
    plain = {"a whole number": "whole numbers", "a number": "numbers", "an object": "objects"}
    if isinstance(type_, inspect.LiteralType):
        return f"any of {words.replace(' or ', ', ')}"
    return "dates" if words.startswith("a date") else plain.get(words, words)


def one_of(words: Iterable[str]) -> str:
    """Join alternatives as a sentence does: ``a, b or c``."""
    *first, last = dict.fromkeys(words)
    return f"{', '.join(first)} or {last}" if first else last


def bounds(type_: inspect.IntType | inspect.FloatType) -> str:
    """Return the range of a number type in words, "" where it has none."""
    if type_.ge is not None and type_.le is not None:
        return f"from {type_.ge:,} to {type_.le:,}"
    limits = {"at least": type_.ge, "more than": type_.gt, "at most": type_.le, "less than": type_.lt}
    return " and ".join(f"{words} {limit:,}" for words, limit in limits.items() if limit is not None)


def form(pattern: str) -> str:
    """Return in words what a text must look like to match ``pattern``."""
    return _FORMS.get(pattern, f"text that matches {pattern}")


def shown(value: object) -> str:
    """Return a decoded value as a sentence can quote it: short, and without anything that cannot be printed."""
    if isinstance(value, str):
        return f'"{printable(value)}"'
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int) and abs(value) >= 10**30:
        return "a number of more than 30 digits"
    if isinstance(value, int | float | date):
        return str(value)
    return kind_of(value)


def printable(text: str, length: int = LONGEST_QUOTE) -> str:
    r"""Return ``text`` cut to ``length``, what cannot be printed written as its code (``\u0007``)."""
    cut = text if len(text) <= length else text[: length - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in cut)
