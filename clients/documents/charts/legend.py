"""The key under a chart: samples of its marks with words beside them, in lines as long as the chart is wide.

Every chart calls it. A sample is drawn as the chart draws its own marks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from clients.documents.charts.drawing import Spec, box, layer, lettered, spot
from clients.documents.charts.lettering import width
from clients.documents.charts.timeline import SMALL, Timeline

LINE = 20
SAMPLE, GAP, APART = 24, 7, 22


class Mark(Struct, frozen=True):
    """A mark of a sample: rect, rule or point, ``high`` pixels, and how it looks."""

    kind: str
    high: float
    looks: Mapping[str, Any]


class Entry(Struct, frozen=True):
    """A sample, if there is one, and its words."""

    text: str
    marks: tuple[Mark, ...]


def swatch(text: str, shade: str, high: float = 12, **looks: Any) -> Entry:
    """Return an entry whose sample is one filled rectangle."""
    return Entry(text, (Mark("rect", high, {"color": shade, **looks}),))


def stroke(text: str, shade: str, **looks: Any) -> Entry:
    """Return an entry whose sample is one line."""
    return Entry(text, (Mark("rule", 0, {"color": shade, **looks}),))


def legend(line: Timeline, entries: Sequence[Entry], top: float) -> tuple[list[Spec], float]:
    """Return the layers of the key, and how many pixels it takes."""
    layers: list[Spec] = []
    words = []
    at, y = 0.0, top + LINE / 2
    for entry in entries:
        before = SAMPLE + GAP if entry.marks else 0
        wide = before + width(entry.text, SMALL)
        if at and at + wide > line.width:
            at, y = 0.0, y + LINE
        layers += [_sample(line, at, y, mark) for mark in entry.marks]
        words.append({"x": line.at(at + before), "y": y, "text": entry.text})
        at += wide + APART
    return [*layers, lettered(words, fontSize=SMALL)], y + LINE / 2 - top if entries else 0


def _sample(line: Timeline, at: float, y: float, mark: Mark) -> Spec:
    if mark.kind == "point":
        return layer([{"x": line.at(at + SAMPLE / 2), "y": y}], "point", spot(), **mark.looks)
    row = {"x": line.at(at), "x2": line.at(at + SAMPLE), "y": y - mark.high / 2, "y2": y + mark.high / 2}
    return layer([row], mark.kind, box(), **mark.looks)
