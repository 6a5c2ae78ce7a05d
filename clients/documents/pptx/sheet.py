"""One slide on its way: shapes, words, lines and pictures in boxes of inches, and words for those who cannot see.

Every section of the slides draws on it. What is written here was measured before: it makes letters of a size, cuts
nothing and moves nothing. Whatever it is given, nothing is written that a file of XML cannot hold.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Literal, NamedTuple

from msgspec import Struct
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from clients.documents.charts.themes import LIGHT
from clients.lines import one_line

Align = Literal["left", "center", "right"]
Anchor = Literal["top", "middle", "bottom"]
Colour = Literal[
    "ink", "paper", "muted", "band", "action", "governance", "setup", "gate", "line", "head", "frozen", "edge", "alarm"
]
# Colours of the theme, so that who changes the theme changes the slides; the rest are shades of their own.
THEMED = {
    "ink": MSO_THEME_COLOR.TEXT_1,
    "paper": MSO_THEME_COLOR.BACKGROUND_1,
    "muted": MSO_THEME_COLOR.TEXT_2,
    "band": MSO_THEME_COLOR.BACKGROUND_2,
    "action": MSO_THEME_COLOR.ACCENT_1,
    "governance": MSO_THEME_COLOR.ACCENT_2,
    "setup": MSO_THEME_COLOR.ACCENT_3,
    "gate": MSO_THEME_COLOR.ACCENT_4,
}
SHADES = {"line": LIGHT.line, "head": LIGHT.head, "frozen": LIGHT.frozen, "edge": LIGHT.edge, "alarm": "#B3261E"}
SHAPES = {
    "rectangle": MSO_SHAPE.RECTANGLE,
    "rounded": MSO_SHAPE.ROUNDED_RECTANGLE,
    "diamond": MSO_SHAPE.DIAMOND,
}
BLANK = "\u00a0"
"""What stands where nothing is written: a line without letters would be as high as the theme's are."""
_ALIGNED = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_ANCHORED = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}


class Box(NamedTuple):
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height


class Line(Struct, frozen=True):
    """A paragraph: its words and how they look; ``before`` is the room above it in points."""

    words: str
    size: float = 11
    bold: bool = False
    colour: Colour = "ink"
    bullet: bool = False
    before: float = 0


class Sheet:
    """A slide that is being drawn."""

    def __init__(self, slide: Any) -> None:
        self.slide = slide
        self.shapes = slide.shapes

    def title(self, words: str) -> None:
        """Write the title where the layout has it."""
        self.shapes.title.text = one_line(words)

    def notes(self, words: str) -> None:
        """Write what stands under the slide for who speaks."""
        lines = (one_line(line) for line in words.split("\n"))
        self.slide.notes_slide.notes_text_frame.text = "\n".join(lines)

    def write(
        self,
        at: Box,
        lines: str | Sequence[Line],
        *,
        name: str,
        align: Align = "left",
        anchor: Anchor = "top",
        wrap: bool = True,
    ) -> Any:
        """Write paragraphs in a box."""
        shape = self.shapes.add_textbox(*_places(at))
        shape.name = one_line(name)
        fill(shape, [Line(lines)] if isinstance(lines, str) else lines, align, anchor, wrap=wrap)
        return shape

    def draw(
        self,
        kind: str,
        at: Box,
        colour: Colour,
        *,
        name: str,
        told: str = "",
        edge: Colour | None = None,
        edge_width: float = 1,
    ) -> Any:
        """Draw a filled shape; ``told`` is what it says to those who do not see it."""
        shape = self.shapes.add_shape(SHAPES[kind], *_places(at))
        shape.name = one_line(name)
        _unstyled(shape)
        if kind == "rounded":
            shape.adjustments[0] = 0.25
        shape.fill.solid()
        paint(shape.fill.fore_color, colour)
        if edge is None:
            shape.line.fill.background()
        else:
            paint(shape.line.color, edge)
            shape.line.width = Pt(edge_width)
        describe(shape, told)
        return shape

    def rule(
        self,
        begin: tuple[float, float],
        end: tuple[float, float],
        colour: Colour,
        *,
        name: str,
        thick: float = 1,
        dashed: bool = False,
    ) -> Any:
        """Draw a straight line from a point to another."""
        ends = (Inches(n) for n in (*begin, *end))
        line = self.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
        line.name = one_line(name)
        _unstyled(line)
        paint(line.line.color, colour)
        line.line.width = Pt(thick)
        if dashed:
            line.line.dash_style = MSO_LINE_DASH_STYLE.DASH
        return line

    def picture(self, at: Box, image: bytes, *, name: str, told: str) -> None:
        """Put a picture in a box, as large as it fits, in its middle."""
        shape = self.shapes.add_picture(BytesIO(image), Inches(at.left), Inches(at.top))
        factor = min(Inches(at.width) / shape.width, Inches(at.height) / shape.height)
        shape.width, shape.height = round(shape.width * factor), round(shape.height * factor)
        shape.left = Inches(at.left) + (Inches(at.width) - shape.width) // 2
        shape.top = Inches(at.top) + (Inches(at.height) - shape.height) // 2
        shape.name = one_line(name)
        describe(shape, told)


def paint(colour: Any, name: Colour) -> None:
    """Give something a colour."""
    if name in THEMED:
        colour.theme_color = THEMED[name]
    else:
        colour.rgb = rgb(SHADES[name])


def rgb(shade: str) -> Any:
    """Return a shade that is written as #RRGGBB."""
    return RGBColor(*bytes.fromhex(shade.removeprefix("#")))  # type: ignore[no-untyped-call]


def describe(shape: Any, words: str) -> None:
    """Say what a shape shows, for those who do not see it."""
    for properties in shape.element.iter(qn("p:cNvPr")):
        properties.set("descr", one_line(words))
        return


def _unstyled(shape: Any) -> None:
    """Take the theme's style away from a shape, and with it a shadow that nobody asked for."""
    for style in list(shape.element.iter(qn("p:style"))):
        shape.element.remove(style)


def fill(shape: Any, lines: Sequence[Line], align: Align, anchor: Anchor, *, wrap: bool) -> None:
    """Write paragraphs into a shape that has no inner edges."""
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.auto_size = wrap, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = _ANCHORED[anchor]
    set_in(frame, lines, align)
    for paragraph, line in zip(shape.element.iter(qn("a:p")), lines, strict=True):
        if line.bullet:
            _bulleted(paragraph, line.size)


def set_in(frame: Any, lines: Sequence[Line], align: Align) -> None:
    """Write paragraphs into an empty frame."""
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = _ALIGNED[align]
        if line.before:
            paragraph.space_before = Pt(line.before)
        run = paragraph.add_run()
        run.text = one_line(line.words) or BLANK
        run.font.size, run.font.bold = Pt(line.size), line.bold
        paint(run.font.color, line.colour)


def _bulleted(paragraph: Any, size: float) -> None:
    properties = paragraph.get_or_add_pPr()
    indent = bullet_indent(size)
    properties.set("marL", str(Inches(indent)))
    properties.set("indent", str(-Inches(indent)))
    mark = properties.makeelement(qn("a:buChar"), {"char": "•"})
    properties.append(mark)


def bullet_indent(size: float) -> float:
    """Return by how many inches a paragraph with a bullet is set in."""
    return size * 0.012


def _places(at: Box) -> tuple[Any, Any, Any, Any]:
    return Inches(at.left), Inches(at.top), Inches(at.width), Inches(at.height)
