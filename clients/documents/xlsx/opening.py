"""Opens a workbook that somebody sent: no more of it is unpacked than can be held, and nothing in it is carried out.

A cell far out makes the reader of workbooks ask for more memory than there is, and ends the process; so that each
sheet is looked through first, and the reader is given a copy of what was looked at alone. The looking also finds what
the reader passes over in silence: errors, formulas without a value, merged cells.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Collection
from typing import NoReturn

from python_calamine import CalamineError, CalamineWorkbook

from catalog.fault import Fault, Refused
from clients.documents.xlsx.grid import Grid
from clients.documents.xlsx.scanning import Damaged, Scan, TooFar, scanned, sheets_of

MOST_BYTES = 40_000_000
MOST_PARTS = 2_000
OLD = b"\xd0\xcf\x11\xe0"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
KEPT = ("[Content_Types].xml", "_rels/.rels", WORKBOOK, RELATIONS, "xl/sharedStrings.xml", "xl/styles.xml")
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
"""What unpacking an archive may end in; what it has no means for is a RuntimeError too."""
SAVE = "save it as an Excel workbook (.xlsx)"


class Opened:
    """The sheets that were asked for, as far as they are there, and the names of all sheets."""

    def __init__(self, grids: dict[str, Grid], names: tuple[str, ...]) -> None:
        self.grids, self.names = grids, names


def opened(data: bytes, wanted: Collection[str]) -> Opened:
    """Open a workbook and read the sheets of these names; ``Refused`` where it cannot be."""
    if data.startswith(OLD):
        _refuse("old_workbook", "This is an old Excel file (.xls), or one that is locked with a password.",
                f"{SAVE}, without a password")  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _Parts(archive)
            paths = sheets_of(parts.read(WORKBOOK), parts.read(RELATIONS))
            scans = {name: scanned(name, parts.read(path)) for name, path in paths.items() if name in wanted}
            copy = parts.copy()
    except (*BROKEN, Damaged) as error:
        _refuse("damaged_workbook", f"The workbook is damaged: {_reason(error)}.", f"open it in Excel and {SAVE}")
    except TooFar as error:
        _refuse("too_large", str(error), "delete what stands far from the tables, or leave out what is no part of it")
    return Opened(_grids(copy, scans), tuple(paths))


class _Parts:
    """The parts of a workbook's archive, read one by one, never more than can be held."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._read: dict[str, bytes] = {}
        self._left = MOST_BYTES
        names = archive.namelist()
        if len(names) > MOST_PARTS:
            _refuse("too_large", f"The workbook has {len(names):,} parts; at most {MOST_PARTS:,} are read.",
                    "leave out what is no part of it")  # fmt: skip
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            _refuse("macros", "The workbook holds macros, which are not wanted here.", f"{SAVE}, without macros")
        if WORKBOOK not in names:
            _refuse("no_workbook", "This is an archive, but no Excel workbook (.xlsx).", SAVE)

    def read(self, name: str) -> bytes:
        """Return a part; ``Damaged`` where it is not there."""
        if name not in self._read:
            try:
                with self._archive.open(name) as part:
                    # However small the archive says that it is.
                    data = part.read(self._left + 1)
            except KeyError:
                raise Damaged(f"its part {name} is missing") from None
            self._left -= len(data)
            if self._left < 0:
                _refuse("too_large", f"Unpacked, the workbook has more than {MOST_BYTES // 1_000_000} million bytes.",
                        "leave out what is no part of it")  # fmt: skip
            self._read[name] = data
        return self._read[name]

    def copy(self) -> bytes:
        """Return an archive of what was read, and of what belongs to every workbook."""
        there = set(self._archive.namelist())
        for name in KEPT:
            if name in there:
                self.read(name)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as copy:
            for name, data in self._read.items():
                copy.writestr(name, data)
        return stream.getvalue()


def _grids(copy: bytes, scans: dict[str, Scan]) -> dict[str, Grid]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(copy)) as book:
            return {
                name: Grid(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), scan)
                for name, scan in scans.items()
            }
    except CalamineError as error:
        _refuse("damaged_workbook", f"The workbook is damaged: {_reason(error)}.", f"open it in Excel and {SAVE}")


def _reason(error: Exception) -> str:
    words = str(error).strip().rstrip(".")
    return words[:1].lower() + words[1:] if words else type(error).__name__


def _refuse(code: str, detail: str, suggestion: str) -> NoReturn:
    raise Refused([Fault("", code, detail, suggestion)])
