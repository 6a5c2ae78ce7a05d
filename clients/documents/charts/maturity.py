"""The staircase of levels over the weeks of a plan: which level is declared when, and how long each one lasts.

With a plan before, its staircase is the dashed one. Levels are the catalog's, days the Plan's.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from catalog.model import Catalog
from clients.amounts import counted, in_words
from clients.dates import day
from clients.documents.charts import landmarks
from clients.documents.charts.bars import gate_entry
from clients.documents.charts.drawing import Spec, box, layer, lettered, outlined, picture, spot, titled, told
from clients.documents.charts.gantt import outlines
from clients.documents.charts.legend import Entry, legend, stroke, swatch
from clients.documents.charts.lettering import fitted, width
from clients.documents.charts.naming import name_of, verdict_of
from clients.documents.charts.themes import THEMES, Theme, ThemeName
from clients.documents.charts.timeline import HEADER, SMALL, Timeline, header, of_weeks
from clients.documents.outline import Milestone, Outline
from clients.names import Names, shown
from planner.plans import Plan
from planner.standing import enterprise_level

LABELS = (150, 330)
RISE = 44
GAP = 6


class Step(Struct, frozen=True):
    """A stretch of weeks at a level; ``place`` counts from the level that the plan begins at."""

    place: int
    first_week: int
    end_week: int
    gate: Milestone | None


def maturity(plan: Plan, catalog: Catalog, *, theme: ThemeName = "light", baseline: Plan | None = None) -> Spec:
    """Return the levels of a plan as a staircase; ``baseline`` adds that of an earlier plan."""
    own, before, shift = outlines(plan, catalog, "transition", baseline)
    tint, names = THEMES[theme], list(_names(plan, catalog, own))
    longest = max(width(name, SMALL + 1, bold=True) for name in names)
    line = of_weeks(
        [(own, 0), *([(before, shift)] if before else [])], round(min(max(longest + 16, LABELS[0]), LABELS[1]))
    )
    top = HEADER + 22
    bottom = top + RISE * len(names)
    steps = list(_steps(own, line.weeks, 0))
    past = list(_steps(before, line.weeks, shift)) if before else []
    samples, deep = legend(line, list(_entries(tint, past, own)), bottom + 12)
    layers = [
        line.ground(bottom + 12 + deep),
        *header(line, tint, bottom),
        landmarks.freezes(own.freezes, HEADER, bottom, tint),
        *_levels(line, names, bottom, tint),
        *_stairs(steps, past, bottom, tint),
        *_gates(line, steps, bottom, tint),
        *samples,
    ]
    title = titled(f"{name_of(plan)}: levels", [verdict_of(plan, catalog)], line.width)
    return picture(line.width, bottom + 12 + deep, layers, tint, title, _description(names, own))


def _names(plan: Plan, catalog: Catalog, own: Outline) -> Iterator[str]:
    """Yield what each step is called, from the level that the plan begins at."""
    levels, names = {one.level: shown(one.name, "") for one in catalog.levels}, Names(plan, catalog)
    for level in (enterprise_level(plan.request), *(one.gate.level for one in own.milestones)):
        name = levels.get(level or 0, "")
        yield names.beyond if level is None else f"Level {level}: {name}" if name else f"Level {level}"


def _steps(own: Outline, weeks: int, shift: int) -> Iterator[Step]:
    begin, gate = 0, None
    for place, one in enumerate(own.milestones):
        week = max(0, one.week + shift)
        yield Step(place, begin, week, gate)
        begin, gate = week, one
    yield Step(len(own.milestones), begin, weeks, gate)


def _y(place: int, bottom: float) -> float:
    """Return where the tread of a step is."""
    return bottom - RISE * (place + 0.5)


def _levels(line: Timeline, names: Sequence[str], bottom: float, theme: Theme) -> list[Spec]:
    rows = [{"x": 0, "x2": line.weeks, "y": _y(it, bottom), "y2": _y(it, bottom)} for it in range(len(names))]
    words = [
        {"x": line.at(0), "y": _y(place, bottom), "text": fitted(name, SMALL + 1, line.labels - 10, bold=True)}
        for place, name in enumerate(names)
    ]
    return [
        layer(rows, "rule", box(), color=theme.line, strokeWidth=0.8),
        lettered(words, fontSize=SMALL + 1, fontWeight="bold"),
    ]


def _stairs(steps: Sequence[Step], past: Sequence[Step], bottom: float, theme: Theme) -> Iterator[Spec]:
    areas = [{"x": one.first_week, "x2": one.end_week, "y": _y(one.place, bottom), "y2": bottom} for one in steps]
    yield layer(areas, "rect", box(), color=theme.action, opacity=0.16)
    if past:
        yield _edges(past, bottom, color=theme.before, strokeWidth=2, strokeDash=[4, 3])
    yield _edges(steps, bottom, color=theme.action, strokeWidth=3, strokeCap="square")


def _edges(steps: Sequence[Step], bottom: float, **looks: object) -> Spec:
    flat = [
        {"x": one.first_week, "x2": one.end_week, "y": _y(one.place, bottom), "y2": _y(one.place, bottom)}
        for one in steps
    ]
    steep = [
        {"x": after.first_week, "x2": after.first_week, "y": _y(one.place, bottom), "y2": _y(after.place, bottom)}
        for one, after in pairwise(steps)
    ]
    return layer([*flat, *steep], "rule", box(), **looks)


def _gates(line: Timeline, steps: Sequence[Step], bottom: float, theme: Theme) -> Iterator[Spec]:
    """Yield a diamond where each level is declared, with the day left of it, or right of it where there is no room."""
    found = [(one, one.gate) for one in steps if one.gate is not None]
    rows = [
        {"x": one.first_week, "y": _y(one.place, bottom), "told": f"{gate.label} on {day(gate.date)}"}
        for one, gate in found
    ]
    words = []
    for one, gate in found:
        text, at = day(gate.date), line.pixels(one.first_week)
        begin = at - 12 - width(text, SMALL, bold=True)
        begin = begin if begin >= line.labels + 2 else at + 12
        words.append({"x": line.at(begin), "y": _y(one.place, bottom) - 11, "text": text})
    yield from outlined(words, theme, fontSize=SMALL, fontWeight="bold", color=theme.ink)
    yield layer(
        rows, "point", {**spot(), **told()}, shape="diamond", filled=True, opacity=1, size=150, color=theme.gate
    )


def _entries(theme: Theme, past: Sequence[Step], own: Outline) -> Iterator[Entry]:
    yield stroke("Level", theme.action, strokeWidth=3)
    yield gate_entry(theme)
    if past:
        yield stroke("Before", theme.before, strokeWidth=2, strokeDash=[4, 3])
    if own.freezes:
        yield swatch("Frozen: no action starts or ends", theme.frozen, 14)


def _description(names: Sequence[str], own: Outline) -> str:
    gates = in_words([f"{name} on {day(one.date)}" for name, one in zip(names[1:], own.milestones, strict=True)])
    return f"Staircase of levels over {counted(own.weeks, 'week')}, from {names[0]}. {gates}."
