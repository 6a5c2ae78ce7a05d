"""The answer in one or two sentences, with how far it is proven.

Every figure is the Plan's: a goal's best value, the bound that nothing better can pass, and, where a goal was
given up a little for the next ones, what the plan came to.
"""

from typing import NamedTuple

from clients.amounts import counted, in_words, people, short_money
from clients.dates import day, gate_day
from planner.goals import expanded
from planner.plans import GoalResult, Plan


class GoalWords(NamedTuple):
    """How a goal is spoken of: its unit, what is measured in it, its best, its name, what later goals hold."""

    unit: str
    measured: str
    best: str
    name: str
    held: str


GOALS = {
    "finish": GoalWords("week", "", "earliest", "finish", "date"),
    "cost": GoalWords("money", "one-off", "least", "cost", "cost"),
    "cost_to_gate": GoalWords("money", "with running costs", "least", "cost to the gate", "cost"),
    "covered": GoalWords("money", "of the budget", "least", "money that the budget counts", "spending"),
    "risk": GoalWords("severity-week", "of open risk", "least", "risk", "risk"),
    "peak": GoalWords("fte", "at the peak", "lowest", "peak of people", "peak"),
    "levels": GoalWords("week", "to all levels together", "earliest", "levels", "sum of weeks"),
}


def verdict(plan: Plan, currency: str) -> str:
    """Return the answer as a sentence: "Level 4 on 16 Jul 2028, proven earliest; USD 1.31M, proven least ..."."""
    if plan.status == "infeasible":
        return "There is no such plan: what you asked for cannot hold together."
    if plan.status == "unknown" or plan.finish is None:
        return "No plan was found in the time, and none was ruled out."
    parts: list[str] = []
    held: list[str] = []
    for goal in plan.goals:
        if goal.value is not None:
            parts.append(goal_sentence(plan, goal, currency, held))
            held.append(GOALS[goal.goal].held)
    if not any(goal.goal == "finish" for goal in plan.goals):
        parts.insert(0, f"{arrival(plan)} on {day(plan.finish)}")
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:] + "."


def goal_sentence(plan: Plan, goal: GoalResult, currency: str, held: list[str]) -> str:
    """Return what one goal came to and what is proven of it, given what the goals before it hold."""
    value, came_to = goal.value or 0, reached(plan, goal.goal)
    condition = f" for that {in_words(list(dict.fromkeys(held)))}" if held else ""
    allowance = next((wish.within for wish in expanded(plan.request) if wish.goal == goal.goal), None)
    if allowance is None or came_to == value:
        return f"{reading(plan, goal.goal, value, currency)}, {proof(plan, goal, currency)}{condition}"
    margin = counted(int(allowance[:-1]), "week") if allowance.endswith("w") else f"{allowance[:-1]} %"
    best = day(gate_day(plan.start, value)) if goal.goal == "finish" else quantity(goal.goal, value, currency)
    held_near = f"held within {margin} of {best} ({proof(plan, goal, currency)}{condition})"
    # Of risk alone a plan has no sum to show.
    return (
        f"open risk {held_near}" if came_to is None else f"{reading(plan, goal.goal, came_to, currency)}, {held_near}"
    )


def proof(plan: Plan, goal: GoalResult, currency: str) -> str:
    """Return what is proven of a goal's best value."""
    words, value = GOALS[goal.goal], goal.value or 0
    if goal.proven:
        return f"proven {words.best}"
    if goal.bound is None:
        return "the best found, with nothing proven about better ones"
    apart = abs(value - goal.bound)
    if goal.goal == "finish":
        possible = f"nothing before {day(gate_day(plan.start, goal.bound))} is possible"
        return f"at most {counted(apart, 'week')} from the earliest: {possible}"
    distance = quantity(goal.goal, apart, currency)
    share = f" or {apart / value:.1%}" if value else ""
    return f"at most {distance}{share} from the {words.best}"


def reached(plan: Plan, goal: str) -> int | None:
    """Return what the plan came to in a goal, in the goal's unit; None for risk, of which a plan has no sum."""
    totals, gates = plan.totals, [gate.week or 0 for gate in plan.gates]
    if goal == "finish":
        return max(gates, default=0)
    if goal == "levels":
        return sum(gates)
    if goal == "peak":
        peaks = [phase.staffing["total"].peak for phase in plan.phases if "total" in phase.staffing]
        return round(max(peaks, default=0) * 100)
    if goal not in ("cost", "cost_to_gate", "covered") or totals is None:
        return None
    if goal == "covered":
        return totals.covered
    one_off = totals.cash + (totals.labour if "labour" in plan.request.budget.covers else 0)
    return one_off if goal == "cost" else one_off + totals.run


def arrival(plan: Plan) -> str:
    """Return what the end of a plan is called."""
    beyond = any(gate.level is None for gate in plan.gates)
    return f"Beyond level {plan.request.target}" if beyond else f"Level {plan.request.target}"


def reading(plan: Plan, goal: str, value: int, currency: str) -> str:
    """Return what a goal's value means."""
    if goal == "finish":
        return f"{arrival(plan)} on {day(gate_day(plan.start, value))}"
    labour = " with own labour" if goal == "cost" and "labour" in plan.request.budget.covers else ""
    return f"{quantity(goal, value, currency)} {GOALS[goal].measured}{labour}"


def quantity(goal: str, value: int, currency: str) -> str:
    """Return a value of a goal with its unit."""
    unit = GOALS[goal].unit
    if unit == "money":
        return f"{currency} {short_money(value)}"
    return f"{people(value / 100)} FTE" if unit == "fte" else counted(value, unit)
