"""The first sheet: the answer with its proof, the gates, the money, the people, and where to read on.

Money is fetched from the sheet of money by formulas, so that the two never differ.
"""

from collections.abc import Sequence

from xlsxwriter import Workbook

from clients.amounts import counted, in_words
from clients.dates import day
from clients.documents.xlsx.budget import Money
from clients.documents.xlsx.cells import cell, span
from clients.documents.xlsx.charts import draw
from clients.documents.xlsx.paper import Formula, Paper, Value, lines
from clients.documents.xlsx.source import ALL, KINDS, Source
from clients.verdict import GOALS, verdict
from planner.building import money
from planner.plans import GoalResult

WIDTHS = (31, 15, 15, 17, 14, 80)
LAST = len(WIDTHS) - 1


def write_summary(
    paper: Paper, source: Source, book: Workbook, spent: Money, others: Sequence[tuple[str, str]]
) -> None:
    """Write the sheet; ``others`` are the names of the other sheets and what stands there."""
    paper.widths(*WIDTHS)
    sentence = verdict(source.plan, source.names.currency)
    paper.merged(0, 0, LAST, source.title, "title", "long_title")
    paper.height(0, 26 * lines(source.title, sum(WIDTHS) * 0.5) + 6)
    paper.merged(1, 0, LAST, sentence, "verdict")
    paper.height(1, 17 * lines(sentence, sum(WIDTHS) * 0.85) + 6)
    paper.merged(2, 0, LAST, f"{_asked(source)} {source.sources}.", "aside")
    row = _gates(paper, source, 4)
    draw(paper, book, spent.picture, row + 2, LAST)
    row = _money(paper, source, spent, row + 1)
    row = _proof(paper, source, row + 1)
    row = _figures(paper, source, row + 1)
    _contents(paper, others, row + 1)
    paper.prints(0, source.title)
    paper.sheet.activate()


def _asked(source: Source) -> str:
    request = source.plan.request
    current = request.current if isinstance(request.current, int) else request.current.get("enterprise", 0)
    said = [f"From level {current} to level {request.target}, starting on {day(source.plan.start)}"]
    if request.deadline:
        said.append(f"by {day(request.deadline)}")
    return ", ".join(said) + "."


def _section(paper: Paper, row: int, title: str, columns: int = LAST - 1) -> int:
    paper.line(row, ((title, ""), *[(None, "")] * columns), "section")
    return row + 1


def _gates(paper: Paper, source: Source, row: int) -> int:
    row = _section(paper, row, "Gates", LAST)
    heads = ("Gate", "Date", "Fiscal quarter", "Week", "Exit criteria", "Held by")
    paper.head(row, heads, right=("Week", "Exit criteria"), center=("Date",))
    for place, gate in enumerate(source.plan.gates, row + 1):
        held = in_words(source.together(gate.held_by))
        values: tuple[tuple[Value, str], ...] = (
            (source.names.gate(gate), "bold"), (gate.date, "day"), (gate.phase, ""), (gate.week, "whole"),
            (len(gate.criteria), "whole"), (held, "inner"),
        )  # fmt: skip
        for column, (value, look) in enumerate(values):
            paper.put(
                place, column, value, *([look] if look else []), "row", *(["wrap"] if column in (0, LAST) else [])
            )
    return row + 1 + len(source.plan.gates)


def _money(paper: Paper, source: Source, spent: Money, row: int) -> int:
    budget = source.plan.request.budget
    row = _section(paper, row, f"Money to the target gate, in {source.names.currency}")
    paper.head(row, ("Kind", "Amount", "In the budget"), right=("Amount",))
    first = row + 1
    for place, (kind, words) in enumerate(KINDS.items(), first):
        counts = "yes" if kind in budget.covers else "no"
        paper.line(place, ((words, ""), (spent.kinds[kind], "money"), (counts, "")), "row")
    last = first + len(KINDS) - 1
    counted_of_it = Formula(f'=SUMIF({span(first, 2, last, 2)},"yes",{span(first, 1, last, 1)})', spent.spent.value)
    paper.line(last + 1, (("Counted by the budget", ""), (counted_of_it, "money"), (None, "")), "total")
    row = last + 2
    usable, totals = money(source.plan.request).total, source.plan.totals
    if usable is not None and totals is not None:
        held = f", {budget.contingency * 100:g} % held back" if budget.contingency else ""
        left = Formula(f"={cell(row, 1)}-{cell(row - 1, 1)}", usable - totals.covered)
        paper.line(row, ((f"Budget in all{held}", ""), (usable, "money"), (None, "")), "row")
        paper.line(row + 1, (("Left of it", ""), (left, "money"), (None, "")), "row")
        row += 2
    if totals is not None and totals.payroll:
        paper.line(row, (("Pay of new staff a year", ""), (totals.payroll, "money"), ("reported only", "")), "row")
        row += 1
    return row


def _proof(paper: Paper, source: Source, row: int) -> int:
    row = _section(paper, row, "How good it is")
    heads = ("Goal, in order", "Best found", "Nothing below", "Unit", "Proven")
    paper.head(row, heads, right=heads[1:3])
    for place, goal in enumerate(source.plan.goals, row + 1):
        words = GOALS[goal.goal]
        look = "fte" if words.unit == "fte" else "money"
        unit = {"money": source.names.currency, "fte": "FTE", "week": "weeks"}.get(words.unit, "severity × weeks")
        values: tuple[tuple[Value, str], ...] = (
            (words.name[:1].upper() + words.name[1:], ""), (_figure(goal, goal.value), look),
            (_figure(goal, goal.bound), look), (unit, ""), ("yes" if goal.proven else "no", ""),
        )  # fmt: skip
        paper.line(place, values, "row")
    return row + 1 + len(source.plan.goals)


def _figure(goal: GoalResult, value: int | None) -> float | int | None:
    """Return a goal's value in the unit that people speak in."""
    return value / 100 if value is not None and GOALS[goal.goal].unit == "fte" else value


def _figures(paper: Paper, source: Source, row: int) -> int:
    plan = source.plan
    rows = source.outline.rows
    row = _section(paper, row, "In figures")
    peaks = [phase.staffing[ALL].peak for phase in plan.phases if ALL in phase.staffing]
    kinds = {kind: sum(one.kind == kind for one in rows) for kind in ("action", "governance", "setup")}
    figures: list[tuple[str, Value, str]] = [
        ("Activities", len(rows), "whole"),
        ("of which actions", kinds["action"], "whole"),
        ("of which governance", kinds["governance"], "whole"),
        ("of which set-ups", kinds["setup"], "whole"),
        ("on the critical path", sum(bool(one.activity.critical) for one in rows), "whole"),
        ("Most people at once, in FTE", max(peaks, default=0), "fte"),
        ("Fiscal quarters", len(plan.phases), "whole"),
        ("Weeks to the target gate", max((gate.week or 0 for gate in plan.gates), default=0), "whole"),
        ("Warnings", len(plan.warnings), "whole"),
    ]
    for place, (label, value, look) in enumerate(figures, row):
        inner = ("inner",) if label.startswith("o") else ()
        paper.put(place, 0, label, "row", *inner)
        paper.put(place, 1, value, look, "row")
    return row + len(figures)


def _contents(paper: Paper, others: Sequence[tuple[str, str]], row: int) -> None:
    row = _section(paper, row, f"{counted(len(others), 'more sheet')}")
    for place, (name, what) in enumerate(others, row):
        paper.sheet.write_url(place, 0, f"internal:'{name}'!A1", paper.looks("link"), name)
        paper.put(place, 1, what, "muted")
