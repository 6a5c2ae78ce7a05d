"""Stacking and squeezing: what lacks nothing is a plan, and a long plan becomes a short one."""

from random import Random

import pytest

from planner.ledger import Ledger, breaks
from planner.network import Schedule
from planner.optimizer import search as searching
from planner.optimizer.kinds import kinds
from planner.optimizer.relaxation import Relaxation
from planner.optimizer.squeezing import Squeezing
from planner.optimizer.stacking import Stacking
from planner.optimizer.windows import Windows
from planner.request import Goal
from tests.planner.networks import a_network, a_node
from tests.planner.optimizer.rows import HORIZON, a_random_network, optimum
from tests.planner.optimizer.searches import PAIR, a_search
from tests.planner.optimizer.test_gating import steady

FINISH = (Goal("finish"),)


def kinds_of(network):
    return kinds(network, Windows(network), Ledger(network, 1))


def a_stacking(network):
    return Stacking(network, Windows(network), kinds_of(network))


def squeezed(network, schedule, steps=300):
    """The plans found from a plan on, the last the best."""
    found = []
    squeezing = Squeezing(network, Windows(network), kinds_of(network), found.append, 1)
    squeezing.begin(schedule)
    for _ in range(steps):
        squeezing.step()
    return found


def test_what_does_not_fit_begins_before_week_0():
    # Seven weeks of one person with the target in week 5; b is first in the order, so it is last in time.
    stacking = a_stacking(PAIR)
    starts = stacking.stack((0, 0, 0), (1, 0, 2), 5)
    assert starts == [-2, 2, 5]
    assert stacking.weeks_missing(starts) == 2
    assert stacking.pull(starts, (0, 0, 0), 5) == [4, 7, 7]


def test_a_stack_does_not_go_beyond_twice_the_weeks_there_are():
    assert a_stacking(PAIR).stack((0, 0, 0), (1, 0, 2), 3) is None


def test_alike_nodes_that_are_asked_for_later_weeks_find_the_gaps_that_others_left():
    nodes = [a_node(f"a{number}", (1, 0, 100)) for number in range(3)]
    network = a_network(*nodes, a_node("z", (3, 0, 100)), caps=[(200,)])
    # Two in week 5, the third in week 4, where it leaves one of two people to the long one from week 2 on.
    assert a_stacking(network).stack((0,) * 5, (0, 1, 2, 3, -1), 6) == [5, 5, 4, 2, 6]


def test_money_is_missing_in_weeks_of_what_is_released():
    # 6 a week from week 2 on are 12 by week 4, where there are 8, and 24 by week 6, where there are 20: 4 too much, of
    # which 20 in six weeks are released.
    network = a_network(a_node("a", (4, 24)), per_quarter=(8, 12))
    stacking = a_stacking(network)
    assert stacking.money_missing([2, 6], (0, 0), 6) == pytest.approx(4 * 6 / 20)
    assert stacking.money_missing([8, 12], (0, 0), 12) < 0


@pytest.mark.parametrize("seed", range(60))
def test_a_stack_that_lacks_nothing_is_a_plan(seed):
    dice = Random(f"stack {seed}")
    network = steady(a_random_network(dice, covers=("cash", "run")), dice)
    stacking = a_stacking(network)
    for end in range(6, HORIZON, 3):
        modes = [dice.choice(usable) for usable in Windows(network).modes]
        starts = stacking.stack(modes, [dice.random() for _ in modes], end)
        if starts is None or stacking.weeks_missing(starts) > 0:
            continue
        fault = breaks(network, Schedule(tuple(starts), tuple(modes)))
        assert (fault is None) == (stacking.money_missing(starts, modes, end) <= 0), fault


def test_a_long_plan_becomes_the_shortest():
    # Each in one week, one after the other: 2 weeks instead of 7.
    assert squeezed(PAIR, Schedule((0, 4, 7), (0, 0, 0)))[-1].starts[2] == 2


@pytest.mark.parametrize("seed", range(25))
def test_a_search_of_a_network_that_counts_as_large_finds_plans_and_proves_nothing_false(seed, monkeypatch):
    monkeypatch.setattr(searching, "LARGE", 1)
    dice = Random(f"large {seed}")
    network = steady(a_random_network(dice), dice)
    best = optimum(network, "finish")
    if best is None or not Relaxation(network, Windows(network), 0).shiftable:
        return
    search = a_search(network, FINISH)
    search.seconds, search.workers = 0.5, 1 + seed % 2
    (goal,) = search.run().goals
    assert goal.bound <= best <= goal.value
    assert goal.value <= best + 3


def test_it_is_left_out_on_request(monkeypatch):
    monkeypatch.setattr(searching, "LARGE", 1)
    search = a_search(PAIR, FINISH, without=("squeezing",))
    search.run()
    assert not search.squeezed
