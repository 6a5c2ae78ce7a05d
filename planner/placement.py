"""A schedule read back into the words of the request: every activity with its week, mode, size and money.

Made once for a plan; whatever tells of the plan (activities, phases, risks, slack) reads it and recomputes nothing.
Weeks count from the plan's start; ``finish`` is the week after the last one worked.
"""

from functools import cached_property

from msgspec import Struct

from catalog.model import Catalog
from planner.calendar import FiscalCalendar, fiscal_calendar
from planner.ledger import spent_before
from planner.network import Network, Schedule
from planner.request import PlanRequest
from planner.scope import Activity, Scope, scope
from planner.sizing import Sizing


class Placed(Struct, frozen=True):
    """One activity in its place. ``people`` is hundredths of an FTE by role while it runs; money in whole units."""

    activity: Activity
    mode: str
    start: int
    finish: int
    people: dict[str, int]
    cash: int
    labour: int
    run_per_year: int
    run_per_week: int

    @property
    def weeks(self) -> int:
        """The weeks it takes."""
        return self.finish - self.start


class Placement:
    """A whole schedule in its place, for one request and catalog."""

    def __init__(self, request: PlanRequest, catalog: Catalog, network: Network, schedule: Schedule) -> None:
        self.request, self.catalog = request, catalog
        self.network, self.schedule = network, schedule
        self.calendar: FiscalCalendar = fiscal_calendar(request)
        self.scope: Scope = scope(request, catalog)
        self.end = schedule.starts[network.target]

    @cached_property
    def activities(self) -> tuple[Placed, ...]:
        """Every activity, in the order of the scope."""
        sizing = Sizing(self.request, self.catalog)
        return tuple(self._placed(index, activity, sizing) for index, activity in enumerate(self.scope.activities))

    @cached_property
    def by_id(self) -> dict[str, Placed]:
        """Every activity by its id."""
        return {placed.activity.id: placed for placed in self.activities}

    @cached_property
    def gate_weeks(self) -> dict[int, int]:
        """The week of each level's gate; the gate beyond stands under the level after the target."""
        first = len(self.scope.activities)
        return {level: self.schedule.starts[first + number] for number, level in enumerate(self.scope.gates)}

    def spent(self, placed: Placed, since: int, until: int) -> tuple[int, int, int]:
        """Return the cash, labour and run cost that an activity spends in weeks ``since`` to ``until``-1."""
        accrual = placed.activity.item.accrual
        weeks = placed.weeks
        cash = spent_before(until, placed.start, weeks, placed.cash, accrual)
        cash -= spent_before(since, placed.start, weeks, placed.cash, accrual)
        labour = spent_before(until, placed.start, weeks, placed.labour, "prorated")
        labour -= spent_before(since, placed.start, weeks, placed.labour, "prorated")
        running = max(0, min(until, self.end) - max(since, placed.finish))
        return cash, labour, running * placed.run_per_week

    def covered(self, cash: int, labour: int, run: int) -> int:
        """Return what the budget counts of these amounts."""
        counts = self.request.budget.covers
        return cash * ("cash" in counts) + labour * ("labour" in counts) + run * ("run" in counts)

    def _placed(self, index: int, activity: Activity, sizing: Sizing) -> Placed:
        node = self.network.nodes[index]
        mode = node.modes[self.schedule.modes[index]]
        size = sizing.size(activity, mode.name)
        return Placed(
            activity=activity,
            mode=mode.name,
            start=self.schedule.starts[index],
            finish=self.schedule.finish(self.network, index),
            people=size.people,
            cash=size.cash,
            labour=size.labour,
            run_per_year=sizing.run_per_year(activity),
            run_per_week=node.run_per_week,
        )
