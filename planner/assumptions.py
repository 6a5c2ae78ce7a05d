"""What a plan takes for granted, and what its readers should look at twice: sentences for people.

Called by ``planner.presenting``; decides nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from catalog.model import Catalog
from planner.building import first_gate_week, headcount
from planner.calendar import fiscal_calendar
from planner.placement import Placement
from planner.request import PlanRequest
from planner.scope import Scope, enterprise_level


def assumptions(request: PlanRequest, catalog: Catalog, asked: Scope, placement: Placement | None) -> Iterator[str]:
    """Yield what the plan assumed because the request did not say otherwise."""
    current = enterprise_level(request)
    organization = request.organization
    yield (
        f"Figures are the catalog's likely estimates, sized for {organization.employees:,} employees and "
        f"{_count(len(organization.functions), 'function')}: {', '.join(organization.functions)}."
    )
    yield (
        f"Everything up to level {current} is in place"
        + (", except what is named as missing." if request.missing else ".")
    )
    yield from _evidence(request, catalog, current)
    yield from _people(request, placement)
    yield from _money(request, placement)
    yield from _items(asked, request)


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
            where = f" It binds where the organization is {item.applies_if}." if item.applies_if else ""
            yield (
                f"{placed.activity.id} finishes on {said(finish)}, after its regulatory deadline of "
                f"{said(item.regulatory_deadline)}.{where}"
            )


def said(day: date) -> str:
    """Return a date as people write it: 4 Jan 2027."""
    return f"{day.day} {day:%b %Y}"


def _evidence(request: PlanRequest, catalog: Catalog, current: int) -> Iterator[str]:
    weeks = catalog.level(current).evidence_weeks
    if request.current_since is None and weeks:
        earliest = fiscal_calendar(request).gate_date(first_gate_week(request, catalog))
        yield (
            f"Level {current} counts as declared on the start date: its {_count(weeks, 'week')} of evidence end on "
            f"{said(earliest)}, and level {current + 1} is not declared before."
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


def _money(request: PlanRequest, placement: Placement | None) -> Iterator[str]:
    budget = request.budget
    if budget.total is None and budget.per_quarter is None:
        yield "No budget was given: money is not limited."
    elif placement is not None:
        names = {"cash": "cash", "labour": "own labour", "run": "run cost"}
        left_out = [name for kind, name in names.items() if kind not in budget.covers]
        if left_out:
            counted = " and ".join(names[kind] for kind in budget.covers)
            yield f"The budget counts {counted}; {' and '.join(left_out)} are shown beside it and limit nothing."


def _items(asked: Scope, request: PlanRequest) -> Iterator[str]:
    seen = set()
    for activity in asked.activities:
        item = activity.item
        if item.id in seen:
            continue
        seen.add(item.id)
        if item.optional and item.default == "included":
            yield f"{item.id} is optional in the model; the catalog includes it by default."
        if item.min_functions is not None and item.min_functions < len(request.organization.functions):
            functions = ", ".join(request.organization.functions[: item.min_functions])
            yield f"{item.id} is planned for {functions} only, the fewest functions that the model asks for."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
