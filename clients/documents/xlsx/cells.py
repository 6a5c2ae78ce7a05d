"""What cells are called (``B4``, ``$B$4``, ``B4:B9``), and days as Excel counts them. Rows and columns are from 0."""

from datetime import date

DAY_ZERO = date(1899, 12, 30)


def cell(row: int, column: int, *, fixed: bool = False) -> str:
    """Return what a cell is called: ``B4``, ``$B$4`` where it is fixed."""
    letters = ""
    place = column + 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"


def span(first_row: int, first_column: int, last_row: int, last_column: int, *, fixed: bool = False) -> str:
    """Return what a range is called: ``B4:B9``."""
    return f"{cell(first_row, first_column, fixed=fixed)}:{cell(last_row, last_column, fixed=fixed)}"


def serial(day: date) -> int:
    """Return a day as Excel counts them."""
    return (day - DAY_ZERO).days
