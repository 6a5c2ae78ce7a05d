"""Where requests come in: reads them, judges them against their catalog, and fills in what the catalog settles.

Every fault is found at once, in the form and in the meaning, each with its place. Parts of a request that the
planner cannot honour yet stand in one table here and are refused, never ignored.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec
from msgspec import Struct

from catalog.fault import MOST, Fault, Flooded, Refused, capped
from catalog.model import Catalog
from catalog.reading import examine_json, in_order, walk
from planner.judging import Concerns, weigh
from planner.request import Goal, PlanRequest

_FINISH, _COST = Goal(goal="finish"), Goal(goal="cost")
_GOALS_BUILT = (("finish", "cost"), (_FINISH, "cost"), ("finish", _COST), (_FINISH, _COST))


class NotBuilt(Struct, frozen=True):
    """A part of a request that is refused for now: where, its name, when it is asked for, what to say instead."""

    pointer: str
    name: str
    asked: Callable[[PlanRequest], bool]
    instead: str = "leave it out"


NOT_BUILT = (
    NotBuilt("/organization/traits", "Planning by traits", lambda request: bool(request.organization.traits)),
    NotBuilt(
        "/current", "A level for each function", lambda request: isinstance(request.current, dict), "one level, as in 2"
    ),
    NotBuilt("/current_since", "current_since", lambda request: request.current_since is not None),
    NotBuilt("/budget/carry_over", "Any carry-over but true", lambda request: request.budget.carry_over is not True),
    NotBuilt("/budget/covers", "Covering more than cash", lambda r: r.budget.covers != ("cash",), '["cash"]'),
    NotBuilt("/budget/contingency", "A contingency", lambda request: request.budget.contingency != 0),
    NotBuilt("/budget/exchange_rate", "An exchange rate", lambda request: request.budget.exchange_rate is not None),
    NotBuilt("/rates", "Rates of your own", lambda request: bool(request.rates)),
    NotBuilt(
        "/calendar/fiscal_year_start",
        "A fiscal year that does not start in January",
        lambda request: request.calendar.fiscal_year_start != 1,
    ),
    NotBuilt("/calendar/freezes", "Freezing weeks", lambda request: bool(request.calendar.freezes)),
    NotBuilt("/include", "Including optional items", lambda request: bool(request.include)),
    NotBuilt("/exclude", "Excluding items", lambda request: bool(request.exclude)),
    NotBuilt("/policy/governance", "Governance on exit", lambda request: request.policy.governance != "arrival"),
    NotBuilt(
        "/policy/evidence_weeks",
        "Evidence weeks of your own",
        lambda request: request.policy.evidence_weeks != "catalog",
    ),
    NotBuilt("/policy/look_ahead", "A look-ahead of your own", lambda r: r.policy.look_ahead != "catalog"),
    NotBuilt(
        "/policy/changes_per_function",
        "A limit on changes per function",
        lambda request: request.policy.changes_per_function is not None,
    ),
    NotBuilt(
        "/goals",
        "Any choice of goals but finish, then cost,",
        lambda request: request.goals not in _GOALS_BUILT,
        '["finish", "cost"]',
    ),
    NotBuilt("/estimates", "Estimates of your own", lambda request: bool(request.estimates)),
)


def read_request(
    data: bytes | Mapping[str, object], load_catalog: Callable[[str], Catalog]
) -> tuple[PlanRequest, Catalog]:
    """Read a request from JSON or from decoded objects, and load its catalog.

    The request returned has the catalog's currency where it named none. ``load_catalog`` takes what stands under
    ``catalog`` and raises ``Refused`` for one that is not known. Raises ``Refused`` with every fault, of form and
    of meaning, in the order of the document.
    """
    examined = examine_json(data, PlanRequest) if isinstance(data, bytes) else walk(data, PlanRequest)
    request, faults = examined.value, list(examined.faults)
    if request is None or len(faults) > MOST:
        raise Refused(faults)
    wrong = [fault.pointer for fault in faults]
    catalog = None
    if "/catalog" not in wrong:
        try:
            catalog = load_catalog(request.catalog)
        except Refused as refused:
            faults += [_at_catalog(fault) for fault in refused.faults]
    concerns = _judged(request, catalog, wrong)
    faults += concerns.kept
    if faults or catalog is None:
        raise Refused(capped(in_order(faults, examined.document), concerns.more))
    return with_defaults(request, catalog), catalog


def judge(request: PlanRequest, catalog: Catalog) -> list[Fault]:
    """Return every fault in what a well-formed request means, and every part of it that is not built yet."""
    concerns = _judged(request, catalog)
    return list(capped(in_order(concerns.kept, msgspec.to_builtins(request)), concerns.more))


def _judged(request: PlanRequest, catalog: Catalog | None, wrong: Iterable[str] = ()) -> Concerns:
    concerns = Concerns(wrong)
    try:
        _refuse_not_built(request, catalog, concerns)
        weigh(request, catalog, concerns)
    except Flooded:
        pass
    return concerns


def _refuse_not_built(request: PlanRequest, catalog: Catalog | None, concerns: Concerns) -> None:
    for part in NOT_BUILT:
        if part.asked(request):
            concerns.add(part.pointer, "not_built_yet", f"{part.name} is not built yet; leave it out.", part.instead)
    currency = request.budget.currency
    if catalog is not None and currency not in (None, catalog.currency):
        detail = f"The catalog counts in {catalog.currency}; another currency is not built yet; leave it out."
        concerns.add("/budget/currency", "not_built_yet", detail, catalog.currency)


def _at_catalog(fault: Fault) -> Fault:
    """Point a fault of the catalog at the place of the request that names it."""
    detail = f"In the catalog, at {fault.pointer}: {fault.detail}" if fault.pointer else fault.detail
    return Fault(pointer="/catalog", code=fault.code, detail=detail, suggestion=fault.suggestion)


def with_defaults(request: PlanRequest, catalog: Catalog) -> PlanRequest:
    """Return ``request`` with what its catalog settles: the currency, where it names none."""
    if request.budget.currency is not None:
        return request
    budget = msgspec.structs.replace(request.budget, currency=catalog.currency)
    return msgspec.structs.replace(request, budget=budget)
