"""The first plan. It may be worse than the best, never against the rules."""

from itertools import count
from random import Random

import pytest

from planner.ledger import breaks
from planner.optimizer import heuristic
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.placing import Placing
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node, best_values, modes_of, starts_of
from tests.planner.optimizer.rows import a_wide_network

# One person: a, which its gate needs by week 3, and b, which is longer.
PINNED = a_network(
    a_node("a", (2, 0, 100)), a_node("b", (3, 0, 100)), a_gate("gate", latest=3), links=[("a", "gate")], caps=[(100,)]
)


def planner_of(network, **fields):
    return Heuristic(network, Windows(network), **fields)


def test_without_limits_the_first_plan_is_the_critical_path():
    network = a_network(a_node("a", (3,)), a_node("b", (2,)), a_node("c", (1,)), links=[("a", "b", 1)])
    assert starts_of(network, planner_of(network).first()) == {"a": 0, "b": 4, "c": 0, "end": 6}


def test_the_longest_way_to_the_target_goes_first_where_people_are_short():
    # Both need the one person. a leads to b, so c waits: 2 + 3 weeks; the other way round it would be 3 + 2 + 3.
    network = a_network(
        a_node("c", (3, 0, 100)), a_node("a", (2, 0, 100)), a_node("b", (3,)), links=[("a", "b")], caps=[(100,)]
    )
    assert starts_of(network, planner_of(network).first()) == {"c": 2, "a": 0, "b": 2, "end": 5}


def test_work_waits_for_the_quarter_that_can_pay_for_it():
    # Quarters of four weeks with 4 each; 2 a week for 4 weeks: two weeks may fall into the first.
    network = a_network(a_node("a", (4, 8)), per_quarter=(4,))
    assert starts_of(network, planner_of(network).first()) == {"a": 2, "end": 6}


def test_work_waits_for_the_quarter_that_has_the_people():
    network = a_network(a_node("a", (2, 0, 100)), caps=[(50, 100)])
    assert starts_of(network, planner_of(network).first())["a"] == 4


def test_dearer_modes_are_taken_only_while_the_total_leaves_room_for_the_cheapest_of_the_rest():
    # Both could be three weeks shorter for 5 more each; 25 allow it once.
    network = a_network(a_node("a", (4, 10), (1, 15)), a_node("b", (4, 10), (1, 15)), links=[("a", "b")], total=25)
    found = planner_of(network).first()
    assert sorted(modes_of(network, found).values()) == [0, 1]
    assert starts_of(network, found)["end"] == 5


def test_of_plans_that_finish_alike_the_cheaper_is_kept():
    # The short mode of b finishes no plan sooner: a takes 6 weeks.
    network = a_network(a_node("a", (6,)), a_node("b", (4, 10), (1, 30)))
    found = planner_of(network).first()
    assert modes_of(network, found) == {"b": 0}


def test_work_waits_for_the_end_of_a_freeze():
    network = a_network(a_node("a", (2,)), frozen=frozenset({1, 2, 3}))
    assert starts_of(network, planner_of(network).first()) == {"a": 4, "end": 6}


def test_where_running_what_is_done_early_costs_too_much_it_is_done_late():
    # a costs 2 a week from its end to the target, and there is nothing for it: it ends with b, in week 5.
    network = a_network(a_node("a", (1,), run_per_week=2), a_node("b", (5,)), covers=("run",), total=0)
    assert starts_of(network, planner_of(network).first()) == {"a": 4, "b": 0, "end": 5}


def test_money_that_comes_late_and_run_cost_are_both_waited_for():
    # b's 8 are there from week 4 on: 2 in the first quarter pay a week of it, so it ends in week 7 at the earliest.
    # a runs at 1 a week: nothing is left for that.
    network = a_network(
        a_node("a", (1,), run_per_week=1), a_node("b", (4, 8)), covers=("cash", "run"), per_quarter=(2, 6, 0)
    )
    found = planner_of(network).first()
    assert breaks(network, found) is None
    assert starts_of(network, found)["end"] >= 7


def test_what_must_be_early_may_be_found_by_placing_backward():
    # By priority b is longer and goes first, so that a is too late for its gate; backward a must go first.
    first = planner_of(PINNED).first()
    assert breaks(PINNED, first) is None


def test_where_nothing_can_be_paid_there_is_no_plan():
    assert planner_of(a_network(a_node("a", (1, 10)), total=9)).first() is None
    assert planner_of(a_network(a_node("a", (1, 10)), per_quarter=(1, 0))).first() is None


def test_where_the_deadline_cannot_be_met_there_is_no_plan():
    # One person, so that the two cannot be side by side: six weeks.
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (4, 0, 100)), caps=[(100,)], deadline=5)
    assert planner_of(network).first() is None


def test_improving_finds_modes_that_no_single_pass_takes():
    # Four activities in a row: the first three are each a week shorter for 1 more, d five weeks shorter for 3 more.
    # With 3 to spare the first passes spend it as it comes, on a, b and c; the best spends it on d.
    nodes = [a_node(name, (3, 10, 100), (2, 11, 100)) for name in "abc"]
    network = a_network(
        *nodes, a_node("d", (6, 10), (1, 13)), links=[("a", "b"), ("b", "c"), ("c", "d")], caps=[(100,)], total=43
    )
    made = planner_of(network)
    assert starts_of(network, made.first())["end"] == 12  # 2 + 2 + 2 + 6
    made.stopped = stopped_after(3000)
    best = made.improve(5, seed=1)
    assert starts_of(network, best)["end"] == 10  # 3 + 3 + 3 + 1
    assert breaks(network, best) is None


def stopped_after(times):
    """Says stop after so many questions."""
    asked = count()
    return lambda: next(asked) >= times


def test_improving_ends_at_once_where_no_plan_can_be_better(monkeypatch):
    network = a_network(a_node("a", (3, 5), (4, 9)))
    made = planner_of(network)
    first = made.first()
    for way in ("forward", "backward", "earlier"):
        monkeypatch.setattr(made.placing, way, lambda *_: pytest.fail("there is nothing to look for"))
    assert made.improve(60, seed=1) == first


def test_improving_without_a_first_plan_finds_none():
    assert planner_of(a_network(a_node("a", (1, 10)), total=9)).improve(60, seed=1) is None


def test_improving_a_plan_without_choices_keeps_it():
    # The windows promise 2 weeks, people allow 4: nothing proves the plan best here, and there is nothing to try.
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100,)])
    made = planner_of(network)
    first = made.first()
    made.stopped = stopped_after(3)
    assert starts_of(network, made.improve(60, seed=1))["end"] == starts_of(network, first)["end"] == 4


def test_improving_stops_with_its_time(monkeypatch):
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100,)])
    made = planner_of(network)
    first = made.first()
    clock = count()
    monkeypatch.setattr(heuristic.time, "monotonic", lambda: float(next(clock)))
    assert starts_of(network, made.improve(2, seed=1))["end"] == starts_of(network, first)["end"] == 4


def test_improving_ends_where_so_many_seconds_were_fruitless(monkeypatch):
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100,)])
    made = planner_of(network)
    made.first()
    clock = count()
    monkeypatch.setattr(heuristic.time, "monotonic", lambda: float(next(clock)))
    made.improve(1000, seed=1, fruitless=5)
    assert next(clock) == 6  # asked at the beginning, then before each of four children, then once more


def test_a_plan_that_misses_a_pin_is_not_kept(monkeypatch):
    monkeypatch.setattr(Placing, "backward", lambda *_: None)
    # Forward alone, a is too late for its gate, although a then b would do: 2 + 3.
    assert planner_of(PINNED).first() is None
    assert best_values(PINNED) == (5, 0)


def test_a_first_plan_that_is_stopped_is_the_first_there_is():
    # The cheapest modes come first: 8 weeks. Not stopped, the short ones take 2.
    network = a_network(*(a_node(name, (4, 10, 100), (1, 30, 100)) for name in "ab"), caps=[(100,)])
    stopped = planner_of(network, stopped=lambda: True).first()
    assert starts_of(network, stopped)["end"] == 8
    assert starts_of(network, planner_of(network).first())["end"] == 2


def test_what_is_stopped_before_it_has_a_plan_looks_no_further_backward():
    assert planner_of(PINNED, stopped=lambda: True).first() is None


def test_every_plan_that_is_worth_something_is_offered():
    # The short modes finish in week 2 for 60, the long ones in week 8 for 20: each is best by one goal.
    pair = [a_node(name, (4, 10, 100), (1, 30, 100)) for name in "ab"]
    network = a_network(*pair, caps=[(100,)])
    offered = []
    best = Heuristic(network, Windows(network), offered.append).first()
    assert starts_of(network, best)["end"] == 2
    assert {starts_of(network, schedule)["end"] for schedule in offered} == {2, 8}


def test_no_plan_that_breaks_something_is_offered():
    offered = []
    Heuristic(PINNED, Windows(PINNED), offered.append).first()
    assert [breaks(PINNED, schedule) for schedule in offered] == [None] * len(offered)


@pytest.mark.parametrize("seed", range(30))
def test_whatever_the_network_the_plan_breaks_nothing(seed):
    network = a_wide_network(Random(seed))
    offered = []
    made = Heuristic(network, Windows(network), offered.append)
    best = made.first()
    made.stopped = stopped_after(20)
    made.improve(5, seed=1)
    assert (best is None) == (not offered)
    assert {breaks(network, schedule) for schedule in offered} <= {None}
