"""The front door: a request and a catalog in, a checked plan out."""

import threading

from catalog.fault import Refused
from catalog.model import Catalog
from planner.building import build_network
from planner.checking import check
from planner.goals import expanded
from planner.intake import judge, with_defaults
from planner.obstacles import obstacles, together
from planner.optimizer.process import solve
from planner.outcome import OnProgress, Outcome
from planner.plans import GoalResult, Plan
from planner.presenting import present
from planner.request import Goal, PlanRequest


class Rejected(AssertionError):
    """The checker found fault with a plan: a defect of the planner, never of the request."""


def plan(
    request: PlanRequest,
    catalog: Catalog,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> Plan:
    """Return the best plan for a request that can be found within its time limit, with what is proven of it.

    ``on_progress`` is called with every improvement; setting ``cancel`` ends the search and returns the best plan so
    far. Raises ``Refused`` with every fault of a request that cannot be planned, ``Rejected`` for a plan that the
    independent checker does not accept.
    """
    faults = judge(request, catalog)
    if faults:
        raise Refused(faults)
    request = with_defaults(request, catalog)
    network = build_network(request, catalog)
    goals = expanded(request)
    conflicts = obstacles(request, catalog, network)
    if conflicts:
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
        if outcome.status == "infeasible":
            conflicts = together(request, network)
    found = present(request, catalog, network, outcome, conflicts)
    violations = check(request, catalog, found)
    if violations:
        raise Rejected("; ".join(f"{it.rule} {it.subject}: {it.detail}" for it in violations))
    return found


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
