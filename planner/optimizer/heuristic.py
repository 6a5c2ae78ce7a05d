"""A first plan in milliseconds, and a better one in tenths of a second, without the solver.

Places activities by priority under several policies for choosing modes, then searches over modes. Its plan is the
horizon and the hint of the exact search, never the answer where that has a better one.
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from planner.ledger import breaks
from planner.network import Network, Schedule
from planner.optimizer.placing import Choice, Placing, Priority
from planner.optimizer.windows import Windows

Stop = Callable[[], bool]

STRETCH = 1.25
"""How much later the target is tried next, where nothing could be placed backward from an earlier week."""

HALVINGS = 5
"""How often the gap between a week that works and one that does not is halved."""


MODES = 0.8
"""How often a trial changes modes too, where there are any to change."""


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

    def improve(self, seconds: float, seed: int, bound: int = 0) -> Schedule | None:
        """Return the best plan after trying other orders and modes for ``seconds``, or until it ends at ``bound``.

        Each trial places the best plan anew with a few priorities and modes changed, then justifies it (Valls,
        Ballestin and Quintanilla, Justification and RCPSP, 2005). Plans as good as the best take its place.
        """
        until = time.monotonic() + seconds
        chance = random.Random(seed)
        done = (max(self.windows.critical_path, bound), self._least_cost())
        while self.best is not None and time.monotonic() < until and not self.stopped():
            if self.key == done or (self.key is not None and self.key[0] <= done[0] and not self._open_nodes()):
                break
            self._consider(self._trial(self.best, chance, done[0]))
        return self.best

    def follow(self, guide: "Guide", end: int, trials: int, seed: int) -> bool:
        """Try to place what a guide proposes with the target by ``end``; return whether that found a better plan."""
        chance = random.Random(seed)
        for _ in range(trials):
            if self.stopped():
                break
            modes, middles = guide.sample(chance)
            choice = [[mode] for mode in modes]
            found = self._sound(choice, end, [-middle for middle in middles])
            if found is None:
                found = self.placing.forward(choice, middles, end)
            before = self.key
            self._consider(found)
            if self.key != before:
                return True
        return False

    def _trial(self, schedule: Schedule, chance: random.Random, bound: int) -> Schedule | None:
        """Return a neighbour of a plan, as early as it goes, or None."""
        end = schedule.starts[self.network.target]
        modes = self._mutated(schedule, chance) if chance.random() < MODES else schedule.modes
        choice = [[mode] for mode in modes]
        order = self._shaken(schedule.starts, chance)
        if self.placing.covers_run and chance.random() < 0.5:
            return self._sound(choice, max(bound, end - 1), [-start for start in order])
        return self._justified(self.placing.forward(choice, order, end))

    def _justified(self, schedule: Schedule | None) -> Schedule | None:
        """Return the schedule pushed late from its end and then early again, for as long as that makes it shorter."""
        while schedule is not None:
            choice = [[mode] for mode in schedule.modes]
            end = schedule.starts[self.network.target]
            order = [-schedule.finish(self.network, node) for node in range(len(schedule.starts))]
            late = self.placing.backward(choice, end, order)
            early = None if late is None else self.placing.forward(choice, late.starts, end)
            if early is None:
                return schedule
            schedule, before = early, end
            if schedule.starts[self.network.target] >= before:
                return schedule
        return None

    def _shaken(self, starts: Sequence[int], chance: random.Random) -> list[float]:
        """Return a plan's starts as priorities, with those of a few nodes, or of a stretch of weeks, drawn anew."""
        order = [float(start) for start in starts]
        if chance.random() < 0.5:
            for node in chance.sample(range(len(order)), max(1, int(len(order) * chance.choice((0.03, 0.08, 0.2))))):
                order[node] += chance.choice((4, 10, 25)) * chance.uniform(-1, 1)
            return order
        length = chance.choice((8, 15, 30))
        since = chance.randrange(starts[self.network.target] + 1)
        return [since + chance.random() * length if since <= start < since + length else start for start in order]

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

    def _sound(self, choice: Choice, end: int, priority: Priority | None = None) -> Schedule | None:
        """Return a plan placed backward from ``end`` and then pulled as early as it goes, or None."""
        schedule = self.placing.backward(choice, end, priority)
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
