"""Plans kept to breed from, and what is bred from them."""

import random

import pytest

from planner.network import Schedule
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.placing import Placing
from planner.optimizer.population import SIZE, Population
from planner.optimizer.variation import Variation
from planner.optimizer.windows import Windows
from tests.planner.networks import a_network, a_node

ROW = a_network(
    *(a_node(name, (4, 10, 100), (2, 30, 100)) for name in "abcdef"), a_node("g", (3, 5, 50)), caps=[(150,)]
)
SEEDS = range(40)


def a_plan(number):
    return Schedule((number,), (0,))


@pytest.fixture
def population():
    made = Population()
    made.join((10, 5), a_plan(0))
    return made


def test_the_best_comes_first_and_no_two_are_worth_the_same(population):
    population.join((9, 7), a_plan(1))
    population.join((11, 0), a_plan(2))
    population.join((10, 5), a_plan(3))
    assert population.members == [((9, 7), a_plan(1)), ((10, 5), a_plan(3)), ((11, 0), a_plan(2))]
    assert population.best == (9, 7)


def test_there_is_room_for_somewhat_later_plans_until_it_is_full(population):
    assert population.latest == 13  # 10 x 1.1, and 2
    for number in range(1, SIZE):
        assert not population.is_full
        population.join((10 + number, 0), a_plan(number))
    assert population.is_full
    assert population.latest == 10 + SIZE - 1


def test_in_a_full_one_a_better_plan_takes_the_place_of_the_worst(population):
    for number in range(1, SIZE):
        population.join((10 + number, 0), a_plan(number))
    population.join((99, 0), a_plan(99))
    population.join((12, 3), a_plan(98))
    keys = [key for key, _ in population.members]
    assert len(keys) == SIZE
    assert (99, 0) not in keys
    assert (12, 3) in keys
    assert (10 + SIZE - 1, 0) not in keys


def test_one_plan_is_both_parents_and_the_first_of_many_is_rather_a_good_one(population):
    assert population.parents(random.Random(0)) == (a_plan(0), a_plan(0))
    for number in range(1, 10):
        population.join((10 + number, 0), a_plan(number))
    chance = random.Random(0)
    drawn = [population.parents(chance) for _ in range(300)]
    first, second = (sum(pair[place].starts[0] for pair in drawn) / len(drawn) for place in (0, 1))
    assert first < 3.5 < second


@pytest.fixture
def two_plans():
    made = Heuristic(ROW, Windows(ROW))
    slow, fast = ([[mode] for _ in ROW.nodes[:6]] + [[0], [0]] for mode in (0, 1))
    return made.placing.forward(slow), made.placing.forward(fast)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("way", ["changed", "scattered", "mixed"])
def test_whatever_is_bred_has_usable_modes_and_a_priority_for_each_node(two_plans, way, seed):
    variation = Variation(Placing(ROW, Windows(ROW)), random.Random(seed))
    modes, order = getattr(variation, way)(*two_plans[: 2 if way == "mixed" else 1])
    assert len(order) == len(ROW.nodes)
    assert all(mode in usable for mode, usable in zip(modes, Windows(ROW).modes, strict=True))
    assert [plan.modes for plan in two_plans] == [(0,) * 8, (1,) * 6 + (0,) * 2]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mix_takes_each_mode_from_one_parent_or_the_other(two_plans, seed):
    slow, fast = two_plans
    variation = Variation(Placing(ROW, Windows(ROW)), random.Random(seed))
    modes, _ = variation.mixed(slow, fast)
    assert all(mode in {a, b} for mode, a, b in zip(modes, slow.modes, fast.modes, strict=True))


def test_over_many_mixes_both_parents_are_heard(two_plans):
    variation = Variation(Placing(ROW, Windows(ROW)), random.Random(1))
    taken = [sum(variation.mixed(*two_plans)[0]) for _ in range(100)]
    assert {0, 6} & set(taken)
    assert any(0 < count < 6 for count in taken)
