"""The axis of time on a slide: fiscal years and quarters above, bands below, frozen weeks, and where the gates are.

The large chart and the small one of the summary are drawn on it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from clients.dates import day, short_day
from clients.documents.outline import Milestone, Outline
from clients.documents.pptx.lettering import tall, wide
from clients.documents.pptx.sheet import Box, Line, Sheet, paint
from clients.lines import one_line

DIAMOND = 0.13
GAP = 0.05


class Mark(NamedTuple):
    """A gate's words: where they begin, how wide they are, and in which lane."""

    milestone: Milestone
    words: str
    left: float
    width: float
    lane: int


class Axis:
    """Weeks as inches: ``left`` is where the plan starts, ``size`` that of its letters."""

    def __init__(self, outline: Outline, left: float, width: float, size: float = 9) -> None:
        self.outline, self.left, self.width, self.size = outline, left, width, size
        self.line = tall(1, size) + 0.04
        self.marks = tuple(self._marks())
        self.lanes = 1 + max((one.lane for one in self.marks), default=-1)

    @property
    def height(self) -> float:
        """Inches of the head: years, quarters and the lanes of gates."""
        return self.line * (2 + self.lanes)

    def at(self, week: float) -> float:
        """Return where a week begins."""
        return self.left + self.width * week / self.outline.weeks

    def ground(self, sheet: Sheet, top: float, bottom: float) -> None:
        """Draw what lies under the bars: bands, quarters, years, frozen weeks."""
        for number, quarter in enumerate(self.outline.quarters):
            at = self._over(quarter.first_week, quarter.end_week, top + self.line, bottom)
            if number % 2 == 0:
                sheet.draw("rectangle", at, "band", name=f"Band {quarter.label}")
            self._head(sheet, at, [quarter.short, quarter.short[-1:]], quarter.label, bold=False)
        for year, own in groupby(self.outline.quarters, key=lambda one: one.year):
            span = list(own)
            at = self._over(span[0].first_week, span[-1].end_week, top, bottom)
            self._head(sheet, at, [year, year[-2:]], year, bold=True)
            sheet.rule((at.left, top), (at.left, bottom), "line", name=f"Beginning of {year}")
        for one in self.outline.freezes:
            reason = f": {one_line(one.reason)}" if one.reason else ""
            at = self._over(one.first_week, one.end_week, top + self.height, bottom)
            sheet.draw("rectangle", at, "frozen", name="Frozen weeks", told=f"Frozen weeks{reason}")

    def _over(self, first: int, end: int, top: float, bottom: float) -> Box:
        return Box(self.at(first), top, self.at(end) - self.at(first), bottom - top)

    def _head(self, sheet: Sheet, at: Box, words: Sequence[str], name: str, *, bold: bool) -> None:
        """Write the first of some words that fits over a part of the axis, or nothing."""
        fitting = next((one for one in words if wide(one, self.size, bold=bold) <= at.width), None)
        if fitting:
            place = at._replace(height=self.line)
            line = Line(fitting, self.size, bold=bold, colour="ink" if bold else "muted")
            sheet.write(place, [line], name=name, align="center", anchor="middle", wrap=False)

    def gates(self, sheet: Sheet, top: float, bottom: float) -> None:
        """Draw the gates' lines, days and diamonds; they stand over what was drawn before."""
        for mark in self.marks:
            at = self.at(mark.milestone.week)
            begin = (at, self._middle(mark, top))
            sheet.rule(begin, (at, bottom), "gate", name=f"Line of {mark.milestone.short}", thick=1.25, dashed=True)
        for mark in self.marks:
            one, middle = mark.milestone, self._middle(mark, top)
            words = Box(mark.left, middle - self.line / 2, mark.width, self.line)
            line = [Line(mark.words, self.size, bold=True)]
            shape = sheet.write(words, line, name=f"Day of {one.short}", anchor="middle", wrap=False)
            shape.fill.solid()  # The line of another gate may run behind it.
            paint(shape.fill.fore_color, "paper")
            diamond(sheet, one, self.at(one.week), middle)

    def _middle(self, mark: Mark, top: float) -> float:
        return top + self.line * (2.5 + mark.lane)

    def _marks(self) -> Iterator[Mark]:
        """Yield each gate's words left of its diamond, or right of it where the axis begins too near.

        The last gate comes first: words left of a diamond are then crossed by no line of a later one.
        """
        taken: list[list[tuple[float, float]]] = []
        for one in reversed(self.outline.milestones):
            words = f"{one.short} {short_day(one.date)}"
            room, at = wide(words, self.size, bold=True), self.at(one.week)
            left = at - DIAMOND / 2 - GAP - room
            if left < self.left:
                left = at + DIAMOND / 2 + GAP
            span = min(left, at - DIAMOND / 2) - GAP, max(left + room, at + DIAMOND / 2) + GAP
            lane = next((number for number, own in enumerate(taken) if _free(span, own)), len(taken))
            taken += [[]] if lane == len(taken) else []
            taken[lane].append(span)
            yield Mark(one, words, left, room, lane)


def diamond(sheet: Sheet, one: Milestone, at: float, middle: float) -> None:
    """Draw the diamond of a gate around a point."""
    place = Box(at - DIAMOND / 2, middle - DIAMOND / 2, DIAMOND, DIAMOND)
    sheet.draw("diamond", place, "gate", name=one.short, told=f"{one.label}, on {day(one.date)}")


def _free(span: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return all(span[1] <= left or right <= span[0] for left, right in taken)
