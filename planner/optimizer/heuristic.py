"""A first plan in milliseconds: activities placed one by one, longest way to the target first.

Serial schedule generation with a priority rule (Kolisch 1996: latest finish), under several policies for choosing
modes, then a short search over modes. Its plan is the horizon and the hint of the exact search, never the answer
where that has a better one.
"""

import heapq
import random
import time
from collections.abc import Callable, Sequence

from planner.ledger import Ledger, breaks, cost_of
from planner.network import Network, Schedule
from planner.optimizer.windows import Windows

Stop = Callable[[], bool]


class Heuristic:
    """Plans by priority over one network; ``best`` is the best that keeps every limit, by (finish, cost)."""

    def __init__(self, network: Network, windows: Windows) -> None:
        self.network = network
        self.windows = windows
        self.best: Schedule | None = None
        self.key: tuple[int, int] | None = None
        self.empty = Ledger(network, network.horizon if network.deadline is None else max(network.deadline, 1))
        self.costs = [
            {mode: cost_of(network, node, mode) for mode in modes} for node, modes in enumerate(windows.modes)
        ]

    def first(self) -> Schedule | None:
        """Return the best of a handful of single passes: cheapest, shortest and earliest-finishing modes."""
        cheap = [self._cheapest(node) for node in range(len(self.network.nodes))]
        fast = [self._fastest(node) for node in range(len(self.network.nodes))]
        for choice in ([[mode] for mode in cheap], [[mode] for mode in fast], self.windows.modes):
            self._consider(self.place(choice))
        return self.best

    def improve(self, seconds: float, seed: int, stopped: Stop = lambda: False) -> Schedule | None:
        """Return the best plan after trying other modes for ``seconds``; keeps every plan as good or better."""
        until = time.monotonic() + seconds
        chance = random.Random(seed)
        bound = self.windows.critical_path
        while self.best is not None and time.monotonic() < until and not stopped():
            if self.key is not None and self.key == (bound, self._least_cost()):
                break
            self._consider(self.place([[mode] for mode in self._mutated(self.best, chance)]))
        return self.best

    def place(self, choice: Sequence[Sequence[int]]) -> Schedule | None:
        """Return the schedule in which each node takes the earliest-finishing of its ``choice`` of modes, or None."""
        network, windows = self.network, self.windows
        ledger = self.empty.fresh()
        starts, modes = [0] * len(network.nodes), [0] * len(network.nodes)
        finish = [0] * len(network.nodes)
        waiting = [len(before) for before in windows.before]
        ready = [(-windows.tail[node], node) for node, count in enumerate(waiting) if not count]
        heapq.heapify(ready)
        total = network.money.total
        spare = None if total is None else total - self._least_cost()
        while ready:
            _, node = heapq.heappop(ready)
            earliest = network.nodes[node].earliest
            for before, lag in windows.before[node]:
                earliest = max(earliest, finish[before] + lag)
            found = self._earliest_place(ledger, node, choice[node], earliest, spare)
            if found is None:
                return None
            finish[node], extra, mode = found
            spare = None if spare is None else spare - extra
            starts[node], modes[node] = finish[node] - network.nodes[node].modes[mode].weeks, mode
            ledger.book(node, mode, starts[node])
            for follower, _ in windows.after[node]:
                waiting[follower] -= 1
                if not waiting[follower]:
                    heapq.heappush(ready, (-windows.tail[follower], follower))
        return Schedule(tuple(starts), tuple(modes))

    def _earliest_place(
        self, ledger: Ledger, node: int, modes: Sequence[int], earliest: int, spare: int | None
    ) -> tuple[int, int, int] | None:
        """Return (finish, cost above the cheapest mode, mode) of the best place; ``spare`` is what may be added."""
        found: tuple[int, int, int] | None = None
        least = min(self.costs[node].values())
        for mode in modes:
            extra = self.costs[node][mode] - least
            if spare is not None and extra > spare:
                continue
            start = self._earliest_start(ledger, node, mode, earliest, None if found is None else found[0])
            if start is not None:
                key = (start + self._weeks(node, mode), extra, mode)
                found = key if found is None else min(found, key)
        return found

    def _earliest_start(self, ledger: Ledger, node: int, mode: int, earliest: int, before: int | None) -> int | None:
        """Return the first week from ``earliest`` in which people and money suffice; None once it is past hope."""
        weeks = self.network.nodes[node].modes[mode].weeks
        last = (ledger.weeks if before is None else before) - weeks
        start = earliest
        while start <= last:
            conflict = ledger.conflict(node, mode, start)
            if conflict is not None:
                start = conflict + 1
            elif not ledger.affords(node, mode, start):
                start += 1
            else:
                return start
        return None

    def _consider(self, schedule: Schedule | None) -> None:
        if schedule is None:
            return
        key = (schedule.starts[self.network.target], self._cost(schedule))
        if (self.key is None or key <= self.key) and breaks(self.network, schedule) is None:
            self.best, self.key = schedule, key

    def _mutated(self, schedule: Schedule, chance: random.Random) -> list[int]:
        """Return the plan's modes with a few changed: faster where nothing waits, cheaper where there is time."""
        modes = list(schedule.modes)
        open_nodes = [node for node, usable in enumerate(self.windows.modes) if len(usable) > 1]
        if not open_nodes:
            return modes
        end = schedule.starts[self.network.target]
        for node in chance.sample(open_nodes, min(len(open_nodes), chance.choice((1, 1, 2, 3, 5)))):
            waits = end - self.windows.tail[node] - schedule.starts[node] > 2
            pick = self._cheapest(node) if waits else self._fastest(node)
            modes[node] = pick if chance.random() < 0.7 else chance.choice(self.windows.modes[node])
        return modes

    def _cost(self, schedule: Schedule) -> int:
        return sum(cost_of(self.network, node, mode) for node, mode in enumerate(schedule.modes))

    def _least_cost(self) -> int:
        return sum(min(costs.values(), default=0) for costs in self.costs)

    def _cheapest(self, node: int) -> int:
        return min(self.windows.modes[node], key=lambda mode: (self.costs[node][mode], self._weeks(node, mode)))

    def _fastest(self, node: int) -> int:
        return min(self.windows.modes[node], key=lambda mode: (self._weeks(node, mode), self.costs[node][mode]))

    def _weeks(self, node: int, mode: int) -> int:
        return self.network.nodes[node].modes[mode].weeks
