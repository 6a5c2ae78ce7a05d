"""What can be at work in the same week: loads under which no such set weighs more than a known most.

A load gives each node, in each mode, a weight. If no set of nodes that may all be at work in one week (people suffice,
none precedes another) weighs more than ``most``, then the weights behave like demands on one more resource, of that
capacity; and where people come in large pieces, a much scarcer one than any role. The best weights are the multipliers
of the program that covers all work with such sets (Mingozzi, Maniezzo, Ricciardelli and Bianco, An exact algorithm for
the resource-constrained project scheduling problem based on a new mathematical formulation, 1998), here with modes and
with money; its sets are found as they are needed. Whatever the multipliers are worth, the most that a set weighs under
them is proven before a load is handed out.
"""

import random
import time
from collections.abc import Iterator, Sequence

from msgspec import Struct
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from planner.network import Network
from planner.optimizer.aside import Over
from planner.optimizer.kinds import Kind
from planner.optimizer.windows import Windows

WHOLE = 10_000
"""The weight of a full week."""

KEPT = 12
"""How many of the sets that are come by on the way to the heaviest are kept, for a third of the ways to it."""

DRAWS = 40
"""How many sets are tried by chance before the heaviest one is sought exactly."""

PROOF_S = 0.5
"""Seconds that the proof of a load's most may take."""


EPSILON = 1e-9
"""What floating point may be wrong by where nothing is proven with it."""

TRUST = 0.7
"""How much of the best weights so far is in the next ones: it keeps them from jumping about (Wentges, 1997)."""


Set = dict[tuple[int, int], int]
"""How many nodes of each item (a kind in one of its ways) are at work."""


class Load(Struct, frozen=True):
    """A weight for each node and mode (in the order of the network's), and the most that is ever at work in a week."""

    weights: tuple[tuple[int, ...], ...]
    most: int


class Costs(Struct, frozen=True):
    """What each way of each kind costs, where money matters to what is asked.

    With ``amount`` the least weeks are sought in which the work can be done for so much money; with ``weeks`` the least
    money for which it can be done in so many.
    """

    costs: tuple[tuple[int, ...], ...]
    amount: int | None = None
    weeks: int | None = None


class Packing:
    """The sets of one network's work that may go on in the same week."""

    def __init__(self, network: Network, windows: Windows, kinds: Sequence[Kind]) -> None:
        self.network, self.kinds = network, kinds
        self.items = [(kind, way) for kind, it in enumerate(kinds) for way in range(len(it.ways))]
        self.rows = [*self._people(), *_exclusions(network, windows, kinds)]
        self.counts = [len(kind.nodes) for kind in kinds]
        self._packed, self._full, self._guards = self._pack()
        self._lean = [self._leanness(item) for item in range(len(self.items))]
        self._place = {item: place for place, item in enumerate(self.items)}
        self._sets: list[Set] = []

    def load(self, seconds: float, seed: int, costs: Costs | None = None, over: Over = lambda: False) -> Load | None:
        """Return the load that shows most in ``seconds``: of the weeks that all work takes, or of what it costs."""
        until = time.monotonic() + seconds
        chance = random.Random(seed)
        master = _Master(self.kinds, costs)
        for members in self._sets:
            master.add(members)
        heaviest = _Heaviest(self)
        best: tuple[float, list[int], int] | None = None
        centre: list[int] | None = None
        trust = TRUST
        while time.monotonic() < until and not over():
            ideal = master.weights()
            if ideal is None:
                break
            weights = ideal if centre is None else _between(centre, ideal, trust)
            found = [it for it in self._by_chance(weights, chance) if self._weighs(it, ideal) > WHOLE * 1.001]
            if not found:
                heavy, most = heaviest.find(weights, max(0.01, min(PROOF_S, until - time.monotonic())))
                if not heavy or not most:
                    break
                worth = master.worth(weights, most)
                if best is None or worth > best[0]:
                    best, centre = (worth, weights, most), weights
                found = [it for it in heavy if self._weighs(it, ideal) > WHOLE + len(self.items)]
                if not found:
                    if trust == 0:
                        break
                    trust = 0.0 if trust < 0.2 else trust / 2
                    continue
            for members in found:
                self._sets.append(members)
                master.add(members)
        return None if best is None else self._load(best[1], best[2])

    def _weighs(self, members: Set, weights: Sequence[int]) -> int:
        return sum(weights[self._place[item]] * count for item, count in members.items())

    def _load(self, weights: Sequence[int], most: int) -> Load:
        """Return weights of items as a load: a mode that is never used weighs nothing."""
        by_node = [[0] * len(node.modes) for node in self.network.nodes]
        for (kind, way), weight in zip(self.items, weights, strict=True):
            for node in self.kinds[kind].nodes:
                by_node[node][self.kinds[kind].ways[way].mode] = weight
        return Load(tuple(map(tuple, by_node)), most)

    def _people(self) -> Iterator[tuple[list[int], int]]:
        """Yield each resource as (demand of each item, the most there ever is)."""
        for index, resource in enumerate(self.network.resources):
            demands = [self.kinds[kind].ways[way].demand[index] for kind, way in self.items]
            if any(demands):
                yield demands, max(resource.capacity)

    def _pack(self) -> tuple[list[int], int, int]:
        """Return each item's demands on all rows packed into one number, all that there is, and the guards."""
        packed = [0] * len(self.items)
        full = guards = offset = 0
        for demands, amount in self.rows:
            bits = max(amount, *demands, 1).bit_length()
            for item, demand in enumerate(demands):
                packed[item] |= demand << offset
            full |= amount << offset
            guards |= 1 << offset + bits
            offset += bits + 1
        return packed, full | guards, guards

    def _by_chance(self, weights: Sequence[int], chance: random.Random) -> Iterator[Set]:
        """Yield sets that weigh more than they may, found by taking what weighs much for what it needs first."""
        found = set()
        leanness = self._lean
        candidates = [item for item, weight in enumerate(weights) if weight]
        for draw in range(DRAWS):
            noise = 0.0 if draw == 0 else chance.choice((0.1, 0.3, 0.6))
            keys = {item: weights[item] * leanness[item] * (1 + noise * chance.uniform(-1, 1)) for item in candidates}
            members, weight = self._filled(sorted(candidates, key=keys.__getitem__, reverse=True), weights)
            key = tuple(sorted(members.items()))
            if weight > WHOLE * 1.001 + len(self.items) and key not in found:
                found.add(key)
                yield members
                if len(found) == 5:
                    return

    def _filled(self, order: Sequence[int], weights: Sequence[int]) -> tuple[Set, int]:
        """Return the set that takes items in this order as long as they fit, and its weight."""
        members: Set = {}
        left, weight, guards = self._full, 0, self._guards
        for item in order:
            packed = self._packed[item]
            count, most = 0, self.counts[self.items[item][0]]
            while count < most and (left - packed) & guards == guards:
                left -= packed
                count += 1
            if count:
                members[self.items[item]] = count
                weight += count * weights[item]
        return members, weight

    def _leanness(self, item: int) -> float:
        """Return how little of the scarcest people an item takes."""
        return 1 / max([0.02, *(demands[item] / amount for demands, amount in self._people() if amount)])


def _between(one: Sequence[int], other: Sequence[int], share: float) -> list[int]:
    """Return weights between two, ``share`` of the first."""
    return [round(share * a + (1 - share) * b) for a, b in zip(one, other, strict=True)]


class _Master:
    """The program whose multipliers are the weights: work is worth as much as any way of doing it takes.

    A way takes weeks, at the price ``week``, and money, at the price ``unit``; one of the two prices is 1.
    """

    def __init__(self, kinds: Sequence[Kind], costs: Costs | None) -> None:
        self.kinds, self.costs = kinds, costs
        self.scale = 1 if costs is None else max(1, max(map(max, costs.costs), default=1))
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity = self.solver.infinity()
        weeks = None if costs is None else costs.weeks
        amount = None if costs is None else costs.amount
        self.week = self.solver.NumVar(0 if weeks is not None else 1, 1 if weeks is None else infinity, "")
        self.unit = self.solver.NumVar(0 if weeks is None else 1, infinity if amount is not None else 1, "")
        self.worths = [self.solver.NumVar(0, infinity, "") for _ in kinds]
        self.columns: dict[tuple[int, int], pywraplp.Variable] = {}
        for kind, it in enumerate(kinds):
            for way in range(len(it.ways)):
                column = self.columns[kind, way] = self.solver.NumVar(0, infinity, "")
                row = self.solver.Constraint(-infinity, 0)
                row.SetCoefficient(self.worths[kind], 1)
                row.SetCoefficient(column, -it.ways[way].needs.weeks)
                row.SetCoefficient(self.unit, -self._cost(kind, way))
                self._bear({column: 1})
        objective = self.solver.Objective()
        objective.SetMaximization()
        for worth, it in zip(self.worths, kinds, strict=True):
            objective.SetCoefficient(worth, len(it.nodes))
        objective.SetCoefficient(self.week, -(weeks or 0))
        objective.SetCoefficient(self.unit, -(amount or 0) / self.scale)

    def add(self, members: Set) -> None:
        """Let a set weigh no more than a full week."""
        self._bear({self.columns[item]: count for item, count in members.items()})

    def weights(self) -> list[int] | None:
        """Return the best weight of every item so far, in parts of a full week; None where weeks are worth nothing."""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        week = self.week.solution_value()
        if week < EPSILON:
            return None
        return [max(0, round(column.solution_value() / week * WHOLE)) for column in self.columns.values()]

    def worth(self, weights: Sequence[int], most: int) -> float:
        """Return what all work takes, beyond what there is, under weights of which a week bears ``most``."""
        week, unit = float(self.week.solution_value()), float(self.unit.solution_value())
        total, position = 0.0, 0
        for index, kind in enumerate(self.kinds):
            ways = []
            for way, it in enumerate(kind.ways):
                weeks = it.needs.weeks * weights[position] / most if most else 0.0
                ways.append(week * weeks + unit * self._cost(index, way))
                position += 1
            total += len(kind.nodes) * min(ways)
        amount = 0 if self.costs is None else (self.costs.amount or 0)
        return total - unit * amount / self.scale - week * (0 if self.costs is None else (self.costs.weeks or 0))

    def _cost(self, kind: int, way: int) -> float:
        return 0.0 if self.costs is None else self.costs.costs[kind][way] / self.scale

    def _bear(self, terms: "dict[pywraplp.Variable, int]") -> None:
        row = self.solver.Constraint(-self.solver.infinity(), 0)
        row.SetCoefficient(self.week, -1)
        for column, count in terms.items():
            row.SetCoefficient(column, count)


class _Heaviest:
    """Seeks the set that weighs most, exactly, and proves what no set can weigh more than."""

    def __init__(self, packing: Packing) -> None:
        self.packing = packing
        self.model = cp_model.CpModel()
        self.taken = [self.model.new_int_var(0, packing.counts[kind], "") for kind, _ in packing.items]
        for demands, amount in packing.rows:
            terms = [demand * taken for demand, taken in zip(demands, self.taken, strict=True) if demand]
            self.model.add(sum(terms) <= amount)

    def find(self, weights: Sequence[int], seconds: float) -> tuple[list[Set], int]:
        """Return the heaviest sets found and the most that any can weigh; none and 0 where nothing was."""
        self.model.clear_objective()  # type: ignore[no-untyped-call]
        self.model.maximize(sum(weight * taken for weight, taken in zip(weights, self.taken, strict=True) if weight))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = seconds
        # Many small problems, each solved in hundredths of a second: no preparing for a long search, but the linear
        # program from the start, without which nothing bounds a set of many members.
        solver.parameters.cp_model_presolve = False
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.linearization_level = 2
        solver.parameters.add_lp_constraints_lazily = False
        solver.parameters.exploit_all_lp_solution = False
        solver.parameters.max_num_cuts = solver.parameters.cut_level = 0
        heavier = _Heavier(self)
        if solver.solve(self.model, heavier) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return [], 0
        return heavier.found[-KEPT:], int(solver.best_objective_bound + 0.5)


class _Heavier(cp_model.CpSolverSolutionCallback):
    """Keeps every set that the solver comes by, each heavier than the one before."""

    def __init__(self, heaviest: _Heaviest) -> None:
        super().__init__()
        self.heaviest = heaviest
        self.found: list[Set] = []

    def on_solution_callback(self) -> None:
        """Read a set out of the solver."""
        items = zip(self.heaviest.packing.items, map(self.value, self.heaviest.taken), strict=True)
        self.found.append({item: value for item, value in items if value})


def _exclusions(network: Network, windows: Windows, kinds: Sequence[Kind]) -> Iterator[tuple[list[int], int]]:
    """Yield rows (demand of each item, amount) that let no two nodes be at work at once if one precedes the other.

    Each row is a chain of kinds any two of which exclude each other: all of the one and all of the other, or, where
    each has a node a function, those of the same function. A kind on its own has a row too: its nodes are so many.
    """
    related = _Related(network, windows, kinds)
    for chain in related.chains():
        yield _row(kinds, chain)
    for kind in related.alone:
        yield _row(kinds, [kind])


def _row(kinds: Sequence[Kind], chain: Sequence[int]) -> tuple[list[int], int]:
    """Return a chain as a row: a single node weighs as much as all the copies it excludes."""
    most = max(len(kinds[kind].nodes) for kind in chain)
    demands = []
    for kind, it in enumerate(kinds):
        demand = (most if len(it.nodes) == 1 else 1) if kind in chain else 0
        demands += [demand] * len(it.ways)
    return demands, most


class _Related:
    """Which kinds exclude each other because of the links between their nodes."""

    def __init__(self, network: Network, windows: Windows, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds
        masks = [0] * len(network.nodes)
        for node in reversed(windows.order):
            for follower, _ in windows.after[node]:
                masks[node] |= masks[follower] | 1 << follower
        self.after = masks
        self.members = [sum(1 << node for node in kind.nodes) for kind in kinds]
        self.common = [self._common(kind) for kind in kinds]
        self.functions = [[network.nodes[node].function for node in kind.nodes] for kind in kinds]
        position = {node: place for place, node in enumerate(windows.order)}
        self.order = sorted(range(len(kinds)), key=lambda kind: position[kinds[kind].nodes[0]])
        self.alone: set[int] = set()

    def chains(self) -> Iterator[list[int]]:
        """Yield chains of kinds, long ones first, until every two that exclude each other stand in one of them."""
        before = {kind: [it for it in self.order if it != kind and self._excludes(it, kind)] for kind in self.order}
        left = {(one, kind) for kind, earlier in before.items() for one in earlier}
        self.alone = set(self.order) - {kind for pair in left for kind in pair}
        while left:
            gained: dict[int, int] = {}
            previous: dict[int, int | None] = {}
            for kind in self.order:
                steps = [(gained[one] + ((one, kind) in left), one) for one in before[kind] if one in gained]
                gained[kind], previous[kind] = max(steps, default=(0, None))
            last: int | None = max(self.order, key=gained.__getitem__)
            chain: list[int] = []
            while last is not None:
                chain.append(last)
                last = previous[last]
            left -= {(one, other) for one in chain for other in chain}
            yield chain

    def _excludes(self, one: int, other: int) -> bool:
        """Tell whether a kind comes before another, whole or function by function: then so do all in a chain."""
        return self._precedes(one, other) or self._match(one, other)

    def _common(self, kind: Kind) -> int:
        """Return what comes after every node of a kind."""
        common = self.after[kind.nodes[0]]
        for node in kind.nodes[1:]:
            common &= self.after[node]
        return common

    def _precedes(self, one: int, other: int) -> bool:
        return self.members[other] & ~self.common[one] == 0

    def _match(self, one: int, other: int) -> bool:
        if len(self.kinds[one].nodes) < 2 or self.functions[one] != self.functions[other]:
            return False
        pairs = list(zip(self.kinds[one].nodes, self.kinds[other].nodes, strict=True))
        return all(self.after[a] >> b & 1 for a, b in pairs)
