"""Looks through the XML of a workbook before anything is made of it: how far its cells reach, what is wrong in them.

Nothing is kept but places. Documents that declare a type of their own are damaged: no workbook needs one, and it is
what tricks with entities begin with.
"""

import re
from xml.parsers import expat

from msgspec import Struct

MOST_ROWS, MOST_COLUMNS = 5_000, 300
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_RANGE = re.compile(r"([A-Za-z]{1,3}[0-9]{1,7})(?::([A-Za-z]{1,3}[0-9]{1,7}))?")
LONGEST_ERROR = 16
AN_ERROR = "This cell holds an error"
NO_VALUE = "This cell holds a formula that nothing has calculated yet"


class Damaged(Exception):
    """The workbook is not written as workbooks are; says how."""


class TooFar(Exception):
    """A sheet has cells farther out than is read; a sentence."""


class Scan(Struct):
    """What a sheet has wrong by row and column (from 0), and its merged ranges as ``row, column, row, column``."""

    wrong: dict[tuple[int, int], str]
    merged: list[tuple[int, int, int, int]]


def sheets_of(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Return the path of each sheet by its name, in the workbook's order."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            identifier = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            sheets[attributes.get("name", "")] = identifier

    _parse(relations, relation)
    _parse(workbook, sheet)
    return {name: _path(targets.get(identifier, "")) for name, identifier in sheets.items()}


def _path(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def scanned(name: str, sheet: bytes) -> Scan:
    """Look through a sheet; ``TooFar`` where its cells reach too far, ``Damaged`` where it is no sheet."""
    looking = _Looking(name)
    _parse(sheet, looking.begins, looking.ends, looking.text)
    return looking.found


class _Looking:
    """One sheet while it is looked through. Cells without a place of their own stand after the one before."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found = Scan({}, [])
        self.row = self.column = -1
        self.inside = self.filled = self.formula = self.in_value = False
        self.type = self.value = ""

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of an element that begins."""
        if name == "row":
            self.row, self.column = self._row(attributes.get("r")), -1
        elif name == "c":
            self._cell(attributes)
        elif self.inside:
            self.filled = True
            self.formula |= name == "f"
            self.in_value = name == "v"
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, words: str) -> None:
        """Take note of what a value begins with."""
        if self.inside and self.in_value and len(self.value) < LONGEST_ERROR:
            self.value += words[:LONGEST_ERROR]

    def ends(self, name: str) -> None:
        """Take note of an element that ends."""
        if name == "v":
            self.in_value = False
        if name != "c":
            return
        self.inside = False
        if self.filled and (self.row >= MOST_ROWS or self.column >= MOST_COLUMNS):
            raise TooFar(
                f'The sheet "{self.name}" has cells beyond row {MOST_ROWS:,} or column {MOST_COLUMNS}, '
                "which is more than is read."
            )
        if self.type == "e":
            self.found.wrong[self.row, self.column] = f"{AN_ERROR} ({self.value})" if self.value else AN_ERROR
        elif self.formula and not self.value and self.type != "str":
            self.found.wrong[self.row, self.column] = NO_VALUE

    def _row(self, said: str | None) -> int:
        if said is None:
            return self.row + 1
        if not said.isdecimal():
            raise Damaged(f'a row of its sheet "{self.name}" has no number')
        return int(said[:9]) - 1

    def _cell(self, attributes: dict[str, str]) -> None:
        self.inside, self.filled, self.formula, self.in_value = True, False, False, False
        self.type, self.value = attributes.get("t", ""), ""
        said = attributes.get("r")
        if said is None:
            self.column += 1
            return
        self.row, self.column = _place(said)

    def _merge(self, said: str) -> None:
        found = _RANGE.fullmatch(said)
        if found is None:
            raise Damaged(f'merged cells of its sheet "{self.name}" have no place')
        self.found.merged.append((*_place(found[1]), *_place(found[2] or found[1])))


def _place(said: str) -> tuple[int, int]:
    found = _CELL.fullmatch(said)
    if found is None:
        raise Damaged("a cell has no place")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _parse(data: bytes, begins: object, ends: object = None, text: object = None) -> None:
    """Send the elements of a document to those who look at them, by their names without prefixes."""
    parser = expat.ParserCreate()

    def plain(name: str) -> str:
        return name.rpartition(":")[2]

    def refuse(*_: object) -> None:
        raise Damaged("it declares a type of document")

    parser.StartElementHandler = lambda name, attributes: begins(plain(name), attributes)  # type: ignore[operator]
    if ends is not None:
        parser.EndElementHandler = lambda name: ends(plain(name))  # type: ignore[operator]
    parser.CharacterDataHandler = text  # type: ignore[assignment]
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Damaged(f"one of its parts is no XML ({expat.ErrorString(error.code)})") from None
    except LookupError:
        raise Damaged("one of its parts is in an unknown encoding") from None
