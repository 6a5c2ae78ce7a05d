"""A request as a workbook that people fill in, and a filled-in one as the document of a request.

The front doors of Excel in: ``request_workbook`` writes, ``read_request`` and ``filled_in`` read. What the document
means is for ``planner.intake`` to judge; ``Filled.cells`` lets its faults be told of cells.
"""

from typing import Any

from msgspec import Struct

from catalog.fault import Fault, Refused
from clients.documents.xlsx import form
from clients.documents.xlsx.form_reading import read_form
from clients.documents.xlsx.form_writing import request_workbook
from clients.documents.xlsx.opening import opened

__all__ = ["Filled", "cell_of", "filled_in", "read_request", "request_workbook"]


class Filled(Struct, frozen=True):
    """What a workbook says: the document of a request, every fault of its cells, and the cell of each place.

    ``ignored`` names the sheets that are none of a request's.
    """

    document: dict[str, Any]
    faults: tuple[Fault, ...]
    cells: dict[str, str]
    ignored: tuple[str, ...]


def filled_in(data: bytes) -> Filled:
    """Return what a workbook says; ``Refused`` where it is none, or no request."""
    filling, ignored = read_form(opened(data, form.READ))
    return Filled(filling.document, tuple(filling.faults), filling.cells, tuple(ignored))


def read_request(data: bytes) -> dict[str, Any]:
    """Return the document of a request; ``Refused`` with every fault of its cells, named by sheet and cell."""
    filled = filled_in(data)
    if filled.faults:
        raise Refused([_told_of_cell(fault, filled.cells) for fault in filled.faults])
    return filled.document


def cell_of(pointer: str, cells: dict[str, str]) -> str:
    """Return the cell of a place in a request, or of what holds it; nothing where there is none."""
    while pointer and pointer not in cells:
        pointer = pointer.rpartition("/")[0]
    return cells.get(pointer, "")


def _told_of_cell(fault: Fault, cells: dict[str, str]) -> Fault:
    at = cell_of(fault.pointer, cells) or fault.pointer
    return Fault(at, fault.code, fault.detail, fault.suggestion)
