"""A first plan in milliseconds, and a better one in tenths of a second, without the solver.

Places activities by priority under several policies for choosing modes, then breeds plans from plans. Its best is the
horizon and the hint of the exact search, never the answer where that has a better one.
"""

import random
from collections.abc import Callable
from typing import Protocol

from planner.ledger import breaks
from planner.network import Network, Schedule
from planner.optimizer.placing import Choice, Placing, Priority
from planner.optimizer.population import Key
from planner.optimizer.windows import Windows

Stop = Callable[[], bool]

STRETCH = 1.25
"""How much later the target is tried next, where nothing could be placed backward from an earlier week."""

HALVINGS = 5
"""How often the gap between a week that works and one that does not is halved."""


class Guide(Protocol):
    """Proposes for each node a mode and a week around which to do it."""

    def sample(self, chance: random.Random) -> tuple[list[int], list[float]]:
        """Return a proposal, another one each time."""


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
        self.key: Key | None = None

    def first(self) -> Schedule | None:
        """Return the best of a handful of passes: cheapest, shortest and all modes, backward where forward fails."""
        cheap = [[self.placing.cheapest(node)] for node in range(len(self.network.nodes))]
        fast = [[self.placing.fastest(node)] for node in range(len(self.network.nodes))]
        choices: tuple[Choice, ...] = (cheap, fast, self.windows.modes)
        ends = []
        for choice in choices:
            if self.best is not None and self.stopped():
                return self.best
            schedule = self.placing.forward(choice)
            self.consider(schedule)
            ends.append(self.windows.critical_path if schedule is None else schedule.starts[self.network.target])
        for choice, end in zip(choices, ends, strict=True):
            if self.best is None and not self.stopped():
                self.consider(self._backward(choice, end))
        return self.best

    def follow(self, guide: "Guide", end: int, trials: int, seed: int) -> bool:
        """Try to place what a guide proposes with the target by ``end``; return whether that found a better plan."""
        chance = random.Random(seed)
        for _ in range(trials):
            if self.stopped():
                break
            modes, middles = guide.sample(chance)
            choice = [[mode] for mode in modes]
            found = self.sound(choice, end, [-middle for middle in middles])
            if found is None:
                found = self.placing.forward(choice, middles, end)
            before = self.key
            self.consider(found)
            if self.key != before:
                return True
        return False

    def _backward(self, choice: Choice, end: int) -> Schedule | None:
        """Return a plan placed backward from the earliest target, ``end`` or later, that a coarse search finds."""
        fails = end - 1
        found = self.sound(choice, end)
        while found is None and end < self.windows.horizon and not self.stopped():
            fails, end = end, min(self.windows.horizon, int(end * STRETCH) + 1)
            found = self.sound(choice, end)
        for _ in range(HALVINGS):
            middle = (fails + end) // 2
            if found is None or middle <= fails or self.stopped():
                break
            sooner = self.sound(choice, middle)
            if sooner is None:
                fails = middle
            else:
                found, end = sooner, middle
        return found

    def sound(self, choice: Choice, end: int, priority: Priority | None = None) -> Schedule | None:
        """Return a plan placed backward from ``end`` and then pulled as early as it goes, or None."""
        schedule = self.placing.backward(choice, end, priority)
        if schedule is None or breaks(self.network, schedule) is not None:
            return None
        return self.placing.earlier(schedule)

    def consider(self, schedule: Schedule | None) -> Key | None:
        """Return what a schedule is judged by, and keep it where it is the best; None where it breaks a limit."""
        if schedule is None or breaks(self.network, schedule) is not None:
            return None
        key = (schedule.starts[self.network.target], self._cost(schedule))
        if self.key is None or key <= self.key or key[1] <= self.key[1]:
            self.offer(schedule)
        if self.key is None or key <= self.key:
            self.best, self.key = schedule, key
        return key

    def _cost(self, schedule: Schedule) -> int:
        return sum(costs[mode] for costs, mode in zip(self.placing.costs, schedule.modes, strict=True))

    def least_cost(self) -> int:
        """Return what the cheapest modes come to."""
        costs = self.placing.costs
        return sum(min(costs[node][mode] for mode in modes) for node, modes in enumerate(self.windows.modes))
