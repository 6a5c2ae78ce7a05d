"""The levels of a catalog side by side, in the terminal and as Markdown; one of them as a page.

The rows come from ``catalog.comparison``; here they are only laid out: aspect by aspect, all levels under each.
"""

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from catalog.comparison import LevelRow, Named, Signal, compare
from catalog.model import Catalog
from clients.amounts import counted, people
from clients.cli import screen

Aspect = tuple[str, Callable[[LevelRow], Sequence[str]]]
ONE_COLUMN_A_LEVEL = 160
CONFIRMED = {"yes": "confirmed", "partly": "partly confirmed", "no": "not confirmed", "aspiration": "an aspiration"}


def signal(of: Signal) -> str:
    """Return a KPI with the figure that goes round, if any, and whether anybody confirmed it."""
    if of.figure is None:
        return of.name
    return f"{of.name}: {of.figure} ({CONFIRMED.get(of.confirmed or '', 'illustrative')})"


def titles(entries: Sequence[Named]) -> list[str]:
    """Return what entries are called."""
    return [entry.title for entry in entries]


def duties(row: LevelRow) -> list[str]:
    """Return the law that a level sets off: the clause, from when, what sets it off and for whom."""
    return [
        f"{duty.clause}"
        + (f", from {duty.applies_from.isoformat()}" if duty.applies_from else "")
        + f": {duty.why}"
        + (f" ({duty.binds_where})" if duty.binds_where else "")
        for duty in row.duties
    ]


def stay(row: LevelRow) -> list[str]:
    """Return how long a level takes: to prove it, and without a programme."""
    words = []
    if row.evidence_weeks:
        reason = f": {row.evidence_reason}" if row.evidence_reason else ""
        words.append(f"at least {counted(row.evidence_weeks, 'week')} before the next level{reason}")
    if row.natural_dwell_months:
        words.append(f"about {people(row.natural_dwell_months)} months without a programme")
    return words


ASPECTS: tuple[Aspect, ...] = (
    ("In short", lambda row: [row.summary] if row.summary else []),
    ("Definition", lambda row: [row.definition] if row.definition else []),
    ("How people work", lambda row: row.behaviours),
    ("Examples", lambda row: [f"{name}: {text}" for name, text in row.examples.items()]),
    ("Return", lambda row: [row.returns] if row.returns else []),
    ("Signals to watch", lambda row: [signal(one) for one in row.signals if one.kind == "metric"]),
    ("What others report", lambda row: [signal(one) for one in row.signals if one.kind == "benchmark"]),
    ("Risks", lambda row: titles(row.risks)),
    ("Aim of governance", lambda row: [row.governance_aim] if row.governance_aim else []),
    ("Governance", lambda row: titles(row.governance)),
    ("Key controls", lambda row: titles(row.controls)),
    ("Law it sets off", duties),
    ("Insights", lambda row: [f"{one.title}: {one.text}" for one in row.insights]),
    ("Time", stay),
    ("How to go on", lambda row: row.next_steps),
    ("Actions to the next level", lambda row: titles(row.next_items)),
)
IN_BRIEF = ("In short", "Return", "Signals to watch", "Risks", "Governance", "Time", "How to go on")


def comparison(console: Console, catalog: Catalog, *, brief: bool) -> RenderableType:
    """Return the levels side by side: a column for each where there is room, else one under the other.

    ``brief`` leaves out what only the page of a level needs.
    """
    rows = compare(catalog)
    aspects = [(title, of) for title, of in ASPECTS if not brief or title in IN_BRIEF]
    told = [(title, [of(row) for row in rows]) for title, of in aspects]
    shown = [(title, cells) for title, cells in told if any(cells)]
    heading = Text(f"{catalog.title}, side by side", style="bold underline")
    wide = console.width >= ONE_COLUMN_A_LEVEL
    body = beside(console, rows, shown) if wide else under(console, rows, shown)
    return Group(heading, Text(), *body)


def beside(
    console: Console, rows: Sequence[LevelRow], shown: Sequence[tuple[str, list[Sequence[str]]]]
) -> Iterator[RenderableType]:
    """Return a table: aspects down, levels across."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="bold", expand=True)
    table.add_column("", style="cyan", width=max(len(word) for title, _ in shown for word in title.split()))
    for row in rows:
        table.add_column(f"{row.level}  {row.name}", ratio=1, overflow="fold")
    for title, cells in shown:
        table.add_row(title, *(bulleted(console, cell) for cell in cells))
    yield table


def under(
    console: Console, rows: Sequence[LevelRow], shown: Sequence[tuple[str, list[Sequence[str]]]]
) -> Iterator[RenderableType]:
    """Return one block an aspect: every level on lines of its own."""
    for row in rows:
        yield Text.assemble((f"Level {row.level}", "bold cyan"), "  ", (row.name, "bold"))
    for title, cells in shown:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="cyan", no_wrap=True)
        table.add_column(overflow="fold")
        for row, cell in zip(rows, cells, strict=True):
            if cell:
                table.add_row(str(row.level), bulleted(console, cell))
        yield Text()
        yield Text(title, style="bold")
        yield Padding(table, (0, 0, 0, 2), expand=False)


def bulleted(console: Console, lines: Sequence[str]) -> RenderableType:
    """Return a paragraph, or a list with a mark before each entry."""
    if len(lines) <= 1:
        return Text(lines[0] if lines else "")
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row(screen.glyphs(console).dot, Text(line))
    return grid


def level_page(console: Console, catalog: Catalog, number: int) -> RenderableType:
    """Return all there is to know of one level."""
    row = next(row for row in compare(catalog) if row.level == number)
    parts: list[RenderableType] = [
        Text.assemble((f"Level {row.level}  {row.name}", "bold underline")),
        Text(row.summary, style="dim"),
    ]
    for title, of in ASPECTS:
        if title != "In short" and (lines := of(row)):
            parts += [Text(), Text(title, style="bold"), Padding(bulleted(console, lines), (0, 0, 0, 2), expand=False)]
    return Group(*parts)


def markdown(catalog: Catalog) -> str:
    """Return the levels side by side as a Markdown table: aspects down, levels across."""
    rows = compare(catalog)
    lines = [f"# {catalog.title}", "", "| | " + " | ".join(f"{row.level} {cell(row.name)}" for row in rows) + " |"]
    lines.append("| --- |" + " --- |" * len(rows))
    for title, of in ASPECTS:
        cells = [of(row) for row in rows]
        if any(cells):
            lines.append(f"| **{title}** | " + " | ".join("<br>".join(map(cell, one)) for one in cells) + " |")
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """Return text that stays within one cell of a Markdown table and means no markup."""
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}" if mark not in "<>" else {"<": "&lt;", ">": "&gt;"}[mark])
    return " ".join(text.split())
