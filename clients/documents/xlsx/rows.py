"""The rows of a table on a sheet: where its headings stand, and which rows under them say something."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from clients.documents.xlsx.form import Table
from clients.documents.xlsx.grid import Grid

LATEST = 40
"""Headings stand within so many rows from the top."""
_IN_BRACKETS = re.compile(r".*\(([^()]+)\)", re.DOTALL)
_ROLE = re.compile(r".*\([a-z][a-z0-9_-]*\)|[a-z][a-z0-9_-]*", re.DOTALL)


class Headings(Struct, frozen=True):
    """The row of headings, the column of each key, and the columns that have a role for a heading."""

    row: int
    columns: Mapping[str, int]
    roles: Mapping[str, int]


class Entry(Struct, frozen=True):
    """A row that says something."""

    grid: Grid
    row: int
    columns: Mapping[str, int]
    roles: Mapping[str, int]

    def at(self, key: str) -> str:
        """Return what the cell under a heading is called; the first of the row where there is no such column."""
        return self.grid.name_of(self.row, self.columns.get(key, 0))

    def is_empty(self, key: str) -> bool:
        """Tell whether nothing stands under a heading, nor anything wrong."""
        column = self.columns.get(key)
        return column is None or self.grid.is_blank(self.row, column)


def headings(grid: Grid, table: Table) -> Headings | None:
    """Return where the headings stand: in the first row that has the first of them; None where there is none."""
    wanted = {" ".join(column.heading.split()).casefold(): column.key for column in table.columns}
    first = table.columns[0].heading.casefold()
    for row in range(min(LATEST, grid.height)):
        labels = {column: grid.label(row, column) for column in range(grid.width(row))}
        if first in labels.values() and 2 * sum(label in wanted for label in labels.values()) >= len(wanted):
            return _headings(grid, row, labels, wanted, by_role=table.by_role)
    return None


def _headings(grid: Grid, row: int, labels: Mapping[int, str], wanted: Mapping[str, str], *, by_role: bool) -> Headings:
    columns: dict[str, int] = {}
    roles: dict[str, int] = {}
    for column, label in labels.items():
        if label in wanted:
            columns.setdefault(wanted[label], column)
        elif by_role and label and _ROLE.fullmatch(said := str(grid.at(row, column)).strip()):
            roles.setdefault(in_brackets(said), column)
    return Headings(row, columns, roles)


def entries(grid: Grid, found: Headings) -> Iterator[Entry]:
    """Yield the rows under the headings in which something stands in one of the table's columns."""
    for row in range(found.row + 1, grid.height):
        if any(not grid.is_blank(row, column) for column in (*found.columns.values(), *found.roles.values())):
            yield Entry(grid, row, found.columns, found.roles)


def in_brackets(label: str) -> str:
    """Return the id that stands in brackets after a title, or the whole where it is an id alone."""
    found = _IN_BRACKETS.fullmatch(label.strip())
    return found[1].strip() if found else label.strip()
