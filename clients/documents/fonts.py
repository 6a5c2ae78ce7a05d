"""The fonts of this machine, and the letters for which none of them has a sign: boxes stand for those in pictures.

What draws charts and what sets the PDF look where this module looks, and take any font that has the letter. Called by
``clients.documents.letters``; it reads the table of letters in each font's file, and nothing else of it.
"""

import os
import struct
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_UNICODE = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
_NO_LETTERS = "LastResort"  # Apple's font of boxes claims every letter.
_MOST_BYTES = 4_000_000

Has = Callable[[int], bool]


def folders() -> list[Path]:
    """Return where the fonts of this machine lie."""
    home = Path.home()
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
        return [Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "Fonts", own]
    if sys.platform == "darwin":
        return [Path("/Library/Fonts"), Path("/System/Library/Fonts"), home / "Library" / "Fonts"]
    shared = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts", shared / "fonts"]


def lacking(letters: Iterable[str]) -> list[str]:
    """Return those letters, in their order, that no font of this machine has."""
    left = list(dict.fromkeys(letters))
    for path in _files() if left else ():
        for has in _fonts(path):
            left = [letter for letter in left if not has(ord(letter))]
        if not left:
            break
    return left


def _files() -> Iterator[Path]:
    for folder in folders():
        for inside, _, names in os.walk(folder, followlinks=True):
            for name in names:
                if name.lower().endswith(SUFFIXES) and not name.startswith(_NO_LETTERS):
                    yield Path(inside) / name


def _fonts(path: Path) -> Iterator[Has]:
    """Yield, for each table of letters in a file, what tells whether it has a letter; nothing of what is no font."""
    try:
        with path.open("rb") as file:
            for place, length in dict.fromkeys(_tables(file)):
                file.seek(place)
                yield from _subtables(file.read(min(length, _MOST_BYTES)))
    except (OSError, struct.error, IndexError):
        return


def _tables(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield place and length of the table ``cmap`` of each font in a file."""
    head = file.read(12)
    begins = [0]
    if head[:4] == b"ttcf":
        (count,) = struct.unpack(">L", head[8:12])
        begins = list(struct.unpack(f">{count}L", file.read(4 * count)))
    for begin in begins:
        file.seek(begin + 4)
        (count,) = struct.unpack(">H6x", file.read(8))
        for tag, _, place, length in struct.iter_unpack(">4sLLL", file.read(16 * count)):
            if tag == b"cmap":
                yield place, length


def _subtables(cmap: bytes) -> Iterator[Has]:
    (count,) = struct.unpack_from(">2xH", cmap)
    for platform, encoding, place in struct.iter_unpack(">HHL", cmap[4 : 4 + 8 * count]):
        if (platform, encoding) in _UNICODE:
            (form,) = struct.unpack_from(">H", cmap, place)
            if form == 4:
                yield _by_segments(cmap[place:])
            elif form == 12:
                yield _by_groups(cmap[place:])


def _by_groups(table: bytes) -> Has:
    """Read format 12: groups of letters that follow each other."""
    (count,) = struct.unpack_from(">12xL", table)
    groups = list(struct.iter_unpack(">LLL", table[16 : 16 + 12 * count]))
    firsts = [first for first, _, _ in groups]

    def has(letter: int) -> bool:
        at = bisect_right(firsts, letter) - 1
        if at < 0 or letter > groups[at][1]:
            return False
        return bool(groups[at][2] + letter - firsts[at])

    return has


def _by_segments(table: bytes) -> Has:
    """Read format 4: segments of letters, some with a list of signs, in which 0 stands for none."""
    count = struct.unpack_from(">6xH", table)[0] // 2
    lasts = struct.unpack_from(f">{count}H", table, 14)
    firsts = struct.unpack_from(f">{count}H", table, 16 + 2 * count)
    shifts = struct.unpack_from(f">{count}H", table, 16 + 4 * count)
    lists = 16 + 6 * count
    places = struct.unpack_from(f">{count}H", table, lists)

    def has(letter: int) -> bool:
        at = next((number for number, last in enumerate(lasts) if letter <= last), count)
        if at == count or letter < firsts[at]:
            return False
        if places[at] == 0:
            return bool((letter + shifts[at]) & 0xFFFF)
        sign = struct.unpack_from(">H", table, lists + 2 * at + places[at] + 2 * (letter - firsts[at]))[0]
        return bool(sign)

    return has
