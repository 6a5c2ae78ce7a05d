"""What a request asks for of a catalog, for the brute force: who does what, read once more from the design's words."""


class PuzzleScope:
    """The names of all activities in scope, and where each item belongs."""

    def __init__(self, request, catalog):
        self.request, self.catalog = request, catalog
        self.to_level = {transition.id: transition.to_level for transition in catalog.transitions}
        self.items = {item.id: item for item in catalog.items}
        named = {"enterprise": request.current} if isinstance(request.current, int) else request.current
        self.current = named["enterprise"]
        self.reached = {one: named.get(one, self.current) for one in request.organization.functions}
        self.brought = self._brought()
        self.names = self._names()

    def item(self, name):
        """Return the item of an activity."""
        return self.items[name.split("@")[0]]

    def level(self, item):
        """Return the level the item leads to; one above the target for what lies beyond the last."""
        level = self.to_level[item.transition]
        return self.request.target + 1 if level is None else level

    def _brought(self):
        """Return the optional parts (item, function or None) that an include, a trait or a default brings."""
        brought, ahead = set(), []
        for item in self.items.values():
            by_itself = item.default == "included" or item.applies_if in self.request.organization.traits
            by_itself = by_itself and item.optional and self.to_level[item.transition] is not None
            for who in self._everyone(item):
                name = item.id if who is None else f"{item.id}@{who}"
                asked = {item.id, name} & {*self.request.include}
                if asked or (by_itself and item.id not in self.request.exclude):
                    ahead.append((item.id, who))
        while ahead:
            one = ahead.pop()
            if one not in brought:
                brought.add(one)
                for need in self.items[one[0]].hard_prerequisites:
                    everyone = self._everyone(self.items[need.item])
                    ahead += [(need.item, who) for who in ([one[1]] if one[1] in everyone else everyone)]
        return brought

    def _everyone(self, item):
        return self.request.organization.functions if item.repeats_per_function else [None]

    def _whom(self, item):
        """Return who does an item: no more functions than ``min_functions``, counted among those below its level."""
        everyone = self._everyone(item)
        if item.min_functions is None:
            return everyone
        below = [one for one in everyone if self.reached[one] < self.level(item)] or everyone
        named = {*self.request.include, *self.request.missing}
        return [one for one in everyone if one in below[: item.min_functions] or f"{item.id}@{one}" in named]

    def due(self, item):
        """Return the level whose gate waits for an item; on ``exit`` governance is due when its level is left."""
        is_left = item.kind == "governance" and self.request.policy.governance == "exit"
        if is_left and self.to_level[item.transition] is not None:
            return (item.home_level or self.level(item)) + 1
        return self.level(item)

    def is_due_next(self, item):
        return self.to_level[item.transition] is not None and self.due(item) > self.request.target >= self.level(item)

    def is_in_place(self, item, who):
        reached = self.current if who is None else self.reached[who]
        return self.to_level[item.transition] is not None and self.due(item) <= reached

    def _is_wanted(self, item, who):
        by_choice = item.optional or self.to_level[item.transition] is None
        return not by_choice or (item.id, who) in self.brought

    def _names(self):
        """Return what is in scope: first what the way to the target asks for, then what that needs, then set-ups."""
        found = []
        for item in self.items.values():
            for who in self._whom(item):
                on_the_way = self._is_wanted(item, who) and self.due(item) <= self.last_asked(item)
                if self.is_in_place(item, who):
                    on_the_way = item.kind == "governance" and self._is_listed(item, who, "missing")
                if on_the_way and not self._is_listed(item, who, "completed"):
                    found.append((item.id, who))
        reach = {name for name, _ in found}
        while more := {need.item for one in reach for need in self.items[one].hard_prerequisites} - reach:
            reach |= more
        for name in reach:
            item = self.items[name]
            for who in self._whom(item):
                needed = self.is_due_next(item) and self._is_wanted(item, who)
                if self.is_in_place(item, who):
                    needed = self._is_listed(item, who, "missing")
                if needed and (name, who) not in found and not self._is_listed(item, who, "completed"):
                    found.append((name, who))
        names = [name if who is None else f"{name}@{who}" for name, who in found]
        for item in self.items.values():
            mine = [who for name, who in found if name == item.id]
            asked = any(not self.is_in_place(item, who) and self.due(item) > self.current for who in mine)
            asked = asked or (mine and {item.id, f"{item.id}@setup"} & {*self.request.missing})
            has_setup = any(mode.setup_weeks for mode in item.modes.values())
            if has_setup and asked and f"{item.id}@setup" not in self.request.completed:
                names.append(f"{item.id}@setup")
        return names

    def last_asked(self, item):
        """Return the last level whose items are asked for; what lies beyond is asked for by name."""
        return self.request.target + (self.to_level[item.transition] is None)

    def _is_listed(self, item, who, field):
        names = getattr(self.request, field)
        return item.id in names or f"{item.id}@{who}" in names
