"""Where each node can stand: its usable modes, and the earliest and latest weeks that links alone allow.

The critical path method over the shortest usable modes. Everything else in the optimizer starts from here; tight
windows are worth more than any other idea in it.
"""

from collections.abc import Sequence

from planner.ledger import is_frozen
from planner.network import Network


class Windows:
    """The network as a graph, with longest paths. Node indices are those of ``Network.nodes``.

    ``modes[i]`` are the usable mode indices of node i, ``before[i]``/``after[i]`` its (neighbour, lag) pairs,
    ``order`` a topological order, ``shortest[i]`` the weeks of its shortest usable mode, ``earliest[i]`` its
    earliest start, ``earliest_finish[i]`` its earliest finish (freezes counted) and ``tail[i]`` the longest path from
    its *start* to the start of the target.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.modes = usable_modes(network)
        self.before: list[list[tuple[int, int]]] = [[] for _ in network.nodes]
        self.after: list[list[tuple[int, int]]] = [[] for _ in network.nodes]
        for link in network.links:
            self.before[link.after].append((link.before, link.lag))
            self.after[link.before].append((link.after, link.lag))
        self.order = self._topological_order()
        self.position = {node: place for place, node in enumerate(self.order)}
        self.shortest = [
            min((node.modes[mode].weeks for mode in self.modes[index]), default=0)
            for index, node in enumerate(network.nodes)
        ]
        self.earliest, self.earliest_finish = self._earliest()
        self.tail = self.tails(self.shortest, network.target)

    @property
    def critical_path(self) -> int:
        """The earliest week of the target by links and windows alone: a lower bound on ``finish``."""
        return self.earliest[self.network.target]

    @property
    def horizon(self) -> int:
        """The latest week the target may stand in: its deadline, or the network's horizon."""
        deadline = self.network.deadline
        return self.network.horizon if deadline is None else min(deadline, self.network.horizon)

    def fit(self, horizon: int) -> bool:
        """Tell whether every node has a usable mode and a place when the target starts by ``horizon``."""
        return all(self.modes) and all(
            self.earliest_finish[node] <= self.latest_finish(node, horizon) for node in range(len(self.network.nodes))
        )

    def latest_finish(self, node: int, horizon: int) -> int:
        """Return the latest finish of a node when the target starts at ``horizon`` at the latest."""
        latest = self.network.nodes[node].latest
        by_links = horizon - self.tail[node] + self.shortest[node]
        return by_links if latest is None else min(by_links, latest)

    def tails(self, weeks: Sequence[int], target: int) -> list[int]:
        """Return the longest path from each node's start to the start of ``target``; -1 where there is none."""
        found = [-1] * len(weeks)
        found[target] = 0
        for node in reversed(self.order):
            for follower, lag in self.after[node]:
                if found[follower] >= 0:
                    found[node] = max(found[node], weeks[node] + lag + found[follower])
        return found

    def ancestors(self, node: int) -> list[int]:
        """Return every node that must have finished before ``node`` starts."""
        tail = self.tails(self.shortest, node)
        return [other for other, length in enumerate(tail) if length >= 0 and other != node]

    def _earliest(self) -> tuple[list[int], list[int]]:
        """Return the earliest start and finish of each node by links, windows and freezes."""
        network = self.network
        starts = [node.earliest for node in network.nodes]
        finishes = [0] * len(starts)
        for node in self.order:
            for before, lag in self.before[node]:
                starts[node] = max(starts[node], finishes[before] + lag)
            places = [(self.thawed(node, mode, starts[node]), mode) for mode in self.modes[node]]
            if places:
                finishes[node] = min(start + network.nodes[node].modes[mode].weeks for start, mode in places)
                starts[node] = min(start for start, _ in places)
        return starts, finishes

    def thawed(self, node: int, mode: int, start: int) -> int:
        """Return the first week from ``start`` in which no freeze keeps a node from starting and ending in a mode."""
        while is_frozen(self.network, node, mode, start) and start < self.network.horizon:
            start += 1
        return start

    def _topological_order(self) -> list[int]:
        waiting = [len(before) for before in self.before]
        ready = [node for node, count in enumerate(waiting) if not count]
        order: list[int] = []
        while ready:
            node = ready.pop()
            order.append(node)
            for follower, _ in self.after[node]:
                waiting[follower] -= 1
                if not waiting[follower]:
                    ready.append(follower)
        if len(order) != len(waiting):
            raise ValueError("the links of the network form a cycle")
        return order


def usable_modes(network: Network) -> tuple[tuple[int, ...], ...]:
    """Return, for each node, the modes that never need more of a resource than there ever is."""
    most = [max(resource.capacity) for resource in network.resources]
    return tuple(
        tuple(
            index
            for index, mode in enumerate(node.modes)
            if all(demand <= cap for demand, cap in zip(mode.demand, most, strict=True))
        )
        for node in network.nodes
    )
