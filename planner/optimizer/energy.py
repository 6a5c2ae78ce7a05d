"""Energy between gates: work that must lie before a gate cannot be more than the people before that gate.

For a gate and a resource: all ancestors that start no earlier than week h and end at least t weeks before the gate
share the weeks between, so the sum of weeks x people over them is at most cap x (gate - h - t). Follows from the
cumulatives; it tells the linear relaxation what they alone cannot.
"""

from planner.optimizer.variables import Variables

ROWS = 6
"""Rows kept for each gate and resource: those that promise the highest bound on the gate."""


def add_energy(variables: Variables) -> None:
    """Add the strongest energy rows of each gate and resource."""
    network, windows = variables.network, variables.windows
    for gate, node in enumerate(network.nodes):
        if node.kind != "gate":
            continue
        tail = windows.tails(windows.shortest, gate)
        before = [other for other in windows.ancestors(gate) if network.nodes[other].kind != "gate"]
        after = {other: tail[other] - windows.shortest[other] for other in before}
        for resource in range(len(network.resources)):
            _add_rows(variables, gate, resource, after)


def _add_rows(variables: Variables, gate: int, resource: int, after: dict[int, int]) -> None:
    cap = max(variables.network.resources[resource].capacity)
    users = [node for node in after if variables.most(node, lambda mode: mode.demand[resource])]
    if not users or not cap:
        return
    least = {node: variables.least(node, lambda mode: mode.weeks * mode.demand[resource]) for node in users}
    promises = []
    for head in sorted({variables.first[node] for node in users}):
        for tail in sorted({after[node] for node in users}):
            members = [node for node in users if variables.first[node] >= head and after[node] >= tail]
            if members:
                promises.append((head + tail + sum(least[node] for node in members) / cap, head, tail, members))
    promises.sort(key=lambda promise: (-promise[0], promise[1], promise[2]))
    for _, head, tail, members in promises[:ROWS]:
        energy = sum(variables.total(node, lambda mode: mode.weeks * mode.demand[resource]) for node in members)
        variables.model.add(energy <= cap * (variables.start[gate] - head - tail))
