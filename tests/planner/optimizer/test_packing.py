"""Packing: no week of any plan bears more than a load's most, whatever the load was sought for."""

from random import Random

import pytest
from msgspec.structs import replace

from planner.ledger import Ledger
from planner.network import Money
from planner.optimizer.kinds import kinds
from planner.optimizer.packing import Costs, Packing
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node
from tests.planner.optimizer.rows import a_random_network, a_wide_network
from tests.planner.optimizer.test_kinds import UNUSABLE
from tests.planner.optimizer.test_relaxation import (
    a_larger_network_of_copies,
    a_tiny_network_of_copies,
    plans,
    witnesses,
)

SEEKING_S = 0.05


def a_packing(network):
    """The packing of a network."""
    windows = Windows(network)
    return Packing(network, windows, kinds(network, windows, Ledger(network, 1)))


def the_load(network, seconds=1.0, **costs):
    """What a packing finds out of a network; with costs, those of each mode's price."""
    packing = a_packing(network)
    prices = tuple(tuple(way.price for way in kind.ways) for kind in packing.kinds)
    return packing.load(seconds, 1, Costs(prices, **costs) if costs else None)


def without_money(network):
    """A network with no limit on money."""
    return replace(network, money=Money())


def some_loads(network, dice):
    """Loads sought for weeks, for weeks within an amount of money, and for money within so many weeks."""
    packing = a_packing(network)
    prices = tuple(tuple(way.price for way in kind.ways) for kind in packing.kinds)
    most = sum(max(way) for way in prices if way) if prices else 0
    sought = [None, Costs(prices, amount=dice.randint(0, most)), Costs(prices, weeks=dice.randint(1, 30))]
    dice.shuffle(sought)
    return [load for costs in sought if (load := packing.load(SEEKING_S, dice.randrange(99), costs)) is not None]


def at_work(network, schedule, load):
    """What a load says of each week of a schedule."""
    weeks = [0] * (schedule.starts[network.target] + 1)
    for node, (start, mode) in enumerate(zip(schedule.starts, schedule.modes, strict=True)):
        for week in range(start, schedule.finish(network, node)):
            weeks[week] += load.weights[node][mode]
    return weeks


def assert_no_week_bears_more(network, found, dice):
    """Assert that the loads of a network hold in each of its plans."""
    loads = some_loads(network, dice)
    for load in loads:
        assert [len(weights) for weights in load.weights] == [len(node.modes) for node in network.nodes]
        assert load.most > 0
        assert min(min(weights) for weights in load.weights) >= 0
    for schedule in found:
        for load in loads:
            assert max(at_work(network, schedule, load)) <= load.most, (schedule, load)


@pytest.mark.parametrize("seed", range(30))
def test_no_week_of_a_tiny_network_bears_more_than_a_load_says(seed):
    dice = Random(f"packed tiny {seed}")
    network = a_tiny_network_of_copies(dice)
    assert_no_week_bears_more(network, plans(network, Windows(network).horizon), dice)


@pytest.mark.parametrize("seed", range(30))
def test_no_week_of_a_network_of_copies_bears_more_than_a_load_says(seed):
    # Money is of no matter to a load: without it there are more plans that a wrong one would show in.
    dice = Random(f"packed copies {seed}")
    network = without_money(a_larger_network_of_copies(dice))
    assert_no_week_bears_more(network, witnesses(network), dice)


@pytest.mark.parametrize("seed", range(20))
def test_no_week_of_a_network_of_all_sorts_bears_more_than_a_load_says(seed):
    dice = Random(f"packed sorts {seed}")
    network = dice.choice((a_random_network, a_wide_network))(dice, most=80)
    assert_no_week_bears_more(network, witnesses(network), dice)


@pytest.mark.soak
@pytest.mark.parametrize("hundred", range(30))
def test_no_week_of_three_thousand_networks_bears_more_than_a_load_says(hundred):
    for seed in range(100 * hundred, 100 * hundred + 100):
        dice = Random(f"packed soak {seed}")
        if seed % 2:
            network = without_money(a_tiny_network_of_copies(dice))
            found = plans(network, min(7, Windows(network).horizon))
        else:
            network = without_money(a_larger_network_of_copies(dice))
            found = witnesses(network)
        try:
            assert_no_week_bears_more(network, found, dice)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}") from error


def test_three_activities_of_60_percent_of_a_role_are_a_chain():
    load = the_load(a_network(*(a_node(name, (4, 0, 60)) for name in "abc"), caps=[(100,)]))
    # Each takes all that a week bears.
    assert load.weights == ((load.most,), (load.most,), (load.most,), (0,))


def test_copies_weigh_the_same():
    copies = [a_node(f"a{number}", (2, 0, 40)) for number in range(5)]
    load = the_load(a_network(*copies, caps=[(100,)]))
    # Two fit: each takes half of a week, not two fifths.
    assert {2 * weights[0] for weights in load.weights[:5]} == {load.most}


def test_what_two_roles_keep_apart_is_seen_with_a_third_activity():
    # Any two of the three share a role that has too few for both.
    parts = [a_node("a", (2, 0, 60, 60, 0)), a_node("b", (2, 0, 60, 0, 60)), a_node("c", (2, 0, 0, 60, 60))]
    load = the_load(a_network(*parts, caps=[(100,)] * 3))
    assert [weights[0] for weights in load.weights] == [load.most, load.most, load.most, 0]


def test_what_precedes_another_is_not_at_work_with_it():
    # c fits beside neither, though both of them would fit at once if one did not lead to the other.
    parts = [a_node("a", (4, 0, 30)), a_node("b", (4, 0, 30)), a_node("c", (4, 0, 80))]
    load = the_load(a_network(*parts, links=[("a", "b")], caps=[(100,)]))
    assert [weights[0] for weights in load.weights] == [load.most, load.most, load.most, 0]


def test_what_precedes_another_by_way_of_a_gate_is_not_at_work_with_it():
    parts = [a_node("a", (4, 0, 30)), a_node("b", (4, 0, 30)), a_node("c", (4, 0, 80))]
    network = a_network(*parts, a_gate("gate"), links=[("a", "gate"), ("gate", "b")], caps=[(100,)])
    load = the_load(network)
    assert [weights[0] for weights in load.weights] == [load.most, load.most, load.most, 0, 0]


def test_what_leads_on_in_each_function_may_go_on_in_different_ones():
    # p0 leads to q0 and p1 to q1; p0 and q1 may be at work at once: of the four, two.
    nodes = [a_node(f"{item}{number}", (2, 0, 40), function=str(number)) for item in "pq" for number in range(2)]
    network = a_network(*nodes, links=[("p0", "q0"), ("p1", "q1")], caps=[(200,)])
    load = the_load(network)
    assert load.weights[0][0] + load.weights[3][0] <= load.most
    assert sum(weights[0] for weights in load.weights) == 2 * load.most


def test_a_mode_that_nobody_can_do_weighs_nothing():
    network = a_network(a_node("a", (1, 0, UNUSABLE), (4, 0, 60)), a_node("b", (4, 0, 60)), caps=[(100,)])
    load = the_load(network)
    assert load.weights == ((0, load.most), (load.most,), (0,))


def test_a_mode_that_cannot_be_used_does_not_shift_the_weights_of_others():
    # a may be done in x (6 weeks of 50) or y (4 of 60), and b the same, after a mode that nobody can do. In x both
    # can be at work at once.
    a = a_node("a", (6, 0, 50), (4, 0, 60))
    b = replace(a_node("b", (1, 0, UNUSABLE)), modes=(*a_node("b", (1, 0, UNUSABLE)).modes, *a.modes))
    load = the_load(a_network(a, b, caps=[(100,)]))
    assert load.weights[0][0] + load.weights[1][1] <= load.most


def test_a_role_that_nobody_needs_is_no_obstacle():
    load = the_load(a_network(a_node("a", (2,)), a_node("b", (2,)), caps=[(100,)]))
    assert load is None or load.weights[0][0] + load.weights[1][0] <= load.most


def test_a_role_that_is_not_there_is_no_obstacle():
    load = the_load(a_network(a_node("a", (2,)), a_node("b", (2,)), caps=[(0,)]))
    assert load is None or load.weights[0][0] + load.weights[1][0] <= load.most


def test_people_are_the_most_there_ever_are():
    # 60 and then 120: from the second quarter on both can be at work.
    load = the_load(a_network(a_node("a", (2, 0, 60)), a_node("b", (2, 0, 60)), caps=[(60, 120)]))
    assert load is None or load.weights[0][0] + load.weights[1][0] <= load.most


def test_weights_sought_for_money_hold_as_well():
    parts = [a_node(name, (6, 0, 60), (3, 10, 60)) for name in "abc"]
    network = a_network(*parts, caps=[(100,)])
    for costs in ({"amount": 20}, {"weeks": 12}):
        load = the_load(network, **costs)
        assert {2 * max(weights) for weights in load.weights[:3]} == {2 * load.most}


def test_without_time_nothing_is_found():
    assert the_load(a_network(a_node("a", (2, 0, 60)), caps=[(100,)]), seconds=0) is None
