"""Stand-ins for the solver's process: they do what a child must not do. Run in a process of their own."""

import os
import signal
import time

from planner.network import Schedule
from planner.optimizer.report import Report
from planner.plans import GoalResult
from tests.planner.networks import a_network, a_node

NETWORK = a_network(a_node("a", (2,)), a_node("b", (3,)), links=[("a", "b")])
"""Five weeks of work, one thing after the other: the plan by priority is the best, and the search soon done."""

LATE = Schedule((10, 20, 30), (0, 0, 0))
"""A plan that no other way leads to, to tell by it that the child was heard."""

BROKEN = Schedule((0, 0, 3), (0, 0, 0))
"""Two things at once that must follow each other."""


def a_report(schedule, **fields):
    finish = schedule.starts[-1]
    goals = (GoalResult("finish", finish, finish, True), GoalResult("cost", 0, 0, False))
    return Report(schedule, goals, "cost", plans=1, **fields)


def deaf(theirs, network, goals, until, workers, terms, start):
    """Says what it knows, then hears nothing any more, of the pipe or of a signal."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    theirs.send(a_report(LATE))
    time.sleep(600)


def slow(theirs, network, goals, until, workers, terms, start):
    """Says what it knows, then hears nothing but signals."""
    theirs.send(a_report(LATE))
    time.sleep(600)


def killed(theirs, network, goals, until, workers, terms, start):
    """Says what it knows and dies."""
    theirs.send(a_report(LATE))
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at_once(theirs, network, goals, until, workers, terms, start):
    """Dies without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def mistaken(theirs, network, goals, until, workers, terms, start):
    """Takes something that breaks the rules for a plan."""
    theirs.send(a_report(BROKEN, done=True))


def lingering(theirs, network, goals, until, workers, terms, start):
    """Says its last word, and does not go."""
    theirs.send(a_report(LATE, done=True))
    time.sleep(600)


def contradicted(theirs, network, goals, until, workers, terms, start):
    """Says what it knows, and that the solver denies it."""
    theirs.send(a_report(LATE, failure="Contradiction: the solver denies a plan"))
