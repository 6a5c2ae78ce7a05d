"""Breeding plans from plans: a genetic search with justification, and with children after what is proposed.

Each child joins at once. It takes modes and an order of one plan or of two, is placed anew and justified (Valls,
Ballestin and Quintanilla, Justification and RCPSP, 2005; A hybrid genetic algorithm for the RCPSP, 2008); or it is
rounded from a solution of the relaxation, which sees where money and people are left.
"""

import random

from planner.network import Schedule
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.population import Population
from planner.optimizer.proposal import Proposal
from planner.optimizer.variation import Variation

SCATTERED = 0.3
"""How often a child is far off its parent while there is room for more plans."""

ALONE = 0.3
"""How often a child has one parent, later."""

BACKWARD = 0.5
"""How often a child is placed backward, where the budget counts what runs: it fails more often, and finds more."""

GUIDED = 0.5
"""How often a child is rounded from what is proposed, as long as the proposal is fresh."""

ROUNDED = 15
"""How many children a proposal has; half as many as the one before where that one had none that was the best."""

PATIENCE = 2500
"""How many children may be no better than the best before all but the best are given up."""


class Breeding:
    """The plans bred from the best that a heuristic knows, and handed to it. No plan ends before week ``bound``."""

    def __init__(self, heuristic: Heuristic, seed: int, bound: int = 0) -> None:
        self.heuristic, self.placing, self.windows = heuristic, heuristic.placing, heuristic.windows
        self.bound = max(bound, self.windows.critical_path)
        self.chance = random.Random(seed)
        self.variation = Variation(self.placing, self.chance)
        self.population = Population()
        self._least_cost = heuristic.least_cost()
        self._stale = 0
        self._proposal: Proposal | None = None
        self._week = self._left = 0
        self._worth = ROUNDED

    @property
    def end(self) -> int:
        """The week of the target of the best plan."""
        assert self.heuristic.key is not None
        return self.heuristic.key[0]

    @property
    def done(self) -> bool:
        """Whether there is nothing to breed from, or nothing better to be had."""
        key = self.heuristic.key
        if key is None or key == (self.bound, self._least_cost):
            return True
        return key[0] <= self.bound and not self.variation.open_nodes

    def follow(self, proposal: Proposal, week: int) -> None:
        """Have the next children after a proposal for a target in a week."""
        if self._proposal is not None:
            self._worth = max(1, self._worth // 2)
        self._proposal, self._week, self._left = proposal, week, self._worth

    def step(self) -> None:
        """Have one child."""
        heuristic, population = self.heuristic, self.population
        assert heuristic.key is not None
        assert heuristic.best is not None
        if not population.members or self._stale > PATIENCE:
            population = self.population = Population()
            population.join(heuristic.key, heuristic.best)
            self._stale = 0
        before = heuristic.key
        guided = self._left > 0 and self.chance.random() < GUIDED
        child = self._rounded() if guided else self._child()
        key = heuristic.consider(child)
        if child is not None and key is not None:
            population.join(key, child)
        better = heuristic.key < before
        self._stale = 0 if better else self._stale + 1
        if guided and better:
            self._worth = self._left = ROUNDED

    def _rounded(self) -> Schedule | None:
        """Return a plan after the proposal, with the target in a week between the proposal's and the best plan's."""
        assert self._proposal is not None
        self._left -= 1
        modes, middles = self._proposal.sample(self.chance)
        choice = [[mode] for mode in modes]
        latest = max(self._week, self.population.best[0] - 1)
        end = self.chance.randint(self._week, latest)
        found = self.heuristic.sound(choice, end, [-middle for middle in middles])
        return self._justified(self.placing.forward(choice, middles, latest)) if found is None else found

    def _child(self) -> Schedule | None:
        """Return a new plan bred from others, as early as it goes, or None."""
        population, variation, chance = self.population, self.variation, self.chance
        one, other = population.parents(chance)
        end = min(population.latest, self.windows.horizon)
        if not population.is_full and chance.random() < SCATTERED:
            modes, order = variation.scattered(one)
        else:
            if chance.random() < 0.5:
                end = max(self.bound, population.best[0] - 1)
            alone = one is other or chance.random() < ALONE
            modes, order = variation.changed(one) if alone else variation.mixed(one, other)
        choice = [[mode] for mode in modes]
        if self.placing.covers_run and chance.random() < BACKWARD:
            return self.heuristic.sound(choice, end, [-start for start in order])
        return self._justified(self.placing.forward(choice, order, end))

    def _justified(self, schedule: Schedule | None) -> Schedule | None:
        """Return the schedule pushed late from its end and then early again, for as long as that makes it shorter."""
        network = self.heuristic.network
        while schedule is not None:
            choice = [[mode] for mode in schedule.modes]
            end = schedule.starts[network.target]
            order = [-schedule.finish(network, node) for node in range(len(schedule.starts))]
            late = self.placing.backward(choice, end, order)
            early = None if late is None else self.placing.forward(choice, late.starts, end)
            if early is None:
                return schedule
            schedule, before = early, end
            if schedule.starts[network.target] >= before:
                return schedule
        return None
