"""The plan as bars that can be edited: shapes of PowerPoint's own, a bar for each activity, over fiscal quarters.

So many rows a slide, the same head on each. Kinds differ in colour and in shape; what holds the finish has an outline.
Links are not drawn: lines over so many bars would hide them, and what comes before what stands in the project file.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from clients.amounts import counted
from clients.dates import day
from clients.documents.outline import Group, Row, RowKind
from clients.documents.pptx.axis import DIAMOND, GAP, Axis
from clients.documents.pptx.deck import INNER, LEFT, RIGHT, Deck
from clients.documents.pptx.lettering import in_one, tall, wide
from clients.documents.pptx.sheet import Box, Colour, Line, Sheet

MOST_ROWS = 25
BOTTOM = 6.78
"""Where the rows end; the key stands below."""
HIGHEST = 0.3
LABELS, FINISH = 3.9, 0.85
"""Inches of the labels at the left and of the days at the right."""
SIZE = 9.0
INDENT = 0.12
_TITLES: dict[RowKind, str] = {"action": "Action", "governance": "Governance", "setup": "Set-up"}


class Look(Struct, frozen=True):
    """How the bars of a kind look: their shape, colour and edge, and what part of a row's height they take."""

    shape: str
    colour: Colour
    edge: Colour | None
    part: float


LOOKS: dict[RowKind, Look] = {
    "action": Look("rounded", "action", None, 0.62),
    "governance": Look("rectangle", "governance", "edge", 0.62),
    "setup": Look("rectangle", "setup", None, 0.34),
}
Entry = str | Row
"""A line of the chart: a group's title, or an activity."""


def add(deck: Deck) -> None:
    """Add the slides of the chart."""
    parts = pages(deck.outline.groups)
    tight = sum(1 for row in deck.outline.rows if row.activity.critical)
    words = (
        f"{activities(len(deck.outline.rows))}, {f'{tight:,} without slack (outlined)' if tight else 'all with slack'}"
    )
    notes = ["Start, finish, kind and slack of each activity, as the plan has them; the bars can be moved."]
    for number, entries in enumerate(parts, start=1):
        title = "The plan" if len(parts) == 1 else f"The plan ({number} of {len(parts)})"
        sheet, top = deck.sheet(title, words, notes)
        _page(deck, sheet, entries, top)


def activities(number: int) -> str:
    """Return how many activities there are, in words."""
    return "1 activity" if number == 1 else f"{number:,} activities"


def pages(groups: Sequence[Group]) -> list[tuple[Entry, ...]]:
    """Return the lines of each slide; a group that goes on says so, and no title stands at a slide's end."""
    found: list[list[Entry]] = [[]]
    for group in groups:
        for number, row in enumerate(group.rows):
            if len(found[-1]) + (number == 0) >= MOST_ROWS:
                found.append([])
            if number == 0 or not found[-1]:
                found[-1].append(group.title if number == 0 else f"{group.title} (continued)")
            found[-1].append(row)
    return [tuple(entries) for entries in found]


def _page(deck: Deck, sheet: Sheet, entries: Sequence[Entry], top: float) -> None:
    axis = Axis(deck.outline, LEFT + LABELS, INNER - LABELS - FINISH, SIZE)
    first = top + axis.height
    high = min(HIGHEST, (BOTTOM - first) / max(1, len(entries)))
    bottom = first + high * len(entries)
    axis.ground(sheet, top, bottom)
    places = [Box(LEFT, first + number * high, INNER, high) for number in range(len(entries))]
    for entry, at in zip(entries, places, strict=True):
        if isinstance(entry, str):
            _title(sheet, entry, at)
    axis.gates(sheet, top, bottom)
    for entry, at in zip(entries, places, strict=True):
        if isinstance(entry, Row):
            _row(sheet, axis, entry, at)
    key(sheet, bottom + 0.08, frozen=bool(deck.outline.freezes))


def _title(sheet: Sheet, words: str, at: Box) -> None:
    sheet.draw("rectangle", at, "head", name="Group")
    line = Line(in_one(words, SIZE, at.width - GAP, bold=True), SIZE, bold=True)
    place = at._replace(left=at.left + GAP, width=at.width - GAP)
    sheet.write(place, [line], name=words, anchor="middle", wrap=False)


def _row(sheet: Sheet, axis: Axis, row: Row, at: Box) -> None:
    label = Box(LEFT + INDENT, at.top, LABELS - INDENT - GAP, at.height)
    words = label_of(row, label.width)
    sheet.write(label, [Line(words, SIZE)], name=f"Label of {row.id}", anchor="middle", wrap=False)
    bar(sheet, axis, row, at)
    finish = Box(RIGHT - FINISH, at.top, FINISH, at.height)
    line = Line(day(row.finish), SIZE, colour="muted")
    sheet.write(finish, [line], name=f"Finish of {row.id}", align="right", anchor="middle", wrap=False)


def label_of(row: Row, room: float) -> str:
    """Return a row's label in one line; what tells copies apart is kept where it must be cut."""
    head, colon, ending = row.label.rpartition(": ")
    if not colon or wide(row.label, SIZE) <= room or wide(f"…: {ending}", SIZE) > room / 2:
        return in_one(row.label, SIZE, room)
    return in_one(head, SIZE, room - wide(f": {ending}", SIZE)) + f": {ending}"


def bar(sheet: Sheet, axis: Axis, row: Row, at: Box) -> None:
    """Draw the bar of an activity in the middle of its row."""
    look = LOOKS[row.kind]
    high = at.height * look.part
    left, right = axis.at(row.start_week), axis.at(row.end_week)
    place = Box(left, at.top + (at.height - high) / 2, right - left, high)
    edge: Colour | None = "ink" if row.activity.critical else look.edge
    wide_edge = 1.5 if row.activity.critical else 0.75
    sheet.draw(look.shape, place, look.colour, name=row.id, told=told(row), edge=edge, edge_width=wide_edge)


def told(row: Row) -> str:
    """Return what a bar says to those who do not see it."""
    holds = "; no slack" if row.activity.critical else ""
    span = f"{day(row.start)} to {day(row.finish)}, {counted(row.weeks, 'week')}"
    return f"{_TITLES[row.kind]}: {row.label}, {span}{holds}"


def key(sheet: Sheet, top: float, *, frozen: bool, outlined: bool = True) -> None:
    """Draw a sample of each mark with its words."""
    left = LEFT
    for words, sample in _samples(frozen=frozen, outlined=outlined):
        high = tall(1, SIZE)
        sample(sheet, Box(left, top, 0.28, high))
        left += 0.28 + GAP
        room = Box(left, top, wide(words, SIZE), high)
        sheet.write(room, [Line(words, SIZE)], name=f"Key: {words}", anchor="middle", wrap=False)
        left = room.right + 0.25


def _samples(*, frozen: bool, outlined: bool) -> Iterator[tuple[str, "Sample"]]:
    for kind, look in LOOKS.items():
        yield _TITLES[kind], Sample(look.shape, look.colour, look.edge, look.part)
    if outlined:
        yield "No slack", Sample("rectangle", "paper", "ink", 0.62, 1.5)
    yield "Level declared", Sample("diamond", "gate", None, 0.9)
    if frozen:
        yield "Frozen weeks", Sample("rectangle", "frozen", None, 0.9)


class Sample(Struct, frozen=True):
    """A mark as the key shows it."""

    shape: str
    colour: Colour
    edge: Colour | None
    part: float
    edge_width: float = 0.75

    def __call__(self, sheet: Sheet, at: Box) -> None:
        """Draw it."""
        high = at.height * self.part
        place = at._replace(top=at.top + (at.height - high) / 2, height=high)
        if self.shape == "diamond":
            place = Box(at.left + (at.width - DIAMOND) / 2, at.top + (at.height - DIAMOND) / 2, DIAMOND, DIAMOND)
        sheet.draw(self.shape, place, self.colour, name="Key", edge=self.edge, edge_width=self.edge_width)
