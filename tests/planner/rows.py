"""What the tests of the rows have in common: planning a small request, and reading the plan shortly."""

import planner
from tests.builders import a_request


def planned(catalog, **fields):
    """The plan of a small request."""
    return planner.plan(a_request(**fields), catalog)


def starts(plan):
    return {one.id: one.start_week for one in plan.activities}


def gates(plan):
    return [gate.week for gate in plan.gates]


def criteria(plan):
    return {gate.id: {criterion.activity for criterion in gate.criteria} for gate in plan.gates}


def goal_values(plan):
    assert plan.status == "optimal"
    return [goal.value for goal in plan.goals]


def is_said(sentences, *words):
    return any(all(word in sentence for word in words) for sentence in sentences)
