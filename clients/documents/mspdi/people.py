"""The people of a project file: a role is a resource with its rate and its cap, an activity's people are assignments.

A role stands for people and is marked generic, so that a program lets real ones take its place.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from catalog.model import Catalog
from clients.documents.caps import caps
from clients.documents.mspdi import weeks
from clients.documents.mspdi.elements import Field, add
from clients.documents.mspdi.tasks import Tasks
from clients.documents.outline import Row
from planner.plans import Plan
from planner.sizing import rates

WORK_RESOURCE = 1
BY_WEEK = 4
"""The schema's code of a rate that is shown by the week; it is written by the hour all the same."""
_UNFIT = str.maketrans({"[": "(", "]": ")", ",": ";"})  # Programs read these as units and as lists of people.


class People:
    """The roles of one plan that do work, in the order of the catalog."""

    def __init__(self, plan: Plan, catalog: Catalog, tasks: Tasks) -> None:
        self.plan, self.tasks = plan, tasks
        self.rates = rates(plan.request, catalog)
        known = [role.id for role in catalog.roles]
        used = {role for activity in plan.activities for role, share in activity.staffing.items() if share}
        order = [*(role for role in known if role in used), *sorted(used - {*known})]
        self.uids = {role: number for number, role in enumerate(order, start=1)}

    def write(self, parent: Element) -> None:
        """Add every role, and every share of one that an activity needs."""
        resources = SubElement(parent, "Resources")
        for role, uid in self.uids.items():
            self._resource(resources, role, uid)
        assignments = SubElement(parent, "Assignments")
        for number, (row, role, share) in enumerate(self._shares(), start=1):
            add(assignments, "Assignment", self._assignment(number, row, role, share))

    def _resource(self, parent: Element, role: str, uid: int) -> None:
        own, rate = caps(self.plan, role), self.rates.get(role)
        peak = max((phase.staffing[role].peak for phase in self.plan.phases if role in phase.staffing), default=1.0)
        fields: list[Field] = [
            ("UID", uid),
            ("ID", uid),
            ("Name", self.tasks.names.roles.get(role, role).translate(_UNFIT)),
            ("Type", WORK_RESOURCE),
            ("IsNull", False),
            ("MaxUnits", float(max(own) if own else peak)),
            ("StandardRate", None if rate is None else float(rate / weeks.HOURS)),
            ("StandardRateFormat", None if rate is None else BY_WEEK),
            ("Notes", None if own else "No cap was given for this role: the most shown is the plan's own peak."),
            ("IsGeneric", True),
        ]
        resource = add(parent, "Resource", fields)
        if len(set(own)) > 1:
            periods = SubElement(resource, "AvailabilityPeriods")
            for first, last, units in self._spans(role):
                span: list[Field] = [("AvailableFrom", weeks.opening(first)), ("AvailableTo", weeks.closing(last))]
                add(periods, "AvailabilityPeriod", [*span, ("AvailableUnits", units)])

    def _spans(self, role: str) -> Iterator[tuple[date, date, float]]:
        """Yield first day, last day and cap of each run of quarters that have the same one."""
        by_quarter = zip(self.plan.phases, caps(self.plan, role), strict=True)
        for cap, run in groupby(by_quarter, key=lambda one: one[1]):
            phases = [phase for phase, _ in run]
            yield phases[0].start, phases[-1].end, float(cap)

    def _shares(self) -> Iterator[tuple[Row, str, float]]:
        for row in self.tasks.outline.rows:
            for role, share in row.activity.staffing.items():
                if share:
                    yield row, role, share

    def _assignment(self, number: int, row: Row, role: str, share: float) -> list[Field]:
        return [
            ("UID", number),
            ("TaskUID", self.tasks.uids[row.id]),
            ("ResourceUID", self.uids[role]),
            ("Finish", weeks.closing(row.finish)),
            ("Start", weeks.opening(row.start)),
            ("Units", share),
            ("Work", weeks.work(share, row.weeks)),
        ]
