"""Which activities and gates a request and a catalog ask for, and what stands before each.

What is in scope becomes duties here: once for each function where an item repeats, with a set-up before them, each
with its gate, the level that must be declared before it, and what it comes after.
"""

from msgspec import Struct

from catalog.model import Catalog, Item
from planner.checking.scope import Scope
from planner.checking.terms import Terms


class Milestone(Struct, frozen=True):
    """A gate that there must be; ``evidence_weeks`` must pass between the gate before (or current_since) and it."""

    id: str
    level: int | None
    evidence_weeks: int


class Duty(Struct, frozen=True):
    """An activity that there must be; ``gate`` and ``opened_by`` are places in the gates, ``after`` (id, lag weeks).

    ``debt``: it belongs to a level that is declared already, or counts as such.
    ``evidence_lag``: weeks that its evidence delays its gate; a set-up has none, nor what is not due yet.
    """

    id: str
    item: Item
    function: str | None
    setup: bool
    gate: int
    opened_by: int | None
    after: tuple[tuple[str, int], ...]
    evidence_lag: int
    debt: bool


def milestones(terms: Terms, catalog: Catalog) -> tuple[Milestone, ...]:
    """Return the gates from the level after ``current`` to the target's, and the one beyond where asked for."""
    policy = terms.request.policy.evidence_weeks
    levels: list[int | None] = list(range(terms.current + 1, terms.request.target + 1))
    if Scope(terms, catalog).has_beyond:
        levels.append(None)
    gates = []
    for place, level in enumerate(levels):
        before = terms.current + place
        weeks = catalog.level(before).evidence_weeks
        if isinstance(policy, int):
            weeks = policy
        elif isinstance(policy, dict):
            weeks = policy.get(str(before), weeks)
        gates.append(Milestone("beyond" if level is None else f"gate-{level}", level, weeks))
    return tuple(gates)


def duties(terms: Terms, catalog: Catalog) -> dict[str, Duty]:
    """Return every activity that there must be, by id."""
    scope = Scope(terms, catalog)
    found: list[Duty] = []
    for item in catalog.items:
        has_setup = _has_setup(item, scope)
        for who in scope.functions_of[item.id]:
            after = _copy_follows(item, who, scope)
            if has_setup:
                after[f"{item.id}@setup"] = 0
            found.append(_duty(scope, item, who, after))
        if has_setup:
            found.append(_duty(scope, item, None, _setup_follows(item, scope), setup=True))
    return {duty.id: duty for duty in found}


def _has_setup(item: Item, scope: Scope) -> bool:
    """Tell whether a set-up is to be done: that of copies that are owed counts as in place, unless it is missing."""
    whom = scope.functions_of[item.id]
    if not whom or not any(mode.setup_weeks is not None for mode in item.modes.values()):
        return False
    name = f"{item.id}@setup"
    if not item.repeats_per_function or name in scope.request.completed:
        return False
    is_missing = item.id in scope.request.missing or name in scope.request.missing
    return is_missing or any(not _is_debt(item, who, scope) for who in whom)


def _is_debt(item: Item, who: str | None, scope: Scope) -> bool:
    """Tell whether it belongs to a level already declared, or is missing where it should be in place."""
    if item.kind == "governance" and who is None and not item.repeats_per_function:
        furthest = max([scope.terms.current, *scope.terms.levels.values()])
        return scope.due_level(item) <= furthest
    return scope.due_level(item) <= scope.terms.current or scope.is_in_place(item, who)


def _duty(scope: Scope, item: Item, who: str | None, after: dict[str, int], *, setup: bool = False) -> Duty:
    suffix = "setup" if setup else who
    terms = scope.terms
    # A set-up belongs to the first gate that one of its copies belongs to.
    doers = scope.functions_of[item.id] if setup else [who]
    debt = any(_is_debt(item, doer, scope) for doer in doers)
    is_early = scope.is_due_next(item)
    level = terms.request.target if is_early else scope.due_level(item)
    opened_by = None
    if not debt:
        opening = _opening_level(item, level, scope)
        if opening is not None and opening > terms.current:
            opened_by = min(opening, terms.request.target) - terms.current - 1
    return Duty(
        id=item.id if suffix is None else f"{item.id}@{suffix}",
        item=item,
        function=who,
        setup=setup,
        gate=0 if debt else level - terms.current - 1,
        opened_by=opened_by,
        after=tuple(sorted(after.items())),
        evidence_lag=0 if setup or is_early else item.evidence_lag_weeks,
        debt=debt,
    )


def _opening_level(item: Item, level: int, scope: Scope) -> int | None:
    """Return the level that must have been declared before the item starts."""
    rule = scope.request.policy.look_ahead
    if rule == "free":
        return None
    if isinstance(rule, int):
        return level - rule
    if item.may_start_at_level is not None:
        return item.may_start_at_level
    return level - (3 if item.long_lead else 2)


def _copy_follows(item: Item, who: str | None, scope: Scope) -> dict[str, int]:
    """Predecessors of an item or a copy: its own function's copy, or every copy where it has none."""
    after: dict[str, int] = {}
    for need in item.hard_prerequisites:
        whom = scope.functions_of[need.item]
        if who in whom:
            whom = [who]
        for other in whom:
            name = need.item if other is None else f"{need.item}@{other}"
            after[name] = max(need.lag_weeks, after.get(name, 0))
    return after


def _setup_follows(item: Item, scope: Scope) -> dict[str, int]:
    """Predecessors of a set-up: the governance and the enterprise-wide prerequisites of its item."""
    after: dict[str, int] = {}
    for need in item.hard_prerequisites:
        needed = scope.items[need.item]
        if needed.kind == "governance" or not needed.repeats_per_function:
            for other in scope.functions_of[need.item]:
                name = need.item if other is None else f"{need.item}@{other}"
                after[name] = max(need.lag_weeks, after.get(name, 0))
    return after
