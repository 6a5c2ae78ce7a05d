"""The desk: what it has proven answers what comes after, and nothing is believed that does not hold."""

import threading
import time

from msgspec.structs import replace

from planner.asking import WAIT, Answer, Ask, explore
from planner.building import build_network
from planner.desk import Bare, Desk
from planner.network import Schedule
from planner.request import Budget, Goal, Solver
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.planner.exploring.explored import a_desk

GOALS = (Goal("finish"), Goal("cost"))
CATALOG = a_catalog(an_item("act-a", modes={"in_house": a_mode(3, 10), "partner": a_mode(2, 25)}))


def with_budget(total):
    return a_request(budget=Budget(total=total))


def values(answer):
    return [(goal.value, goal.bound) for goal in answer.goals]


class Dictionary:
    """Answers kept in memory."""

    def __init__(self):
        self.kept = {}

    def get(self, key):
        return self.kept.get(key)

    def put(self, key, answer):
        self.kept[key] = answer


def test_what_is_proven_of_more_money_holds_for_less():
    desk = a_desk(CATALOG)
    assert values(desk(Ask(with_budget(100), GOALS))) == [(2, 2), (25, 25)]
    assert values(desk(Ask(with_budget(25), GOALS))) == [(2, 2), (25, 25)]
    assert desk.solves == 1
    assert values(desk(Ask(with_budget(24), GOALS))) == [(3, 3), (10, 10)]
    assert desk.solves == 2
    assert desk(Ask(with_budget(9), GOALS)).possible is False
    assert desk(Ask(with_budget(8))).possible is False
    assert desk.solves == 3


def test_other_goals_are_another_question():
    desk = a_desk(CATALOG)
    desk(Ask(with_budget(100), GOALS))
    assert values(desk(Ask(with_budget(25), GOALS[::-1]))) == [(10, 10), (3, 3)]


def test_a_cap_on_the_cost_is_kept():
    desk = a_desk(CATALOG)
    assert values(desk(Ask(a_request(), GOALS, cost=24))) == [(3, 3), (10, 10)]
    assert values(desk(Ask(a_request(), GOALS, cost=25))) == [(2, 2), (25, 25)]
    assert desk(Ask(a_request(), GOALS, cost=9)).possible is False


def test_what_was_kept_is_not_solved_again_and_not_believed_where_it_breaks_something():
    kept = Dictionary()
    first = a_desk(CATALOG, kept=kept)
    first(Ask(with_budget(30), GOALS))
    again = a_desk(CATALOG, kept=kept)
    assert values(again(Ask(with_budget(30), GOALS))) == [(2, 2), (25, 25)]
    assert again.solves == 0
    ask = Ask(with_budget(12), GOALS)
    dear = Schedule((0, 2), (1, 0))
    kept.put(ask.key, Bare(True, dear, again(Ask(with_budget(30), GOALS)).goals))
    assert values(again(ask)) == [(3, 3), (10, 10)]


def test_a_bound_that_is_given_saves_the_proof():
    desk = a_desk(CATALOG)
    network = build_network(with_budget(25), CATALOG)
    desk.know(network, Schedule((0, 2), (1, 0)))
    from planner.goals import Bound  # noqa: PLC0415

    bounds = (Bound("finish", 2), Bound("cost", 25, (2,)))
    assert values(desk(Ask(with_budget(25), GOALS, bounds=bounds))) == [(2, 2), (25, 25)]
    assert desk.solves == 0


def test_once_cancelled_or_too_late_it_knows_nothing():
    cancel = threading.Event()
    cancel.set()
    assert a_desk(CATALOG, cancel=cancel)(Ask(with_budget(30), GOALS)) == Answer(possible=None)
    late = Desk(CATALOG, Solver(workers=1), until=time.monotonic() - 1)
    assert late(Ask(with_budget(30), GOALS)).possible is None


def test_what_is_no_request_is_no_question():
    assert a_desk(CATALOG)(Ask(replace(a_request(), target=9), GOALS)).possible is None


def test_asks_are_answered_at_once_and_come_back_with_their_answers():
    def exploration():
        for total in (30, 24, 9):
            yield Ask(with_budget(total), GOALS)
        found = {}
        for _ in range(3):
            ask, answer = yield WAIT
            yield ask.request.budget.total
            found[ask.request.budget.total] = answer.possible
        return found

    told = []
    assert explore(exploration(), a_desk(CATALOG), told.append, at_once=3) == {30: True, 24: True, 9: False}
    assert sorted(told) == [9, 24, 30]
