"""Whether a plan that a contender returned holds: judged here, outside the time of its run."""

from collections.abc import Callable

from msgspec.structs import replace

from catalog.library import load
from planner.checking import check
from planner.explaining.impossible import Impossible
from planner.ledger import breaks
from planner.network import Schedule
from planner.obstacles import together
from planner.optimizer.values import value
from planner.outcome import Outcome
from planner.presenting import present
from planner.request import Solver
from tests.bench.cases import Case

Verifier = Callable[[Case, Schedule], list[str]]
"""A set's own judge of a schedule: sentences about what is wrong with it."""


def fault_of_outcome(case: Case, outcome: Outcome, solver: Solver, verifier: Verifier | None = None) -> str | None:
    """Return what is wrong with an answer of the planner, as a sentence, or None.

    The plan of a request is presented and judged by the independent checker, as every plan is that leaves the
    planner; a network's schedule by the ledger, and by ``verifier`` where the set has one.
    """
    if outcome.failure is not None:
        return outcome.failure
    if case.request is not None:
        return _fault_of_plan(case, outcome, solver)
    if outcome.schedule is None:
        return None
    return fault_of_schedule(case, outcome.schedule, verifier) or _misstated(case, outcome)


def fault_of_schedule(case: Case, schedule: Schedule, verifier: Verifier | None = None) -> str | None:
    """Return what a schedule breaks first, or None."""
    broken = breaks(case.network, schedule)
    if broken is not None:
        return broken
    faults = [] if verifier is None else verifier(case, schedule)
    return "; ".join(faults[:3]) or None


def _misstated(case: Case, outcome: Outcome) -> str | None:
    """Return which goal's value is not what the schedule comes to, or None."""
    assert outcome.schedule is not None
    for result in outcome.goals:
        true = value(case.network, outcome.schedule, result.goal)
        if result.value != true:
            return f"{result.goal} is said to be {result.value} and is {true}"
    return None


def _fault_of_plan(case: Case, outcome: Outcome, solver: Solver) -> str | None:
    assert case.request is not None
    catalog = load(case.request.catalog)
    request = replace(case.request, solver=solver)
    conflicts = together(request, catalog, case.network) if outcome.status == "infeasible" else ()
    plan = present(request, catalog, case.network, outcome, Impossible(conflicts, (), ()))
    violations = check(request, catalog, plan)
    return "; ".join(f"{it.rule} {it.subject}: {it.detail}" for it in violations[:3]) or None
