"""Placing one by one: forward as early as each fits, backward as late."""

import pytest

from planner.optimizer.placing import Placing
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node, a_schedule, modes_of, starts_of


def placing(network):
    return Placing(network, Windows(network))


def every_mode(network):
    return Windows(network).modes


def forward(network):
    return placing(network).forward(every_mode(network))


def backward(network, end):
    return placing(network).backward(every_mode(network), end)


def test_forward_each_starts_when_what_it_needs_is_done():
    network = a_network(a_node("a", (3,)), a_node("b", (2,)), a_node("c", (1,)), links=[("a", "b", 1)])
    assert starts_of(network, forward(network)) == {"a": 0, "b": 4, "c": 0, "end": 6}


def test_backward_each_ends_when_what_needs_it_starts():
    # Gates are declared when they are earned, wherever the target was tried.
    network = a_network(a_node("a", (3,)), a_node("b", (2,)), a_node("c", (1,)), links=[("a", "b", 1)])
    assert starts_of(network, backward(network, 8)) == {"a": 2, "b": 6, "c": 7, "end": 8}


def test_backward_nothing_is_placed_before_the_plan_s_start_or_its_own():
    network = a_network(a_node("a", (3,)), a_node("b", (2,)), links=[("a", "b")])
    assert backward(network, 5) is not None
    assert backward(network, 4) is None
    assert backward(a_network(a_node("a", (3,), earliest=2)), 4) is None


def test_backward_a_pinned_finish_holds():
    network = a_network(a_node("a", (2,), latest=4), a_node("b", (9,)))
    assert starts_of(network, backward(network, 9))["a"] == 2


def test_backward_people_are_shared_and_the_longest_way_from_the_start_goes_last():
    # One person. b, after a, is placed first, at the end; c before it, and a first of all.
    network = a_network(
        a_node("a", (2,)), a_node("b", (2, 0, 100)), a_node("c", (1, 0, 100)), links=[("a", "b")], caps=[(100,)]
    )
    assert starts_of(network, backward(network, 6)) == {"a": 2, "b": 4, "c": 3, "end": 6}


def test_backward_what_is_frozen_is_kept_out_of():
    network = a_network(a_node("a", (2,)), frozen=frozenset({5, 6, 7}), end=a_gate("end", earliest=8))
    assert starts_of(network, backward(network, 8))["a"] == 3


@pytest.mark.parametrize(("end", "start"), [(8, 4), (7, 3), (6, None)])
def test_backward_money_is_spent_as_late_as_there_is_time_for(end, start):
    # 2 a week, and 2 by week 4: one week of it.
    network = a_network(a_node("a", (4, 8)), per_quarter=(2, 6), end=a_gate("end", earliest=end))
    found = backward(network, end)
    assert found is None if start is None else starts_of(network, found)["a"] == start


def test_backward_run_cost_counts_from_the_finish_to_the_target():
    # b is placed after a, so a runs for the three weeks of b, at 2.
    for total, paid in ((6, True), (5, False)):
        network = a_network(
            a_node("a", (1,), run_per_week=2), a_node("b", (3,)), links=[("a", "b")], covers=("run",), total=total
        )
        assert (backward(network, 4) is not None) is paid


@pytest.mark.parametrize("place", [forward, lambda network: backward(network, 4)])
def test_dearer_modes_are_taken_only_while_the_total_leaves_room_for_the_cheapest_of_the_rest(place):
    # In a row, in 4 weeks: one in its short mode for 5 more is enough, and 25 allow no second one.
    pair = (a_node("a", (3, 10), (1, 15)), a_node("b", (3, 10), (1, 15)))
    network = a_network(*pair, links=[("a", "b")], total=25)
    assert sorted(modes_of(network, place(network)).values()) == [0, 1]


def test_only_the_modes_asked_for_are_taken():
    network = a_network(a_node("a", (4, 10), (2, 30)))
    made = placing(network)
    assert modes_of(network, made.forward([[0], [0]])) == {"a": 0}
    assert modes_of(network, made.backward([[0], [0]], 5)) == {"a": 0}
    assert modes_of(network, made.backward([[0, 1], [0]], 5)) == {"a": 1}


def test_of_modes_that_start_alike_backward_takes_the_cheaper():
    network = a_network(a_node("a", (2, 30), (2, 10)))
    assert modes_of(network, backward(network, 5)) == {"a": 1}


# Earlier -----------------------------------------------------------------------------------------------------


def test_what_was_placed_late_is_pulled_as_early_as_it_goes_and_gates_with_it():
    network = a_network(a_node("a", (3,)), a_node("b", (2,)), a_node("c", (1,)), links=[("a", "b", 1)])
    made = placing(network)
    assert starts_of(network, made.earlier(backward(network, 8))) == {"a": 0, "b": 4, "c": 0, "end": 6}


def test_pulled_earlier_it_still_shares_people_and_keeps_its_modes_and_its_own_first_week():
    # One person: a from its own week 1, then b in the long mode that it has.
    network = a_network(a_node("a", (2, 0, 100), earliest=1), a_node("b", (3, 0, 100), (1, 9, 100)), caps=[(100,)])
    late = a_schedule(network, a=4, b=6, end=9)
    found = placing(network).earlier(late)
    assert starts_of(network, found) == {"a": 1, "b": 3, "end": 6}
    assert found.modes == late.modes


def test_what_would_run_for_too_much_money_is_not_pulled_earlier():
    network = a_network(a_node("a", (1,), run_per_week=2), a_node("b", (5,)), covers=("run",), total=2)
    # One week of it is paid.
    found = placing(network).earlier(a_schedule(network, a=4, b=0, end=5))
    assert starts_of(network, found) == {"a": 3, "b": 0, "end": 5}


def test_nothing_is_pulled_into_a_freeze():
    network = a_network(a_node("a", (2,)), frozen=frozenset({0, 1, 3}))
    found = placing(network).earlier(a_schedule(network, a=7, end=9))
    assert starts_of(network, found) == {"a": 4, "end": 6}
