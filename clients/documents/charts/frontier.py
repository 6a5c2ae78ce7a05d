"""What more money, people or cost would reach: the staircase of each level, every step of it a plan.

Shown of the study of that name. What is proven is drawn full; an open point, or a dashed line, may still be beaten.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from catalog.model import Catalog
from clients.amounts import counted, people, short_money
from clients.dates import day, gate_day
from clients.documents.charts.drawing import Spec, box, layer, lettered, outlined, picture, spot, titled, told
from clients.documents.charts.legend import Entry, Mark, legend, stroke
from clients.documents.charts.lettering import width
from clients.documents.charts.naming import asked_name
from clients.documents.charts.panel import Panel, ticks
from clients.documents.charts.themes import THEMES, Theme, ThemeName
from clients.documents.charts.timeline import SMALL, plain
from clients.lines import one_line
from planner.exploring.axes import GRAINS, Axis
from planner.exploring.frontier import Gap, Point, Staircase
from planner.exploring.studies import Frontier, Study, StudyRequest

WIDTH, HEIGHT = 1000, 400
LEFT, RIGHT, TOP = 96, 80, 40
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
GIVEN = {"budget": "Total budget", "headcount": "People in all, FTE", "cost": "One-off cost"}
MORE = {
    "budget": "what more money reaches",
    "headcount": "what more people reach",
    "cost": "what a dearer plan reaches",
}
REACHED = {"finish": "Level declared on", "risk": "Severity-weeks of open risk", "peak": "Peak of people, FTE"}
WEEKS = (1, 2, 4, 8, 13, 26, 52, 104, 208)
MOST_TICKS = 8
LINE = 15
DASHES = [4, 3]


class Plot(Struct, frozen=True):
    """Where amounts stand: across from ``least`` to ``most`` of what is given, down what is reached."""

    asked: StudyRequest
    currency: str
    least: float
    most: float
    down: Panel

    def x(self, given: float) -> float:
        """Return the pixel of an amount that is given."""
        return round(LEFT + (given - self.least) / (self.most - self.least) * (WIDTH - LEFT - RIGHT), 2)

    def given(self, amount: float) -> str:
        """Return what is given in words."""
        return people(amount / 100) if self.asked.given == "headcount" else short_money(round(amount))

    def reached(self, value: float) -> str:
        """Return what is reached in words."""
        if self.asked.reached == "finish":
            return day(gate_day(self.asked.request.start, round(value)))
        return people(value / 100) if self.asked.reached == "peak" else f"{value:,.0f}"

    def amount(self, point: Point) -> str:
        """Return what is given at a point, with its unit."""
        words = self.given(point.given)
        return f"{words} FTE" if self.asked.given == "headcount" else f"{self.currency} {words}"

    def pair(self, point: Point) -> str:
        """Return a point in words."""
        return f"{self.amount(point)}: {self.reached(point.reached)}"


def frontier(study: Study, catalog: Catalog, *, theme: ThemeName = "light") -> Spec:
    """Return the staircases of a study of what more of something would reach."""
    assert isinstance(study.result, Frontier)
    tint = THEMES[theme]
    stairs = [one for one in study.result.levels if one.points]
    currency = one_line(study.asked.request.budget.currency or catalog.currency)
    own = study.asked.request
    limit = Axis(study.asked.given, GRAINS[study.asked.given]).own(own)
    plot = _plot(study.asked, currency, stairs, limit)
    bottom = TOP + HEIGHT
    samples, deep = legend(plain(WIDTH), list(_entries(stairs, tint)), bottom + 46)
    height = bottom + 46 + deep
    layers = [
        plain(WIDTH).ground(height),
        *_axes(plot, tint),
        *_limit(plot, limit, tint),
        *(part for place, one in enumerate(stairs) for part in _stair(plot, one, place, tint)),
        *_names(plot, stairs),
        *_pairs(plot, stairs, tint),
        *samples,
    ]
    said = " ".join(_said(plot, one) for one in study.result.levels)
    words = MORE[study.asked.given]
    title = titled(f"{asked_name(own)}: {words}", [said], WIDTH)
    return picture(plain(WIDTH).width, height, layers, tint, title, f"Frontier: {words}. {said}")


def _plot(asked: StudyRequest, currency: str, stairs: Sequence[Staircase], limit: int | None) -> Plot:
    given = [point.given for one in stairs for point in one.points] + ([limit] if limit is not None else [])
    reached = [point.reached for one in stairs for point in one.points]
    (least, most), (low, high) = _spread(given), _spread(reached)
    return Plot(asked, currency, least, most, Panel(TOP, HEIGHT, high, low))


def _spread(amounts: Sequence[int]) -> tuple[float, float]:
    """Return a range that holds amounts with a little room at both ends."""
    low, high = min(amounts, default=0), max(amounts, default=1)
    room = (high - low) * 0.08 or max(1, abs(high) * 0.1)
    return max(0, low - room), high + room


def _axes(plot: Plot, theme: Theme) -> Iterator[Spec]:
    bottom, right = plot.down.bottom, WIDTH - RIGHT
    across = ticks(plot.most, MOST_TICKS, least=plot.least)
    lines = [{"x": LEFT, "x2": right, "y": plot.down.y(it), "y2": plot.down.y(it)} for it in _down(plot)]
    lines += [{"x": plot.x(it), "x2": plot.x(it), "y": TOP, "y2": bottom} for it in across]
    yield layer(lines, "rule", box(), color=theme.line, strokeWidth=0.7)
    edges = [{"x": LEFT, "x2": right, "y": bottom, "y2": bottom}, {"x": LEFT, "x2": LEFT, "y": TOP, "y2": bottom}]
    yield layer(edges, "rule", box(), color=theme.muted)
    words = [{"x": LEFT - 8, "y": plot.down.y(it), "text": plot.reached(it)} for it in _down(plot)]
    yield lettered(words, align="right", fontSize=SMALL, color=theme.muted)
    words = [{"x": plot.x(it), "y": bottom + 14, "text": plot.given(it)} for it in across]
    yield lettered(words, align="center", fontSize=SMALL, color=theme.muted)
    unit = "" if plot.asked.given == "headcount" else f", {plot.currency}"
    heads = [
        {"x": 0, "y": TOP - 26, "text": REACHED[plot.asked.reached]},
        {"x": LEFT, "y": bottom + 34, "text": f"{GIVEN[plot.asked.given]}{unit}"},
    ]
    yield lettered(heads, fontSize=SMALL, fontWeight="bold")


def _down(plot: Plot) -> list[float]:
    """Return where lines cross: round amounts, or weeks some whole number of weeks apart."""
    low, high = plot.down.least, plot.down.most
    if plot.asked.reached != "finish":
        return ticks(high, MOST_TICKS, least=low)
    step = next((it for it in WEEKS if (high - low) / it <= MOST_TICKS), WEEKS[-1])
    return [float(it) for it in range(-(-int(low) // step) * step, int(high) + 1, step) if it >= low]


def _limit(plot: Plot, limit: int | None, theme: Theme) -> list[Spec]:
    """Return the line of what the request itself gives."""
    if limit is None:
        return []
    x = plot.x(limit)
    text = f"asked for: {plot.given(limit)}"
    begin = min(max(LEFT, x - width(text, SMALL, bold=True) / 2), WIDTH - width(text, SMALL, bold=True))
    line = layer([{"x": x, "x2": x, "y": TOP - 4, "y2": plot.down.bottom}], "rule", box(), color=theme.gate)
    line["mark"] |= {"strokeDash": [6, 3], "strokeWidth": 1.5}
    return [
        line,
        *outlined(
            [{"x": begin, "y": TOP - 11, "text": text}], theme, fontSize=SMALL, fontWeight="bold", color=theme.ink
        ),
    ]


def _stair(plot: Plot, one: Staircase, place: int, theme: Theme) -> Iterator[Spec]:
    shade = theme.series[place % len(theme.series)]
    right = WIDTH - RIGHT
    flat, steep = [], []
    for point, following in zip(one.points, [*one.points[1:], None], strict=True):
        y, x = plot.down.y(point.reached), plot.x(point.given)
        end = right if following is None else plot.x(following.given)
        flat.append({"x": x, "x2": end, "y": y, "y2": y, "sure": _is_sure(one.gaps, point, following)})
        if following is not None:
            steep.append({"x": end, "x2": end, "y": y, "y2": plot.down.y(following.reached)})
    yield layer([*(it for it in flat if it["sure"]), *steep], "rule", box(), color=shade, strokeWidth=2.2)
    yield layer([it for it in flat if not it["sure"]], "rule", box(), color=shade, strokeWidth=1.6, strokeDash=DASHES)
    for proven in (True, False):
        rows = [
            {
                "x": plot.x(it.given),
                "y": plot.down.y(it.reached),
                "told": f"Level {one.level}, {plot.pair(it)}",
                "id": f"{one.level}-{it.given}",
            }
            for it in one.points
            if it.proven is proven
        ]
        looks = {"shape": SHAPES[place % len(SHAPES)], "size": 75, "opacity": 1, "stroke": shade, "strokeWidth": 2}
        yield layer(rows, "point", {**spot(), **told()}, fill=shade if proven else theme.paper, **looks)


def _is_sure(gaps: Sequence[Gap], point: Point, following: Point | None) -> bool:
    """Say whether it is certain that nothing better lies between a point and the one that follows."""
    end = None if following is None else following.given
    inside = [it for it in gaps if it.from_ > point.given and (end is None or it.from_ < end)]
    return all(it.proven for it in inside)


def _names(plot: Plot, stairs: Sequence[Staircase]) -> list[Spec]:
    """Return the levels' names at the ends of their staircases, moved apart where they would touch."""
    rows: list[dict[str, Any]] = []
    below = float("-inf")
    for one in sorted(stairs, key=lambda it: -it.points[-1].reached):
        below = max(plot.down.y(one.points[-1].reached), below + LINE)
        rows.append({"x": WIDTH - RIGHT + 8, "y": below, "text": f"Level {one.level}"})
    return [lettered(rows, fontSize=SMALL + 1, fontWeight="bold")]


def _pairs(plot: Plot, stairs: Sequence[Staircase], theme: Theme) -> list[Spec]:
    """Return points in words, the ends of staircases first, as many as have room."""
    taken = [_around(plot.x(it.given), plot.down.y(it.reached)) for one in stairs for it in one.points]
    rows: list[dict[str, Any]] = []
    ends = [it for one in reversed(stairs) for it in (one.points[0], *one.points[1:][-1:])]
    inner = [it for one in reversed(stairs) for it in one.points[1:-1]]
    for point in (*ends, *inner):
        text = plot.pair(point)
        x, y, wide = plot.x(point.given), plot.down.y(point.reached), width(text, SMALL - 1)
        for left, up in ((x + 9, y - 11), (x - 9 - wide, y + 12), (x + 9, y + 12)):
            span = (left, up - 7, left + wide, up + 7)
            if left >= LEFT and left + wide <= WIDTH - RIGHT and not any(_touch(span, it) for it in taken):
                taken.append(span)
                rows.append({"x": left, "y": up, "text": text})
                break
    return outlined(rows, theme, fontSize=SMALL - 1, color=theme.ink)


Box = tuple[float, float, float, float]


def _around(x: float, y: float) -> Box:
    return x - 6, y - 6, x + 6, y + 6


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _entries(stairs: Sequence[Staircase], theme: Theme) -> Iterator[Entry]:
    looks: Mapping[str, Any] = {"size": 75, "opacity": 1, "stroke": theme.ink, "strokeWidth": 2}
    yield Entry("A plan, proven: neither can be had for less", (Mark("point", 0, {**looks, "fill": theme.ink}),))
    if not all(point.proven for one in stairs for point in one.points):
        yield Entry("A plan that may be beaten", (Mark("point", 0, {**looks, "fill": theme.paper}),))
    yield stroke("Nothing better between: proven", theme.ink, strokeWidth=2.2)
    if not all(gap.proven for one in stairs for gap in one.gaps):
        yield stroke("Something better may lie there", theme.ink, strokeWidth=1.6, strokeDash=DASHES)


def _said(plot: Plot, one: Staircase) -> str:
    if not one.points:
        return (
            f"Level {one.level}: {'no plan within the limits' if one.possible is False else 'none found in the time'}."
        )
    first, last = (f"{plot.reached(it.reached)} with {plot.amount(it)}" for it in (one.points[0], one.points[-1]))
    if len(one.points) == 1:
        return f"Level {one.level}: {first}."
    proof = "all proven" if one.proven else f"{sum(it.proven for it in one.points)} proven"
    return f"Level {one.level}: {first}, {last}; {counted(len(one.points), 'pair')}, {proof}."
