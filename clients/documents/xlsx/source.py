"""What every sheet is made of: a plan with a schedule, its catalog, what things are called, their order.

Made once for a workbook; the sheets read it and compute nothing that is not in the plan.
"""

from collections.abc import Iterable

from msgspec import Struct

from catalog.model import Catalog
from clients.documents.outline import Outline, outline
from clients.lines import one_line
from clients.names import Names, function_name, is_setup
from planner.plans import Plan, PlannedActivity

ALL = "total"
KINDS = {"cash": "Cash", "labour": "Own labour", "run": "Running cost"}


class Source(Struct, frozen=True):
    """A plan, its catalog, its names and its outline."""

    plan: Plan
    catalog: Catalog
    names: Names
    outline: Outline

    @property
    def title(self) -> str:
        """What the plan is called."""
        return one_line(self.plan.request.name or "") or f"The road to level {self.plan.request.target}"

    @property
    def sources(self) -> str:
        """Which plan, by which catalog, this is."""
        made_by = self.plan.catalog
        return f"Plan {self.plan.id}, catalog {made_by.id} {made_by.version}"

    @property
    def quarters(self) -> list[str]:
        """The labels of the plan's fiscal quarters."""
        return [phase.label for phase in self.plan.phases]

    @property
    def roles(self) -> list[str]:
        """The roles of the plan's people in the catalog's order, without everybody."""
        found = dict.fromkeys(role for phase in self.plan.phases for role in phase.staffing if role != ALL)
        order = [role.id for role in self.catalog.roles]
        return sorted(found, key=lambda role: (order.index(role) if role in order else len(order), role))

    def role(self, role: str | None) -> str:
        """Return what a role is called; nothing for none."""
        return one_line(self.names.roles.get(role, role)) if role else ""

    @staticmethod
    def function(function: str | None) -> str:
        """Return what a function is called; nothing where something is everybody's."""
        return function_name(function) if function else ""

    def called(self, of: str) -> str:
        """Return what an activity or a gate is called."""
        gate = next((gate for gate in self.plan.gates if gate.id == of), None)
        if gate is not None:
            return self.names.gate(gate)
        activity = self.names.activities.get(of)
        return self.names.activity(activity) if activity is not None else one_line(of)

    def together(self, ids: Iterable[str]) -> list[str]:
        """Return what activities are called, copies of one item in one name; gates and others each by its own."""
        items: dict[str, list[PlannedActivity]] = {}
        others = []
        for one in ids:
            activity = self.names.activities.get(one)
            if activity is None:
                others.append(self.called(one))
            else:
                key = activity.id if is_setup(activity) else activity.item
                items.setdefault(key, []).append(activity)
        return [*others, *(self.names.together(own) for own in items.values())]


def source(plan: Plan, catalog: Catalog) -> Source:
    """Return what the sheets are made of."""
    return Source(plan, catalog, Names(plan, catalog), outline(plan, catalog))


def kind_of(activity: PlannedActivity) -> str:
    """Return an activity's kind in a word."""
    return "Set-up" if is_setup(activity) else activity.kind.capitalize()
