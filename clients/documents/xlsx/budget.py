"""The sheet of money: each fiscal quarter's spend against the money there is, with formulas that add it up again.

What is typed is the plan's; sums, what is left and what is brought in are formulas. Charts are Excel's own.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec import Struct
from xlsxwriter import Workbook

from clients.amounts import in_words
from clients.documents.xlsx import looks
from clients.documents.xlsx.cells import cell, span
from clients.documents.xlsx.charts import Picture, Series, draw
from clients.documents.xlsx.paper import FIRST, Formula, Paper, Value
from clients.documents.xlsx.source import KINDS, Source
from planner.building import money
from planner.plans import Phase

ROWS = FIRST + 1
KIND_COLUMNS = {"cash": 3, "labour": 4, "run": 5}
SPENT = 6


class Line(NamedTuple):
    """A row while it is written: its number, its phase, whether it is the first, and what was spent until its end."""

    row: int
    phase: Phase
    first: bool
    so_far: int


class Column(NamedTuple):
    """A column of money: its name, how wide, what stands in a row, and whether it is added up below."""

    label: str
    width: float
    value: Callable[[Line], Value]
    added: bool = False


class Money(Struct, frozen=True):
    """Where the totals stand for other sheets to refer to, by kind and of what the budget counts; the picture of it."""

    kinds: dict[str, Formula]
    spent: Formula
    picture: Picture


def write_budget(paper: Paper, source: Source, book: Workbook) -> Money:
    """Write the sheet; return where its totals stand."""
    columns = _columns(source)
    labels = [column.label for column in columns]
    last = ROWS + len(source.plan.phases) - 1
    paper.widths(*(column.width for column in columns))
    paper.title(f"Money by fiscal quarter, in {source.names.currency}", _aside(source), len(columns))
    paper.head(FIRST, labels, right=labels[3:], center=labels[1:3], height=32)
    so_far = 0
    for number, phase in enumerate(source.plan.phases):
        so_far += phase.budget.used
        line = Line(ROWS + number, phase, number == 0, so_far)
        for place, column in enumerate(columns):
            paper.put(line.row, place, column.value(line), _look(place), "row")
    _totals(paper, source, columns, last)
    paper.sheet.freeze_panes(ROWS, 1)
    paper.prints(FIRST, source.title)
    pictures = _pictures(paper, source, labels, last)
    for picture, place in zip(pictures, (0, 7), strict=True):
        draw(paper, book, picture, last + 4, place)
    return _money(paper, source, last, pictures[0])


def _look(column: int) -> str:
    return "bold" if column == 0 else "day" if column < 3 else "money"


def _aside(source: Source) -> str:
    budget = source.plan.request.budget
    counted = in_words([words.lower() for kind, words in KINDS.items() if kind in budget.covers])
    said = [f"The budget counts {counted}, up to the target gate."]
    if len(budget.covers) < len(KINDS):
        said.append("* for information: not counted.")
    if _is_quarterly(source):
        rules = {
            True: "Unspent money is carried on.",
            "year": "Unspent money is carried on within the fiscal year; what is left at its end lapses.",
            False: "Each quarter's money is for that quarter alone; what is left lapses.",
        }
        said.append(rules[budget.carry_over])
    if budget.contingency:
        said.append(f"Money is shown after {budget.contingency * 100:g} % is held back.")
    return " ".join(said)


def _is_quarterly(source: Source) -> bool:
    return any(phase.budget.available is not None for phase in source.plan.phases)


def _columns(source: Source) -> list[Column]:
    covers = source.plan.request.budget.covers
    columns = [
        Column("Quarter", 10, lambda line: line.phase.label),
        Column("From", 12, lambda line: line.phase.start),
        Column("To", 12, lambda line: line.phase.end),
    ]
    for kind, words in KINDS.items():
        columns.append(Column(words if kind in covers else f"{words}*", 14, _spend(kind), added=True))
    counted = "+".join("{" + kind + "}" for kind in KINDS if kind in covers)
    columns.append(Column("Spent", 14, _spent(counted), added=True))
    if _is_quarterly(source):
        columns += _quarterly(source, SPENT + 1)
    so_far = len(columns)
    columns.append(Column("Spent so far", 15, lambda line: _running(line, so_far)))
    usable = money(source.plan.request).total
    if usable is not None:
        columns.append(Column("Budget in all", 15, lambda _: usable))
        columns.append(Column("Left of it", 15, lambda line: _left_of(line, so_far, usable)))
    return columns


def _spend(kind: str) -> Callable[[Line], Value]:
    return lambda line: getattr(line.phase.spend, kind)


def _spent(counted: str) -> Callable[[Line], Value]:
    def spent(line: Line) -> Value:
        cells = {kind: cell(line.row, column) for kind, column in KIND_COLUMNS.items()}
        return Formula("=" + counted.format(**cells), line.phase.budget.used)

    return spent


def _running(line: Line, column: int) -> Value:
    before = "" if line.first else f"{cell(line.row - 1, column)}+"
    return Formula(f"={before}{cell(line.row, SPENT)}", line.so_far)


def _left_of(line: Line, so_far: int, usable: int) -> Value:
    return Formula(f"={cell(line.row, so_far + 1)}-{cell(line.row, so_far)}", usable - line.so_far)


def _quarterly(source: Source, new: int) -> Iterator[Column]:
    """Yield the columns of money by quarter; ``new`` is where the first of them stands."""
    carry = source.plan.request.budget.carry_over
    labels = source.quarters

    def brought(line: Line) -> Value:
        number = line.row - ROWS
        anew = carry == "year" and labels[number].split()[0] != labels[number - 1].split()[0]
        if line.first or not carry or anew:
            return line.phase.budget.carried
        return Formula(f"={cell(line.row - 1, new + 3)}", line.phase.budget.carried or 0)

    def there_is(line: Line) -> Value:
        return Formula(f"={cell(line.row, new)}+{cell(line.row, new + 1)}", _there_is(line.phase))

    def left(line: Line) -> Value:
        value = _there_is(line.phase) - line.phase.budget.used
        return Formula(f"={cell(line.row, new + 2)}-{cell(line.row, SPENT)}", value)

    yield Column("New money", 14, lambda line: line.phase.budget.available, added=True)
    yield Column("Brought in", 14, brought)
    yield Column("There is", 14, there_is)
    yield Column("Left", 14, left)


def _there_is(phase: Phase) -> int:
    return (phase.budget.available or 0) + (phase.budget.carried or 0)


def _totals(paper: Paper, source: Source, columns: list[Column], last: int) -> None:
    row = last + 1
    phases = source.plan.phases
    paper.put(row, 0, "All", "total")
    for place, column in enumerate(columns[1:], 1):
        if not column.added:
            paper.put(row, place, None, "total")
            continue
        known = {"Spent": sum(phase.budget.used for phase in phases)}
        known["New money"] = sum(phase.budget.available or 0 for phase in phases)
        totals = source.plan.totals
        for kind, words in KINDS.items():
            known[words] = known[f"{words}*"] = getattr(totals, kind)
        value = Formula(f"=SUM({span(ROWS, place, last, place)})", known[column.label])
        paper.put(row, place, value, "money", "total")


def _money(paper: Paper, source: Source, last: int, picture: Picture) -> Money:
    totals = source.plan.totals
    assert totals is not None

    def there(column: int, value: int) -> Formula:
        return Formula(f"='{paper.name}'!{cell(last + 1, column)}", value)

    kinds = {kind: there(column, getattr(totals, kind)) for kind, column in KIND_COLUMNS.items()}
    return Money(kinds, there(SPENT, totals.covered), picture)


def _pictures(paper: Paper, source: Source, labels: list[str], last: int) -> tuple[Picture, Picture]:
    """Return two charts of the table: each quarter's spend against what there is, and what was spent so far."""

    def series(label: str, name: str, colour: str) -> Series | None:
        column = labels.index(label) if label in labels else None
        return None if column is None else Series(name, (ROWS, column, last, column), colour)

    def picture(title: str, columns: list[Series | None], line: Series | None) -> Picture:
        told = "; ".join(f"{phase.label} {phase.budget.used:,}" for phase in source.plan.phases)
        drawn = [one for one in columns if one is not None]
        alt = f"{title}, in {source.names.currency}. Spent: {told}."
        return Picture(paper.name, f"{title}, {source.names.currency}", (ROWS, 0, last, 0), drawn, line, alt)

    kinds = [series(words, words, looks.MONEY[kind]) for kind, words in KINDS.items()]
    by_quarter = picture("Spent by quarter", kinds, series("There is", "Money there is", looks.INK))
    so_far = [series("Spent so far", "Spent so far", looks.MONEY["cash"])]
    return by_quarter, picture("Spent so far", so_far, series("Budget in all", "Budget in all", looks.INK))
