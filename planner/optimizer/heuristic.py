"""A first plan in milliseconds, and a better one in tenths of a second, without the solver.

Places activities by priority under several policies for choosing modes, then searches over modes. Its plan is the
horizon and the hint of the exact search, never the answer where that has a better one.
"""

import random
import time
from collections.abc import Callable

from planner.ledger import breaks
from planner.network import Network, Schedule
from planner.optimizer.placing import Choice, Placing
from planner.optimizer.windows import Windows

Stop = Callable[[], bool]

STRETCH = 1.25
"""How much later the target is tried next, where nothing could be placed backward from an earlier week."""

HALVINGS = 5
"""How often the gap between a week that works and one that does not is halved."""


class Heuristic:
    """Plans by priority over one network; ``best`` is the best that keeps every limit, by (finish, cost).

    Each plan that keeps every limit and may be worth something is handed to ``offer`` too, whose goals may be others.
    """

    def __init__(
        self,
        network: Network,
        windows: Windows,
        offer: Callable[[Schedule], None] = lambda _: None,
        stopped: Stop = lambda: False,
    ) -> None:
        self.offer, self.stopped = offer, stopped
        self.network = network
        self.windows = windows
        self.placing = Placing(network, windows)
        self.best: Schedule | None = None
        self.key: tuple[int, int] | None = None

    def first(self) -> Schedule | None:
        """Return the best of a handful of passes: cheapest, shortest and all modes, backward where forward fails."""
        cheap = [[self._cheapest(node)] for node in range(len(self.network.nodes))]
        fast = [[self._fastest(node)] for node in range(len(self.network.nodes))]
        choices: tuple[Choice, ...] = (cheap, fast, self.windows.modes)
        ends = []
        for choice in choices:
            if self.best is not None and self.stopped():
                return self.best
            schedule = self.placing.forward(choice)
            self._consider(schedule)
            ends.append(self.windows.critical_path if schedule is None else schedule.starts[self.network.target])
        for choice, end in zip(choices, ends, strict=True):
            if self.best is None and not self.stopped():
                self._consider(self._backward(choice, end))
        return self.best

    def improve(self, seconds: float, seed: int) -> Schedule | None:
        """Return the best plan after trying other modes for ``seconds``; keeps every plan as good or better."""
        until = time.monotonic() + seconds
        chance = random.Random(seed)
        done = (self.windows.critical_path, self._least_cost())
        if not self._open_nodes():
            return self.best
        while self.best is not None and time.monotonic() < until and not self.stopped() and self.key != done:
            choice = [[mode] for mode in self._mutated(self.best, chance)]
            if self.placing.covers_run and chance.random() < 0.5:
                schedule = self._sound(choice, max(done[0], self.best.starts[self.network.target] - 1))
            else:
                schedule = self.placing.forward(choice)
            self._consider(schedule)
        return self.best

    def _backward(self, choice: Choice, end: int) -> Schedule | None:
        """Return a plan placed backward from the earliest target, ``end`` or later, that a coarse search finds."""
        fails = end - 1
        found = self._sound(choice, end)
        while found is None and end < self.windows.horizon and not self.stopped():
            fails, end = end, min(self.windows.horizon, int(end * STRETCH) + 1)
            found = self._sound(choice, end)
        for _ in range(HALVINGS):
            middle = (fails + end) // 2
            if found is None or middle <= fails or self.stopped():
                break
            sooner = self._sound(choice, middle)
            if sooner is None:
                fails = middle
            else:
                found, end = sooner, middle
        return found

    def _sound(self, choice: Choice, end: int) -> Schedule | None:
        """Return a plan placed backward from ``end`` and then pulled as early as it goes, or None."""
        schedule = self.placing.backward(choice, end)
        if schedule is None or breaks(self.network, schedule) is not None:
            return None
        return self.placing.earlier(schedule)

    def _consider(self, schedule: Schedule | None) -> None:
        if schedule is None or breaks(self.network, schedule) is not None:
            return
        key = (schedule.starts[self.network.target], self._cost(schedule))
        if self.key is None or key <= self.key or key[1] <= self.key[1]:
            self.offer(schedule)
        if self.key is None or key <= self.key:
            self.best, self.key = schedule, key

    def _mutated(self, schedule: Schedule, chance: random.Random) -> list[int]:
        """Return the plan's modes with a few changed: faster where nothing waits, cheaper where there is time."""
        modes = list(schedule.modes)
        open_nodes = self._open_nodes()
        end = schedule.starts[self.network.target]
        for node in chance.sample(open_nodes, min(len(open_nodes), chance.choice((1, 1, 2, 3, 5)))):
            waits = end - self.windows.tail[node] - schedule.starts[node] > 2
            pick = self._cheapest(node) if waits else self._fastest(node)
            modes[node] = pick if chance.random() < 0.7 else chance.choice(self.windows.modes[node])
        return modes

    def _open_nodes(self) -> list[int]:
        """Return the nodes that have a choice of modes."""
        return [node for node, usable in enumerate(self.windows.modes) if len(usable) > 1]

    def _cost(self, schedule: Schedule) -> int:
        return sum(costs[mode] for costs, mode in zip(self.placing.costs, schedule.modes, strict=True))

    def _least_cost(self) -> int:
        costs = self.placing.costs
        return sum(min(costs[node][mode] for mode in modes) for node, modes in enumerate(self.windows.modes))

    def _cheapest(self, node: int) -> int:
        costs = self.placing.costs[node]
        return min(self.windows.modes[node], key=lambda mode: (costs[mode], self.placing.weeks(node, mode)))

    def _fastest(self, node: int) -> int:
        costs = self.placing.costs[node]
        return min(self.windows.modes[node], key=lambda mode: (self.placing.weeks(node, mode), costs[mode]))
