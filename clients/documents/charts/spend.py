"""The money of a plan by fiscal quarter, beside what there is, and all of it so far, beside the whole budget.

Kinds of money that the budget does not count stand on top of those that it does, pale and outlined, so that the line of
what there is can be read against the full bars alone.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from msgspec import Struct

from catalog.model import Catalog
from clients.amounts import in_words, money, short_money
from clients.documents.charts.drawing import Spec, box, layer, outlined, picture, titled, told
from clients.documents.charts.legend import Entry, legend, stroke, swatch
from clients.documents.charts.lettering import width
from clients.documents.charts.naming import amount_of, currency_of, name_of
from clients.documents.charts.panel import Panel, beside, column, grid, panel
from clients.documents.charts.shared import Axis, placed, quarters
from clients.documents.charts.themes import THEMES, Theme, ThemeName
from clients.documents.charts.timeline import HEADER, SMALL, Timeline, header
from clients.documents.refusal import refuse_without_schedule
from clients.lines import one_line
from planner import building
from planner.plans import Phase, Plan

LABELS = 230
QUARTERLY, SO_FAR, APART = 210, 150, 26
KINDS = {"cash": "Cash", "labour": "Own labour", "run": "Running cost"}
CARRIED = {
    True: "each quarter's money with what was left before it",
    "year": "each quarter's money with what was left of the year",
    False: "each quarter's money alone",
}


class Money(Struct, frozen=True):
    """What charts of money show: the quarters, which kinds count, and the limits; None where there is none."""

    phases: tuple[Phase, ...]
    covers: tuple[str, ...]
    there_is: tuple[int | None, ...]
    total: int | None

    @property
    def order(self) -> tuple[str, ...]:
        """The kinds from the bottom up: those that the budget counts first."""
        return tuple(sorted(KINDS, key=lambda kind: kind not in self.covers))

    @property
    def used(self) -> tuple[int, ...]:
        """What the budget counts, by quarter."""
        return tuple(phase.budget.used for phase in self.phases)

    @property
    def quarterly(self) -> bool:
        """Whether there is a limit on quarters."""
        return any(it is not None for it in self.there_is)


def spend(plan: Plan, catalog: Catalog, *, theme: ThemeName = "light", axis: Axis = "own") -> Spec:
    """Return the money of a plan: by quarter and by kind, and what the budget counts of it so far."""
    refuse_without_schedule(plan, "a chart of its money")
    tint, line = THEMES[theme], quarters(plan, LABELS, axis)
    shown = _money(plan)
    highest = max(
        [*(sum(_amounts(it).values()) for it in shown.phases), *(it or 0 for it in shown.there_is)], default=0
    )
    first = panel(HEADER + 12, QUARTERLY, highest)
    second = panel(first.bottom + APART, SO_FAR, max(sum(shown.used), shown.total or 0))
    samples, high = legend(line, list(_entries(shown, tint)), second.bottom + 12)
    height = second.bottom + 12 + high
    layers = [
        line.ground(height),
        *header(line, tint, second.bottom),
        *_by_quarter(shown, line, first, plan, catalog, tint),
        *_so_far(shown, line, second, plan, catalog, tint),
        *samples,
    ]
    said = _said(plan, catalog, shown)
    title = titled(f"{name_of(plan)}: money", [said], line.width)
    spec = picture(line.width, height, layers, tint, title, f"Money by quarter. {said} {_told(shown)}")
    return placed(spec, line, second.bottom + 6, plan, catalog, axis)


def _money(plan: Plan) -> Money:
    return Money(
        phases=plan.phases,
        covers=plan.request.budget.covers,
        there_is=tuple(_there_is(phase) for phase in plan.phases),
        total=building.money(plan.request).total,
    )


def _there_is(phase: Phase) -> int | None:
    """Return what a quarter may spend: its own money and what was carried over."""
    return None if phase.budget.available is None else phase.budget.available + (phase.budget.carried or 0)


def _amounts(phase: Phase) -> dict[str, int]:
    return {kind: getattr(phase.spend, kind) for kind in KINDS}


def _by_quarter(shown: Money, line: Timeline, own: Panel, plan: Plan, catalog: Catalog, theme: Theme) -> Iterator[Spec]:
    said = [currency_of(plan, catalog)]
    if shown.quarterly:
        said.append(f"The line is {CARRIED[plan.request.budget.carry_over]}.")
    yield from beside(line, own, "By quarter", said, theme)
    yield from grid(line, own, 5, _short, theme, whole=True)
    for kind in KINDS:
        rows = list(_columns(shown, kind, own))
        yield layer(rows, "rect", {**box(), **told()}, **_looks(kind, shown, theme))
    limits = [
        {"x": place, "x2": place + 1, "y": own.y(it), "y2": own.y(it), "told": f"There is {money(it)}"}
        for place, it in enumerate(shown.there_is)
        if it is not None
    ]
    yield layer(limits, "rule", {**box(), **told()}, color=theme.ink, strokeWidth=2)
    yield from _figures(line, [(place + 0.5, own.y(it), it) for place, it in enumerate(shown.used) if it], theme)


def _columns(shown: Money, kind: str, own: Panel) -> Iterator[Any]:
    for place, phase in enumerate(shown.phases):
        amounts = _amounts(phase)
        below = sum(amounts[it] for it in shown.order[: shown.order.index(kind)])
        text = f"{one_line(phase.label)}: {KINDS[kind].lower()} {money(amounts[kind])}"
        if amounts[kind]:
            yield column(place, own, below, below + amounts[kind], told=text)


def _looks(kind: str, shown: Money, theme: Theme) -> dict[str, Any]:
    """Return how a kind of money looks: full where the budget counts it, else pale with an outline of its colour."""
    shade = getattr(theme, kind)
    if kind in shown.covers:
        return {"fill": shade}
    return {"fill": shade, "fillOpacity": 0.22, "stroke": shade, "strokeWidth": 1, "strokeDash": [3, 2]}


def _figures(line: Timeline, found: Sequence[tuple[float, float, int]], theme: Theme) -> list[Spec]:
    """Return amounts over their bars, where all of them have room."""
    room = line.week - 4
    if any(width(short_money(it), SMALL - 1, bold=True) > room for _, _, it in found):
        return []
    rows = [{"x": x, "y": y - 8, "text": short_money(it)} for x, y, it in found]
    return outlined(rows, theme, align="center", fontSize=SMALL - 1, fontWeight="bold", color=theme.ink)


def _so_far(shown: Money, line: Timeline, own: Panel, plan: Plan, catalog: Catalog, theme: Theme) -> Iterator[Spec]:
    """Yield what the budget counts so far as steps, and the whole budget as a line."""
    kinds = in_words([KINDS[it].lower() for it in KINDS if it in shown.covers])
    said = [f"{kinds[:1].upper()}{kinds[1:]}."]
    if shown.total is not None:
        held = plan.request.budget.contingency
        less = f" after {held * 100:g} % held back" if held else ""
        said.append(f"The line is the budget: {amount_of(plan, catalog, shown.total)}{less}.")
    yield from beside(line, own, "So far", said, theme)
    yield from grid(line, own, 4, _short, theme, whole=True)
    sums = list(accumulate(shown.used))
    areas = [
        {"x": place, "x2": place + 1, "y": own.y(it), "y2": own.bottom, "told": f"{label}: {money(it)} so far"}
        for place, (it, label) in enumerate(zip(sums, (one_line(phase.label) for phase in shown.phases), strict=True))
    ]
    yield layer(areas, "rect", {**box(), **told()}, color=theme.cash, opacity=0.25)
    flat = [{"x": one["x"], "x2": one["x2"], "y": one["y"], "y2": one["y"]} for one in areas]
    steep = [{"x": b["x"], "x2": b["x"], "y": a["y"], "y2": b["y"]} for a, b in pairwise(areas)]
    yield layer([*flat, *steep], "rule", box(), color=theme.cash, strokeWidth=2.2, strokeCap="square")
    if shown.total is not None:
        limit = {"x": 0, "x2": line.weeks, "y": own.y(shown.total), "y2": own.y(shown.total)}
        yield layer([limit], "rule", box(), color=theme.ink, strokeWidth=2)
    yield from _figures(line, [(place + 0.5, own.y(it), it) for place, it in enumerate(sums)], theme)


def _entries(shown: Money, theme: Theme) -> Iterator[Entry]:
    for kind in shown.order:
        if any(_amounts(phase)[kind] for phase in shown.phases):
            name = KINDS[kind] if kind in shown.covers else f"{KINDS[kind]} (the budget does not count it)"
            looks = _looks(kind, shown, theme)
            yield swatch(name, looks.pop("fill"), **looks)
    if shown.quarterly or shown.total is not None:
        yield stroke("Money there is", theme.ink, strokeWidth=2)


def _said(plan: Plan, catalog: Catalog, shown: Money) -> str:
    totals = plan.totals
    assert totals is not None
    of = f" of {short_money(shown.total)}" if shown.total is not None else ""
    apart = [f"{KINDS[it].lower()} {short_money(getattr(totals, it))}" for it in KINDS]
    return f"{amount_of(plan, catalog, totals.covered)}{of} used to the last gate; {in_words(apart)}."


def _told(shown: Money) -> str:
    if not shown.phases:
        return ""
    most = max(shown.phases, key=lambda phase: phase.budget.used)
    return f"The dearest quarter is {one_line(most.label)} with {money(most.budget.used)}."


def _short(amount: float) -> str:
    return short_money(round(amount))
