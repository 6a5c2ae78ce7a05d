"""Rules on the order of a catalog: levels, the transitions between them, and what waits for what.

Called by ``catalog.validation``, of whose table they are a part. Names that lead nowhere are passed over: other
rules report them.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from catalog.fault import Fault
from catalog.model import Catalog, Item, Prerequisite


def placed_prerequisites(item: Item) -> Iterator[tuple[str, Prerequisite]]:
    """Return an item's hard prerequisites, each with where it stands in the item."""
    for field, entries in (
        ("prerequisites", item.prerequisites),
        ("governance_prerequisites", item.governance_prerequisites),
    ):
        for index, entry in enumerate(entries):
            if isinstance(entry, Prerequisite):
                yield f"/{field}/{index}/item", entry
            else:
                yield f"/{field}/{index}", Prerequisite(item=entry)


def _levels_out_of_order(catalog: Catalog) -> Iterator[Fault]:
    if len(catalog.levels) < 2:
        yield Fault("/levels", "too_few_levels", "A catalog needs at least two levels.", "add the levels, lowest first")
    for index, (lower, upper) in enumerate(pairwise(catalog.levels), start=1):
        if upper.level != lower.level + 1:
            detail = f"Level {upper.level} stands after level {lower.level}: levels are numbered one by one, upwards."
            yield Fault(f"/levels/{index}/level", "level_order", detail, str(lower.level + 1))


def _broken_chain_of_transitions(catalog: Catalog) -> Iterator[Fault]:
    numbers = [level.level for level in catalog.levels]
    steps: list[tuple[int, int | None]] = list(pairwise(numbers))
    if numbers != list(range(numbers[0], numbers[0] + len(numbers)) if numbers else ()):
        return
    for index, transition in enumerate(catalog.transitions):
        # One more is allowed after the last level: the open transition.
        wanted = (*steps, *((last, None) for last in numbers[-1:]))[index : index + 1]
        if (transition.from_level, transition.to_level) not in wanted:
            words = f"from level {wanted[0][0]} to {wanted[0][1] or 'beyond'}" if wanted else "none"
            detail = f'Transition "{transition.id}" is out of place: the transitions lead from each level to the next.'
            yield Fault(f"/transitions/{index}", "transition_order", detail, f"here: {words}")
            return
    for lower, upper in steps[len(catalog.transitions) :]:
        detail = f"No transition leads from level {lower} to level {upper}."
        yield Fault("/transitions", "transition_order", detail, f'add {{id: "{lower}-{upper}", …}}')


def _cycles(catalog: Catalog) -> Iterator[Fault]:
    place = {item.id: index for index, item in enumerate(catalog.items)}
    needs = {item.id: [entry.item for entry in item.hard_prerequisites] for item in catalog.items}
    while needs := _waiting_for_each_other(needs):
        cycle = _cycle_from(next(iter(needs)), needs)
        first = cycle.index(min(cycle, key=lambda item: place[item]))
        cycle = [*cycle[first:], *cycle[:first]]
        links = list(pairwise([*cycle, cycle[0]]))
        owner, needed = links[0]
        index = place[owner]
        at = next(at for at, entry in placed_prerequisites(catalog.items[index]) if entry.item == needed)
        detail = f"These items wait for each other: {', '.join(f'{item} needs {other}' for item, other in links)}."
        yield Fault(f"/items/{index}{at}", "cycle", detail, "leave one of these links out")
        needs = {item: others for item, others in needs.items() if item not in cycle}


def _waiting_for_each_other(needs: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the items left when whatever waits for nothing that is left has been taken away, time and again."""
    left = dict(needs)
    while True:
        waiting = {item: others for item, others in left.items() if any(other in left for other in others)}
        if len(waiting) == len(left):
            return left
        left = waiting


def _cycle_from(start: str, needs: Mapping[str, list[str]]) -> list[str]:
    """Follow what each item needs, among those left, until one comes up again."""
    path = [start]
    while True:
        following = next(name for name in needs[path[-1]] if name in needs)
        if following in path:
            return path[path.index(following) :]
        path.append(following)


def _prerequisites_out_of_place(catalog: Catalog) -> Iterator[Fault]:
    items = {item.id: item for item in catalog.items}
    place = {transition.id: index for index, transition in enumerate(catalog.transitions)}
    for index, item in enumerate(catalog.items):
        for at, entry in placed_prerequisites(item):
            needed = items.get(entry.item)
            if needed is None or item.transition not in place or needed.transition not in place:
                continue
            where = f"/items/{index}{at}"
            if place[needed.transition] > place[item.transition]:
                code = "late_governance" if needed.kind == "governance" else "late_prerequisite"
                guards = "the governance" if needed.kind == "governance" else "the item"
                detail = (
                    f"Item {item.id} (transition {item.transition}) needs {guards} {needed.id}, "
                    f"which comes later (transition {needed.transition})."
                )
                yield Fault(where, code, detail, f"move {needed.id} to {item.transition}, or {item.id} later")
            elif at.startswith("/governance") and needed.kind != "governance":
                detail = f"Item {item.id} names {needed.id} as governance, but that is an action."
                yield Fault(where, "not_governance", detail, "name it under prerequisites")


def _prerequisites_left_out(catalog: Catalog) -> Iterator[Fault]:
    by_choice = {item.id for item in catalog.items if item.optional and item.default is None}
    # Whatever lies beyond the last level is by choice as well, and brings what it needs.
    steps = {transition.id for transition in catalog.transitions if transition.to_level is not None}
    for index, item in enumerate(catalog.items):
        for at, entry in placed_prerequisites(item):
            if item.transition in steps and not item.optional and entry.item in by_choice:
                detail = f"Item {item.id} is mandatory, but needs {entry.item}, which is optional and out by default."
                suggestion = f"make {entry.item} mandatory, or default: included"
                yield Fault(f"/items/{index}{at}", "optional_prerequisite", detail, suggestion)


def _look_ahead_past_the_gate(catalog: Catalog) -> Iterator[Fault]:
    gates = {transition.id: transition.to_level for transition in catalog.transitions}
    for index, item in enumerate(catalog.items):
        gate, start = gates.get(item.transition), item.may_start_at_level
        if gate is not None and start is not None and start >= gate:
            detail = f"Item {item.id} may start at level {start} only, but level {gate} waits for it."
            yield Fault(f"/items/{index}/may_start_at_level", "look_ahead", detail, f"a level below {gate}")


def _defaults_of_mandatory_items(catalog: Catalog) -> Iterator[Fault]:
    for index, item in enumerate(catalog.items):
        if item.default is not None and not item.optional:
            detail = f"Item {item.id} is mandatory: it is always included, and has no default."
            yield Fault(
                f"/items/{index}/default", "default_of_mandatory", detail, "leave it out, or add optional: true"
            )


def _nobody_can_stop_it(catalog: Catalog) -> Iterator[Fault]:
    items = {item.id: item for item in catalog.items}
    stops = [item.id for item in catalog.items if item.kind == "governance" and item.human_override]
    for index, item in enumerate(catalog.items):
        if item.autonomy == "assists" or any(items[name].human_override for name in _all_needed(item, items)):
            continue
        detail = f"Item {item.id} {item.autonomy} without people: it needs governance by which they can stop it."
        known = f"let it need one of {', '.join(stops)}" if stops else "mark a governance item human_override: true"
        yield Fault(f"/items/{index}/autonomy", "no_human_override", detail, known)


def _all_needed(item: Item, items: Mapping[str, Item]) -> set[str]:
    """Return the governance among everything an item needs, directly or through others."""
    found: set[str] = set()
    ahead = [item]
    while ahead:
        for entry in ahead.pop().hard_prerequisites:
            if entry.item in items and entry.item not in found:
                found.add(entry.item)
                ahead.append(items[entry.item])
    return {name for name in found if items[name].kind == "governance"}


def _override_of_an_action(catalog: Catalog) -> Iterator[Fault]:
    for index, item in enumerate(catalog.items):
        if item.kind == "action" and item.human_override:
            detail = f"Item {item.id} is an action: only governance can be the way by which people stop the AI."
            yield Fault(f"/items/{index}/human_override", "override_of_action", detail, "leave it out")


RULES: tuple[Callable[[Catalog], Iterator[Fault]], ...] = (
    _levels_out_of_order,
    _broken_chain_of_transitions,
    _cycles,
    _prerequisites_out_of_place,
    _prerequisites_left_out,
    _look_ahead_past_the_gate,
    _defaults_of_mandatory_items,
    _nobody_can_stop_it,
    _override_of_an_action,
)
