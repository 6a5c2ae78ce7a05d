"""A first plan in milliseconds, and a better one in tenths of a second, without the solver.

Places activities by priority under several policies for choosing modes, then breeds plans from plans. Its best is the
horizon and the hint of the exact search, never the answer where that has a better one.
"""

import random
import time
from collections.abc import Callable
from math import inf
from typing import Protocol

from planner.ledger import breaks
from planner.network import Network, Schedule
from planner.optimizer.placing import Choice, Placing, Priority
from planner.optimizer.population import Key, Population
from planner.optimizer.variation import Variation
from planner.optimizer.windows import Windows

Stop = Callable[[], bool]

STRETCH = 1.25
"""How much later the target is tried next, where nothing could be placed backward from an earlier week."""

HALVINGS = 5
"""How often the gap between a week that works and one that does not is halved."""


SCATTERED = 0.3
"""How often a child is far off its parent while there is room for more plans."""

ALONE = 0.3
"""How often a child has one parent, later."""

BACKWARD = 0.5
"""How often a child is placed backward, where the budget counts what runs: it fails more often, and finds more."""

PATIENCE = 2500
"""How many children may be no better than the best before all but the best are given up."""


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
            self._consider(schedule)
            ends.append(self.windows.critical_path if schedule is None else schedule.starts[self.network.target])
        for choice, end in zip(choices, ends, strict=True):
            if self.best is None and not self.stopped():
                self._consider(self._backward(choice, end))
        return self.best

    def learn(self, schedule: Schedule | None) -> None:
        """Know a plan that was found elsewhere."""
        self._consider(schedule)

    def improve(self, seconds: float, seed: int, bound: int = 0, fruitless: float = inf) -> Schedule | None:
        """Return the best plan after breeding others for ``seconds``, or until it ends at ``bound``.

        It ends too where ``fruitless`` seconds have brought no plan that ends sooner.

        A genetic search in which each child joins at once. A child takes modes and an order of one plan or of two, is
        placed anew and justified (Valls, Ballestin and Quintanilla, Justification and RCPSP, 2005; A hybrid genetic
        algorithm for the RCPSP, 2008).
        """
        began = time.monotonic()
        until, given_up = began + seconds, began + fruitless
        chance = random.Random(seed)
        variation = Variation(self.placing, chance)
        done = (max(self.windows.critical_path, bound), self._least_cost())
        population, stale = Population(), 0
        while self.best is not None and self.key is not None and not self.stopped():
            now = time.monotonic()
            if now >= min(until, given_up) or self.key == done:
                break
            if self.key[0] <= done[0] and not variation.open_nodes:
                break
            if not population.members or stale > PATIENCE:
                population, stale = Population(), 0
                population.join(self.key, self.best)
            before = self.key
            child = self._child(population, variation, chance, done[0])
            key = self._consider(child)
            if child is not None and key is not None:
                population.join(key, child)
            stale = 0 if self.key < before else stale + 1
            given_up = now + fruitless if self.key[0] < before[0] else given_up
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

    def _child(
        self, population: Population, variation: Variation, chance: random.Random, bound: int
    ) -> Schedule | None:
        """Return a new plan bred from others, as early as it goes, or None."""
        one, other = population.parents(chance)
        end = min(population.latest, self.windows.horizon)
        if not population.is_full and chance.random() < SCATTERED:
            modes, order = variation.scattered(one)
        else:
            if chance.random() < 0.5:
                end = max(bound, population.best[0] - 1)
            alone = one is other or chance.random() < ALONE
            modes, order = variation.changed(one) if alone else variation.mixed(one, other)
        choice = [[mode] for mode in modes]
        if self.placing.covers_run and chance.random() < BACKWARD:
            return self._sound(choice, end, [-start for start in order])
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

    def _consider(self, schedule: Schedule | None) -> Key | None:
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

    def _least_cost(self) -> int:
        costs = self.placing.costs
        return sum(min(costs[node][mode] for mode in modes) for node, modes in enumerate(self.windows.modes))
