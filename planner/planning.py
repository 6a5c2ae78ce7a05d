"""The front door: a request and a catalog in, a checked plan out."""

import threading
import time
from collections.abc import Callable

from msgspec.structs import replace

from catalog.fault import Refused
from catalog.model import Catalog
from planner.asking import Finding, drive
from planner.building import build_network
from planner.checking import check
from planner.desk import Desk
from planner.explaining.impossible import NOT_IMPOSSIBLE, Impossible, explain_impossible
from planner.goals import expanded
from planner.ignoring import as_if
from planner.intake import judge, with_defaults
from planner.network import Network
from planner.obstacles import obstacles, together
from planner.optimizer.process import solve
from planner.outcome import OnProgress, Outcome
from planner.plans import GoalResult, Plan
from planner.presenting import as_asked, present
from planner.request import Goal, PlanRequest


class Rejected(AssertionError):
    """The checker found fault with a plan: a defect of the planner, never of the request."""


def plan(
    request: PlanRequest,
    catalog: Catalog,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
    on_finding: Callable[[Finding], None] = lambda _: None,
    *,
    explained: bool = True,
) -> Plan:
    """Return the best plan for a request that can be found within its time limit, with what is proven of it.

    ``on_progress`` is called with every improvement; setting ``cancel`` ends the search and returns the best plan so
    far. Where there is none, what is found out of that within the time limit is handed to ``on_finding`` piece by
    piece: conflicts, what cannot be kept, repairs. Who is not ``explained`` to is told that there is none and no more.

    Raises ``Refused`` with every fault of a request that cannot be planned, ``Rejected`` for a plan that the
    independent checker does not accept.
    """
    until = time.monotonic() + request.solver.time_limit_s
    faults = judge(request, catalog)
    if faults:
        raise Refused(faults)
    asked = with_defaults(request, catalog)
    request = as_if(asked, catalog)
    network = build_network(request, catalog)
    goals = expanded(request)
    if obstacles(request, catalog, network):
        outcome = _impossible(goals)
    else:
        outcome = solve(
            network,
            goals,
            time_limit_s=request.solver.time_limit_s,
            workers=request.solver.workers,
            seed=request.solver.seed,
            on_progress=on_progress,
            cancel=cancel,
        )
    impossible = NOT_IMPOSSIBLE
    if outcome.status == "infeasible" and explained:
        impossible = _explained(request, catalog, network, until, cancel, on_finding)
    found = as_asked(present(request, catalog, network, outcome, impossible), asked)
    violations = check(asked, catalog, found)
    if violations:
        raise Rejected("; ".join(f"{it.rule} {it.subject}: {it.detail}" for it in violations))
    return found


def _explained(
    request: PlanRequest,
    catalog: Catalog,
    network: Network,
    until: float,
    cancel: threading.Event | None,
    on_finding: Callable[[Finding], None],
) -> Impossible:
    """Return why there is no plan, as far as that is found out in time: in the least, what cannot hold together."""
    desk = Desk(catalog, request.solver, until=until, cancel=cancel)
    found = drive(explain_impossible(request, catalog), desk, on_finding)
    if found.conflicts:
        return found
    return replace(found, conflicts=obstacles(request, catalog, network) or together(request, catalog, network))


def _impossible(goals: tuple[Goal, ...]) -> Outcome:
    """Return the outcome of a request that needs no search to be infeasible."""
    return Outcome(
        status="infeasible",
        schedule=None,
        goals=tuple(GoalResult(goal.goal, None, None, False) for goal in goals),
        repeatable=False,
        workers=0,
        wall_s=0.0,
        first_plan_s=None,
        proven_s={},
    )
