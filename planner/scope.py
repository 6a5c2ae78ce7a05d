"""Which items of the catalog a request asks for, as activities, and the gates they lead to.

The first half of the way from a request to a network: no durations, no money, no order. Called by
``planner.building`` (which orders and sizes what is here) and ``planner.presenting`` (which tells of it).
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from catalog.model import Catalog, Item
from planner.request import PlanRequest

Part = Literal["whole", "copy", "setup"]


class Activity(Struct, frozen=True):
    """One item to be scheduled: whole, the copy of one function, or a repeated item's set-up.

    ``gate`` is the level whose gate it belongs to; ``debt`` marks what belongs to a level already declared.
    """

    item: Item
    part: Part
    function: str | None
    gate: int
    debt: bool

    @property
    def id(self) -> str:
        """The activity's id: the item's, with ``@function`` or ``@setup`` for a part of a repeated item."""
        return self.item.id if self.part == "whole" else f"{self.item.id}@{self.function or 'setup'}"


class Scope(Struct, frozen=True):
    """What is to be planned, by transition and then in catalog order, and the levels whose gates are to be reached."""

    activities: tuple[Activity, ...]
    gates: tuple[int, ...]
    warnings: tuple[str, ...]


def enterprise_level(request: PlanRequest) -> int:
    """Return the organization's level."""
    return request.current if isinstance(request.current, int) else request.current["enterprise"]


def scope(request: PlanRequest, catalog: Catalog) -> Scope:
    """Return what a (judged) request asks for."""
    draft = _Draft(request, catalog)
    activities = tuple(draft.activities())
    gates = tuple(range(draft.current + 1, request.target + 1))
    return Scope(activities, gates, tuple(_warnings(draft, activities)))


class _Draft:
    """The rules of scope over one request; indexes are built once."""

    def __init__(self, request: PlanRequest, catalog: Catalog) -> None:
        self.request = request
        self.current = enterprise_level(request)
        steps = {step.id: number for number, step in enumerate(catalog.transitions)}
        in_order = sorted(catalog.items, key=lambda item: steps[item.transition])
        self.items = {item.id: item for item in in_order}
        self.level_of = {step.id: step.to_level for step in catalog.transitions}
        self.completed = frozenset(request.completed)
        self.missing = frozenset(request.missing)
        self.missing_items = frozenset(entry.partition("@")[0] for entry in request.missing)
        self.owed = self._owed()

    def activities(self) -> Iterator[Activity]:
        """Yield every activity of the plan, transition by transition, a set-up before its copies."""
        for item in self.items.values():
            if self._ahead(item):
                yield from self._parts(item, self._functions(item), gate=self.level(item), debt=False)
            elif item.id in self.owed:
                yield from self._owed_parts(item)

    def level(self, item: Item) -> int:
        """Return the level an item's transition leads to; beyond the target for the open one."""
        level = self.level_of[item.transition]
        return self.request.target + 1 if level is None else level

    def _ahead(self, item: Item) -> bool:
        wanted = not item.optional or item.default == "included"
        return wanted and self.current < self.level(item) <= self.request.target

    def _functions(self, item: Item) -> tuple[str, ...]:
        functions = self.request.organization.functions
        return functions if item.min_functions is None else functions[: item.min_functions]

    def _parts(self, item: Item, functions: Iterable[str], *, gate: int, debt: bool) -> Iterator[Activity]:
        if item.id in self.completed:
            return
        if not item.repeats_per_function:
            yield Activity(item, "whole", None, gate, debt)
            return
        copies = [
            Activity(item, "copy", function, gate, debt)
            for function in functions
            if f"{item.id}@{function}" not in self.completed
        ]
        if copies and has_setup(item) and f"{item.id}@setup" not in self.completed:
            yield Activity(item, "setup", None, gate, debt)
        yield from copies

    def _owed_parts(self, item: Item) -> Iterator[Activity]:
        """Yield the debt of one item: all of it, or only the activities that ``missing`` names."""
        gate = self.current + 1
        whole = item.id in self.missing
        for activity in self._parts(item, self.request.organization.functions, gate=gate, debt=True):
            if whole or activity.id in self.missing:
                yield activity

    def _owed(self) -> frozenset[str]:
        """Return the items that debt brings: missing governance, and missing prerequisites of what is planned."""
        behind = {
            item.id
            for item in self.items.values()
            if item.id in self.missing_items and self.level(item) <= self.current
        }
        seeds = {
            item.id
            for item in self.items.values()
            if self._ahead(item) and any(self._parts(item, self._functions(item), gate=0, debt=False))
        }
        governance = {entry for entry in behind if self.items[entry].kind == "governance"}
        needed = self._with_prerequisites(seeds | governance)
        return frozenset(governance | (behind & needed))

    def _with_prerequisites(self, seeds: set[str]) -> set[str]:
        found = set(seeds)
        waiting = list(seeds)
        while waiting:
            for prerequisite in self.items[waiting.pop()].hard_prerequisites:
                if prerequisite.item not in found:
                    found.add(prerequisite.item)
                    waiting.append(prerequisite.item)
        return found


def has_setup(item: Item) -> bool:
    """Tell whether an item has a set-up of its own: it repeats, and the catalog has figures for it."""
    return item.repeats_per_function and any(mode.setup_weeks for mode in item.modes.values())


def _warnings(draft: _Draft, activities: tuple[Activity, ...]) -> Iterator[str]:
    for entry in draft.request.missing:
        item = draft.items[entry.partition("@")[0]]
        if draft.level(item) > draft.current:
            yield f"{entry} lies above level {draft.current} and is not missing yet: it is planned as usual."
        elif item.id not in draft.owed:
            yield f"{entry} is missing, but nothing in this plan needs it: it is left out."
    for activity in activities:
        done = [
            f"{activity.item.id}@{function}"
            for function in draft.request.organization.functions
            if f"{activity.item.id}@{function}" in draft.completed
        ]
        if activity.part == "setup" and done:
            yield (
                f"{activity.id} is planned although {', '.join(done)} is completed: "
                f"add {activity.id} to completed if the set-up is done too."
            )
