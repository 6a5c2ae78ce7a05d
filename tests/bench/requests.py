"""The requests that are timed: from an easy step to the whole way, with people and money loose and tight."""

from collections.abc import Iterator
from datetime import date

from planner.request import Budget, Headcount, Organization, PlanRequest, Solver

START = date(2027, 1, 4)

ROLES = ("program_lead", "ai_engineer", "data_engineer", "security_compliance", "change_trainer", "domain_expert")
FUNCTIONS = ("sales", "hr", "operations", "product", "support", "marketing", "finance")


def roadmaps() -> Iterator[tuple[str, PlanRequest]]:
    """Yield a dozen named requests over the built-in catalog."""
    yield "1-2, 1 function, 3 people", roadmap(1, 2, functions=1, headcount=Headcount(total=3))
    yield "1-3, 5 functions, 1 a role, 150k a quarter", roadmap(1, 3, headcount=each(1), quarterly=150_000)
    yield "2-4, 5 functions, 12 people, 1.5M", roadmap(2, 4, headcount=Headcount(total=12), total=1_500_000)
    yield "2-4, 5 functions, 4 people, 1.2M", roadmap(2, 4, headcount=Headcount(total=4), total=1_200_000)
    yield "2-4, 5 functions, 1 a role, 150k a quarter", roadmap(2, 4, headcount=each(1), quarterly=150_000)
    yield "2-4, 7 functions, 1.5 a role", roadmap(2, 4, functions=7, headcount=each(1.5))
    yield "1-5, 5 functions, 6 people, 200k a quarter", roadmap(1, 5, headcount=Headcount(total=6), quarterly=200_000)
    yield "2-5, 5 functions, 1.5 a role, 200k a quarter", roadmap(2, 5, headcount=each(1.5), quarterly=200_000)
    yield (
        "1-7, 1 function, 2 a role, 250k a quarter",
        roadmap(1, 7, functions=1, headcount=each(2), quarterly=250_000),
    )
    yield (
        "1-7, 5 functions, 12 people, 500k a quarter",
        roadmap(1, 7, headcount=Headcount(total=12), quarterly=500_000),
    )
    yield (
        "1-7, 7 functions, 3 a role, 600k a quarter",
        roadmap(1, 7, functions=7, headcount=each(3), quarterly=600_000),
    )
    yield "1-7, 7 functions, no limits", roadmap(1, 7, functions=7, headcount=Headcount())


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
