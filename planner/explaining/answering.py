"""The front door of questions: one about a plan in, its answer out, solved for within the time that the plan had."""

import threading
import time
from collections.abc import Callable

from msgspec.structs import replace

from catalog.model import Catalog
from planner.building import build_network
from planner.explaining.asking import Desk, Finding, drive
from planner.explaining.questions import Question, Reply, answer, schedule_of
from planner.ignoring import as_if
from planner.plans import Plan

PATIENCE = 0.2
"""The part of the time limit that one solve may take."""


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
    solver = plan.request.solver
    until = time.monotonic() + solver.time_limit_s
    plan = replace(plan, request=as_if(plan.request, catalog))
    desk = Desk(
        catalog,
        until=until,
        patience_s=solver.time_limit_s * PATIENCE,
        workers=solver.workers,
        seed=solver.seed,
        cancel=cancel,
    )
    network = build_network(plan.request, catalog)
    schedule = schedule_of(plan, network)
    if schedule is not None:
        desk.know(network, schedule)
    return drive(answer(question, plan, catalog), desk, on_finding)
