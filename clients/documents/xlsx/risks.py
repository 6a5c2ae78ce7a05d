"""The sheet of risks: which are open at the end of each fiscal quarter, how grave they are, and what closes them."""

from collections.abc import Iterable

from xlsxwriter import Workbook

from catalog.knowledge import Risk
from clients.documents.xlsx import looks
from clients.documents.xlsx.cells import span
from clients.documents.xlsx.charts import Picture, Series, draw
from clients.documents.xlsx.paper import FIRST, Formula, Paper, Value
from clients.documents.xlsx.source import Source
from clients.names import shown

FIXED = ("Risk", "From level", "Severity")
QUARTERS = len(FIXED)
UNRATED = "open"
ASIDE = "A number is the severity of a risk that is open, from 1 (slight) to 5 (grave)."


def write_risks(paper: Paper, source: Source, book: Workbook) -> None:
    """Write the sheet."""
    phases, known = source.plan.phases, {risk.id: risk for risk in source.catalog.risks}
    names = _ordered(source, known)
    labels = [*FIXED, *source.quarters, "Closed by"]
    paper.widths(46, 10, 9, *([9.5] * len(phases)), 90)
    paper.title("Risks open at the end of each fiscal quarter", ASIDE, min(len(labels), 9))
    paper.head(FIRST, labels, center=labels[1:-1])
    for row, name in enumerate(names, FIRST + 1):
        risk = known.get(name)
        paper.put(row, 0, source.names.risks.get(name, name), "row", "wrap")
        paper.put(row, 1, risk.level if risk else None, "center", "row")
        paper.put(row, 2, risk.severity if risk else None, "center", "row")
        for column, phase in enumerate(phases, QUARTERS):
            opened: Value = None if name not in phase.risks_open else risk.severity if risk else UNRATED
            paper.put(row, column, opened, "row", "center")
        paper.put(row, QUARTERS + len(phases), _closers(source, name), "row", "wrap", "muted")
    last = FIRST + len(names)
    if names:
        _sums(paper, source, last, known)
        _colours(paper, FIRST + 1, last, QUARTERS + len(phases) - 1)
        _chart(paper, source, book, last)
    paper.sheet.freeze_panes(FIRST + 1, 1)
    paper.prints(FIRST, source.title)


def _ordered(source: Source, known: dict[str, Risk]) -> list[str]:
    """Return every risk that is open in the plan or that its work reduces, the gravest first."""
    opened: Iterable[str] = (name for phase in source.plan.phases for name in phase.risks_open)
    reduced: Iterable[str] = (name for one in source.plan.activities for name in one.risks)
    names = dict.fromkeys((*opened, *reduced))
    titles = source.names.risks
    return sorted(names, key=lambda name: (-known[name].severity if name in known else 0, titles.get(name, name)))


def _closers(source: Source, risk: str) -> str:
    titles = (shown(one.title, one.item) for one in source.plan.activities if risk in one.risks)
    return "; ".join(dict.fromkeys(titles))


def _sums(paper: Paper, source: Source, last: int, known: dict[str, Risk]) -> None:
    for row, label, function in ((last + 1, "Risks open", "COUNTA"), (last + 2, "Severity open", "SUM")):
        paper.line(row, ((label, ""), (None, ""), (None, "")), "total")
        for column, phase in enumerate(source.plan.phases, QUARTERS):
            severity = sum(known[name].severity for name in phase.risks_open if name in known)
            value = severity if function == "SUM" else len(phase.risks_open)
            text = f"={function}({span(FIRST + 1, column, last, column)})"
            paper.put(row, column, Formula(text, value), "total", "center")


def _colours(paper: Paper, first: int, last: int, last_column: int) -> None:
    for severity, colour in enumerate(looks.STEPS, 1):
        ink = looks.PAPER if severity == len(looks.STEPS) else looks.INK
        style = paper.looks.of(bg_color=colour, font_color=ink)
        rule = {"type": "cell", "criteria": "==", "value": severity, "format": style}
        paper.sheet.conditional_format(first, QUARTERS, last, last_column, rule)


def _chart(paper: Paper, source: Source, book: Workbook, last: int) -> None:
    columns = (QUARTERS, QUARTERS + len(source.plan.phases) - 1)
    severity = Series("Severity open", (last + 2, columns[0], last + 2, columns[1]), looks.MONEY["run"])
    told = "; ".join(f"{phase.label} {len(phase.risks_open)}" for phase in source.plan.phases)
    picture = Picture(
        paper.name,
        "Severity of the risks open at each quarter's end",
        (FIRST, columns[0], FIRST, columns[1]),
        [severity],
        None,
        f"Risks open at the end of each quarter: {told}.",
    )
    draw(paper, book, picture, last + 5, 0)
