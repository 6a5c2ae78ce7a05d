"""What stands before each activity and each gate, in weeks: prerequisites, set-ups, evidence, look-ahead.

Every rule of order becomes a link with a lag; ``planner.building`` turns them into the network's, and
``planner.presenting`` tells of them. Nothing here knows of durations, people or money.
"""

from collections.abc import Iterator

from catalog.model import Catalog
from planner.network import Link
from planner.request import PlanRequest
from planner.scope import Activity, Scope
from planner.standing import enterprise_level


def links(request: PlanRequest, catalog: Catalog, asked: Scope) -> Iterator[Link]:
    """Yield every link between the activities of a scope and its gates, numbered in that order."""
    index = {activity.id: number for number, activity in enumerate(asked.activities)}
    gate_index = {level: len(asked.activities) + number for number, level in enumerate(asked.gates)}
    for number, activity in enumerate(asked.activities):
        for before, lag in direct_predecessors(activity, asked):
            yield Link(index[before], number, lag)
        yield Link(number, gate_index[activity.gate], activity.evidence_lag)
        opener = gate_index.get(opening_level(activity, request))
        if opener is not None:
            yield Link(opener, number)
    for lower, upper in zip(asked.gates, asked.gates[1:], strict=False):
        yield Link(gate_index[lower], gate_index[upper], evidence_weeks(lower, request, catalog))


def evidence_weeks(level: int, request: PlanRequest, catalog: Catalog) -> int:
    """Return the weeks that must pass in a level before the next may be declared."""
    said = request.policy.evidence_weeks
    if isinstance(said, int):
        return said
    own = said.get(str(level)) if isinstance(said, dict) else None
    return catalog.level(level).evidence_weeks if own is None else own


def first_gate_week(request: PlanRequest, catalog: Catalog) -> int:
    """Return the week before which the first gate cannot be: evidence weeks counted from ``current_since``."""
    since = request.current_since or request.start
    days = 7 * evidence_weeks(enterprise_level(request), request, catalog) - (request.start - since).days
    return max(0, -(-days // 7))


def opening_level(activity: Activity, request: PlanRequest) -> int:
    """Return the level that must be declared before an activity may start; 0 where none must."""
    look_ahead = request.policy.look_ahead
    if activity.debt or look_ahead == "free":
        return 0
    if isinstance(look_ahead, int):
        return activity.gate - look_ahead
    if activity.item.may_start_at_level is not None:
        return activity.item.may_start_at_level
    return activity.gate - (3 if activity.item.long_lead else 2)


def direct_predecessors(activity: Activity, asked: Scope) -> Iterator[tuple[str, int]]:
    """Yield the id and lag of each activity that must have finished before this one starts, each once."""
    if activity.part == "copy":
        yield from ((other.id, 0) for other in asked.parts(activity.item.id) if other.part == "setup")
    lags: dict[str, int] = {}
    for prerequisite in activity.item.hard_prerequisites:
        before = [other for other in asked.parts(prerequisite.item) if other.part != "setup"]
        if activity.part == "setup" and before and before[0].part == "copy":
            before = before if before[0].item.kind == "governance" else []
        if activity.part == "copy":
            before = [other for other in before if other.function == activity.function] or before
        for other in before:
            lags[other.id] = max(lags.get(other.id, 0), prerequisite.lag_weeks)
    yield from lags.items()
