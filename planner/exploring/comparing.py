"""The front door of comparisons: two plans in, what differs between them and why out, solved for in a time limit."""

import os
import threading
import time

from catalog.fault import Refused
from catalog.model import Catalog
from planner.asking import explore
from planner.desk import Desk
from planner.explaining.answering import show
from planner.exploring.comparison import Comparison, compare, judge_comparison
from planner.plans import Plan

TIME_LIMIT_S = 120.0
"""Seconds for the whole comparison, where nothing else is said."""


def compared(
    before: Plan,
    after: Plan,
    catalog: Catalog,
    cancel: threading.Event | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> Comparison:
    """Return the second plan beside the first; both were made by ``catalog``.

    It takes no longer than ``time_limit_s``; setting ``cancel`` ends it sooner, with what is known by then. Raises
    ``Refused`` where the two cannot be compared.
    """
    faults = judge_comparison(before, after)
    if faults:
        raise Refused(faults)
    solver = after.request.solver
    cores = solver.workers or os.cpu_count() or 1
    desk = Desk(catalog, solver, until=time.monotonic() + time_limit_s, cancel=cancel, workers=1)
    for plan in (before, after):
        show(desk, plan)
    return explore(compare(before, after, catalog), desk, at_once=cores)
