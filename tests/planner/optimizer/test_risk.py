"""Risk, in the exact model: severity x weeks open, with every gate in the week that it is earned in."""

from random import Random

import pytest

from planner.optimizer.model import PlanModel
from planner.optimizer.values import value
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node, best_values, goals, searched, starts_of
from tests.planner.optimizer.rows import a_wide_network

# a earns the gate, which opens a risk that b, five weeks after a, closes.
OPENED = a_network(
    a_node("a", (2,)),
    a_gate("gate"),
    a_node("b", (5,)),
    links=[("a", "gate"), ("a", "b")],
    risks=[("new", 3, "gate", "b")],
)


def test_waiting_to_declare_a_gate_is_not_safer():
    # A gate in week 7 would leave nothing open; it is earned in week 2, five weeks before b is done.
    report = searched(OPENED, goals("risk", "finish"))
    assert [(goal.value, goal.proven) for goal in report.goals] == [(15, True), (7, True)]
    assert starts_of(OPENED, report.schedule) == {"a": 0, "gate": 2, "b": 2, "end": 7}


def test_waiting_to_declare_a_gate_is_not_safer_where_risk_comes_last():
    report = searched(OPENED, goals("finish", "cost", "risk"))
    assert [(goal.value, goal.proven) for goal in report.goals] == [(7, True), (0, True), (15, True)]


def test_a_gate_is_no_earlier_than_its_own_week_and_evidence():
    # Evidence of three weeks: 5; or the gate's own week 6. b is done in week 7.
    for earliest, risk in ((0, 6), (6, 3)):
        network = a_network(
            a_node("a", (2,), latest=2),
            a_gate("gate", earliest=earliest),
            a_node("b", (5,)),
            links=[("a", "gate", 3), ("a", "b")],
            risks=[("new", 3, "gate", "b")],
        )
        assert best_values(network, "risk", "finish") == (risk, 7)


def test_what_earns_a_gate_may_wait_and_that_is_safer():
    # Not linked: b first, a in weeks 3 and 4, the gate in week 5, when b is done.
    network = a_network(
        a_node("a", (2,)), a_gate("gate"), a_node("b", (5,)), links=[("a", "gate")], risks=[("new", 3, "gate", "b")]
    )
    assert best_values(network, "risk", "finish") == (0, 5)


def test_a_risk_with_no_mitigators_is_open_to_the_target():
    # From the start for 2 a week, and from the gate on for 5: the gate as late as may be, with the target.
    network = a_network(
        a_node("a", (2,)),
        a_gate("gate"),
        a_node("b", (4,)),
        links=[("a", "gate")],
        risks=[("x", 2, None), ("y", 5, "gate")],
    )
    assert best_values(network, "risk") == (8,)
    # Pinned, a is done in week 2: two of the four weeks count.
    pinned = a_network(
        a_node("a", (2,), latest=2),
        a_gate("gate"),
        a_node("b", (4,)),
        links=[("a", "gate")],
        risks=[("x", 2, None), ("y", 5, "gate")],
    )
    assert best_values(pinned, "risk") == (18,)


def test_the_last_of_several_closes_a_risk():
    # One person: 2 + 3 weeks, and c, that closes nothing, comes last.
    parts = [a_node(name, (weeks, 0, 100)) for name, weeks in (("c", 4), ("a", 2), ("b", 3))]
    assert best_values(a_network(*parts, caps=[(100,)], risks=[("x", 4, None, "a", "b")]), "risk", "finish") == (20, 9)


def test_the_most_severe_is_closed_by_the_shorter_mode_where_that_is_worth_it():
    # Two short modes cannot both be paid; the risk of severity 5 gets it: 5 x 1 + 2 x 3.
    pair = [a_node(name, (3, 0), (1, 10)) for name in "ab"]
    network = a_network(*pair, total=10, risks=[("x", 2, None, "a"), ("y", 5, None, "b")])
    assert best_values(network, "risk", "cost") == (11, 10)


def test_without_risks_there_is_nothing_to_do():
    assert best_values(a_network(a_node("a", (2,))), "risk") == (0,)


@pytest.mark.parametrize("seed", range(10))
def test_the_model_s_risk_is_that_of_its_schedule(seed):
    network = a_wide_network(Random(seed))
    report = searched(network, goals("risk"))
    if report.schedule is None:
        assert report.infeasible
        return
    (goal,) = report.goals
    assert goal.proven
    assert goal.value == value(network, report.schedule, "risk")
    assert report.schedule == report.schedule.settled(network)


def test_gates_are_held_to_their_week_only_where_risk_is_asked_for():
    model = PlanModel(OPENED, Windows(OPENED), 9)
    before = len(model.model.proto.constraints)
    model.at_most("finish", 9)
    assert len(model.model.proto.constraints) == before + 1
    model.at_most("risk", 99)
    model.at_most("risk", 98)
    # One for each of two gates, one for the weeks of the risk, and the two limits.
    assert len(model.model.proto.constraints) == before + 6
