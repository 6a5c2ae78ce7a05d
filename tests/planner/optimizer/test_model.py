"""The whole model against every schedule there is: what the ledger lets pass, the model must find, and no more."""

from random import Random

import pytest

from planner.optimizer.values import value
from tests.planner.optimizer.rows import NAMES, a_tiny_network, every_schedule, optima


@pytest.mark.parametrize("seed", range(16))
def test_the_best_of_all_schedules_is_what_the_model_proves(seed):
    network = a_tiny_network(Random(seed))
    schedules = list(every_schedule(network))
    for goal in NAMES:
        best = min((value(network, schedule, goal) for schedule in schedules), default=None)
        assert optima(network, (goal,)) == (() if best is None else (best,)), goal


def test_most_of_them_have_a_plan():
    found = [any(True for _ in every_schedule(a_tiny_network(Random(seed)))) for seed in range(16)]
    assert sum(found) >= 10
