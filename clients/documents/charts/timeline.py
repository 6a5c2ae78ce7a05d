"""The axis of time: fiscal years and quarters above, bands under what is drawn, a column of labels to the left.

Charts over time lay it down first. It counts whole weeks from the plan's start, or quarters all of one width; what lies
left of 0 is the column of labels. No date is ever put on it, so that no time zone can move it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from clients.documents.charts.drawing import Row, Spec, box, ground, layer, lettered
from clients.documents.charts.lettering import width
from clients.documents.charts.themes import Theme
from clients.documents.outline import Outline, Quarter
from clients.lines import one_line
from planner.plans import Plan

SMALL = 11
YEAR_HEIGHT, QUARTER_HEIGHT = 18, 18
HEADER = YEAR_HEIGHT + QUARTER_HEIGHT
RIGHT = 12
WIDE, NARROW, A_QUARTER = 900, 560, 110


class Timeline(Struct, frozen=True):
    """The axis: ``labels`` pixels of labels, then ``plot`` pixels of ``weeks`` weeks (or quarters), then an edge."""

    weeks: int
    quarters: tuple[Quarter, ...]
    labels: int
    plot: int

    @property
    def width(self) -> int:
        """Pixels from the first label to the edge."""
        return self.labels + self.plot + RIGHT

    @property
    def week(self) -> float:
        """Pixels a week."""
        return self.plot / self.weeks

    def at(self, pixels: float) -> float:
        """Return the place so many pixels from the left edge of the labels."""
        return round((pixels - self.labels) / self.week, 4)

    def after(self, week: float, pixels: float) -> float:
        """Return the place so many pixels after a week."""
        return round(week + pixels / self.week, 4)

    def pixels(self, week: float) -> float:
        """Return how far a week is from the left edge of the labels."""
        return self.labels + week * self.week

    def ground(self, height: float) -> Spec:
        """Return the first layer of a picture on this axis."""
        return ground(self.at(0), self.at(self.width), height)


def plain(pixels: int) -> Timeline:
    """Return an axis without time: a place on it is a pixel."""
    return Timeline(pixels, (), 0, pixels)


def of_weeks(shown: Sequence[tuple[Outline, int]], labels: int, plot: int = WIDE) -> Timeline:
    """Return the axis that holds outlines, each so many weeks after the first one's start.

    Its quarters are the first one's, and beyond its end those of the others.
    """
    quarters: list[Quarter] = []
    for one, shift in shown:
        for quarter in one.quarters:
            known = quarters[-1].end_week if quarters else 0
            first, end = max(known, quarter.first_week + shift), quarter.end_week + shift
            if first < end and quarters and quarter.label == quarters[-1].label:
                quarters[-1] = _spanning(quarter, quarters[-1].first_week, end)
            elif first < end:
                quarters.append(_spanning(quarter, first, end))
    return Timeline(max(one.weeks + shift for one, shift in shown), tuple(quarters), labels, plot)


def of_quarters(plan: Plan, labels: int) -> Timeline:
    """Return an axis on which every phase of a plan is as wide as every other."""
    quarters = []
    for place, phase in enumerate(plan.phases):
        label = one_line(phase.label)
        year, _, short = label.partition(" ")
        quarters.append(Quarter(label, year, short, place, place + 1, phase.start, phase.end))
    count = max(1, len(quarters))
    return Timeline(count, tuple(quarters), labels, max(NARROW, min(WIDE, A_QUARTER * count)))


def header(line: Timeline, theme: Theme, height: float) -> list[Spec]:
    """Return the years and quarters, and the bands below them."""
    years = list(years_of(line))
    bands = [_column(one.first_week, one.end_week, HEADER, height) for one in line.quarters[1::2]]
    return [
        layer(bands, "rect", box(), color=theme.band),
        layer([_column(begin, end, 1, YEAR_HEIGHT - 1) for _, begin, end in years], "rect", box(), color=theme.head),
        layer([_column(begin, begin, 0, height) for _, begin, _ in years], "rule", box(), color=theme.line),
        lettered(_year_names(line, years), align="center", fontSize=SMALL, fontWeight="bold"),
        lettered(_quarter_names(line), align="center", fontSize=SMALL - 1, color=theme.muted),
    ]


def _spanning(quarter: Quarter, first: int, end: int) -> Quarter:
    return Quarter(quarter.label, quarter.year, quarter.short, first, end, quarter.start, quarter.end)


def years_of(line: Timeline) -> Iterator[tuple[str, int, int]]:
    """Yield each fiscal year with its first week and the week after its last."""
    for year, of in groupby(line.quarters, key=lambda one: one.year):
        own = list(of)
        yield year, own[0].first_week, own[-1].end_week


def _column(x: float, x2: float, y: float, y2: float) -> Row:
    return {"x": x, "x2": x2, "y": y, "y2": y2}


def _year_names(line: Timeline, years: Sequence[tuple[str, int, int]]) -> Iterator[Row]:
    """Yield the years' names as far as there is room for them."""
    for year, begin, end in years:
        room = (end - begin) * line.week - 2
        text = next((it for it in (year, year.removeprefix("FY")) if width(it, SMALL, bold=True) <= room), "")
        yield {"x": (begin + end) / 2, "y": YEAR_HEIGHT / 2, "text": text}


def _quarter_names(line: Timeline) -> Iterator[Row]:
    """Yield the quarters' names, all of them shortened to a number where one has no room, none where that has none."""
    full = [one for one in line.quarters if one.end_week - one.first_week > 2] or list(line.quarters)
    room = min((one.end_week - one.first_week for one in full), default=0) * line.week - 3
    short = any(width(one.short, SMALL - 1) > room for one in full)
    for one in line.quarters:
        text = one.short.removeprefix("Q") if short else one.short
        if width(text, SMALL - 1) <= (one.end_week - one.first_week) * line.week - 2:
            yield {"x": (one.first_week + one.end_week) / 2, "y": YEAR_HEIGHT + QUARTER_HEIGHT / 2, "text": text}
