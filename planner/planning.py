"""The front door: a request and a catalog in, a checked plan out."""

import threading

from catalog.fault import Refused
from catalog.model import Catalog
from planner.building import build_network
from planner.checking import check
from planner.intake import judge, with_defaults
from planner.network import Network
from planner.obstacles import obstacles
from planner.optimizer.process import solve
from planner.outcome import OnProgress, Outcome
from planner.plan import Conflict, Plan
from planner.presenting import present
from planner.request import Goal, GoalName, PlanRequest


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
    outcome = solve(
        network,
        goal_names(request),
        time_limit_s=request.solver.time_limit_s,
        workers=request.solver.workers,
        seed=request.solver.seed,
        on_progress=on_progress,
        cancel=cancel,
    )
    found = present(request, catalog, network, outcome, _conflicts(request, catalog, network, outcome))
    violations = check(request, catalog, found)
    if violations:
        raise Rejected("; ".join(f"{it.rule} {it.subject}: {it.detail}" for it in violations))
    return found


def goal_names(request: PlanRequest) -> tuple[GoalName, ...]:
    """Return the goals of a request in order."""
    assert isinstance(request.goals, tuple)
    return tuple(entry.goal if isinstance(entry, Goal) else entry for entry in request.goals)


def _conflicts(request: PlanRequest, catalog: Catalog, network: Network, outcome: Outcome) -> tuple[Conflict, ...]:
    return obstacles(request, catalog, network) if outcome.status == "infeasible" else ()
