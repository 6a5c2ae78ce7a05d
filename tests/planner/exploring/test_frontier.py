"""The frontier against full enumeration, and what it claims where time was too short."""

import time
from datetime import date
from random import Random

import pytest

from planner.aiming import aimed
from planner.asking import Answer, explore
from planner.desk import Desk
from planner.exploring.axes import Axis
from planner.exploring.frontier import frontier, levels_of
from planner.plans import GoalResult
from planner.request import Budget, Pin, Solver
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.planner.exploring.enumeration import any_case, pairs
from tests.planner.exploring.explored import a_desk, explored

AXES = ("budget", "budget", "headcount", "cost")
GRAINS = {"budget": (1, 1, 3, 10), "headcount": (1, 10, 50), "cost": (1, 4)}


def faults_of(seed):
    """Return where the frontiers of a small request are not those of all its plans."""
    request, catalog = any_case(seed)
    dice = Random(f"frontier {seed}")
    given = dice.choice(AXES)
    reached = dice.choice(("finish", "finish", "risk", "peak") if given != "headcount" else ("finish", "risk"))
    grain = dice.choice(GRAINS[given])
    found = explored(
        frontier(request, catalog, Axis(given, grain), reached, dice.randint(1, 3)), catalog, dice.randint(1, 2)
    )
    faults = []
    for level, stairs in zip(levels_of(request), found, strict=True):
        aim = aimed(request, catalog, level)
        truth = [] if aim.faults else pairs(aim.request, catalog, given, reached, grain)
        said = [(point.given, point.reached) for point in stairs.points]
        if said != truth or not stairs.proven or stairs.possible != bool(truth):
            faults.append((given, reached, grain, level, truth, stairs))
    return faults


@pytest.mark.parametrize("seed", range(14))
def test_it_is_what_enumeration_says(seed):
    assert faults_of(seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(14, 220))
def test_it_is_what_enumeration_says_of_many(seed):
    assert faults_of(seed) == []


def two_ways():
    """Two items in a row, each slow and cheap or quick and dear: four weeks for 2 to two for 20."""
    return a_catalog(
        an_item("act-a", modes={"in_house": a_mode(2, 1), "partner": a_mode(1, 10)}),
        an_item("act-b", after=("act-a",), modes={"in_house": a_mode(2, 1), "partner": a_mode(1, 10)}),
    )


def budget_of(catalog, request, **named):
    (stairs,) = explored(frontier(request, catalog, Axis("budget", named.pop("grain", 1)), **named), catalog)
    return stairs


def test_each_week_has_its_price():
    # Both slow 1 + 1, one of them quick 1 + 10, both quick 10 + 10.
    stairs = budget_of(two_ways(), a_request())
    assert [(it.given, it.reached) for it in stairs.points] == [(2, 4), (11, 3), (20, 2)]
    assert [(it.from_, it.to, it.bound) for it in stairs.gaps] == [(0, 1, None), (3, 10, 4), (12, 19, 3)]
    assert stairs.proven


def test_a_budget_is_its_upper_end_and_the_grain_its_steps():
    stairs = budget_of(two_ways(), a_request(budget=Budget(total=19)))
    assert [(it.given, it.reached) for it in stairs.points] == [(2, 4), (11, 3)]
    stairs = budget_of(two_ways(), a_request(), grain=5)
    assert [(it.given, it.reached) for it in stairs.points] == [(5, 4), (15, 3), (20, 2)]
    stairs = budget_of(two_ways(), a_request(budget=Budget(contingency=0.5)))
    assert [(it.given, it.reached) for it in stairs.points] == [(4, 4), (22, 3), (40, 2)]


def test_each_level_has_its_own_and_one_that_cannot_be_had_says_so():
    catalog = a_catalog(an_item("act-a", cash=4), an_item("act-b", to_level=3, cash=5))
    first, second = explored(
        frontier(a_request(target=3, budget=Budget(total=8)), catalog, Axis("budget", 1), "finish"), catalog
    )
    assert [(it.level, it.given) for it in first.points] == [(2, 4)]
    assert first.points[0].changes == {"goals": ["finish", "covered"], "target": 2, "budget": {"total": 4}}
    assert (second.points, second.possible, second.proven) == ((), False, True)


def test_entries_that_speak_of_higher_levels_go_with_them():
    catalog = a_catalog(an_item("act-a"), an_item("act-b", to_level=3))
    own, beyond = Pin("act-a", not_after=date(2027, 6, 30)), Pin("gate-3", not_after=date(2027, 12, 31))
    first, _ = explored(frontier(a_request(target=3, pins=(beyond, own)), catalog, Axis("budget", 1)), catalog)
    assert [pin["on"] for pin in first.points[0].changes["pins"]] == ["act-a"]


def test_where_time_runs_out_it_claims_no_more_than_is_proven():
    catalog = two_ways()
    real = a_desk(catalog)
    asks = []

    def unsure(asked):
        """Answers as it is, but proves nothing of the third ask and what comes after."""
        asks.append(asked)
        answer = real(asked)
        if len(asks) < 4 or answer.schedule is None:
            return answer
        goals = tuple(GoalResult(it.goal, it.value, None, False) for it in answer.goals)
        return Answer(True, answer.network, answer.schedule, goals)

    (stairs,) = explore(frontier(a_request(), catalog, Axis("budget", 1)), unsure)
    assert not stairs.proven
    assert [(it.given, it.reached) for it in stairs.points] == [(2, 4), (11, 3), (20, 2)]
    assert [it.proven for it in stairs.points] == [True, False, True]
    # Below the last point it is proven that its week is not reached; that eleven is the least for week 3 is not.
    assert [(it.from_, it.to, it.bound, it.proven) for it in stairs.gaps] == [
        (0, 1, None, True),
        (3, 10, 3, False),
        (12, 19, 3, True),
    ]


def test_one_that_is_cancelled_ends_with_what_is_known():
    catalog = two_ways()
    desk = Desk(catalog, Solver(workers=1), until=time.monotonic() - 1)
    (stairs,) = explore(frontier(a_request(), catalog, Axis("budget", 1)), desk)
    assert (stairs.points, stairs.possible, stairs.proven) == ((), None, False)
