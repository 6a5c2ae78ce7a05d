"""A search without goals: any plan ends it, and where there is none it is proven."""

from random import Random

import pytest

from planner.building import build_network
from planner.ledger import breaks
from planner.optimizer import search
from planner.optimizer.process import solve
from planner.optimizer.relaxation import Relaxation
from tests.brute_force import optimum
from tests.planner.networks import a_gate, a_network, a_node, a_schedule
from tests.planner.optimizer.searches import PAIR, Idle, a_search
from tests.random_cases import random_case
from tests.random_catalogs import FEATURES

# Two things of two weeks for one person, and three weeks to the deadline.
CROWDED = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100,)], deadline=3)


def disagrees(seed):
    features = Random(f"any {seed}").sample(sorted(FEATURES), 4)
    request, catalog = random_case(seed, features)
    network = build_network(request, catalog)
    outcome = solve(network, (), time_limit_s=10, workers=1)
    truth = "infeasible" if optimum(request, catalog) is None else "feasible"
    sound = outcome.schedule is None or breaks(network, outcome.schedule) is None
    return None if (outcome.status, outcome.failure, sound) == (truth, None, True) else (seed, features, outcome)


@pytest.mark.parametrize("seed", range(0, 100, 10))
def test_there_is_a_plan_where_brute_force_finds_one(seed):
    assert [disagrees(it) for it in range(seed, seed + 10) if disagrees(it)] == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 2000, 50))
def test_the_same_of_many(seed):
    assert [disagrees(it) for it in range(seed, seed + 50) if disagrees(it)] == []


def test_the_first_plan_ends_it_without_a_process(monkeypatch):
    monkeypatch.setattr("planner.optimizer.process._Child", None)
    outcome = solve(PAIR, (), time_limit_s=10, workers=1)
    assert (outcome.status, outcome.goals, outcome.failure) == ("feasible", (), None)
    assert breaks(PAIR, outcome.schedule) is None


def test_what_is_known_already_is_the_answer(monkeypatch):
    monkeypatch.setattr("planner.optimizer.process._Child", None)
    known = a_schedule(PAIR, a=3, b=0, end=7)
    assert solve(PAIR, (), time_limit_s=10, workers=1, start=known).schedule == known


def test_a_start_that_breaks_something_is_not_taken():
    both_at_once = a_schedule(CROWDED, a=0, b=0, end=2)
    assert solve(CROWDED, (), time_limit_s=10, workers=1, start=both_at_once).status == "infeasible"


def test_the_solver_alone_shows_that_there_is_none(monkeypatch):
    monkeypatch.setattr(search.Search, "_excludes", lambda *_: False)
    assert a_search(CROWDED, ()).run().infeasible


def test_the_relaxation_alone_shows_that_there_is_none(monkeypatch):
    monkeypatch.setattr(search.Search, "_denies", lambda *_: False)
    monkeypatch.setattr(Relaxation, "learn", None)
    report = a_search(CROWDED, ()).run()
    assert (report.infeasible, report.schedule) == (True, None)


def test_what_can_be_at_work_at_once_shows_that_there_is_none(monkeypatch):
    # Two of three people each: the work is four weeks of all three, but nothing goes on beside anything.
    network = a_network(*(a_node(name, (2, 0, 200)) for name in "abc"), caps=[(300,)], deadline=5)
    monkeypatch.setattr(search.Search, "_denies", lambda *_: False)
    assert a_search(network, ()).run().infeasible
    monkeypatch.setattr(Relaxation, "learn", lambda *_: None)
    assert not a_search(network, ()).run().infeasible


def test_windows_that_fit_nowhere_need_no_search(monkeypatch):
    monkeypatch.setattr(search.Search, "_denies", None)
    assert a_search(a_network(a_node("a", (3,)), end=a_gate("end", latest=2), deadline=2), ()).run().infeasible


def test_the_solver_finds_what_priority_does_not(monkeypatch):
    monkeypatch.setattr(search, "Heuristic", Idle)
    monkeypatch.setattr(Relaxation, "judge", None)
    report = a_search(PAIR, ()).run()
    assert breaks(PAIR, report.schedule) is None
