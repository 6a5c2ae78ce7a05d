"""Order, in the exact model."""

import pytest

from planner.optimizer.model import PlanModel
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node, best_values, goals, modes_of, searched, starts_of


def test_a_follower_starts_after_the_finish_and_the_lag():
    # Two weeks, a lag of three, one week.
    assert best_values(a_network(a_node("a", (2,)), a_node("b", (1,)), links=[("a", "b", 3)])) == (6, 0)


def test_the_chosen_mode_s_weeks_count():
    # c takes 5 weeks. In its long mode a saves 5, and b, in week 4, still ends no later than c.
    network = a_network(a_node("a", (2, 10), (4, 5)), a_node("b", (1,)), a_node("c", (5,)), links=[("a", "b")])
    assert best_values(network) == (5, 5)


def test_a_gate_waits_for_its_evidence_and_what_it_opens_waits_for_the_gate():
    # a to week 2, evidence to week 5: the gate. z is opened by it: 5 + 2.
    network = a_network(a_node("a", (2,)), a_gate("gate"), a_node("z", (2,)), links=[("a", "gate", 3), ("gate", "z")])
    found = searched(network)
    assert starts_of(network, found.schedule) == {"a": 0, "gate": 5, "z": 5, "end": 7}


def test_gates_keep_their_distance():
    network = a_network(a_gate("gate"), a_node("a", (2,)), links=[("a", "gate"), ("gate", "end", 9)])
    assert best_values(network) == (11, 0)


def test_a_window_holds_both_ways():
    network = a_network(a_node("a", (2,), earliest=4, latest=9), a_node("b", (3,), earliest=8))
    assert best_values(network) == (11, 0)


@pytest.mark.parametrize(("deadline", "values"), [(5, (5, 0)), (4, ())])
def test_the_target_is_not_later_than_the_deadline(deadline, values):
    network = a_network(a_node("a", (5,)), deadline=deadline, end=a_gate("end", latest=deadline))
    assert best_values(network) == values


def test_links_that_the_windows_keep_need_no_row():
    # By week 3 there is no room to move: every start is fixed, and the model has no constraint at all.
    network = a_network(a_node("a", (2,)), a_node("b", (1,)), links=[("a", "b")])
    model = PlanModel(network, Windows(network), 3)
    assert len(model.model.proto.constraints) == 0
    roomy = PlanModel(network, Windows(network), 4)
    # a before b, and b before the end; a has finished by week 3, before which there is no end.
    assert len(roomy.model.proto.constraints) == 2


def test_a_horizon_before_the_critical_path_is_infeasible_without_a_model():
    network = a_network(a_node("a", (2,)))
    assert not PlanModel(network, Windows(network), 1).feasible


# Freezes -----------------------------------------------------------------------------------------------------


def test_an_action_neither_starts_nor_ends_in_a_freeze():
    # Weeks 3 and 4: four weeks from 0 would end in week 3, from 1 in 4; from 2, weeks 2 to 5, it runs on through both.
    network = a_network(a_node("a", (4,)), frozen=frozenset({3, 4}))
    assert starts_of(network, searched(network).schedule) == {"a": 2, "end": 6}


@pytest.mark.parametrize(("kind", "finish"), [("action", 7), ("governance", 2)])
def test_governance_is_exempt_from_freezes(kind, finish):
    network = a_network(a_node("a", (2,), kind=kind), frozen=frozenset({0, 1, 2, 3, 4}))
    assert best_values(network) == (finish, 0)


def test_a_set_up_of_an_action_is_frozen_as_its_copies_are():
    # The set-up, of kind action and of no function, may not end in week 1: week 2, and the copy after it.
    network = a_network(
        a_node("act@setup", (2,)),
        a_node("act@hr", (1,), function="hr"),
        links=[("act@setup", "act@hr")],
        frozen=frozenset({1}),
    )
    assert starts_of(network, searched(network).schedule) == {"act@setup": 2, "act@hr": 4, "end": 5}


@pytest.mark.parametrize(
    ("frozen", "finish", "mode"),
    [
        # Two weeks or four. The short one would end in week 1 or begin in it: weeks 2 and 3, as long as the long one.
        ({1}, 4, 1),
        # The long one would end in week 3; the short one is done in week 2.
        ({3}, 2, 0),
        # Neither may end before week 4: the short one in weeks 4 and 5, the long one, from 0, would end in week 3.
        ({1, 2, 3}, 6, 0),
    ],
)
def test_each_mode_has_its_own_freedom_from_freezes(frozen, finish, mode):
    network = a_network(a_node("a", (2, 20), (4, 10)), frozen=frozenset(frozen))
    report = searched(network)
    assert report.goals[0].value == finish
    assert modes_of(network, report.schedule) == {"a": mode}


def test_a_mode_that_no_week_is_free_for_is_not_taken():
    # By week 6 with weeks 0 and 3 to 5 frozen: one week fits into 1 or 2; four weeks from 1 end in 4, from 2 in 5.
    network = a_network(
        a_node("a", (4, 1), (1, 9)), frozen=frozenset({0, 3, 4, 5}), deadline=6, end=a_gate("end", latest=6)
    )
    report = searched(network, goals("cost"))
    assert [(goal.value, goal.proven) for goal in report.goals] == [(9, True)]


def test_an_action_that_finds_no_free_week_leaves_no_plan():
    network = a_network(a_node("a", (2,)), frozen=frozenset(range(5)), deadline=6, end=a_gate("end", latest=6))
    assert best_values(network) == ()
