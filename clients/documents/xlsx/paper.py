"""One sheet of a workbook while it is written: values by row and column from 0, a head, widths, how it prints.

The sheets call it. Text is written as text, whatever it begins with; formulas carry their values, so that a reader
that calculates nothing sees them too.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from clients.documents.xlsx.cells import serial
from clients.documents.xlsx.looks import Looks
from clients.lines import one_line
from clients.names import cut

LONGEST = 8_000
A3, A4 = 8, 9
LINE, LONGEST_FOOTER = 13, 40
WIDE_FROM = 0x2E7F
"""Signs after this one are twice as wide as letters: the scripts of East Asia."""
FIRST = 3
"""The row in which a sheet's table begins: above it stand title and subtitle."""


class Formula(NamedTuple):
    """A formula and what it comes to."""

    text: str
    value: "int | float | str | date"


Value = str | int | float | date | Formula | None


class Paper:
    """A sheet and the looks of its workbook."""

    def __init__(self, book: Workbook, name: str, looks: Looks) -> None:
        self.name, self.looks = name, looks
        self.sheet: Worksheet = book.add_worksheet(name)
        self.sheet.hide_gridlines(2)
        self._widths: dict[int, float] = {}
        self._lines: dict[int, int] = {}
        self._heights: dict[int, float] = {}
        self._nested: set[int] = set()

    def put(self, row: int, column: int, value: Value, *looks: str) -> None:
        """Write one value."""
        style = self.looks(*looks)
        if isinstance(value, str) and "wrap" in looks:
            self._lines[row] = max(self._lines.get(row, 1), lines(value, self._widths.get(column, 10)))
        if isinstance(value, str):
            value = safe(value) or None
        if value is None:
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, style)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, style)
        elif isinstance(value, Formula):
            kept = serial(value.value) if isinstance(value.value, date) else value.value
            self.sheet.write_formula(row, column, value.text, style, kept)
        else:
            self.sheet.write_number(row, column, value, style)

    def line(self, row: int, values: Sequence[tuple[Value, str]], *looks: str, first: int = 0) -> None:
        """Write a row of values, each with a look of its own (``""`` for none) besides those of all."""
        for column, (value, look) in enumerate(values, first):
            self.put(row, column, value, *([look] if look else []), *looks)

    def title(self, title: str, aside: str, columns: int) -> None:
        """Write what stands above the table; the subtitle runs over so many columns."""
        self.height(0, 27)
        self.put(0, 0, title, "title")
        self.merged(1, 0, columns - 1, aside, "aside")

    def merged(self, row: int, first: int, last: int, text: str, *looks: str) -> None:
        """Write one text over several columns."""
        style = self.looks(*looks)
        room = sum(self._widths.get(column, 9) for column in range(first, last + 1))
        self._lines[row] = max(self._lines.get(row, 1), lines(text, room))
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        self.sheet.write_string(row, first, safe(text), style)

    def head(
        self, row: int, labels: Sequence[str], right: Sequence[str] = (), center: Sequence[str] = (), height: int = 20
    ) -> None:
        """Write the row that names the columns, those of numbers set ``right``, those of days and marks centred."""
        self.height(row, height)
        for column, label in enumerate(labels):
            side = ["right"] if label in right else ["center"] if label in center else []
            self.put(row, column, label, "head", *side)

    def widths(self, *widths: float) -> None:
        """Set the widths of the columns, in characters, from the first one on; before text is written that wraps."""
        for column, width in enumerate(widths):
            self._widths[column] = width
            self.sheet.set_column(column, column, width)

    def height(self, row: int, points: float) -> None:
        """Make a row as high as this, whatever stands in it."""
        self._heights[row] = points

    def nest(self, row: int) -> None:
        """Let a row be folded away with its neighbours, into the row above them."""
        self._nested.add(row)

    def rows(self) -> None:
        """Make rows as high as the text that wraps in them, which not every program does by itself."""
        wrapped = {row: LINE * count + 2 for row, count in self._lines.items() if count > 1}
        heights = dict.fromkeys(self._nested, LINE + 2) | wrapped | self._heights
        for row, points in sorted(heights.items()):
            self.sheet.set_row(row, points, None, {"level": 1} if row in self._nested else {})

    def prints(self, head_row: int, footer: str, paper: int = A4) -> None:
        """Finish the sheet: how it prints (lying, as wide as one page, its head on each) and how high its rows are."""
        self.rows()
        self.sheet.set_landscape()
        self.sheet.set_paper(paper)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        left = cut(footer, LONGEST_FOOTER).replace("&", "&&")
        self.sheet.set_footer(f"&L&8 {left}&C&8 {self.name}&R&8 &P / &N")
        if head_row:
            self.sheet.repeat_rows(head_row)


def safe(text: str) -> str:
    """Return text that any cell can hold."""
    line = one_line(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def lines(text: str, width: float) -> int:
    """Return how many lines a text needs in a column of so many characters, in a font that may be a wide one."""
    room, count, used = max(1, int(width * 1.02)), 1, 0
    for word in safe(text).split(" "):
        wide = sum(2 if ord(sign) > WIDE_FROM else 1 for sign in word)
        if used and used + 1 + wide > room:
            count, used = count + 1, 0
        used += wide + (1 if used else 0)
        while used > room:
            count, used = count + 1, used - room
    return count
