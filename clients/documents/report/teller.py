"""A plan about to be told in a report: its names, its order, and words for what stands in it again and again.

Every section of ``clients.documents.report`` is given one. Every figure is the Plan's; copies of an item that are told
in one breath are named together.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from catalog.model import Catalog
from clients.amounts import counted, money, people
from clients.dates import day
from clients.documents.outline import Outline, outline
from clients.documents.telling import alike
from clients.lines import one_line
from clients.names import Names, is_setup, shown, with_ending
from planner.plans import Phase, Plan, PlannedActivity

EVERYBODY = "Everybody"


class Teller:
    """A plan with everything that the sections of a report ask of it."""

    def __init__(self, plan: Plan, catalog: Catalog) -> None:
        """Take a plan that has a schedule; ``ValueError`` for one that has none."""
        self.plan = plan
        self.catalog = catalog
        self.names = Names(plan, catalog)
        self.outline: Outline = outline(plan, catalog)
        self.titles = {item.id: f'"{shown(item.title, item.id)}"' for item in catalog.items}
        self.place = {row.id: number for number, row in enumerate(self.outline.rows)}

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.names.currency

    @property
    def roles(self) -> list[str]:
        """The roles of the plan in the catalog's order, everybody last."""
        found = {role for phase in self.plan.phases for role in phase.staffing}
        order = {role.id: number for number, role in enumerate(self.catalog.roles)}
        return sorted(found, key=lambda role: (role == "total", order.get(role, len(order)), role))

    def role(self, role: str | None) -> str:
        """Return the title of a role; a dash for nobody."""
        if role is None:
            return "–"
        return EVERYBODY if role == "total" else self.names.roles.get(role) or one_line(role)

    def money(self, amount: int | None) -> str:
        """Return an amount, every digit of it; a dash for none."""
        return "–" if amount is None else money(amount)

    def spoken(self, sentence: str) -> str:
        """Return a sentence of the plan as people say it."""
        return self.names.spoken(sentence)

    def sentences(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return sentences of the plan, those that differ only in the function they speak of as one."""
        return tuple(alike(self.names, texts, self.titles))

    def places(self, activities: Sequence[PlannedActivity]) -> list[int]:
        """Return where activities stand in the order of documents."""
        return sorted(self.place[one.id] for one in activities)

    def known(self, ids: Iterable[str]) -> list[PlannedActivity]:
        """Return the activities of these ids in the order of documents."""
        found = [self.names.activities[name] for name in ids if name in self.names.activities]
        return sorted(found, key=lambda one: self.place[one.id])

    def together(self, ids: Iterable[str]) -> list[list[PlannedActivity]]:
        """Return activities in groups, one for the copies of an item, in the order of documents."""
        by_item: dict[str, list[PlannedActivity]] = {}
        for activity in self.known(ids):
            by_item.setdefault(activity.item, []).append(activity)
        return list(by_item.values())

    def several(self, activities: Sequence[PlannedActivity]) -> str:
        """Return what activities of one item are called together; a set-up among copies goes without saying."""
        copies = [one for one in activities if not is_setup(one)]
        functions = len(self.plan.request.organization.functions)
        if len(copies) == functions > 2:
            return with_ending(shown(copies[0].title, copies[0].item), f" (all {functions} functions)")
        return self.names.together(copies or activities)

    def listed(self, ids: Iterable[str]) -> str:
        """Return activities in one line, copies together."""
        return "; ".join(self.several(own) for own in self.together(ids)) or "nothing"

    def ending(self, ids: Iterable[str]) -> str:
        """Return activities that finish, each with the days on which they do."""
        return "; ".join(f"{self.several(own)} ({self.days(own)})" for own in self.together(ids)) or "nothing"

    def days(self, activities: Sequence[PlannedActivity]) -> str:
        """Return the day on which all of them are finished, or the first and the last of several."""
        finishes = sorted({one.finish for one in activities if one.finish})
        return day(finishes[0]) if len(finishes) == 1 else f"{day(finishes[0])} to {day(finishes[-1])}"

    def staff(self, activity: PlannedActivity) -> str:
        """Return who works on an activity, in FTE."""
        found = [f"{self.role(role)} {people(share)}" for role, share in activity.staffing.items() if share]
        return f"{', '.join(found)} FTE" if found else ""

    def how(self, activity: PlannedActivity) -> str:
        """Return the way in which an activity is done and how long it takes."""
        mode = one_line((activity.mode or "").replace("_", " "))
        return ", ".join(part for part in (mode, counted(activity.weeks or 0, "week")) if part)

    def risks_by_level(self, phase: Phase) -> list[tuple[int, list[str]]]:
        """Return the titles of the risks open at a quarter's end, by the level that opens them, the gravest first."""
        risks = [risk for risk in self.catalog.risks if risk.id in phase.risks_open]
        in_order = sorted(risks, key=lambda risk: (risk.level, -risk.severity, risk.id))
        by_level = groupby(in_order, key=lambda risk: risk.level)
        return [(level, [self.names.risks[risk.id] for risk in own]) for level, own in by_level]


def kind_of(activity: PlannedActivity) -> str:
    """Return the kind of an activity as a word."""
    return "Set-up" if is_setup(activity) else activity.kind.capitalize()
