"""What stands on the axis of weeks besides bars: gates with their diamonds and days, freezes with their reasons.

Charts over time call it. Words that would touch stand in lanes one under the other.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from clients.dates import day
from clients.documents.charts.drawing import Spec, box, layer, lettered, outlined, spot, told
from clients.documents.charts.lettering import fitted, lanes, width
from clients.documents.charts.themes import Theme
from clients.documents.charts.timeline import SMALL, Timeline
from clients.documents.outline import Milestone, Outline, Span

LANE, REASON_LANE = 19, 14
DIAMOND = 7
GAP = 5
WIDEST_REASON = 150


class Landmark(Struct, frozen=True):
    """A gate on the axis: its week, its lane, its words and where they begin; ``past`` in the plan before."""

    week: int
    lane: int
    text: str
    begin: float
    past: bool


def gates_of(shown: Outline, before: Outline | None, shift: int, was: str) -> list[tuple[int, str, bool]]:
    """Return the gates as week and words, and those of the plan before that stood elsewhere; ``was`` names it."""
    found = [(one.week, f"{level_of(one)}, {day(one.date)}", False) for one in shown.milestones]
    dates: dict[str, date] = {one.id: one.date for one in shown.milestones}
    past = [
        (max(0, one.week + shift), f"{was}: {level_of(one)}, {day(one.date)}", True)
        for one in (before.milestones if before else ())
        if dates.get(one.id) != one.date
    ]
    return found + past


def level_of(one: Milestone) -> str:
    """Return a gate's level in short."""
    return f"Level {one.gate.level}" if one.gate.level is not None else "Beyond"


def placed(line: Timeline, gates: Sequence[tuple[int, str, bool]]) -> list[Landmark]:
    """Return gates with their words left of the diamond, or right of it where the axis begins too near."""
    found = []
    for week, text, past in gates:
        wide, at = width(text, SMALL, bold=not past), line.pixels(week)
        begin = at - DIAMOND - GAP - wide
        if begin < line.labels:
            begin = min(at + DIAMOND + GAP, line.width - wide)
        span = min(begin, at - DIAMOND) - GAP, max(begin + wide, at + DIAMOND) + GAP
        found.append((week, text, line.at(begin), past, span))
    numbers = lanes(span for *_, span in found)
    return [
        Landmark(week, lane, text, begin, past)
        for (week, text, begin, past, _), lane in zip(found, numbers, strict=True)
    ]


def deep(marks: Sequence[Landmark]) -> int:
    """Return how many pixels their lanes take."""
    return LANE * (1 + max((one.lane for one in marks), default=-1))


def gate_lines(marks: Sequence[Landmark], top: float, bottom: float, theme: Theme) -> list[Spec]:
    """Return the lines that run from the diamonds down through the rows."""
    dashes = ((True, theme.before, 1.0), (False, theme.gate, 1.4))
    return [
        layer(
            [{"x": one.week, "x2": one.week, "y": _y(one, top), "y2": bottom} for one in marks if one.past is past],
            "rule",
            box(),
            color=shade,
            strokeDash=[5, 3],
            strokeWidth=wide,
        )
        for past, shade, wide in dashes
    ]


def gates(marks: Sequence[Landmark], top: float, theme: Theme) -> list[Spec]:
    """Return the diamonds and their words, which stand out from any line behind them."""
    found: list[Spec] = []
    for past in (True, False):
        own = [one for one in marks if one.past is past]
        words = [{"x": one.begin, "y": _y(one, top), "text": one.text} for one in own]
        rows = [{"x": one.week, "y": _y(one, top), "told": f"Gate: {one.text}"} for one in own]
        looks = {"fontWeight": "normal", "color": theme.muted} if past else {"fontWeight": "bold", "color": theme.ink}
        diamond = {"color": theme.before if past else theme.gate, "size": 70 if past else 130}
        found += outlined(words, theme, fontSize=SMALL, **looks)
        found.append(layer(rows, "point", {**spot(), **told()}, shape="diamond", filled=True, opacity=1, **diamond))
    return found


def freezes(spans: Sequence[Span], top: float, bottom: float, theme: Theme) -> Spec:
    """Return the frozen weeks as shades."""
    rows = [
        {
            "x": one.first_week,
            "x2": one.end_week,
            "y": top,
            "y2": bottom,
            "told": f"Frozen: {one.reason}" if one.reason else "Frozen",
        }
        for one in spans
    ]
    return layer(rows, "rect", {**box(), **told()}, color=theme.frozen, opacity=0.75)


def reasons(line: Timeline, spans: Sequence[Span], top: float, theme: Theme) -> tuple[list[Spec], float]:
    """Return the words under frozen weeks, and how many pixels they take."""
    found = []
    for one in spans:
        text = fitted(one.reason, SMALL - 1, WIDEST_REASON)
        if text:
            wide = width(text, SMALL - 1)
            middle = line.pixels((one.first_week + one.end_week) / 2)
            begin = max(line.labels, min(middle - wide / 2, line.width - wide))
            found.append((text, begin, (begin, begin + wide + GAP)))
    if not found:
        return [], 0
    numbers = lanes(span for *_, span in found)
    rows = [
        {"x": line.at(begin), "y": top + REASON_LANE * (lane + 0.5), "text": text}
        for (text, begin, _), lane in zip(found, numbers, strict=True)
    ]
    return [lettered(rows, fontSize=SMALL - 1, color=theme.muted)], REASON_LANE * (1 + max(numbers)) + 2


def _y(one: Landmark, top: float) -> float:
    return top + LANE * (one.lane + 0.5)
