"""The empty presentation that slides are put in, and the file that comes of it: the same bytes for the same slides.

It is made of the plain one that python-pptx brings along: widened to 16:9, with colours and letters of its own. What a
program would write of the time at which it saves is taken out again.
"""

import re
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pptx
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches, Pt

from clients.documents.charts.themes import LIGHT
from clients.lines import one_line
from clients.names import cut

WIDTH, HEIGHT = 13.333, 7.5
"""Inches of a slide."""
FONT = "Arial"
TITLE_ONLY = "Title Only"
_KEPT = (TITLE_ONLY, "Title and Content", "Blank")
_COLOURS = {
    "dk1": LIGHT.ink,
    "lt1": LIGHT.paper,
    "dk2": LIGHT.muted,
    "lt2": LIGHT.band,
    "accent1": LIGHT.action,
    "accent2": LIGHT.governance,
    "accent3": LIGHT.setup,
    "accent4": LIGHT.gate,
    "accent5": LIGHT.labour,
    "accent6": LIGHT.series[3],
    "hlink": LIGHT.action,
    "folHlink": LIGHT.muted,
}
_LONGEST = 255
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")


def an_empty_one(title: str, subject: str, day: date) -> Any:
    """Return a presentation without slides; ``day`` stands for when it was made, whenever that is."""
    made = pptx.Presentation()
    factor = Inches(WIDTH) / (made.slide_width or 1)
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for layout in list(made.slide_layouts):
        if layout.name not in _KEPT:
            made.slide_layouts.remove(layout)
    for page in (made.slide_master, *made.slide_layouts):
        for shape in page.placeholders:
            if shape.element.find(".//{*}xfrm") is not None:  # Others are where the master has them.
                shape.left, shape.width = round(shape.left * factor), round(shape.width * factor)
    _paint(made.slide_master)
    properties = made.core_properties
    properties.title, properties.subject = cut(one_line(title), _LONGEST), cut(one_line(subject), _LONGEST)
    properties.author = "Milepost"
    properties.last_modified_by, properties.keywords, properties.revision = "Milepost", "", 1
    properties.created = properties.modified = datetime.combine(day, time())
    return made


def _paint(master: Any) -> None:
    """Give the theme its colours and letters, and titles their place."""
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode()
    for name, colour in _COLOURS.items():
        inner = f'<a:srgbClr val="{colour.removeprefix("#")}"/>'
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf"\g<1>{inner}\g<2>", text)
    text = text.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{FONT}"/>')
    theme.blob = re.sub(r'(<a:(?:theme|clrScheme|fontScheme)\b[^>]*name=)"[^"]*"', r'\1"Milepost"', text).encode()
    for shape in master.placeholders:
        if shape.placeholder_format.idx == 0:
            shape.left, shape.top, shape.width, shape.height = (Inches(n) for n in (0.5, 0.3, WIDTH - 1, 0.6))
            shape.text_frame.margin_left = shape.text_frame.margin_right = 0
    for level in master.element.iter("{*}titleStyle"):
        for paragraph in level:
            paragraph.set("algn", "l")
            for run in paragraph.iter("{*}defRPr"):
                run.set("sz", str(Pt(24).centipoints))
                run.set("b", "1")


def still(data: bytes, day: date) -> bytes:
    """Return a file that is a zip of parts as if it, and the workbooks in it, had been written on a day."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as given, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for name in given.namelist():
            part = given.read(name)
            if name.endswith(".xlsx"):
                part = still(part, day)
            elif name == "docProps/core.xml":
                part = _WRITTEN.sub(rf"\g<1>{day}T00:00:00Z\g<2>".encode(), part)
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            written.writestr(entry, part)
    return out.getvalue()
