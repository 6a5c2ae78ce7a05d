"""Debt: what a plan makes up for, as it belongs to levels that are declared already, and all that waits for it."""

from catalog.model import Catalog
from planner import order
from planner.plans import Debt
from planner.request import PlanRequest
from planner.scope import Activity, Scope
from planner.standing import Standing


def debt(request: PlanRequest, catalog: Catalog, asked: Scope) -> tuple[Debt, ...]:
    """Return the debt in a scope, in its order; the schedule makes no difference to it."""
    owed = [activity for activity in asked.activities if activity.debt]
    if not owed:
        return ()
    standing = Standing(request, catalog)
    opened = {risk.id for risk in catalog.risks if risk.level <= standing.current}
    followers: dict[str, list[str]] = {}
    for activity in asked.activities:
        for before, _ in order.direct_predecessors(activity, asked):
            followers.setdefault(before, []).append(activity.id)
    return tuple(_debt(activity, asked, _level(activity, standing), followers, opened) for activity in owed)


def _debt(activity: Activity, asked: Scope, level: int, followers: dict[str, list[str]], opened: set[str]) -> Debt:
    waiting: set[str] = set()
    found = [activity.id]
    while found:
        new = [name for name in followers.get(found.pop(), ()) if name not in waiting]
        waiting.update(new)
        found += new
    held = {other.gate for other in asked.activities if other.id in waiting} | {activity.gate}
    return Debt(
        activity=activity.id,
        title=activity.item.title,
        level=level,
        blocks=tuple(other.id for other in asked.activities if other.id in waiting),
        gates=tuple(asked.gate_id(gate) for gate in asked.gates if gate in held),
        risks=tuple(risk for risk in activity.item.risks if risk in opened),
    )


def _level(activity: Activity, standing: Standing) -> int:
    """Return the level that asks for governance, or that an action leads to; what is debt has one."""
    asks = activity.item.home_level if activity.item.kind == "governance" else None
    level = asks or standing.leads_to(activity.item)
    assert level is not None
    return level
