"""What a request would take with nothing scarce: the measures that limits are scaled by, and whether limits are scarce.

Bounds and one early plan, all of them arithmetic on the network, so that what is called scarce does not depend on how
good any search is.
"""

from functools import cached_property

from planner.ledger import breaks, covered_cost, is_frozen, quarter_money, spent_before
from planner.network import Mode, Network, Node, Schedule
from planner.optimizer.windows import Windows

QUARTER_WEEKS = 13


class Yardstick:
    """Measures of one network: weeks, hundredths of an FTE and whole currency units, as in the network itself."""

    def __init__(self, network: Network) -> None:
        self.network = network

    @cached_property
    def early(self) -> Schedule:
        """The plan of the shortest modes, each node as early as links, windows and freezes allow; limits not asked."""
        network, windows = self.network, Windows(self.network)
        starts, modes = [0] * len(network.nodes), [0] * len(network.nodes)
        for index in windows.order:
            node = network.nodes[index]
            modes[index] = min(range(len(node.modes)), key=lambda mode, node=node: node.modes[mode].weeks)
            start = node.earliest
            for before, lag in windows.before[index]:
                start = max(start, starts[before] + network.nodes[before].modes[modes[before]].weeks + lag)
            while is_frozen(network, index, modes[index], start):
                start += 1
            starts[index] = start
        return Schedule(tuple(starts), tuple(modes))

    @cached_property
    def weeks(self) -> int:
        """When the early plan is done."""
        return self.early.starts[self.network.target]

    def energy(self, resource: int) -> int:
        """Return the least work on a resource, in weeks x units, whatever the modes."""
        return sum(min(mode.weeks * mode.demand[resource] for mode in node.modes) for node in self.network.nodes)

    def peak(self, resource: int) -> int:
        """Return the most that the early plan takes of a resource in a week."""
        used = [0] * (self.weeks + 1)
        for index, start in enumerate(self.early.starts):
            mode = self._early_mode(index)
            for week in range(start, start + mode.weeks):
                used[week] += mode.demand[resource]
        return max(used)

    def least_cap(self, resource: int) -> int:
        """Return a cap with which every node can still be done in its leanest mode."""
        return max(min(node.modes, key=lambda mode: mode.people).demand[resource] for node in self.network.nodes)

    @property
    def least_cost(self) -> int:
        """The covered one-off money of the cheapest modes."""
        return sum(min(covered_cost(self.network, mode) for mode in node.modes) for node in self.network.nodes)

    @property
    def most_cost(self) -> int:
        """The covered one-off money of the dearest modes."""
        return sum(max(covered_cost(self.network, mode) for mode in node.modes) for node in self.network.nodes)

    @property
    def run_per_week(self) -> int:
        """The covered run cost of a week in which everything is done."""
        return sum(node.run_per_week for node in self.network.nodes) * ("run" in self.network.money.covers)

    @property
    def least_run(self) -> int:
        """The covered run cost that links alone bring, up to the target."""
        if "run" not in self.network.money.covers:
            return 0
        windows = Windows(self.network)
        return sum(
            node.run_per_week * (windows.tail[index] - windows.shortest[index])
            for index, node in enumerate(self.network.nodes)
        )

    @property
    def dearest_quarter(self) -> int:
        """The most one-off money that the early plan spends in a quarter."""
        ends = self.network.quarter_ends
        return max(self._spent(end) - self._spent(begin) for begin, end in zip((0, *ends), ends, strict=False))

    @property
    def dearest_step(self) -> int:
        """The most one-off money that any one node must have in a quarter, done in its cheapest mode."""
        return max(min(_in_one_quarter(self.network, node, mode) for mode in node.modes) for node in self.network.nodes)

    def weeks_for_people(self) -> int:
        """Return a lower bound on the target by the people there are: work over the highest cap."""
        return max(
            (-(-self.energy(index) // max(it.capacity)) for index, it in enumerate(self.network.resources)), default=0
        )

    def weeks_for_money(self) -> int:
        """Return a lower bound on the target by quarterly money: the week in which the cheapest plan is paid for."""
        if self.network.money.per_quarter is None:
            return 0
        missing, begin = self.least_cost + self.least_run, 0
        for quarter, end in enumerate(self.network.quarter_ends):
            missing -= quarter_money(self.network, quarter)
            if missing <= 0:
                return begin + 1
            begin = end
        return self.network.horizon + 1

    def fits(self) -> bool:
        """Tell whether the early plan keeps every limit: then nothing is scarce."""
        return breaks(self.network, self.early) is None

    def _early_mode(self, index: int) -> Mode:
        return self.network.nodes[index].modes[self.early.modes[index]]

    def _spent(self, week: int) -> int:
        """Return what the early plan has spent before a week."""
        return sum(
            spent_before(week, start, mode.weeks, covered_cost(self.network, mode), node.accrual)
            for node, start, mode in (
                (node, self.early.starts[index], self._early_mode(index))
                for index, node in enumerate(self.network.nodes)
            )
        )


def _in_one_quarter(network: Network, node: Node, mode: Mode) -> int:
    cost = covered_cost(network, mode)
    if node.accrual != "prorated" or mode.weeks <= QUARTER_WEEKS:
        return cost
    return cost * QUARTER_WEEKS // mode.weeks + 1
