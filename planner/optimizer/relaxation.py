"""What no plan can beat: people, money and time added up by quarter, with modes and work in fractions.

A linear program over the weeks that each activity has worked, in each mode, by the end of each quarter. Work may be
interrupted and mixed there, and of the links only the windows are left; but unlike the exact model's own relaxation it
sees people, money and run cost at the same time: what is done early costs money early and runs for longer, what is left
for late must find the people late. Activities that are alike (a copy a function) are one column, so that its size
hardly depends on how many functions there are.

Where it does not exclude a week of the target, its solution proposes modes and an order to the heuristic.
"""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property, partial

from msgspec import Struct

from planner.ledger import Ledger, Limit, capacity_by_week, limits, quarter_money
from planner.network import Network
from planner.optimizer.aside import Over
from planner.optimizer.kinds import Kind, Way, kinds
from planner.optimizer.packing import Costs, Load, Packing
from planner.optimizer.program import Program, Term
from planner.optimizer.proposal import EPSILON, Proposal, Share
from planner.optimizer.succession import Order, Successions
from planner.optimizer.windows import Windows

LONGEST_CELL = 13
"""Weeks of the longest stretch that work is added up over."""

MOST_CELLS = 24
"""How many stretches there may be before quarters are put together."""

MOST_CELLS_ROUGHLY = 8
"""The same for a quick answer."""

MOST_CELLS_IN_ORDER = 16
"""The same where order is kept: its rows make a program several times as large, and short stretches gain little."""

PATIENCE_S = 4.0
"""Seconds that one program may take; one that takes longer proves nothing."""

WHOLE = 840
"""What money is multiplied by, so that a share of it by weeks stays whole for nearly all durations."""


class Relaxation:
    """The program of one network, made anew for each week by which the target is asked for.

    Nothing of it works beyond ``until``, a time of the monotonic clock.
    """

    def __init__(self, network: Network, windows: Windows, until: float) -> None:
        self.network, self.windows, self.until = network, windows, until
        self.limits = limits(network)
        self.loads: list[Load] = []
        self.successions: Successions | None = None
        self.most_cells = MOST_CELLS
        self.kinds = kinds(network, windows, Ledger(network, 1))
        self.shiftable = _is_shiftable(network, self.limits)

    @cached_property
    def packing(self) -> Packing:
        """What can be at work in the same week."""
        return Packing(self.network, self.windows, self.kinds)

    def narrowed(self, windows: Windows) -> "Relaxation":
        """Return the same for windows of which these are a part, with all kinds and gates kept in order."""
        other = copy(self)
        other.windows = windows
        other.successions, other.most_cells = self._successions, MOST_CELLS_IN_ORDER
        return other

    def rough(self) -> "Relaxation":
        """Return the same with longer stretches: three times as fast, and seldom weaker by more than a hundredth."""
        other = copy(self)
        other.most_cells = MOST_CELLS_ROUGHLY
        return other

    @cached_property
    def _successions(self) -> Successions:
        return Successions(self.network, self.kinds)

    def judge(self, horizon: int, since: int) -> "Verdict":
        """Return whether it is proven that no plan has its target between two weeks, both counted.

        If it is not, the verdict says what a plan might look like.
        """
        if not self.windows.fit(horizon) or horizon < 1:
            return Verdict(excluded=not self.windows.fit(horizon), proposal=None)
        program = Program()
        builder = _Builder(self, horizon, since, program)
        builder.build()
        found = program.solve(self._seconds, elastic=True)
        if found is None:
            return Verdict(excluded=False, proposal=None)
        if program.contradicted_by(found):
            return Verdict(excluded=True, proposal=None, short=found.excess)
        proposal, gates = builder.proposal(found.values), builder.gates(found.values)
        return Verdict(excluded=False, proposal=proposal, gates=gates, short=found.excess)

    def learn(self, horizon: int, seconds: float, seed: int, over: Over = lambda: False) -> None:
        """Find out, in so many seconds or until it is over, what can be at work at once, and know it from now on.

        Money counts as far as it is released by ``horizon``, less what running everything costs at the least.
        """
        amount = self._released(horizon)
        costs = None
        if amount is not None:
            costs = Costs(
                tuple(tuple(map(partial(self._least_covered, kind), kind.ways)) for kind in self.kinds), amount
            )
        self._keep(self.packing.load(min(seconds, self._seconds), seed, costs, over))

    def learn_cost(self, weeks: int, seconds: float, seed: int) -> None:
        """The same, for what the work costs at the least when it is done in so many weeks."""
        prices = tuple(tuple(way.price for way in kind.ways) for kind in self.kinds)
        self._keep(self.packing.load(min(seconds, self._seconds), seed, Costs(prices, weeks=weeks)))

    @property
    def _seconds(self) -> float:
        return min(PATIENCE_S, self.until - time.monotonic())

    def _keep(self, load: Load | None) -> None:
        if load is not None and load not in self.loads:
            self.loads.append(load)

    def _released(self, horizon: int) -> int | None:
        """Return all the money that there is by a week, None where it has no limit: by whatever rule it is kept."""
        money = self.network.money
        released = [] if money.total is None else [money.total]
        if money.per_quarter is not None:
            begins = (0, *self.network.quarter_ends[:-1])
            quarters = [quarter for quarter, begin in enumerate(begins) if begin < horizon]
            released.append(sum(quarter_money(self.network, quarter) for quarter in quarters))
        return min(released, default=None) if self.limits else None

    def _least_covered(self, kind: Kind, way: Way) -> int:
        """Return what a way costs of covered money, run from its end to the target by the shortest path included."""
        node = kind.nodes[0]
        return way.needs.cost + way.needs.run * (self.windows.tail[node] - self.windows.shortest[node])

    def least_cost(self, horizon: int, since: int) -> int:
        """Return a bound on the one-off cost of every plan with its target between two weeks that fit the windows."""
        if horizon < 1:
            return 0
        program = Program()
        _Builder(self, horizon, since, program).build(priced=True)
        return program.least(self._seconds)


def _is_shiftable(network: Network, rows: Sequence[Limit]) -> bool:
    """Tell whether any plan, done some weeks later as a whole, is a plan still: money is kept and people stay."""
    return (
        not any(row.since for row in rows)
        and all(list(it.capacity) == sorted(it.capacity) for it in network.resources)
        and all(node.latest is None for index, node in enumerate(network.nodes) if index != network.target)
    )


class Reaching(Struct, frozen=True):
    """How a solution reaches a gate: for each stretch its weeks, and the part of the gate reached by its end."""

    gate: int
    stretches: tuple[tuple[int, float], ...]

    @property
    def week(self) -> float:
        """The week in which it is reached on the average."""
        return sum(weeks * (1 - part) for weeks, part in self.stretches)

    @property
    def spread(self) -> float:
        """Weeks for which it is neither reached nor not: 0 where it is reached at once."""
        return sum(weeks * part * (1 - part) for weeks, part in self.stretches)


class Verdict(Struct, frozen=True):
    """What the program says of one week of the target: proven impossible, or how work might be spread.

    ``short`` is the part by which people and money fall short of what is needed; below 0, what is left of them.
    """

    excluded: bool
    proposal: Proposal | None
    gates: tuple[Reaching, ...] = ()
    short: float = 0.0


class _Column(Struct, frozen=True):
    """One way of ``count`` nodes: ``chosen`` says how many take it, ``worked`` the weeks done by each cell's end.

    A cell in which nothing can have been done yet has None.
    """

    way: Way
    node: int
    count: int
    chosen: int
    worked: tuple[Term | None, ...]
    latest: int


class _Builder:
    """Writes one network with its target between two weeks into a program.

    Run cost is paid to the target, so to the later week only where a plan that ends sooner could be shifted to it.
    """

    def __init__(self, relaxation: Relaxation, horizon: int, since: int, program: Program) -> None:
        self.relaxation, self.horizon, self.program = relaxation, horizon, program
        self.network, self.windows = relaxation.network, relaxation.windows
        self.ends = _cells(self.network, horizon, relaxation.most_cells)
        self.begins = [0, *self.ends[:-1]]
        paid_to = horizon if relaxation.shiftable else since
        self.run_weeks = [max(0, min(end, paid_to) - begin) for begin, end in zip(self.begins, self.ends, strict=True)]
        self.columns: list[_Column] = []
        self.shares: list[tuple[tuple[int, ...], list[_Column]]] = []
        self.order: Order | None = None

    def build(self, *, priced: bool = False) -> None:
        """Write it all; with its price as what is to be least, if asked for."""
        drawn: list[list[Term]] = [[] for _ in self.network.stocks]
        for kind in self.relaxation.kinds:
            self._add_kind(kind, drawn, priced=priced)
        for resource in range(len(self.network.resources)):
            self._add_people(resource)
        for load in self.relaxation.loads:
            self._add_load(load)
        if self.relaxation.successions is not None:
            self.order = self._ordered(self.relaxation.successions)
        run = [self._add_run(cell) for cell in range(len(self.ends))] if self.relaxation.limits else []
        for limit in self.relaxation.limits:
            if limit.since < self.horizon:
                self._add_money(limit, run)
        for stock, terms in zip(self.network.stocks, drawn, strict=True):
            self.program.at_most(terms, stock.amount)

    def proposal(self, values: Sequence[float]) -> Proposal:
        """Return how a solution spreads the work."""
        shares = tuple(
            (nodes, tuple(self._share(column, values) for column in columns)) for nodes, columns in self.shares
        )
        return Proposal(len(self.network.nodes), shares)

    def gates(self, values: Sequence[float]) -> tuple[Reaching, ...]:
        """Return how a solution reaches each gate, if order is kept."""
        if self.order is None:
            return ()
        lengths = [end - begin for begin, end in zip(self.begins, self.ends, strict=True)]
        return tuple(
            Reaching(node, tuple(zip(lengths, self.order.reached_by(rank, values), strict=True)))
            for rank, node in enumerate(self.order.successions.gates)
        )

    def _share(self, column: _Column, values: Sequence[float]) -> Share:
        work, before = [], 0.0
        for begin, end, term in zip(self.begins, self.ends, column.worked, strict=True):
            worked = 0.0 if term is None else values[term[0]] * term[1]
            if worked > before + EPSILON:
                work.append((begin, end, worked - before))
            before = max(before, worked)
        return Share(column.way.mode, values[column.chosen], tuple(work))

    def _add_kind(self, kind: Kind, drawn: list[list[Term]], *, priced: bool) -> None:
        earliest = min(self.windows.earliest[node] for node in kind.nodes)
        latest = max(self.windows.latest_finish(node, self.horizon) for node in kind.nodes)
        count = len(kind.nodes)
        found: list[_Column] = []
        for way in kind.ways:
            if latest - way.needs.weeks < earliest:
                continue
            column = self.program.column(count, way.price if priced else 0)
            for terms, taken in zip(drawn, way.draw, strict=True):
                terms.append((column, taken))
            worked = tuple(self._worked(way.needs.weeks, column, count, earliest, latest))
            found.append(_Column(way, kind.nodes[0], count, column, worked, latest))
        self.program.at_most([(it.chosen, 1) for it in found], count, firm=True)
        self.program.at_most([(it.chosen, -1) for it in found], -count, firm=True)
        self.columns += found
        self.shares.append((kind.nodes, found))

    def _worked(self, weeks: int, chosen: int, count: int, earliest: int, latest: int) -> Iterator[Term | None]:
        """Yield the weeks worked by the end of each cell: fixed where the window tells, else a column of its own."""
        before: Term | None = None
        for end in self.ends:
            least, most = max(0, min(weeks, end - latest + weeks)), max(0, min(weeks, end - earliest))
            if most == 0:
                yield None
                continue
            if least == most:
                before = (chosen, least)
            else:
                column = self.program.column(count * most)
                self.program.at_most([(column, 1), (chosen, -most)], 0, firm=True)
                if least:
                    self.program.at_most([(column, -1), (chosen, least)], 0, firm=True)
                if before is not None:
                    self.program.at_most([before, (column, -1)], 0, firm=True)
                before = (column, 1)
            yield before

    def _ordered(self, successions: Successions) -> Order:
        """Add that kinds and gates follow each other."""
        worked = [[(column.way.needs.weeks, column.worked) for column in columns] for _, columns in self.shares]
        order = Order(successions, worked, self.ends)
        order.write(self.program)
        return order

    def _add_people(self, resource: int) -> None:
        """Add, for each cell, that what is worked in it finds the people."""
        demands = [it.way.demand[resource] if it.way.demand else 0 for it in self.columns]
        self._add_weeks(demands, capacity_by_week(self.network, resource, self.horizon))

    def _add_load(self, load: Load) -> None:
        """Add, for each cell, that no week of it bears more than the load's most."""
        self._add_weeks([load.weights[it.node][it.way.mode] for it in self.columns], [load.most] * self.horizon)

    def _add_weeks(self, demands: Sequence[int], capacity: Sequence[int]) -> None:
        """Add, for each cell, that what is worked in it, by demand, is within the capacity of its weeks."""
        users = [(it, demand) for it, demand in zip(self.columns, demands, strict=True) if demand]
        for cell, (begin, end) in enumerate(zip(self.begins, self.ends, strict=True)):
            terms: list[Term] = []
            for it, demand in users:
                terms += _times(it.worked[cell], demand)
                if cell:
                    terms += _times(it.worked[cell - 1], -demand)
            self.program.at_most(terms, sum(capacity[begin:end]))

    def _add_run(self, cell: int) -> Term | None:
        """Add what is certainly spent in a cell on running what was done before, and return it; None if nothing."""
        terms: list[Term] = []
        most = 0
        if cell and self.run_weeks[cell]:
            for it in self.columns:
                if it.way.needs.run:
                    terms += self._run(it, cell)
                    most += it.count * it.way.needs.run
        if not terms:
            return None
        spent = self.program.column(most * self.run_weeks[cell])
        self.program.at_most([*terms, (spent, -WHOLE)], 0, firm=True)
        return spent, WHOLE

    def _add_money(self, limit: Limit, run: Sequence[Term | None]) -> None:
        """Add that what is spent between two weeks is within a limit, counting no more than is certain."""
        first = bisect_left(self.begins, limit.since)
        last = bisect_right(self.ends, min(limit.until, self.horizon)) - 1
        if first > last:
            return
        terms = [term for it in self.columns for term in self._spent(it, first, last)]
        terms += [term for term in run[first : last + 1] if term is not None]
        self.program.at_most(terms, limit.amount * WHOLE)

    def _spent(self, it: _Column, first: int, last: int) -> Iterator[Term]:
        """Yield what is spent of the one-off cost from one cell to another, both counted."""
        needs = it.way.needs
        if not needs.cost:
            return
        finished = self.ends[last] >= it.latest
        if first == 0 and finished:
            yield it.chosen, needs.cost * WHOLE
            return
        if first == 0 and needs.lump:  # at the start: at least as much of it as of the work
            yield from _times(it.worked[last], needs.lump * WHOLE // needs.weeks)
        yield from _times(it.worked[last], needs.weekly * WHOLE)
        if first:
            yield from _times(it.worked[first - 1], -needs.weekly * WHOLE)

    def _run(self, it: _Column, cell: int) -> Iterator[Term]:
        """Yield the least run cost within a cell.

        The share that was finished, added up over the weeks that an activity takes, is the weeks worked at their
        beginning: and it never falls.
        """
        weeks, length = it.way.needs.weeks, self.run_weeks[cell]
        before = it.worked[cell - 1]
        if self.begins[cell] >= it.latest:
            yield it.chosen, it.way.needs.run * length * WHOLE
        elif before is not None and weeks <= length:
            yield from _times(before, it.way.needs.run * length * WHOLE // weeks)
        elif before is not None:
            column = self.program.column(it.count * length)
            self.program.at_most([before, (it.chosen, length - weeks), (column, -1)], 0, firm=True)
            yield column, it.way.needs.run * WHOLE


def _times(term: Term | None, by: int) -> Iterator[Term]:
    """Yield a term times a number, where there is one."""
    if term is not None and by:
        yield term[0], term[1] * by


def _cells(network: Network, horizon: int, most: int) -> list[int]:
    """Return the week after each stretch up to ``horizon``: ends of quarters, not too many and not too far apart."""
    quarters = [end for end in network.quarter_ends if 0 < end < horizon]
    every = -(-(len(quarters) + 1) // most)
    found: list[int] = []
    begin = 0
    for end in [*quarters[every - 1 :: every], horizon]:
        parts = -(-(end - begin) // (LONGEST_CELL * every))
        found += [begin + (end - begin) * part // parts for part in range(1, parts + 1)]
        begin = end
    return found
