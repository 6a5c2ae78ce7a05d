"""People: in no week are more of a role, or of all roles, at work than there are.

One cumulative a capped resource, over one interval an activity. A cap that changes by quarter is the highest cap with
fixed intervals that take away what is not there. The time after the target is taken up too, which lets the
cumulative's own reasoning about energy see the goal.
"""

from ortools.sat.python import cp_model

from planner.ledger import capacity_by_week
from planner.optimizer.values import value
from planner.optimizer.variables import Affine, Variables


def add_people(variables: Variables) -> None:
    """Add a cumulative for each resource that could be short."""
    intervals: dict[int, cp_model.IntervalVar] = {}
    for resource in range(len(variables.network.resources)):
        _add_resource(variables, resource, intervals)


def _add_resource(variables: Variables, resource: int, intervals: dict[int, cp_model.IntervalVar]) -> None:
    caps = capacity_by_week(variables.network, resource, max(variables.horizon, 1))
    users = [
        node for node in range(len(variables.network.nodes)) if variables.most(node, lambda mode: mode.demand[resource])
    ]
    needed = sum(variables.most(node, lambda mode: mode.demand[resource]) for node in users)
    if needed <= min(caps):
        return
    taken: list[cp_model.IntervalVar] = []
    demands: list[Affine] = []
    for node in users:
        if node not in intervals:
            intervals[node] = _interval(variables, node)
        taken.append(intervals[node])
        demands.append(variables.select(node, lambda mode: mode.demand[resource]))
    for first, last, cap in _stretches(caps):
        if cap < max(caps):
            taken.append(variables.model.new_fixed_size_interval_var(first, last - first, "away"))
            demands.append(max(caps) - cap)
    taken.append(_after_target(variables))
    demands.append(min(caps))
    variables.model.add_cumulative(taken, demands, max(caps))


def peak(variables: Variables) -> Affine:
    """Return the most people at work in any week, in hundredths of an FTE over all roles."""
    workers = [node for node in range(len(variables.network.nodes)) if variables.most(node, lambda mode: mode.people)]
    most = sum(variables.most(node, lambda mode: mode.people) for node in workers)
    at_work = variables.derived(0, most, lambda schedule: value(variables.network, schedule, "peak"))
    variables.model.add_cumulative(
        [_interval(variables, node) for node in workers],
        [variables.select(node, lambda mode: mode.people) for node in workers],
        at_work,
    )
    return at_work


def _interval(variables: Variables, node: int) -> cp_model.IntervalVar:
    return variables.model.new_interval_var(
        variables.start[node], variables.weeks[node], variables.end[node], f"work[{node}]"
    )


def _after_target(variables: Variables) -> cp_model.IntervalVar:
    """Return the interval from the target to the end of the horizon, in which no activity can run."""
    target = variables.start[variables.network.target]
    end = variables.horizon + 1
    return variables.model.new_interval_var(target, end - target, end, "after target")


def _stretches(caps: list[int]) -> list[tuple[int, int, int]]:
    """Return the runs of equal caps as (first week, week after the last, cap)."""
    found: list[tuple[int, int, int]] = []
    for week, cap in enumerate(caps):
        if found and found[-1][2] == cap:
            found[-1] = (found[-1][0], week + 1, cap)
        else:
            found.append((week, week + 1, cap))
    return found
