"""What can give, one thing at a time and by whole units: the deadline by weeks, money by its unit, people by tenths.

A lever changes a request by a number of units and knows how many a plan at hand needs, so that a search for the least
never tries more than that.
"""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from planner.building import headcount, money, resource_names
from planner.calendar import HORIZON_WEEKS, fiscal_calendar
from planner.explaining import limits as limit
from planner.explaining.limits import Kind, quarterly, with_cap
from planner.ledger import Ledger, Limit, breaks, capacity_by_week
from planner.network import Network, Schedule
from planner.optimizer.values import value
from planner.plans import Change
from planner.request import Freeze, Goal, Number, Pin, PlanRequest

TENTHS = 10
"""Hundredths of an FTE in the unit that people are changed by."""

PART = 100
"""The part of the money that people count in is one by this."""

HALF = 5
"""Half a person, in tenths."""

MOST_CHANGES = 10_000
"""More changes at a time than any function has."""


class Lever(Struct, frozen=True):
    """One thing that can give, at ``pointer``; ``most`` units make no difference any more."""

    pointer: str
    most: int

    def pulled(self, request: PlanRequest, units: int) -> PlanRequest:
        """Return the request changed by so many units."""
        raise NotImplementedError

    def need(self, request: PlanRequest, network: Network, schedule: Schedule) -> int:
        """Return the fewest units at which a plan keeps this limit.

        ``network`` is the request's own, all limits in it. Where no number of units is seen to do, it is ``most``.
        """
        raise NotImplementedError

    def change(self, request: PlanRequest, units: int) -> Change:
        """Return the change as people read it."""
        raise NotImplementedError

    def step(self, request: PlanRequest) -> int:  # noqa: ARG002
        """Return the units that people count in: a week, a hundredth of the money, half a person."""
        return 1

    def goal(self, request: PlanRequest) -> Goal | None:  # noqa: ARG002
        """Return the goal whose best value needs the fewest units, if there is one."""
        return None

    def least(self, request: PlanRequest, bound: int) -> int:  # noqa: ARG002
        """Return the fewest units that a bound on that goal leaves possible."""
        return 0


class _Deadline(Lever, frozen=True):
    """The deadline, by weeks."""

    def pulled(self, request: PlanRequest, units: int) -> PlanRequest:
        calendar = fiscal_calendar(request)
        assert request.deadline is not None
        if not units:
            return request
        return replace(request, deadline=calendar.gate_date(calendar.last_finish_by(request.deadline) + units))

    def need(self, request: PlanRequest, network: Network, schedule: Schedule) -> int:
        assert request.deadline is not None
        late = schedule.starts[network.target] - fiscal_calendar(request).last_finish_by(request.deadline)
        return max(0, late)

    def change(self, request: PlanRequest, units: int) -> Change:
        return Change(self.pointer, request.deadline, self.pulled(request, units).deadline)

    def goal(self, request: PlanRequest) -> Goal | None:  # noqa: ARG002
        return Goal("finish")

    def least(self, request: PlanRequest, bound: int) -> int:
        assert request.deadline is not None
        return bound - fiscal_calendar(request).last_finish_by(request.deadline)


class _Total(Lever, frozen=True):
    """The total budget, by units of money."""

    def pulled(self, request: PlanRequest, units: int) -> PlanRequest:
        assert request.budget.total is not None
        return replace(request, budget=replace(request.budget, total=request.budget.total + units))

    def need(self, request: PlanRequest, network: Network, schedule: Schedule) -> int:
        return self.least(request, value(network, schedule, "covered"))

    def change(self, request: PlanRequest, units: int) -> Change:
        return Change(self.pointer, request.budget.total, self.pulled(request, units).budget.total)

    def step(self, request: PlanRequest) -> int:
        return max(1, (request.budget.total or 0) // PART)

    def goal(self, request: PlanRequest) -> Goal | None:  # noqa: ARG002
        return Goal("covered")

    def least(self, request: PlanRequest, bound: int) -> int:
        """Return how much more it takes for so much to be left once the contingency is held back."""
        given = request.budget.total
        assert given is not None
        kept = 1 - Decimal(repr(request.budget.contingency))
        wanted = max(given, int(bound / kept) - 1)
        while _usable(request, wanted) < bound:
            wanted += 1
        return wanted - given


class _Quarter(Lever, frozen=True):
    """The money of one quarter (or, with None, of each), by units of money."""

    quarter: int | None = None

    def pulled(self, request: PlanRequest, units: int) -> PlanRequest:
        return replace(request, budget=replace(request.budget, per_quarter=self._entries(request, units)))

    def _entries(self, request: PlanRequest, units: int) -> int | tuple[int, ...] | None:
        given = request.budget.per_quarter
        assert given is not None
        if not units:
            return given
        if self.quarter is None:
            return given + units if isinstance(given, int) else tuple(entry + units for entry in given)
        entries = [int(entry) for entry in quarterly(given, self.quarter + 2)]
        entries[self.quarter] += units
        return tuple(entries)

    def need(self, request: PlanRequest, network: Network, schedule: Schedule) -> int:
        """Return the most that any limit lacks; where the lever does not reach, all that it can give."""
        lacking = {row: lack for row, lack in shortfalls(network, schedule).items() if row.until < 2 * network.horizon}
        if not lacking:
            return 0
        if self.quarter is None:
            return self._fewest(request, network, schedule, max(lacking.values()))
        begin = 0 if not self.quarter else network.quarter_ends[self.quarter - 1]
        end = network.quarter_ends[self.quarter]
        if any(not (row.since <= begin and row.until >= end) for row in lacking):
            return self.most
        return self._fewest(request, network, schedule, max(lacking.values()))

    def step(self, request: PlanRequest) -> int:
        given = request.budget.per_quarter
        return max(1, max(given if isinstance(given, tuple) else (given or 0,)) // PART)

    def _fewest(self, request: PlanRequest, network: Network, schedule: Schedule, enough: int) -> int:
        """Return the fewest units, at most about ``enough`` before a contingency, at which nothing lacks."""
        kept = 1 - Decimal(repr(request.budget.contingency))
        low, high = 0, min(self.most, int(enough / kept) + 2)
        while high - low > 1:
            middle = (low + high) // 2
            if self._lacks(request, network, schedule, middle):
                low = middle
            else:
                high = middle
        return high

    def _lacks(self, request: PlanRequest, network: Network, schedule: Schedule, units: int) -> bool:
        quarterly_only = replace(money(self.pulled(request, units)), total=None)
        return bool(shortfalls(replace(network, money=quarterly_only), schedule))

    def change(self, request: PlanRequest, units: int) -> Change:
        given, to = request.budget.per_quarter, self._entries(request, units)
        if isinstance(given, tuple) and isinstance(to, tuple) and len(given) == len(to) and self.quarter is not None:
            return Change(f"{self.pointer}/{self.quarter}", given[self.quarter], to[self.quarter])
        return Change(self.pointer, given, to)


class _People(Lever, frozen=True):
    """The people of a role, or all, throughout or in one quarter, by tenths of an FTE."""

    name: str = "total"
    quarter: int | None = None

    def pulled(self, request: PlanRequest, units: int) -> PlanRequest:
        return with_cap(request, self.name, self._cap(request, units)) if units else request

    def need(self, request: PlanRequest, network: Network, schedule: Schedule) -> int:
        over = [week for week in self.overuse(request, network, schedule) if week > 0]
        return -(-max(over, default=0) // TENTHS)

    def step(self, request: PlanRequest) -> int:  # noqa: ARG002
        return HALF

    def overuse(self, request: PlanRequest, network: Network, schedule: Schedule) -> list[int]:
        """Return by how many hundredths of an FTE a plan is beyond the cap in each week; below 0 where it is not."""
        resource = resource_names(request).index(self.name)
        weeks = max(schedule.finish(network, node) for node in range(len(schedule.starts)))
        over = [-cap for cap in capacity_by_week(network, resource, weeks)]
        for node, start in enumerate(schedule.starts):
            mode = network.nodes[node].modes[schedule.modes[node]]
            for week in range(start, start + mode.weeks):
                over[week] += mode.demand[resource]
        return over

    def change(self, request: PlanRequest, units: int) -> Change:
        given, to = self._given(request), self._cap(request, units)
        if isinstance(given, tuple) and isinstance(to, tuple) and self.quarter is not None and len(given) == len(to):
            return Change(f"{self.pointer}/{self.quarter}", given[self.quarter], to[self.quarter])
        return Change(self.pointer, given, to)

    def _given(self, request: PlanRequest) -> Number | tuple[Number, ...]:
        caps = headcount(request)
        given = caps.roles.get(self.name, caps.total)
        assert given is not None
        return given

    def _cap(self, request: PlanRequest, units: int) -> Number | tuple[Number, ...]:
        given = self._given(request)
        if self.quarter is not None:
            entries = [*quarterly(given, self.quarter + 2)]
            entries[self.quarter] = _more(entries[self.quarter], units)
            return tuple(entries)
        return tuple(_more(entry, units) for entry in given) if isinstance(given, tuple) else _more(given, units)


class _Changes(Lever, frozen=True):
    """How many changes a function bears at a time, by one."""

    def pulled(self, request: PlanRequest, units: int) -> PlanRequest:
        most = request.policy.changes_per_function
        assert most is not None
        return replace(request, policy=replace(request.policy, changes_per_function=most + units))

    def need(self, request: PlanRequest, network: Network, schedule: Schedule) -> int:
        own = [resource for resource in network.resources if resource.name.startswith("changes@")]
        at_once = max(
            max(_People("", 0, resource.name).overuse(request, network, schedule), default=0) for resource in own
        )
        return max(0, at_once)

    def change(self, request: PlanRequest, units: int) -> Change:
        most = request.policy.changes_per_function
        return Change(self.pointer, most, self.pulled(request, units).policy.changes_per_function)


class _Listed(Lever, frozen=True):
    """A pin or a freeze, which is withdrawn or not; the others keep their places until all is done."""

    kind: Literal["pin", "freeze"] = "pin"
    place: int = 0

    def pulled(self, request: PlanRequest, units: int) -> PlanRequest:
        if not units:
            return request
        if self.kind == "pin":
            left = (*request.pins[: self.place], *request.pins[self.place + 1 :])
            return replace(request, pins=left)
        freezes = request.calendar.freezes
        return replace(
            request,
            calendar=replace(request.calendar, freezes=(*freezes[: self.place], *freezes[self.place + 1 :])),
        )

    def need(self, request: PlanRequest, network: Network, schedule: Schedule) -> int:  # noqa: ARG002
        """Return 0 where a plan keeps it as it is."""
        return 0 if breaks(network, schedule.settled(network)) is None else 1

    def change(self, request: PlanRequest, units: int) -> Change:  # noqa: ARG002
        listed: tuple[Pin | Freeze, ...] = request.pins if self.kind == "pin" else request.calendar.freezes
        return Change(self.pointer, msgspec.to_builtins(listed[self.place]), None)


def levers_of(kind: Kind, given: Sequence[limit.Limit]) -> tuple[Lever, ...]:
    """Return the levers of a kind, one for each of its limits."""
    own = [it for it in given if it.kind == kind]
    if kind == "deadline":
        return tuple(_Deadline(it.pointer, HORIZON_WEEKS) for it in own)
    if kind == "total":
        return tuple(_Total(it.pointer, limit.PLENTY_OF_MONEY) for it in own)
    if kind == "quarters":
        return tuple(_Quarter(it.pointer, limit.PLENTY_OF_MONEY) for it in own)
    if kind == "people":
        return tuple(_People(it.pointer, limit.PLENTY_OF_PEOPLE * 10, it.subject) for it in own)
    if kind == "changes":
        return tuple(_Changes(it.pointer, MOST_CHANGES) for it in own)
    assert kind in ("pin", "freeze")
    # The last first, so that the places of those before it stay as they are.
    return tuple(_Listed(it.pointer, 1, kind, int(it.subject)) for it in reversed(own))


def quarter_levers(request: PlanRequest, given: Sequence[limit.Limit]) -> tuple[Lever, ...]:
    """Return a lever for the money of each quarter; where money is kept, the first stands for all."""
    found: list[Lever] = []
    for it in given:
        if it.kind == "quarters":
            quarters = [0] if request.budget.carry_over is True else limit.quarters_of(request, it)
            found += [_Quarter(it.pointer, limit.PLENTY_OF_MONEY, quarter) for quarter in quarters]
    return tuple(found)


def later(lever: Lever) -> Lever | None:
    """Return the lever of the next quarter, for one of a quarter."""
    if isinstance(lever, _Quarter) and lever.quarter is not None:
        return replace(lever, quarter=lever.quarter + 1)
    return None


def narrowed(lever: Lever, request: PlanRequest, network: Network, schedule: Schedule) -> Lever:
    """Return the lever for one quarter alone, where a plan needs people of a role beyond their number in no other."""
    if not isinstance(lever, _People) or lever.quarter is not None:
        return lever
    over = lever.overuse(request, network, schedule)
    ends = network.quarter_ends
    quarters = {bisect_right(ends, week) for week, amount in enumerate(over) if amount > 0}
    several = bisect_right(ends, schedule.starts[network.target] - 1) > 0
    return replace(lever, quarter=quarters.pop()) if several and len(quarters) == 1 else lever


def shortfalls(network: Network, schedule: Schedule) -> dict[Limit, int]:
    """Return each limit on money that a plan breaks, with what it lacks."""
    weeks = max(schedule.finish(network, node) for node in range(len(schedule.starts))) + 1
    ledger = Ledger(network, weeks, end=schedule.starts[network.target])
    for node, start in enumerate(schedule.starts):
        ledger.book(node, schedule.modes[node], start)
    return {row: -left for row, left in zip(ledger.limits, ledger.left, strict=True) if left < 0}


def _more(entry: Number, units: int) -> Number:
    amount = Decimal(repr(entry)) + Decimal(units) / TENTHS
    return int(amount) if amount == int(amount) else float(amount)


def _usable(request: PlanRequest, total: int) -> int:
    left = money(replace(request, budget=replace(request.budget, total=total))).total
    assert left is not None
    return left
