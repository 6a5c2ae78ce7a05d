"""Stacking activities backward from the target with nothing but people to stop them, before week 0 if need be.

Where money is kept, to spend it sooner never helps: of activities placed backward, each as late as it goes, people and
links alone decide the weeks, and what money is missing is seen at the end. A stack that begins before week 0, or costs
more than is released, is no plan; but how many weeks it lacks tells how near it is to one, which a placing that fails
does not. ``Squeezing`` searches by that.
"""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate

from planner.ledger import Ledger, Limit, Needs
from planner.network import Network
from planner.optimizer.kinds import Kind
from planner.optimizer.windows import Windows


class Stacking:
    """One network's activities, ready to be stacked again and again.

    Nothing may depend on the calendar: people do not become fewer, money is kept, no week is frozen.
    """

    def __init__(self, network: Network, windows: Windows, kinds: Sequence[Kind]) -> None:
        self.network, self.windows = network, windows
        self.ledger = Ledger(network, max(windows.horizon, 1))
        self.needs = [
            [self.ledger.needs(node, mode) for mode in range(len(it.modes))] for node, it in enumerate(network.nodes)
        ]
        self._at_hand: tuple[int, Sequence[Limit]] = (-1, ())
        self._alike = list(range(len(network.nodes)))
        for kind in kinds:
            for node in kind.nodes:
                self._alike[node] = kind.nodes[0]

    def stack(self, modes: Sequence[int], order: Sequence[float], end: int) -> list[int] | None:
        """Return the start of each node with the target in week ``end``, or None where they do not fit into twice that.

        Of those whose followers are all placed, the least in ``order`` comes next.
        """
        free = [self.ledger.free[0]] * end + self.ledger.free[:end]
        latest = [2 * end - self.windows.tail[node] + weeks for node, weeks in enumerate(self.windows.shortest)]
        starts, known = [0] * len(latest), _Known()
        for node in _turns(order, self.windows.after, self.windows.before):
            mode = modes[node]
            need = self.needs[node][mode]
            start = latest[node] - need.weeks
            if need.demand:
                # Of alike nodes a later one finds no place in between that an earlier one did not find.
                asked, found = known.get((self._alike[node], mode), (-1, 0))
                asked, start = start, min(start, found) if start <= asked else start
                start = self._last_place(free, need, start)
                known[self._alike[node], mode] = (asked, start)
            if start < 0:
                return None
            _book(free, need, start)
            starts[node] = start
            for other, lag in self.windows.before[node]:
                latest[other] = min(latest[other], start - lag)
        return [start - end for start in starts]

    def pull(self, starts: Sequence[int], modes: Sequence[int], end: int) -> list[int] | None:
        """Return the finish of each node where all are placed forward, first come first, counted from the first start.

        None where that takes twice as long. Stacked again in the order of these finishes, the whole is seldom longer
        and often shorter (forward-backward improvement: Tormos and Lova, A competitive heuristic solution technique for
        resource-constrained project scheduling, 2001).
        """
        since = -min(0, *starts)
        free = [self.ledger.free[0]] * since + self.ledger.free[:end] + [self.ledger.free[end - 1]] * (since + end)
        earliest, finishes, known = [0] * len(starts), [0] * len(starts), _Known()
        for node in _turns(starts, self.windows.before, self.windows.after):
            mode = modes[node]
            need = self.needs[node][mode]
            start = earliest[node]
            if need.demand:
                asked, found = known.get((self._alike[node], mode), (len(free), 0))
                asked, start = start, max(start, found) if start >= asked else start
                start = self._first_place(free, need, start)
                known[self._alike[node], mode] = (asked, start)
            if start + need.weeks > len(free):
                return None
            _book(free, need, start)
            finish = finishes[node] = start + need.weeks
            for other, lag in self.windows.after[node]:
                earliest[other] = max(earliest[other], finish + lag)
        return finishes

    def _last_place(self, free: Sequence[int], need: Needs, start: int) -> int:
        """Return the last start, not after ``start``, at which a need finds its people; below 0 where there is none."""
        demand, guards, weeks = need.demand, self.ledger.guards, need.weeks
        week = start + weeks - 1
        while week >= start >= 0:
            if (free[week] - demand) & guards != guards:
                start = week - weeks
            week -= 1
        return start

    def _first_place(self, free: Sequence[int], need: Needs, start: int) -> int:
        """Return the first start, not before ``start``, at which a need finds its people, or one beyond all weeks."""
        demand, guards, weeks = need.demand, self.ledger.guards, need.weeks
        week, finish = start, start + weeks
        while week < finish <= len(free):
            if (free[week] - demand) & guards != guards:
                start, finish = week + 1, week + 1 + weeks
            week += 1
        return start

    def weeks_missing(self, starts: Sequence[int]) -> int:
        """Return how many weeks later everything had to be for every node to lie in its window."""
        return max(node.earliest - start for node, start in zip(self.network.nodes, starts, strict=True))

    def money_missing(self, starts: Sequence[int], modes: Sequence[int], end: int) -> float:
        """Return how much more is spent by some week than is released, in weeks of what is released in one."""
        limits = self._limits(end)
        if not limits:
            return 0.0
        since = -min(0, *starts)
        rate, once = [0] * (since + end + 1), [0] * (since + end + 1)
        for start, mode, needs in zip(starts, modes, self.needs, strict=True):
            need = needs[mode]
            if need.cost or need.run:
                first, finish = start + since, start + since + need.weeks
                rate[first] += need.weekly
                rate[finish - 1] -= need.weekly
                rate[finish] += need.run
                once[first] += need.lump
                once[finish - 1] += need.cost - need.lump - need.weekly * (need.weeks - 1)
        weekly = (a + b for a, b in zip(accumulate(rate), once, strict=True))
        spent = list(accumulate(weekly))
        missing = max(spent[since + min(limit.until, end) - 1] - limit.amount for limit in limits)
        return missing * end / max(1, limits[-1].amount)

    def _limits(self, end: int) -> Sequence[Limit]:
        """Return the limits that count for a target in week ``end``, the most recent ones at hand."""
        if self._at_hand[0] != end:
            self._at_hand = (end, self.ledger.until(end).limits)
        return self._at_hand[1]

    def begins(self, starts: Sequence[int], modes: Sequence[int]) -> list[float]:
        """Return the order in which what was stacked is stacked again: what finishes last comes first."""
        return [-float(start + needs[mode].weeks) for start, mode, needs in zip(starts, modes, self.needs, strict=True)]


_Known = dict[tuple[int, int], tuple[int, int]]
"""For alike nodes and a mode: the start that was asked for last, and the one that was found."""

Neighbours = Sequence[Sequence[tuple[int, int]]]


def _turns(order: Sequence[float], first: Neighbours, then: Neighbours) -> Iterator[int]:
    """Yield every node after those that must come first, the least in order of those that are ready."""
    waiting = [len(others) for others in first]
    ready = [(order[node], node) for node, count in enumerate(waiting) if not count]
    heapify(ready)
    while ready:
        node = heappop(ready)[1]
        yield node
        for other, _ in then[node]:
            waiting[other] -= 1
            if not waiting[other]:
                heappush(ready, (order[other], other))


def _book(free: list[int], need: Needs, start: int) -> None:
    demand = need.demand
    if demand:
        for week in range(start, start + need.weeks):
            free[week] -= demand
