"""Placing activities one by one: forward, each as early as it fits, or backward from the target, each as late.

Serial schedule generation with a priority rule (Kolisch 1996): forward by the longest way to the target, backward by
the longest way from the start. Backward places spend money as late as there is time for, and run nothing longer than
they must: where money is scarce they find a plan that forward ones do not.
"""

import heapq
from collections.abc import Sequence

from planner.ledger import Ledger, covered_cost, is_frozen, price
from planner.network import Network, Schedule
from planner.optimizer.windows import Windows

Choice = Sequence[Sequence[int]]
"""For each node, the modes it may be placed in."""


class Placing:
    """One network's activities, ready to be placed again and again."""

    def __init__(self, network: Network, windows: Windows) -> None:
        self.network, self.windows = network, windows
        self.empty = Ledger(network, max(windows.horizon, 1))
        self.covers_run = "run" in network.money.covers and bool(self.empty.limits)
        self.costs = [[price(network, mode) for mode in node.modes] for node in network.nodes]
        covered = [[covered_cost(network, mode) for mode in node.modes] for node in network.nodes]
        least = [min((covered[node][mode] for mode in modes), default=0) for node, modes in enumerate(windows.modes)]
        self.extra = [[cost - least[node] for cost in costs] for node, costs in enumerate(covered)]
        total = network.money.total
        self.spare = None if total is None else total - sum(least)

    def weeks(self, node: int, mode: int) -> int:
        """Return the weeks of a node in a mode."""
        return self.network.nodes[node].modes[mode].weeks

    def forward(self, choice: Choice) -> Schedule | None:
        """Return the schedule in which each node takes the earliest-finishing of its modes, or None.

        Run cost is left out of account: whether it can be paid is for the caller to see.
        """
        network, windows = self.network, self.windows
        ledger = self.empty.fresh(0)
        starts, modes = [0] * len(network.nodes), [0] * len(network.nodes)
        finish = [0] * len(network.nodes)
        waiting = [len(before) for before in windows.before]
        ready = [(-windows.tail[node], node) for node, count in enumerate(waiting) if not count]
        heapq.heapify(ready)
        spare = self.spare
        while ready:
            _, node = heapq.heappop(ready)
            earliest = network.nodes[node].earliest
            for before, lag in windows.before[node]:
                earliest = max(earliest, finish[before] + lag)
            found = self._earliest_place(ledger, node, choice[node], earliest, spare)
            if found is None:
                return None
            finish[node], _, mode = found
            spare = None if spare is None else spare - self.extra[node][mode]
            starts[node], modes[node] = finish[node] - self.weeks(node, mode), mode
            ledger.book(node, mode, starts[node])
            for follower, _ in windows.after[node]:
                waiting[follower] -= 1
                if not waiting[follower]:
                    heapq.heappush(ready, (-windows.tail[follower], follower))
        return Schedule(tuple(starts), tuple(modes))

    def backward(self, choice: Choice, end: int) -> Schedule | None:
        """Return the schedule with the target in week ``end`` in which each node starts as late as it can, or None."""
        network, windows = self.network, self.windows
        ledger = self.empty.until(end)
        starts, modes = [0] * len(network.nodes), [0] * len(network.nodes)
        waiting = [len(after) for after in windows.after]
        ready = [(-windows.earliest[node], node) for node, count in enumerate(waiting) if not count]
        heapq.heapify(ready)
        spare = self.spare
        while ready:
            _, node = heapq.heappop(ready)
            latest = windows.latest_finish(node, end)
            for after, lag in windows.after[node]:
                latest = min(latest, starts[after] - lag)
            found = self._latest_place(ledger, node, choice[node], latest, spare)
            if found is None:
                return None
            starts[node], modes[node] = found
            spare = None if spare is None else spare - self.extra[node][modes[node]]
            ledger.book(node, modes[node], starts[node])
            for before, _ in windows.before[node]:
                waiting[before] -= 1
                if not waiting[before]:
                    heapq.heappush(ready, (-windows.earliest[before], before))
        return Schedule(tuple(starts), tuple(modes)).settled(network)

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
            weeks = range(first, starts[node])
            starts[node] = next((week for week in weeks if ledger.fits(node, modes[node], week)), starts[node])
            ledger.book(node, modes[node], starts[node])
        return Schedule(tuple(starts), modes)

    def _affordable(self, node: int, modes: Sequence[int], spare: int | None) -> list[int]:
        """Return the modes that leave the total enough for the cheapest modes of all that is still to be placed."""
        return [mode for mode in modes if spare is None or self.extra[node][mode] <= spare]

    def _earliest_place(
        self, ledger: Ledger, node: int, modes: Sequence[int], earliest: int, spare: int | None
    ) -> tuple[int, int, int] | None:
        """Return (finish, cost, mode) of the best place; ``spare`` is what the total has beyond the cheapest modes."""
        found: tuple[int, int, int] | None = None
        for mode in self._affordable(node, modes, spare):
            start = self._earliest_start(ledger, node, mode, earliest, None if found is None else found[0])
            if start is not None:
                key = (start + self.weeks(node, mode), self.costs[node][mode], mode)
                found = key if found is None else min(found, key)
        return found

    def _earliest_start(self, ledger: Ledger, node: int, mode: int, earliest: int, before: int | None) -> int | None:
        """Return the first week from ``earliest`` in which people and money suffice; None once it is past hope."""
        last = (ledger.weeks if before is None else before) - self.weeks(node, mode)
        start = earliest
        while start <= last:
            conflict = ledger.conflict(node, mode, start)
            if conflict is not None:
                start = conflict + 1
            elif is_frozen(self.network, node, mode, start) or not ledger.affords(node, mode, start):
                start += 1
            else:
                return start
        return None

    def _latest_place(
        self, ledger: Ledger, node: int, modes: Sequence[int], latest: int, spare: int | None
    ) -> tuple[int, int] | None:
        """Return (start, mode) of the latest place that finishes by ``latest``; of equal ones, the cheaper mode."""
        found: tuple[int, int] | None = None
        for mode in sorted(self._affordable(node, modes, spare), key=lambda mode: self.costs[node][mode]):
            first = self.windows.earliest[node] if found is None else found[0] + 1
            for start in range(latest - self.weeks(node, mode), first - 1, -1):
                if ledger.conflict(node, mode, start) is not None or is_frozen(self.network, node, mode, start):
                    continue
                if ledger.affords(node, mode, start):
                    found = (start, mode)
                    break
                if self.network.money.carry_over == "forever":
                    break  # spending sooner never helps where money is kept
        return found
