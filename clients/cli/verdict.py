"""The answer in one or two sentences, with how far it is proven.

Every figure is the Plan's: a goal's value, and the bound that nothing better can pass.
"""

from typing import NamedTuple

from clients.cli.amounts import counted, people, short_money
from clients.cli.dates import day, gate_day
from planner.plan import GoalResult, Plan


class GoalWords(NamedTuple):
    """How a goal is spoken of: its unit, what its best is called, and the goal itself."""

    unit: str
    best: str
    aim: str


GOALS = {
    "finish": GoalWords("week", "earliest", "earliest finish"),
    "cost": GoalWords("money", "least", "least cost"),
    "cost_to_gate": GoalWords("money", "least", "least cost with running costs"),
    "risk": GoalWords("risk", "least", "least risk"),
    "peak": GoalWords("fte", "lowest", "lowest peak of people"),
    "levels": GoalWords("weeks", "earliest", "earliest levels"),
    "tidy": GoalWords("", "", "putting equals in order"),
}


def verdict(plan: Plan, currency: str) -> str:
    """Return the answer as a sentence: "Level 4 on 16 Jul 2028, proven earliest; USD 1.31M, proven least ..."."""
    if plan.status == "infeasible":
        return "There is no such plan: what you asked for cannot hold together."
    if plan.status == "unknown" or plan.finish is None:
        return "No plan was found in the time, and none was ruled out."
    parts, after_date = [], False
    for goal in plan.goals:
        if goal.value is not None:
            parts.append(goal_sentence(plan, goal, currency, after_date=after_date))
        after_date = after_date or goal.goal == "finish"
    if not any(goal.goal == "finish" for goal in plan.goals):
        parts.insert(0, f"level {plan.request.target} on {day(plan.finish)}")
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:] + "."


def goal_sentence(plan: Plan, goal: GoalResult, currency: str, *, after_date: bool) -> str:
    """Return what one goal came to and what is proven of it."""
    words = GOALS[goal.goal]
    value = goal.value or 0
    reached = reading(plan, goal.goal, value, currency)
    condition = " for that date" if after_date else ""
    if goal.proven:
        return f"{reached}, proven {words.best}{condition}"
    if goal.bound is None:
        return f"{reached}, the best found (nothing is proven about better ones)"
    apart = abs(value - goal.bound)
    if goal.goal == "finish":
        possible = f"nothing before {day(gate_day(plan.start, goal.bound))} is possible"
        return f"{reached}, at most {counted(apart, 'week')} from the earliest ({possible})"
    distance = quantity(words.unit, apart, currency)
    share = f" or {apart / value:.1%}" if value else ""
    return f"{reached}, at most {distance}{share} from the {words.best}{condition}"


def reading(plan: Plan, goal: str, value: int, currency: str) -> str:
    """Return what a goal's value means."""
    if goal == "finish":
        return f"Level {plan.request.target} on {day(gate_day(plan.start, value))}"
    return quantity(GOALS[goal].unit, value, currency)


def quantity(unit: str, value: int, currency: str) -> str:
    """Return a value with its unit."""
    if unit == "money":
        return f"{currency} {short_money(value)}"
    if unit == "fte":
        return f"{people(value / 100)} FTE at the peak"
    return {"risk": f"risk {value:,}", "week": counted(value, "week")}.get(unit, f"{value:,} weeks in all")
