"""Searches over a small network, and what they prove, for the tests of the search."""

from planner.optimizer.heuristic import Heuristic
from planner.optimizer.search import Search
from tests.planner.networks import GOALS, a_network, a_node

# One person's four weeks and three weeks, each to be had in one week for 10 more: 7 weeks at 2, 2 weeks at 22.
PAIR = a_network(a_node("a", (4, 1, 100), (1, 11, 100)), a_node("b", (3, 1, 100), (1, 11, 100)), caps=[(100,)])


def a_search(network, entries=GOALS, **fields):
    return Search(network, entries, seconds=10, workers=1, seed=1, **fields)


def values(report):
    return [(goal.goal, goal.value, goal.bound, goal.proven) for goal in report.goals]


def proven(report):
    """The values of goals that are all proven."""
    assert all(goal.proven and goal.value == goal.bound for goal in report.goals)
    return tuple(goal.value for goal in report.goals)


class Idle(Heuristic):
    """In the place of the heuristic: leaves the search to the solver alone."""

    def first(self):
        return None

    def consider(self, *_):
        return None
