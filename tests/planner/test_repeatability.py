"""The same request gives the same plan, however often, with however many workers, whenever the plan says so."""

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

import planner
from catalog.library import load
from planner.request import Budget, Headcount, Organization, PlanRequest, Solver

REQUESTS = {
    "2-4, the README's": PlanRequest(
        current=2,
        target=4,
        start=date(2027, 1, 4),
        deadline=date(2028, 12, 31),
        budget=Budget(total=1_500_000),
        headcount=12,
    ),
    "1-2, three people, one function": PlanRequest(
        current=1,
        target=2,
        start=date(2027, 3, 1),
        organization=Organization(functions=("sales",)),
        headcount=Headcount(total=3),
        goals="safest",
    ),
    "2-3, by quarter": PlanRequest(
        current=2,
        target=3,
        start=date(2027, 2, 15),
        budget=Budget(per_quarter=(400_000, 300_000), carry_over="year"),
        headcount=Headcount(total=8),
        goals="balanced",
    ),
}


def fingerprint(request: PlanRequest, workers: int) -> tuple[bool, bytes]:
    """Return whether the plan claims to be repeatable, and all of it that must then repeat."""
    solver = Solver(time_limit_s=60, workers=workers)
    plan = planner.plan(replace(request, solver=solver), load(request.catalog))
    kept = replace(plan, id="", request=request, solver=replace(plan.solver, wall_s=0, workers=0))
    return plan.solver.repeatable, msgspec.json.encode(kept)


@pytest.mark.parametrize("name", REQUESTS)
def test_the_same_request_gives_the_same_plan_with_one_worker_and_with_two(name):
    (repeatable, one), (_, two) = fingerprint(REQUESTS[name], 1), fingerprint(REQUESTS[name], 2)
    assert repeatable
    assert one == two


@pytest.mark.soak
@pytest.mark.parametrize("name", REQUESTS)
def test_the_same_request_gives_the_same_plan_twenty_times(name):
    plans = {fingerprint(REQUESTS[name], 1 + run % 2) for run in range(20)}
    assert len(plans) == 1
    assert next(iter(plans))[0]
