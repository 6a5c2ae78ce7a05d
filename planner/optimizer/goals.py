"""What a plan is judged by, as expressions of the model.

After the named goals comes the tidy one, which users never see: among equally good plans it prefers early starts and
the catalog's first modes, with weights that make two equally tidy plans unlikely.
"""

from collections.abc import Callable
from hashlib import sha256

from planner.ledger import covered_cost, price
from planner.network import Network, Schedule
from planner.optimizer.people import peak
from planner.optimizer.risk import open_weeks
from planner.optimizer.values import gates
from planner.optimizer.variables import Affine, Variables
from planner.request import GoalName


def expression(variables: Variables, goal: GoalName) -> Affine:
    """Return a goal as an expression to be minimized."""
    return _EXPRESSIONS[goal](variables)


def _cost_expression(variables: Variables) -> Affine:
    network = variables.network
    return sum(variables.total(node, lambda mode: price(network, mode)) for node in range(len(network.nodes)))


def _covered_expression(variables: Variables) -> Affine:
    network = variables.network
    once = sum(variables.total(node, lambda mode: covered_cost(network, mode)) for node in range(len(network.nodes)))
    return once + _run_expression(variables) if "run" in network.money.covers else once


def _run_expression(variables: Variables) -> Affine:
    target = variables.start[variables.network.target]
    return sum(
        it.run_per_week * (target - variables.end[node])
        for node, it in enumerate(variables.network.nodes)
        if it.run_per_week
    )


_EXPRESSIONS: dict[GoalName, Callable[[Variables], Affine]] = {
    "finish": lambda variables: variables.start[variables.network.target],
    "cost": _cost_expression,
    "cost_to_gate": lambda variables: _cost_expression(variables) + _run_expression(variables),
    "covered": _covered_expression,
    "risk": open_weeks,
    "peak": peak,
    "levels": lambda variables: sum(variables.start[gate] for gate in gates(variables.network)),
}


class Tidiness:
    """The tidy goal of one network: the sum over its nodes of weight x (modes x start + mode index)."""

    def __init__(self, network: Network) -> None:
        self.weights = _weights(network)
        self.modes = max(len(node.modes) for node in network.nodes)
        self.target = network.target

    def value(self, schedule: Schedule) -> int:
        """Return how untidy a schedule is."""
        return sum(
            weight * (self.modes * start + mode)
            for weight, start, mode in zip(self.weights, schedule.starts, schedule.modes, strict=True)
        )

    def latest(self, schedule: Schedule) -> int:
        """Return a week after which the target cannot lie in any schedule as tidy as this one."""
        return self.value(schedule) // (self.weights[self.target] * self.modes)

    def expression(self, variables: Variables) -> Affine:
        """Return the tidy goal as an expression to be minimized."""
        total: Affine = 0
        for node, weight in enumerate(self.weights):
            total = total + weight * self.modes * variables.start[node] + weight * variables.mode(node)
        return total


def _weights(network: Network) -> list[int]:
    """Return a distinct weight for each node, from a hash of its id: the same on any machine."""
    digests = [int.from_bytes(sha256(node.id.encode()).digest()[:8]) for node in network.nodes]
    found: list[int] = []
    taken: set[int] = set()
    for digest in digests:
        weight = 1000 + digest % 1000
        while weight in taken:
            weight += 1
        taken.add(weight)
        found.append(weight)
    return found
