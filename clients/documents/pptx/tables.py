"""Native tables that stay on their slide: every cell is measured, rows too many for one slide go on on the next.

A section says what stands in which column and how many lines it may take; ``pages`` cuts the rows, ``put`` draws them.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from clients.documents.pptx.lettering import tall, within
from clients.documents.pptx.sheet import SHADES, Align, Box, Colour, Line, Sheet, describe, paint, set_in
from clients.lines import one_line

SIZE = 10.0
ROOM, AIR = 0.07, 0.035
"""Inches between an edge and words, beside them and above."""
_STEPS = 40
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


class Column(Struct, frozen=True):
    """A column: its heading, its width in inches, how it is set, and the most lines of a cell."""

    title: str
    width: float
    align: Align = "left"
    most: int = 3


class Cell(Struct, frozen=True):
    """Words in a table that do not look like the others."""

    words: str
    bold: bool = False
    colour: Colour = "ink"
    shade: Colour | None = None


Row = Sequence[str | Cell]


class Table(Struct, frozen=True):
    """Columns and rows; ``name`` is told to those who do not see it."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    size: float = SIZE

    @property
    def width(self) -> float:
        """Inches of all columns."""
        return sum(column.width for column in self.columns)

    def height(self, rows: Sequence[Row]) -> float:
        """Return how high a table of these rows is, its heading included."""
        return self.heading + sum(self.high(row) for row in rows)

    @property
    def heading(self) -> float:
        """Inches of the row of headings."""
        return self.high([Cell(column.title, bold=True) for column in self.columns])

    def high(self, row: Row) -> float:
        """Return how high a row is."""
        cells = (self._cut(cell, column) for cell, column in zip(row, self.columns, strict=True))
        return max(tall(lines, self.size, words) for words, lines in cells) + 2 * AIR

    def line(self, cell: str | Cell, column: Column) -> Line:
        """Return what stands in a cell, cut to its lines."""
        looks = cell if isinstance(cell, Cell) else Cell(cell)
        return Line(self._cut(cell, column)[0], self.size, looks.bold, looks.colour)

    def _cut(self, cell: str | Cell, column: Column) -> tuple[str, int]:
        looks = cell if isinstance(cell, Cell) else Cell(cell)
        return within(looks.words, self.size, column.width - 2 * ROOM, column.most, bold=looks.bold)


def pages(table: Table, first: float, others: float) -> list[tuple[Row, ...]]:
    """Return the rows cut so that each part is no higher than the room on its slide, the parts about equally long."""
    high = [table.high(row) for row in table.rows]
    found = _ends(high, first - table.heading, others - table.heading)
    for step in range(1, _STEPS):
        room = others * step / _STEPS - table.heading
        shorter = _ends(high, min(first - table.heading, room), room)
        if max(high) <= room and len(shorter) <= len(found):
            found = shorter
            break
    return [table.rows[begin:end] for begin, end in pairwise([0, *found])]


def _ends(high: Sequence[float], first: float, others: float) -> list[int]:
    """Return where each part ends if it takes as many rows as there is room for, one at least."""
    found: list[int] = []
    used, room = 0.0, first
    for number, own in enumerate(high):
        if used and used + own > room:
            found.append(number)
            used, room = 0.0, others
        used += own
    return [*found, len(high)]


def put(sheet: Sheet, table: Table, rows: Sequence[Row], left: float, top: float) -> float:
    """Draw a table of some rows and return where it ends."""
    high = [table.heading, *(table.high(row) for row in rows)]
    place = (Inches(n) for n in (left, top, table.width, sum(high)))
    frame = sheet.shapes.add_table(len(high), len(table.columns), *place)
    frame.name = one_line(table.name)
    describe(frame, f"{table.name}: a table of {len(rows)} rows")
    native = frame.table
    native.horz_banding = False
    for identity in frame.element.iter(qn("a:tableStyleId")):
        identity.text = _NO_STYLE
    for own, column in zip(native.columns, table.columns, strict=True):
        own.width = Inches(column.width)
    heading = [Cell(column.title, bold=True, colour="paper", shade="ink") for column in table.columns]
    for number, row in enumerate([heading, *rows]):
        native.rows[number].height = Inches(high[number])
        for place_in, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _set(native.cell(number, place_in), table, cell, column)
    for properties in frame.element.iter(qn("a:tcPr")):
        _underline(properties)
    return Box(left, top, table.width, sum(high)).bottom


def _set(native: Any, table: Table, cell: str | Cell, column: Column) -> None:
    native.margin_left = native.margin_right = Inches(ROOM)
    native.margin_top = native.margin_bottom = Inches(AIR)
    native.vertical_anchor = MSO_ANCHOR.TOP
    shade = cell.shade if isinstance(cell, Cell) else None
    if shade is None:
        native.fill.background()
    else:
        native.fill.solid()
        paint(native.fill.fore_color, shade)
    set_in(native.text_frame, [table.line(cell, column)], column.align)


def _underline(properties: Any) -> None:
    """Draw a thin line under a cell; python-pptx knows none."""
    line = properties.makeelement(qn("a:lnB"), {"w": str(Pt(0.75))})
    inside = properties.makeelement(qn("a:solidFill"), {})
    inside.append(properties.makeelement(qn("a:srgbClr"), {"val": SHADES["line"].removeprefix("#")}))
    line.append(inside)
    properties.insert(0, line)
