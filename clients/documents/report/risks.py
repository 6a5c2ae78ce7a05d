"""The risks of a plan in its report: which are open when, how grave they are, and what closes them."""

from collections.abc import Iterator

from clients.documents.report.blocks import Column, Line, Picture, Section, Table
from clients.documents.report.teller import Teller

SEVERITY = "Severity is the catalog's, 1 to 5; a risk is open in a quarter where it is open at its end."


def risks(teller: Teller) -> Section:
    """Return every risk that is open at some quarter's end."""
    columns = (
        *(Column("Risk", wide=True), Column("Level", number=True), Column("Severity", number=True)),
        *(Column("Open in"), Column("Reduced by", wide=True)),
    )
    lines = tuple(_lines(teller)) or (Line(("No risk is open at the end of any quarter.", "", "", "", "")),)
    table = Table("Risks that are open at a quarter's end", columns, lines, (SEVERITY,))
    return Section("risks", "Risks", (Picture("risk", "Risks open over time, by severity"), table))


def _lines(teller: Teller) -> Iterator[Line]:
    for risk in sorted(teller.catalog.risks, key=lambda one: (one.level, -one.severity, one.id)):
        labels = [phase.label for phase in teller.plan.phases if risk.id in phase.risks_open]
        if labels:
            work = [one.id for one in teller.plan.activities if risk.id in one.risks]
            reduced = teller.listed(work) if work else "nothing in this plan"
            title = teller.names.risks[risk.id]
            yield Line((title, str(risk.level), str(risk.severity), _span(teller, labels), reduced))


def _span(teller: Teller, labels: list[str]) -> str:
    """Return quarters as one span, as they lie without a gap; each of them where they do not."""
    every = [phase.label for phase in teller.plan.phases]
    first, last = every.index(labels[0]), every.index(labels[-1])
    if len(labels) == 1:
        return labels[0]
    return f"{labels[0]} to {labels[-1]}" if last - first + 1 == len(labels) else ", ".join(labels)
