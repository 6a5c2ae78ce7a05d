"""The levels of a catalog side by side: for each, all that a person compares, gathered from where it stands.

One row a level, made by ``compare``; the command line prints it and the service serves it. Nothing is worded here.
"""

from datetime import date

from msgspec import Struct

from catalog.knowledge import Clause, Control, Duty, Insight, Kpi, Risk
from catalog.model import Catalog, Item, Level

ABOVE_ALL = 100


class Named(Struct, frozen=True):
    """An item, a risk or a control by id and title."""

    id: str
    title: str


class Signal(Struct, frozen=True):
    """A KPI of a level, with the figure that goes round and whether it was confirmed."""

    id: str
    name: str
    kind: str
    figure: str | None
    confirmed: str | None


class LevelDuty(Struct, frozen=True):
    """A clause that a level sets off, with the day from which it applies and where alone it does."""

    framework: str
    clause: str
    title: str
    applies_from: date | None
    why: str
    binds_where: str | None


class LevelRow(Struct, frozen=True):
    """One level in the comparison of all.

    ``controls`` are those whose band of levels holds it; ``governance`` is what the level asks for; ``next_items`` are
    the actions of the transition that leads on from it.
    """

    level: int
    name: str
    summary: str
    definition: str
    behaviours: tuple[str, ...]
    examples: dict[str, str]
    returns: str
    signals: tuple[Signal, ...]
    risks: tuple[Named, ...]
    governance_aim: str
    governance: tuple[Named, ...]
    controls: tuple[Named, ...]
    duties: tuple[LevelDuty, ...]
    next_steps: tuple[str, ...]
    next_items: tuple[Named, ...]
    evidence_weeks: int
    evidence_reason: str
    natural_dwell_months: int | float | None
    insights: tuple[Insight, ...]


def compare(catalog: Catalog) -> tuple[LevelRow, ...]:
    """Return a row for each level, lowest first."""
    return tuple(row(catalog, level) for level in catalog.levels)


def row(catalog: Catalog, level: Level) -> LevelRow:
    """Return the row of one level."""
    number = level.level
    return LevelRow(
        level=number,
        name=level.name,
        summary=level.summary,
        definition=level.definition,
        behaviours=level.behaviours,
        examples=level.examples,
        returns=level.returns,
        signals=tuple(_signal(kpi) for kpi in catalog.kpis if kpi.level == number),
        risks=tuple(_named(risk) for risk in catalog.risks if risk.level == number),
        governance_aim=level.governance,
        governance=tuple(_named(item) for item in governance_of(catalog, number)),
        controls=tuple(_named(control) for control in catalog.controls if number in band(control)),
        duties=tuple(_duty(catalog, duty) for duty in level.duties),
        next_steps=level.next_steps,
        next_items=tuple(_named(item) for item in actions_from(catalog, number)),
        evidence_weeks=level.evidence_weeks,
        evidence_reason=level.evidence_reason,
        natural_dwell_months=level.natural_dwell_months,
        insights=tuple(insight for insight in catalog.insights if insight.level == number),
    )


def governance_of(catalog: Catalog, number: int) -> list[Item]:
    """Return the governance that a level asks for."""
    arriving = {transition.id: transition.to_level for transition in catalog.transitions}
    return [
        item
        for item in catalog.items
        if item.kind == "governance" and (item.home_level or arriving[item.transition]) == number
    ]


def actions_from(catalog: Catalog, number: int) -> list[Item]:
    """Return the actions of the transition that leads on from a level."""
    leading = {transition.id for transition in catalog.transitions if transition.from_level == number}
    return [item for item in catalog.items if item.kind == "action" and item.transition in leading]


def band(control: Control) -> range:
    """Return the levels that a control belongs to: ``"3-5"``, ``"4"``, or ``"5-6+"`` for 5 and all above."""
    first, _, last = control.band.removesuffix("+").partition("-")
    end = ABOVE_ALL if control.band.endswith("+") else int(last or first)
    return range(int(first), end + 1)


def by_analogy(clause: Clause, item: Item, traits: tuple[str, ...] = ()) -> bool:
    """Say whether an item follows a clause by analogy: it binds others, or only where a trait is true.

    An item that a trait brings in counts as having it.
    """
    return clause.analogy or (clause.applies_if is not None and clause.applies_if not in (item.applies_if, *traits))


def _duty(catalog: Catalog, duty: Duty) -> LevelDuty:
    clauses = {(one.id, clause.id): clause for one in catalog.frameworks for clause in one.clauses}
    clause = clauses[duty.framework, duty.clause]
    where = next((trait.title for trait in catalog.traits if trait.id == duty.applies_if), None)
    return LevelDuty(duty.framework, duty.clause, clause.title, clause.applies_from, duty.why, where)


def _named(of: Item | Risk | Control) -> Named:
    return Named(of.id, of.title)


def _signal(kpi: Kpi) -> Signal:
    return Signal(kpi.id, kpi.name, kpi.kind, kpi.figure, kpi.confirmed)
