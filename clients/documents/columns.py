"""The columns of a table of activities: what each is called, what kind of value it holds, and where that comes from.

Workbooks and CSV write the same table from here. Values are the plan's, names its catalog's; nothing is formatted.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal, NamedTuple

from clients.amounts import people
from clients.lines import one_line
from clients.names import Names, function_name, is_setup, listed
from planner.plans import Plan, PlannedActivity

LONGEST_TITLE = 100
ColumnKind = Literal["text", "day", "money", "whole", "fte"]
Cell = str | int | float | date | None


class Column(NamedTuple):
    """A column: its name, the kind of its values, how wide it likes to be in characters, and an activity's value."""

    title: str
    kind: ColumnKind
    width: float
    value: Callable[[PlannedActivity, Names], Cell]


def columns(plan: Plan) -> list[Column]:
    """Return the columns of a plan's activities, one for the people of each role at the end."""
    roles = dict.fromkeys(role for one in plan.activities for role in one.staffing)
    titles = {column.title.casefold() for column in COLUMNS}
    found = list(COLUMNS)
    for role in roles:
        title = _unlike(f"FTE {one_line(role)}"[:LONGEST_TITLE], titles)
        found.append(Column(title, "fte", 11, _people_of(role)))
    return found


def _unlike(title: str, others: set[str]) -> str:
    """Return a title that is no other's, as tables of a spreadsheet want it, and add it to them."""
    number, own = 1, title
    while own.casefold() in others:
        number += 1
        own = f"{title} {number}"
    others.add(own.casefold())
    return own


def _people_of(role: str) -> Callable[[PlannedActivity, Names], Cell]:
    return lambda one, _: one.staffing.get(role)


def _kind(one: PlannedActivity, _: Names) -> str:
    return "Set-up" if is_setup(one) else one.kind.capitalize()


def _level(one: PlannedActivity, names: Names) -> Cell:
    return names.transitions.get(one.transition) or "beyond"


def _role(role: str | None, names: Names) -> str:
    return one_line(names.roles.get(role, role)) if role else ""


def _people(one: PlannedActivity, names: Names) -> str:
    return "; ".join(f"{people(fte)} {_role(role, names)}" for role, fte in one.staffing.items() if fte)


def _joined(words: Iterable[str]) -> str:
    return "; ".join(words)


COLUMNS = (
    Column("Activity", "text", 52, lambda one, names: names.activity(one)),
    Column("Kind", "text", 12, _kind),
    Column("Function", "text", 14, lambda one, _: function_name(one.function) if one.function else ""),
    Column("Leads to level", "whole", 9, _level),
    Column("Start", "day", 12, lambda one, _: one.start),
    Column("Finish", "day", 12, lambda one, _: one.finish),
    Column("Weeks", "whole", 8, lambda one, _: one.weeks),
    Column("Slack weeks", "whole", 8, lambda one, _: one.slack_weeks),
    Column("Critical", "text", 9, lambda one, _: "yes" if one.critical else "no"),
    Column("Way", "text", 15, lambda one, _: one_line((one.mode or "").replace("_", " "))),
    Column("Cash", "money", 12, lambda one, _: one.cash),
    Column("Own labour", "money", 12, lambda one, _: one.labour),
    Column("Running cost a year", "money", 13, lambda one, _: one.run_per_year),
    Column("Accountable", "text", 32, lambda one, names: _role(one.accountable, names)),
    Column("Responsible", "text", 32, lambda one, names: _role(one.responsible, names)),
    Column("People, in FTE", "text", 60, _people),
    Column("Deliverable", "text", 56, lambda one, _: one_line(one.deliverable)),
    Column("Evidence", "text", 50, lambda one, _: one_line(one.evidence)),
    Column("Why not earlier", "text", 90, lambda one, names: " ".join(names.spoken(it.text) for it in one.why)),
    Column("KPIs", "text", 54, lambda one, names: _joined(listed(one.kpis, names.kpis))),
    Column("Risks", "text", 60, lambda one, names: _joined(listed(one.risks, names.risks))),
    Column("Controls", "text", 60, lambda one, names: _joined(listed(one.controls, names.controls))),
    Column("Identifier", "text", 42, lambda one, _: one_line(one.id)),
    Column("After", "text", 90, lambda one, _: _joined(map(one_line, one.after))),
)  # fmt: skip
