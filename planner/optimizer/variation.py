"""New modes and orders made from those of plans: a few things changed, much shaken, or two plans mixed.

An order is a plan's starts as priorities: what comes first is placed first.
"""

import random
from collections.abc import Sequence

from planner.network import Schedule
from planner.optimizer.placing import Placing

Genes = tuple[Sequence[int], Sequence[float]]
"""A mode and a priority for each node."""

MODES = 0.8
"""How often a change is one of modes too, where there are any to change."""

RETOUCHED = 0.3
"""How often what two plans were mixed to is changed a little besides."""


class Variation:
    """Makes genes for the plans of one network; ``open_nodes`` are those that have a choice of modes."""

    def __init__(self, placing: Placing, chance: random.Random) -> None:
        self.network, self.windows, self.placing, self.chance = placing.network, placing.windows, placing, chance
        self.open_nodes = [node for node, usable in enumerate(self.windows.modes) if len(usable) > 1]

    def changed(self, plan: Schedule) -> Genes:
        """Return a plan with a few priorities, or those of a stretch of weeks, drawn anew, and mostly a few modes."""
        modes = self._mutated(plan) if self.chance.random() < MODES else plan.modes
        return modes, self._shaken(plan.starts)

    def scattered(self, plan: Schedule) -> Genes:
        """Return something farther off a plan: many modes drawn anew and every priority shaken."""
        chance, modes = self.chance, list(plan.modes)
        for node in chance.sample(self.open_nodes, int(len(self.open_nodes) * chance.choice((0.05, 0.2, 0.5)))):
            modes[node] = chance.choice(self.windows.modes[node])
        weeks = chance.choice((2, 8, 20))
        return modes, [start + chance.gauss(0, weeks) for start in self._shaken(plan.starts)]

    def mixed(self, one: Schedule, other: Schedule) -> Genes:
        """Return one plan with a stretch of weeks as in another, or a blend of both, now and then changed a little."""
        chance = self.chance
        stretch = one.starts[self.network.target] / max(1, other.starts[self.network.target])
        begins = [start * stretch for start in other.starts]
        mix = self._crossed if chance.random() < 0.5 else self._blended
        modes, order = mix(one, other.modes, begins)
        if chance.random() < RETOUCHED:
            for _ in range(chance.choice((1, 2, 4))):
                order[chance.randrange(len(order))] += chance.gauss(0, 10)
        return modes, order

    def _crossed(self, one: Schedule, modes: Sequence[int], begins: Sequence[float]) -> tuple[list[int], list[float]]:
        """Return a plan with what it does in a stretch of weeks as the other does it."""
        end = one.starts[self.network.target]
        since = self.chance.uniform(-0.1, 1) * end
        until = since + self.chance.choice((0.1, 0.25, 0.5)) * end
        found_modes, order = list(one.modes), [float(start) for start in one.starts]
        for node, start in enumerate(one.starts):
            if since <= start < until:
                found_modes[node], order[node] = modes[node], begins[node]
        return found_modes, order

    def _blended(self, one: Schedule, modes: Sequence[int], begins: Sequence[float]) -> tuple[list[int], list[float]]:
        """Return priorities between those of both, and of each node the mode of either."""
        share = self.chance.random()
        order = [share * mine + (1 - share) * theirs for mine, theirs in zip(one.starts, begins, strict=True)]
        mixed = [a if self.chance.random() < share else b for a, b in zip(one.modes, modes, strict=True)]
        return mixed, order

    def _mutated(self, plan: Schedule) -> list[int]:
        """Return the plan's modes with a few changed: faster where nothing waits, cheaper where there is time."""
        chance, modes = self.chance, list(plan.modes)
        end = plan.starts[self.network.target]
        for node in chance.sample(self.open_nodes, min(len(self.open_nodes), chance.choice((1, 1, 2, 3, 5)))):
            waits = end - self.windows.tail[node] - plan.starts[node] > 2
            pick = self.placing.cheapest(node) if waits else self.placing.fastest(node)
            modes[node] = pick if chance.random() < 0.7 else chance.choice(self.windows.modes[node])
        return modes

    def _shaken(self, starts: Sequence[int]) -> list[float]:
        """Return a plan's starts as priorities, with those of a few nodes, or of a stretch of weeks, drawn anew."""
        chance = self.chance
        order = [float(start) for start in starts]
        if chance.random() < 0.5:
            for node in chance.sample(range(len(order)), max(1, int(len(order) * chance.choice((0.03, 0.08, 0.2))))):
                order[node] += chance.choice((4, 10, 25)) * chance.uniform(-1, 1)
            return order
        length = chance.choice((8, 15, 30))
        since = chance.randrange(starts[self.network.target] + 1)
        return [since + chance.random() * length if since <= start < since + length else start for start in order]
