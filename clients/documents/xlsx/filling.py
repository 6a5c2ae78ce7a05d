"""The document of a request while it is put together from cells: values at their places, what is wrong, which cell.

A fault stands at the place in the request that its cell would fill; where there is no such place, it stands at the
cell itself. ``cells`` tells the cell of each place, also of empty ones, so that what the planner finds later can be
told of cells too.
"""

from itertools import pairwise
from typing import Any

from catalog.fault import Fault
from catalog.wording import shown
from clients.documents.xlsx.form import pointer
from clients.documents.xlsx.grid import Grid
from clients.documents.xlsx.kinds import KINDS

Place = tuple[str | int, ...]


class Filling:
    """What the cells say so far."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self.cells: dict[str, str] = {}

    def stands(self, place: Place, at: str) -> None:
        """Take note of where a place is filled in, unless that is known already."""
        self.cells.setdefault(pointer(*place), at)

    def cell_of(self, place: Place) -> str:
        """Return the cell of a place."""
        return self.cells[pointer(*place)]

    def fault(self, place: Place | None, at: str, code: str, detail: str, suggestion: str | None) -> None:
        """Take note of what is wrong in a cell."""
        if place is not None:
            self.cells[pointer(*place)] = at
        self.faults.append(Fault(at if place is None else pointer(*place), code, detail, suggestion))

    def put(self, place: Place, value: Any, at: str) -> None:
        """Set a value of the document, or add it to a list, and take note of where it was said."""
        here: Any = self.document
        for step, then in pairwise(place):
            if isinstance(here, list):
                here = here[int(step)]
            else:
                here = here.setdefault(step, [] if isinstance(then, int) else {})
        if isinstance(here, list):
            here.append(value)
        else:
            here[place[-1]] = value
        self.cells[pointer(*place)] = at

    def count(self, *place: str) -> int:
        """Return how many entries the list at a place has."""
        there = self.at(place)
        return len(there) if isinstance(there, list) else 0

    def at(self, place: Place) -> Any:
        """Return what stands at a place, None for nothing."""
        here: Any = self.document
        for step in place:
            here = here.get(step) if isinstance(here, dict) else None
        return here

    def value(self, grid: Grid, row: int, column: int, kind: str, place: Place | None) -> Any:
        """Return what a cell means; None where it is empty or cannot be read, which is taken note of."""
        at = grid.name_of(row, column)
        if place is not None:
            self.stands(place, at)
        if (row, column) in grid.wrong:
            hint = "mend it, or write the value itself"
            self.fault(place, at, "unreadable_cell", f"{grid.wrong[row, column]}.", hint)
            return None
        said = grid.at(row, column)
        if said is None:
            return None
        try:
            return KINDS[kind].read(said)
        except ValueError as error:
            quoted = shown(said) if isinstance(said, str | int | float) else str(said)
            self.fault(place, at, "unreadable_cell", f"{quoted} cannot be read here.", str(error))
            return None
