"""Placing activities one by one: forward, each as early as it fits, or backward from the target, each as late.

Serial schedule generation with a priority rule (Kolisch 1996): forward by the longest way to the target, backward by
the longest way from the start, unless told otherwise. Backward places spend money as late as there is time for, and run
nothing longer than they must: where money is scarce they find a plan that forward ones do not.
"""

import heapq
from collections.abc import Callable, Sequence

from planner.ledger import Ledger, covered_cost, price
from planner.network import Mode, Network, Schedule
from planner.optimizer.windows import Windows

Choice = Sequence[Sequence[int]]
"""For each node, the modes it may be placed in."""

Priority = Sequence[float]
"""For each node, when its turn comes among those that are ready: the least first."""


class Placing:
    """One network's activities, ready to be placed again and again."""

    def __init__(self, network: Network, windows: Windows) -> None:
        self.network, self.windows = network, windows
        self.empty = Ledger(network, max(windows.horizon, 1))
        self.covers_run = "run" in network.money.covers and bool(self.empty.limits)
        self.costs = [[price(network, mode) for mode in node.modes] for node in network.nodes]
        self._by_tail = [-tail for tail in windows.tail]
        self._by_head = [-head for head in windows.earliest]
        self._spares = list(self._stocks())

    def weeks(self, node: int, mode: int) -> int:
        """Return the weeks of a node in a mode."""
        return self.empty.weeks_of(node, mode)

    def cheapest(self, node: int) -> int:
        """Return the cheapest usable mode of a node; of equal ones, the shorter."""
        costs = self.costs[node]
        return min(self.windows.modes[node], key=lambda mode: (costs[mode], self.weeks(node, mode)))

    def fastest(self, node: int) -> int:
        """Return the shortest usable mode of a node; of equal ones, the cheaper."""
        costs = self.costs[node]
        return min(self.windows.modes[node], key=lambda mode: (self.weeks(node, mode), costs[mode]))

    def forward(self, choice: Choice, priority: Priority | None = None, end: int | None = None) -> Schedule | None:
        """Return the schedule in which each node takes the earliest-finishing of its modes, or None.

        Run cost is paid to the target, which lies at ``end`` or before. Without an ``end`` it is left out of account:
        whether it can be paid is then for the caller to see.
        """
        windows, order = self.windows, self._by_tail if priority is None else priority
        ledger, spares = self.empty.bare() if end is None else self.empty.until(end), _Spares(self._spares)
        horizon = windows.horizon if end is None else end
        nodes = self.network.nodes
        starts, modes = [0] * len(nodes), [0] * len(nodes)
        earliest = [node.earliest for node in nodes]
        waiting = [len(before) for before in windows.before]
        ready = [(order[node], node) for node, count in enumerate(waiting) if not count]
        heapq.heapify(ready)
        while ready:
            _, node = heapq.heappop(ready)
            latest = windows.latest_finish(node, horizon)
            found = self._earliest_place(ledger, node, spares.affordable(node, choice[node]), earliest[node], latest)
            if found is None:
                return None
            finish, _, mode = found
            starts[node], modes[node] = finish - ledger.weeks_of(node, mode), mode
            spares.take(node, mode)
            ledger.book(node, mode, starts[node])
            for follower, lag in windows.after[node]:
                earliest[follower] = max(earliest[follower], finish + lag)
                waiting[follower] -= 1
                if not waiting[follower]:
                    heapq.heappush(ready, (order[follower], follower))
        return Schedule(tuple(starts), tuple(modes))

    def backward(self, choice: Choice, end: int, priority: Priority | None = None) -> Schedule | None:
        """Return the schedule with the target in week ``end`` in which each node starts as late as it can, or None."""
        windows, order = self.windows, self._by_head if priority is None else priority
        ledger, spares = self.empty.until(end), _Spares(self._spares)
        count = len(self.network.nodes)
        starts, modes = [0] * count, [0] * count
        latest = [windows.latest_finish(node, end) for node in range(count)]
        waiting = [len(after) for after in windows.after]
        ready = [(order[node], node) for node, followers in enumerate(waiting) if not followers]
        heapq.heapify(ready)
        while ready:
            _, node = heapq.heappop(ready)
            found = self._latest_place(ledger, node, spares.affordable(node, choice[node]), latest[node])
            if found is None:
                return None
            start, _, mode = found
            starts[node], modes[node] = start, mode
            spares.take(node, mode)
            ledger.book(node, mode, start)
            for before, lag in windows.before[node]:
                latest[before] = min(latest[before], start - lag)
                waiting[before] -= 1
                if not waiting[before]:
                    heapq.heappush(ready, (order[before], before))
        return Schedule(tuple(starts), tuple(modes)).settled(self.network)

    def earlier(self, schedule: Schedule) -> Schedule:
        """Return the schedule with each node in turn, first come first, as early as it fits in its mode."""
        network, windows = self.network, self.windows
        ledger = self.empty.until(schedule.starts[network.target])
        starts, modes = list(schedule.starts), schedule.modes
        for node, start in enumerate(starts):
            ledger.book(node, modes[node], start)
        for node in sorted(range(len(starts)), key=lambda node: (starts[node], windows.position[node])):
            ledger.book(node, modes[node], starts[node], sign=-1)
            first = network.nodes[node].earliest
            for before, lag in windows.before[node]:
                first = max(first, starts[before] + self.weeks(before, modes[before]) + lag)
            found = ledger.first(node, modes[node], first, starts[node] - 1)
            starts[node] = starts[node] if found is None else found
            ledger.book(node, modes[node], starts[node])
        return Schedule(tuple(starts), modes)

    def _earliest_place(
        self, ledger: Ledger, node: int, modes: Sequence[int], earliest: int, latest: int
    ) -> tuple[int, int, int] | None:
        """Return (finish, cost, mode) of the best place that finishes by ``latest``."""
        found: tuple[int, int, int] | None = None
        for mode in modes:
            weeks = ledger.weeks_of(node, mode)
            start = ledger.first(node, mode, earliest, (latest if found is None else found[0]) - weeks)
            if start is not None:
                key = (start + weeks, self.costs[node][mode], mode)
                found = key if found is None else min(found, key)
        return found

    def _latest_place(
        self, ledger: Ledger, node: int, modes: Sequence[int], latest: int
    ) -> tuple[int, int, int] | None:
        """Return (start, -cost, mode) of the latest place that finishes by ``latest``; of equal ones, the cheaper."""
        found: tuple[int, int, int] | None = None
        for mode in modes:
            first = self.windows.earliest[node] if found is None else found[0]
            start = ledger.last(node, mode, latest - ledger.weeks_of(node, mode), first)
            if start is not None:
                key = (start, -self.costs[node][mode], mode)
                found = key if found is None else max(found, key)
        return found

    def _stocks(self) -> "list[tuple[list[list[int]], int]]":
        """Return, for the money in total and for each stock, what each mode takes beyond the leanest, and the spare."""
        network = self.network
        found = []
        if network.money.total is not None:
            found.append(self._beyond(lambda mode: covered_cost(network, mode), network.money.total))
        for index, stock in enumerate(network.stocks):
            found.append(self._beyond(lambda mode, index=index: mode.drawn(index), stock.amount))  # type: ignore[misc]
        return found

    def _beyond(self, taken: Callable[[Mode], int], amount: int) -> tuple[list[list[int]], int]:
        takes = [[taken(mode) for mode in node.modes] for node in self.network.nodes]
        least = [min((takes[node][mode] for mode in modes), default=0) for node, modes in enumerate(self.windows.modes)]
        return [[take - least[node] for take in row] for node, row in enumerate(takes)], amount - sum(least)


class _Spares:
    """What is left of the money in total, and of each stock, beyond the leanest modes of all that is to be placed."""

    def __init__(self, stocks: Sequence[tuple[list[list[int]], int]]) -> None:
        self._beyond = [beyond for beyond, _ in stocks]
        self._left = [left for _, left in stocks]

    def affordable(self, node: int, modes: Sequence[int]) -> Sequence[int]:
        """Return the modes that leave enough for the leanest modes of the rest."""
        if not self._left:
            return modes
        stocks = list(zip(self._beyond, self._left, strict=True))
        return [mode for mode in modes if all(beyond[node][mode] <= left for beyond, left in stocks)]

    def take(self, node: int, mode: int) -> None:
        """Take a node's mode out of what is left."""
        for stock, beyond in enumerate(self._beyond):
            self._left[stock] -= beyond[node][mode]
