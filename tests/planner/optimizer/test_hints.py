"""Hints: a plan that is known is offered to the solver whole, so that it need only be checked."""

from random import Random

import pytest
from ortools.sat.python import cp_model

from planner.optimizer.model import PlanModel
from planner.optimizer.values import value
from planner.optimizer.windows import Windows
from tests.planner.networks import a_network, a_node, a_schedule
from tests.planner.optimizer.rows import NAMES, a_tiny_network, every_schedule


def test_a_hint_that_lies_outside_the_windows_is_brought_inside():
    network = a_network(a_node("a", (2,), (1,), (1,)))
    model = PlanModel(network, Windows(network), 3)
    model.variables.hint(a_schedule(network, {"a": 2}, a=8, end=9))
    hint = model.model.proto.solution_hint
    names = [model.model.proto.variables[index].name for index in hint.vars]
    # What follows from starts and modes has no name.
    assert {name: hinted for name, hinted in zip(names, hint.values, strict=True) if name} == {
        "start[a]": 2,
        "mode[a,1]": 0,
        "mode[a,2]": 1,
        "start[end]": 3,
    }


@pytest.mark.parametrize("goal", NAMES)
def test_a_plan_is_hinted_whole(goal):
    # Held to its hints, the solver has exactly the plan that was hinted.
    for seed in range(16):
        network = a_tiny_network(Random(seed))
        schedule = next(every_schedule(network), None)
        if schedule is None:
            continue
        model = PlanModel(network, Windows(network), network.horizon)
        model.minimize(goal, 0)
        model.variables.hint(schedule)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.fix_variables_to_their_hinted_value = True
        assert solver.solve(model.model) == cp_model.OPTIMAL
        assert model.variables.schedule(solver.value) == schedule
        assert solver.objective_value == value(network, schedule, goal)
        assert undecided(model) <= set(model.model.proto.solution_hint.vars)


def undecided(model):
    """The variables of a model that could have another value."""
    return {index for index, variable in enumerate(model.model.proto.variables) if len(set(variable.domain)) > 1}
