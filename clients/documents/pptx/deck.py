"""The slides of one plan as they come: what every section is given, and what every slide has.

A section asks for a sheet with a title, a line under it and the source of its figures, and draws below; the deck knows
nothing of what is drawn.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from pptx.oxml.ns import qn

from catalog.model import Catalog
from clients.documents.charts.naming import name_of
from clients.documents.outline import outline
from clients.documents.pptx.lettering import in_one, tall, within
from clients.documents.pptx.package import TITLE_ONLY, WIDTH, an_empty_one, still
from clients.documents.pptx.sheet import Box, Line, Sheet
from clients.lines import runs_leftwards
from clients.names import Names, shown
from planner.plans import Plan

LEFT, RIGHT = 0.5, WIDTH - 0.5
INNER = RIGHT - LEFT
TITLE_SIZE, ASIDE_SIZE, FOOT_SIZE = 24, 12, 9
TOP, FOOT = 0.9, 7.1
"""Where the line under the title begins, and where the foot of a slide does."""
_GAP = 0.12


class Deck:
    """The slides of one plan."""

    def __init__(self, plan: Plan, catalog: Catalog, pictures: Mapping[str, bytes]) -> None:
        self.plan, self.catalog, self.pictures = plan, catalog, pictures
        self.names = Names(plan, catalog)
        self.outline = outline(plan, catalog)
        self.titles = {item.id: f'"{shown(item.title, item.id)}"' for item in catalog.items}
        self.name = name_of(plan)
        self.source = f"Plan {plan.id}, by catalog {plan.catalog.id} {plan.catalog.version}"
        self._file = an_empty_one(self.name, self.source, plan.start)
        self._layout = next(one for one in self._file.slide_layouts if one.name == TITLE_ONLY)
        self._count = 0

    def sheet(self, title: str, aside: str, notes: Sequence[str], *, most: int = 1) -> tuple[Sheet, float]:
        """Return a new slide, and where what is drawn on it may begin; ``aside`` has at most so many lines."""
        self._count += 1
        sheet = Sheet(self._file.slides.add_slide(self._layout))
        sheet.title(in_one(title, TITLE_SIZE, INNER, bold=True))
        begin = TOP
        if aside:
            words, lines = within(aside, ASIDE_SIZE, INNER, most)
            room = Box(LEFT, TOP, INNER, tall(lines, ASIDE_SIZE, words))
            sheet.write(room, [Line(words, ASIDE_SIZE, colour="muted")], name="Aside")
            begin = room.bottom + _GAP
        self._foot(sheet)
        sheet.notes("\n".join([*notes, f"Source: {self.source} (digest {self.plan.catalog.digest[:12]})."]))
        return sheet, begin

    def _foot(self, sheet: Sheet) -> None:
        place = Box(LEFT, FOOT, INNER - 1, tall(1, FOOT_SIZE))
        words = in_one(f"{self.name} · {self.source}", FOOT_SIZE, place.width)
        sheet.write(place, [Line(words, FOOT_SIZE, colour="muted")], name="Source")
        number = Box(RIGHT - 0.9, FOOT, 0.9, tall(1, FOOT_SIZE))
        line = Line(str(self._count), FOOT_SIZE, colour="muted")
        shape = sheet.write(number, [line], name="Slide number", align="right")
        for run in shape.element.iter(qn("a:r")):
            _as_field(run)

    def bytes(self) -> bytes:
        """Return the slides as a file."""
        for slide in self._file.slides:
            for paragraph in slide.element.iter(qn("a:p")):
                _turn(paragraph)
        out = BytesIO()
        self._file.save(out)
        return still(out.getvalue(), self.plan.start)


def _turn(paragraph: Any) -> None:
    """Let words that are read from right to left begin at the right; they stay on the side where they stand."""
    if runs_leftwards("".join(run.text or "" for run in paragraph.iter(qn("a:t")))):
        properties = paragraph.get_or_add_pPr()
        properties.set("rtl", "1")
        properties.set("algn", properties.get("algn") or "l")


def _as_field(run: Any) -> None:
    """Turn a run into the field that counts slides, which stays right where slides are moved."""
    parent = run.getparent()
    field = parent.makeelement(qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"})
    for part in list(run):
        field.append(part)
    parent.replace(run, field)
