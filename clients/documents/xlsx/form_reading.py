"""Reads a filled-in workbook of a request: which sheets it has, the fields of the first one, the limits by quarter.

Every fault is found at once. The sheets of rows are read by ``form_tables``.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from catalog.fault import Fault, Refused
from catalog.suggestion import nearest
from catalog.wording import printable, shown
from clients.documents.xlsx import form, form_tables
from clients.documents.xlsx.filling import Filling, Place
from clients.documents.xlsx.form import Field
from clients.documents.xlsx.grid import Grid
from clients.documents.xlsx.opening import Opened
from clients.documents.xlsx.rows import in_brackets

_QUARTER = re.compile(r"quarter *\d+")
EXAMPLE = "`milepost example --xlsx --out request.xlsx` makes one to fill in"


def read_form(book: Opened) -> tuple[Filling, list[str]]:
    """Read every sheet of a request; return what it says, and the names of sheets that are none of its own."""
    if form.REQUEST not in book.grids:
        _refuse(book)
    filling = Filling()
    ignored = _sheets(filling, book)
    for grid in book.grids.values():
        _merged(filling, grid)
    for name, read in READERS.items():
        if name in book.grids:
            read(filling, book.grids[name])
        for place in PLACES.get(name, ()):
            filling.stands(place, name)
    return filling, ignored


def _refuse(book: Opened) -> None:
    """Refuse a workbook that is no request."""
    what = f'it has no sheet "{form.REQUEST}"'
    if {"Gantt", "Budget"} <= set(book.names):
        what = "it looks like a plan, from which no request is read"
    detail = f"This workbook is no request of Milepost: {what}."
    raise Refused([Fault("", "no_request", detail, EXAMPLE)])


def _sheets(filling: Filling, book: Opened) -> list[str]:
    """Report sheets whose name was probably meant to be another; return the names of those that are nobody's."""
    missing = [name for name in form.READ if name not in book.names]
    ignored = []
    for name in book.names:
        if name in form.SHEETS:
            continue
        close = get_close_matches(name.casefold(), [known.casefold() for known in missing], n=1, cutoff=0.75)
        if not close:
            ignored.append(name)
        else:
            meant = next(known for known in missing if known.casefold() == close[0])
            detail = f"The sheet {shown(name)} is not known, and the sheet {meant} is missing."
            filling.fault(None, printable(name), "unknown_sheet", detail, f"rename it to {meant}")
    return ignored


def _merged(filling: Filling, grid: Grid) -> None:
    for row, column, last_row, last_column in grid.merged:
        first, last = grid.name_of(row, column), grid.name_of(last_row, last_column).partition("!")[2]
        detail = f"The cells {first}:{last} are merged; a request has one value in each cell."
        filling.fault(None, first, "merged_cells", detail, "unmerge them, and fill in every cell")


def read_fields(filling: Filling, grid: Grid) -> None:
    """Read the first sheet: a label in the first column, its value beside it."""
    known = {field.label.casefold(): field for _, fields in form.FIELDS for field in fields}
    titles = {title.casefold() for title, _ in form.FIELDS}
    seen: dict[str, str] = {}
    for row in range(grid.height):
        label, at = grid.label(row, form.FIELD), grid.name_of(row, form.VALUE)
        if label in seen:
            detail = f'"{known[label].label}" stands in {seen[label]} already.'
            filling.fault(None, at, "said_twice", detail, "keep one of the two rows")
        elif label in known:
            seen[label] = at
            _field(filling, grid, row, known[label])
        elif label and label not in titles and grid.at(row, form.VALUE) is not None:
            _unknown(filling, grid, row)
    for label, field in known.items():
        filling.stands(field.place, seen.get(label, grid.name))
    if not seen:
        detail = f'The first column of the sheet "{grid.name}" has none of the labels of a request.'
        hint = "keep the labels in the first column, and what they stand for in the second"
        filling.fault(None, grid.name_of(0, 0), "unknown_layout", detail, hint)


def _field(filling: Filling, grid: Grid, row: int, field: Field) -> None:
    value = filling.value(grid, row, form.VALUE, field.kind, field.place)
    if value is not None:
        filling.put(field.place, value, grid.name_of(row, form.VALUE))


def _unknown(filling: Filling, grid: Grid, row: int) -> None:
    said = str(grid.at(row, form.FIELD))
    meant = nearest(said, [field.label for _, fields in form.FIELDS for field in fields])
    at = grid.name_of(row, form.FIELD)
    hint = meant or "one of the labels that the empty form has"
    filling.fault(None, at, "unknown_field", f"{shown(said)} is no field of a request.", hint)


def read_limits(filling: Filling, grid: Grid) -> None:
    """Read the sheet of limits: a row for each, a column for each quarter."""
    head = next((row for row in range(grid.height) if grid.label(row, 0) == form.LIMIT_LABEL.casefold()), None)
    if head is None:
        if not grid.is_empty():
            form_tables.no_headings(filling, grid, [form.LIMIT_LABEL, "Quarter 1"])
        return
    quarters = [column for column in range(1, grid.width(head)) if _QUARTER.fullmatch(grid.label(head, column))]
    for row in range(head + 1, grid.height):
        label = grid.label(row, 0)
        there = [column for column in quarters if not grid.is_blank(row, column)]
        if not there or label == form.FISCAL_LABEL.casefold():
            continue
        if label:
            _limit(filling, grid, row, quarters[: quarters.index(there[-1]) + 1])
        else:
            detail = "Numbers stand in this row, but nothing says of what they are the limit."
            hint = f"{form.MONEY_LABEL}, {form.PEOPLE_LABEL}, or a role"
            filling.fault(None, grid.name_of(row, 0), "missing", detail, hint)


def _limit(filling: Filling, grid: Grid, row: int, columns: Sequence[int]) -> None:
    """Read one limit, from the first quarter to the last that says something."""
    label = str(grid.at(row, 0)).strip()
    place: Place = ("headcount", "roles", in_brackets(label))
    kind = "people"
    if label.casefold() == form.MONEY_LABEL.casefold():
        place, kind = ("budget", "per_quarter"), "money"
    elif label.casefold() == form.PEOPLE_LABEL.casefold():
        place = ("headcount", "total")
    if filling.at(place) is not None:
        detail = f'"{printable(label)}" is limited in {filling.cell_of(place)} already.'
        filling.fault(None, grid.name_of(row, columns[0]), "said_twice", detail, "keep one of the two")
    else:
        _by_quarter(filling, grid, row, columns, kind, place)


def _by_quarter(filling: Filling, grid: Grid, row: int, columns: Sequence[int], kind: str, place: Place) -> None:
    """Read the numbers of a limit; one alone holds for every quarter, and none is left out between others."""
    told, values = len(filling.faults), []
    for number, column in enumerate(columns):
        own = (*place, number) if len(columns) > 1 else place
        values.append(filling.value(grid, row, column, kind, own))
        if grid.is_blank(row, column):
            detail = "This cell is empty before one that is filled; what holds for this quarter is not known."
            filling.fault(own, grid.name_of(row, column), "missing", detail, "0, or what the quarter before has")
    if len(filling.faults) == told:
        filling.put(place, values if len(values) > 1 else values[0], grid.name_of(row, columns[0]))


READERS = {
    form.REQUEST: read_fields,
    form.LIMITS: read_limits,
    form.FUNCTIONS: form_tables.read_functions,
    form.ITEMS: form_tables.read_items,
    form.PINS: form_tables.read_pins,
    form.FREEZES: form_tables.read_freezes,
    form.RATES: form_tables.read_rates,
    form.ESTIMATES: form_tables.read_estimates,
}
PLACES: dict[str, tuple[Place, ...]] = {
    form.REQUEST: (("budget",), ("organization",), ("policy",), ("solver",), ("calendar",)),
    form.LIMITS: (("headcount",), ("headcount", "roles"), ("budget", "per_quarter")),
}
"""The sheets of places that are no cell's."""
