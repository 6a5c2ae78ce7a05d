"""The links between bars: which are drawn, and on which way.

The Gantt calls it. A link leaves its bar at the end, runs level to above or below the start of the next, and ends there
in an arrowhead: links to one bar share their last stretch and links from one bar their first, so that none misleads.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from clients.documents.charts.bars import half
from clients.documents.charts.drawing import Spec, amount, box, colour, layer, spot
from clients.documents.charts.layout import Layout
from clients.documents.charts.themes import Theme
from clients.documents.outline import Row

Which = Literal["auto", "all", "critical", "none"]

ALL_UP_TO, CRITICAL_UP_TO = 40, 120
STEP, PLACES = 3.0, 3


class Link(Struct, frozen=True):
    """A link between two rows; ``critical`` where neither can move and the second waits for the first."""

    before: str
    after: str
    critical: bool


def links(layout: Layout, which: Which, theme: Theme) -> list[Spec]:
    """Return the links to be drawn, those that cannot move on top."""
    rows = {row.id: row for row in layout.rows}
    found = sorted(drawn(layout.rows, which), key=lambda one: one.critical)
    if not found:
        return []
    middle = {one.row.id: one.y for one in layout.bars if one.row}
    met = places(found, rows)
    segments: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    for link in found:
        before, after = rows[link.before], rows[link.after]
        looks = {"colour": theme.ink if link.critical else theme.muted, "wide": 1.1 if link.critical else 0.7}
        down = middle[after.id] > middle[before.id]
        x = layout.axis.after(after.start_week, met[after.id])
        y, end = middle[before.id], middle[after.id] + half(after, layout) * (-1 if down else 1)
        segments.append({"x": before.end_week, "x2": x, "y": y, "y2": y, **looks})
        segments.append({"x": x, "x2": x, "y": y, "y2": end, **looks})
        heads.append({"x": x, "y": end + (-2 if down else 2), "angle": 180 if down else 0, **looks})
    shade = {"color": colour()}
    return [
        layer(segments, "rule", {**box(), **shade, "strokeWidth": amount("wide")}),
        layer(heads, "point", {**spot(), **shade, "angle": amount("angle")}, shape="triangle", filled=True, size=22),
    ]


def drawn(rows: Sequence[Row], which: Which) -> list[Link]:
    """Return the links to draw, without those that others imply; of many rows those alone that cannot move."""
    if which == "none" or (which == "auto" and len(rows) > CRITICAL_UP_TO):
        return []
    found = list(_without_implied(rows))
    if which == "critical" or (which == "auto" and len(rows) > ALL_UP_TO):
        return [one for one in found if one.critical]
    return found


def places(found: Iterable[Link], rows: Mapping[str, Row]) -> dict[str, float]:
    """Return how many pixels after its start each bar is met: those that start together are met side by side."""
    placed: dict[str, float] = {}
    taken: dict[int, int] = {}
    for name in dict.fromkeys(link.after for link in found):
        week = rows[name].start_week
        placed[name] = STEP * (1 + taken.get(week, 0) % PLACES)
        taken[week] = taken.get(week, 0) + 1
    return placed


def _without_implied(rows: Sequence[Row]) -> Iterator[Link]:
    """Yield each link between rows unless a longer way leads from the one to the other."""
    known = {row.id: row for row in rows}
    above = _all_before(known)
    for row in rows:
        near = [name for name in row.activity.after if name in known]
        for name in near:
            if not any(name in above[other] for other in near if other != name):
                yield Link(name, row.id, _critical(known[name], row))


def _all_before(known: Mapping[str, Row]) -> dict[str, set[str]]:
    """Return all that comes before each row, by itself or through others, in the order of time."""
    found: dict[str, set[str]] = {}
    for row in sorted(known.values(), key=lambda one: (one.start_week, one.end_week)):
        near = [name for name in row.activity.after if name in known]
        found[row.id] = set(near).union(*(found.get(name, set()) for name in near))
    return found


def _critical(before: Row, after: Row) -> bool:
    return bool(before.activity.critical and after.activity.critical and before.end_week == after.start_week)
