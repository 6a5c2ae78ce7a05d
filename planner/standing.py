"""Where an organization stands: the level of the enterprise and of each function, and so what is in place.

Asked by whoever decides what is in scope (``planner.choice``, ``planner.scope``) or judges a request. It knows levels
and the catalog's transitions, nothing of weeks or money.
"""

from catalog.model import Catalog, Item
from planner.request import PlanRequest


def enterprise_level(request: PlanRequest) -> int:
    """Return the organization's level."""
    return request.current if isinstance(request.current, int) else request.current["enterprise"]


class Standing:
    """The levels that a request starts from and leads to, against the transitions of its catalog."""

    def __init__(self, request: PlanRequest, catalog: Catalog) -> None:
        self.request = request
        self.current = enterprise_level(request)
        self.target = request.target
        named = {} if isinstance(request.current, int) else request.current
        self.functions = {name: named.get(name, self.current) for name in request.organization.functions}
        self.on_exit = request.policy.governance == "exit"
        self._leads_to = {step.id: step.to_level for step in catalog.transitions}

    def leads_to(self, item: Item) -> int | None:
        """Return the level an item's transition leads to; None for the open one."""
        return self._leads_to[item.transition]

    def gate_level(self, item: Item) -> int:
        """Return the level whose gate waits for an item: one beyond the target for the open transition.

        Governance of level n belongs to gate n, or on ``exit`` to gate n+1.
        """
        level = self.leads_to(item)
        if level is None:
            return self.target + 1
        if self.on_exit and item.kind == "governance":
            return (item.home_level or level) + 1
        return level

    def reached(self, function: str | None) -> int:
        """Return the level of a function, or (None) of the enterprise."""
        return self.current if function is None else self.functions[function]

    def in_place(self, item: Item, function: str | None) -> bool:
        """Tell whether an item, or a function's copy of it, counts as in place unless it is named as missing."""
        return self.leads_to(item) is not None and self.gate_level(item) <= self.reached(function)

    def ahead(self, item: Item, function: str | None) -> bool:
        """Tell whether an item, or a function's copy of it, lies on the way to the target."""
        if self.leads_to(item) is None:
            return True
        return self.reached(function) < self.gate_level(item) <= self.target

    def overtaken(self, item: Item) -> bool:
        """Tell whether an item is enterprise-wide governance of a level that a function has reached already."""
        if item.kind != "governance" or item.repeats_per_function or self.leads_to(item) is None:
            return False
        return self.gate_level(item) <= max(self.functions.values(), default=self.current)

    def due_next(self, item: Item) -> bool:
        """Tell whether an item is governance that the target calls for when it is left (on ``exit``)."""
        level = self.leads_to(item)
        return level is not None and level <= self.target < self.gate_level(item)

    def whom(self, item: Item) -> tuple[str | None, ...]:
        """Return the functions that an item is for, in the request's order; (None,) for an enterprise-wide one.

        Where the catalog asks for the first few functions only, others may be named by ``include`` or ``missing``.
        """
        if not item.repeats_per_function:
            return (None,)
        functions = self.request.organization.functions
        if item.min_functions is None:
            return functions
        level = self.leads_to(item)
        below = [name for name in functions if level is None or self.functions[name] < level]
        first = (below or functions)[: item.min_functions]
        named = {*self.request.include, *self.request.missing}
        return tuple(name for name in functions if name in first or f"{item.id}@{name}" in named)
