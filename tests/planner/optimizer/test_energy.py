"""Energy rows: they follow from the cumulatives, so they may cut off nothing."""

from random import Random

import pytest

from planner.optimizer import energy, model
from planner.optimizer.model import PlanModel
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node, best_values
from tests.planner.optimizer.rows import a_random_network, a_wide_network, optima


def rows(network, horizon=40):
    """How many rows energy adds to the model of a network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "add_energy", lambda variables, loads: None)
        without = PlanModel(network, Windows(network), horizon)
    whole = PlanModel(network, Windows(network), horizon)
    return len(whole.model.proto.constraints) - len(without.model.proto.constraints)


@pytest.mark.parametrize("seed", range(20))
def test_the_rows_cut_off_no_optimum(seed, monkeypatch):
    # With money for nearly everything, people decide.
    network = a_random_network(Random(seed), most=80)
    assert rows(network)
    found = optima(network)
    monkeypatch.setattr(model, "add_energy", lambda variables, loads: None)
    assert found == optima(network)


@pytest.mark.parametrize("seed", range(10))
def test_the_rows_cut_off_no_optimum_beside_freezes_run_cost_and_money_that_lapses(seed, monkeypatch):
    network = a_wide_network(Random(seed), most=80)
    found = optima(network, ("finish", "risk"))
    monkeypatch.setattr(model, "add_energy", lambda variables, loads: None)
    assert found == optima(network, ("finish", "risk"))


def test_the_work_before_a_gate_needs_its_weeks():
    # Three activities of 2 weeks and one person: the gate in week 6; nothing after it needs anybody.
    parts = [a_node(name, (2, 0, 100)) for name in "abc"]
    network = a_network(*parts, a_gate("gate"), links=[(name, "gate") for name in "abc"], caps=[(100,)])
    assert best_values(network) == (6, 0)
    # One row a gate, as all three share one window: for the gate and for the end.
    assert rows(network) == 2


def test_no_more_than_the_strongest_rows_are_kept():
    # Eight chains of different lead: eight heads, one tail.
    parts = [a_node(f"a{weeks}", (1, 0, 60), earliest=weeks) for weeks in range(8)]
    assert rows(a_network(*parts, caps=[(100,)])) == energy.ROWS


def test_without_people_there_are_no_rows():
    assert rows(a_network(a_node("a", (2,)), a_node("b", (2,)))) == 0
    assert rows(a_network(a_node("a", (2,)), caps=[(100,)])) == 0
    assert rows(a_network(a_node("a", (2,)), caps=[(0,)])) == 0
