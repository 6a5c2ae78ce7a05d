"""A plan as a calendar: its gates, what is under way from when to when, and the days on which evidence is due.

``ics`` is called by whoever exports. Every entry has an id of its own that is made of the roadmap's lasting name and
of what it stands for, never of the plan's id: the calendar of a re-plan updates the entries of the one before it.
Nothing here asks what time it is.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID, uuid5

from icalendar import Calendar, Event

from catalog.model import Catalog
from clients.amounts import counted, money, people
from clients.documents.charts.naming import name_of
from clients.documents.outline import Outline, Row, outline
from clients.documents.refusal import refuse_without_schedule
from clients.documents.telling import criteria
from clients.jira.labels import roadmap_of
from clients.jira.mapping import Mapping
from clients.lines import one_line
from clients.names import Names, is_setup
from planner.plans import EvidenceDue, Plan, PlannedActivity

Work = Literal["spans", "days"]
PRODUCT = "-//Milepost//Roadmap//EN"
_SPACE = UUID("5a0f3c52-9d4e-5b0f-8d27-0c6f5f1a7c3e")  # The namespace of this project's ids; it must never change.
_KINDS = {"action": "Action", "governance": "Governance", "setup": "Set-up"}


def ics(plan: Plan, catalog: Catalog, *, roadmap: str | None = None, work: Work = "spans", sequence: int = 0) -> bytes:
    """Return a plan as a calendar of all-day entries that block nobody's time.

    ``roadmap`` is the lasting name; None: the one by which Jira knows the plan. ``work`` is told as one entry from
    start to finish, or as two ``days``, the first and the last. ``sequence`` counts revisions: some programs take
    an entry for newer only where it is higher than before. ``Refused`` where the plan has no schedule.
    """
    refuse_without_schedule(plan, "a calendar")
    diary = _Diary(plan, catalog, roadmap or roadmap_of(plan, Mapping()), sequence)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name_of(plan))
    for event in diary.events(work):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


class _Diary:
    """The entries of one plan."""

    def __init__(self, plan: Plan, catalog: Catalog, roadmap: str, sequence: int) -> None:
        self.plan, self.roadmap, self.sequence = plan, roadmap, sequence
        self.names = Names(plan, catalog)
        self.outline: Outline = outline(plan, catalog)
        self.stamp = datetime.combine(plan.start, time(), UTC)

    def events(self, work: Work) -> Iterator[Event]:
        """Yield gates, work, and evidence due, each in the plan's order."""
        yield from self._gates()
        for row in self.outline.rows:
            yield from [self._span(row)] if work == "spans" else self._days(row)
        for phase in self.plan.phases:
            for due in phase.evidence_due:
                yield from self._evidence(due)

    def _gates(self) -> Iterator[Event]:
        for milestone in self.outline.milestones:
            lines = (f"- {one.name}: {one.text}" for one in criteria(self.names, milestone.gate))
            told = "\n".join(["Exit criteria:", *lines])
            identity, day = ("gate", milestone.id), milestone.date
            yield self._event(identity, milestone.label, day, day, told, "Gate")

    def _span(self, row: Row) -> Event:
        return self._event(("work", row.id), row.label, row.start, row.finish, self._told(row), _KINDS[row.kind])

    def _days(self, row: Row) -> Iterator[Event]:
        told, kind = self._told(row), _KINDS[row.kind]
        yield self._event(("start", row.id), f"Starts: {row.label}", row.start, row.start, told, kind)
        yield self._event(("finish", row.id), f"Ends: {row.label}", row.finish, row.finish, told, kind)

    def _evidence(self, due: EvidenceDue) -> Iterator[Event]:
        activity = self.names.activities.get(due.activity)
        if activity is not None and not is_setup(activity):  # What a set-up has to show comes with the copies.
            title = f"Evidence due: {self.names.activity(activity)}"
            yield self._event(("evidence", due.activity), title, due.date, due.date, one_line(due.text), "Evidence")

    def _told(self, row: Row) -> str:
        own, roles = row.activity, self.names.roles
        staff = ", ".join(f"{roles.get(role, role)} {people(share)}" for role, share in own.staffing.items() if share)
        facts = {
            "Leads to": row.group,
            "Deliverable": "" if is_setup(own) else one_line(own.deliverable),
            "How": f"{(own.mode or '').replace('_', ' ')}, {counted(row.weeks, 'week')}",
            "People": f"{staff} FTE" if staff else "",
            "Accountable": roles.get(own.accountable or "", own.accountable or ""),
            "Cost": self._cost(own),
        }
        return "\n".join(f"{name}: {words}" for name, words in facts.items() if words)

    def _cost(self, own: PlannedActivity) -> str:
        run = f", {money(own.run_per_year)} a year to run" if own.run_per_year else ""
        return f"{self.names.currency} {money(own.cash or 0)} cash, {money(own.labour or 0)} own labour{run}"

    def _event(self, identity: tuple[str, str], title: str, first: date, last: date, told: str, category: str) -> Event:
        """Return an entry of whole days, ``last`` included: the format's end is the day after it."""
        event = Event()
        event.add("uid", f"{uuid5(_SPACE, '/'.join((self.roadmap, *identity)))}@milepost")
        event.add("sequence", self.sequence)
        event.add("dtstamp", self.stamp)
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))
        event.add("summary", title)
        event.add("description", told)
        event.add("categories", [category])
        event.add("transp", "TRANSPARENT")
        return event
