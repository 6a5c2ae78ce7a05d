"""Frontiers of requests of the usual size: what is read off them is what a solve of its own says."""

from datetime import date
from functools import cache
from random import Random

import pytest
from msgspec.structs import replace

import planner
from catalog.library import load
from planner.calendar import fiscal_calendar
from planner.exploring.studies import StudyRequest, study
from planner.intake import with_defaults
from planner.request import Budget, Calendar, Freeze, Goal, Headcount, Organization, PlanRequest, Solver
from planner.scope import scope

CATALOG = load("ai-maturity")
REGULATED = Organization(traits=("regulated",))
SIX = Organization(functions=("sales", "hr", "operations", "product", "support", "legal"))
LARGE = Organization(employees=5000)
YEAR_END = Calendar(freezes=(Freeze(date(2027, 12, 13), date(2028, 1, 3), "year end"),))

REQUESTS = (
    {"current": 2, "target": 4, "headcount": 12},
    {"current": 2, "target": 4, "headcount": Headcount(roles={"ai_engineer": 3, "security_compliance": 3})},
    {"current": 2, "target": 4, "organization": REGULATED},
    {"current": 2, "target": 4, "organization": LARGE, "headcount": 20},
    {"current": 2, "target": 4, "calendar": YEAR_END, "headcount": 10},
    {"current": 2, "target": 4, "budget": Budget(covers=("cash",)), "headcount": 11},
    {"current": 2, "target": 4, "budget": Budget(contingency=0.1), "deadline": date(2028, 6, 30)},
    {"current": 1, "target": 3, "headcount": 9},
    {"current": 1, "target": 3, "organization": REGULATED, "headcount": 12},
    {"current": 1, "target": 4, "headcount": 14},
    {"current": 3, "target": 5, "organization": SIX, "headcount": 14},
    {"current": 2, "target": 4, "missing": ("gov-l2-oversight-group",), "headcount": 12},
    {"current": 2, "target": 3, "headcount": 12},
)
"""Twelve requests of 60 to 130 activities, and a small one at the end."""

QUESTIONS = 84
"""How many questions of each: a thousand in all."""


def the_request(number):
    fields = {"start": date(2027, 1, 4), **REQUESTS[number]}
    return with_defaults(PlanRequest(**fields), CATALOG)


@cache
def stairs_of(number):
    """Return the frontier of the target level."""
    request = replace(the_request(number), solver=Solver(workers=2))
    found = study(StudyRequest(kind="frontier", request=request, resolution=1000, time_limit_s=900), CATALOG)
    return found.result.levels[-1]


def read_off(stairs, total):
    """Return the finish week that a frontier gives for a budget, none where there is no plan."""
    reached = [point.finish_week for point in stairs.points if point.given <= total]
    return min(reached, default=None)


def solved(request):
    """Return the finish week of the best plan, none where there is none: proven."""
    own = replace(request, goals=(Goal("finish"),), solver=Solver(time_limit_s=20, workers=2))
    plan = planner.plan(own, CATALOG, explained=False)
    assert plan.status in ("optimal", "infeasible")
    return plan.gates[-1].week


def faults_of(number, questions):
    """Return the questions whose answers by the frontier and by a solve differ."""
    request, stairs = the_request(number), stairs_of(number)
    assert stairs.proven
    dice = Random(f"questions {number}")
    least, most = stairs.points[0].given, stairs.points[-1].given
    found = []
    for _ in range(questions):
        if dice.random() < 0.7:
            # On the grain, where it is exact; now and then just what a point takes, or a grain less.
            total = dice.choice((dice.randint(least - 20_000, most + 20_000), dice.choice(stairs.points).given))
            total = (total - dice.choice((0, 1000))) // 1000 * 1000
            own = replace(request, budget=replace(request.budget, total=total))
            if solved(own) != read_off(stairs, total):
                found.append((total, solved(own), read_off(stairs, total)))
        else:
            point = dice.choice(stairs.points)
            day = fiscal_calendar(request).gate_date(point.finish_week)
            for total, possible in ((point.given, True), (point.given - 1000, False)):
                own = replace(request, deadline=day, budget=replace(request.budget, total=total))
                if (solved(own) is not None) != possible:
                    found.append((day, total, possible))
    return found


def test_a_few_questions_of_one():
    assert faults_of(len(REQUESTS) - 1, 6) == []


@pytest.mark.soak
@pytest.mark.parametrize("number", range(len(REQUESTS) - 1))
def test_a_thousand_questions_of_twelve(number):
    assert 60 <= len(scope(the_request(number), CATALOG).activities) <= 130
    assert faults_of(number, QUESTIONS) == []
