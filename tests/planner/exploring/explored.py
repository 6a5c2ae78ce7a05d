"""Studies as tests run them: to the end, with as much time as they need."""

import time

from planner.asking import explore
from planner.desk import Desk
from planner.request import Solver

SECONDS = 300


def a_desk(catalog, **fields):
    """A desk that solves with one worker."""
    return Desk(catalog, Solver(workers=1), until=time.monotonic() + SECONDS, **fields)


def explored(exploration, catalog, at_once=1):
    """Return what an exploration comes to."""
    return explore(exploration, a_desk(catalog), at_once=at_once)
