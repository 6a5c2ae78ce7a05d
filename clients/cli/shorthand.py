"""The shorthand of a command line (``1.5M``, ``gate-3<=2027-12-31``, ``2,sales=3``) as fields of a request.

Each reader takes a flag's text and returns what a request file would hold. What cannot be read raises ValueError
with a sentence that says how to write it; what can be read but not be meant is left to ``planner.intake``.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, get_args

from clients import amounts

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
CARRIED: dict[str, bool | str] = {"yes": True, "true": True, "year": "year", "no": False, "false": False}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
PIN = re.compile(r"\s*([^<>=\s]+)\s*(<=|>=|=)\s*(\S+)\s*")
BOUNDS = {"<=": "not_after", ">=": "not_before", "=": "mode"}
QUARTER = re.compile(r"(?:fy)?\s*(?:\d\d)?(\d\d)\s*[-/ ]?\s*q([1-4])", re.IGNORECASE)
ENTERPRISE = "enterprise"


def as_typed(text: str) -> str:
    """Return the text: what it must be is the planner's to say."""
    return text


def whole(text: str) -> int | str:
    """Return a whole number, or the text itself, which the planner refuses with its place in the request."""
    plain = text.replace("_", "").replace(",", "")
    return int(plain) if plain.lstrip("+-").isdecimal() and len(plain) < 20 else text


def decimal(text: str) -> int | float | str:
    """Return a number, or the text itself, which the planner refuses with its place in the request."""
    try:
        return amounts.whole_if_whole(amounts.read_number(text, ""))
    except ValueError:
        return text


LIMITS = {
    "deadline": "/deadline",
    "budget": "/budget",
    "headcount": "/headcount",
    "roles": "/headcount/roles",
    "freezes": "/calendar/freezes",
    "pins": "/pins",
    "changes": "/policy/changes_per_function",
    "look-ahead": "/policy/look_ahead",
    "evidence": "/policy/evidence_weeks",
}
"""What limits are called at a prompt; any other word is a role, or a place in the request as it stands there."""


def limits(text: str) -> list[str]:
    """Read the names of limits as their places in a request."""
    return [LIMITS.get(name, name if name.startswith("/") else f"/headcount/roles/{name}") for name in names(text)]


def names(text: str) -> list[str]:
    """Return the names of a comma-separated list."""
    return [name for name in amounts.split(text) if name]


def levels(text: str) -> int | str | dict[str, int | str]:
    """Return one level, or levels by function (``enterprise=2,sales=3``; ``2,sales=3`` is the same)."""
    if "=" not in text and "," not in text:
        return whole(text)
    return {name or ENTERPRISE: whole(level) for name, level in (by_name(part) for part in names(text))}


def by_level(text: str) -> int | str | dict[str, int | str]:
    """Return weeks for every level (``13``, or a word), or for some (``2=13,3=26``)."""
    if "=" not in text:
        return whole(text)
    return {level: whole(weeks) for level, weeks in (by_name(part) for part in names(text))}


def by_name(part: str) -> tuple[str, str]:
    """Return name and value of ``name=value``; the name is empty where there is only a value."""
    name, equals, value = part.partition("=")
    return (name.strip(), value.strip()) if equals else ("", part.strip())


def goals(text: str) -> str | list[str | dict[str, str]]:
    """Return a preset's name, or goals in their order, each with what may be given up of it (``finish:10%,risk``)."""
    from planner.request import GoalName

    if "," not in text and ":" not in text and text.strip() not in get_args(GoalName):
        return text.strip()
    return [goal(entry) for entry in names(text)]


def goal(entry: str) -> str | dict[str, str]:
    """Return one goal of a list: its name, or name and allowance."""
    name, colon, within = entry.partition(":")
    return {"goal": name.strip(), "within": within.strip()} if colon else name


def share(text: str) -> int | float:
    """Return a part of one: ``10%`` or ``0.1``."""
    example = "10% or 0.1"
    percent = text.strip().endswith("%")
    number = amounts.read_number(text.strip().removesuffix("%"), example) / (100 if percent else 1)
    if not percent and number >= 1:
        raise ValueError(example)
    return amounts.whole_if_whole(number)


def carried(text: str) -> bool | str:
    """Return whether unspent money is carried over: always, within the fiscal year, or not at all."""
    answer = CARRIED.get(text.strip().lower())
    if answer is None:
        raise ValueError("yes, year (within the fiscal year) or no")
    return answer


def month(text: str) -> int | str:
    """Return the number of a month, given as a number or by name (``April``, ``apr``)."""
    word = text.strip().lower()
    named = [number for number, name in enumerate(MONTHS, 1) if len(word) > 2 and name.startswith(word)]
    return named[0] if named else whole(text)


def pin(text: str) -> list[dict[str, str]]:
    """Return a pin: ``gate-3<=2027-12-31`` (not later), ``act-x>=2027-03-01`` (not earlier), ``act-x=partner``."""
    found = PIN.fullmatch(text)
    if found is None or (found[2] == "=" and DATE.fullmatch(found[3])):
        raise ValueError("'gate-3<=2027-12-31' (not later), 'act-x>=2027-03-01' (not earlier) or 'act-x=partner'")
    return [{"on": found[1], BOUNDS[found[2]]: found[3]}]


def freeze(text: str) -> list[dict[str, str]]:
    """Return a freeze: ``2027-12-13..2028-01-03``, both days included, or one day alone."""
    first, dots, last = text.strip().partition("..")
    if not DATE.fullmatch(first.strip()) or (dots and not DATE.fullmatch(last.strip())):
        raise ValueError("2027-12-13..2028-01-03, both days included")
    return [{"from": first.strip(), "to": (last if dots else first).strip()}]


def quarter(text: str) -> str:
    """Return the label of a fiscal quarter: ``FY27 Q3`` for ``fy27 q3``, ``27Q3`` or ``2027-Q3``."""
    found = QUARTER.fullmatch(text.strip())
    if found is None:
        raise ValueError("FY27 Q3")
    return f"FY{found[1]} Q{found[2]}"


def of_role(read: Callable[[str], Any], example: str) -> Callable[[str], dict[str, Any]]:
    """Return a reader of ``role=value`` whose value is read by ``read``."""

    def entry(text: str) -> dict[str, Any]:
        role, value = by_name(text)
        if not role:
            raise ValueError(example)
        return {role: read(value)}

    return entry


def rate(text: str) -> int | float:
    """Return the cost of a person-week: ``4800`` or ``4.8k``."""
    number: Decimal = amounts.read_number(text, "ai_engineer=4800, the cost of a person-week")
    return amounts.whole_if_whole(number)
