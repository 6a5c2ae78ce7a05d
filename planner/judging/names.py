"""The ids that a request may use: items, activities (``item@function``, ``item@setup``) and gates."""

from catalog.model import Catalog, Item
from catalog.suggestion import nearest
from catalog.wording import one_of, shown
from planner.judging.concerns import Concerns
from planner.judging.situation import ENTERPRISE, MOST_FUNCTIONS
from planner.request import PlanRequest


class Names:
    """The ids that a request may use: items, activities (``item@function``, ``item@setup``), gates."""

    def __init__(self, request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
        self.items = {item.id: item for item in catalog.items}
        self.functions = dict.fromkeys(request.organization.functions)
        self.concerns = concerns
        current = request.current if isinstance(request.current, int) else request.current.get(ENTERPRISE, 0)
        reached = sorted(level.level for level in catalog.levels if current < level.level <= request.target)
        self.open_ended = frozenset(step.id for step in catalog.transitions if step.to_level is None)
        asked = (self.items.get(entry.partition("@")[0]) for entry in request.include)
        beyond = any(item is not None and item.transition in self.open_ended for item in asked)
        self.gates = [*(f"gate-{level}" for level in reached), *(["beyond"] if beyond else [])]

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
