"""The risks of a plan that are open at the end of each quarter: how many of which severity, and which ones.

Severity is told by shade and by number. Which risks are open, and until when, is the Plan's; how grave they are, the
catalog's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct

from catalog.model import Catalog
from clients.amounts import counted, in_words, people
from clients.documents.charts.drawing import Spec, box, colour, layer, lettered, picture, titled, told
from clients.documents.charts.legend import Entry, legend, swatch
from clients.documents.charts.lettering import fitted, width
from clients.documents.charts.naming import name_of
from clients.documents.charts.panel import Panel, beside, grid, panel
from clients.documents.charts.shared import Axis, placed, quarters
from clients.documents.charts.themes import THEMES, Theme, ThemeName
from clients.documents.charts.timeline import HEADER, SMALL, Timeline, header
from clients.documents.refusal import refuse_without_schedule
from clients.lines import one_line
from clients.names import Names, shown
from planner.plans import Plan

LABELS = (230, 380)
STEPS_HIGH, APART = 120, 24
ROW, MANY_ROWS, MANY = 20, 15, 30
SEVERITIES = (5, 4, 3, 2, 1)


class Lane(Struct, frozen=True):
    """A risk with the stretches of quarters at whose ends it is open."""

    title: str
    severity: int
    spans: tuple[tuple[int, int], ...]


def risk(plan: Plan, catalog: Catalog, *, theme: ThemeName = "light", axis: Axis = "own") -> Spec:
    """Return the risks of a plan: how many are open at each quarter's end, and each of them as a lane."""
    refuse_without_schedule(plan, "a chart of its risks")
    tint, lanes = THEMES[theme], _lanes(plan, catalog)
    letters = SMALL if len(lanes) <= MANY else SMALL - 1.5
    longest = max((width(one.title, letters) for one in lanes), default=0)
    line = quarters(plan, round(min(max(longest + 24, LABELS[0]), LABELS[1])), axis)
    counts = [_open(lanes, place) for place in range(line.weeks)]
    steps = panel(HEADER + 12, STEPS_HIGH, max((sum(it.values()) for it in counts), default=0))
    top = steps.bottom + APART
    row = ROW if len(lanes) <= MANY else MANY_ROWS
    bottom = top + row * len(lanes)
    samples, deep = legend(line, list(_entries(lanes, tint)), bottom + 12)
    layers = [
        line.ground(bottom + 12 + deep),
        *header(line, tint, bottom),
        *_steps(plan, line, steps, counts, tint),
        *_rows(line, lanes, top, row, letters, tint),
        *samples,
    ]
    said = _said(plan, lanes, counts)
    title = titled(f"{name_of(plan)}: risks open at the end of each quarter", [said], line.width)
    spec = picture(line.width, bottom + 12 + deep, layers, tint, title, f"Risks open by quarter. {said}")
    return placed(spec, line, bottom + 6, plan, catalog, axis)


def _lanes(plan: Plan, catalog: Catalog) -> list[Lane]:
    """Return the risks in the order in which they open, the gravest first; one that the catalog has not is slight."""
    names, severities = Names(plan, catalog).risks, {one.id: one.severity for one in catalog.risks}
    found = []
    for name in dict.fromkeys(it for phase in plan.phases for it in phase.risks_open):
        places = [place for place, phase in enumerate(plan.phases) if name in phase.risks_open]
        runs = groupby(enumerate(places), key=lambda it: it[1] - it[0])
        spans = [[place for _, place in run] for _, run in runs]
        ends = tuple((span[0], span[-1] + 1) for span in spans)
        found.append(Lane(names.get(name, shown(name, "A risk without a name")), severities.get(name, 1), ends))
    return sorted(found, key=lambda one: (one.spans[0][0], -one.severity, one.spans[-1][1], one.title))


def _open(lanes: Sequence[Lane], place: int) -> Counter[int]:
    """Return how many risks of each severity are open at the end of a quarter."""
    return Counter(one.severity for one in lanes if any(begin <= place < end for begin, end in one.spans))


def _steps(plan: Plan, line: Timeline, own: Panel, counts: Sequence[Mapping[int, int]], theme: Theme) -> Iterator[Spec]:
    yield from beside(line, own, "How many", ["The gravest at the bottom."], theme)
    yield from grid(line, own, 4, people, theme, whole=True)
    rows: list[dict[str, Any]] = []
    for place, count in enumerate(counts):
        below = 0
        for severity in SEVERITIES:
            number = count.get(severity, 0)
            if number:
                text = f"{one_line(plan.phases[place].label)}: {number} of severity {severity}"
                rows.append(
                    {
                        "x": place,
                        "x2": place + 1,
                        "y": own.y(below + number),
                        "y2": own.y(below),
                        "told": text,
                        "colour": theme.steps[severity - 1],
                    }
                )
            below += number
    yield layer(rows, "rect", {**box(), **told(), "fill": colour()}, stroke=theme.paper, strokeWidth=0.6)
    totals = [
        {"x": place + 0.5, "y": own.y(sum(it.values())) - 8, "text": str(sum(it.values()))}
        for place, it in enumerate(counts)
    ]
    yield lettered(totals, align="center", fontSize=SMALL - 1, fontWeight="bold")


def _rows(
    line: Timeline, lanes: Sequence[Lane], top: float, row: float, letters: float, theme: Theme
) -> Iterator[Spec]:
    places = [top + row * (number + 0.5) for number in range(len(lanes))]
    words = [
        {"x": line.at(0), "y": y, "text": fitted(one.title, letters, line.labels - 12)}
        for one, y in zip(lanes, places, strict=True)
    ]
    lines = [
        {"x": 0, "x2": one.spans[0][0], "y": y, "y2": y}
        for one, y in zip(lanes, places, strict=True)
        if one.spans[0][0]
    ]
    bars: list[dict[str, Any]] = []
    for one, y in zip(lanes, places, strict=True):
        for begin, end in one.spans:
            bars.append(
                {
                    "x": begin,
                    "x2": end,
                    "y": y - row * 0.34,
                    "y2": y + row * 0.34,
                    "told": f"{one.title}, severity {one.severity}: open in {counted(end - begin, 'quarter')}",
                    "colour": theme.steps[one.severity - 1],
                    "ink": theme.on_steps[one.severity - 1],
                    "text": str(one.severity),
                }
            )
    digits = [
        {"x": line.after(one["x"], 7), "y": (one["y"] + one["y2"]) / 2, "text": one["text"], "colour": one["ink"]}
        for one in bars
    ]
    yield layer(lines, "rule", box(), color=theme.line, strokeWidth=0.6)
    yield lettered(words, fontSize=letters)
    yield layer(bars, "rect", {**box(), **told(), "fill": colour()}, stroke=theme.muted, strokeWidth=0.7)
    shades = lettered(digits, align="center", fontSize=letters - 1, fontWeight="bold")
    shades["encoding"]["color"] = colour()
    yield shades


def _entries(lanes: Sequence[Lane], theme: Theme) -> Iterator[Entry]:
    for severity in sorted({one.severity for one in lanes}, reverse=True):
        ends = {5: " (gravest)", 1: " (slightest)"}.get(severity, "")
        yield swatch(f"Severity {severity}{ends}", theme.steps[severity - 1], stroke=theme.muted, strokeWidth=0.7)


def _said(plan: Plan, lanes: Sequence[Lane], counts: Sequence[Mapping[int, int]]) -> str:
    if not lanes:
        return "No risk is open at the end of any quarter."
    totals = [sum(it.values()) for it in counts]
    most = max(totals)
    left = [one.title for one in lanes if one.spans[-1][1] == len(counts)]
    end = f"{counted(len(left), 'risk')} open at the end" + (f": {in_words(left)}" if 0 < len(left) <= 3 else "")
    return f"At most {counted(most, 'risk')}, in {one_line(plan.phases[totals.index(most)].label)}; {end}."
