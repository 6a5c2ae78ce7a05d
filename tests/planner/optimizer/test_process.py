"""The search in a process of its own: the answer comes in time, whatever becomes of that process.

No test measures how fast something is; they only tell "it came back" from "it waited for the solver".
"""

import multiprocessing
import os
import signal
import threading
import time
from random import Random

import pytest

from planner.optimizer import process, solving
from planner.optimizer.model import PlanModel
from planner.optimizer.process import solve
from planner.optimizer.report import Report
from planner.optimizer.search import Search
from planner.plans import GoalResult
from tests.planner.networks import GOALS, a_network, a_node, goals, starts_of
from tests.planner.optimizer import children
from tests.planner.optimizer.children import LATE, NETWORK

LONG_S = 120
"""A time limit that no test may use up."""


@pytest.fixture(autouse=True)
def nobody_is_left_behind():
    began = time.monotonic()
    yield
    for thread in threading.enumerate():
        if thread.name == "birth":
            thread.join()
    assert multiprocessing.active_children() == []
    assert time.monotonic() - began < 30, "it waited for the solver"


@pytest.fixture
def stand_in(monkeypatch):
    """Puts one of ``children`` in the place of the search."""
    return lambda child: monkeypatch.setattr(process, "_work", child)


def a_hard_network():
    """Too much for seconds: forty activities, three roles, money that comes in drops."""
    dice = Random(1)
    nodes = [
        a_node(
            f"act-{number}",
            *(
                (dice.randint(2, 9), dice.randint(1, 90), *(dice.choice((0, 35, 60)) for _ in range(3)))
                for _ in range(2)
            ),
        )
        for number in range(40)
    ]
    links = [(f"act-{dice.randrange(number)}", f"act-{number}") for number in range(1, 40)]
    caps = [(100,), (120, 100), (90,)]
    return a_network(*nodes, links=links, caps=caps, per_quarter=(60,), horizon=600)


def run(network=NETWORK, *, seconds=LONG_S, **fields):
    return solve(network, GOALS, time_limit_s=seconds, workers=1, **fields)


def the_child():
    """The process that is searching now, or none yet."""
    return next((child for child in multiprocessing.active_children() if child.name == "milepost-solver"), None)


def test_a_search_elsewhere_comes_to_the_same_as_one_here():
    outcome = run()
    assert outcome.status == "optimal"
    assert starts_of(NETWORK, outcome.schedule)["end"] == 5
    here = Search(NETWORK, GOALS, seconds=10, workers=1, seed=1).run()
    assert (outcome.schedule, outcome.goals, outcome.repeatable) == (here.schedule, here.goals, True)
    assert (outcome.workers, outcome.failure) == (1, None)


def test_the_outcome_says_when_the_first_plan_and_each_proof_were_there():
    outcome = run()
    assert set(outcome.proven_s) == {"finish", "cost"}
    assert 0 < outcome.first_plan_s <= min(outcome.proven_s.values()) <= max(outcome.proven_s.values())
    assert max(outcome.proven_s.values()) <= outcome.wall_s + 0.001  # which is rounded


def test_a_network_without_a_plan_is_infeasible():
    outcome = run(a_network(a_node("a", (1, 0, 200)), caps=[(100,)]))
    assert (outcome.status, outcome.schedule) == ("infeasible", None)


def test_progress_is_told_in_the_thread_that_asks():
    told = []
    run(on_progress=lambda progress: told.append((threading.current_thread(), progress)))
    assert {thread for thread, _ in told} == {threading.current_thread()}
    progress = [one for _, one in told]
    # First the plan by priority, before the search has said anything.
    assert (progress[0].goal, progress[0].value, progress[0].bound, progress[0].plans) == ("finish", 5, None, 1)
    assert progress[-1].goal == "tidy"
    assert [one.elapsed_s for one in progress] == sorted(one.elapsed_s for one in progress)


def test_no_workers_said_is_one_a_core():
    outcome = solve(NETWORK, GOALS, time_limit_s=LONG_S)
    assert outcome.workers == os.cpu_count()


def test_goals_of_any_order_are_asked_of_the_child():
    # a takes seven weeks for 1, or one for 11; b five.
    network = a_network(a_node("a", (7, 1), (1, 11)), a_node("b", (5,)))
    outcome = solve(network, goals("cost", ("finish", "1w"), "peak"), time_limit_s=LONG_S, workers=1)
    assert [(goal.goal, goal.value, goal.proven) for goal in outcome.goals] == [
        ("cost", 1, True),
        ("finish", 7, True),
        ("peak", 0, True),
    ]
    assert set(outcome.proven_s) == {"cost", "finish", "peak"}


def test_several_threads_may_plan_at_once():
    found = []
    threads = [threading.Thread(target=lambda: found.append(run().goals[0].value)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [5, 5, 5]


# Ended early -------------------------------------------------------------------------------------------------


def test_a_time_limit_ends_a_search_and_keeps_the_best_plan():
    outcome = run(a_hard_network(), seconds=1.5)
    assert outcome.status in ("feasible", "optimal")
    assert outcome.schedule is not None
    assert outcome.failure is None


def test_cancelling_ends_a_search_and_keeps_the_best_plan():
    cancel = threading.Event()
    outcome = run(a_hard_network(), cancel=cancel, on_progress=lambda progress: the_child() and cancel.set())
    assert outcome.schedule is not None
    assert outcome.failure is None


def test_a_search_cancelled_before_it_begins_has_the_plan_by_priority():
    cancel = threading.Event()
    cancel.set()
    assert run(a_hard_network(), cancel=cancel).schedule is not None


def test_a_child_stopped_before_its_own_first_plan_leaves_the_values_of_the_plan_by_priority():
    # What was seen of such a child: bounds, and no value, for it had no plan yet.
    found = process._Run(a_hard_network(), goals("finish", "cost"), 5, 1, None, None)
    found._first_plan()
    empty = (GoalResult("finish", None, 3, False), GoalResult("cost", None, 0, False))
    found.last = Report(None, empty, "finish", 0, done=True)
    outcome = found._outcome()
    assert [goal.bound for goal in outcome.goals] == [3, 0]
    assert None not in [goal.value for goal in outcome.goals]
    assert outcome.status == "feasible"


@pytest.fixture
def unborn(monkeypatch):
    """Keeps the child from being born until the event is set, as if the fork server took for ever to load."""
    answered = threading.Event()
    bear = process._Child._bear

    def late(child):
        answered.wait(60)
        bear(child)

    monkeypatch.setattr(process._Child, "_bear", late)
    yield answered
    answered.set()


def test_no_answer_waits_for_the_child_to_be_born(unborn):
    outcome = run(a_hard_network(), seconds=0.001)
    assert not unborn.is_set()
    assert outcome.status == "feasible"
    assert (outcome.failure, outcome.repeatable) == (None, False)
    assert [(goal.goal, goal.bound, goal.proven) for goal in outcome.goals] == [
        ("finish", None, False),
        ("cost", None, False),
    ]


def test_cancelling_does_not_wait_for_the_child_to_be_born_either(unborn):
    cancel = threading.Event()
    outcome = run(a_hard_network(), cancel=cancel, on_progress=lambda progress: cancel.set())
    assert outcome.schedule is not None


def test_a_child_that_nobody_wants_any_more_is_ended_at_birth(unborn):
    run(a_hard_network(), seconds=0.001)
    unborn.set()
    for thread in threading.enumerate():
        if thread.name == "birth":
            thread.join()
    assert the_child() is None


@pytest.mark.parametrize("child", [children.deaf, children.slow])
def test_the_time_limit_does_not_trust_the_solver_to_return(stand_in, child):
    stand_in(child)
    outcome = run(seconds=1)
    assert (outcome.schedule, outcome.status) == (LATE, "feasible")


@pytest.mark.parametrize("child", [children.deaf, children.slow])
def test_cancelling_does_not_trust_the_solver_to_return(stand_in, child):
    stand_in(child)
    cancel = threading.Event()
    outcome = run(cancel=cancel, on_progress=lambda progress: the_child() and cancel.set())
    assert outcome.schedule == LATE


def test_a_child_that_has_said_its_last_word_is_not_waited_for(stand_in):
    stand_in(children.lingering)
    assert run().schedule == LATE


# What becomes of the child -----------------------------------------------------------------------------------


def test_what_a_killed_child_had_found_is_kept(stand_in):
    stand_in(children.killed)
    outcome = run()
    assert (outcome.schedule, outcome.status) == (LATE, "feasible")
    assert "ended early" in outcome.failure


def test_without_a_word_from_the_child_there_is_the_plan_by_priority(stand_in):
    stand_in(children.killed_at_once)
    outcome = run()
    assert outcome.status == "feasible"
    assert starts_of(NETWORK, outcome.schedule)["end"] == 5
    assert "ended early" in outcome.failure


def test_without_a_word_from_the_child_every_goal_is_told_and_nothing_is_proven(stand_in):
    stand_in(children.killed_at_once)
    outcome = solve(NETWORK, goals("risk", "finish", "cost"), time_limit_s=LONG_S, workers=1)
    assert [(goal.goal, goal.value, goal.bound, goal.proven) for goal in outcome.goals] == [
        ("risk", 0, None, False),
        ("finish", 5, None, False),
        ("cost", 0, None, False),
    ]
    assert (outcome.status, outcome.repeatable) == ("feasible", False)


def test_a_child_that_is_contradicted_by_its_solver_says_so(stand_in):
    stand_in(children.contradicted)
    outcome = run()
    assert outcome.schedule == LATE
    assert outcome.failure == "Contradiction: the solver denies a plan"


def test_a_child_that_cannot_be_born_leaves_the_plan_by_priority(monkeypatch):
    def fail(self):
        raise OSError("no more processes")

    monkeypatch.setattr(multiprocessing.get_context("forkserver").Process, "start", fail)
    outcome = run()
    assert starts_of(NETWORK, outcome.schedule)["end"] == 5
    assert "ended early" in outcome.failure


def test_a_search_killed_from_outside_leaves_its_best_plan():
    def kill(progress):
        child = the_child()
        if child:
            os.kill(child.pid, signal.SIGKILL)

    outcome = run(a_hard_network(), on_progress=kill)
    assert outcome.schedule is not None
    assert "ended early" in outcome.failure


def test_a_plan_that_breaks_something_is_not_taken_from_the_child(stand_in):
    stand_in(children.mistaken)
    outcome = run()
    assert starts_of(NETWORK, outcome.schedule)["end"] == 5


class Tired(Exception):
    """What a listener may raise."""


def test_what_a_listener_raises_reaches_the_caller_and_ends_the_search():
    def listen(progress):
        if the_child():
            raise Tired

    with pytest.raises(Tired):
        run(a_hard_network(), on_progress=listen)


def test_what_a_listener_raises_at_its_first_word_reaches_the_caller():
    told = []

    def listen(progress):
        told.append(progress)
        raise Tired

    with pytest.raises(Tired):
        run(on_progress=listen)
    assert len(told) == 1


# The child's side, in this process -----------------------------------------------------------------------------


@pytest.fixture
def as_child(monkeypatch):
    """Runs the child's work here, and returns all that it said; ``word`` is what it is told before it begins."""
    monkeypatch.setattr(process.os, "nice", lambda step: None)

    def work(network, *, word=None, seconds=LONG_S):
        ours, theirs = multiprocessing.Pipe()
        if word is not None:
            ours.send(word)
        before = signal.getsignal(signal.SIGINT)
        try:
            process._work(theirs, network, GOALS, time.monotonic() + seconds, 1, process._Terms(1, (), (), True), None)
        finally:
            signal.signal(signal.SIGINT, before)
        said = []
        while ours.poll():
            try:
                said.append(ours.recv())
            except (EOFError, OSError):
                break
        ours.close()
        return said

    return work


def test_a_child_says_all_it_knows_to_the_end(as_child):
    said = as_child(NETWORK)
    assert said[-1].done
    assert [goal.value for goal in said[-1].goals] == [5, 0]


def test_a_child_that_is_told_to_stop_stops_and_says_its_last(as_child):
    said = as_child(a_hard_network(), word="stop")
    assert said[-1].done
    assert not said[-1].repeatable


def test_a_child_tells_of_its_own_defects(as_child, monkeypatch):
    def fail(self):
        raise RuntimeError("something is wrong here")

    monkeypatch.setattr(Search, "_tidy", fail)
    said = as_child(NETWORK)
    assert said[-1].failure == "RuntimeError: something is wrong here"
    assert [goal.value for goal in said[-1].goals] == [5, 0]


def test_a_child_tells_of_a_solver_that_denies_what_is_at_hand(as_child, monkeypatch):
    class Wrong(PlanModel):
        def minimize(self, goal, least):
            super().minimize(goal, least)
            self.model.add_bool_or([])

    monkeypatch.setattr(solving, "PlanModel", Wrong)
    # People promise 4 weeks, a freeze between the two makes them 5: nothing is proven before the solver is asked.
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100,)], frozen=frozenset({2}))
    said = as_child(network, seconds=5)
    assert said[-1].failure.startswith("Contradiction: ")
    assert not said[-1].repeatable
    assert [(goal.goal, goal.value, goal.proven) for goal in said[-1].goals] == [
        ("finish", 5, False),
        ("cost", 0, True),
    ]
