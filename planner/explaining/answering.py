"""The front door of questions: one about a plan in, its answer out, solved for within a time limit."""

import threading
import time
from collections.abc import Callable

from catalog.model import Catalog
from planner.asking import Finding, drive
from planner.building import build_network
from planner.desk import Desk
from planner.explaining.questions import Question, Reply, answer, schedule_of
from planner.ignoring import as_if
from planner.plans import Plan
from planner.request import Solver


def reply_to(
    question: Question,
    plan: Plan,
    catalog: Catalog,
    cancel: threading.Event | None = None,
    on_finding: Callable[[Finding], None] = lambda _: None,
) -> Reply:
    """Return the answer to a question about a plan that was made by ``catalog``.

    It takes no longer than the plan's own time limit; setting ``cancel`` ends it sooner, with what is known by then.
    What is found out on the way is handed to ``on_finding``. A plan made as if some limits were not is asked about as
    such. Raises ``Refused`` with every fault of the question.
    """
    return reply_at(desk_about(plan, catalog, plan.request.solver, cancel), question, plan, on_finding)


def desk_about(plan: Plan, catalog: Catalog, solver: Solver, cancel: threading.Event | None = None) -> Desk:
    """Return what answers the solves of any number of questions about a plan, and knows the plan already."""
    desk = Desk(catalog, solver, until=0.0, cancel=cancel)
    show(desk, plan)
    return desk


def show(desk: Desk, plan: Plan) -> None:
    """Let a desk know a plan that was made by its catalog."""
    network = build_network(as_if(plan.request, desk.catalog), desk.catalog)
    schedule = schedule_of(plan, network)
    if schedule is not None:
        desk.know(network, schedule)


def reply_at(
    desk: Desk, question: Question, plan: Plan, on_finding: Callable[[Finding], None] = lambda _: None
) -> Reply:
    """Return the answer to one question, found within the time limit of the desk's solver."""
    desk.until = time.monotonic() + desk.solver.time_limit_s
    return drive(answer(question, plan, desk.catalog), desk, on_finding)
