"""Estimates of the user's own: of items that are known, in order, and once for each item and mode."""

import math
from functools import partial

from catalog.figures import MOST_EFFORT, MOST_MONEY, MOST_WEEKS
from catalog.model import Catalog
from catalog.suggestion import nearest, nearest_or_all
from catalog.walking import token
from catalog.wording import one_of, shown
from planner.judging.concerns import Concerns
from planner.judging.names import Names
from planner.request import Estimate, Number, PlanRequest


def estimates(request: PlanRequest, catalog: Catalog, names: Names, concerns: Concerns) -> None:
    """Judge every estimate of a request."""
    seen: set[tuple[str, str | None]] = set()
    for index, estimate in enumerate(request.estimates):
        at = f"/estimates/{index}"
        _subject(estimate, at, names, concerns)
        if (estimate.item, estimate.mode) in seen:
            detail = f"{shown(estimate.item)} has an estimate for this already."
            concerns.add(at, "duplicate", detail, "give one estimate for each item and mode")
        seen.add((estimate.item, estimate.mode))
        if (estimate.duration_weeks, estimate.effort_person_weeks, estimate.cash) == (None, None, None):
            suggestion = "add duration_weeks, effort_person_weeks or cash, or leave it out"
            concerns.add(at, "empty", "The estimate says nothing.", suggestion)
        _three_points(estimate.duration_weeks, f"{at}/duration_weeks", MOST_WEEKS, concerns)
        _three_points(estimate.cash, f"{at}/cash", MOST_MONEY, concerns)
        roles = [role.id for role in catalog.roles]
        for role, effort in (estimate.effort_person_weeks or {}).items():
            where = f"{at}/effort_person_weeks/{token(role)}"
            if role not in roles:
                detail = f"The catalog has no role {shown(role)}."
                concerns.add(where, "unknown_role", detail, partial(nearest_or_all, role, roles))
            if not _is_usable(effort, MOST_EFFORT):
                detail = f"{shown(effort)} cannot be an effort in person-weeks."
                concerns.add(where, "out_of_range", detail, f"a number from 0 to {MOST_EFFORT:,}")


def _subject(estimate: Estimate, at: str, names: Names, concerns: Concerns) -> None:
    """Judge the item and the mode of an estimate; its functions are alike, so it names the item as a whole."""
    item = names.item_of(estimate.item, f"{at}/item")
    if item is None:
        return
    if "@" in estimate.item:
        detail = f"An estimate is of an item, for every function alike; say {item.id}."
        concerns.add(f"{at}/item", "whole_items_only", detail, item.id)
    if estimate.mode is not None and estimate.mode not in item.modes:
        detail = f"{item.id} cannot be done in the mode {shown(estimate.mode)}; it has {one_of(item.modes)}."
        suggestion = nearest(estimate.mode, item.modes) or one_of(item.modes)
        concerns.add(f"{at}/mode", "unknown_mode", detail, suggestion)


def _three_points(points: tuple[Number, Number, Number] | None, at: str, most: int, concerns: Concerns) -> None:
    """Judge optimistic, likely and pessimistic: usable numbers that do not fall."""
    if points is None:
        return
    wrong = [point for point in points if not _is_usable(point, most)]
    if wrong:
        concerns.add(at, "out_of_range", f"{shown(wrong[0])} cannot be used here.", f"numbers from 0 to {most:,}")
    elif list(points) != sorted(points):
        detail = "Optimistic, likely and pessimistic must not fall; here they do."
        concerns.add(at, "unordered", detail, str(sorted(points)))


def _is_usable(number: Number, most: int) -> bool:
    return math.isfinite(number) and 0 <= number <= most
