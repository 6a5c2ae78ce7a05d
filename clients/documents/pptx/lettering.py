"""Words on a slide: how many lines they take in a box, and what is left of them where there is no room.

Everything that is written on a slide is measured here first, so that nothing runs out of its box. Widths are Arial's,
with a little to spare, since programs differ.
"""

from functools import lru_cache
from unicodedata import east_asian_width

from clients.documents.charts.lettering import ELLIPSIS, clusters, fitted, width

POINTS = 72
"""Points an inch."""
LEADING, WIDE_LEADING = 1.2, 1.5
"""Height of a line, in letter sizes: of most scripts, and of Chinese, Japanese and Korean letters."""
_SPARE = 1.03


def wide(words: str, size: float, *, bold: bool = False) -> float:
    """Return how many inches a line takes in letters of so many points."""
    return width(words, size, bold=bold) * _SPARE / POINTS


def in_one(words: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return words that take no more than ``room`` inches in one line, cut with an ellipsis where they must be."""
    return fitted(words, size, room * POINTS / _SPARE, bold=bold)


def broken(words: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Return the lines into which words break in a box; a word longer than a line breaks where it must."""
    lines, used, blank = [""], 0.0, wide(" ", size, bold=bold)
    for word in words.split():
        needed = wide(word, size, bold=bold)
        if lines[-1] and used + blank + needed <= room:
            lines[-1] += f" {word}"
            used += blank + needed
            continue
        if lines[-1]:
            lines.append("")
        used = needed
        if needed <= room:
            lines[-1] = word
            continue
        used = 0.0
        for sign in clusters(word):
            own = wide(sign, size, bold=bold)
            if lines[-1] and used + own > room:
                lines.append("")
                used = 0.0
            lines[-1] += sign
            used += own
    return lines


@lru_cache(maxsize=4096)
def within(words: str, size: float, room: float, most: int, *, bold: bool = False) -> tuple[str, int]:
    """Return words cut to so many lines, and how many lines they take."""
    lines = broken(words, size, room, bold=bold)
    if len(lines) <= most:
        return words, len(lines)
    last = f"{lines[most - 1]}{ELLIPSIS}"
    if wide(last, size, bold=bold) > room:
        last = in_one(f"{lines[most - 1]} {ELLIPSIS}", size, room, bold=bold)
    return " ".join([*lines[: most - 1], last]), most


def tall(lines: float, size: float, words: str = "") -> float:
    """Return how many inches so many lines are high in which these words stand."""
    leading = WIDE_LEADING if any(east_asian_width(sign) in "WF" for sign in words) else LEADING
    return lines * size * leading / POINTS
