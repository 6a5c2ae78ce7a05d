"""Risk: how long each is open, weighted by its severity.

A risk is open from its gate until all that mitigates it has finished. Where risk counts, a gate may not be declared
later than it is earned, or every plan would look safer for waiting.
"""

from functools import partial

from planner.network import Exposure, Network, Schedule
from planner.optimizer.variables import Affine, Variables


def open_weeks(variables: Variables) -> Affine:
    """Return the sum over risks of severity x weeks open, and hold every gate to the week it is earned in."""
    network, model = variables.network, variables.model
    _declare_when_earned(variables)
    target = variables.start[network.target]
    total: Affine = 0
    for risk in network.risks:
        opens: Affine = 0 if risk.opens is None else variables.start[risk.opens]
        if not risk.closes:
            total = total + risk.severity * (target - opens)
            continue
        weeks = variables.derived(0, variables.horizon, partial(_weeks_open, network, risk))
        for node in risk.closes:
            model.add(weeks >= variables.end[node] - opens)
        total = total + risk.severity * weeks
    return total


def _weeks_open(network: Network, risk: Exposure, schedule: Schedule) -> int:
    opens = 0 if risk.opens is None else schedule.starts[risk.opens]
    return max(0, max(schedule.finish(network, node) for node in risk.closes) - opens)


def _declare_when_earned(variables: Variables) -> None:
    """Make every gate the latest of what it needs, not merely later than all of it."""
    network = variables.network
    for gate, node in enumerate(network.nodes):
        if node.kind == "gate":
            needs: list[Affine] = [node.earliest]
            needs += [variables.end[before] + lag for before, lag in variables.windows.before[gate]]
            variables.model.add_max_equality(variables.start[gate], needs)
