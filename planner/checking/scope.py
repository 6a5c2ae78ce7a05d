"""What is in scope, item by item and function by function: derived from the design's words alone.

What lies above the level reached, what is missing below it, what an include, a trait or a default brings, and what
all these need. Read by ``duty``, which makes activities of it.
"""

from collections.abc import Iterable, Iterator

from catalog.model import Catalog, Item
from planner.checking.terms import Terms, level_of

Part = tuple[str, str | None]


class Scope:
    """``functions_of`` tells who does an item: functions in the request's order, or none for the enterprise."""

    def __init__(self, terms: Terms, catalog: Catalog) -> None:
        self.terms = terms
        self.request = terms.request
        self.items = {item.id: item for item in catalog.items}
        self.levels = {item.id: level_of(item, catalog) for item in catalog.items}
        self.brought = self._brought()
        self.functions_of = self._in_scope()
        self.has_beyond = any(self.levels[name] is None and whom for name, whom in self.functions_of.items())

    def due_level(self, item: Item) -> int:
        """Return the level whose gate waits for the item; one above the target for what comes beyond.

        On ``exit``, governance is due at the gate by which its own level is left.
        """
        level = self.levels[item.id]
        if level is None:
            return self.request.target + 1
        if item.kind == "governance" and self.request.policy.governance == "exit":
            return (item.home_level or level) + 1
        return level

    def is_due_next(self, item: Item) -> bool:
        """Tell whether the item is governance that falls due only after the target."""
        level = self.levels[item.id]
        return level is not None and level <= self.request.target < self.due_level(item)

    def is_in_place(self, item: Item, who: str | None) -> bool:
        """Tell whether it counts as in place where nothing is said of it."""
        return self.levels[item.id] is not None and self.due_level(item) <= self._reached(who)

    def _reached(self, who: str | None) -> int:
        return self.terms.current if who is None else self.terms.levels[who]

    def _everyone(self, item: Item) -> tuple[str | None, ...]:
        return self.request.organization.functions if item.repeats_per_function else (None,)

    def _is_by_choice(self, item: Item) -> bool:
        return item.optional or self.levels[item.id] is None

    def _brought(self) -> set[Part]:
        """Return what is brought in of the items that are in by choice, and of those that these need."""
        ahead = [
            (item.id, who)
            for item in self.items.values()
            if self._is_by_choice(item)
            for who in self._everyone(item)
            if self._is_brought_by_itself(item, who)
        ]
        brought: set[Part] = set()
        while ahead:
            one = ahead.pop()
            if one in brought:
                continue
            brought.add(one)
            for need in self.items[one[0]].hard_prerequisites:
                everyone = self._everyone(self.items[need.item])
                ahead += [(need.item, who) for who in ((one[1],) if one[1] in everyone else everyone)]
        return brought

    def _is_brought_by_itself(self, item: Item, who: str | None) -> bool:
        if self._is_named(self.request.include, item, who):
            return True
        if self.levels[item.id] is None or item.id in self.request.exclude:
            return False
        return item.default == "included" or item.applies_if in self.request.organization.traits

    def _in_scope(self) -> dict[str, list[str | None]]:
        scope = {
            item.id: [who for who in self._whom(item) if self._is_asked(item, who)] for item in self.items.values()
        }
        planned = {name for name, whom in scope.items() if whom}
        # What is planned for one function and missing in another is planned for both.
        for name in planned | self._prerequisites(planned):
            item = self.items[name]
            more = {who for who in self._whom(item) if self._is_asked_where_needed(item, who)}
            scope[name] = [who for who in self._everyone(item) if who in more or who in scope[name]]
        return scope

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

    def _whom(self, item: Item) -> Iterator[str | None]:
        """Yield those who could do it: with ``min_functions``, the first few below its level and those named."""
        level = self.levels[item.id]
        below = [
            who for who in self._everyone(item) if who is None or level is None or self.terms.levels[who] < level
        ] or list(self._everyone(item))
        named = {*self.request.include, *self.request.missing}
        for who in self._everyone(item):
            few = item.min_functions is None or who in below[: item.min_functions]
            if few or f"{item.id}@{who}" in named:
                yield who

    def _is_wanted(self, item: Item, who: str | None) -> bool:
        done = self._is_named(self.request.completed, item, who)
        return not done and (not self._is_by_choice(item) or (item.id, who) in self.brought)

    def _is_asked(self, item: Item, who: str | None) -> bool:
        """Tell whether it is in scope whatever needs it."""
        if self.is_in_place(item, who):
            return item.kind == "governance" and self._is_missing(item, who)
        last = self.request.target + (self.levels[item.id] is None)
        return self.due_level(item) <= last and self._is_wanted(item, who)

    def _is_asked_where_needed(self, item: Item, who: str | None) -> bool:
        if self.is_in_place(item, who):
            return self._is_missing(item, who)
        return self.is_due_next(item) and self._is_wanted(item, who)

    def _is_missing(self, item: Item, who: str | None) -> bool:
        return self._is_named(self.request.missing, item, who)

    @staticmethod
    def _is_named(names: tuple[str, ...], item: Item, who: str | None) -> bool:
        return item.id in names or (who is not None and f"{item.id}@{who}" in names)
