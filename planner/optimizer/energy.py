"""Energy between gates: work that must lie before a gate cannot be more than the people before that gate.

For a gate and a resource: all ancestors that start no earlier than week h and end at least t weeks before the gate
share the weeks between, so the sum of weeks x people over them is at most cap x (gate - h - t). Follows from the
cumulatives; it tells the linear relaxation what they alone cannot. A load is one more resource here: what it says does
not follow from any cumulative alone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from planner.network import Network
from planner.optimizer.packing import Load
from planner.optimizer.variables import Variables

ROWS = 6
"""Rows kept for each gate and resource: those that promise the highest bound on the gate."""


def add_energy(variables: Variables, loads: Iterable[Load] = ()) -> None:
    """Add the strongest energy rows of each gate and resource, and of each load."""
    network, windows = variables.network, variables.windows
    measures = [*_resources(network), *loads]
    for gate, node in enumerate(network.nodes):
        if node.kind != "gate":
            continue
        tail = windows.tails(windows.shortest, gate)
        before = [other for other in windows.ancestors(gate) if network.nodes[other].kind != "gate"]
        after = {other: tail[other] - windows.shortest[other] for other in before}
        for measure in measures:
            _add_rows(variables, gate, measure, after)


def _resources(network: Network) -> list[Load]:
    """Return each resource as a load: what each mode takes of it, and the most there ever is."""
    return [
        Load(tuple(tuple(mode.demand[index] if mode.demand else 0 for mode in it.modes) for it in network.nodes), most)
        for index, most in enumerate(max(resource.capacity) for resource in network.resources)
        if most
    ]


def _add_rows(variables: Variables, gate: int, measure: Load, after: dict[int, int]) -> None:
    network, usable = variables.network, variables.windows.modes
    energies = {
        node: [
            mode.weeks * weight for mode, weight in zip(network.nodes[node].modes, measure.weights[node], strict=True)
        ]
        for node in after
    }
    least = {node: min(energies[node][mode] for mode in usable[node]) for node in after}
    users = [node for node in after if any(energies[node][mode] for mode in usable[node])]
    if not users:
        return
    for head, tail in _promising(variables.first, after, users, least, measure.most):
        members = [node for node in users if variables.first[node] >= head and after[node] >= tail]
        energy = sum(variables.total_of(node, energies[node]) for node in members)
        variables.model.add(energy <= measure.most * (variables.start[gate] - head - tail))


def _promising(
    first: Sequence[int], after: dict[int, int], users: Sequence[int], least: dict[int, int], most: int
) -> list[tuple[int, int]]:
    """Return the pairs (h, t) whose rows promise the highest bounds: h + t + least energy of their members / cap."""
    heads, tails = sorted({first[node] for node in users}), sorted({after[node] for node in users})
    sums = [[0] * (len(tails) + 1) for _ in range(len(heads) + 1)]
    for node in users:
        sums[bisect_left(heads, first[node])][bisect_left(tails, after[node])] += least[node]
    promises = []
    for row in reversed(range(len(heads))):
        along = 0
        for column in reversed(range(len(tails))):
            along += sums[row][column]
            sums[row][column] = along + sums[row + 1][column]
            if sums[row][column]:
                promises.append((-(heads[row] + tails[column] + sums[row][column] / most), heads[row], tails[column]))
    return [(head, tail) for _, head, tail in sorted(promises)[:ROWS]]
