"""The sheet of bars: rows by the gate they lead to, days in cells, bars drawn by conditional formats from those cells.

Who changes a start or a finish sees the bar move, in any program that knows conditional formats. A column is a week,
or several where the plan is long.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from clients.documents.outline import Group, Milestone, Quarter, Row, Span
from clients.documents.xlsx import looks
from clients.documents.xlsx.cells import cell, span
from clients.documents.xlsx.paper import A3, FIRST, Formula, Paper
from clients.documents.xlsx.source import Source, kind_of
from clients.lines import one_line
from clients.names import cut

COLUMNS = ("Activity", "Kind", "Function", "Start", "Finish", "Weeks", "Slack", "Critical")
WIDTHS = (66, 11.5, 14, 11.5, 11.5, 7, 7, 8)
KIND, FUNCTION, START, FINISH, WEEKS, SLACK, CRITICAL, AXIS = range(1, 9)
YEARS, QUARTERS, HEAD = FIRST, FIRST + 1, FIRST + 2
STEPS = ((66, 1), (210, 2), (420, 4))
LONGEST_STEP = 13
LONGEST_TITLE = 80


class Axis(Struct, frozen=True):
    """The columns of time: ``days[i]`` is the first day of one; each is ``step`` weeks long."""

    days: tuple[date, ...]
    step: int

    @property
    def last(self) -> int:
        """The sheet's last column."""
        return AXIS + len(self.days) - 1

    def column(self, week: int) -> int:
        """Return the column that holds a week, the one after the last for a week behind the axis."""
        return AXIS + min(week // self.step, len(self.days))


def axis_of(start: date, weeks: int) -> Axis:
    """Return the axis for so many weeks: a column a week while that can be read, else several."""
    step = next((step for most, step in STEPS if weeks <= most), LONGEST_STEP)
    return Axis(tuple(start + timedelta(weeks=week) for week in range(0, weeks, step)), step)


def write_gantt(paper: Paper, source: Source) -> None:
    """Write the sheet."""
    axis = axis_of(source.plan.start, source.outline.weeks)
    written = _Sheet(paper, axis)
    paper.widths(*WIDTHS)
    paper.title(cut(source.title, LONGEST_TITLE), "", 1)
    paper.put(1, 0, f"{source.sources}. Change a start or a finish, and its bar moves.", "muted")
    written.key()
    written.heading(source.outline.quarters)
    row = written.landmarks(source.outline.milestones, source.outline.freezes, HEAD + 1)
    last = written.groups(source.outline.groups, row) - 1
    if last >= row:
        written.bars(row, last)
    paper.sheet.set_column(AXIS, axis.last, 2.3)
    paper.sheet.freeze_panes(HEAD + 1, 1)
    paper.prints(HEAD, source.title, A3)
    paper.sheet.repeat_rows(YEARS, HEAD)
    paper.sheet.outline_settings(True, False, True, False)
    paper.sheet.set_zoom(90)


class _Sheet:
    """The sheet while it is written."""

    def __init__(self, paper: Paper, axis: Axis) -> None:
        self.paper, self.axis, self.sheet = paper, axis, paper.sheet
        self.bands: list[bool] = [False] * len(axis.days)
        self.gates: tuple[int, int] | None = None
        self.frozen: tuple[int, int] | None = None
        self.group_rows: list[int] = []

    def key(self) -> None:
        """Write what the colours mean, beside the subtitle."""
        row = FIRST - 1
        for column, kind in enumerate(looks.KINDS, KIND):
            ink = looks.INK if kind == "governance" else looks.PAPER
            style = self.paper.looks.of(
                font_name="Calibri", font_size=9, bg_color=looks.KINDS[kind], font_color=ink, align="center"
            )
            self.sheet.write_string(row, column, "Set-up" if kind == "setup" else kind.capitalize(), style)
        edged = self.paper.looks.of(font_name="Calibri", font_size=9, align="center", border=1, border_color=looks.EDGE)
        self.sheet.write_string(row, FINISH, "Critical", edged)
        gate = self.paper.looks.of(font_name="Calibri", font_size=9, align="center", font_color=looks.GATE)
        self.sheet.write_string(row, WEEKS, "◆ Gate", gate)
        ice = self.paper.looks.of(font_name="Calibri", font_size=9, align="center", bg_color=looks.FROZEN)
        self.sheet.write_string(row, SLACK, "Frozen", ice)

    def heading(self, quarters: Sequence[Quarter]) -> None:
        """Write years, quarters and the first day of each column."""
        self.paper.height(HEAD, 38)
        for row in (YEARS, QUARTERS):
            for column in range(AXIS):
                self.paper.put(row, column, None, "head")
        self.paper.head(HEAD, COLUMNS, right=("Weeks", "Slack"), center=("Start", "Finish", "Critical"), height=38)
        years: dict[str, tuple[int, int]] = {}
        for number, quarter in enumerate(quarters):
            first, end = self._columns(quarter, quarters[number + 1 :])
            self._label(QUARTERS, first, end, quarter.short, 2)
            self.bands[first - AXIS : end - AXIS] = [number % 2 == 1] * (end - first)
            years[quarter.year] = (years.get(quarter.year, (first, end))[0], end)
        for label, (first, end) in years.items():
            self._label(YEARS, first, end, label, 3)
        style = self.paper.looks.of(
            font_name="Calibri", font_size=7, font_color=looks.PAPER, bg_color=looks.INK, rotation=90,
            num_format="d mmm", align="center", valign="vcenter",
        )  # fmt: skip
        for column, first_day in enumerate(self.axis.days, AXIS):
            self.sheet.write_datetime(HEAD, column, first_day, style)

    def _columns(self, quarter: Quarter, later: Sequence[Quarter]) -> tuple[int, int]:
        first = AXIS + -(-quarter.first_week // self.axis.step)
        end = AXIS + -(-later[0].first_week // self.axis.step) if later else self.axis.last + 1
        return first, max(first, end)

    def _label(self, row: int, first: int, end: int, text: str, least: int) -> None:
        """Write a label over some columns; where it has no room the columns speak for themselves."""
        words = text if end - first >= least else ""
        if end - first > 1:
            self.paper.merged(row, first, end - 1, words, "head", "center")
        elif end > first:
            self.paper.put(row, first, words, "head")

    def landmarks(self, milestones: Sequence[Milestone], freezes: Sequence[Span], row: int) -> int:
        """Write a row for each gate and each freeze; return the row after them."""
        if milestones:
            self.gates = (row, row + len(milestones) - 1)
        for milestone in milestones:
            self._gate(row, milestone)
            row += 1
        if freezes:
            self.frozen = (row, row + len(freezes) - 1)
        for freeze in freezes:
            first = self.axis.days[0] + timedelta(weeks=freeze.first_week)
            last = self.axis.days[0] + timedelta(weeks=freeze.end_week) - timedelta(days=1)
            reason = one_line(freeze.reason)
            self._cells(row, f"Frozen: {reason}" if reason else "Frozen", "Freeze", "", first, last)
            self._axis(row)
            row += 1
        return row

    def _gate(self, row: int, milestone: Milestone) -> None:
        self.paper.put(row, 0, milestone.label, "bold", "row", "wrap")
        texts: tuple[tuple[Any, str], ...] = (("Gate", ""), ("", ""), (milestone.date, "day"))
        self.paper.line(row, texts, "row", first=KIND)
        self.paper.put(row, FINISH, Formula(f"={cell(row, START)}", milestone.date), "day", "row")
        for column in (WEEKS, SLACK, CRITICAL):
            self.paper.put(row, column, None, "row")
        mark = self.paper.looks.of(
            font_name="Calibri", font_size=11, bold=True, font_color=looks.GATE, align="center", valign="vcenter"
        )
        where = f"${cell(row, START)}"
        for column, first_day in enumerate(self.axis.days, AXIS):
            head = cell(HEAD, column).replace(str(HEAD + 1), f"${HEAD + 1}")
            inside = first_day <= milestone.date < first_day + timedelta(weeks=self.axis.step)
            text = f'=IF(AND({where}>={head},{where}<{head}+{7 * self.axis.step}),"◆","")'
            self.sheet.write_formula(row, column, text, mark, "◆" if inside else "")

    def groups(self, groups: Sequence[Group], row: int) -> int:
        """Write the groups and their rows; return the row after them."""
        for group in groups:
            head, row = row, row + 1
            for entry in group.rows:
                self._activity(row, entry)
                row += 1
            self._group(head, row - 1, group)
        return row

    def _group(self, row: int, last: int, group: Group) -> None:
        self.group_rows.append(row)
        first_day = min(entry.start for entry in group.rows)
        last_day = max(entry.finish for entry in group.rows)
        starts, ends = span(row + 1, START, last, START), span(row + 1, FINISH, last, FINISH)
        self.paper.line(row, ((group.title, "wrap"), ("", ""), ("", "")), "group")
        self.paper.put(row, START, Formula(f"=MIN({starts})", first_day), "day", "group")
        self.paper.put(row, FINISH, Formula(f"=MAX({ends})", last_day), "day", "group")
        self.paper.put(row, WEEKS, self._weeks(row, first_day, last_day), "weeks", "group")
        for column in (SLACK, CRITICAL):
            self.paper.put(row, column, None, "group")
        for column in range(AXIS, self.axis.last + 1):
            self.paper.put(row, column, None, "group")

    def _activity(self, row: int, entry: Row) -> None:
        self.paper.nest(row)
        activity = entry.activity
        self._cells(row, entry.label, kind_of(activity), Source.function(activity.function), entry.start, entry.finish)
        self.paper.put(row, 0, entry.label, "row", "inner", "wrap")
        self.paper.put(row, SLACK, activity.slack_weeks, "whole", "row")
        self.paper.put(row, CRITICAL, "yes" if activity.critical else "", "row", "center")
        self._axis(row)

    def _cells(self, row: int, label: str, kind: str, function: str, first: date, last: date) -> None:
        self.paper.line(row, ((label, "wrap"), (kind, ""), (function, "wrap")), "row")
        self.paper.put(row, START, first, "day", "row")
        self.paper.put(row, FINISH, last, "day", "row")
        self.paper.put(row, WEEKS, self._weeks(row, first, last), "weeks", "row")
        for column in (SLACK, CRITICAL):
            self.paper.put(row, column, None, "row")

    def _weeks(self, row: int, first: date, last: date) -> Formula:
        days = (last - first).days + 1
        return Formula(f"=({cell(row, FINISH)}-{cell(row, START)}+1)/7", days / 7)

    def _axis(self, row: int) -> None:
        plain = self.paper.looks.of(bottom=4, bottom_color=looks.LINE)
        band = self.paper.looks.of(bottom=4, bottom_color=looks.LINE, bg_color=looks.BAND)
        for column, banded in enumerate(self.bands, AXIS):
            self.sheet.write_blank(row, column, None, band if banded else plain)

    def bars(self, row: int, last: int) -> None:
        """Add the conditional formats: bars by kind, groups, freezes, and the lines of gates."""
        top = self.frozen[0] if self.frozen else row
        for formula, style in self._rules(top):
            self._rule(top, last, formula, self.paper.looks.of(**style))
        if self.gates:
            days = span(self.gates[0], START, self.gates[1], START, fixed=True)
            at = self._head()
            here = f"=SUMPRODUCT(({days}>={at})*({days}<{at}+{7 * self.axis.step}))>0"
            # A range of its own: some programs carry out one rule of a range alone.
            self._rule(self.gates[0], last, here, self.paper.looks.of(right=1, right_color=looks.GATE))

    def _rules(self, row: int) -> Iterator[tuple[str, dict[str, Any]]]:
        kind, critical = f"${cell(row, KIND)}", f"${cell(row, CRITICAL)}"
        covers = self._covers(row)
        for name, colour in looks.KINDS.items():
            said = "Set-up" if name == "setup" else name.capitalize()
            yield f'=AND({kind}="{said}",{critical}="yes",{covers})', {"bg_color": colour, **_edges(looks.EDGE)}
            yield f'=AND({kind}="{said}",{covers})', {"bg_color": colour, **_edges(looks.PAPER)}
        yield f'=AND({kind}="Freeze",{covers})', {"bg_color": looks.FROZEN}
        yield f'=AND({kind}="",{covers})', {"bg_color": looks.MUTED}
        if self.frozen:
            at, step = self._head(), 7 * self.axis.step
            first = span(self.frozen[0], START, self.frozen[1], START, fixed=True)
            end = span(self.frozen[0], FINISH, self.frozen[1], FINISH, fixed=True)
            yield f'=AND({kind}<>"",SUMPRODUCT(({first}<{at}+{step})*({end}>={at}))>0)', {"bg_color": looks.FROZEN}

    def _covers(self, row: int) -> str:
        """Return the formula that tells whether a row's days cover a column: its middle, or they lie within it."""
        first, last, at, step = f"${cell(row, START)}", f"${cell(row, FINISH)}", self._head(), 7 * self.axis.step
        middle = f"{at}+{step // 2}"
        return f"OR(AND({first}<={middle},{last}>={middle}),AND({first}>={at},{last}<{at}+{step}))"

    def _head(self) -> str:
        return f"{cell(HEAD, AXIS).replace(str(HEAD + 1), '')}${HEAD + 1}"

    def _rule(self, first: int, last: int, formula: str, style: Any) -> None:
        options = {"type": "formula", "criteria": formula, "format": style}
        self.sheet.conditional_format(first, AXIS, last, self.axis.last, options)


def _edges(colour: str) -> dict[str, Any]:
    return {"top": 1, "bottom": 1, "top_color": colour, "bottom_color": colour}
