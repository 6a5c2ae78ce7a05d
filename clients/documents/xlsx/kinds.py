"""The kinds of cells in a request's workbook: how each is read into a request's value, and how that is written back.

A reader takes what a cell holds and returns what a request file would hold; what it cannot read raises ValueError with
words for what would be right. What can be read but not be meant is left to the planner, which names the place.
"""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from clients import amounts
from clients.cli import shorthand
from clients.documents.xlsx.cells import DAY_ZERO

CellValue = str | int | float | bool | date | datetime | time | timedelta
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2200, 12, 31)
A_DAY = "a day as in 2027-01-04"


class Kind(NamedTuple):
    """How a cell is read, how a value is written, and the look of the cell."""

    read: Callable[[CellValue], Any]
    write: Callable[[Any], Any]
    look: str = ""


def text(value: CellValue) -> str:
    """Return a cell as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return amounts.trimmed(f"{Decimal(repr(value)):f}")
    return value.isoformat() if isinstance(value, date | time) else str(value).strip()


def typed(read: Callable[[str], Any]) -> Callable[[CellValue], Any]:
    """Return a reader that reads the text of a cell as a flag of the command line is read."""
    return lambda value: read(text(value))


def number(value: CellValue) -> int | float | str:
    """Return a number, also one written as text ("1.5", "2k"); other text is left for the planner to refuse."""
    return _plain(value) if _is_number(value) else shorthand.decimal(text(value))


def whole(value: CellValue) -> int | float | str:
    """Return a whole number, also one written as text."""
    return _plain(value) if _is_number(value) else shorthand.whole(text(value))


def money(value: CellValue) -> int:
    """Return whole units of money: 1500000, or 1.5M, 250k written as text."""
    if not _is_number(value):
        return amounts.read_money(text(value))
    plain = _plain(value)
    if plain != int(plain):
        raise ValueError("leave the fraction off: money is planned in whole units")
    return int(plain)


def people(value: CellValue) -> int | float:
    """Return a number of people, in FTE."""
    if _is_number(value):
        return _plain(value)
    return amounts.whole_if_whole(amounts.read_number(text(value), "12 or 0.5"))


def share(value: CellValue) -> int | float:
    """Return a part of one, from 10 % in a cell of per cent or from text."""
    return _plain(value) if _is_number(value) else shorthand.share(text(value))


def day(value: CellValue) -> str:
    """Return a day as a request writes it; a number is one as Excel counts them, other text is left to the planner."""
    if isinstance(value, date):
        if isinstance(value, datetime) and value.time() != time():
            raise ValueError(f"{A_DAY}, without a time of day")
        return value.isoformat()[:10]
    if isinstance(value, str):
        return text(value)
    plain = _plain(value) if _is_number(value) else 0
    if plain != int(plain) or not (FIRST_DAY - DAY_ZERO).days <= plain <= (LAST_DAY - DAY_ZERO).days:
        raise ValueError(A_DAY)
    return (DAY_ZERO + timedelta(days=int(plain))).isoformat()


def _is_number(value: CellValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: CellValue) -> int | float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a number")
    return int(value) if value == int(value) else value


def _as_is(value: Any) -> Any:
    return value


def _joined(names: Any) -> str:
    return ", ".join(names)


def _carried(value: Any) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"


def _by_name(value: Any) -> Any:
    return ", ".join(f"{name}={one}" for name, one in value.items()) if isinstance(value, Mapping) else value


def _goals(value: Any) -> str:
    if isinstance(value, str):
        return value
    said = (entry if isinstance(entry, str) else _goal(entry) for entry in value)
    return ", ".join(said)


def _goal(entry: Mapping[str, str | None]) -> str:
    within = entry.get("within")
    return f"{entry['goal']}:{within}" if within else str(entry["goal"])


KINDS = {
    "text": Kind(text, _as_is),
    "whole": Kind(whole, _as_is),
    "number": Kind(number, _as_is),
    "money": Kind(money, _as_is, "money"),
    "people": Kind(people, _as_is),
    "share": Kind(share, _as_is, "share"),
    "day": Kind(day, _as_is, "iso"),
    "month": Kind(typed(shorthand.month), _as_is),
    "names": Kind(typed(shorthand.names), _joined),
    "goals": Kind(typed(shorthand.goals), _goals),
    "carried": Kind(typed(shorthand.carried), _carried),
    "by_level": Kind(typed(shorthand.by_level), _by_name),
    "limits": Kind(typed(shorthand.limits), _joined),
}
