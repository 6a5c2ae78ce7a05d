"""What a plan takes for granted, holds back and leaves for later, and what its readers should look at twice.

Sentences for people, called by ``planner.presenting``; decides nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from catalog.model import Catalog
from planner.building import headcount, money
from planner.calendar import fiscal_calendar
from planner.choice import is_by_choice
from planner.order import evidence_weeks, first_gate_week
from planner.placement import Placement
from planner.request import Freeze, PlanRequest
from planner.scope import Scope
from planner.sizing import FIGURES, rates
from planner.standing import Standing, enterprise_level


def assumptions(request: PlanRequest, catalog: Catalog, asked: Scope, placement: Placement | None) -> Iterator[str]:
    """Yield what the plan assumed because the request did not say otherwise, and what follows from what it said."""
    yield from _figures(request, catalog)
    yield from _in_place(request)
    yield from _evidence(request, catalog)
    yield from _freezes(request.calendar.freezes)
    yield from _people(request, placement)
    yield from _money(request, catalog, placement)
    yield from _items(asked, request)
    yield from _choices(asked, request, catalog)
    if request.policy.governance == "exit":
        due = f"due next: {_listed(asked.due_next)}" if asked.due_next else "in the plan or in place"
        yield f"The governance of a level is built before leaving it. That of level {request.target} is {due}."


def ignored(request: PlanRequest) -> str:
    """Return what the plan leaves out of account because the request says so."""
    return f"This is a plan as if there were no {_listed(map(_named, request.ignore))}."


IGNORED = {
    "/deadline": "deadline",
    "/budget": "limit on money",
    "/budget/total": "total budget",
    "/budget/per_quarter": "quarterly money",
    "/headcount": "limit on people",
    "/headcount/total": "limit on people in total",
    "/headcount/roles": "limit on roles",
    "/calendar/freezes": "freezes",
    "/pins": "pins",
    "/policy/changes_per_function": "limit on changes in a function",
    "/policy/look_ahead": "limit on looking ahead",
    "/policy/evidence_weeks": "evidence weeks",
}


def _named(place: str) -> str:
    """Return what stands at a place of a request, in words."""
    above, _, name = place.rpartition("/")
    return IGNORED.get(place) or (f"limit on {name}" if above == "/headcount/roles" else f"limit at {place}")


def warnings(placement: Placement) -> Iterator[str]:
    """Yield what the schedule does that its readers may not want."""
    for placed in placement.activities:
        item = placed.activity.item
        for soft in item.soft_prerequisites:
            late = [
                other.activity.id
                for other in placement.activities
                if other.activity.item.id == soft
                and other.activity.function in (None, placed.activity.function)
                and other.finish > placed.start
            ]
            if late:
                yield f"{placed.activity.id} starts before {', '.join(late)} has finished; better after it."
        finish = placement.calendar.week_end(placed.finish - 1)
        if item.regulatory_deadline is not None and finish > item.regulatory_deadline:
            elsewhere = item.applies_if not in (None, *placement.request.organization.traits)
            where = f" It binds where the organization is {item.applies_if}." if elsewhere else ""
            yield (
                f"{placed.activity.id} finishes on {said(finish)}, after its regulatory deadline of "
                f"{said(item.regulatory_deadline)}.{where}"
            )
    yield from _due_before_their_level(placement)


def _due_before_their_level(placement: Placement) -> Iterator[str]:
    """Yield what a law wants of this organization by a day, though it belongs to a level beyond the target."""
    request = placement.request
    gates = {transition.id: transition.to_level for transition in placement.catalog.transitions}
    planned = {placed.activity.item.id for placed in placement.activities}
    for item in placement.catalog.items:
        level = gates[item.transition]
        later = level is None or level > request.target
        settled = item.id in planned or item.id in request.completed
        if item.regulatory_deadline and item.applies_if in request.organization.traits and later and not settled:
            belongs = f"to level {level}" if level is not None else "beyond the last level"
            yield (
                f"{item.id} belongs {belongs} and is not in this plan, but as the organization is {item.applies_if}, "
                f"it is due by {said(item.regulatory_deadline)} whatever the level."
            )


def said(day: date) -> str:
    """Return a date as people write it: 4 Jan 2027."""
    return f"{day.day} {day:%b %Y}"


def _figures(request: PlanRequest, catalog: Catalog) -> Iterator[str]:
    organization = request.organization
    yield (
        f"Figures are the catalog's likely estimates, sized for {organization.employees:,} employees and "
        f"{_count(len(organization.functions), 'function')}: {', '.join(organization.functions)}."
    )
    titles = [trait.title for trait in catalog.traits if trait.id in organization.traits]
    if titles:
        yield f"The catalog's factors for these traits are in the figures: {'; '.join(titles)}."
    words = dict(zip(FIGURES, ("weeks", "effort", "cash"), strict=True))
    own = [
        f"{estimate.item}{f' ({estimate.mode})' if estimate.mode else ''}: "
        + ", ".join(word for figure, word in words.items() if getattr(estimate, figure) is not None)
        for estimate in request.estimates
    ]
    if own:
        yield f"The request's own estimates are used as given, for one function's part each: {'; '.join(own)}."


def _in_place(request: PlanRequest) -> Iterator[str]:
    current = enterprise_level(request)
    yield (
        f"Everything up to level {current} is in place"
        + (", except what is named as missing." if request.missing else ".")
    )
    named = request.current if isinstance(request.current, dict) else {}
    for function in request.organization.functions:
        level = named.get(function, current)
        if level < current:
            yield f"{function} is at level {level}: what it lacks up to level {current} comes before the first gate."
        elif level > current:
            yield f"{function} is at level {level}: its own parts up to there are in place."


def _evidence(request: PlanRequest, catalog: Catalog) -> Iterator[str]:
    current = enterprise_level(request)
    weeks = evidence_weeks(current, request, catalog)
    if request.current_since is None and weeks:
        earliest = fiscal_calendar(request).gate_date(first_gate_week(request, catalog))
        yield (
            f"Level {current} counts as declared on the start date: its {_count(weeks, 'week')} of evidence end on "
            f"{said(earliest)}, and level {current + 1} is not declared before."
        )


def _freezes(freezes: Iterable[Freeze]) -> Iterator[str]:
    spans = [
        f"{said(freeze.from_)} to {said(freeze.to)}" + (f" ({freeze.reason})" if freeze.reason else "")
        for freeze in freezes
    ]
    if spans:
        yield (
            f"No action starts or ends in a week that holds a day of {_listed(spans)}; "
            "what has begun runs on, and governance is not held up."
        )


def _people(request: PlanRequest, placement: Placement | None) -> Iterator[str]:
    caps = headcount(request)
    if caps.total is None and not caps.roles:
        yield "No limit on people was given: as many as the plan needs are there."
        return
    if caps.total is None:
        yield f"Roles without a number ({_others(caps.roles, placement)}) are not limited."
        return
    people = "The people are generalists: each can fill any role" + (" not capped by itself" if caps.roles else "")
    if placement is None:
        yield f"{people}."
        return
    work: dict[str, int] = {}
    for placed in placement.activities:
        for role, demand in placed.people.items():
            work[role] = work.get(role, 0) + demand * placed.weeks
    split = ", ".join(f"{role} {amount / 100:.0f}" for role, amount in sorted(work.items(), key=lambda it: -it[1]))
    yield f"{people}. The plan uses them as (person-weeks): {split}."


def _others(roles: Mapping[str, object], placement: Placement | None) -> str:
    if placement is None:
        return "all others"
    used = {role for placed in placement.activities for role in placed.people}
    return ", ".join(sorted(used - set(roles))) or "none is used"


def _money(request: PlanRequest, catalog: Catalog, placement: Placement | None) -> Iterator[str]:
    budget = request.budget
    if budget.exchange_rate is not None and budget.currency != catalog.currency:
        yield (
            f"One {catalog.currency} of the catalog is {budget.exchange_rate:g} {budget.currency}, "
            "in cash, run cost and the catalog's rates, throughout the plan."
        )
    unpaid = {role.id for role in catalog.roles} - set(rates(request, catalog))
    if placement is not None:
        unpaid &= {role for placed in placement.activities for role in placed.people}
        if unpaid:
            yield f"There is no rate for {_listed(sorted(unpaid))}: that labour is shown as costing nothing."
    if budget.total is None and budget.per_quarter is None:
        yield "No budget was given: money is not limited."
        return
    yield from _held_back(request)
    names = {"cash": "cash", "labour": "own labour", "run": "run cost"}
    left_out = [name for kind, name in names.items() if kind not in budget.covers]
    if left_out and placement is not None:
        counted = _listed([name for kind, name in names.items() if kind in budget.covers])
        verb = "is" if len(left_out) == 1 else "are"
        limits = "limits" if len(left_out) == 1 else "limit"
        yield f"The budget counts {counted}; {_listed(left_out)} {verb} shown beside it and {limits} nothing."


def _held_back(request: PlanRequest) -> Iterator[str]:
    """Yield what the contingency takes from each limit."""
    budget, left = request.budget, money(request)
    if not budget.contingency:
        return
    parts = []
    if budget.total is not None and left.total is not None:
        parts.append(f"{budget.total - left.total:,} of the total of {budget.total:,}")
    if budget.per_quarter is not None and left.per_quarter is not None:
        quarterly = budget.per_quarter if isinstance(budget.per_quarter, tuple) else (budget.per_quarter,)
        held = [f"{whole - usable:,}" for whole, usable in zip(quarterly, left.per_quarter, strict=True)]
        parts.append(f"{', '.join(held)} of the money of each quarter")
    yield f"{budget.contingency * 100:g} % is held back as a contingency: {budget.currency or ''} {_listed(parts)}."


def _items(asked: Scope, request: PlanRequest) -> Iterator[str]:
    brought = {
        "trait": "is in because of the organization's traits",
        "default": "is optional in the model; the catalog includes it by default",
        "prerequisite": "is optional in the model; something included needs it",
    }
    for parts in asked.by_item.values():
        item = parts[0].item
        choice = asked.choices.get(item.id)
        if choice is not None and choice.reason in brought:
            yield f"{item.id} {brought[choice.reason]}."
        functions = [part.function for part in parts if part.function is not None]
        if item.min_functions is not None and 0 < len(functions) < len(request.organization.functions):
            only = ", ".join(functions)
            yield f"{item.id} is planned for {only} only; the model asks for {_count(item.min_functions, 'function')}."


def _choices(asked: Scope, request: PlanRequest, catalog: Catalog) -> Iterator[str]:
    """Yield what could be in the plan and is not."""
    standing = Standing(request, catalog)
    last = max(level.level for level in catalog.levels)
    possible = [
        item.id
        for item in catalog.items
        if is_by_choice(item, catalog)
        and any(standing.ahead(item, who) for who in standing.whom(item))
        and (standing.leads_to(item) is not None or request.target == last)
        and item.id not in asked.choices
        and item.id not in request.completed
    ]
    excluded = [name for name in possible if name in request.exclude]
    if excluded:
        yield f"Left out because the request excludes it: {_listed(excluded)}."
    optional = [name for name in possible if name not in request.exclude]
    if optional:
        yield f"Left out because it is optional, and can be included: {_listed(optional)}."


def _listed(parts: Iterable[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
