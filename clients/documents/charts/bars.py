"""The bars of activities: a colour and a shape for each kind, an outline for what cannot move, grey for what was.

The Gantt and the comparison call it. Kinds can be told apart without their colours: governance has square ends and a
line along its middle, a set-up is thin.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from clients.amounts import counted
from clients.dates import day
from clients.documents.charts.drawing import Spec, box, layer, lettered, told
from clients.documents.charts.layout import INDENT, Layout, Line
from clients.documents.charts.legend import Entry, Mark, swatch
from clients.documents.charts.themes import Theme
from clients.documents.outline import Row, RowKind

KINDS: dict[RowKind, str] = {"action": "Action", "governance": "Governance", "setup": "Set-up"}
HIGH: dict[RowKind, float] = {"action": 0.62, "governance": 0.62, "setup": 0.36}
"""What part of a row's height a bar takes."""

RAISED, BEFORE_AT, BEFORE_HIGH = 0.13, 0.34, 0.16
"""By how much bars are raised where there is one under them, and where that is: parts of a row's height."""

TOOLTIP = {"name": "Activity", "dates": "Dates", "weeks": "Takes", "how": "How", "slack": "Slack"}


def half(row: Row, layout: Layout) -> float:
    """Return half the pixels that a bar is high."""
    return layout.row_height * HIGH[row.kind] / 2


def titles(layout: Layout, theme: Theme) -> list[Spec]:
    """Return the titles of groups on their bands, and the labels of rows."""
    up = layout.row_height / 2 - 1
    axis = layout.axis
    left, right = axis.at(0), axis.at(axis.width)
    heads = [one for one in layout.lines if one.row is None]
    bands = [{"x": left, "x2": right, "y": one.y - up, "y2": one.y + up} for one in heads]
    words = [{"x": axis.at(5), "y": one.y, "text": one.text} for one in heads]
    labels = [{"x": axis.at(INDENT), "y": one.y, "text": one.text} for one in layout.lines if one.row is not None]
    return [
        layer(bands, "rect", box(), color=theme.head),
        lettered(words, fontSize=layout.letters, fontWeight="bold"),
        lettered(labels, fontSize=layout.letters),
    ]


def leaders(layout: Layout, theme: Theme) -> Spec:
    """Return the faint lines that lead the eye from a label to its bar."""
    rows = [
        {"x": 0, "x2": min(it[0] for it in (one.now, one.before) if it is not None), "y": one.y, "y2": one.y}
        for one in layout.lines
        if one.row is not None
    ]
    return layer([row for row in rows if row["x2"] > 0], "rule", box(), color=theme.line, strokeWidth=0.6)


def bars(layout: Layout, theme: Theme, *, outlines: bool = True) -> list[Spec]:
    """Return the bars; ``outlines`` says whether what cannot move has one."""
    raised = layout.row_height * RAISED if any(one.before for one in layout.lines) else 0
    found = [_before(layout, theme)] if raised else []
    for kind in KINDS:
        rows = [_bar(one, one.row, layout, raised) for one in layout.bars if one.row and one.row.kind == kind]
        found += _of_kind(kind, rows, layout, theme, outlines=outlines)
    return found


def _of_kind(
    kind: RowKind, rows: Sequence[dict[str, Any]], layout: Layout, theme: Theme, *, outlines: bool
) -> Iterator[Spec]:
    looks = _looks(kind, theme, min(3, layout.row_height / 6))
    outline = {"stroke": theme.ink, "strokeWidth": 1.7 if layout.row_height > 13 else 1.2}
    fixed = [row for row in rows if row["fixed"] and outlines]
    free = [row for row in rows if not (row["fixed"] and outlines)]
    for own, edge in ((free, {}), (fixed, outline)):
        if own:
            yield layer(own, "rect", {**box(), **told(TOOLTIP)}, **{**looks, **edge})
    if kind == "governance" and rows:
        middles = [{"x": row["x"], "x2": row["x2"], "y": row["middle"], "y2": row["middle"]} for row in rows]
        yield layer(middles, "rule", box(), color=theme.paper, strokeWidth=max(1.4, layout.row_height / 9))


def _looks(kind: RowKind, theme: Theme, corner: float) -> dict[str, Any]:
    if kind == "governance":
        return {"fill": theme.governance, "stroke": theme.edge, "strokeWidth": 0.8}
    return {"fill": theme.action if kind == "action" else theme.setup, "cornerRadius": corner}


def _bar(one: Line, row: Row, layout: Layout, raised: float) -> dict[str, Any]:
    middle, up = one.y - raised, half(row, layout) - raised / 2
    fixed = bool(row.activity.critical)
    dates = f"{day(row.start)} to {day(row.finish)}"
    return {
        "x": row.start_week,
        "x2": row.end_week,
        "y": middle - up,
        "y2": middle + up,
        "middle": middle,
        "fixed": fixed,
        "id": row.id,
        "name": row.label,
        "dates": dates,
        "weeks": counted(row.weeks, "week"),
        "how": (row.activity.mode or "").replace("_", " "),
        "slack": counted(row.activity.slack_weeks or 0, "week"),
        "told": f"{row.label}: {KINDS[row.kind].lower()}, {dates}" + (", cannot move" if fixed else ""),
    }


def _before(layout: Layout, theme: Theme) -> Spec:
    at, high = layout.row_height * BEFORE_AT, layout.row_height * BEFORE_HIGH / 2
    rows = [
        {"x": max(0, one.before[0]), "x2": max(0, one.before[1]), "y": one.y + at - high, "y2": one.y + at + high}
        for one in layout.lines
        if one.before is not None
    ]
    return layer(rows, "rect", box(), color=theme.before)


def entries(layout: Layout, theme: Theme, *, outlines: bool = True, was: str = "Before") -> Iterator[Entry]:
    """Yield what the key says of the bars that there are."""
    kinds = {row.kind for row in layout.rows}
    for kind, name in KINDS.items():
        if kind in kinds:
            own = Mark("rect", 12 * HIGH[kind] / HIGH["action"], _looks(kind, theme, 3))
            stripe = Mark("rule", 0, {"color": theme.paper, "strokeWidth": 1.8})
            yield Entry(name, (own, stripe) if kind == "governance" else (own,))
    if outlines and any(row.activity.critical for row in layout.rows):
        looks = {"filled": False, "stroke": theme.ink, "strokeWidth": 1.7, "cornerRadius": 3}
        yield Entry("Cannot move: no slack", (Mark("rect", 12, looks),))
    if any(one.before for one in layout.lines):
        yield swatch(was, theme.before, 4)


def gate_entry(theme: Theme) -> Entry:
    """Return what the key says of gates."""
    diamond = {"shape": "diamond", "filled": True, "size": 120, "color": theme.gate, "opacity": 1}
    return Entry("Level declared", (Mark("point", 0, diamond),))
