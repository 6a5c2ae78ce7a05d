"""The goals as the model sees them, each alone with an optimum found by hand, and the tidy one after them."""

import pytest
from ortools.sat.python import cp_model

from planner.optimizer.goals import Tidiness
from planner.optimizer.model import PlanModel
from planner.optimizer.windows import Windows
from tests.planner.networks import (
    a_gate,
    a_network,
    a_node,
    a_schedule,
    best_values,
    goals,
    modes_of,
    searched,
    starts_of,
)

PAIR = a_network(a_node("a", (4, 10), (2, 30)), a_node("b", (3, 5)), links=[("a", "b")])


def solved(model):
    """The objective of a model and its schedule."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.model) == cp_model.OPTIMAL
    return round(solver.objective_value), model.variables.schedule(solver.value)


# Each goal alone ---------------------------------------------------------------------------------------------


def test_finish_alone_takes_the_shortest_modes():
    # 2 + 3 weeks, whatever they cost.
    assert best_values(PAIR, "finish") == (5,)


def test_cost_alone_takes_the_cheapest_modes():
    assert best_values(PAIR, "cost") == (15,)


@pytest.mark.parametrize(("covers", "cost"), [(("cash",), 8), ((), 8), (("labour",), 27), (("cash", "labour"), 27)])
def test_cost_counts_all_cash_whatever_is_covered_and_labour_where_it_is(covers, cost):
    # a costs 3 and 40 of labour, or 9 and 4; b costs 5 and 9. Cash alone: 3 + 5. With labour: 13 + 14.
    network = a_network(a_node("a", (1, 3), (1, 9), labour=(40, 4)), a_node("b", (1, 5), labour=9), covers=covers)
    assert best_values(network, "cost") == (cost,)


@pytest.mark.parametrize(("cash", "value", "mode"), [(11, 70, 1), (9, 69, 0)])
def test_cost_to_gate_weighs_a_dearer_mode_against_the_run_cost_that_it_saves(cash, value, mode):
    # a costs 10 a week from its finish to the gate, which b is in the way of for 6 weeks, or for 2 at 50:
    # 60 and what six weeks cost, or 20 + 50.
    network = a_network(a_node("a", (1,), run_per_week=10), a_node("b", (6, cash), (2, 50)), links=[("a", "b")])
    report = searched(network, goals("cost_to_gate"))
    assert [(goal.value, goal.proven) for goal in report.goals] == [(value, True)]
    assert modes_of(network, report.schedule) == {"b": mode}


def test_what_costs_run_money_is_finished_as_late_as_it_may_be():
    # b takes five weeks, so a, in week 4, never runs; pinned to end by week 3, it runs for two.
    network = a_network(a_node("a", (1, 7), run_per_week=10), a_node("b", (5,)))
    assert best_values(network, "cost_to_gate", "finish") == (7, 5)
    pinned = a_network(a_node("a", (1, 7), run_per_week=10, latest=3), a_node("b", (5,)))
    assert best_values(pinned, "cost_to_gate", "finish") == (27, 5)


def test_run_cost_counts_whatever_is_covered():
    network = a_network(a_node("a", (1, 7), run_per_week=10, latest=3), a_node("b", (5,)), covers=("cash",))
    assert best_values(network, "cost_to_gate") == (27,)


@pytest.mark.parametrize(("severity", "value", "first"), [(5, 18, "b"), (7, 23, "a")])
def test_risk_alone_does_first_what_closes_most_risk_a_week(severity, value, first):
    # One person: a, two weeks, closes one risk; b, one week, another of severity 3.
    # a first: 5 x 2 + 3 x 3 = 19, or 7 x 2 + 9 = 23; b first: 3 x 1 + 5 x 3 = 18, or 3 + 7 x 3 = 24.
    network = a_network(
        a_node("a", (2, 0, 100)),
        a_node("b", (1, 0, 100)),
        caps=[(100,)],
        risks=[("one", severity, None, "a"), ("other", 3, None, "b")],
    )
    report = searched(network, goals("risk"))
    assert [(goal.value, goal.proven) for goal in report.goals] == [(value, True)]
    assert starts_of(network, report.schedule)[first] == 0


def test_peak_alone_does_one_thing_after_the_other_and_takes_the_leanest_modes():
    network = a_network(a_node("a", (2,), (4,), people=(100, 60)), a_node("b", (3,), people=50), a_node("c", (1,)))
    assert best_values(network, "peak") == (60,)
    # Held at 60, a takes its four lean weeks and b three before or after. In three weeks a, at 100, is beside b.
    assert best_values(network, "peak", "finish") == (60, 7)
    assert best_values(network, "finish", "peak") == (3, 150)


def test_where_time_counts_first_the_peak_is_levelled_within_it():
    # c takes 4 weeks at 30; beside it a and b, 2 weeks at 60 each, one after the other: 90 rather than 150.
    network = a_network(a_node("a", (2,), people=60), a_node("b", (2,), people=60), a_node("c", (4,), people=30))
    assert best_values(network, "finish", "peak") == (4, 90)


def test_without_people_the_peak_is_nothing():
    assert best_values(a_network(a_node("a", (2,))), "peak") == (0,)


def test_levels_alone_reaches_each_gate_early_not_the_last_one_alone():
    # One person: what the gates need takes 3 weeks and 1. The short one first: 1 + 4 + 4; the other way 3 + 4 + 4.
    network = a_network(
        a_node("a", (3, 0, 100)),
        a_node("b", (1, 0, 100)),
        a_gate("one"),
        a_gate("other"),
        links=[("a", "one"), ("b", "other")],
        caps=[(100,)],
    )
    assert best_values(network, "levels") == (9,)
    assert best_values(network, "finish", "levels") == (4, 9)


def test_levels_may_take_a_later_target_for_earlier_gates():
    # One person. c, 1 week, earns the gate; a, 3 weeks, leads to five weeks of b without the person. a first: the
    # gate in 4 and the end in 8, 12 in all. c first: 1 and 9, 10 in all.
    network = a_network(
        a_node("a", (3, 0, 100)),
        a_node("b", (5,)),
        a_node("c", (1, 0, 100)),
        a_gate("gate"),
        links=[("a", "b"), ("c", "gate")],
        caps=[(100,)],
    )
    assert best_values(network, "finish", "levels") == (8, 12)
    assert best_values(network, "levels", "finish") == (10, 9)


# The tidy goal -----------------------------------------------------------------------------------------------


def test_weights_are_distinct_and_the_same_on_any_machine():
    network = a_network(*(a_node(f"act-{number}") for number in range(900)))
    weights = Tidiness(network).weights
    # 901 weights over 1000 places would collide often; each has a place of its own.
    assert len(set(weights)) == 901
    # The first comer keeps its place: the first eight bytes of the SHA-256 of "act-0", as a number, end in 891.
    assert weights[0] == 1891


def test_earlier_is_tidier_and_so_is_an_earlier_mode():
    tidy = Tidiness(PAIR)
    early = tidy.value(a_schedule(PAIR, a=0, b=4, end=9))
    assert early < tidy.value(a_schedule(PAIR, a=0, b=5, end=9))
    assert early < tidy.value(a_schedule(PAIR, {"a": 1}, a=0, b=4, end=9))
    # A week outweighs the mode.
    assert tidy.value(a_schedule(PAIR, {"a": 1}, a=0, b=4, end=9)) < tidy.value(a_schedule(PAIR, a=1, b=4, end=9))


def test_no_plan_as_tidy_ends_after_the_latest_week_there_could_be():
    # Weights are from 1000 to 1999 and a week counts double where there are two modes: of a plan that is untidy by
    # w x 2 x 7 + 1 or less, the target with its weight w cannot stand after week 7.
    network = a_network(a_node("a", (1,), (2,)))
    tidy = Tidiness(network)
    tidy.weights = [1, 1000]
    assert tidy.latest(a_schedule(network, {"a": 1}, a=0, end=7)) == 7
    assert tidy.latest(a_schedule(network, a=999, end=7)) == 7
    assert tidy.latest(a_schedule(network, a=1000, end=7)) == 8


def test_the_model_s_tidy_goal_is_that_of_the_schedule():
    # By its horizon the model leaves one plan with the mode 1: a in weeks 0 and 1, b in 2 to 4.
    model = PlanModel(PAIR, Windows(PAIR), 5)
    tidy = Tidiness(PAIR)
    model.model.minimize(tidy.expression(model.variables))
    assert solved(model)[0] == tidy.value(a_schedule(PAIR, {"a": 1}, a=0, b=2, end=5))


def test_of_equally_good_plans_the_one_with_early_starts_and_first_modes_is_shown():
    # b may stand anywhere in weeks 0 to 4 and its two modes are alike.
    network = a_network(a_node("a", (5,)), a_node("b", (1, 7), (1, 7)))
    found = searched(network)
    assert starts_of(network, found.schedule)["b"] == 0
    assert modes_of(network, found.schedule) == {"b": 0}
    assert found.repeatable
