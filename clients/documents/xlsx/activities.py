"""The sheet of activities: all that is known of each in one row, as a table to filter and to sum."""

from clients.documents.columns import Column, columns
from clients.documents.xlsx.cells import span
from clients.documents.xlsx.paper import A3, FIRST, Paper, safe
from clients.documents.xlsx.source import Source

LOOK = {"text": "wrap", "day": "day", "money": "money", "whole": "whole", "fte": "fte"}
ADDED = ("Cash", "Own labour", "Running cost a year")
HEAD_HEIGHT = 32
PRINTED = 16
"""So many columns go on paper; the others are there to read and to filter."""


def write_activities(paper: Paper, source: Source) -> None:
    """Write the sheet."""
    table, activities = columns(source.plan), source.plan.activities
    last = FIRST + max(1, len(activities))
    places = {column.title: place for place, column in enumerate(table) if column.title in ADDED}
    paper.widths(*(column.width for column in table))
    paper.title("Activities", f"{source.sources}. Money in {source.names.currency}; people in FTE.", 6)
    days = [column.title for column in table if column.kind == "day"]
    numbers = [column.title for column in table if column.kind not in ("text", "day")]
    paper.head(FIRST, [column.title for column in table], numbers, days, height=HEAD_HEIGHT)
    for row, one in enumerate(activities, FIRST + 1):
        for place, column in enumerate(table):
            looks = ["bold"] if place == 0 else []
            paper.put(row, place, column.value(one, source.names), LOOK[column.kind], "row", *looks)
    paper.sheet.add_table(
        FIRST, 0, last + 1, len(table) - 1,
        {"name": "Activities", "style": "Table Style Light 1", "total_row": True,
         "columns": [_option(paper, source, column, places, last) for column in table]},
    )  # fmt: skip
    paper.sheet.freeze_panes(FIRST + 1, 1)
    paper.prints(FIRST, source.title, A3)
    paper.sheet.print_area(0, 0, last + 1, PRINTED - 1)


def _option(paper: Paper, source: Source, column: Column, places: dict[str, int], last: int) -> dict[str, object]:
    """Return what a table is told of a column: its name, and what stands under it."""
    side = [] if column.kind == "text" else ["center"] if column.kind == "day" else ["right"]
    header = paper.looks("head", *side)
    option: dict[str, object] = {"header": safe(column.title), "header_format": header}
    if column.title == "Activity":
        option |= {"total_string": "All", "format": paper.looks("bold")}
    if column.title in places:
        place = places[column.title]
        values = [column.value(one, source.names) for one in source.plan.activities]
        total = sum(value for value in values if isinstance(value, int))
        # By cells: a name of a column is not known to every program.
        added = f"=SUBTOTAL(109,{span(FIRST + 1, place, last, place)})"
        option |= {"total_function": added, "total_value": total, "format": paper.looks("money", "bold")}
    return option
