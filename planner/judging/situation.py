"""Where the organization stands and by which rules it plans: functions, dates, levels, traits, policy."""

import re
from functools import partial

from catalog.model import Catalog
from catalog.suggestion import nearest, nearest_or_all, slug
from catalog.walking import token
from catalog.wording import shown
from planner.judging.concerns import Concerns
from planner.request import PlanRequest

FIRST_YEAR, LAST_YEAR = 1970, 2200
MOST_FUNCTIONS = 200
ENTERPRISE = "enterprise"
RESERVED = ("setup", ENTERPRISE)
_FUNCTION = re.compile(r"[a-z][a-z0-9_-]{0,99}")


def functions(request: PlanRequest, concerns: Concerns) -> None:
    """Judge the names of the functions."""
    at, named = "/organization/functions", request.organization.functions
    if not 1 <= len(named) <= MOST_FUNCTIONS:
        detail = f"From 1 to {MOST_FUNCTIONS} functions can be planned; these are {len(named):,}."
        concerns.add(at, "wrong_length", detail, '["sales", "hr"]')
    seen: set[str] = set()
    for index, function in enumerate(named):
        place = f"{at}/{index}"
        if not _FUNCTION.fullmatch(function):
            detail = f"{shown(function)} must be lower-case letters, digits, - and _, beginning with a letter."
            concerns.add(place, "wrong_form", detail, slug(function) or "a name such as sales")
        elif function in RESERVED:
            detail = f'"{function}" has a meaning of its own; a function needs another name.'
            concerns.add(place, "reserved", detail, f"{function}-function")
        elif function in seen:
            concerns.add(place, "duplicate", f'"{function}" is named more than once.', "name it once", about=(at,))
        seen.add(function)


def dates(request: PlanRequest, concerns: Concerns) -> None:
    """Judge the order of the days that a request names."""
    start, deadline = request.start, request.deadline
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        detail = f"A plan starts between {FIRST_YEAR} and {LAST_YEAR}; this one in {start.year}."
        concerns.add("/start", "out_of_range", detail, "a date as in 2027-01-04")
    if deadline is not None and deadline <= start:
        detail = f"The deadline {deadline} must lie after the start {start}."
        concerns.add("/deadline", "dates_unordered", detail, f"a date after {start}", about=("/start",))
    if request.current_since is not None and request.current_since > start:
        detail = f"current_since {request.current_since} must not lie after the start {start}."
        concerns.add("/current_since", "dates_unordered", detail, f"{start} or earlier", about=("/start",))
    for index, freeze in enumerate(request.calendar.freezes):
        if freeze.to < freeze.from_:
            at = f"/calendar/freezes/{index}"
            detail = f"The freeze ends on {freeze.to}, before it begins on {freeze.from_}."
            concerns.add(f"{at}/to", "dates_unordered", detail, f"{freeze.from_} or later", about=(f"{at}/from",))
    for index, pin in enumerate(request.pins):
        if pin.not_before and pin.not_after and pin.not_after < pin.not_before:
            at = f"/pins/{index}"
            detail = f"not_after {pin.not_after} must not lie before not_before {pin.not_before}."
            suggestion = f"{pin.not_before} or later"
            concerns.add(f"{at}/not_after", "dates_unordered", detail, suggestion, about=(f"{at}/not_before",))


def levels(request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
    """Judge the levels, from and to: known, and upwards."""
    known = sorted(level.level for level in catalog.levels)
    current, target = request.current, request.target
    at = "/current"
    _known_level(target, "/target", known, catalog, concerns)
    if isinstance(current, dict):
        _functions_levels(current, request, known, catalog, concerns)
        if ENTERPRISE not in current:
            return
        at, current = f"/current/{ENTERPRISE}", current[ENTERPRISE]
    else:
        _known_level(current, at, known, catalog, concerns)
    if current not in known or target not in known or current < target:
        return
    higher = [level for level in known if level > current]
    if higher:
        detail = f"The target must be above the current level; {target} is not above {current}."
        concerns.add("/target", "not_above_current", detail, str(higher[0]), about=(at,))
    else:
        detail = f"{current} is the last level of {catalog.id}; there is none above it to plan for."
        concerns.add(at, "not_above_current", detail, f"a level from {known[0]} to {known[-2]}")


def _functions_levels(
    current: dict[str, int], request: PlanRequest, known: list[int], catalog: Catalog, concerns: Concerns
) -> None:
    """Judge a level for each function: the enterprise's is there, and all are functions of the organization."""
    functions = list(request.organization.functions)
    if ENTERPRISE not in current:
        detail = f'The level of the whole organization is missing; it stands under "{ENTERPRISE}".'
        concerns.add("/current", "missing", detail, f'"{ENTERPRISE}": {min(current.values(), default=known[0])}')
    for function, level in current.items():
        at = f"/current/{token(function)}"
        if function != ENTERPRISE and function not in functions:
            detail = f"{shown(function)} is not a function of this organization."
            suggest = partial(nearest_or_all, function, [ENTERPRISE, *functions[:MOST_FUNCTIONS]])
            concerns.add(at, "unknown_function", detail, suggest, about=("/organization/functions",))
        _known_level(level, at, known, catalog, concerns)


def _known_level(level: int, at: str, known: list[int], catalog: Catalog, concerns: Concerns) -> None:
    if level not in known:
        detail = f"{shown(level)} is not a level of {catalog.id}, which has {known[0]} to {known[-1]}."
        concerns.add(at, "unknown_level", detail, str(known[0] if level < known[0] else known[-1]))


def traits(request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
    """Judge the traits: each known, and named once."""
    known = [trait.id for trait in catalog.traits]
    for index, trait in enumerate(request.organization.traits):
        if trait not in known:
            detail = f"The catalog has no trait {shown(trait)}."
            suggest = partial(nearest_or_all, trait, known) if known else "leave it out"
            concerns.add(f"/organization/traits/{index}", "unknown_trait", detail, suggest)


def policy(request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
    """Judge the evidence weeks of each level."""
    known = [str(level.level) for level in catalog.levels]
    evidence = request.policy.evidence_weeks
    for level in evidence if isinstance(evidence, dict) else ():
        if level not in known:
            detail = f"{shown(level)} is not a level of {catalog.id}, which has {known[0]} to {known[-1]}."
            suggestion = nearest(level, known) or f"a level from {known[0]} to {known[-1]}"
            concerns.add(f"/policy/evidence_weeks/{token(level)}", "unknown_level", detail, suggestion)
