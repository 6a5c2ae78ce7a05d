"""Elements of a project file, written in the order in which they are given, which is the schema's.

Called by the other modules of this package. Whatever comes in, nothing is written that XML cannot hold.
"""

from collections.abc import Iterable
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement

from catalog.wording import FORBIDDEN

Value = str | int | float | bool | datetime | None
Field = tuple[str, Value]
HUNDREDTHS = 100
"""Money is written in hundredths of a unit."""


def add(parent: Element, tag: str, fields: Iterable[Field]) -> Element:
    """Add an element with a child for each field that has a value, and return it."""
    made = SubElement(parent, tag)
    write(made, fields)
    return made


def write(parent: Element, fields: Iterable[Field]) -> None:
    """Add a child for each field that has a value."""
    for tag, value in fields:
        if value is not None:
            SubElement(parent, tag).text = _text(value)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return f"{value:.10g}" if isinstance(value, float) else FORBIDDEN.sub("", str(value))
