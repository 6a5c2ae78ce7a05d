"""Reads the sheets of rows of a request's workbook: functions, items, pins, freezes, rates, estimates."""

from collections.abc import Iterator
from typing import Any

from catalog.suggestion import nearest
from catalog.wording import shown
from clients.documents.xlsx import form
from clients.documents.xlsx.filling import Filling, Place
from clients.documents.xlsx.form import Column, Table
from clients.documents.xlsx.grid import Grid
from clients.documents.xlsx.rows import Entry, entries, headings, in_brackets


def read_functions(filling: Filling, grid: Grid) -> None:
    """Read the functions of the organization, and the level of each that has one of its own."""
    name, level = form.FUNCTION_TABLE.columns
    at = ("organization", "functions")
    filling.stands(at, grid.name)
    levels: dict[str, tuple[Any, str]] = {}
    for entry in _rows(filling, grid, form.FUNCTION_TABLE):
        place = (*at, filling.count(*at))
        function = _said(filling, entry, name, place)
        if function is None:
            continue
        filling.put(place, function, entry.at(name.key))
        own = _value(filling, entry, level, ("current", function))
        if own is not None:
            levels[function] = own, entry.at(level.key)
    if levels:
        _set_levels(filling, levels)


def _set_levels(filling: Filling, levels: dict[str, tuple[Any, str]]) -> None:
    """Put the levels of functions beside that of the whole organization."""
    at = filling.cells.get("/current", form.REQUEST)
    whole = filling.document.pop("current", None)
    if whole is not None:
        filling.put(("current", "enterprise"), whole, at)
    for function, (level, cell) in levels.items():
        filling.put(("current", function), level, cell)
    filling.cells["/current"] = at


def read_items(filling: Filling, grid: Grid) -> None:
    """Read what is said of items: completed, missing, include, exclude."""
    item, functions, say = form.ITEM_TABLE.columns
    for name in form.SAID:
        filling.stands((name,), grid.name)
    for entry in _rows(filling, grid, form.ITEM_TABLE):
        said = _value(filling, entry, say, None)
        if said is None:
            continue
        word = said.casefold()
        if word not in form.SAID:
            meant = nearest(word, form.SAID) or ", ".join(form.SAID)
            filling.fault(None, entry.at(say.key), "unknown_word", f"{shown(said)} is not known here.", meant)
            continue
        name = _said(filling, entry, item, None)
        for part in (_value(filling, entry, functions, None) or [""]) if name is not None else ():
            place = (word, filling.count(word))
            filling.put(place, f"{name}@{part}" if part else name, entry.at(item.key))


def read_pins(filling: Filling, grid: Grid) -> None:
    """Read the wishes made hard."""
    _read_objects(filling, grid, form.PIN_TABLE, ("pins",))


def read_freezes(filling: Filling, grid: Grid) -> None:
    """Read the frozen days."""
    _read_objects(filling, grid, form.FREEZE_TABLE, ("calendar", "freezes"))


def _read_objects(filling: Filling, grid: Grid, table: Table, place: Place) -> None:
    """Read a table whose rows are the entries of a list, its columns their fields."""
    filling.stands(place, grid.name)
    for number, entry in enumerate(_rows(filling, grid, table)):
        filling.put((*place, number), {}, entry.at(table.columns[0].key))
        for column in table.columns:
            _put(filling, entry, column, (*place, number, column.key))


def read_rates(filling: Filling, grid: Grid) -> None:
    """Read what a person-week of a role costs."""
    role, rate = form.RATE_TABLE.columns
    filling.stands(("rates",), grid.name)
    for entry in _rows(filling, grid, form.RATE_TABLE):
        name = None if entry.is_empty(rate.key) else _said(filling, entry, role, None)
        if name is None:
            continue
        place = ("rates", in_brackets(name))
        if filling.at(place) is not None:
            detail = f"{shown(name)} has a rate in {filling.cell_of(place)} already."
            filling.fault(None, entry.at(rate.key), "said_twice", detail, "keep one of the two")
        else:
            _put(filling, entry, rate, place)


def read_estimates(filling: Filling, grid: Grid) -> None:
    """Read the figures that replace the catalog's."""
    filling.stands(("estimates",), grid.name)
    item, mode = form.ESTIMATE_TABLE.columns[:2]
    for number, entry in enumerate(_rows(filling, grid, form.ESTIMATE_TABLE)):
        place = ("estimates", number)
        filling.put(place, {}, entry.at(item.key))
        for column in (item, mode):
            _put(filling, entry, column, (*place, column.key))
        _read_points(filling, entry, (*place, "duration_weeks"))
        _read_points(filling, entry, (*place, "cash"))
        for role, where in entry.roles.items():
            own = (*place, "effort_person_weeks", role)
            value = filling.value(grid, entry.row, where, "number", own)
            if value is not None:
                filling.put(own, value, grid.name_of(entry.row, where))


def _read_points(filling: Filling, entry: Entry, place: Place) -> None:
    """Read three figures that belong together, from their three columns."""
    columns = [column for column in form.ESTIMATE_TABLE.columns if column.key.startswith(f"{place[-1]} ")]
    if all(entry.is_empty(column.key) for column in columns):
        return
    told, values = len(filling.faults), []
    for point, column in enumerate(columns):
        values.append(_value(filling, entry, column, (*place, point)))
        if entry.is_empty(column.key):
            detail = "Optimistic, likely and pessimistic belong together; this one is empty."
            filling.fault((*place, point), entry.at(column.key), "missing", detail, "a number")
    if len(filling.faults) == told:
        filling.put(place, values, entry.at(columns[0].key))


def _rows(filling: Filling, grid: Grid, table: Table) -> Iterator[Entry]:
    """Yield the rows of a table that say something."""
    found = headings(grid, table)
    if found is None:
        if not grid.is_empty():
            no_headings(filling, grid, [column.heading for column in table.columns])
        return
    for column in table.columns:
        if column.key not in found.columns:
            detail = f'The sheet "{grid.name}" has no column "{column.heading}".'
            hint = f'add a heading "{column.heading}"'
            filling.fault(None, grid.name_of(found.row, 0), "missing_column", detail, hint)
    yield from entries(grid, found)


def no_headings(filling: Filling, grid: Grid, wanted: list[str]) -> None:
    """Report a sheet whose headings cannot be found."""
    detail = f'The sheet "{grid.name}" has no row with its headings: {", ".join(wanted)}.'
    hint = "keep the headings as the empty form has them"
    filling.fault(None, grid.name_of(0, 0), "unknown_layout", detail, hint)


def _value(filling: Filling, entry: Entry, column: Column, place: Place | None) -> Any:
    """Return what an entry says in a column."""
    where = entry.columns.get(column.key)
    return None if where is None else filling.value(entry.grid, entry.row, where, column.kind, place)


def _put(filling: Filling, entry: Entry, column: Column, place: Place) -> None:
    value = _value(filling, entry, column, place)
    if value is not None:
        filling.put(place, value, entry.at(column.key))


def _said(filling: Filling, entry: Entry, column: Column, place: Place | None) -> Any:
    """Return what a row is about; None, and a fault, where it does not say."""
    value = _value(filling, entry, column, place)
    if value is None and entry.is_empty(column.key):
        detail = f'This row says nothing under "{column.heading}".'
        filling.fault(place, entry.at(column.key), "missing", detail, column.hint)
    return value
