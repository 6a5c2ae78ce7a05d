"""What each constraint and goal costs in solving time: one request, with one thing more at a time."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from catalog.library import load
from planner.building import build_network
from planner.goals import expanded
from planner.intake import with_defaults
from planner.request import Budget, Calendar, Estimate, Freeze, Headcount, Organization, Pin, PlanRequest, Policy
from tests.bench.cases import Case
from tests.bench.requests import each, roadmap

QUARTERLY = 300_000
SUMMER = (Freeze(from_=date(2027, 7, 1), to=date(2027, 8, 15)), Freeze(from_=date(2027, 12, 20), to=date(2028, 1, 5)))


def cases() -> Iterator[Case]:
    """Yield the plain request and each of its variations as a case."""
    catalog = load("ai-maturity")
    for name, asked in variations():
        request = with_defaults(asked, catalog)
        network = build_network(request, catalog)
        activities = sum(node.kind != "gate" for node in network.nodes)
        yield Case("constraints", name, network, expanded(request), activities, request=request)


def variations() -> Iterator[tuple[str, PlanRequest]]:
    """Yield the plain request (2-4, twelve people, five functions) and what else it may ask, by name."""
    plain = replace(roadmap(2, 4, headcount=Headcount(total=12)), goals=("finish", "cost"))
    yield "plain", plain
    yield "total, cash", _with(plain, total=1_500_000, covers=("cash",))
    yield "total, cash and run", _with(plain, total=1_500_000, covers=("cash", "run"))
    yield "total, cash, labour and run", _with(plain, total=3_000_000, covers=("cash", "labour", "run"))
    yield "quarterly, cash", _with(plain, per_quarter=QUARTERLY, covers=("cash",))
    yield "quarterly, cash and run", _with(plain, per_quarter=QUARTERLY, covers=("cash", "run"))
    yield "quarterly, carried in the year", _with(plain, per_quarter=QUARTERLY, covers=("cash",), carry_over="year")
    yield "quarterly, not carried", _with(plain, per_quarter=QUARTERLY, covers=("cash",), carry_over=False)
    yield "roles", replace(plain, headcount=each(2.5))
    yield "people by quarter", replace(plain, headcount=Headcount(total=(6, 9, 12, 8, 12)))
    yield "freezes", replace(plain, calendar=Calendar(freezes=SUMMER))
    yield "changes per function", replace(plain, policy=Policy(changes_per_function=1))
    yield "governance on exit", replace(plain, policy=Policy(governance="exit"))
    yield "no evidence weeks", replace(plain, policy=Policy(evidence_weeks=0))
    yield "look-ahead free", replace(plain, policy=Policy(look_ahead="free"))
    yield "pins", replace(plain, pins=(Pin(on="gate-3", not_after=date(2027, 7, 31)),))
    yield "functions elsewhere", replace(plain, current={"enterprise": 2, "sales": 3, "hr": 1})
    yield "a trait", replace(plain, organization=Organization(traits=("regulated",)))
    estimate = Estimate(item="act-34-iterate", duration_weeks=(8, 16, 24))
    yield "an estimate", replace(plain, estimates=(estimate,))
    for preset in ("fastest", "cheapest", "safest", "balanced"):
        yield f"goals: {preset}", replace(plain, goals=preset)
    yield "goals: levels, cost", replace(plain, goals=("levels", "cost"))
    yield "goals: finish, peak", replace(plain, goals=("finish", "peak"))


def _with(plain: PlanRequest, **budget: object) -> PlanRequest:
    return replace(plain, budget=Budget(**budget))
