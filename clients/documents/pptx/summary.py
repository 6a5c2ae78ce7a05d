"""The plan on one page: the verdict with its proof, figures, gates, the gravest risks, and all of it as a chart."""

from collections import Counter
from typing import NamedTuple

from clients.amounts import counted, people, short_money
from clients.dates import day
from clients.documents.outline import Milestone
from clients.documents.pptx import overview
from clients.documents.pptx.axis import DIAMOND, diamond
from clients.documents.pptx.briefing import figures as quarter_figures
from clients.documents.pptx.deck import FOOT, INNER, LEFT, RIGHT, TITLE_SIZE, Deck
from clients.documents.pptx.gantt import activities, key
from clients.documents.pptx.lettering import in_one, tall, wide, within
from clients.documents.pptx.money import counted_kinds, limit
from clients.documents.pptx.people import caps_of, peak
from clients.documents.pptx.risks import opened
from clients.documents.pptx.sheet import Box, Line, Sheet
from clients.lines import one_line
from clients.names import shown
from clients.verdict import arrival, verdict

TILE, TILE_GAP = 0.92, 0.15
BIG, SMALL = 20.0, 10.0
SIDE = 3.9
"""Inches of the column at the right."""
HEADING = 0.28
MOST_RISKS = 5
_PICTURES = {"gantt": "The whole plan", "maturity": "Level by level"}
MOST_IN_PICTURE = 60
"""Rows of a chart that can be read on a slide."""


class Figure(NamedTuple):
    """What a tile says: a figure, and a line below it."""

    big: str
    small: str


def add(deck: Deck) -> None:
    """Add the summary, and the pictures that were given where they can be read."""
    notes = [
        verdict(deck.plan, deck.names.currency),
        f"The plan is {deck.plan.status}: best and proven where it says so, else within the bounds that it gives.",
    ]
    sheet, top = deck.sheet(_title(deck), verdict(deck.plan, deck.names.currency), notes, most=3)
    _tiles(sheet, figures(deck), top)
    top += TILE + 0.2
    left = Box(LEFT, top, INNER - SIDE - 0.35, FOOT - 0.4 - top)
    bottom = overview.draw(deck, sheet, left)
    key(sheet, bottom + 0.07, frozen=bool(deck.outline.freezes), outlined=False)
    side = Box(RIGHT - SIDE, top, SIDE, FOOT - 0.15 - top)
    _next_quarter(deck, sheet, side, _risks(deck, sheet, side, _gates(deck, sheet, side)))
    for name, words in _PICTURES.items():
        if name in deck.pictures and (name != "gantt" or len(deck.outline.rows) <= MOST_IN_PICTURE):
            _picture(deck, name, words)


def _title(deck: Deck) -> str:
    """Return the plan's name, where it has one, and what it reaches by when, which is never cut."""
    reached = f"{arrival(deck.plan)} by {day(deck.plan.finish)}"
    if not one_line(deck.plan.request.name or ""):
        return reached
    ending = f": {reached[:1].lower()}{reached[1:]}"
    return in_one(deck.name, TITLE_SIZE, INNER - wide(ending, TITLE_SIZE, bold=True), bold=True) + ending


def figures(deck: Deck) -> tuple[Figure, ...]:
    """Return what the tiles say."""
    plan, currency, there_is = deck.plan, deck.names.currency, limit(deck)
    spent = plan.totals.covered if plan.totals else 0
    of_money = f"of {short_money(there_is)}, " if there_is is not None else ""
    own = caps_of(deck, "total")
    of_people = f", of {people(max(own))}" if own else ""
    kinds = Counter(row.kind for row in deck.outline.rows)
    counts = {"action": counted(kinds["action"], "action"), "setup": counted(kinds["setup"], "set-up")}
    counts["governance"] = f"{kinds['governance']} governance"
    work = ", ".join(counts[kind] for kind in ("action", "governance", "setup") if kinds[kind])
    return (
        Figure(day(plan.finish), f"{arrival(plan)} declared{_spare(deck)}"),
        Figure(f"{currency} {short_money(spent)}", f"{of_money}{counted_kinds(deck)}"),
        Figure(f"{people(peak(deck))} FTE", f"at most at once{of_people}"),
        Figure(activities(len(plan.activities)), work),
    )


def _spare(deck: Deck) -> str:
    deadline, finish = deck.plan.request.deadline, deck.plan.finish
    if deadline is None or finish is None:
        return ""
    weeks = (deadline - finish).days // 7
    return f", {weeks} weeks before the deadline" if weeks != 1 else ", a week before the deadline"


def _tiles(sheet: Sheet, own: tuple[Figure, ...], top: float) -> None:
    width = (INNER - TILE_GAP * (len(own) - 1)) / len(own)
    for number, figure in enumerate(own):
        at = Box(LEFT + number * (width + TILE_GAP), top, width, TILE)
        sheet.draw("rectangle", at, "band", name="Tile")
        sheet.draw("rectangle", at._replace(width=0.06), "action", name="Edge of tile")
        inside = Box(at.left + 0.18, at.top + 0.1, at.width - 0.26, at.height - 0.15)
        big = Line(in_one(figure.big, BIG, inside.width, bold=True), BIG, bold=True)
        small = Line(within(figure.small, SMALL, inside.width, 2)[0], SMALL, colour="muted")
        sheet.write(inside, [big, small], name=figure.big)


def _gates(deck: Deck, sheet: Sheet, at: Box) -> float:
    """List the gates with their days, and return where the list ends."""
    top = _heading(sheet, at, "Gates")
    high = tall(1, 11) + 0.06
    for one in deck.outline.milestones:
        diamond(sheet, one, at.left + DIAMOND / 2, top + high / 2)
        when = Box(at.left + 0.22, top, 0.95, high)
        sheet.write(when, [Line(day(one.date), 11, bold=True)], name=f"Day of {one.short}", anchor="middle", wrap=False)
        words = Box(at.left + 1.22, top, at.width - 1.22, high)
        line = Line(in_one(_level(deck, one), SMALL, words.width), SMALL)
        sheet.write(words, [line], name=one.label, anchor="middle", wrap=False)
        top += high
    return top + 0.15


def _level(deck: Deck, one: Milestone) -> str:
    """Return a gate's level with its name, in short."""
    level = deck.names.levels.get(one.gate.level or 0)
    return f"{one.short} {shown(level.name, '')}" if level else deck.names.beyond


def _risks(deck: Deck, sheet: Sheet, at: Box, top: float) -> float:
    """List the gravest risks with when they are open, as many as there is room for; return where the list ends."""
    top = _heading(sheet, at._replace(top=top), "Gravest risks")
    for one in opened(deck)[:MOST_RISKS]:
        words, lines = within(one.title, 11, at.width, 2)
        high = tall(lines, 11, words) + tall(1, 9) + 0.05
        if top + high > at.bottom:
            return top
        place = Box(at.left, top, at.width, high)
        when = in_one(f"Severity {one.risk.severity} of 5, open {one.span}", 9, at.width)
        sheet.write(place, [Line(words, 11), Line(when, 9, colour="muted")], name=one.title)
        top = place.bottom
    return top + 0.15


def _next_quarter(deck: Deck, sheet: Sheet, at: Box, top: float) -> None:
    """Say in a few lines what the first quarter brings, if there is room."""
    phase = deck.plan.phases[0]
    begins, ends = len(phase.starts), len(phase.finishes)
    words, lines = within(f"{begins} begin, {ends} end; {quarter_figures(deck, phase)}", SMALL, at.width, 4)
    place = Box(at.left, top + HEADING, at.width, tall(lines, SMALL))
    if place.bottom <= at.bottom:
        _heading(sheet, at._replace(top=top), f"Next quarter: {phase.label}")
        sheet.write(place, [Line(words, SMALL)], name="Next quarter")


def _heading(sheet: Sheet, at: Box, words: str) -> float:
    place = Box(at.left, at.top, at.width, HEADING)
    sheet.write(place, [Line(words, 12, bold=True)], name=words)
    return place.bottom


def _picture(deck: Deck, name: str, words: str) -> None:
    sheet, top = deck.sheet(words, "", [f"The chart {name} of the same plan."])
    told = f"{words} as a chart. {verdict(deck.plan, deck.names.currency)}"
    sheet.picture(Box(LEFT, top, INNER, FOOT - 0.15 - top), deck.pictures[name], name=words, told=told)
