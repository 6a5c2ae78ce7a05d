"""Reads JSON merge patches from bodies; ``planner.merging`` applies them."""

from collections.abc import Iterator
from typing import Any

from catalog.decoding import Repeated, decode_json
from catalog.fault import Fault, Refused
from catalog.walking import token

_TWICE = "This is given more than once in the same object."


def read_patch(body: bytes) -> dict[str, Any]:
    """Return a patch; ``Refused`` where it is no JSON object, or names a field twice.

    Numbers that cannot be counted with stay marked in it: whoever reads what it makes of its target finds them.
    """
    decoded = decode_json(body)
    if not isinstance(decoded.document, dict):
        raise Refused([Fault("", "wrong_type", "A patch is an object with the fields to change.", '{"name": "…"}')])
    if faults := [*decoded.slips, *_repeats(decoded.document, "")]:
        raise Refused(faults)
    return decoded.document


def _repeats(value: object, at: str) -> Iterator[Fault]:
    if isinstance(value, Repeated):
        for name in sorted(value.repeated):
            yield Fault(f"{at}/{token(name)}", "repeated_field", _TWICE, "keep one of them")
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _repeats(entry, f"{at}/{token(name)}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _repeats(entry, f"{at}/{index}")
