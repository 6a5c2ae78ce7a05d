"""The chart of a plan: transitions as groups, activities as bars over fiscal quarters, gates as diamonds.

Kinds differ in shape as well as in colour. The copies of a repeated item and its set-up are folded into one
row unless every copy is asked for or few rows are needed.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from clients.amounts import short_money
from clients.cli.page import CRITICAL_STYLE, GATE_STYLE, KIND_STYLES, NARROW, WIDE, Page, is_setup
from clients.cli.screen import shortened
from clients.cli.timeline import Timeline
from clients.dates import day
from planner.plans import Gate, PlannedActivity

MOST_ROWS = 45


class Row(NamedTuple):
    """One line of the chart: an activity, or a repeated item folded with its copies and set-up."""

    title: str
    suffix: str
    activities: tuple[PlannedActivity, ...]


class Column(NamedTuple):
    """One column right of the bars: its heading, its width, and whether it is set flush right."""

    heading: str
    width: int
    flush: bool = True


FINISH, CASH = Column("Finish", 11), Column("Cash", 6)
WEEKS, HOW, SLACK = Column("Weeks", 5), Column("How", 9, flush=False), Column("Slack", 5)


def gantt(page: Page) -> RenderableType:
    """Return the chart, its key below."""
    chart = Chart(page)
    return Group(*chart.header(), *chart.body(), chart.key())


class Chart:
    """The chart's measures, and its lines one by one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.glyphs = page.glyphs
        self.folded = not page.every_copy and (
            page.width < NARROW or len(page.plan.activities) + len(page.plan.gates) > MOST_ROWS
        )
        wide = (CASH, SLACK) if page.width < WIDE else (WEEKS, HOW, CASH, SLACK)
        self.columns = (FINISH,) if page.width < NARROW else (FINISH, *wide)
        right = sum(column.width + 1 for column in self.columns)
        longest = max((len(one.title) + 4 + len(page.part(one)) for one in page.plan.activities), default=0)
        self.name_width = max(20, min(longest, (page.width - right) * 45 // 100))
        self.timeline = Timeline(page.plan.phases, max(1, page.width - right - self.name_width - 3))
        freezes = page.plan.request.calendar.freezes
        self.frozen = {cell for freeze in freezes for cell in self.timeline.within(freeze.from_, freeze.to)}
        self.gate_cells = {self.timeline.cell(gate.date) for gate in page.plan.gates if gate.date}

    def header(self) -> Iterator[Text]:
        """Return the fiscal years and quarters, the headings of the columns, and the freezes."""
        lines = self.timeline.header()
        for line in lines:
            text = Text(" " * (self.name_width + 3) + line, style="bold", no_wrap=True)
            if line is lines[-1]:
                for column in self.columns:
                    text.append(" " + set_in(column, column.heading))
            yield text
        if self.frozen:
            text = Text("  " + "frozen".rjust(self.name_width) + " ", style="dim", no_wrap=True)
            marks = (self.glyphs.freeze if cell in self.frozen else " " for cell in range(self.timeline.cells))
            yield text.append("".join(marks))

    def body(self) -> Iterator[Text]:
        """Return each transition's heading, rows and gate, in the catalog's order."""
        order = {transition.id: place for place, transition in enumerate(self.page.catalog.transitions)}
        ends = {transition.id: transition.to_level for transition in self.page.catalog.transitions}
        by_transition = sorted(self.page.plan.activities, key=lambda one: order.get(one.transition, len(order)))
        gates = {gate.level: gate for gate in self.page.plan.gates}
        for transition, activities in groupby(by_transition, key=lambda one: one.transition):
            yield self.group_line(transition, ends.get(transition))
            for row in self.rows(list(activities)):
                yield self.row_line(row)
            if ends.get(transition) in gates:
                yield self.gate_line(gates.pop(ends[transition]))
        for gate in gates.values():
            yield self.gate_line(gate)

    def rows(self, activities: Sequence[PlannedActivity]) -> list[Row]:
        """Return the rows of one transition, items by their first start, copies within them by theirs."""
        found: list[Row] = []
        in_order = sorted(activities, key=lambda one: (one.item, one.start_week or 0, one.id))
        for _, of_item in groupby(in_order, key=lambda one: one.item):
            own = tuple(of_item)
            if self.folded and len(own) > 1:
                copies = sum(1 for one in own if not is_setup(one))
                found.append(Row(own[0].title, f" {self.glyphs.times}{copies}", own))
                continue
            for one in own:
                part = self.page.part(one)
                found.append(Row(one.title, f" {self.glyphs.dot} {part}" if part else "", (one,)))
        first = {row.activities[0].item: min(starts(row)) for row in reversed(found)}
        return sorted(found, key=lambda row: (first[row.activities[0].item], row.activities[0].item, min(starts(row))))

    def group_line(self, transition: str, level: int | None) -> Text:
        """Return the heading of a transition."""
        steps = transition.replace("-", f" {self.glyphs.arrow} ")
        title = f"{steps}  {self.page.level_name(level)}".rstrip()
        line = Text(no_wrap=True)
        line.append(shortened(title, self.name_width + 2, self.glyphs.cut).ljust(self.name_width + 3), style="bold")
        return line.append_text(self.cells({}))

    def row_line(self, row: Row) -> Text:
        """Return one row: mark, name, bar, figures."""
        critical = any(one.critical for one in row.activities)
        line = Text(no_wrap=True).append(self.glyphs.critical if critical else " ", style=CRITICAL_STYLE)
        name = shortened(row.title, self.name_width - len(row.suffix), self.glyphs.cut)
        line.append(f" {name}")
        line.append(row.suffix + " " * (self.name_width - len(name) - len(row.suffix) + 1), style="dim")
        bars: dict[int, tuple[str, str]] = {}
        for one in sorted(row.activities, key=is_setup, reverse=True):
            kind = "setup" if is_setup(one) else one.kind
            if one.start and one.finish:
                drawn = (getattr(self.glyphs, kind), KIND_STYLES[kind])
                bars.update(dict.fromkeys(self.timeline.span(one.start, one.finish), drawn))
        line.append_text(self.cells(bars))
        for column in self.columns:
            line.append(" " + set_in(column, figure(column, row.activities)), style="dim" if column is HOW else "")
        return line

    def gate_line(self, gate: Gate) -> Text:
        """Return the row of a gate: a diamond in the week in which its level is declared."""
        title = self.page.gate_name(gate)
        line = Text(no_wrap=True).append(f"{self.glyphs.gate} {title.ljust(self.name_width)} ", style=GATE_STYLE)
        mark = {self.timeline.cell(gate.date): (self.glyphs.gate, GATE_STYLE)} if gate.date else {}
        line.append_text(self.cells(mark))
        line.append(" " + set_in(FINISH, day(gate.date)), style=GATE_STYLE)
        return line

    def cells(self, drawn: dict[int, tuple[str, str]]) -> Text:
        """Return the cells of a row: what is drawn, and behind it the lines of quarters and gates."""
        text, quarters = Text(), self.timeline.beginnings()
        roomy = self.timeline.per_phase >= 3
        for cell in range(self.timeline.cells):
            if cell in drawn:
                text.append(*drawn[cell])
            elif cell in self.gate_cells:
                text.append(self.glyphs.gate_line, style="green")
            elif cell in quarters and (quarters[cell] or roomy):
                text.append(self.glyphs.quarter_line, style="bright_black")
            else:
                text.append(" ")
        return text

    def key(self) -> Text:
        """Return what the shapes mean."""
        line = Text("\n")
        for kind, word in (("action", "action"), ("governance", "governance"), ("setup", "set-up")):
            line.append(getattr(self.glyphs, kind) * 2, style=KIND_STYLES[kind])
            line.append(f" {word}   ")
        line.append(self.glyphs.gate, style=GATE_STYLE)
        line.append(" level declared   ")
        line.append(self.glyphs.critical, style=CRITICAL_STYLE)
        line.append(" no slack")
        if self.frozen:
            line.append(f"\n{self.glyphs.freeze * 2}", style="dim").append(" frozen: no action starts or ends")
        if self.folded:
            line.append(
                f"\n{self.glyphs.times}5: five copies, with their set-up, in one row (--all shows each)", style="dim"
            )
        return line


def starts(row: Row) -> Iterable[int]:
    """Return the start weeks of a row's activities."""
    return [one.start_week or 0 for one in row.activities]


def set_in(column: Column, text: str) -> str:
    """Return ``text`` set in a column."""
    return text.rjust(column.width) if column.flush else text.ljust(column.width)


def figure(column: Column, activities: Sequence[PlannedActivity]) -> str:
    """Return what stands in a column for one activity, or for several in one row."""
    if column is FINISH:
        return day(max((one.finish for one in activities if one.finish), default=None))
    if column is CASH:
        return short_money(sum(one.cash or 0 for one in activities))
    if column is WEEKS:
        return str(activities[0].weeks or "") if len(activities) == 1 else ""
    if column is SLACK:
        return f"{min(one.slack_weeks or 0 for one in activities)}w"
    modes = {one.mode or "" for one in activities}
    return shortened(modes.pop().replace("_", " ") if len(modes) == 1 else "mixed", column.width, "")
