"""What holds each activity and gate where it is, as facts: what a move a week earlier, all else in its place, breaks.

``planner.explaining.reasons`` puts them into words, ``planner.explaining.story`` follows them back to the start. The
schedule is the one of a plan: it breaks nothing, and its gates are as early as their needs allow.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from catalog.model import Catalog
from planner.calendar import fiscal_calendar
from planner.goals import expanded
from planner.ledger import Ledger, Limit, capacity_by_week, is_frozen, limits_before
from planner.network import Link, Network, Schedule
from planner.order import first_gate_week
from planner.plans import ReasonKind
from planner.request import GoalName, Pin, PlanRequest

ORDER = ("predecessor", "look_ahead", "evidence")


class Hold(NamedTuple):
    """One constraint, or goal, that keeps a node from being a week earlier; what does not apply is left out.

    ``link`` is the order rule, ``resource`` the people or changes that are short, ``limit`` the money that is.
    ``amount`` is what a week earlier would be used of the resource (hundredths), spent beyond the limit (whole units)
    or added to ``goal`` (its unit); ``week`` the earliest week that a node could move to that nothing holds.
    """

    kind: ReasonKind
    link: Link | None = None
    resource: int | None = None
    limit: Limit | None = None
    goal: GoalName | None = None
    amount: int = 0
    week: int = 0


class Holds:
    """The holds of one schedule, with an index of who is at work on what in which week."""

    def __init__(self, request: PlanRequest, catalog: Catalog, network: Network, schedule: Schedule) -> None:
        self.network, self.schedule = network, schedule
        self.end = schedule.starts[network.target]
        self.finishes = [schedule.finish(network, node) for node in range(len(network.nodes))]
        self._goals = tuple(goal.goal for goal in expanded(request))
        self._first_gate = next(node for node, it in enumerate(network.nodes) if it.kind == "gate")
        self._first_gate_week = first_gate_week(request, catalog)
        self._calendar = fiscal_calendar(request)
        self._pins = _latest_pins(request)
        self._links: list[list[Link]] = [[] for _ in network.nodes]
        for link in network.links:
            self._links[link.after].append(link)
        self._caps: dict[int, list[int]] = {}
        self._at_work: list[list[int]] = [[] for _ in range(self.end + 1)]
        self._users: dict[tuple[int, int], list[int]] = {}
        self._people = [0] * (self.end + 1)
        self._ledger = Ledger(network, self.end + 1, end=self.end)
        self._ledger.limit_to(limits_before(network, self.end))
        for node, start in enumerate(schedule.starts):
            self._ledger.book(node, schedule.modes[node], start)
            people = network.nodes[node].modes[schedule.modes[node]].people
            for week in range(start, self.finishes[node]):
                self._at_work[week].append(node)
                self._people[week] += people
        self._peak = max(self._people)

    def of(self, node: int) -> tuple[Hold, ...]:
        """Return what holds a node, in a fixed order: order first, then dates, people, money; never nothing at all."""
        if not self.schedule.starts[node]:
            return (Hold("start"),)
        order = sorted(self._order(node), key=lambda hold: ORDER.index(hold.kind))
        if self.network.nodes[node].kind == "gate":
            return (*order, *self._dates(node))
        found = (*order, *self._dates(node), *self._people_short(node), *self._money_short(node))
        return found or tuple(self._worse_goals(node)) or (Hold("nothing", week=self._earliest(node)),)

    def pin(self, node: int) -> Pin | None:
        """Return the pin that keeps a node, or its item unless it is the set-up, from being earlier than a day."""
        name = self.network.nodes[node].id
        item, _, part = name.partition("@")
        pins = [self._pins[one] for one in {name, item if part != "setup" else name} if one in self._pins]
        return max(pins, key=_day_of, default=None)

    def demand(self, node: int, resource: int) -> int:
        """Return what a node takes of a resource while it runs."""
        return self.network.nodes[node].modes[self.schedule.modes[node]].demand[resource]

    def users(self, resource: int, week: int) -> list[int]:
        """Return who uses a resource in a week: first those who end with it, and of these the largest."""
        if (resource, week) not in self._users:
            found = [node for node in self._at_work[week] if self.demand(node, resource)]
            found.sort(key=lambda node: (self.finishes[node] != week + 1, -self.demand(node, resource), node))
            self._users[resource, week] = found
        return self._users[resource, week]

    def used(self, resource: int, week: int) -> int:
        """Return what is used of a resource in a week."""
        return sum(self.demand(node, resource) for node in self.users(resource, week))

    def capacity(self, resource: int, week: int) -> int:
        """Return the cap of a resource in a week."""
        if resource not in self._caps:
            self._caps[resource] = capacity_by_week(self.network, resource, self.end + 1)
        return self._caps[resource][week]

    def _order(self, node: int) -> Iterator[Hold]:
        for link in self._links[node]:
            if self.finishes[link.before] + link.lag == self.schedule.starts[node]:
                yield Hold(self._kind(link), link=link)

    def _kind(self, link: Link) -> ReasonKind:
        before, after = (self.network.nodes[end].kind == "gate" for end in (link.before, link.after))
        if after:
            return "evidence" if link.lag else "predecessor"
        return "look_ahead" if before else "predecessor"

    def _dates(self, node: int) -> Iterator[Hold]:
        start = self.schedule.starts[node]
        if node == self._first_gate and start == self._first_gate_week:
            yield Hold("evidence")
        pin = self.pin(node)
        if pin is not None and pin.not_before is not None and start == self._first_from(node, pin.not_before):
            yield Hold("pin")
        if is_frozen(self.network, node, self.schedule.modes[node], start - 1):
            yield Hold("freeze")

    def _first_from(self, node: int, day: date) -> int:
        gate = self.network.nodes[node].kind == "gate"
        return (self._calendar.first_gate_from if gate else self._calendar.first_week_from)(day)

    def _people_short(self, node: int) -> Iterator[Hold]:
        week = self.schedule.starts[node] - 1
        short = self._ledger.crowded(node, self.schedule.modes[node], week)
        for kind in ("people", "changes"):
            for resource in short:
                if (kind == "changes") == self.network.resources[resource].name.startswith("changes@"):
                    yield Hold(kind, resource=resource, amount=self.used(resource, week) + self.demand(node, resource))

    def _money_short(self, node: int) -> Iterator[Hold]:
        last = self.network.quarter_ends[-1]
        start = self.schedule.starts[node]
        overspent = self._ledger.overspent(node, self.schedule.modes[node], start - 1, booked=start)
        quarterly = [(limit, amount) for limit, amount in overspent if limit.until <= last]
        yield from (Hold("money", limit=limit, amount=amount) for limit, amount in quarterly[:1])
        yield from (Hold("total", limit=limit, amount=amount) for limit, amount in overspent if limit.until > last)

    def _worse_goals(self, node: int) -> Iterator[Hold]:
        """Yield the goals that a week earlier makes worse: with the gates fixed, only run cost and the peak can be."""
        for goal in self._goals:
            run = self.network.nodes[node].run_per_week
            counts = goal == "covered" and "run" in self.network.money.covers
            if (goal == "cost_to_gate" or counts) and run:
                yield Hold("goal", goal=goal, amount=run)
            rise = self._peak_from(node, self.schedule.starts[node] - 1) - self._peak
            if goal == "peak" and rise > 0:
                yield Hold("goal", goal=goal, amount=rise)

    def _peak_from(self, node: int, week: int) -> int:
        """Return the most people at once in the weeks that a move to an earlier ``week`` adds to the node's."""
        start = self.schedule.starts[node]
        people = self.network.nodes[node].modes[self.schedule.modes[node]].people
        return people + max(self._people[week : min(start, week + self.finishes[node] - start)])

    def _earliest(self, node: int) -> int:
        """Return the earliest week that a node alone can move to, breaking nothing and making no goal worse.

        It is less than where the node is: a week earlier is known to do.
        """
        start, mode = self.schedule.starts[node], self.schedule.modes[node]
        after = [self.finishes[link.before] + link.lag for link in self._links[node]]
        self._ledger.book(node, mode, start, sign=-1)
        week = self._ledger.first(node, mode, max([self.network.nodes[node].earliest, *after]), start - 1)
        while week is not None and "peak" in self._goals and self._peak_from(node, week) > self._peak:
            week = self._ledger.first(node, mode, week + 1, start - 1)
        self._ledger.book(node, mode, start)
        assert week is not None
        return week


def _latest_pins(request: PlanRequest) -> dict[str, Pin]:
    """Return, by what it names, the pin with the latest day to wait for."""
    pins = sorted((pin for pin in request.pins if pin.not_before is not None), key=_day_of)
    return {pin.on: pin for pin in pins}


def _day_of(pin: Pin) -> tuple[date, str]:
    return pin.not_before or date.min, pin.on
