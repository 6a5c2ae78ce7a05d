"""The sheet of people: person-weeks used and available, and peaks, by role and fiscal quarter.

Sums and shares are formulas; a role without a cap has no number under what is available.
"""

from collections.abc import Callable, Sequence

from xlsxwriter import Workbook

from clients.documents.xlsx import looks
from clients.documents.xlsx.cells import cell, span
from clients.documents.xlsx.charts import Picture, Series, draw
from clients.documents.xlsx.paper import FIRST, Formula, Paper, Value
from clients.documents.xlsx.source import ALL, Source
from planner.plans import Phase, Staffing

EVERYBODY, NO_CAP = "Everybody", "no cap"


def write_staffing(paper: Paper, source: Source, book: Workbook) -> None:
    """Write the sheet."""
    _Sheet(paper, source).write(book)


class _Sheet:
    """The sheet while it is written: blocks of the same rows, one under the other."""

    def __init__(self, paper: Paper, source: Source) -> None:
        self.paper, self.source = paper, source
        self.phases: Sequence[Phase] = source.plan.phases
        self.roles = source.roles
        self.last_column = len(self.phases)
        self.used = FIRST + 1
        self.capped = any(entry.available is not None for phase in self.phases for entry in phase.staffing.values())
        height = len(self.roles) + 4
        self.available, self.share = self.used + height, self.used + 2 * height
        self.peak = self.used + (3 if self.capped else 1) * height

    def write(self, book: Workbook) -> None:
        """Write the blocks, those of what is available only where something is capped, and the chart."""
        self.paper.widths(32, *([11] * self.last_column), 12)
        aside = "Person-weeks are people times weeks; a peak is the most people at work in one week, in FTE."
        self.paper.title("People by role and fiscal quarter", aside, max(2, min(self.last_column + 2, 9)))
        self._block(self.used, "Person-weeks used", self._number("used"), "tenths", all_of_it=True)
        if self.capped:
            self._block(self.available, "Person-weeks available", self._available, "tenths", all_of_it=True)
            self._block(self.share, "Share used", self._shares, "share", all_of_it=True)
            self._tight()
        self._block(self.peak, "Peak, in FTE", self._number("peak"), "fte", all_of_it=False)
        self.paper.sheet.freeze_panes(FIRST, 1)
        self.paper.prints(0, self.source.title)
        self._chart(book)

    def _entry(self, role: str, quarter: int) -> Staffing | None:
        return self.phases[quarter].staffing.get(role)

    def _number(self, name: str) -> Callable[[int, str, int], Value]:
        def number(row: int, role: str, quarter: int) -> Value:
            entry = self._entry(role, quarter)
            value = getattr(entry, name) if entry else None
            if role == ALL and name == "used" and entry is not None:
                whole = span(row - len(self.roles), quarter + 1, row - 1, quarter + 1)
                return Formula(f"=ROUND(SUM({whole}),2)", entry.used)
            return value

        return number

    def _available(self, _: int, role: str, quarter: int) -> Value:
        entry = self._entry(role, quarter)
        return NO_CAP if entry is None or entry.available is None else entry.available

    def _shares(self, row: int, role: str, quarter: int) -> Value:
        entry = self._entry(role, quarter)
        if entry is None or entry.available is None:
            return None
        return self._share(row, quarter + 1, entry.used, entry.available)

    def _share(self, row: int, column: int, used: float, available: float) -> Formula:
        below = row - self.share
        used_cell, there = cell(self.used + below, column), cell(self.available + below, column)
        value = used / available if available else 0
        return Formula(f"=IF({there}=0,0,{used_cell}/{there})", value)

    def _block(
        self, row: int, title: str, value: Callable[[int, str, int], Value], look: str, *, all_of_it: bool
    ) -> None:
        labels = [title, *self.source.quarters, *(["All"] if all_of_it else ["Highest"])]
        self.paper.head(row - 1, labels, right=labels[1:])
        for number, role in enumerate((*self.roles, ALL)):
            own = "total" if role == ALL else "row"
            here = row + number
            self.paper.put(here, 0, EVERYBODY if role == ALL else self.source.role(role), own)
            for quarter in range(len(self.phases)):
                self.paper.put(here, quarter + 1, value(here, role, quarter), look, own)
            self.paper.put(here, self.last_column + 1, self._at_the_end(row, here, role), look, own)

    def _at_the_end(self, block: int, row: int, role: str) -> Value:
        """Return what stands in the last column: the sum of a role's quarters, its share, or its highest peak."""
        there = [entry for number in range(len(self.phases)) if (entry := self._entry(role, number))]
        cells = span(row, 1, row, self.last_column)
        capped = [entry.available for entry in there if entry.available is not None]
        used, available = sum(entry.used for entry in there), sum(capped)
        if block == self.peak:
            return Formula(f"=MAX({cells})", max((entry.peak for entry in there), default=0))
        if block == self.used:
            return Formula(f"=ROUND(SUM({cells}),2)", round(used, 2))
        if not capped:
            return None
        if block == self.available:
            return Formula(f"=ROUND(SUM({cells}),2)", round(available, 2))
        return self._share(row, self.last_column + 1, used, available)

    def _tight(self) -> None:
        """Colour the shares: the more is used, the fuller; red where nothing is left."""
        rows = (self.share, 1, self.share + len(self.roles), self.last_column)
        full = {"type": "cell", "criteria": ">=", "value": 0.995, "format": self.paper.looks.of(bg_color=looks.TIGHT)}
        self.paper.sheet.conditional_format(*rows, full)
        bar = {"type": "data_bar", "bar_solid": True, "bar_color": looks.LOOSE, "min_type": "num", "min_value": 0,
               "max_type": "num", "max_value": 1}  # fmt: skip
        self.paper.sheet.conditional_format(*rows, bar)

    def _chart(self, book: Workbook) -> None:
        def series(row: int, name: str, colour: str) -> Series:
            return Series(name, (row, 1, row, self.last_column), colour)

        colours = looks.SERIES
        columns = [
            series(self.used + number, self.source.role(role), colours[number % len(colours)])
            for number, role in enumerate(self.roles)
        ]
        everybody = self.available + len(self.roles)
        whole = [(phase.label, phase.staffing[ALL]) for phase in self.phases if ALL in phase.staffing]
        capped = any(entry.available is not None for _, entry in whole)
        line = series(everybody, "There are", looks.INK) if capped else None
        told = "; ".join(f"{label} {entry.used:g}" for label, entry in whole)
        picture = Picture(
            self.paper.name,
            "Person-weeks by quarter",
            (FIRST, 1, FIRST, self.last_column),
            columns,
            line,
            f"Person-weeks used by quarter and role. Everybody: {told}.",
            number="#,##0",
        )
        draw(self.paper, book, picture, self.peak + len(self.roles) + 3, 0)
