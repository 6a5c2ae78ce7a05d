"""What a schedule comes to in each goal, and what it cannot be better than: plain numbers, without the solver."""

from collections.abc import Callable

from planner.exposure import weighted_weeks
from planner.ledger import covered_cost, price
from planner.network import Network, Schedule
from planner.optimizer.windows import Windows
from planner.request import GoalName


def value(network: Network, schedule: Schedule, goal: GoalName) -> int:
    """Return what a schedule comes to: weeks, whole currency units, severity x weeks, or hundredths of an FTE."""
    return _VALUES[goal](network, schedule)


def floor(network: Network, windows: Windows, goal: GoalName) -> int:
    """Return a bound that needs no search, from the critical path and the cheapest or leanest modes."""
    return _FLOORS[goal](network, windows)


def _cost(network: Network, schedule: Schedule) -> int:
    return sum(price(network, it.modes[mode]) for it, mode in zip(network.nodes, schedule.modes, strict=True))


def _run(network: Network, schedule: Schedule) -> int:
    end = schedule.starts[network.target]
    return sum(it.run_per_week * (end - schedule.finish(network, node)) for node, it in enumerate(network.nodes))


def _covered(network: Network, schedule: Schedule) -> int:
    once = sum(covered_cost(network, it.modes[mode]) for it, mode in zip(network.nodes, schedule.modes, strict=True))
    return once + _run(network, schedule) if "run" in network.money.covers else once


def _peak(network: Network, schedule: Schedule) -> int:
    at_work = [0] * (schedule.starts[network.target] + 1)
    for node, start in enumerate(schedule.starts):
        for week in range(start, schedule.finish(network, node)):
            at_work[week] += network.nodes[node].modes[schedule.modes[node]].people
    return max(at_work)


def gates(network: Network) -> list[int]:
    """Return the nodes that are gates."""
    return [node for node, it in enumerate(network.nodes) if it.kind == "gate"]


def _least_cost(network: Network, windows: Windows) -> int:
    return sum(
        min((price(network, network.nodes[node].modes[mode]) for mode in modes), default=0)
        for node, modes in enumerate(windows.modes)
    )


def _least_run(network: Network, windows: Windows) -> int:
    """Return the run cost of the links alone: from each node's end its followers take it to the target."""
    return sum(it.run_per_week * (windows.tail[node] - windows.shortest[node]) for node, it in enumerate(network.nodes))


def _least_covered(network: Network, windows: Windows) -> int:
    once = sum(
        min((covered_cost(network, network.nodes[node].modes[mode]) for mode in modes), default=0)
        for node, modes in enumerate(windows.modes)
    )
    return once + _least_run(network, windows) if "run" in network.money.covers else once


def _least_peak(network: Network, windows: Windows) -> int:
    return max(
        min((network.nodes[node].modes[mode].people for mode in modes), default=0)
        for node, modes in enumerate(windows.modes)
    )


def _least_risk(network: Network, windows: Windows) -> int:
    """Return a bound on the same sum, from earliest finishes and the critical path."""
    total = 0
    for risk in network.risks:
        if risk.opens is None:
            closes = [windows.earliest_finish[node] for node in risk.closes] or [windows.critical_path]
            total += risk.severity * max(closes)
        elif not risk.closes:
            total += risk.severity * windows.tail[risk.opens]
    return total


_VALUES: dict[GoalName, Callable[[Network, Schedule], int]] = {
    "finish": lambda network, schedule: schedule.starts[network.target],
    "cost": _cost,
    "cost_to_gate": lambda network, schedule: _cost(network, schedule) + _run(network, schedule),
    "covered": _covered,
    "risk": weighted_weeks,
    "peak": _peak,
    "levels": lambda network, schedule: sum(schedule.starts[gate] for gate in gates(network)),
}

_FLOORS: dict[GoalName, Callable[[Network, Windows], int]] = {
    "finish": lambda _, windows: windows.critical_path,
    "cost": _least_cost,
    "cost_to_gate": lambda network, windows: _least_cost(network, windows) + _least_run(network, windows),
    "covered": _least_covered,
    "risk": _least_risk,
    "peak": _least_peak,
    "levels": lambda network, windows: sum(windows.earliest[gate] for gate in gates(network)),
}
