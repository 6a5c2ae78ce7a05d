"""What a request says of single items: done, missing, included, excluded, pinned."""

from collections.abc import Iterable, Iterator

from catalog.model import Catalog, Item
from catalog.suggestion import nearest
from catalog.wording import one_of, shown
from planner.choice import Choice, choices, closure, is_by_choice
from planner.judging.concerns import Concerns
from planner.judging.names import Names
from planner.judging.situation import ENTERPRISE
from planner.request import Pin, PlanRequest
from planner.standing import Standing

_LISTS = ("completed", "missing")


def progress(request: PlanRequest, names: Names, concerns: Concerns) -> None:
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


def choice(request: PlanRequest, catalog: Catalog, names: Names, concerns: Concerns) -> None:
    """Judge what is included and what is excluded: known, no contradiction, and nothing that is needed left out."""
    last = max(level.level for level in catalog.levels)
    for index, (name, again) in enumerate(_repeated(request.include)):
        at = f"/include/{index}"
        item = names.item_of(name, at)
        if again:
            concerns.add(at, "duplicate", f"{shown(name)} is listed more than once.", "list it once")
        elif item is not None and name.endswith("@setup"):
            detail = f"The set-up of {item.id} comes with its functions' parts; include those."
            concerns.add(at, "setup", detail, item.id)
        elif item is not None and item.transition in names.open_ended and request.target != last:
            detail = f"{item.id} lies beyond level {last}; it can be included where {last} is the target."
            suggestion = f"leave it out, or plan to {last}"
            concerns.add(at, "beyond_target", detail, suggestion, about=("/target",))
    _excluded(request, catalog, names, concerns)
    if isinstance(request.current, int) or ENTERPRISE in request.current:
        _needed_but_excluded(request, catalog, concerns)


def _repeated(entries: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield each entry of a list, and whether it stood there before."""
    seen: set[str] = set()
    for entry in entries:
        yield entry, entry in seen
        seen.add(entry)


def _excluded(request: PlanRequest, catalog: Catalog, names: Names, concerns: Concerns) -> None:
    included = {entry.partition("@")[0] for entry in request.include}
    for index, (name, again) in enumerate(_repeated(request.exclude)):
        at = f"/exclude/{index}"
        item = names.item_of(name, at)
        if item is None:
            continue
        if again:
            concerns.add(at, "duplicate", f"{shown(name)} is listed more than once.", "list it once")
        elif "@" in name:
            concerns.add(at, "whole_items_only", f"An item is excluded as a whole; say {item.id}.", item.id)
        elif name in included:
            detail = f"{name} cannot be both included and excluded."
            concerns.add(at, "contradiction", detail, "keep it in one of the two lists", about=("/include",))
        elif not is_by_choice(item, catalog):
            detail = f"{name} is mandatory in {catalog.id}: no plan past transition {item.transition} leaves it out."
            concerns.add(at, "mandatory", detail, "keep it in, or say that it is completed")


def _needed_but_excluded(request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
    """Report what is excluded although something that will be planned needs it."""
    items = {item.id: item for item in catalog.items}
    standing = Standing(request, catalog)
    chosen = choices(request, catalog)
    bringing = [
        it.id for it in catalog.items if it.id not in request.exclude and _brings(it, chosen, catalog, standing)
    ]
    needs = {it: closure([it], items) for it in bringing}
    for index, (name, again) in enumerate(_repeated(request.exclude)):
        item = items.get(name)
        if again or item is None or not is_by_choice(item, catalog) or not _is_ahead(item, standing):
            continue
        followers = [it for it, needed in needs.items() if name in needed]
        if followers:
            detail = f"{name} cannot be left out: {', '.join(followers[:3])} cannot be done without it."
            optional = all(is_by_choice(items[it], catalog) and it not in request.include for it in followers)
            suggestion = f"exclude {', '.join(followers)} too" if optional else "keep it in"
            concerns.add(f"/exclude/{index}", "needed", detail, suggestion, about=("/include", "/current"))


def _brings(item: Item, chosen: dict[str, Choice], catalog: Catalog, standing: Standing) -> bool:
    """Tell whether an item brings what it needs into the plan: it is to be done, or was chosen for later."""
    return item.id in chosen if is_by_choice(item, catalog) else _is_ahead(item, standing)


def _is_ahead(item: Item, standing: Standing) -> bool:
    return any(standing.ahead(item, who) for who in standing.whom(item))


def pins(request: PlanRequest, names: Names, concerns: Concerns) -> None:
    """Judge the pins: each on something known, and saying something."""
    for index, pin in enumerate(request.pins):
        at = f"/pins/{index}"
        if pin.not_before is None and pin.not_after is None and pin.mode is None:
            concerns.add(at, "empty", "The pin says nothing.", "add not_before, not_after or mode, or leave it out")
        if (pin.on.startswith("gate-") or pin.on == "beyond") and pin.on not in names.items:
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


def _gate_pin(pin: Pin, at: str, names: Names, concerns: Concerns) -> None:
    if names.gates and pin.on not in names.gates:
        detail = f"{shown(pin.on)} is not a gate of this plan, which has {', '.join(names.gates)}."
        suggestion = nearest(pin.on, names.gates) or names.gates[-1]
        concerns.add(f"{at}/on", "unknown_gate", detail, suggestion, about=("/current", "/target", "/include"))
    if pin.mode is not None:
        concerns.add(f"{at}/mode", "unknown_mode", "A gate is not work; it has no mode.", "leave the mode out")
