"""The parts that specifications are put together from: the ground with its scales, layers of marks, titles.

Charts call it. The scales of both directions stand in the ground alone and every other layer is bare, since Vega-Lite
takes a scale said twice for a conflict. Down is counted in pixels; across in what the chart counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clients.documents.charts.lettering import fitted, wrapped
from clients.documents.charts.themes import SCHEMA, SUBTITLE, TITLE, Theme, settings
from clients.lines import runs_leftwards

Spec = dict[str, Any]
Row = dict[str, Any]

MARGIN = 18
MOST_LINES = 4
_LEFTWARDS, _END = "\u2067", "\u2069"  # Signs of Unicode that nobody sees and every program that sets text obeys.


def layer(rows: Iterable[Mapping[str, Any]], mark: str, encoding: Mapping[str, Any], **looks: Any) -> Spec:
    """Return a layer of marks; without a description who only hears the picture is not told of them."""
    silent = {} if "description" in encoding else {"aria": False}
    return {
        "data": {"values": list(rows)},
        "mark": {"type": mark, **silent, **looks},
        "encoding": dict(encoding),
    }


def bare(field: str) -> Spec:
    """Return a quantity on a scale that the ground describes."""
    return {"field": field, "type": "quantitative", "title": None}


def spot() -> Spec:
    """Return the encoding of a place."""
    return {"x": bare("x"), "y": bare("y")}


def box() -> Spec:
    """Return the encoding of a rectangle or of a line."""
    return {**spot(), "x2": {"field": "x2"}, "y2": {"field": "y2"}}


def told(tooltip: Mapping[str, str] | None = None) -> Spec:
    """Return the encoding of what a mark says of itself: to a screen reader, and under the pointer field by field."""
    fields = tooltip or {"told": ""}
    return {
        "description": {"field": "told", "type": "nominal"},
        "tooltip": [{"field": field, "type": "nominal", "title": title} for field, title in fields.items()]
        if tooltip
        else {"field": "told", "type": "nominal"},
    }


def colour(field: str = "colour") -> Spec:
    """Return a colour that stands in the rows as it is."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def amount(field: str) -> Spec:
    """Return a size or an angle that stands in the rows as it is."""
    return {"field": field, "type": "quantitative", "scale": None, "legend": None}


def lettered(rows: Iterable[Mapping[str, Any]], **looks: Any) -> Spec:
    """Return a layer of words, each at its place."""
    encoding = {**spot(), "text": {"field": "text", "type": "nominal"}}
    turned = ({**row, "text": _turned(row["text"])} for row in rows)
    return layer(turned, "text", encoding, **{"baseline": "middle", "align": "left", **looks})


def outlined(rows: Sequence[Mapping[str, Any]], theme: Theme, **looks: Any) -> list[Spec]:
    """Return words that stand out from whatever lies behind them."""
    under = {"color": theme.paper, "stroke": theme.paper, "strokeWidth": 4, "strokeJoin": "round"}
    return [lettered(rows, **{**looks, **under}), lettered(rows, **looks)]


def ground(left: float, right: float, height: float) -> Spec:
    """Return the first layer, which draws nothing and has the scales of both directions; down is counted in pixels."""
    across = {"domain": [left, right], "nice": False, "zero": False}
    down = {"domain": [0, height], "nice": False, "zero": False, "reverse": True}
    x = {**bare("x"), "scale": across, "axis": None}
    y = {**bare("y"), "scale": down, "axis": None}
    return layer([{"x": left, "y": 0}], "point", {"x": x, "y": y}, opacity=0)


def titled(title: str, subtitle: Sequence[str], room: float) -> Spec:
    """Return the title of a picture, cut to its width, and what is said under it, broken into lines."""
    lines = [line for words in subtitle if words for line in wrapped(words, SUBTITLE, room, MOST_LINES)]
    return {
        "text": _turned(fitted(title, TITLE, room, bold=True)),
        **({"subtitle": [_turned(line) for line in lines]} if lines else {}),
    }


def _turned(words: Any) -> Any:
    """Return words that are read from right to left so that whoever sets them begins at the right."""
    return f"{_LEFTWARDS}{words}{_END}" if isinstance(words, str) and runs_leftwards(words) else words


def picture(width: float, height: float, layers: Sequence[Spec], theme: Theme, title: Spec, description: str) -> Spec:
    """Return a whole specification: size, layers, title, settings, and what it shows in words."""
    return {
        "$schema": SCHEMA,
        "description": description,
        "title": title,
        "padding": MARGIN,
        "width": width,
        "height": height,
        # An empty layer shows nothing, and would be a picture without words to whoever only hears it.
        "layer": [one for one in layers if one["data"]["values"]],
        "config": settings(theme),
    }
