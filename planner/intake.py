"""Where requests come in: reads them, judges them against their catalog, and fills in what the catalog settles.

Every fault is found at once, in the form and in the meaning, each with its place.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

import msgspec

from catalog.fault import MOST, Fault, Flooded, Refused, capped
from catalog.model import Catalog
from catalog.reading import examine_json, in_order, walk
from planner.judging import Concerns, weigh
from planner.request import PlanRequest


def read_request(
    data: bytes | Mapping[str, object], load_catalog: Callable[[str], Catalog]
) -> tuple[PlanRequest, Catalog]:
    """Read a request from JSON or from decoded objects, and load its catalog.

    The request returned has the catalog's currency and functions where it named none. ``load_catalog`` takes what
    stands under ``catalog`` and raises ``Refused`` for one that is not known. Raises ``Refused`` with every fault, of
    form and of meaning, in the order of the document.
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
    if catalog is not None:
        request = _of_functions(request, catalog, examined.document)
    concerns = _judged(request, catalog, wrong)
    faults += concerns.kept
    if faults or catalog is None:
        raise Refused(capped(in_order(faults, examined.document), concerns.more))
    return with_defaults(request, catalog), catalog


def _of_functions(request: PlanRequest, catalog: Catalog, document: object) -> PlanRequest:
    """Return ``request`` with the catalog's functions where it names none of its own."""
    organization = document.get("organization", {}) if isinstance(document, Mapping) else {}
    if not isinstance(organization, Mapping) or "functions" in organization or not catalog.functions:
        return request
    said = msgspec.structs.replace(request.organization, functions=catalog.functions)
    return msgspec.structs.replace(request, organization=said)


def judge(request: PlanRequest, catalog: Catalog) -> list[Fault]:
    """Return every fault in what a well-formed request means."""
    concerns = _judged(request, catalog)
    return list(capped(in_order(concerns.kept, msgspec.to_builtins(request)), concerns.more))


def _judged(request: PlanRequest, catalog: Catalog | None, wrong: Iterable[str] = ()) -> Concerns:
    concerns = Concerns(wrong)
    with suppress(Flooded):
        weigh(request, catalog, concerns)
    return concerns


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
