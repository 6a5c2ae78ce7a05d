"""The caps on people that a request sets, as documents show them: by role, an entry a fiscal quarter.

Read from the request as it stands; what the plan used of them is in its phases.
"""

from planner.plans import Plan
from planner.request import Headcount, Number


def caps(plan: Plan, role: str) -> tuple[Number, ...]:
    """Return the cap of a role (``total``: of everybody) in each quarter of the plan; empty where there is none."""
    headcount = plan.request.headcount
    if isinstance(headcount, Headcount):
        given = headcount.total if role == "total" else headcount.roles.get(role)
    else:
        given = headcount if role == "total" else None
    if given is None or given == ():
        return ()
    entries = given if isinstance(given, tuple) else (given,)
    return tuple(entries[min(number, len(entries) - 1)] for number in range(len(plan.phases)))
