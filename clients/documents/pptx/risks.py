"""The risks that are open and until when: how many at each quarter's end, and each one with what closes it."""

from msgspec import Struct

from catalog.knowledge import Risk
from clients.dates import day
from clients.documents.charts.themes import LIGHT
from clients.documents.pptx.charts import Series, columns
from clients.documents.pptx.deck import Deck
from clients.documents.pptx.flow import Flow
from clients.documents.pptx.sheet import Box, Sheet
from clients.documents.pptx.tables import Cell, Column, Row, Table
from clients.documents.telling import together

CHART = 2.3
_COLUMNS = (
    Column("Risk", 4.0, most=2),
    Column("Level", 0.65, "right"),
    Column("Severity", 0.85, "right"),
    Column("Open at the end of", 2.1),
    Column("Closed or reduced by", 4.73, most=2),
)


class Open(Struct, frozen=True):
    """A risk that is open at the end of some quarters: the first, the last, how many, whether it stays open."""

    risk: Risk
    title: str
    first: str
    last: str
    quarters: int
    stays: bool

    @property
    def span(self) -> str:
        """When it is open, in words."""
        if self.stays:
            return f"{self.first} and on" if self.quarters == 1 else f"{self.first} to the end"
        return self.first if self.quarters == 1 else f"{self.first} to {self.last}"


def opened(deck: Deck) -> list[Open]:
    """Return the risks that are open at the end of a quarter: the gravest first, then those open longest."""
    found = []
    for risk in deck.catalog.risks:
        labels = [phase.label for phase in deck.plan.phases if risk.id in phase.risks_open]
        if labels:
            stays = risk.id in deck.plan.phases[-1].risks_open
            title = deck.names.risks[risk.id]
            found.append(Open(risk, title, labels[0], labels[-1], len(labels), stays))
    return sorted(found, key=lambda one: (-one.risk.severity, -one.quarters, one.risk.id))


def add(deck: Deck) -> None:
    """Add the slides of the risks."""
    risks = opened(deck)
    last = deck.plan.phases[-1]
    still = f"{len(last.risks_open)} of them" if last.risks_open else "none of them"
    aside = f"{len(risks)} are open at the end of a quarter, {still} at the end of the last, {last.label}"
    notes = ["Risks open at the end of each quarter: the plan's phases. Severity, from 1 to 5: the catalog."]
    flow = Flow(deck, "Risks open over time", aside, notes)
    if risks:
        flow.chart("Risks open at each quarter's end", CHART, lambda sheet, at: _chart(deck, sheet, at))
    rows = tuple(_row(deck, one) for one in risks)
    flow.table("", Table("Risks", _COLUMNS, rows))


def _chart(deck: Deck, sheet: Sheet, at: Box) -> None:
    grades = {risk.id: risk.severity for risk in deck.catalog.risks}
    series = []
    for grade in range(5, 0, -1):
        values = tuple(
            float(sum(1 for risk in phase.risks_open if grades.get(risk) == grade)) for phase in deck.plan.phases
        )
        if any(values):
            series.append(Series(f"Severity {grade}", values, LIGHT.steps[grade - 1]))
    counts = ", ".join(f"{phase.label} {len(phase.risks_open)}" for phase in deck.plan.phases)
    quarters = [phase.label for phase in deck.plan.phases]
    columns(sheet, at, quarters, series, name="Risks by quarter", told=f"Risks open at each quarter's end: {counts}")


def _row(deck: Deck, one: Open) -> Row:
    own = [activity for activity in deck.plan.activities if one.risk.id in activity.risks]
    names = "; ".join(told.name for told in together(deck.names, [activity.id for activity in own]))
    ends = [activity.finish for activity in own if activity.finish]
    closed = "Nothing in this plan" if not own else f"Reduced by {names}" if one.stays else f"{day(max(ends))}: {names}"
    grave = one.risk.severity >= 4
    return (
        Cell(one.title, bold=grave),
        str(one.risk.level),
        Cell(f"{one.risk.severity} of 5", bold=grave),
        one.span,
        closed,
    )
