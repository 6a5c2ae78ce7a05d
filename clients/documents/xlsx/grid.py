"""A sheet as it was read: values by row and column from 0, and what cells are called (``Limits!B4``)."""

from collections.abc import Sequence

from clients.documents.xlsx.cells import cell
from clients.documents.xlsx.kinds import CellValue
from clients.documents.xlsx.scanning import Scan


class Grid:
    """The cells of one sheet, with what the scan found wrong in them."""

    def __init__(self, name: str, rows: Sequence[Sequence[CellValue]], scan: Scan) -> None:
        self.name, self.wrong, self.merged = name, scan.wrong, scan.merged
        self._rows = rows
        self.height = max([len(rows), *(row + 1 for row, _ in scan.wrong)])

    def at(self, row: int, column: int) -> CellValue | None:
        """Return what a cell holds, None for nothing; blanks alone are nothing."""
        if row >= len(self._rows) or column >= len(self._rows[row]):
            return None
        value = self._rows[row][column]
        return None if isinstance(value, str) and not value.strip() else value

    def label(self, row: int, column: int) -> str:
        """Return the text of a cell as a label: without blanks around it, in lower case."""
        value = self.at(row, column)
        return " ".join(str(value).split()).casefold() if value is not None else ""

    def width(self, row: int) -> int:
        """Return how many cells a row has."""
        there = [column + 1 for wrong_row, column in self.wrong if wrong_row == row]
        return max([len(self._rows[row]) if row < len(self._rows) else 0, *there])

    def is_blank(self, row: int, column: int) -> bool:
        """Tell whether nothing stands in a cell, nor anything wrong."""
        return (row, column) not in self.wrong and self.at(row, column) is None

    def is_empty(self) -> bool:
        """Tell whether nothing stands on the sheet."""
        return all(self.is_blank(row, column) for row in range(self.height) for column in range(self.width(row)))

    def name_of(self, row: int, column: int) -> str:
        """Return what a cell is called: ``Limits!B4``."""
        return f"{self.name}!{cell(row, column)}"
