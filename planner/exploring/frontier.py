"""The frontier: every pair of what is given and what is reached with it that no other pair beats, for each level.

All that may be given tells what is reached at best, and how little of it that takes; a grain less is asked next, and so
on down to the least with which there is a plan at all. Every answer leaves facts, "with so much, nothing better than
this"; what is claimed of the pairs, and of what lies between neighbours, follows from the facts alone.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from catalog.model import Catalog
from planner.aiming import Aim, aimed
from planner.asking import WAIT, Answer, Ask, Exploration
from planner.calendar import fiscal_calendar
from planner.exploring.axes import Axis, Reached
from planner.goals import Bound
from planner.network import Network, Schedule
from planner.optimizer.values import value
from planner.request import Goal, PlanRequest
from planner.standing import enterprise_level

NEVER = 10**15
"""More than anything that can be reached: there is no plan."""

Place = Literal["high", "least", "low"]


class Point(Struct, frozen=True):
    """One pair: with ``given`` and no less, ``reached`` and nothing better. ``proven``: neither can be had for less.

    ``given`` is money in whole units, or people in hundredths of FTE; ``reached`` weeks, severity-weeks, or hundredths
    of FTE. The rest is what the plan comes to; ``spent`` is what the budget counts of it. ``changes`` is the merge
    patch that makes the study's request ask for this plan.
    """

    level: int
    given: int
    reached: int
    finish_week: int
    finish: date
    cost: int
    spent: int
    peak: int
    risk: int
    proven: bool
    changes: dict[str, object]


class Gap(Struct, frozen=True, rename={"from_": "from"}):
    """What lies beside the points: with ``from_`` to ``to`` given, both counted, nothing below ``bound`` is reached.

    ``to`` is null where there is no end, ``bound`` where there is no plan. ``proven`` where it is certain that there is
    no point in it.
    """

    level: int
    from_: int
    to: int | None
    bound: int | None
    proven: bool


class Staircase(Struct, frozen=True):
    """The frontier of one level, what takes least first; ``possible`` is None where nothing is known."""

    level: int
    possible: bool | None
    points: tuple[Point, ...]
    gaps: tuple[Gap, ...]

    @property
    def proven(self) -> bool:
        """Whether all of it is certain."""
        return self.possible is not None and all([*(it.proven for it in self.points), *(it.proven for it in self.gaps)])


class _Fact(Struct, frozen=True):
    """Proven: with at most ``given`` (None: any amount) nothing below ``least`` is reached."""

    given: int | None
    least: int


class _Open(Struct, frozen=True):
    """Amounts above ``low``, with which ``reached`` is reached, and below ``high``: not settled yet."""

    low: int
    reached: int
    high: int


class _Found(Struct, frozen=True):
    """A plan, what must be given for it, and what it reaches."""

    given: int
    reached: int
    network: Network
    schedule: Schedule


def frontier(
    request: PlanRequest, catalog: Catalog, axis: Axis, reached: Reached = "finish", parts: int = 1
) -> Exploration[Point, tuple[Staircase, ...]]:
    """Yield each point as it is found, and return the staircase of each level above the current one, in their order.

    ``parts`` says in how many places at once a level is looked at; it changes the order of the work, not the answer.
    """
    levels = [_Level(aimed(request, catalog, level), axis, reached, parts) for level in levels_of(request)]
    asked: dict[str, _Level] = {}
    for level in reversed(levels):
        for ask in level.begin():
            asked[ask.key] = level
            yield ask
    while asked:
        answered = yield WAIT
        assert answered is not None
        ask, answer = answered
        level = asked.pop(ask.key)
        found = level.take(ask, answer)
        if found is not None:
            yield level.point(found)
        for following in level.following():
            asked[following.key] = level
            yield following
    return tuple(level.staircase() for level in levels)


def levels_of(request: PlanRequest) -> range:
    """Return the levels from the one after the current to the target."""
    return range(enterprise_level(request) + 1, request.target + 1)


class _Level:
    """The search over one level: what was found, what is proven, and what is not settled."""

    def __init__(self, aim: Aim, axis: Axis, reached: Reached, parts: int) -> None:
        self.aim, self.axis, self.parts = aim, axis, parts
        self.goals = (Goal(reached), axis.goal)
        self.own = axis.own(aim.request)
        self.request = aim.request if self.own is None else axis.capped(aim.request, self.own)
        self.possible: bool | None = None
        self.facts: list[_Fact] = []
        self.found: list[_Found] = []
        self.ends: dict[Place, _Found] = {}
        self.ready: list[_Open] = []
        self._asked: dict[str, tuple[Place | _Open, int | None]] = {}

    def begin(self) -> Iterator[Ask]:
        """Ask what is reached with all that may be given, and what is the least with which there is a plan."""
        if not self.aim.faults:
            yield self._ask("high", self.goals, self.own)
            yield self._ask("least", self.goals[::-1], self.own)

    def take(self, ask: Ask, answer: Answer) -> _Found | None:
        """Take in an answer; return what was found."""
        place, given = self._asked.pop(ask.key)
        self.possible = answer.possible if self.possible is None else self.possible
        self._learn(given, answer, by_need=place == "least")
        if answer.schedule is None or answer.network is None:
            return None
        found = self._measured(answer.network, answer.schedule)
        self.found.append(found)
        if isinstance(place, _Open):
            assert given is not None
            self.ready += [
                _Open(place.low, place.reached, min(found.given, given)),
                _Open(given, found.reached, place.high),
            ]
        else:
            self.ends[place] = found
            if place != "least" and {"high", "low"} <= self.ends.keys():
                low, high = self.ends["low"], self.ends["high"]
                self.ready.append(_Open(low.given, low.reached, high.given))
        return found

    def following(self) -> Iterator[Ask]:
        """Yield what is to be asked after the answers so far.

        A grain less than what is known to do, or the middle of it while there is room for more to be asked at once.
        """
        yield from self._low()
        ready, self.ready = self.ready, []
        for place, part in enumerate(sorted(ready, key=lambda it: it.low - it.high)):
            grain = self.axis.grain
            given = (part.high - 1) // grain * grain
            if given <= part.low or self._least(given) >= part.reached:
                continue
            if len(self._asked) + len(ready) - place < self.parts:
                given = max(part.low + grain, (part.low + part.high) // 2 // grain * grain)
            yield self._ask(part, self.goals, given)

    def _low(self) -> Iterator[Ask]:
        """Ask, once, what is reached with the least; where that is all that may be given, it is asked already."""
        least = self.ends.get("least")
        if least is None or "low" in self.ends or any(place == "low" for place, _ in self._asked.values()):
            return
        if self.own is None or least.given < self.own:
            yield self._ask("low", self.goals, least.given)
        elif "high" in self.ends:
            self.ends["low"] = self.ends["high"]

    def point(self, found: _Found) -> Point:
        """Return what was found as a point."""
        network, schedule = found.network, found.schedule
        week = schedule.starts[network.target]
        return Point(
            level=self.aim.level,
            given=found.given,
            reached=found.reached,
            finish_week=week,
            finish=fiscal_calendar(self.request).gate_date(week),
            cost=value(network, schedule, "cost"),
            spent=value(network, schedule, "covered"),
            peak=value(network, schedule, "peak"),
            risk=value(network, schedule, "risk"),
            proven=self._least(found.given) >= found.reached < self._least(found.given - self.axis.grain),
            changes=self._changes(found),
        )

    def staircase(self) -> Staircase:
        """Return what is known of the level."""
        best: list[_Found] = []
        for found in sorted(self.found, key=lambda it: (it.given, it.reached)):
            if not best or found.reached < best[-1].reached:
                best.append(found)
        points = tuple(map(self.point, best))
        return Staircase(self.aim.level, False if self.aim.faults else self.possible, points, tuple(self._gaps(best)))

    def _gaps(self, best: list[_Found]) -> Iterator[Gap]:
        """Yield what lies below the first point, between each two neighbours, and beyond the last one."""
        grain, before = self.axis.grain, NEVER
        begin = 0
        for found in best:
            if begin < found.given:
                yield self._gap(begin, found.given - grain, before)
            begin, before = found.given + grain, found.reached
        if self._least(self.own) < before and (self.own is None or begin <= self.own):
            yield self._gap(begin, self.own, before)

    def _gap(self, begin: int, end: int | None, before: int) -> Gap:
        least = self._least(end)
        return Gap(self.aim.level, begin, end, None if least >= NEVER else least, least >= before)

    def _ask(self, place: Place | _Open, goals: tuple[Goal, ...], given: int | None) -> Ask:
        least = self._least(given)
        bounds = (Bound(self.goals[0].goal, least),) if place != "least" and 0 < least < NEVER else ()
        ask = replace(self.axis.ask(self.request, goals, given), bounds=bounds)
        self._asked[ask.key] = place, given
        return ask

    def _measured(self, network: Network, schedule: Schedule) -> _Found:
        given = self.axis.amount(self.request, self.axis.needed(network, schedule))
        given = given if self.own is None else min(given, self.own)
        return _Found(given, value(network, schedule, self.goals[0].goal), network, schedule)

    def _least(self, given: int | None) -> int:
        """Return what is proven to be reached at the least with an amount, or with any."""
        return max((fact.least for fact in self.facts if _covers(fact, given)), default=0)

    def _learn(self, given: int | None, answer: Answer, *, by_need: bool) -> None:
        """Keep what an answer proves: of what is reached with an amount, and of what that takes at the least."""
        if answer.possible is False:
            self.facts.append(_Fact(given, NEVER))
        if answer.possible is not True:
            return
        first, second = answer.goals
        if by_need:
            self._needs(first.bound, NEVER)
            if first.proven and first.value is not None and second.bound is not None:
                amount = self.axis.amount(self.request, first.value)
                if self.axis.allowed(self.request, amount) == first.value:
                    self.facts.append(_Fact(amount, second.bound))
            return
        if first.bound is not None:
            self.facts.append(_Fact(given, first.bound))
        if first.proven and first.value is not None:
            self._needs(second.bound, first.value + 1)

    def _needs(self, bound: int | None, least: int) -> None:
        """Keep that what is below ``least`` needs at least so much."""
        if bound is not None:
            self.facts.append(_Fact(self.axis.amount(self.request, bound) - self.axis.grain, least))

    def _changes(self, found: _Found) -> dict[str, object]:
        changes: dict[str, object] = {"goals": [goal.goal for goal in self.goals]}
        if self.aim.gone:
            for name in {change.pointer.split("/")[1] for change in self.aim.gone}:
                changes[name] = msgspec.to_builtins(getattr(self.aim.request, name))
        return changes | {"target": self.aim.level} | self.axis.changes(found.given)


def _covers(fact: _Fact, given: int | None) -> bool:
    return fact.given is None or (given is not None and given <= fact.given)
