"""Which optional items a request brings in, and what brings each: an include, a trait or the catalog's default.

Items of the open transition are optional too, and only an include brings them. What an optional item needs comes
with it. Called by ``planner.scope``, and by ``planner.judging`` to see what an exclude would break.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from catalog.model import Catalog, Item
from planner.request import PlanRequest

Reason = Literal["include", "trait", "default", "prerequisite"]


class Choice(Struct, frozen=True):
    """Why an optional item is in, and the functions it is in for; (None,) for an enterprise-wide one."""

    reason: Reason
    functions: frozenset[str | None]


def choices(request: PlanRequest, catalog: Catalog) -> dict[str, Choice]:
    """Return the optional items that a request brings in, by id; what one function's part needs is its own part."""
    items = {item.id: item for item in catalog.items}
    reasons = {item.id: _reason(item, request, catalog) for item in catalog.items if is_by_choice(item, catalog)}
    waiting = [
        (name, who)
        for name, reason in reasons.items()
        for who in _everyone(items[name], request)
        if reason != "prerequisite" or f"{name}@{who}" in request.include
    ]
    brought: dict[str, set[str | None]] = {}
    while waiting:
        name, who = waiting.pop()
        if who in brought.setdefault(name, set()):
            continue
        brought[name].add(who)
        for prerequisite in items[name].hard_prerequisites:
            everyone = _everyone(items[prerequisite.item], request)
            waiting += [(prerequisite.item, other) for other in ((who,) if who in everyone else everyone)]
    return {
        name: Choice(
            "include" if any(entry.partition("@")[0] == name for entry in request.include) else reason,
            frozenset(brought[name]),
        )
        for name, reason in reasons.items()
        if name in brought
    }


def is_by_choice(item: Item, catalog: Catalog) -> bool:
    """Tell whether an item is in a plan only if something brings it."""
    return item.optional or item.transition in _open_transitions(catalog)


def closure(seeds: Iterable[str], items: dict[str, Item]) -> set[str]:
    """Return the items named and everything that they need, directly or through others."""
    found = set(seeds)
    waiting = list(found)
    while waiting:
        for prerequisite in items[waiting.pop()].hard_prerequisites:
            if prerequisite.item not in found:
                found.add(prerequisite.item)
                waiting.append(prerequisite.item)
    return found


def _open_transitions(catalog: Catalog) -> frozenset[str]:
    return frozenset(step.id for step in catalog.transitions if step.to_level is None)


def _everyone(item: Item, request: PlanRequest) -> tuple[str | None, ...]:
    return request.organization.functions if item.repeats_per_function else (None,)


def _reason(item: Item, request: PlanRequest, catalog: Catalog) -> Reason:
    """Return what brings an item in as a whole; where nothing does, something that needs it may."""
    if item.id in request.include:
        return "include"
    if item.transition in _open_transitions(catalog) or item.id in request.exclude:
        return "prerequisite"
    if item.applies_if is not None and item.applies_if in request.organization.traits:
        return "trait"
    return "prerequisite" if item.default is None else "default"
