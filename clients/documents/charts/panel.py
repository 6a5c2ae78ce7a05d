"""A part of a picture with a scale of its own: where an amount stands in it, its grid, what is said beside it.

Charts of money, people, risks and studies put theirs one under the other. Amounts become pixels here, so that all
panels share one ground.
"""

from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

from msgspec import Struct

from clients.documents.charts.drawing import Spec, box, layer, lettered
from clients.documents.charts.lettering import fitted, wrapped
from clients.documents.charts.themes import Theme
from clients.documents.charts.timeline import SMALL, Timeline

STEPS = (1, 2, 2.5, 5, 10)
WHOLE_STEPS = (1, 2, 5, 10)
ROOM = 16
"""How many pixels are left over the highest amount, for its words."""

LINE = 15
TICK_ROOM = 56
MOST_SAID = 6


class Panel(Struct, frozen=True):
    """From ``top`` down ``height`` pixels, from ``least`` up to ``most``."""

    top: float
    height: float
    most: float
    least: float = 0

    @property
    def bottom(self) -> float:
        """Where the least stands."""
        return self.top + self.height

    def y(self, amount: float) -> float:
        """Return where an amount stands."""
        return round(self.bottom - (amount - self.least) / (self.most - self.least) * self.height, 3)


def panel(top: float, height: float, highest: float) -> Panel:
    """Return a panel whose scale begins at 0 and holds the highest amount with words over it."""
    return Panel(top, height, highest * height / (height - ROOM) if highest > 0 else 1)


def ticks(most: float, count: int, *, least: float = 0, whole: bool = False) -> list[float]:
    """Return at most so many steps of round amounts from ``least`` to ``most``; ``whole``: none with a fraction."""
    span = (most - least) / count
    size = 10.0 ** floor(log10(span)) if span > 0 else 1.0
    steps = WHOLE_STEPS if whole and size <= 1 else STEPS
    size = max(size, 1.0) if whole else size
    step = next((size * it for it in steps if size * it >= span * (1 - 1e-9)), size * 10)
    first = ceil(least / step - 1e-9)
    return [round(number * step, 10) for number in range(first, floor(most / step + 1e-9) + 1)]


def grid(
    line: Timeline, own: Panel, count: int, words: Callable[[float], str], theme: Theme, **kind: Any
) -> list[Spec]:
    """Return the lines of round amounts and what they are, left of them."""
    found = ticks(own.most, count, **kind)
    rows = [{"x": 0, "x2": line.weeks, "y": own.y(it), "y2": own.y(it)} for it in found]
    texts = [{"x": line.at(line.labels - 6), "y": own.y(it), "text": words(it)} for it in found]
    return [
        layer(rows[1:], "rule", box(), color=theme.line, strokeWidth=0.7),
        layer(rows[:1], "rule", box(), color=theme.muted, strokeWidth=1),
        lettered(texts, align="right", fontSize=SMALL - 1, color=theme.muted),
    ]


def beside(
    line: Timeline, own: Panel, title: str, said: Sequence[str], theme: Theme, room: float = TICK_ROOM
) -> list[Spec]:
    """Return the panel's title and what is said of it in the column of labels, as far as there is room."""
    wide = line.labels - room
    y = own.top + LINE / 2
    head = [{"x": line.at(0), "y": y, "text": fitted(title, SMALL + 1, wide, bold=True)}]
    lines = [one for words in said if words for one in wrapped(words, SMALL - 0.5, wide, MOST_SAID)]
    most = int(own.height / LINE) - 1
    rows = [{"x": line.at(0), "y": y + LINE * (place + 1) + 2, "text": one} for place, one in enumerate(lines[:most])]
    return [
        lettered(head, fontSize=SMALL + 1, fontWeight="bold"),
        lettered(rows, fontSize=SMALL - 0.5, color=theme.muted),
    ]


def column(place: int, own: Panel, low: float, high: float, **more: Any) -> Mapping[str, Any]:
    """Return the rectangle from one amount to another in a quarter, with a little room beside it."""
    return {"x": place + 0.12, "x2": place + 0.88, "y": own.y(high), "y2": own.y(low), **more}
