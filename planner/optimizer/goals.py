"""What a plan is judged by: each goal as a number of a schedule, and as an expression of the model.

After the named goals comes the tidy one, which users never see: among equally good plans it prefers early starts and
the catalog's first modes, with weights that make two equally tidy plans unlikely.
"""

from hashlib import sha256

from planner.ledger import cost_of
from planner.network import Network, Schedule
from planner.optimizer.money import cost
from planner.optimizer.variables import Affine, Variables
from planner.optimizer.windows import Windows
from planner.request import GoalName


def value(network: Network, schedule: Schedule, goal: GoalName) -> int:
    """Return what a schedule comes to: weeks for ``finish``, covered one-off money for ``cost``."""
    if goal == "finish":
        return schedule.starts[network.target]
    if goal == "cost":
        return sum(cost_of(network, node, mode) for node, mode in enumerate(schedule.modes))
    raise NotImplementedError(goal)


def floor(network: Network, windows: Windows, goal: GoalName) -> int:
    """Return a bound that needs no search: the critical path, or the cheapest mode of everything."""
    if goal == "finish":
        return windows.critical_path
    if goal == "cost":
        return sum(
            min((cost_of(network, node, mode) for mode in modes), default=0) for node, modes in enumerate(windows.modes)
        )
    raise NotImplementedError(goal)


def expression(variables: Variables, goal: GoalName) -> Affine:
    """Return a goal as an expression to be minimized."""
    if goal == "finish":
        return variables.start[variables.network.target]
    if goal == "cost":
        return sum(cost(variables, node) for node in range(len(variables.network.nodes)))
    raise NotImplementedError(goal)


class Tidiness:
    """The tidy goal of one network: the sum over its nodes of weight x (modes x start + mode index)."""

    def __init__(self, network: Network) -> None:
        self.weights = _weights(network)
        self.modes = max(len(node.modes) for node in network.nodes)

    def value(self, schedule: Schedule) -> int:
        """Return how untidy a schedule is."""
        return sum(
            weight * (self.modes * start + mode)
            for weight, start, mode in zip(self.weights, schedule.starts, schedule.modes, strict=True)
        )

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
