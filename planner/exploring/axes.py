"""What a frontier is drawn over: the money, the people or the cost that a plan may take, and what it reaches with it.

An axis caps a request at an amount and says which amount a plan needs. Units: whole units of money; hundredths of FTE.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from planner.asking import Ask
from planner.building import headcount, money
from planner.network import Network, Schedule
from planner.optimizer.values import value
from planner.request import Goal, GoalName, PlanRequest

AxisName = Literal["budget", "headcount", "cost"]
"""What is given: the total budget, people in all, or the one-off cost."""

Reached = Literal["finish", "risk", "peak"]
"""What is reached with it."""

GOALS: dict[AxisName, GoalName] = {"budget": "covered", "headcount": "peak", "cost": "cost"}
"""The goal whose value is what a plan needs of each."""

GRAINS: dict[AxisName, int] = {"budget": 1, "headcount": 10, "cost": 1}
"""The grain where none is asked for: a unit of money, a tenth of an FTE."""


class Axis(Struct, frozen=True):
    """One thing that is given, in multiples of ``grain``."""

    name: AxisName
    grain: int

    @property
    def goal(self) -> Goal:
        """The goal that is best where least is needed."""
        return Goal(GOALS[self.name])

    def own(self, request: PlanRequest) -> int | None:
        """Return what the request itself gives at most, or None where it sets no limit."""
        if self.name == "budget":
            return request.budget.total
        if self.name == "headcount":
            given = headcount(request).total
            return None if given is None else _hundredths(max(given) if isinstance(given, tuple) else given)
        return None

    def capped(self, request: PlanRequest, amount: int) -> PlanRequest:
        """Return the request with so much and no more; the cost is capped in the ask alone."""
        if self.name == "budget":
            return replace(request, budget=replace(request.budget, total=amount))
        if self.name == "headcount":
            caps = replace(headcount(request), total=people(amount))
            return replace(request, headcount=caps if caps.roles else people(amount))
        return request

    def free(self, request: PlanRequest) -> PlanRequest:
        """Return the request without a limit of this kind."""
        if self.name == "budget":
            return replace(request, budget=replace(request.budget, total=None))
        if self.name == "headcount":
            return replace(request, headcount=replace(headcount(request), total=None))
        return request

    def ask(self, request: PlanRequest, goals: tuple[Goal, ...], amount: int | None) -> Ask:
        """Return the ask for the best plan of a request by these goals within an amount, or without one."""
        if amount is None:
            return Ask(request, goals)
        return Ask(self.capped(request, amount), goals, cost=amount if self.name == "cost" else None)

    def amount(self, request: PlanRequest, needed: int) -> int:
        """Return the least multiple of the grain that allows what a plan needs."""
        if self.name != "budget":
            return -(-needed // self.grain) * self.grain
        return _least(needed, self.grain, lambda amount: _usable(self.capped(request, amount)))

    def allowed(self, request: PlanRequest, amount: int) -> int:
        """Return what a plan may need where so much is given: the contingency is held back from money."""
        return _usable(self.capped(request, amount)) if self.name == "budget" else amount

    def changes(self, amount: int) -> dict[str, object]:
        """Return the merge patch that gives a request so much and no more; of the cost there is none."""
        if self.name == "budget":
            return {"budget": {"total": amount}}
        return {"headcount": {"total": people(amount)}} if self.name == "headcount" else {}

    def needed(self, network: Network, schedule: Schedule) -> int:
        """Return what a plan needs."""
        return value(network, schedule, self.goal.goal)


def _least(needed: int, grain: int, usable: Callable[[int], int]) -> int:
    """Return the least multiple of a grain of which ``needed`` is left; 0 where nothing is."""
    low, high = 0, 1
    while usable(high * grain) < needed:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if usable(middle * grain) >= needed else (middle, high)
    return 0 if needed <= 0 else high * grain


def _usable(request: PlanRequest) -> int:
    left = money(request).total
    assert left is not None
    return left


def _hundredths(people: float) -> int:
    return int(Decimal(repr(people)) * 100)


def people(amount: int) -> int | float:
    """Return hundredths of FTE as people."""
    return amount // 100 if amount % 100 == 0 else amount / 100
