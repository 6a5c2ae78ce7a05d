"""What a schedule comes to in each goal, and the bounds that need no search."""

from random import Random

import pytest

from planner.optimizer.values import floor, gates, value
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node, a_schedule
from tests.planner.optimizer.rows import NAMES, a_wide_network, optimum

# a, then the gate and b; c stands alone. a costs 10 or 30, b 5 and 6 of labour.
WHOLE = a_network(
    a_node("a", (4, 10), (2, 30), people=(50, 80), run_per_week=3),
    a_gate("gate"),
    a_node("b", (3, 5), labour=6, people=40),
    a_node("c", (5,), people=30, run_per_week=2),
    links=[("a", "gate", 1), ("a", "b")],
    risks=[("old", 5, None, "b"), ("new", 4, "gate", "c"), ("open", 1, "gate"), ("ever", 2, None)],
    covers=("cash", "labour"),
)


@pytest.mark.parametrize(
    ("goal", "modes", "expected"),
    [
        ("finish", {}, 9),
        ("finish", {"a": 1}, 9),
        # 10 + 5 + 6, or 30 + 5 + 6.
        ("cost", {}, 21),
        ("cost", {"a": 1}, 41),
        # a runs from week 4, or from week 2, to week 9; c from week 8: 21 + 15 + 2, or 41 + 21 + 2.
        ("cost_to_gate", {}, 38),
        ("cost_to_gate", {"a": 1}, 64),
        # old for 8 weeks, new from 5 to 8, open from 5 to 9, ever for 9: 40 + 12 + 4 + 18.
        ("risk", {}, 74),
        # a at 50 in weeks 0 to 3, c at 30 in weeks 3 to 7, b at 40 in 5 to 7: 80 in week 3. With a short, 80 alone.
        ("peak", {}, 80),
        ("peak", {"a": 1}, 80),
        ("levels", {}, 14),
    ],
)
def test_a_schedule_has_its_value_in_each_goal(goal, modes, expected):
    schedule = a_schedule(WHOLE, modes, a=0, gate=5, b=5, c=3, end=9)
    assert value(WHOLE, schedule, goal) == expected


def test_cost_leaves_out_labour_that_is_not_covered():
    network = a_network(a_node("a", (1, 3), labour=40), covers=("run",))
    assert value(network, a_schedule(network, a=0, end=1), "cost") == 3


def test_the_peak_is_the_highest_of_all_weeks_and_ends_meet_without_adding_up():
    network = a_network(a_node("a", (2,), people=60), a_node("b", (2,), people=70))
    assert value(network, a_schedule(network, a=0, b=2, end=4), "peak") == 70
    assert value(network, a_schedule(network, a=0, b=1, end=4), "peak") == 130


def test_gates_are_the_nodes_that_levels_counts():
    assert gates(WHOLE) == [1, 4]


# Bounds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        # a short, then b: 5.
        ("finish", 5),
        ("cost", 21),
        # From the end of a there are 3 weeks, of b, to the target: 3 x 3. c may be the last to end.
        ("cost_to_gate", 30),
        # b ends in week 5 at the earliest and so does the plan: 25 + 10. The gate, in week 3, may be the last of all.
        ("risk", 35),
        # Each activity at its leanest, the dearest of these: 50.
        ("peak", 50),
        # The gate in week 3, the end in week 5.
        ("levels", 8),
    ],
)
def test_without_a_search_a_goal_is_no_better_than_the_windows_promise(goal, expected):
    assert floor(WHOLE, Windows(WHOLE), goal) == expected


def test_a_risk_that_nothing_closes_is_open_for_the_way_from_its_gate_to_the_target():
    network = a_network(
        a_node("a", (2,)),
        a_gate("gate"),
        a_node("b", (3,)),
        links=[("a", "gate"), ("gate", "b")],
        risks=[("x", 7, "gate")],
    )
    assert floor(network, Windows(network), "risk") == 21


def test_a_freeze_delays_what_closes_a_risk():
    # Weeks 1 to 4 are frozen: two weeks from week 5.
    network = a_network(a_node("a", (2,)), risks=[("x", 2, None, "a")], frozen=frozenset({1, 2, 3, 4}))
    assert floor(network, Windows(network), "risk") == 14


def test_the_least_cost_is_that_of_modes_that_can_be_used():
    network = a_network(a_node("a", (4, 10, 200), (2, 30, 50)), caps=[(100,)])
    assert floor(network, Windows(network), "cost") == 30


def test_a_node_without_modes_adds_nothing_to_the_least_cost():
    network = a_network(a_node("a", (4, 10, 200)), a_node("b", (1, 5)), caps=[(100,)])
    assert floor(network, Windows(network), "cost") == 5


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("goal", NAMES)
def test_no_plan_is_better_than_the_bound(goal, seed):
    network = a_wide_network(Random(seed))
    found = optimum(network, goal)
    assert found is None or floor(network, Windows(network), goal) <= found
