"""Reads what people write into Structs, and finds every fault in it, not only the first.

Catalogs, requests and the bodies of the service all come through here. ``read_json`` decodes fast where all is
well; whatever fails is walked along its types, so that each fault gets its pointer, a sentence and a
suggestion. What the values mean together (a date before another) is for others to judge.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar, cast

import msgspec
from msgspec import Struct

from catalog.decoding import LARGEST, check_size, decode_json, without_repeats
from catalog.fault import Fault, Refused
from catalog.walking import FAULTY, Walker, token

T = TypeVar("T")

# Text that the fast decoder takes and the project may not: escapes that could stand for a character no document
# can hold, a line break at the end of a text (``$`` in a pattern overlooks it), numbers too large to be meant.
_DOUBTFUL = re.compile(
    rb'\\(?:[bf]|n"|u(?:00[01]|[dD][89a-fA-F]|[fF]{3}[eEfF]))|\xef\xbf[\xbe\xbf]|[0-9]{19}',
)


class Walked(Struct, Generic[T], frozen=True):
    """What a walk found: every fault (at most ``fault.MOST``), in the order of ``document``.

    ``value`` is a best effort for judges that want to say more at once: what is faulty or missing has its
    default, or, where there is none, an empty stand-in of its type, so that lists keep their positions. Use it
    for nothing else. It is None where nothing could be made of the whole.
    """

    value: T | None
    faults: tuple[Fault, ...]
    document: object


def read_json(data: bytes, type_: type[T], *, limit: int = LARGEST) -> T:
    """Decode JSON of at most ``limit`` bytes as ``type_``; ``Refused`` with every fault where it cannot be."""
    return _whole(examine_json(data, type_, limit=limit))


def examine_json(data: bytes, type_: type[T], *, limit: int = LARGEST) -> Walked[T]:
    """Decode JSON of at most ``limit`` bytes and report all that differs from ``type_``.

    ``Refused`` where it is no JSON. What has no fault is decoded fast, and never walked.
    """
    check_size(data, limit)
    if not _DOUBTFUL.search(data):
        try:
            value = msgspec.json.decode(data, type=type_)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
        else:
            document = without_repeats(data)
            if document is not None:
                return Walked(value, (), document)
    decoded = decode_json(data, limit)
    walked = walk(decoded.document, type_)
    if any(fault.code == "forbidden_character" for fault in walked.faults):
        return walked
    return Walked(walked.value, (*walked.faults, *decoded.slips), walked.document)


def read_value(value: object, type_: type[T]) -> T:
    """Make a ``type_`` of decoded YAML or of plain Python objects; ``Refused`` with every fault otherwise."""
    return _whole(walk(value, type_))


def walk(value: object, type_: type[T]) -> Walked[T]:
    """Compare a decoded document with ``type_`` and report all that differs."""
    walker = Walker(type_)
    found = walker.walk(value)
    return Walked(None if found is FAULTY else cast("T", found), walker.findings.all(), value)


def in_order(faults: Iterable[Fault], document: object) -> list[Fault]:
    """Sort faults as their pointers come in ``document``; those on what is missing come after what is there."""
    places: dict[int, dict[str, int]] = {}

    def place(fault: Fault) -> list[int]:
        at, path = document, []
        for step in fault.pointer.split("/")[1:]:
            if isinstance(at, Mapping):
                if id(at) not in places:
                    places[id(at)] = {token(key): index for index, key in enumerate(at)}
                known = places[id(at)]
                path.append(known.get(step, len(known)))
                at = at.get(step.replace("~1", "/").replace("~0", "~"))
            elif isinstance(at, list | tuple) and step.isdecimal() and int(step) < len(at):
                path.append(int(step))
                at = at[int(step)]
        return path

    return sorted(faults, key=place)


def _whole(walked: Walked[T]) -> T:
    if walked.faults or walked.value is None:
        raise Refused(walked.faults)
    return walked.value
