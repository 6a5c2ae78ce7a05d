"""How wide words are in a picture, and what is left of them where there is no room.

Charts place their labels by it. Widths are those of Liberation Sans, which the renderer brings along, and of Arial and
Helvetica, which are as wide; other scripts are estimated, rather too wide than too narrow. Nothing here draws.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from unicodedata import category, combining, east_asian_width

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
ELLIPSIS = "…"
BOLD = 1.08
"""How much wider bold letters are."""

_WIDE, _CAPITAL, _OTHER = 1000, 780, 680
_WIDTHS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jckvsxyz",
    556: "#$0123456789?L_abdeghnopqu–·",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "…—",
    1015: "@",
}
_WIDTH = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
_JOINER = "\u200d"


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Return how many pixels a line takes in letters of so many pixels."""
    return sum(map(_thousandths, words)) * size / 1000 * (BOLD if bold else 1)


def fitted(words: str, size: float, room: float, *, bold: bool = False, ending: str = "") -> str:
    """Return a line that takes no more than ``room``: cut with an ellipsis, ``ending`` kept whole if it can be."""
    whole = words + ending
    if width(whole, size, bold=bold) <= room:
        return whole
    if ending and width(ELLIPSIS + ending, size, bold=bold) > room / 2:
        return fitted(whole, size, room, bold=bold)
    left = room - width(ELLIPSIS + ending, size, bold=bold)
    kept, used = "", 0.0
    for sign in clusters(words):
        used += width(sign, size, bold=bold)
        if used > left:
            break
        kept += sign
    return kept.rstrip() + ELLIPSIS + ending


def wrapped(words: str, size: float, room: float, most: int = 3) -> list[str]:
    """Return words as at most so many lines, the last one cut where there is more."""
    lines: list[str] = []
    left = words.split()
    while left and len(lines) < most:
        line = left.pop(0)
        while left and width(f"{line} {left[0]}", size) <= room:
            line += f" {left.pop(0)}"
        lines.append(line)
    if left:
        lines[-1] = f"{lines[-1]} {' '.join(left)}"
    return [fitted(line, size, room) for line in lines]


def clusters(words: str) -> Iterator[str]:
    """Yield what must not be cut apart: a letter with its marks, an emoji with what it is joined to."""
    if not words:
        return
    begin = 0
    for place, (before, sign) in enumerate(pairwise(words), 1):
        if not _belongs(before, sign):
            yield words[begin:place]
            begin = place
    yield words[begin:]


def lanes(spans: Iterable[tuple[float, float]]) -> list[int]:
    """Return for each span the first lane in which it touches none before it, in the order given."""
    taken: list[list[tuple[float, float]]] = []
    found = []
    for left, right in spans:
        free = (number for number, lane in enumerate(taken) if all(right <= a or b <= left for a, b in lane))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((left, right))
        found.append(lane)
    return found


def _belongs(before: str, sign: str) -> bool:
    return _JOINER in (before, sign) or bool(combining(sign)) or category(sign) in ("Mn", "Me", "Mc", "Cf", "Sk")


def _thousandths(sign: str) -> int:
    known = _WIDTH.get(sign)
    if known is not None:
        return known
    if category(sign) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    if east_asian_width(sign) in "WF":
        return _WIDE
    return _CAPITAL if sign.isupper() else _OTHER
