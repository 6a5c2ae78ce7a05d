"""Goals in any order, and what one may be given up by for the next."""

from random import Random

import pytest
from ortools.sat.python import cp_model

from planner.goals import allowance
from planner.optimizer import search
from planner.optimizer.search import Search
from planner.optimizer.stages import Stage
from planner.optimizer.values import value
from tests.planner.networks import a_gate, a_network, a_node, a_schedule, goals, modes_of, searched
from tests.planner.optimizer.rows import NAMES, a_tiny_network, every_schedule
from tests.planner.optimizer.searches import PAIR, Idle, a_search, proven, values

# PAIR with c of five weeks, by week 11, so that one of the three must be short: at least 13.
THREE = a_network(
    *PAIR.nodes[:2], a_node("c", (5, 1, 100), (1, 11, 100)), caps=[(100,)], deadline=11, end=a_gate("end", latest=11)
)


def reached(network, report, name):
    """What the plan that is shown comes to."""
    return value(network, report.schedule, name)


@pytest.fixture
def no_first_plan(monkeypatch):
    """Leaves the search to the solver alone."""
    monkeypatch.setattr(search, "Heuristic", Idle)


def test_goals_in_another_order_give_another_plan():
    report = searched(PAIR, goals("cost", "finish"))
    assert values(report) == [("cost", 2, 2, True), ("finish", 7, 7, True)]
    assert report.repeatable


def test_a_cheaper_plan_that_ends_much_later_is_not_cut_off(no_first_plan):
    # From all three short, in 3 weeks: 33. Two may be long, for 13; the soonest end of that is 8: c short.
    start = a_schedule(THREE, {"a": 1, "b": 1, "c": 1}, a=0, b=1, c=2, end=3)
    for known in (start, None):
        report = searched(THREE, goals("cost", "finish"), start=known)
        assert proven(report) == (13, 8)
        assert modes_of(THREE, report.schedule) == {"a": 0, "b": 0, "c": 1}


def test_what_is_proven_within_reach_alone_is_no_bound(no_first_plan, monkeypatch):
    monkeypatch.setattr(Search, "_better_beyond", lambda *_: True)
    made = a_search(THREE, goals("cost", "finish"))
    made._offer(a_schedule(THREE, {"a": 1, "b": 1, "c": 1}, a=0, b=1, c=2, end=3))
    # By week 5 one may be long: 23. That is not the best there is, and 3 is all that is known.
    assert made._solve_goal("cost", Stage(1)) == cp_model.OPTIMAL
    assert (made._value("cost"), made.bounds["cost"]) == (23, 3)


def test_three_goals_are_proven_one_after_the_other():
    # c, without the person, takes five weeks: by then one of a and b may be long, for 12.
    pair = PAIR.nodes[:2]
    network = a_network(*pair, a_node("c", (5,)), caps=[(100,)], risks=[("x", 2, None, "a"), ("y", 3, None, "b")])
    # a short then b long: 2 x 1 + 3 x 4 = 14. b short then a long: 3 x 1 + 2 x 5 = 13.
    report = searched(network, goals("finish", "cost", "risk"))
    assert proven(report) == (5, 12, 13)
    assert modes_of(network, report.schedule) == {"a": 0, "b": 1}


# Within ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "cost", "ends"),
    [
        # At best 2 weeks for 22. 12 take 4 weeks or 5, 2 take 7.
        ("0w", 22, {2}),
        ("1w", 22, {2}),
        ("2w", 12, {4}),
        ("4w", 12, {4, 5}),
        ("5w", 2, {7}),
        ("0%", 22, {2}),
        ("99%", 22, {2}),
        ("100%", 12, {4}),
        ("249%", 12, {4, 5}),
        ("250%", 2, {7}),
    ],
)
def test_what_a_goal_may_be_given_up_by_improves_the_next_and_no_more(within, cost, ends):
    report = searched(PAIR, goals(("finish", within), "cost"))
    # What is told is the best there is of each; the plan's own end may be later.
    assert proven(report) == (2, cost)
    assert reached(PAIR, report, "finish") in ends
    assert reached(PAIR, report, "cost") == cost
    assert report.repeatable


@pytest.mark.parametrize(("within", "finish"), [("499%", 7), ("500%", 4), ("999%", 4), ("1000%", 2), ("1000.5%", 2)])
def test_cost_may_be_given_up_by_a_percentage_for_time(within, finish):
    # 2 at best; 12 is 500 % more, 22 is 1000 %.
    report = searched(PAIR, goals(("cost", within), "finish"))
    assert proven(report) == (2, finish)


def test_a_goal_given_up_for_the_second_is_not_given_up_for_the_second_again():
    # Within 2 weeks of 2: 12 in 4 weeks. Cost may be 10 % more then, which is 13, and buys nothing.
    report = searched(PAIR, goals(("finish", "2w"), ("cost", "10%"), "levels"))
    assert proven(report) == (2, 12, 4)


def test_a_first_plan_that_is_worse_in_the_first_goal_is_shown_where_it_may_be():
    start = a_schedule(PAIR, a=0, b=4, end=7)
    report = searched(PAIR, goals(("finish", "5w"), "cost"), start=start)
    assert proven(report) == (2, 2)
    assert report.schedule.starts[2] == 7


@pytest.mark.parametrize("seed", range(1000, 1012))
def test_any_goals_in_any_order_are_best_among_all_schedules(seed):
    dice = Random(seed)
    network = a_tiny_network(dice)
    asked = goals(*((name, dice.choice((None, "10%", "60%"))) for name in dice.sample(NAMES, 3)))
    left, best = list(every_schedule(network)), []
    report = searched(network, asked)
    assert report.infeasible is (not left)
    for goal in asked if left else ():
        best.append(min(value(network, schedule, goal.goal) for schedule in left))
        left = [it for it in left if value(network, it, goal.goal) <= allowance(goal, best[-1])]
    assert [goal.value for goal in report.goals if goal.proven] == best
    assert report.schedule is None if not left else report.schedule in left
