"""The windows that links alone leave."""

import pytest

from planner.network import Link
from planner.optimizer.windows import Windows, usable_modes
from tests.planner.networks import a_gate, a_network, a_node, windows_of

CHAIN = a_network(
    a_node("a", (4,), (3,)), a_node("b", (2,)), a_gate("gate"), links=[("a", "b", 1), ("a", "gate", 5), ("b", "gate")]
)


def test_the_earliest_start_is_the_longest_way_in_the_shortest_modes():
    # b: 3 + 1. The gate: 3 + 5 by a's evidence, or 4 + 2 by b. The end: the gate.
    assert windows_of(CHAIN) == {"a": (0, 8), "b": (4, 2), "gate": (8, 0), "end": (8, 0)}
    assert Windows(CHAIN).critical_path == 8


def test_a_node_s_own_earliest_week_moves_what_follows():
    network = a_network(a_node("a", (2,), earliest=3), a_node("b"), links=[("a", "b")])
    assert {name: earliest for name, (earliest, _) in windows_of(network).items()} == {"a": 3, "b": 5, "end": 6}


def test_the_latest_finish_counts_back_from_the_horizon():
    windows = Windows(CHAIN)
    # By week 10: the gate at 10, b finished by 10, a by 5 (its evidence) rather than 7 (b).
    assert [windows.latest_finish(node, 10) for node in range(4)] == [5, 10, 10, 10]


def test_the_latest_finish_is_no_later_than_a_pin():
    windows = Windows(a_network(a_node("a", (2,), latest=4)))
    assert windows.latest_finish(0, 10) == 4


def test_the_horizon_is_the_deadline_where_there_is_one():
    assert Windows(a_network(a_node("a"), horizon=50)).horizon == 50
    assert Windows(a_network(a_node("a"), horizon=50, deadline=7)).horizon == 7


def test_a_horizon_on_the_critical_path_fits_and_one_week_less_does_not():
    assert Windows(CHAIN).fit(8)
    assert not Windows(CHAIN).fit(7)


def test_a_pin_that_is_too_early_fits_in_no_horizon():
    network = a_network(a_node("a", (3,)), a_node("b", (2,), latest=4), links=[("a", "b")])
    assert not Windows(network).fit(50)


def test_ancestors_are_all_that_must_have_finished_before():
    assert Windows(CHAIN).ancestors(2) == [0, 1]
    assert Windows(CHAIN).ancestors(0) == []


def test_what_does_not_lead_to_a_node_has_no_tail_to_it():
    windows = Windows(CHAIN)
    # To b: from a 3 weeks and the lag; from the gate and the end there is no way.
    assert windows.tails(windows.shortest, 1) == [4, 0, -1, -1]


def test_a_mode_that_needs_more_than_there_ever_is_cannot_be_used():
    network = a_network(a_node("a", (1, 0, 90, 0), (1, 0, 60, 20), (1, 0, 60, 40)), a_node("b"), caps=[(30, 60), (30,)])
    assert usable_modes(network) == ((1,), (0,), (0,))


def test_a_node_without_a_usable_mode_fits_nowhere():
    assert not Windows(a_network(a_node("a", (1, 0, 90)), caps=[(60,)])).fit(50)


def test_links_in_a_circle_are_a_defect_of_the_network():
    with pytest.raises(ValueError, match="cycle"):
        Windows(a_network(a_node("a"), a_node("b"), links=[("a", "b"), ("b", "a")]))


def test_two_links_between_the_same_nodes_both_hold():
    network = a_network(a_node("a", (2,)), a_node("b"), links=[("a", "b", 1), ("a", "b", 4)])
    assert Link(0, 1, 4) in network.links
    assert windows_of(network)["b"] == (6, 1)


# Freezes -----------------------------------------------------------------------------------------------------


def test_an_action_starts_where_neither_its_first_nor_its_last_week_is_frozen():
    windows = Windows(a_network(a_node("a", (3,)), frozen=frozenset({2, 5})))
    # From 0 it would end in week 2, in 2 it may not start, from 3 it would end in week 5.
    assert [windows.thawed(0, 0, start) for start in (0, 1, 2, 3, 4, 5)] == [1, 1, 4, 4, 4, 6]


def test_freezes_move_what_follows():
    # Weeks 2 to 4 are frozen: a ends in week 1, b waits for week 5.
    network = a_network(a_node("a", (2,)), a_node("b", (1,)), links=[("a", "b")], frozen=frozenset({2, 3, 4}))
    assert windows_of(network) == {"a": (0, 3), "b": (5, 1), "end": (6, 0)}


def test_governance_and_gates_do_not_freeze():
    network = a_network(
        a_node("gov", (2,), kind="governance"), a_gate("gate"), links=[("gov", "gate")], frozen=frozenset(range(9))
    )
    assert Windows(network).critical_path == 2


def test_a_longer_mode_may_be_done_sooner_and_a_shorter_one_begin_later():
    # Weeks 1 to 4 are frozen. Two weeks: from 5, to 7. Six weeks: from 0, to 6.
    windows = Windows(a_network(a_node("a", (2,), (6,)), frozen=frozenset({1, 2, 3, 4})))
    assert (windows.earliest[0], windows.earliest_finish[0]) == (0, 6)
    assert windows.critical_path == 6


def test_what_is_frozen_for_good_fits_nowhere():
    assert not Windows(a_network(a_node("a", (2,)), frozen=frozenset(range(200)))).fit(100)
