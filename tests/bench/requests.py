"""Builders of the requests that are timed, over the built-in catalog."""

from datetime import date

from planner.request import Budget, Headcount, Organization, PlanRequest, Solver

START = date(2027, 1, 4)

ROLES = ("program_lead", "ai_engineer", "data_engineer", "security_compliance", "change_trainer", "domain_expert")
FUNCTIONS = ("sales", "hr", "operations", "product", "support", "marketing", "finance")


def each(people: float) -> Headcount:
    """Return so many people of each role."""
    return Headcount(roles=dict.fromkeys(ROLES, people))


def roadmap(
    current: int,
    target: int,
    *,
    headcount: Headcount,
    functions: int = 5,
    total: int | None = None,
    quarterly: int | None = None,
) -> PlanRequest:
    """Return a request over the built-in catalog."""
    return PlanRequest(
        current=current,
        target=target,
        start=START,
        organization=Organization(functions=FUNCTIONS[:functions]),
        headcount=headcount,
        budget=Budget(total=total, per_quarter=quarterly),
        solver=Solver(),
    )
