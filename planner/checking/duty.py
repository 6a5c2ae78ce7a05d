"""Which activities and gates a request and a catalog ask for, and what stands before each.

The scope is derived from the design's words alone: what lies above the current level, what is missing below it,
what these bring with them; once for each function where an item repeats.
"""

from collections.abc import Iterable

from msgspec import Struct

from catalog.model import Catalog, Item
from planner.checking.terms import Terms, level_of


class Milestone(Struct, frozen=True):
    """A gate that there must be; ``evidence_weeks`` must pass between the gate before (or current_since) and it."""

    id: str
    level: int | None
    evidence_weeks: int


class Duty(Struct, frozen=True):
    """An activity that there must be; ``gate`` and ``opened_by`` are places in the gates, ``after`` (id, lag weeks)."""

    id: str
    item: Item
    function: str | None
    setup: bool
    gate: int
    opened_by: int | None
    after: tuple[tuple[str, int], ...]

    @property
    def evidence_lag(self) -> int:
        """Weeks that its evidence delays its gate; a set-up has none."""
        return 0 if self.setup else self.item.evidence_lag_weeks


class Scope:
    """Decides item by item and function by function what is in scope; ``functions_of`` holds the result."""

    def __init__(self, terms: Terms, catalog: Catalog) -> None:
        self.terms = terms
        self.catalog = catalog
        self.request = terms.request
        self.items = {item.id: item for item in catalog.items}
        self.levels = {item.id: level_of(item, catalog) for item in catalog.items}
        self.last_level = max(level.level for level in catalog.levels)
        self.brought = self._brought()
        self.functions_of = self._in_scope()

    def gate_level(self, item: Item) -> int:
        """Return the level whose gate waits for the item; one above the target for what comes beyond."""
        level = self.levels[item.id]
        if level is None:
            return self.request.target + 1
        if item.kind == "governance" and self.request.policy.governance == "exit":
            left = (item.home_level or level) + 1
            return min(left, self.request.target)
        return level

    def _brought(self) -> set[str]:
        """Optional items that an include, a trait or a default brings, and all that these need."""
        request = self.request
        included = {name.partition("@")[0] for name in request.include}
        brought = set()
        for item in self.catalog.items:
            by_trait = item.applies_if is not None and item.applies_if in request.organization.traits
            by_default = item.default == "included" or by_trait
            if item.id in included or (by_default and item.id not in request.exclude):
                brought.add(item.id)
        return brought | self._prerequisites(brought)

    def _prerequisites(self, items: Iterable[str]) -> set[str]:
        """Return the ids of everything that the items need, directly or through others."""
        found: set[str] = set()
        ahead = list(items)
        while ahead:
            for need in self.items[ahead.pop()].hard_prerequisites:
                if need.item not in found:
                    found.add(need.item)
                    ahead.append(need.item)
        return found

    def _in_scope(self) -> dict[str, list[str | None]]:
        scope: dict[str, list[str | None]] = {}
        for item in self.catalog.items:
            scope[item.id] = [who for who in self._whom(item) if self._is_asked(item, who)]
        needed = self._prerequisites(name for name, whom in scope.items() if whom)
        for item in self.catalog.items:
            if item.id in needed:
                extra = (who for who in self._whom(item) if self._is_named(self.request.missing, item, who))
                scope[item.id] += [who for who in extra if who not in scope[item.id]]
        if self.request.policy.governance == "exit":
            self._drop_governance_due_next(scope)
        return scope

    def _whom(self, item: Item) -> list[str | None]:
        """Return the functions that could have a copy, or the enterprise (none), in the request's order."""
        if not item.repeats_per_function:
            return [None]
        level = self.levels[item.id]
        functions = self.request.organization.functions
        if item.min_functions is None:
            return list(functions)
        below = [name for name in functions if level is None or self.terms.levels[name] < level]
        first = (below or list(functions))[: item.min_functions]
        named = {*self.request.include, *self.request.missing}
        return [name for name in functions if name in first or f"{item.id}@{name}" in named]

    def _is_asked(self, item: Item, who: str | None) -> bool:
        if item.kind == "governance" and self._is_named(self.request.missing, item, who):
            return True
        if self._is_named(self.request.completed, item, who):
            return False
        if item.optional and item.id not in self.brought:
            return False
        level = self.levels[item.id]
        if level is None:
            return item.id in self.brought
        reached = self.terms.current if who is None else self.terms.levels[who]
        exit_policy = self.request.policy.governance == "exit" and item.kind == "governance"
        if exit_policy and level == reached and (item.home_level or level) == reached:
            return True
        return reached < level <= self.request.target

    def _drop_governance_due_next(self, scope: dict[str, list[str | None]]) -> None:
        """Under ``exit`` the target's own governance is in scope only where something else in scope needs it."""
        due = {
            item.id
            for item in self.catalog.items
            if item.kind == "governance" and (item.home_level or self.levels[item.id]) == self.request.target
        }
        needed = self._prerequisites(name for name, whom in scope.items() if whom and name not in due)
        for name in due - needed:
            scope[name] = []

    @staticmethod
    def _is_named(names: tuple[str, ...], item: Item, who: str | None) -> bool:
        return item.id in names or (who is not None and f"{item.id}@{who}" in names)


def milestones(terms: Terms, catalog: Catalog) -> tuple[Milestone, ...]:
    """Return the gates from the level after ``current`` to the target's, and the one beyond where asked for."""
    policy = terms.request.policy.evidence_weeks
    opened = Scope(terms, catalog)
    levels: list[int | None] = list(range(terms.current + 1, terms.request.target + 1))
    if any(opened.levels[name] is None and whom for name, whom in opened.functions_of.items()):
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
    setups = {
        name
        for name, whom in scope.functions_of.items()
        if whom
        and scope.items[name].repeats_per_function
        and any(mode.setup_weeks is not None for mode in scope.items[name].modes.values())
        and f"{name}@setup" not in terms.request.completed
    }
    found: list[Duty] = []
    for item in catalog.items:
        for who in scope.functions_of[item.id]:
            after = _copy_follows(item, who, scope)
            if item.id in setups:
                after[f"{item.id}@setup"] = 0
            found.append(_duty(scope, item, who, after))
        if item.id in setups:
            found.append(_duty(scope, item, None, _setup_follows(item, scope), setup=True))
    return {duty.id: duty for duty in found}


def _duty(scope: Scope, item: Item, who: str | None, after: dict[str, int], *, setup: bool = False) -> Duty:
    suffix = "setup" if setup else who
    name = item.id if suffix is None else f"{item.id}@{suffix}"
    level = scope.gate_level(item)
    terms = scope.terms
    debt = level <= terms.current or _is_overtaken(item, who, scope)
    opened_by = None
    if not debt:
        opening = _opening_level(item, level, scope)
        if opening is not None and opening > terms.current:
            opened_by = min(opening, terms.request.target) - terms.current - 1
    gate = 0 if debt else level - terms.current - 1
    return Duty(name, item, who, setup, gate, opened_by, tuple(sorted(after.items())))


def _is_overtaken(item: Item, who: str | None, scope: Scope) -> bool:
    """Enterprise-wide governance of levels that some function has already reached is debt."""
    level = scope.levels[item.id]
    if level is None or who is not None or item.repeats_per_function or item.kind != "governance":
        return False
    return level <= max(scope.terms.levels.values(), default=scope.terms.current)


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
