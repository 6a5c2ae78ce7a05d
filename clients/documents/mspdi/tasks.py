"""The tasks of a project file, in outline order: a summary for each group, its activities, the gate that they lead to.

Programs read the outline from the order of the tasks and their levels, so that a gate stands after its group. Every
task keeps its date by a constraint: a program that plans anew finds nothing that it could start earlier.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from catalog.model import Catalog
from clients.dates import day, gate_day
from clients.documents.charts.naming import name_of
from clients.documents.mspdi import columns, weeks
from clients.documents.mspdi.elements import HUNDREDTHS, Field, add, write
from clients.documents.mspdi.notes import activity_notes, gate_notes
from clients.documents.outline import Group, Milestone, Outline, Row
from clients.names import Names, cut, function_name
from planner.order import evidence_weeks
from planner.plans import Plan

LONGEST_NAME = 255
NOT_EARLIER = 4
"""The schema's code of the constraint "start no earlier than"."""
FINISH_TO_START = 1
FIXED_DURATION = 1
AT_THE_END = 3
_KINDS = {"action": "Action", "governance": "Governance", "setup": "Set-up"}


class Entry(NamedTuple):
    """A line of the outline: a group with what it holds, an activity, or a gate; ``number`` as in 2.3."""

    uid: int
    level: int
    number: str
    of: Group | Row | Milestone


def entries(outline: Outline, names: Names) -> tuple[Entry, ...]:
    """Return every line of the outline in order; uids count from 1, the project's own is 0."""
    found: list[Entry] = []
    waiting = {one.gate.level: one for one in outline.milestones}
    for place, group in enumerate(outline.groups, start=1):
        found.append(Entry(len(found) + 1, 1, str(place), group))
        gate = waiting.pop(names.transitions.get(group.id), None) if group.id in names.transitions else None
        inside: list[Row | Milestone] = [*group.rows, *([gate] if gate else [])]
        for inner, one in enumerate(inside, start=1):
            found.append(Entry(len(found) + 1, 2, f"{place}.{inner}", one))
    for place, gate in enumerate(waiting.values(), start=len(outline.groups) + 1):
        found.append(Entry(len(found) + 1, 1, str(place), gate))
    return tuple(found)


class Tasks:
    """The tasks of one plan on their way into a file."""

    def __init__(self, plan: Plan, catalog: Catalog, outline: Outline) -> None:
        self.plan, self.catalog, self.outline = plan, catalog, outline
        self.names = Names(plan, catalog)
        self.entries = entries(outline, self.names)
        self.uids = {one.of.id: one.uid for one in self.entries if not isinstance(one.of, Group)}
        self._due = {due.activity: due.date for phase in plan.phases for due in phase.evidence_due}
        self._lags = {item.id: {one.item: one.lag_weeks for one in item.hard_prerequisites} for item in catalog.items}

    def write(self, parent: Element) -> None:
        """Add every task."""
        own = SubElement(parent, "Tasks")
        self._project(own)
        for entry in self.entries:
            match entry.of:
                case Group():
                    self._group(own, entry, entry.of)
                case Row():
                    self._activity(own, entry, entry.of)
                case Milestone():
                    self._gate(own, entry, entry.of)

    def _project(self, parent: Element) -> None:
        self._summary(parent, _head(0, 0, "0", name_of(self.plan)), 0, self.outline.weeks)

    def _group(self, parent: Element, entry: Entry, group: Group) -> None:
        gates = [one.week for one in self._gates_of(entry)]
        first = min(row.start_week for row in group.rows)
        end = max([*gates, *(row.end_week for row in group.rows)])
        self._summary(parent, _head(entry.uid, entry.level, entry.number, group.title), first, end)

    def _gates_of(self, group: Entry) -> Iterator[Milestone]:
        """Yield the gate that stands in a group."""
        for entry in self.entries:
            if isinstance(entry.of, Milestone) and entry.number.startswith(f"{group.number}."):
                yield entry.of

    def _summary(self, parent: Element, head: Sequence[Field], first: int, end: int) -> None:
        """Add a task that spans others, from a week's first day to the last day before another."""
        begin, finish = self.plan.start + timedelta(weeks=first), gate_day(self.plan.start, end)
        task = add(parent, "Task", [*head, ("Start", weeks.opening(begin)), ("Finish", weeks.closing(finish))])
        write(task, [("Duration", weeks.duration(end - first)), ("DurationFormat", weeks.WEEKS)])
        write(task, [("Estimated", False), ("Milestone", False), ("Summary", True)])

    def _activity(self, parent: Element, entry: Entry, row: Row) -> None:
        own = row.activity
        cash, labour = own.cash or 0, own.labour or 0
        accountable = self.names.roles.get(own.accountable or "", own.accountable or "") or None
        head = _head(entry.uid, entry.level, entry.number, row.label, accountable)
        start, finish = weeks.opening(row.start), weeks.closing(row.finish)
        task = add(parent, "Task", [*head, ("Start", start), ("Finish", finish)])
        write(task, [("Duration", weeks.duration(row.weeks)), ("DurationFormat", weeks.WEEKS)])
        write(task, [("Work", weeks.work(sum(own.staffing.values()), row.weeks)), ("EffortDriven", False)])
        write(task, [("Estimated", False), ("Milestone", False), ("Summary", False), ("Critical", own.critical)])
        write(task, [("FixedCost", cash * HUNDREDTHS), ("FixedCostAccrual", AT_THE_END)])
        write(task, [("PercentComplete", 0), ("Cost", (cash + labour) * HUNDREDTHS)])
        write(task, [("ActualDuration", weeks.duration(0)), ("RemainingDuration", weeks.duration(row.weeks))])
        write(task, [("ConstraintType", NOT_EARLIER)])
        write(task, [("CalendarUID", weeks.CALENDAR_UID), ("ConstraintDate", start)])
        due = day(self._due[own.id]) if own.id in self._due else ""
        write(task, [("Notes", activity_notes(self.names, own, due) or None)])
        self._links(task, [(one, self._lag(own.item, one)) for one in own.after])
        columns.fill(task, self._columns(row, accountable, due))

    def _columns(self, row: Row, accountable: str | None, due: str) -> Sequence[columns.Entry]:
        own = row.activity
        return (
            (columns.ID, own.id),
            (columns.KIND, _KINDS[row.kind]),
            (columns.FUNCTION, function_name(own.function or "")),
            (columns.MODE, (own.mode or "").replace("_", " ")),
            (columns.ACCOUNTABLE, accountable),
            (columns.RESPONSIBLE, self.names.roles.get(own.responsible or "", own.responsible)),
            (columns.EVIDENCE_DUE, due),
            (columns.CASH, own.cash),
            (columns.LABOUR, own.labour),
            (columns.RUN, own.run_per_year),
            (columns.SLACK, own.slack_weeks),
            (columns.LEVEL, self.names.transitions.get(own.transition)),
        )

    def _gate(self, parent: Element, entry: Entry, milestone: Milestone) -> None:
        moment = weeks.closing(milestone.date)
        head = _head(entry.uid, entry.level, entry.number, milestone.label)
        task = add(parent, "Task", [*head, ("Start", moment), ("Finish", moment)])
        write(task, [("Duration", weeks.duration(0)), ("DurationFormat", weeks.WEEKS), ("Estimated", False)])
        write(task, [("Milestone", True), ("Summary", False), ("PercentComplete", 0)])
        write(task, [("ActualDuration", weeks.duration(0)), ("RemainingDuration", weeks.duration(0))])
        write(task, [("ConstraintType", NOT_EARLIER)])
        write(task, [("CalendarUID", weeks.CALENDAR_UID), ("ConstraintDate", moment)])
        deadline = self.plan.request.deadline if milestone is self.outline.milestones[-1] else None
        write(task, [("Deadline", weeks.closing(deadline) if deadline else None)])
        write(task, [("Notes", gate_notes(self.names, milestone.gate))])
        self._links(task, list(self._before(milestone)))
        level = milestone.gate.level
        columns.fill(task, [(columns.ID, milestone.id), (columns.KIND, "Gate"), (columns.LEVEL, level)])

    def _before(self, milestone: Milestone) -> Iterator[tuple[str, int]]:
        """Yield what a gate waits for: its criteria with the weeks of their evidence, and the gate before it."""
        for criterion in milestone.gate.criteria:
            activity, due = self.names.activities.get(criterion.activity), self._due.get(criterion.activity)
            if activity is not None and activity.finish is not None:
                yield activity.id, 0 if due is None else (due - activity.finish).days // 7
        for earlier, later in pairwise(self.outline.milestones):
            if later is milestone and earlier.gate.level is not None:
                yield earlier.id, evidence_weeks(earlier.gate.level, self.plan.request, self.catalog)

    def _lag(self, item: str, before: str) -> int:
        return self._lags.get(item, {}).get(before.partition("@")[0], 0)

    def _links(self, task: Element, before: Sequence[tuple[str, int]]) -> None:
        for name, lag in before:
            if name in self.uids:
                link: list[Field] = [("PredecessorUID", self.uids[name]), ("Type", FINISH_TO_START)]
                add(task, "PredecessorLink", [*link, ("CrossProject", False), *weeks.lag(lag)])


def _head(uid: int, level: int, number: str, title: str, contact: str | None = None) -> list[Field]:
    return [
        ("UID", uid),
        ("ID", uid),
        ("Name", cut(title, LONGEST_NAME)),
        ("Type", FIXED_DURATION),
        ("IsNull", False),
        ("Contact", contact),
        ("WBS", number),
        ("OutlineNumber", number),
        ("OutlineLevel", level),
        ("Priority", 500),
    ]
