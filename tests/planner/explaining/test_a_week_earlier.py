"""Every reason is true and none is missing: the independent checker breaks exactly what the reasons name.

For each activity and gate of each plan, it alone is moved a week earlier in the plan, and the plan is judged again.
"""

import re

import msgspec
import pytest
from msgspec.structs import replace

import planner
from catalog.fault import Refused
from catalog.library import load
from clients.cli.example import REQUEST as EXAMPLE
from planner.request import PlanRequest
from tests.planner.explaining.a_week_earlier import broken, named, worse
from tests.random_cases import random_case
from tests.random_catalogs import all_features
from tests.wild_requests import wild_request

BUILT_IN = ("ai-maturity", "cloud-migration")


def planned(request, catalog):
    """The plan of a request; none where it is refused or nothing was found."""
    try:
        plan = planner.plan(request, catalog)
    except Refused:
        return None
    return plan if plan.finish else None


def small_plan(seed):
    request, catalog = random_case(seed, all_features(seed))
    return planned(replace(request, solver=replace(request.solver, time_limit_s=10)), catalog), catalog


def wild_plan(seed):
    catalog = load(BUILT_IN[seed % len(BUILT_IN)])
    return planned(wild_request(seed, catalog, time_limit_s=1), catalog), catalog


def is_explained(plan, catalog):
    """Judge every reason, and the story, of a plan."""
    for one in (*plan.activities, *plan.gates):
        assert one.why
        assert all(reason.proven for reason in one.why)
        assert len({(reason.kind, reason.subject) for reason in one.why}) == len(one.why)
        assert named(plan, one) == broken(plan, catalog, one), one.id
    for one in plan.activities:
        could_be_earlier(plan, catalog, one)
    is_told(plan)


def could_be_earlier(plan, catalog, one):
    """Judge what is said of an activity that would break nothing: the goals it would hurt, or how early it could be."""
    goals = {reason.subject for reason in one.why if reason.kind == "goal"}
    free = [reason for reason in one.why if reason.kind == "nothing"]
    if broken(plan, catalog, one):
        assert not goals
        assert not free
        return
    lost = worse(plan, catalog, one)
    assert goals == set(lost)
    assert len(free) == (not goals)
    for reason in one.why:
        if reason.subject == "cost_to_gate":
            assert f" {lost[reason.subject]:,} more" in reason.text
    if free:
        week = int(re.search(r"in week (\d+) ", free[0].text)[1])
        assert not broken(plan, catalog, one, one.start_week - week)
        assert not worse(plan, catalog, one, one.start_week - week)
        for weeks in range(one.start_week - week + 1, one.start_week + 1):
            assert broken(plan, catalog, one, weeks) or worse(plan, catalog, one, weeks)


def is_told(plan):
    """Judge the story: it begins with the target, each line leads to the next, and it ends where it may."""
    assert "is declared on" in plan.story[0]
    subjects = [re.match(r"(Level \d+|\S+)", line)[1] for line in plan.story]
    assert len(set(subjects)) == len(subjects)
    for subject, line in zip(subjects[1:], plan.story, strict=False):
        assert (subject.lower() if subject.startswith("Level") else subject) in line
    ends = ("the first day of the plan.", "still to be done.", ", no earlier because ", ", though ")
    assert any(end in plan.story[-1] for end in ends)
    assert not any(end in line for line in plan.story[:-1] for end in ends)


def test_of_the_example():
    request, catalog = msgspec.convert(EXAMPLE, PlanRequest), load("ai-maturity")
    is_explained(planned(request, catalog), catalog)


@pytest.mark.parametrize("seed", range(24))
def test_of_a_small_plan(seed):
    plan, catalog = small_plan(seed)
    if plan:
        is_explained(plan, catalog)


@pytest.mark.parametrize("seed", range(15))
def test_of_a_plan_over_a_built_in_catalog(seed):
    plan, catalog = wild_plan(seed)
    if plan:
        is_explained(plan, catalog)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(24, 124))
def test_of_many_more_small_plans(seed):
    plan, catalog = small_plan(seed)
    if plan:
        is_explained(plan, catalog)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(15, 115))
def test_of_many_more_plans_over_a_built_in_catalog(seed):
    plan, catalog = wild_plan(seed)
    if plan:
        is_explained(plan, catalog)
