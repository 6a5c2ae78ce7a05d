"""Requests that no plan keeps, and what may be said of them put to the test by fresh solves of the whole planner."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import msgspec
from msgspec.structs import replace

import planner
from planner.explaining.limits import limits_of, parts_of, without
from planner.intake import with_defaults
from planner.request import PlanRequest
from tests.random_cases import random_case
from tests.random_catalogs import FEATURES

SECONDS = 60


def small_case(seed):
    """Return the first request of a seed, small, over a catalog of its own and with four features, that has no plan."""
    for attempt in range(50):
        features = Random(f"{seed} {attempt}").sample(sorted(FEATURES), 4)
        request, catalog = random_case(seed * 50 + attempt, features)
        request = with_defaults(request, catalog)
        if not is_possible(request, catalog):
            return request, catalog
    raise AssertionError(f"seed {seed} has no request without a plan")


def is_possible(request, catalog):
    """Tell whether there is a plan, by a whole answer of the planner."""
    solver = replace(request.solver, time_limit_s=SECONDS, workers=1)
    status = planner.plan(replace(request, goals=("finish",), solver=solver), catalog, explained=False).status
    assert status != "unknown"
    return status != "infeasible"


def explained(request, catalog, seconds=SECONDS):
    """Return the answer to a request, with as much time as it needs."""
    return planner.plan(replace(request, solver=replace(request.solver, time_limit_s=seconds, workers=1)), catalog)


def all_limits(request, catalog):
    """Return every limit of a request at every grain."""
    found, waiting = [], [*limits_of(request, catalog)]
    while waiting:
        limit = waiting.pop()
        found.append(limit)
        waiting += parts_of(limit, request)
    return found


def limits_named(request, catalog, conflict):
    """Return the limits that a conflict names; the governance policy, which is not put off but turned, is left out."""
    by_place = {}
    for limit in all_limits(request, catalog):
        by_place.setdefault((limit.pointer, limit.value), limit)
    named = []
    for member in conflict.members:
        if member.pointer != "/policy/governance":
            texts = [it for it in all_limits(request, catalog) if it.member == member]
            alone = [
                it for it in limits_of(request, catalog) if it.pointer == member.pointer.removesuffix("/not_after")
            ]
            named.append((texts or alone)[0])
    return named


def others(request, catalog, named):
    """Return what must be put off for these limits to stand alone: the undivided ones, or the parts beside them."""
    found = []
    for limit in limits_of(request, catalog):
        found += _beside(request, limit, named)
    return found


def _beside(request, limit, named):
    if limit in named:
        return []
    parts = parts_of(limit, request)
    if not any(part in named or any(it in named for it in parts_of(part, request)) for part in parts):
        return [limit]
    return [other for part in parts for other in _beside(request, part, named)]


def is_minimal(request, catalog, conflict):
    """Tell whether the limits of a conflict cannot hold together, and can without any one of them."""
    named = limits_named(request, catalog, conflict)
    rest = others(request, catalog, named)
    if is_possible(without(request, catalog, rest), catalog):
        return False
    if len(named) < len(conflict.members):
        turned = replace(request, policy=replace(request.policy, governance="exit"))
        if not is_possible(without(turned, catalog, rest), catalog):
            return False
    return all(is_possible(without(request, catalog, [*rest, one]), catalog) for one in named)


def less(request, repair):
    """Yield the repaired request with each change in turn lowered by its unit.

    What is withdrawn because it lies beyond a lower target has no place there: the target alone is lowered less.
    """
    for change in repair.changes:
        if change.pointer == "/target":
            yield replace(request, target=change.to + 1)
            return
        if change.to is None:
            yield _restored(request, repair, change)
        else:
            document = msgspec.json.decode(msgspec.json.encode(repair.repaired_request))
            _put(document, change.pointer, _lowered(change))
            yield msgspec.convert(document, PlanRequest)


def _restored(request, repair, change):
    """Return the repaired request with one pin or freeze put back."""
    kind, place = change.pointer.rpartition("/")[::2]
    kept = [it.pointer for it in repair.changes if it.to is None and it.pointer.startswith(kind) and it is not change]
    gone = {int(pointer.rpartition("/")[2]) for pointer in kept}
    if kind == "/pins":
        pins = tuple(pin for index, pin in enumerate(request.pins) if index not in gone)
        return replace(repair.repaired_request, pins=pins)
    assert kind == "/calendar/freezes", place
    freezes = tuple(it for index, it in enumerate(request.calendar.freezes) if index not in gone)
    return replace(repair.repaired_request, calendar=replace(repair.repaired_request.calendar, freezes=freezes))


def _lowered(change):
    if isinstance(change.to, date):
        return (change.to - timedelta(days=7)).isoformat()
    unit = Decimal("0.1") if change.pointer.startswith("/headcount") else 1
    if not isinstance(change.to, tuple):
        return _minus(change.to, unit)
    given = change.from_ if isinstance(change.from_, tuple) else (change.from_,)
    before = [given[min(place, len(given) - 1)] for place in range(len(change.to))]
    return [_minus(to, unit) if to > old else to for old, to in zip(before, change.to, strict=True)]


def _minus(amount, unit):
    return amount - 1 if unit == 1 else float(Decimal(repr(amount)) - unit)


def _put(document, pointer, value):
    *path, last = pointer.split("/")[1:]
    for name in path:
        document = document[int(name)] if isinstance(document, list | tuple) else document[name]
    if isinstance(document, list):
        document[int(last)] = value
    else:
        document[last] = value
