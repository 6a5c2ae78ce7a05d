"""Judges what a plan claims of itself: its status, its goals with value, bound and proof, its totals.

A plan without a schedule claims nothing: its dated and counted fields are null.
"""

from collections.abc import Iterator
from decimal import Decimal
from math import floor

from catalog.model import Catalog
from planner.checking.figures import Estimator
from planner.checking.layout import Layout
from planner.checking.risks import open_intervals
from planner.checking.violation import Violation, differs
from planner.plans import Plan
from planner.request import Goal, GoalName, PlanRequest

PRESETS: dict[str, tuple[Goal, ...]] = {
    "fastest": (Goal("finish"), Goal("cost"), Goal("risk")),
    "cheapest": (Goal("cost_to_gate"), Goal("finish"), Goal("risk")),
    "safest": (Goal("risk"), Goal("finish"), Goal("cost")),
    "balanced": (Goal("finish", "10%"), Goal("cost", "5%"), Goal("risk")),
}


def wished(request: PlanRequest) -> tuple[Goal, ...]:
    """Return the goals of a request in their order, each with what may be given up of it."""
    if isinstance(request.goals, str):
        return PRESETS[request.goals]
    return tuple(goal if isinstance(goal, Goal) else Goal(goal) for goal in request.goals)


def answer_violations(layout: Layout, catalog: Catalog, estimator: Estimator, plan: Plan) -> Iterator[Violation]:
    """Yield what is wrong in the finish, the totals, the goals and the status of a plan that has a schedule."""
    finish = layout.terms.end_of(layout.end)
    if plan.finish != finish:
        yield differs("finish", plan.id, "The plan's finish", plan.finish, finish)
    yield from _totals(layout, estimator, plan)
    yield from _goals(layout, catalog, plan)
    yield from _explanations(plan)
    proven = all(goal.proven for goal in plan.goals)
    if (plan.status == "optimal") != proven:
        yield differs("status", plan.id, "The status", plan.status, "optimal" if proven else "feasible")


def no_answer_violations(plan: Plan) -> Iterator[Violation]:
    """Yield every dated or counted field that a plan without a schedule shows all the same."""
    shown = {
        "finish": plan.finish,
        "totals": plan.totals,
        "phases": plan.phases or None,
        "story": plan.story or None,
    }
    for name, found in shown.items():
        if found is not None:
            yield differs("no_answer", plan.id, f"With status {plan.status}, {name}", found, None)
    for gate in plan.gates:
        if (gate.week, gate.date, gate.phase) != (None, None, None) or gate.why:
            yield Violation("no_answer", gate.id, f"It has a date in a plan that is {plan.status}.")
    for one in plan.activities:
        dated = (
            *(one.start, one.finish, one.start_week, one.weeks),
            *(one.cash, one.labour, one.slack_weeks, one.critical, one.mode),
        )
        if any(field is not None for field in dated) or one.why:
            yield Violation("no_answer", one.id, f"It has dates or figures in a plan that is {plan.status}.")
    for goal in plan.goals:
        if goal.value is not None or goal.proven:
            yield Violation("no_answer", goal.goal, f"It has a value in a plan that is {plan.status}.")


def _explanations(plan: Plan) -> Iterator[Violation]:
    """Judge that whatever is dated has its reasons, the plan's first day being the one of what starts on it."""
    dated = [(one.id, one.start_week, one.why) for one in plan.activities]
    dated += [(gate.id, gate.week, gate.why) for gate in plan.gates]
    for name, week, why in dated:
        if not why:
            yield Violation("why", name, "It has a date, and no reason for it is given.")
        elif (week == 0) != any(reason.kind == "start" for reason in why):
            yield Violation("why", name, f"In week {week} it is said to be held by {[reason.kind for reason in why]}.")
    if not plan.story:
        yield Violation("story", plan.id, "A plan with a schedule has a story.")


def _totals(layout: Layout, estimator: Estimator, plan: Plan) -> Iterator[Violation]:
    if plan.totals is None:
        yield Violation("totals", plan.id, "A plan with a schedule has totals.")
        return
    sums = {kind: sum(amounts) for kind, amounts in layout.spend.items()}
    items = {one.duty.item.id: one.duty.item for one in layout.placed.values()}
    right = {**sums, "covered": layout.terms.covered(sums), "payroll": estimator.payroll(items.values())}
    for name, amount in right.items():
        found = getattr(plan.totals, name)
        if found != amount:
            yield differs("totals", name, f"The total of {name}", found, amount)


def _goals(layout: Layout, catalog: Catalog, plan: Plan) -> Iterator[Violation]:
    """Judge what each goal came to: its best value when its turn came, which the plan keeps, or nearly (``within``)."""
    wishes = wished(layout.terms.request)
    names, found = tuple(wish.goal for wish in wishes), tuple(goal.goal for goal in plan.goals)
    if found != names:
        yield differs("goals", plan.id, "The list of goals", found, names)
        return
    for wish, goal in zip(wishes, plan.goals, strict=True):
        value = _value(goal.goal, layout, catalog)
        if goal.value is None or (wish.within is None and goal.value != value):
            yield differs("goal_value", goal.goal, "Its value", goal.value, value)
        elif value > _most(wish, goal.value):
            detail = f"The plan comes to {value}; of {goal.value} it may give up {wish.within}."
            yield Violation("goal_value", goal.goal, detail)
        if goal.bound is not None and goal.bound > min(value, value if goal.value is None else goal.value):
            yield differs("goal_bound", goal.goal, "Its bound", goal.bound, f"at most {value}")
        if goal.proven != (goal.value is not None and goal.value == goal.bound):
            yield differs("goal_proven", goal.goal, "Its mark of proof", goal.proven, not goal.proven)


def _most(wish: Goal, best: int) -> int:
    """Return the most that a goal may come to in the plan when its best is ``best``."""
    if wish.within is None:
        return best
    number, unit = Decimal(wish.within[:-1]), wish.within[-1]
    return floor(best + number if unit == "w" else best * (100 + number) / 100)


def _value(goal: GoalName, layout: Layout, catalog: Catalog) -> int:
    """Return what a goal comes to: weeks, whole money, severity-weeks or hundredths of FTE."""
    sums = {kind: sum(amounts) for kind, amounts in layout.spend.items()}
    one_off = sums["cash"] + (sums["labour"] if "labour" in layout.terms.request.budget.covers else 0)
    if goal != "risk":
        return {
            "finish": layout.end,
            "cost": one_off,
            "cost_to_gate": one_off + sums["run"],
            "covered": sum(amount for kind, amount in sums.items() if kind in layout.terms.request.budget.covers),
            "peak": max(layout.usage.get("total", (0,))),
            "levels": sum(layout.gate_weeks),
        }[goal]
    severity = {risk.id: risk.severity for risk in catalog.risks}
    return sum(
        severity[risk] * max(0, min(closes, layout.end) - opens)
        for risk, (opens, closes) in open_intervals(layout, catalog).items()
    )
