"""What moves the plan most: for each estimate, rate and limit, what its low and its high end do to finish and cost.

Shown of the study of that name. The upper half of a bar is the low end, the lower half the high end, so that both show
where they point the same way.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from catalog.model import Catalog
from clients.amounts import counted, short_money
from clients.dates import day
from clients.documents.charts.drawing import Spec, box, layer, lettered, picture, titled, told
from clients.documents.charts.legend import Entry, legend, swatch
from clients.documents.charts.lettering import fitted
from clients.documents.charts.naming import asked_name
from clients.documents.charts.panel import ticks
from clients.documents.charts.themes import THEMES, Theme, ThemeName
from clients.documents.charts.timeline import SMALL, plain
from clients.lines import one_line
from clients.names import shown
from planner.exploring.studies import Study
from planner.exploring.tornado import Bar, End, Tornado

LABELS, SIDE, APART, EDGE = 330, 330, 40, 40
TOP, ROW = 46, 28
MOST_BARS = 15
STEPS = 4
ROOM = 46
"""How many pixels beside a bar its words need."""

LIMITS = {
    "/budget/total": "The total budget",
    "/budget/per_quarter": "The money by quarter",
    "/headcount/total": "People in all",
    "/deadline": "The deadline",
}
KINDS = {"weeks": "weeks", "cash": "money", "rate": "rate", "limit": ""}


class Side(Struct, frozen=True):
    """One half of the picture: what differs from the plan as it is, from ``low`` to ``high``, and how it is written."""

    left: float
    low: float
    high: float
    of: Callable[[End], int | None]
    words: Callable[[int], str]
    title: str

    def x(self, amount: float) -> float:
        """Return the pixel of a difference."""
        inner = SIDE - 2 * ROOM
        return round(self.left + ROOM + (amount - self.low) / (self.high - self.low) * inner, 2)


def tornado(study: Study, catalog: Catalog, *, theme: ThemeName = "light") -> Spec:
    """Return the bars of a tornado, the widest first, at most fifteen."""
    assert isinstance(study.result, Tornado)
    tint, base = THEMES[theme], study.result.base
    currency = one_line(study.asked.request.budget.currency or catalog.currency)
    moving = [bar for bar in study.result.bars if bar.weeks or bar.money or bar.impossible]
    bars = moving[:MOST_BARS] if base.finish_week is not None else []
    bottom = TOP + ROW * len(bars)
    axis = plain(LABELS + SIDE * 2 + APART)
    samples, deep = legend(axis, list(_entries(tint)), bottom + 12)
    layers = [axis.ground(bottom + 12 + deep), *_labels(bars, catalog, tint)]
    for side in _sides(bars, base, currency):
        layers += _side(side, bars, catalog, bottom, tint)
    said = _said(base, bars, moving, len(study.result.bars), catalog, currency)
    title = titled(f"{asked_name(study.asked.request)}: what moves the plan most", [said], axis.width)
    return picture(axis.width, bottom + 12 + deep, [*layers, *samples], tint, title, said)


def _sides(bars: Sequence[Bar], base: End, currency: str) -> Iterator[Side]:
    def weeks(end: End) -> int | None:
        return None if end.finish_week is None else end.finish_week - (base.finish_week or 0)

    def cost(end: End) -> int | None:
        return None if end.cost is None else end.cost - (base.cost or 0)

    finish = f"Finish, weeks from {day(base.finish)}"
    once = f"One-off cost, {currency} from {short_money(base.cost or 0)}"
    for left, of, words, title in (
        (LABELS, weeks, _weeks, finish),
        (LABELS + SIDE + APART, cost, _money, once),
    ):
        found = [it for bar in bars for end in (bar.low, bar.high) if (it := of(end)) is not None]
        low, high = min([0, *found]), max([0, *found])
        yield Side(left, low, high if high > low else low + 1, of, words, title)


def _weeks(amount: int) -> str:
    return f"{amount:+d} w" if amount else "0"


def _money(amount: int) -> str:
    return f"{'+' if amount > 0 else '-'}{short_money(abs(amount))}" if amount else "0"


def _labels(bars: Sequence[Bar], catalog: Catalog, theme: Theme) -> Iterator[Spec]:
    bands = [_band(place) for place in range(0, len(bars), 2)]
    yield layer(bands, "rect", box(), color=theme.band)
    words = [
        {"x": 0, "y": _middle(place), "text": fitted(_name(bar, catalog), SMALL, LABELS - 14, ending=_ending(bar))}
        for place, bar in enumerate(bars)
    ]
    yield lettered(words, fontSize=SMALL)


def _band(place: int) -> dict[str, float]:
    return {"x": 0, "x2": LABELS + SIDE * 2 + APART, "y": TOP + ROW * place, "y2": TOP + ROW * (place + 1)}


def _middle(place: int) -> float:
    return TOP + ROW * (place + 0.5)


def _name(bar: Bar, catalog: Catalog) -> str:
    """Return what a bar moves, without what of it."""
    if bar.subject in LIMITS:
        return LIMITS[bar.subject]
    name = bar.subject.rpartition("/")[2]
    titles = {item.id: item.title for item in catalog.items} | {role.id: role.title for role in catalog.roles}
    return ("People: " if bar.kind == "limit" else "") + shown(titles.get(name, name), one_line(name))


def _ending(bar: Bar) -> str:
    return f": {KINDS[bar.kind]}" if KINDS[bar.kind] else ""


def _side(side: Side, bars: Sequence[Bar], catalog: Catalog, bottom: float, theme: Theme) -> Iterator[Spec]:
    marks = ticks(side.high, STEPS, least=side.low, whole=True)
    lines = [{"x": side.x(it), "x2": side.x(it), "y": TOP - 4, "y2": bottom} for it in marks]
    yield layer(lines, "rule", box(), color=theme.line, strokeWidth=0.7)
    words = [{"x": side.x(it), "y": TOP - 12, "text": side.words(round(it))} for it in marks]
    yield lettered(words, align="center", fontSize=SMALL - 1, color=theme.muted)
    head = [{"x": side.left + 4, "y": 10, "text": fitted(side.title, SMALL, SIDE, bold=True)}]
    yield lettered(head, fontSize=SMALL, fontWeight="bold")
    for low, shade in ((True, theme.series[0]), (False, theme.governance)):
        rows = list(_halves(side, bars, catalog, low=low))
        looks = {"stroke": theme.edge, "strokeWidth": 0.8} if not low else {}
        yield layer([it for it in rows if it["x"] != it["x2"]], "rect", {**box(), **told()}, fill=shade, **looks)
        yield from _beside(rows, theme)
    zero = [{"x": side.x(0), "x2": side.x(0), "y": TOP - 4, "y2": bottom}]
    yield layer(zero, "rule", box(), color=theme.ink, strokeWidth=1.2)


def _halves(side: Side, bars: Sequence[Bar], catalog: Catalog, *, low: bool) -> Iterator[dict[str, Any]]:
    """Yield what one end of each bar does; an end without a plan has no length, and words that say so."""
    for place, bar in enumerate(bars):
        end = bar.low if low else bar.high
        amount = side.of(end)
        text = ("no plan" if end.proven else "not known") if amount is None else side.words(amount) if amount else ""
        top = _middle(place) - (ROW * 0.36 if low else 0)
        which = "low" if low else "high"
        yield {
            "x": side.x(0),
            "x2": side.x(amount or 0),
            "y": top,
            "y2": top + ROW * 0.36,
            "text": text,
            "told": f"{_name(bar, catalog)}{_ending(bar)}, {which} end: {text or 'as it is'}",
        }


def _beside(rows: Sequence[dict[str, Any]], theme: Theme) -> Iterator[Spec]:
    """Yield the words of each half, on the side to which it points."""
    for left in (True, False):
        own = [
            {"x": it["x2"] + (-4 if left else 4), "y": (it["y"] + it["y2"]) / 2, "text": it["text"]}
            for it in rows
            if it["text"] and (it["x2"] < it["x"]) is left
        ]
        yield lettered(own, align="right" if left else "left", fontSize=SMALL - 1.5, color=theme.ink)


def _entries(theme: Theme) -> Iterator[Entry]:
    yield swatch("At its low end", theme.series[0], 8)
    yield swatch("At its high end", theme.governance, 8, stroke=theme.edge, strokeWidth=0.8)
    yield Entry("Each is moved alone, and the plan made best again", ())


def _said(base: End, bars: Sequence[Bar], moving: Sequence[Bar], every: int, catalog: Catalog, currency: str) -> str:
    if base.finish is None:
        return "There is no plan to move."
    told = f"As it is: {day(base.finish)}, {currency} {short_money(base.cost or 0)} once."
    if bars:
        first = bars[0]
        name = LIMITS[first.subject].lower() if first.subject in LIMITS else f"{_name(first, catalog)}{_ending(first)}"
        told += f" It depends most on {name}: {counted(first.weeks, 'week')}"
        told += f" and {short_money(first.money)}." if first.money else "."
    more, still = len(moving) - len(bars), every - len(moving)
    told += f" {more} more move it less." if more else ""
    return told + (f" {still} of {every} figures move nothing." if still else "")
