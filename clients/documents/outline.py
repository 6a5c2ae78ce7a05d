"""The order in which documents tell of a plan: groups of rows, quarters, gates, freezes, on an axis of whole weeks.

Charts, workbooks, slides and project files go through one plan in one order under the same names: this is it. It takes
positions from the Plan (``start_week``, ``weeks``) and computes nothing that is not in it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from catalog.model import Catalog
from clients.lines import one_line
from clients.names import Names, function_name, is_setup, shown
from planner.plans import Gate, Plan, PlannedActivity

By = Literal["transition", "function"]
RowKind = Literal["action", "governance", "setup"]
ENTERPRISE = "Enterprise-wide"


class Row(Struct, frozen=True):
    """An activity in an outline. ``label`` is one line; weeks count from the plan's start, the last one is included.

    ``start`` and ``finish`` are the first and the last day. ``group`` is the title of the group that it stands in.
    """

    id: str
    label: str
    kind: RowKind
    group: str
    activity: PlannedActivity
    start_week: int
    weeks: int
    start: date
    finish: date

    @property
    def end_week(self) -> int:
        """The week after its last one."""
        return self.start_week + self.weeks


class Group(Struct, frozen=True):
    """Rows under one title: what leads to one gate, or the work of one function."""

    id: str
    title: str
    rows: tuple[Row, ...]


class Quarter(Struct, frozen=True):
    """A fiscal quarter on the axis, cut to the plan: ``year`` is ``FY27``, ``short`` ``Q1``."""

    label: str
    year: str
    short: str
    first_week: int
    end_week: int
    start: date
    end: date


class Milestone(Struct, frozen=True):
    """A gate on the axis: ``week`` counts elapsed weeks, ``date`` is the last day of the week before."""

    id: str
    label: str
    short: str
    week: int
    date: date
    gate: Gate


class Span(Struct, frozen=True):
    """Weeks that are frozen, and why."""

    first_week: int
    end_week: int
    reason: str


class Outline(Struct, frozen=True):
    """A plan in the order of documents; ``weeks`` is how many the axis has, whole quarters not needed."""

    groups: tuple[Group, ...]
    quarters: tuple[Quarter, ...]
    milestones: tuple[Milestone, ...]
    freezes: tuple[Span, ...]
    weeks: int

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in order."""
        return tuple(row for group in self.groups for row in group.rows)


def outline(plan: Plan, catalog: Catalog, by: By = "transition") -> Outline:
    """Return the outline of a plan that has a schedule; ``ValueError`` for one that has none."""
    if plan.finish is None:
        raise ValueError(f"the plan is {plan.status}: it has nothing to show on an axis of time")
    names = Names(plan, catalog)
    milestones = tuple(_milestones(plan, names))
    ends = [
        one.start_week + one.weeks for one in plan.activities if one.start_week is not None and one.weeks is not None
    ]
    weeks = max([*(one.week for one in milestones), *ends, 1])
    return Outline(
        groups=tuple(_groups(plan, names, by)),
        quarters=tuple(_quarters(plan, weeks)),
        milestones=milestones,
        freezes=tuple(_freezes(plan, weeks)),
        weeks=weeks,
    )


def _groups(plan: Plan, names: Names, by: By) -> Iterator[Group]:
    found: dict[str, list[PlannedActivity]] = {}
    if by == "transition":
        for transition in names.transitions:
            found[transition] = []
    for activity in plan.activities:
        key = activity.transition if by == "transition" else activity.function or ""
        found.setdefault(key, []).append(activity)
    for key, activities in found.items():
        if activities:
            title = _title(key, names, by)
            ordered = sorted(activities, key=lambda one: (one.start_week or 0, one.weeks or 0, one.id))
            yield Group(key or "enterprise", title, tuple(_row(one, names, title) for one in ordered))


def _title(key: str, names: Names, by: By) -> str:
    if by == "function":
        return function_name(key) or ENTERPRISE
    level = names.levels.get(names.transitions.get(key) or 0)
    before, _, after = key.partition("-")
    step = one_line(f"Level {before} to {after}" if after else f"Step {key}")
    name = shown(level.name, "") if level is not None else ""
    return f"{step}: {name}" if name else step


def _row(activity: PlannedActivity, names: Names, title: str) -> Row:
    assert activity.start is not None
    assert activity.finish is not None
    return Row(
        id=activity.id,
        label=names.activity(activity),
        kind="setup" if is_setup(activity) else activity.kind,
        group=title,
        activity=activity,
        start_week=activity.start_week or 0,
        weeks=activity.weeks or 0,
        start=activity.start,
        finish=activity.finish,
    )


def _quarters(plan: Plan, weeks: int) -> Iterator[Quarter]:
    for phase in plan.phases:
        label = one_line(phase.label)
        year, _, short = label.partition(" ")
        first = -(-(phase.start - plan.start).days // 7)
        end = -(-((phase.end - plan.start).days + 1) // 7)
        if first < weeks and end > 0:
            yield Quarter(label, year, short, max(0, first), min(weeks, end), phase.start, phase.end)


def _milestones(plan: Plan, names: Names) -> Iterator[Milestone]:
    for gate in plan.gates:
        if gate.week is not None and gate.date is not None:
            short = f"L{gate.level}" if gate.level is not None else "Beyond"
            yield Milestone(gate.id, names.gate(gate), short, gate.week, gate.date, gate)


def _freezes(plan: Plan, weeks: int) -> Iterator[Span]:
    for freeze in plan.request.calendar.freezes:
        first = (freeze.from_ - plan.start).days // 7
        end = (freeze.to - plan.start).days // 7 + 1
        if end > 0 and first < weeks:
            yield Span(max(0, first), min(weeks, end), one_line(freeze.reason))
