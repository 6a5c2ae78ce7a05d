"""Excel's own charts, dressed alike: columns with a dashed line for what there is at most.

The sheets of money, people and risks call it; the figures stay in the cells that the charts point at.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from xlsxwriter import Workbook

from clients.documents.xlsx import looks
from clients.documents.xlsx.paper import Paper, safe

WIDTH, HEIGHT = 580, 330
MOST_ALT = 900


class Series(Struct, frozen=True):
    """Cells that are drawn: ``row, column`` of the first and of the last, under a name, in a colour."""

    name: str
    cells: tuple[int, int, int, int]
    colour: str


class Picture(Struct, frozen=True):
    """A chart of a sheet's cells: stacked columns, a line over them, and what is read out in its stead."""

    sheet: str
    title: str
    categories: tuple[int, int, int, int]
    columns: Sequence[Series]
    line: Series | None
    alt: str
    number: str = "#,##0"


def draw(paper: Paper, book: Workbook, picture: Picture, row: int, column: int) -> None:
    """Put a chart on a sheet, its corner at a cell."""
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for series in picture.columns:
        shape = {"fill": {"color": series.colour}, "border": {"color": looks.PAPER, "width": 0.5}, "gap": 45}
        chart.add_series(_series(picture, series) | shape)
    if picture.line is not None:
        over = book.add_chart({"type": "line"})
        stroke = {"color": picture.line.colour, "width": 2, "dash_type": "dash"}
        paint = {"color": picture.line.colour}
        marker = {"type": "diamond", "size": 6, "fill": paint, "border": paint}
        over.add_series(_series(picture, picture.line) | {"line": stroke, "marker": marker})
        chart.combine(over)
    _dress(chart, picture)
    alt = safe(picture.alt)[:MOST_ALT]
    paper.sheet.insert_chart(row, column, chart, {"description": alt, "object_position": 3, "x_offset": 12})


def _series(picture: Picture, series: Series) -> dict[str, Any]:
    return {
        "name": safe(series.name),
        "categories": [picture.sheet, *picture.categories],
        "values": [picture.sheet, *series.cells],
    }


def _dress(chart: Any, picture: Picture) -> None:
    font = {"name": "Calibri", "size": 9, "color": looks.INK}
    quiet = {"color": looks.LINE, "width": 0.75}
    chart.set_title({"name": safe(picture.title), "name_font": {**font, "size": 12, "bold": True}, "overlay": False})
    chart.set_x_axis({"num_font": font, "line": quiet, "major_tick_mark": "none"})
    chart.set_y_axis(
        {"num_font": font, "num_format": picture.number, "min": 0, "line": {"none": True}, "major_gridlines": {
            "visible": True, "line": quiet}}
    )  # fmt: skip
    alone = picture.line is None and len(picture.columns) == 1
    chart.set_legend({"none": True} if alone else {"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"color": looks.LINE}})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
