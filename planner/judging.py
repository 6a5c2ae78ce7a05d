"""Weighs a well-formed request: whether its parts hold together, and the catalog knows what they name.

``planner.intake`` calls it, also with best-effort requests in which faulty parts have stand-ins: what rests on
such a part is not judged. Whether a plan exists is never asked here.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial

from catalog.fault import Findings
from catalog.model import Catalog, Item
from catalog.suggestion import nearest, nearest_or_all, slug
from catalog.walking import token
from catalog.wording import one_of, shown
from planner.request import Headcount, Number, Pin, PlanRequest

FIRST_YEAR, LAST_YEAR = 1970, 2200
MOST_FUNCTIONS = 200
RESERVED = ("setup", "enterprise")
_FUNCTION = re.compile(r"[a-z][a-z0-9_-]{0,99}")
_LISTS = ("completed", "missing")


class Concerns(Findings):
    """Gathers what is wrong, leaving out what rests on a pointer that is ``wrong`` already."""

    def __init__(self, wrong: Iterable[str] = ()) -> None:
        super().__init__()
        self._wrong = frozenset(wrong) - {""}
        self._above = frozenset(part for pointer in self._wrong for part in _upwards(pointer))

    def add(
        self,
        pointer: str,
        code: str,
        detail: str,
        suggest: str | Callable[[], str | None] | None = None,
        *,
        about: tuple[str, ...] = (),
    ) -> None:
        """Add a fault, unless it, or one of the pointers that it is also ``about``, touches a wrong one."""
        if not any(self._touches(place) for place in (pointer, *about)):
            super().add(pointer, code, detail, suggest)

    def _touches(self, pointer: str) -> bool:
        return pointer in self._above or not self._wrong.isdisjoint(_upwards(pointer))


def _upwards(pointer: str) -> list[str]:
    """Return a pointer and those of all that holds it, but the whole."""
    steps = pointer.split("/")
    return ["/".join(steps[:length]) for length in range(2, len(steps) + 1)]


def weigh(request: PlanRequest, catalog: Catalog | None, concerns: Concerns) -> None:
    """Add to ``concerns`` all that is wrong with what ``request`` means; without a catalog, what needs none.

    ``Flooded`` is raised where there is no end of it.
    """
    _functions(request, concerns)
    _dates(request, concerns)
    _money_and_goals(request, concerns)
    _people(request, catalog, concerns)
    if catalog is not None:
        _levels(request, catalog, concerns)
        _traits(request, catalog, concerns)
        names = _Names(request, catalog, concerns)
        _progress(request, names, concerns)
        _pins(request, names, concerns)


def _functions(request: PlanRequest, concerns: Concerns) -> None:
    at, functions = "/organization/functions", request.organization.functions
    if not 1 <= len(functions) <= MOST_FUNCTIONS:
        detail = f"From 1 to {MOST_FUNCTIONS} functions can be planned; these are {len(functions):,}."
        concerns.add(at, "wrong_length", detail, '["sales", "hr"]')
    seen: set[str] = set()
    for index, function in enumerate(functions):
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


def _dates(request: PlanRequest, concerns: Concerns) -> None:
    start, deadline = request.start, request.deadline
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        detail = f"A plan starts between {FIRST_YEAR} and {LAST_YEAR}; this one in {start.year}."
        concerns.add("/start", "out_of_range", detail, "a date as in 2027-01-04")
    if deadline is not None and deadline <= start:
        detail = f"The deadline {deadline} must lie after the start {start}."
        concerns.add("/deadline", "dates_unordered", detail, f"a date after {start}", about=("/start",))
    for index, pin in enumerate(request.pins):
        if pin.not_before and pin.not_after and pin.not_after < pin.not_before:
            at = f"/pins/{index}"
            detail = f"not_after {pin.not_after} must not lie before not_before {pin.not_before}."
            suggestion = f"{pin.not_before} or later"
            concerns.add(f"{at}/not_after", "dates_unordered", detail, suggestion, about=(f"{at}/not_before",))


def _money_and_goals(request: PlanRequest, concerns: Concerns) -> None:
    if request.budget.per_quarter == ():
        detail = "The list of quarterly amounts is empty."
        concerns.add("/budget/per_quarter", "empty", detail, "leave it out, or give an amount for each quarter")
    if isinstance(request.goals, str):
        return
    seen: set[str] = set()
    for index, entry in enumerate(request.goals):
        goal = entry if isinstance(entry, str) else entry.goal
        if goal in seen:
            concerns.add(f"/goals/{index}", "duplicate", f'The goal "{goal}" is named more than once.', "name it once")
        seen.add(goal)


def _people(request: PlanRequest, catalog: Catalog | None, concerns: Concerns) -> None:
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


def _levels(request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
    levels = sorted(level.level for level in catalog.levels)
    current, target = request.current, request.target
    for at, level in (("/current", current), ("/target", target)):
        if isinstance(level, int) and level not in levels:
            detail = f"{shown(level)} is not a level of {catalog.id}, which has {levels[0]} to {levels[-1]}."
            concerns.add(at, "unknown_level", detail, str(levels[0] if level < levels[0] else levels[-1]))
    if current not in levels or target not in levels or not isinstance(current, int) or current < target:
        return
    higher = [level for level in levels if level > current]
    if higher:
        detail = f"The target must be above the current level; {target} is not above {current}."
        concerns.add("/target", "not_above_current", detail, str(higher[0]), about=("/current",))
    else:
        detail = f"{current} is the last level of {catalog.id}; there is none above it to plan for."
        concerns.add("/current", "not_above_current", detail, f"a level from {levels[0]} to {levels[-2]}")


def _traits(request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
    traits = [trait.id for trait in catalog.traits]
    for index, trait in enumerate(request.organization.traits):
        if trait not in traits:
            detail = f"The catalog has no trait {shown(trait)}."
            suggest = partial(nearest_or_all, trait, traits) if traits else "leave it out"
            concerns.add(f"/organization/traits/{index}", "unknown_trait", detail, suggest)


class _Names:
    """The ids that a request may use: items, activities (``item@function``, ``item@setup``), gates."""

    def __init__(self, request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
        self.items = {item.id: item for item in catalog.items}
        self.functions = dict.fromkeys(request.organization.functions)
        self.concerns = concerns
        current = request.current if isinstance(request.current, int) else 0
        reached = sorted(level.level for level in catalog.levels if current < level.level <= request.target)
        self.gates = [f"gate-{level}" for level in reached]

    def item_of(self, name: str, at: str) -> Item | None:
        """Return the item that an item's or activity's id names, or None once it is reported."""
        item_id, marked, part = name.partition("@")
        item = self.items.get(item_id)
        if item is None:
            self._unknown_item(name, item_id, at)
        elif not marked:
            return item
        elif not item.repeats_per_function:
            detail = f"{item_id} is enterprise-wide; it has no {shown(part)} of its own. Say {item_id}."
            self.concerns.add(at, "enterprise_wide", detail, item_id)
        elif part == "setup" and not any(mode.setup_weeks is not None for mode in item.modes.values()):
            self.concerns.add(at, "no_setup", f"{item_id} has no set-up. Say {item_id} or name a function.", item_id)
        elif part != "setup" and part not in self.functions:
            self._unknown_function(item_id, part, at)
        else:
            return item
        return None

    def _unknown_item(self, name: str, item_id: str, at: str) -> None:
        def suggest() -> str:
            meant = nearest(item_id, self.items)
            return f"{meant}{name.removeprefix(item_id)}" if meant else "an id of the catalog"

        self.concerns.add(at, "unknown_item", f"The catalog has no item {shown(item_id)}.", suggest)

    def _unknown_function(self, item_id: str, function: str, at: str) -> None:
        def suggest() -> str:
            known = list(self.functions)[:MOST_FUNCTIONS]
            meant = nearest(function, [*known, "setup"])
            return f"{item_id}@{meant}" if meant else one_of(f"{item_id}@{name}" for name in known[:5])

        detail = f"{shown(function)} is not a function of this organization."
        self.concerns.add(at, "unknown_function", detail, suggest, about=("/organization/functions",))


def _progress(request: PlanRequest, names: _Names, concerns: Concerns) -> None:
    """Judge what is said to be completed and what to be missing."""
    seen: dict[str, str] = {}
    for field in _LISTS:
        for index, name in enumerate(getattr(request, field)):
            at = f"/{field}/{index}"
            names.item_of(name, at)
            if seen.get(name) == field:
                concerns.add(at, "duplicate", f"{shown(name)} is listed more than once.", "list it once")
            seen.setdefault(name, field)
    completed = set(request.completed)
    copied = {name.partition("@")[0] for name in completed if "@" in name and not name.endswith("@setup")}
    for index, name in enumerate(request.missing):
        item_id, _, part = name.partition("@")
        whole = item_id in completed and part != "setup"
        if name in completed or whole or name in copied:
            detail = f"{shown(name)} cannot be both completed and missing, as a whole or in a function."
            concerns.add(f"/missing/{index}", "contradiction", detail, "keep it in one of the two lists")


def _pins(request: PlanRequest, names: _Names, concerns: Concerns) -> None:
    for index, pin in enumerate(request.pins):
        at = f"/pins/{index}"
        if pin.not_before is None and pin.not_after is None and pin.mode is None:
            concerns.add(at, "empty", "The pin says nothing.", "add not_before, not_after or mode, or leave it out")
        if pin.on.startswith("gate-") and pin.on not in names.items:
            _gate_pin(pin, at, names, concerns)
            continue
        item = names.item_of(pin.on, f"{at}/on")
        if item is not None and pin.mode is not None:
            setup = pin.on.endswith("@setup")
            modes = [name for name, mode in item.modes.items() if mode.setup_weeks is not None or not setup]
            if pin.mode not in modes:
                detail = f"{pin.on} cannot be done in the mode {shown(pin.mode)}; it has {one_of(modes)}."
                suggestion = nearest(pin.mode, modes) or one_of(modes)
                concerns.add(f"{at}/mode", "unknown_mode", detail, suggestion)


def _gate_pin(pin: Pin, at: str, names: _Names, concerns: Concerns) -> None:
    if names.gates and pin.on not in names.gates:
        detail = f"{shown(pin.on)} is not a gate of this plan, which has {', '.join(names.gates)}."
        suggestion = nearest(pin.on, names.gates) or names.gates[-1]
        concerns.add(f"{at}/on", "unknown_gate", detail, suggestion, about=("/current", "/target"))
    if pin.mode is not None:
        concerns.add(f"{at}/mode", "unknown_mode", "A gate is not work; it has no mode.", "leave the mode out")
