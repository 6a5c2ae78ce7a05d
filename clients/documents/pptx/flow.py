"""What flows over slides: lists and tables one under the other, going on on the next slide where one is full.

Sections that are made of words and figures use it; a slide that goes on says so in its title.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from clients.documents.pptx.deck import FOOT, INNER, LEFT, TITLE_SIZE, TOP, Deck
from clients.documents.pptx.lettering import POINTS, in_one, tall, wide, within
from clients.documents.pptx.sheet import Box, Line, Sheet, bullet_indent
from clients.documents.pptx.tables import Table, pages, put

BOTTOM = FOOT - 0.15
HEADING, HEADING_SIZE = 0.3, 12.0
CONTINUED = " (continued)"
GAP = 0.16
LITTLE = 0.4
"""What part of a slide is too little to begin something on that does not fit."""
ENTRY_SIZE, ENTRY_LINES, BETWEEN = 11.0, 3, 3.0
"""Of a list: size of letters, most lines of an entry, points between two."""


@dataclass
class Flow:
    """Slides of one title; what is put on them stands at ``top`` and moves it down."""

    deck: Deck
    title: str
    aside: str
    notes: Sequence[str]
    sheet: Sheet = field(init=False)
    top: float = field(init=False)
    _begun: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """Begin the first slide."""
        self.next()

    @property
    def room(self) -> float:
        """Inches that are left on the slide."""
        return BOTTOM - self.top

    def next(self) -> None:
        """Begin another slide."""
        title = self.title
        if self._begun:
            room = INNER - wide(CONTINUED, TITLE_SIZE, bold=True)
            title = in_one(title, TITLE_SIZE, room, bold=True) + CONTINUED
        self.sheet, self.top = self.deck.sheet(title, "" if self._begun else self.aside, self.notes, most=2)
        self._begun = True

    def table(self, heading: str, table: Table) -> None:
        """Put a table under its heading; nothing where it has no rows."""
        if not table.rows:
            return
        above = HEADING if heading else 0
        whole = BOTTOM - TOP - above
        if self._better_on_the_next(above + table.height(table.rows), above + table.height(table.rows[:1])):
            self.next()
        for number, rows in enumerate(pages(table, self.room - above, whole)):
            if number:
                self.next()
            self._heading(f"{heading}{CONTINUED}" if number and heading else heading)
            self.top = put(self.sheet, table, rows, LEFT, self.top) + GAP

    def entries(self, heading: str, sentences: Sequence[str], *, most: int = ENTRY_LINES) -> None:
        """Put a list of sentences under its heading, each of at most so many lines; nothing where there are none."""
        room = INNER - bullet_indent(ENTRY_SIZE)
        left = [within(one, ENTRY_SIZE, room, most) for one in sentences]
        if left and self._better_on_the_next(HEADING + _high(left), HEADING + _high(left[:1])):
            self.next()
        begun = False
        while left:
            if begun:
                self.next()
            self._heading(f"{heading}{CONTINUED}" if begun else heading)
            fits = next((n for n in range(len(left), 0, -1) if _high(left[:n]) <= self.room), 1)
            self._list([words for words, _ in left[:fits]], _high(left[:fits]))
            left, begun = left[fits:], True

    def chart(self, heading: str, height: float, draw: Callable[[Sheet, Box], None]) -> None:
        """Put something drawn under its heading, in a place of the whole width."""
        if HEADING + height > self.room:
            self.next()
        self._heading(heading)
        place = Box(LEFT, self.top, INNER, height)
        draw(self.sheet, place)
        self.top = place.bottom + GAP

    def _better_on_the_next(self, whole: float, least: float) -> bool:
        """Tell whether something should not begin here: it does not fit, and would whole or has little room."""
        return least > self.room or (whole > self.room and self.room < LITTLE * (BOTTOM - TOP))

    def _list(self, sentences: Sequence[str], high: float) -> None:
        lines = [Line(one, ENTRY_SIZE, bullet=True, before=BETWEEN) for one in sentences]
        place = Box(LEFT, self.top, INNER, high)
        self.sheet.write(place, lines, name="List")
        self.top = place.bottom + GAP

    def _heading(self, words: str) -> None:
        if words:
            place = Box(LEFT, self.top, INNER, HEADING)
            self.sheet.write(place, [Line(words, HEADING_SIZE, bold=True)], name=words, anchor="middle")
            self.top = place.bottom


def _high(entries: Sequence[tuple[str, int]]) -> float:
    return sum(tall(lines, ENTRY_SIZE, words) + BETWEEN / POINTS for words, lines in entries)
