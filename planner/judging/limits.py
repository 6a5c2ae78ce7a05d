"""The limits of a request: money and its currency, rates, people."""

import re
from collections.abc import Iterator
from functools import partial

from catalog.model import Catalog
from catalog.suggestion import nearest, nearest_or_all
from catalog.walking import token
from catalog.wording import one_of, shown
from planner.ignoring import places
from planner.judging.concerns import Concerns
from planner.request import Headcount, Number, PlanRequest

_CURRENCY = re.compile(r"[A-Z]{3}")


def money(request: PlanRequest, catalog: Catalog | None, concerns: Concerns) -> None:
    """Judge the budget, its currency, and the rates."""
    budget = request.budget
    if budget.per_quarter == ():
        detail = "The list of quarterly amounts is empty."
        concerns.add("/budget/per_quarter", "empty", detail, "leave it out, or give an amount for each quarter")
    if not budget.covers:
        detail = "The budget must count something; here it counts nothing."
        concerns.add("/budget/covers", "empty", detail, '["cash", "run"]')
    for index, kind in enumerate(budget.covers):
        if kind in budget.covers[:index]:
            detail = f'"{kind}" is named more than once.'
            concerns.add(f"/budget/covers/{index}", "duplicate", detail, "name it once")
    if catalog is not None:
        _currency(request, catalog, concerns)
        _rates(request, catalog, concerns)


def _currency(request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
    currency, rate = request.budget.currency, request.budget.exchange_rate
    own = currency in (None, catalog.currency)
    if currency is not None and not _CURRENCY.fullmatch(currency):
        detail = f"{shown(currency)} is no currency; one is written in three capital letters."
        suggestion = currency.upper() if _CURRENCY.fullmatch(currency.upper()) else catalog.currency
        concerns.add("/budget/currency", "wrong_form", detail, suggestion)
    elif own and rate not in (None, 1):
        detail = f"The budget is in {catalog.currency}, as the catalog is; there is nothing to exchange."
        suggestion = "leave it out, or name the currency of the budget"
        concerns.add("/budget/exchange_rate", "needless", detail, suggestion, about=("/budget/currency",))
    elif not own and rate is None:
        detail = (
            f"The catalog counts in {catalog.currency}; a budget in {currency} needs an exchange_rate: "
            f"how many {currency} one {catalog.currency} is worth."
        )
        suggestion = f'"exchange_rate": 0.9, or "currency": "{catalog.currency}"'
        concerns.add("/budget/currency", "no_exchange_rate", detail, suggestion, about=("/budget/exchange_rate",))


def _rates(request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
    roles = [role.id for role in catalog.roles]
    for role in request.rates:
        if role not in roles:
            detail = f"The catalog has no role {shown(role)}."
            concerns.add(f"/rates/{token(role)}", "unknown_role", detail, partial(nearest_or_all, role, roles))
    without = sorted(set(unpaid(request, catalog))) if "labour" in request.budget.covers else []
    if without:
        detail = (
            f"The budget counts labour, but the catalog has no rate for {one_of(without)}. "
            "Give the cost of a person-week, or do not count labour."
        )
        suggestion = ", ".join(f'"{role}": 4000' for role in without)
        concerns.add("/rates", "no_rate", detail, suggestion, about=("/budget/covers",))


def unpaid(request: PlanRequest, catalog: Catalog) -> Iterator[str]:
    """Yield the roles that the catalog's items need and that neither catalog nor request has a rate for."""
    paid = {role.id for role in catalog.roles if role.rate is not None} | set(request.rates)
    for item in catalog.items:
        for mode in item.modes.values():
            yield from (role for role in mode.effort_person_weeks if role not in paid)
            yield from (role for role in mode.setup_effort_person_weeks if role not in paid)


def people(request: PlanRequest, catalog: Catalog | None, concerns: Concerns) -> None:
    """Judge the limits on people: roles known, numbers in hundredths."""
    headcount = request.headcount
    if not isinstance(headcount, Headcount):
        _cap(headcount, "/headcount", concerns)
        return
    if headcount.total is not None:
        _cap(headcount.total, "/headcount/total", concerns)
    roles = [role.id for role in catalog.roles] if catalog is not None else None
    for role, cap in headcount.roles.items():
        at = f"/headcount/roles/{token(role)}"
        if roles is not None and role not in roles:
            detail = f"The catalog has no role {shown(role)}."
            concerns.add(at, "unknown_role", detail, partial(nearest_or_all, role, roles))
        _cap(cap, at, concerns)


def _cap(cap: Number | tuple[Number, ...], at: str, concerns: Concerns) -> None:
    """Judge one limit on people: a number, or a list with one for each quarter."""
    if cap == ():
        concerns.add(at, "empty", "The list of people is empty.", "leave it out, or give a number for each quarter")
    entries = [(at, cap)] if not isinstance(cap, tuple) else [(f"{at}/{index}", n) for index, n in enumerate(cap)]
    for place, number in entries:
        if round(number, 2) != number:
            detail = f"People are counted in hundredths; {number} has more than two decimals."
            concerns.add(place, "too_precise", detail, str(round(number, 2)))


def ignored(request: PlanRequest, concerns: Concerns) -> None:
    """Judge what is to be ignored: each a limit that the request sets, or what holds some."""
    there = places(request)
    known = sorted({above for place in there for above in _above(place)})
    of_level = re.compile(r"/policy/evidence_weeks/\d+")
    for index, pointer in enumerate(request.ignore):
        if pointer not in known and not of_level.fullmatch(pointer):
            detail = f"There is no limit at {shown(pointer)} in this request to be ignored."
            suggestion = nearest(pointer, known) or one_of(known)
            concerns.add(f"/ignore/{index}", "no_such_limit", detail, suggestion)


def _above(place: str) -> Iterator[str]:
    """Yield a place and every place above it that holds limits alone."""
    parts = place.split("/")
    yield place
    for count in range(2, len(parts)):
        above = "/".join(parts[:count])
        if above not in ("/policy", "/calendar"):
            yield above
