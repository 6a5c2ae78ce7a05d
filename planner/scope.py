"""Which items of the catalog a request asks for, as activities, and the gates they lead to.

The first half of the way from a request to a network: no durations, no money, no order. Called by
``planner.building`` (which orders and sizes what is here) and ``planner.presenting`` (which tells of it).
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from msgspec import Struct

from catalog.model import Catalog, Item
from planner.choice import Choice, choices, closure, is_by_choice
from planner.request import PlanRequest
from planner.standing import Standing

Part = Literal["whole", "copy", "setup"]


class Activity(Struct, frozen=True):
    """One item to be scheduled: whole, the copy of one function, or a repeated item's set-up.

    ``gate`` is the level whose gate it belongs to (one above the target: the gate beyond); ``debt`` marks what
    belongs to a level already declared; ``early`` what the target needs finished before it is due.
    """

    item: Item
    part: Part
    function: str | None
    gate: int
    debt: bool
    early: bool = False

    @property
    def id(self) -> str:
        """The activity's id: the item's, with ``@function`` or ``@setup`` for a part of a repeated item."""
        return self.item.id if self.part == "whole" else f"{self.item.id}@{self.function or 'setup'}"

    @property
    def evidence_lag(self) -> int:
        """The weeks its evidence must run before its gate; a set-up has none, nor has what is not due yet."""
        return 0 if self.part == "setup" or self.early else self.item.evidence_lag_weeks


class Scope(Struct, frozen=True):
    """What is to be planned, by transition and then in catalog order, and the levels whose gates are to be reached.

    ``beyond`` is the number after the target's where items of the open transition add a last gate. ``due_next``
    names the governance that an ``exit`` plan leaves for later; ``choices`` says what brought each optional item.
    """

    activities: tuple[Activity, ...]
    gates: tuple[int, ...]
    beyond: int | None
    due_next: tuple[str, ...]
    choices: dict[str, Choice]
    warnings: tuple[str, ...]
    by_item: dict[str, tuple[Activity, ...]]

    def parts(self, item: str) -> tuple[Activity, ...]:
        """Return the activities of an item."""
        return self.by_item.get(item, ())

    def gate_id(self, level: int) -> str:
        """Return the id of a level's gate."""
        return "beyond" if level == self.beyond else f"gate-{level}"


def scope(request: PlanRequest, catalog: Catalog) -> Scope:
    """Return what a (judged) request asks for."""
    draft = _Draft(request, catalog)
    activities = tuple(draft.activities())
    target = request.target
    beyond = target + 1 if any(activity.gate > target for activity in activities) else None
    return Scope(
        activities=activities,
        gates=(*range(draft.standing.current + 1, target + 1), *(() if beyond is None else (beyond,))),
        beyond=beyond,
        due_next=tuple(draft.due_next()),
        choices=draft.choices,
        warnings=tuple(_warnings(draft, activities)),
        by_item={name: tuple(parts) for name, parts in groupby(activities, lambda activity: activity.item.id)},
    )


class _Draft:
    """The rules of scope over one request; indexes are built once."""

    def __init__(self, request: PlanRequest, catalog: Catalog) -> None:
        self.request = request
        self.standing = Standing(request, catalog)
        self.choices = choices(request, catalog)
        self.completed = frozenset(request.completed)
        self.missing = frozenset(request.missing)
        steps = {step.id: number for number, step in enumerate(catalog.transitions)}
        in_order = sorted(catalog.items, key=lambda item: steps[item.transition])
        self.items = {item.id: item for item in in_order}
        self.by_choice = frozenset(item.id for item in in_order if is_by_choice(item, catalog))
        self.needed = self._needed()

    def activities(self) -> Iterator[Activity]:
        """Yield every activity of the plan, transition by transition, a set-up before its copies."""
        for item in self.items.values():
            parts = [self._activity(item, who) for who in self.standing.whom(item) if self._is_asked(item, who)]
            if any(self._brings_setup(part) for part in parts):
                first = min(parts, key=lambda part: (part.gate, not part.debt))
                yield Activity(item, "setup", None, first.gate, first.debt, first.early)
            yield from parts

    def due_next(self) -> Iterator[str]:
        """Yield the governance of the target that an ``exit`` plan does not do."""
        for item in self.items.values():
            left = self.standing.due_next(item) and item.id not in self.needed
            if left and any(self._wanted(item, who) for who in self.standing.whom(item)):
                yield item.id

    def named(self, names: frozenset[str], item: Item, who: str | None) -> bool:
        """Tell whether an item, or a function's copy, stands in a list of the request."""
        return item.id in names or (who is not None and f"{item.id}@{who}" in names)

    def owed(self, item: Item, who: str | None) -> bool:
        """Tell whether something that would count as in place is said to be missing."""
        return self.standing.in_place(item, who) and self.named(self.missing, item, who)

    def is_there(self, item: Item, who: str | None) -> bool:
        """Tell whether something is done: completed, or in place and not missing."""
        in_place = self.standing.in_place(item, who) and not self.named(self.missing, item, who)
        return in_place or self.named(self.completed, item, who)

    def _wanted(self, item: Item, who: str | None) -> bool:
        """Tell whether an item is to be done at all, when its time comes."""
        if self.named(self.completed, item, who):
            return False
        if item.id not in self.by_choice:
            return True
        choice = self.choices.get(item.id)
        return choice is not None and who in choice.functions

    def _is_asked(self, item: Item, who: str | None) -> bool:
        """Tell whether an activity is in scope: on the way, owed and needed, or needed before it is due."""
        if self.owed(item, who):
            return item.id in self.needed
        if self.standing.due_next(item):
            behind = self.standing.reached(who) < self.standing.gate_level(item)
            return behind and item.id in self.needed and self._wanted(item, who)
        return self.standing.ahead(item, who) and self._wanted(item, who)

    def _needed(self) -> set[str]:
        """Return the items that are on the way for anyone, missing governance, and all that these need."""
        seeds = {
            item.id
            for item in self.items.values()
            for who in self.standing.whom(item)
            if (self.owed(item, who) and item.kind == "governance")
            or (self.standing.ahead(item, who) and self._wanted(item, who))
        }
        return closure(seeds, self.items)

    def _activity(self, item: Item, who: str | None) -> Activity:
        part: Part = "copy" if item.repeats_per_function else "whole"
        level, early = self.standing.gate_level(item), self.standing.due_next(item)
        debt = level <= self.standing.current or self.standing.in_place(item, who) or self.standing.overtaken(item)
        gate = self.standing.current + 1 if debt else self.standing.target if early else level
        return Activity(item, part, who, gate, debt, early)

    def _brings_setup(self, copy: Activity) -> bool:
        """Tell whether a copy needs its item's set-up; one that is debt finds it in place, unless that is missing."""
        if not has_setup(copy.item) or f"{copy.item.id}@setup" in self.completed:
            return False
        return not copy.debt or copy.item.id in self.missing or f"{copy.item.id}@setup" in self.missing


def has_setup(item: Item) -> bool:
    """Tell whether an item has a set-up of its own: it repeats, and the catalog has figures for it."""
    return item.repeats_per_function and any(mode.setup_weeks for mode in item.modes.values())


def _warnings(draft: _Draft, activities: tuple[Activity, ...]) -> Iterator[str]:
    yield from _overtaken(draft, activities)
    planned = {activity.item.id for activity in activities}
    for entry in draft.request.missing:
        yield from _said_of_missing(draft, entry, planned)
    for entry in draft.request.include:
        yield from _said_of_included(draft, entry, planned)
    yield from _setups_of_what_is_there(draft, activities)


def _setups_of_what_is_there(draft: _Draft, activities: tuple[Activity, ...]) -> Iterator[str]:
    """Yield a warning for the set-ups that are planned although some function has its part of the item already."""
    found: dict[str, list[str]] = {}
    for activity in activities:
        if activity.part == "setup":
            there = [who for who in draft.request.organization.functions if draft.is_there(activity.item, who)]
            found.setdefault(", ".join(there), []).append(activity.id)
    for functions, setups in found.items():
        if functions:
            verb, them = ("is", "it") if len(setups) == 1 else ("are", "them")
            yield (
                f"{', '.join(setups)} {verb} planned although the part of {functions} is done: "
                f"add {them} to completed if that is done too."
            )


def _overtaken(draft: _Draft, activities: tuple[Activity, ...]) -> Iterator[str]:
    """Yield a warning for each function whose level calls for governance that the enterprise has still to build."""
    for function, level in draft.standing.functions.items():
        debts = [
            activity.id
            for activity in activities
            if activity.part == "whole"
            and activity.item.kind == "governance"
            and draft.standing.overtaken(activity.item)
            and draft.standing.current < draft.standing.gate_level(activity.item) <= level
        ]
        if debts:
            yield (
                f"{function} is at level {level}, the enterprise at {draft.standing.current}: the governance that "
                f"level {level} rests on is still to be built, which is {', '.join(debts)}."
            )


def _said_of_missing(draft: _Draft, entry: str, planned: set[str]) -> Iterator[str]:
    item = draft.items[entry.partition("@")[0]]
    function = entry.partition("@")[2]
    whom = draft.standing.whom(item) if function in ("", "setup") else (function,)
    if any(draft.standing.in_place(item, who) for who in whom):
        if item.id not in planned:
            yield f"{entry} is missing, but nothing in this plan needs it: it is left out."
    elif item.id not in planned:
        yield f"{entry} is no part of this plan: naming it as missing does nothing."
    else:
        yield f"{entry} lies above level {draft.standing.current} and is not missing yet: it is planned as usual."


def _said_of_included(draft: _Draft, entry: str, planned: set[str]) -> Iterator[str]:
    item = draft.items[entry.partition("@")[0]]
    if item.id in planned or draft.named(draft.completed, item, entry.partition("@")[2] or None):
        return
    level = draft.standing.leads_to(item)
    if level is not None and level > draft.standing.target:
        yield f"{entry} belongs to level {level}, beyond the target {draft.standing.target}: including it does nothing."
    elif level is not None:
        yield f"{entry} counts as in place at level {draft.standing.current}: including it does nothing."
