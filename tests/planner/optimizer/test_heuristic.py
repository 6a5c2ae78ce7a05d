"""The first plan. It may be worse than the best, never against the rules."""

from planner.ledger import breaks
from planner.network import Schedule
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.placing import Placing
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node, best_values, modes_of, starts_of

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


def test_what_was_found_elsewhere_is_kept_if_it_is_better_and_breaks_nothing():
    pair = [a_node(name, (4, 10, 100), (1, 30, 100)) for name in "ab"]
    network = a_network(*pair, caps=[(100,)])
    made = planner_of(network)
    slow, fast = (made.placing.forward([[mode], [mode], [0]]) for mode in (0, 1))
    assert made.consider(slow) == (8, 20)
    assert made.consider(Schedule((0, 0, 1), fast.modes)) is None
    assert made.best == slow
    assert made.consider(fast) == (2, 60)
    assert made.consider(None) is None
    assert made.best == fast
