"""What a report is made of: sections of paragraphs, lists, tables, figures and pictures, as text that is safe to set.

Made by ``clients.documents.report.contents``, set by ``clients.documents.html`` and ``clients.documents.pdf``. Frozen
values without a plan behind them: whoever sets them looks nothing up and computes nothing.
"""

from typing import Literal

from msgspec import Struct

LineKind = Literal["row", "group", "total"]


class Block(Struct, frozen=True, tag_field="type"):
    """A part of a section."""


class Paragraph(Block, frozen=True, tag="paragraph"):
    """A few sentences."""

    text: str


class Heading(Block, frozen=True, tag="heading"):
    """A title inside a section, and what stands beside it in small."""

    text: str
    aside: str = ""


class Bullets(Block, frozen=True, tag="bullets"):
    """A list."""

    items: tuple[str, ...]


class Fact(Struct, frozen=True):
    """A figure that is read first: what it is, how much, and of how much."""

    label: str
    value: str
    note: str = ""


class Facts(Block, frozen=True, tag="facts"):
    """Figures side by side."""

    items: tuple[Fact, ...]


class Pairs(Block, frozen=True, tag="pairs"):
    """Labels with their words, below each other."""

    items: tuple[tuple[str, str], ...]


class Picture(Block, frozen=True, tag="picture"):
    """A chart by its name; ``table`` is the id of the section with its figures as a table, if not this one."""

    chart: str
    caption: str
    table: str = ""


class Column(Struct, frozen=True):
    """A column's title; numbers stand flush right, ``whole`` cells are not broken, ``wide`` ones take what is left."""

    title: str
    number: bool = False
    wide: bool = False
    whole: bool = False


class Line(Struct, frozen=True):
    """A line of a table; of a group only the first cell counts."""

    cells: tuple[str, ...]
    kind: LineKind = "row"


class Table(Block, frozen=True, tag="table"):
    """A table; its caption says what is in it, its notes what must be known to read it."""

    caption: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


AnyBlock = Paragraph | Heading | Bullets | Facts | Pairs | Picture | Table


class Section(Struct, frozen=True):
    """A section under a title; ``id`` is where links lead to."""

    id: str
    title: str
    blocks: tuple[AnyBlock, ...]


class Report(Struct, frozen=True):
    """A report; ``proof`` says in two words how far its verdict is proven, ``sources`` what it was made of."""

    title: str
    subtitle: str
    proven: bool
    proof: str
    verdict: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    sources: tuple[str, ...]

    @property
    def charts(self) -> tuple[str, ...]:
        """The names of its pictures, in their order."""
        found = [block.chart for section in self.sections for block in section.blocks if isinstance(block, Picture)]
        return tuple(found)
