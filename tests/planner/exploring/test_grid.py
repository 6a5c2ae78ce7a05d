"""Grids: each cell as if it were alone, and wrong ones named while the others run."""

from datetime import date
from itertools import product
from random import Random

import pytest
from msgspec.structs import replace

import planner
from catalog.fault import Refused
from planner.asking import explore
from planner.exploring.grid import MOST_CELLS, Wanted, crossed, grid
from planner.request import Budget, Goal
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.planner.exploring.enumeration import any_case
from tests.planner.exploring.explored import a_desk, explored

GOALS = (Goal("finish"), Goal("cost"), Goal("risk"))


def alone(request, catalog):
    plan = planner.plan(
        replace(request, solver=replace(request.solver, time_limit_s=60, workers=1)), catalog, explained=False
    )
    return plan.status, plan.finish, [(it.value, it.proven) for it in plan.goals]


def faults_of(seed):
    request, catalog = any_case(seed)
    request = replace(request, goals=GOALS)
    dice = Random(f"grid {seed}")
    cells = crossed(
        [dice.randint(0, 60) for _ in range(3)],
        [dice.choice((0.5, 1, 1.5, 2, 4)) for _ in range(2)],
        [date.fromordinal(request.deadline.toordinal() + 7 * dice.randint(-6, 2)) for _ in range(2)],
    )
    cells = tuple({cell.name: cell for cell in cells}.values())
    found = explored(grid(request, catalog, cells), catalog, at_once=2)
    assert [cell.name for cell in found] == [cell.name for cell in cells]
    faults = []
    for cell in found:
        if cell.status == "refused":
            continue
        changed = replace(
            request,
            budget=replace(request.budget, total=cell.changes["budget"]["total"]),
            headcount=_people(request, cell.changes["headcount"]["total"]),
            deadline=date.fromisoformat(cell.changes["deadline"]),
        )
        said = cell.status, cell.finish, [(it.value, it.proven) for it in cell.goals]
        if said != alone(changed, catalog):
            faults.append((cell, alone(changed, catalog)))
    return faults


def _people(request, total):
    from planner.building import headcount  # noqa: PLC0415

    return replace(headcount(request), total=total)


@pytest.mark.parametrize("seed", range(3))
def test_each_cell_is_as_if_it_were_alone(seed):
    assert faults_of(seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3, 63))
def test_each_cell_is_as_if_it_were_alone_in_many(seed):
    assert faults_of(seed) == []


def two_ways():
    return a_catalog(an_item("act-a", modes={"in_house": a_mode(3, 10), "partner": a_mode(2, 25)}))


def test_a_plan_of_a_looser_cell_answers_a_tighter_one_without_a_solve():
    desk = a_desk(two_ways())
    cells = crossed(budgets=(9, 30, 26, 25, 24, 11))
    found = explore(grid(a_request(), two_ways(), cells), desk)
    assert [(it.status, it.finish_week, it.cost) for it in found] == [
        ("infeasible", None, None),
        ("optimal", 2, 25),
        ("optimal", 2, 25),
        ("optimal", 2, 25),
        ("optimal", 3, 10),
        ("optimal", 3, 10),
    ]
    # 30 and 24; that 9 is too little.
    assert desk.solves == 3


def test_what_is_wrong_is_named_by_its_cell_and_the_others_run():
    cells = (
        Wanted("fine", {"budget": {"total": 30}}),
        Wanted("bad", {"budget": {"total": -1}, "heads": 3}),
        Wanted("other", {"catalog": "ai-maturity"}),
    )
    fine, bad, other = explored(grid(a_request(), two_ways(), cells), two_ways())
    assert fine.status == "optimal"
    assert [it.pointer for it in bad.faults] == ["/budget/total", "/heads"]
    assert [(it.pointer, it.code) for it in other.faults] == [("/catalog", "other_catalog")]


def test_a_patch_takes_out_and_puts_in():
    request = a_request(budget=Budget(total=10))
    cells = (
        Wanted("as it is", {}),
        Wanted("without", {"budget": {"total": None}}),
        Wanted("goals", {"goals": ["cost"]}),
    )
    found = explored(grid(request, two_ways(), cells), two_ways())
    assert [(it.finish_week, it.cost) for it in found] == [(3, 10), (2, 25), (3, 10)]
    assert [goal.goal for goal in found[2].goals] == ["cost"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ((), "empty"),
        (crossed(budgets=range(MOST_CELLS + 1)), "too_many"),
        ((Wanted("a", {}), Wanted("a", {"target": 2})), "repeated"),
    ],
)
def test_a_grid_that_is_none_is_refused(cells, code):
    with pytest.raises(Refused) as refused:
        explored(grid(a_request(), two_ways(), cells), two_ways())
    assert [fault.code for fault in refused.value.faults] == [code]


def test_all_is_crossed_with_all():
    cells = crossed((1, 2), (3.5,), (date(2027, 5, 1), date(2027, 6, 1)))
    named = [(it.changes["budget"]["total"], it.changes["headcount"]["total"], it.changes["deadline"]) for it in cells]
    assert named == [*product((1, 2), (3.5,), ("2027-05-01", "2027-06-01"))]
    assert crossed()[0].changes == {}
