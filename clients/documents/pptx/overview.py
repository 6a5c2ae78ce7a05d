"""The whole plan in a small chart: a thin row for each item, its set-up and copies together, between the gates.

It stands on the summary, where there is no room for names: it shows the shape of a plan, the large chart its parts.
"""

from collections.abc import Sequence

from clients.documents.outline import Group, Row
from clients.documents.pptx.axis import Axis
from clients.documents.pptx.deck import Deck
from clients.documents.pptx.gantt import LOOKS, told
from clients.documents.pptx.lettering import in_one, tall
from clients.documents.pptx.sheet import Box, Line, Sheet

SIZE = 8.0
LABELS = 1.15
HIGHEST = 0.24
BETWEEN = 0.06
"""Inches between two groups."""


def draw(deck: Deck, sheet: Sheet, at: Box) -> float:
    """Draw the chart in a place, and return where it ends."""
    axis = Axis(deck.outline, at.left + LABELS, at.width - LABELS, SIZE)
    top = at.top + axis.height
    groups = [(group, lines(group)) for group in deck.outline.groups]
    count = sum(len(own) for _, own in groups)
    gaps = BETWEEN * (len(groups) + 1)
    high = min(HIGHEST, (at.bottom - top - gaps) / max(1, count))
    bottom = top + high * count + gaps
    axis.ground(sheet, at.top, bottom)
    axis.gates(sheet, at.top, bottom)
    for group, own in groups:
        place = Box(at.left, top + BETWEEN / 2, at.width, high * len(own) + BETWEEN)
        _group(sheet, axis, group, own, place)
        top += high * len(own) + BETWEEN
    return bottom


def lines(group: Group) -> list[tuple[Row, ...]]:
    """Return a group's rows by item, in the order in which the first of each starts."""
    found: dict[str, list[Row]] = {}
    for row in group.rows:
        found.setdefault(row.activity.item, []).append(row)
    return [tuple(own) for own in found.values()]


def _group(sheet: Sheet, axis: Axis, group: Group, own: Sequence[Sequence[Row]], at: Box) -> None:
    sheet.rule((at.left, at.top), (at.right, at.top), "line", name=f"Above {group.title}", thick=0.5)
    room = LABELS - 0.1
    if at.height >= tall(1, SIZE):
        words = in_one(group.title.partition(": ")[0], SIZE, room, bold=True)
        place = Box(at.left, at.top + BETWEEN / 2, room, tall(1, SIZE))
        sheet.write(place, [Line(words, SIZE, bold=True)], name=group.title, wrap=False)
    high = (at.height - BETWEEN) / len(own)
    for number, rows in enumerate(own):
        top = at.top + BETWEEN / 2 + number * high
        for row in rows:
            look = LOOKS[row.kind]
            left, right = axis.at(row.start_week), axis.at(row.end_week)
            thick = high * look.part * 1.2
            place = Box(left, top + (high - thick) / 2, right - left, thick)
            sheet.draw("rectangle", place, look.colour, name=row.id, told=told(row))
