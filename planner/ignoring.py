"""A request as if some of its limits were not: which limits there are to ignore, and the request without them.

A limit is named by its place in the request. What stands above several limits (``/budget``, ``/headcount``) names all
of them.
"""

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from catalog.model import Catalog
from planner.request import Headcount, People, PlanRequest


def as_if(request: PlanRequest, catalog: Catalog) -> PlanRequest:
    """Return what is to be planned: the request without the limits that it says to ignore."""
    return without(request, catalog, ())


def places(request: PlanRequest) -> list[str]:
    """Return the place of every limit that a request sets, in its order."""
    return list(_places(request))


def without(request: PlanRequest, catalog: Catalog, ignored: Collection[str]) -> PlanRequest:
    """Return the request without the limits at these places, and without what it says itself to ignore.

    Places where there is no limit do nothing.
    """
    ignored = {*ignored, *request.ignore}
    gone = {place for place in _places(request) if any(_holds(pointer, place) for pointer in ignored)}
    evidence = [pointer.rpartition("/")[2] for pointer in ignored if pointer.startswith("/policy/evidence_weeks/")]
    if not ignored:
        return request
    budget, policy = request.budget, request.policy
    if "/budget/total" in gone:
        budget = replace(budget, total=None)
    if "/budget/per_quarter" in gone:
        budget = replace(budget, per_quarter=None)
    if "/policy/changes_per_function" in gone:
        policy = replace(policy, changes_per_function=None)
    if "/policy/look_ahead" in gone:
        policy = replace(policy, look_ahead="free")
    if "/policy/evidence_weeks" in gone:
        policy = replace(policy, evidence_weeks=0)
    elif evidence:
        said = policy.evidence_weeks
        own = said if isinstance(said, dict) else {}
        alike = {str(level.level): said for level in catalog.levels} if isinstance(said, int) else {}
        policy = replace(policy, evidence_weeks={**alike, **own, **dict.fromkeys(evidence, 0)})
    freezes = tuple(it for place, it in enumerate(request.calendar.freezes) if f"/calendar/freezes/{place}" not in gone)
    return replace(
        request,
        deadline=None if "/deadline" in gone else request.deadline,
        budget=budget,
        headcount=_headcount(request, gone),
        calendar=replace(request.calendar, freezes=freezes),
        pins=tuple(pin for place, pin in enumerate(request.pins) if f"/pins/{place}" not in gone),
        policy=policy,
        ignore=(),
    )


def _headcount(request: PlanRequest, gone: Collection[str]) -> People | Headcount:
    given = request.headcount
    if not isinstance(given, Headcount):
        return Headcount() if "/headcount" in gone else given
    roles = {role: cap for role, cap in given.roles.items() if f"/headcount/roles/{role}" not in gone}
    return Headcount(total=None if "/headcount/total" in gone else given.total, roles=roles)


def _places(request: PlanRequest) -> Iterator[str]:
    if request.deadline is not None:
        yield "/deadline"
    if request.budget.total is not None:
        yield "/budget/total"
    if request.budget.per_quarter is not None:
        yield "/budget/per_quarter"
    caps = request.headcount
    if not isinstance(caps, Headcount):
        yield "/headcount"
    else:
        if caps.total is not None:
            yield "/headcount/total"
        yield from (f"/headcount/roles/{role}" for role in caps.roles)
    yield from (f"/calendar/freezes/{place}" for place in range(len(request.calendar.freezes)))
    yield from (f"/pins/{place}" for place in range(len(request.pins)))
    if request.policy.changes_per_function is not None:
        yield "/policy/changes_per_function"
    if request.policy.look_ahead != "free":
        yield "/policy/look_ahead"
    if request.policy.evidence_weeks != 0:
        yield "/policy/evidence_weeks"


def _holds(pointer: str, place: str) -> bool:
    """Tell whether a place is named by a pointer: by its own or by one above it."""
    return place == pointer or place.startswith(f"{pointer}/")
