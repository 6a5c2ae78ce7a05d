"""Gating and the order of kinds: what they exclude is impossible, and they exclude more than the relaxation alone."""

import time
from random import Random

import pytest
from msgspec.structs import replace

from planner.ledger import Ledger
from planner.network import Link
from planner.optimizer.gating import Gated, Gating
from planner.optimizer.kinds import kinds
from planner.optimizer.relaxation import Relaxation
from planner.optimizer.succession import Successions
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node
from tests.planner.optimizer.rows import HORIZON, a_random_network, optimum
from tests.planner.optimizer.test_kinds import a_network_of_copies
from tests.planner.optimizer.test_relaxation import plans, witnesses

STEPS = 60

QUARTERS = tuple(range(1, 101))


def a_relaxation(network):
    return Relaxation(network, Windows(network), time.monotonic() + 300)


def bound_of(network, end, bound=0):
    """What gating proves in a number of steps."""
    gating = Gating(a_relaxation(network), bound, end)
    for _ in range(STEPS):
        if gating.done:
            break
        gating.step()
    return gating.bound


def steady(network, dice):
    """The same with people who stay, so that plans can be done later as a whole."""
    return replace(
        network, resources=tuple(replace(it, capacity=(dice.choice((100, 150)),)) for it in network.resources)
    )


def a_network_with_a_gate(dice):
    """Copies of an item, or two in step, some before a gate and some after it, by week 10."""
    found = a_network_of_copies(dice, alone=dice.choice((0, 1)), longest=3, horizon=10, steady=True)
    gate = next(node for node, it in enumerate(found.nodes) if it.id == "gate")
    work = [node for node, it in enumerate(found.nodes) if it.kind != "gate"]
    first = {node for node in work if found.nodes[node].id[0] == "p"}
    if len(found.nodes) > 6 or len(first) == len(work) or not Relaxation(found, Windows(found), 0).shiftable:
        return a_network_with_a_gate(dice)
    links = [Link(node, gate, dice.choice((0, 1))) for node in first]
    if dice.random() < 0.5:
        links += [Link(gate, node) for node in work if node not in first]
    kept = [
        link
        for link in found.links
        if link.after == found.target or (gate not in (link.before, link.after) and link.after not in first)
    ]
    return replace(found, links=(*kept, *links))


def assert_no_plan_is_denied(seed):
    dice = Random(f"gates {seed}")
    network = a_network_with_a_gate(dice)
    found = {}
    for schedule in plans(network, Windows(network).horizon):
        found.setdefault(schedule.starts[network.target], schedule)
    if not found:
        return
    assert bound_of(network, max(found) + 3) <= min(found)
    relaxation, windows = a_relaxation(network), Windows(network)
    gate = next(node for node, it in enumerate(network.nodes) if it.id == "gate")
    for end, schedule in found.items():
        before = end - schedule.starts[gate]
        for gates in ({}, {gate: (before, before)}, {gate: (0, before)}, {gate: (before, None)}):
            assert not relaxation.narrowed(Gated(windows, end, gates)).judge(end, end).excluded, (end, gates)


@pytest.mark.parametrize("seed", range(24))
def test_no_plan_of_a_tiny_network_with_a_gate_is_denied(seed):
    assert_no_plan_is_denied(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(24, 200))
def test_no_plan_of_many_more_is_denied(seed):
    assert_no_plan_is_denied(seed)


@pytest.mark.parametrize("seed", range(40))
def test_nothing_sooner_than_the_optimum_is_left_out(seed):
    dice = Random(f"steady {seed}")
    network = steady(a_random_network(dice), dice)
    best = optimum(network, "finish")
    if best is not None:
        assert bound_of(network, HORIZON) <= best


@pytest.mark.parametrize("seed", range(15))
def test_copies_in_step_keep_their_order_in_every_plan(seed):
    dice = Random(f"in step {seed}")
    network = a_network_of_copies(dice, functions=3, alone=2, longest=5, horizon=30, steady=True)
    relaxation = a_relaxation(network)
    for schedule in witnesses(network):
        end = schedule.starts[network.target]
        assert not relaxation.narrowed(Windows(network)).judge(end, end).excluded
        assert bound_of(network, end + 5) <= end or not relaxation.shiftable


def two_halves():
    """Four weeks of one person before a gate, four of another after it, with helpers who are there all the time."""
    early = [a_node(f"a{number}", (2, 0, 100, 0)) for number in range(4)]
    late = [a_node(f"b{number}", (2, 0, 0, 100)) for number in range(4)]
    links = [(it.id, "gate") for it in early] + [("gate", it.id) for it in late]
    return a_network(*early, *late, a_gate("gate"), links=links, caps=[(100,), (100,)], quarter_ends=QUARTERS)


def test_work_after_a_gate_waits_for_all_work_before_it():
    # 8 weeks of the first person, then 8 of the second. By windows alone each has all weeks but two.
    network = two_halves()
    relaxation, windows = a_relaxation(network), Windows(network)
    assert not relaxation.judge(10, 10).excluded
    assert bound_of(network, 16, windows.critical_path) == 16


def test_a_kind_that_follows_another_in_step_is_a_succession_and_one_that_follows_some_of_it_is_not():
    nodes = [a_node(f"{item}{number}", (weeks,)) for item, weeks in (("a", 2), ("b", 3), ("c", 4)) for number in "12"]
    links = [("a1", "b1", 1), ("a2", "b2"), ("b1", "c1"), ("b1", "c2")]
    apart = a_network(*nodes)  # where nothing follows anything, copies are alike
    found = kinds(apart, Windows(apart), Ledger(apart, 1))
    assert [[apart.nodes[node].id for node in kind.nodes] for kind in found] == [
        ["a1", "a2"],
        ["b1", "b2"],
        ["c1", "c2"],
    ]
    successions = Successions(a_network(*nodes, links=links), found).found
    assert [(it.before, it.after, it.lag) for it in successions if it.after < 3] == [(0, 1, 0)]


def test_windows_between_gates_are_what_the_gates_leave():
    network = two_halves()
    gate = next(node for node, it in enumerate(network.nodes) if it.id == "gate")
    gated = Gated(Windows(network), 20, {gate: (8, 12)})
    assert (gated.earliest[gate], gated.latest_finish(gate, 20)) == (8, 12)
    assert (gated.earliest[0], gated.latest_finish(0, 20)) == (0, 12)
    assert (gated.earliest[4], gated.latest_finish(4, 20)) == (8, 20)
