"""The forms in which a plan can be had as a file: their names, what they are called elsewhere, and how to know one.

One table, read by the front door of documents, the command line and the service.
"""

import zipfile
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct

from catalog.fault import Fault

FormatName = Literal["html", "pdf", "xlsx", "pptx", "csv", "ics", "mmd", "xml", "json", "svg", "png", "zip"]
ChartName = Literal["gantt", "spend", "staffing", "risk", "maturity"]
CHARTS: tuple[ChartName, ...] = get_args(ChartName)
INSTALL = "pip install '.[documents]'"
_ENOUGH = 4_096
"""Bytes at the beginning of a file by which its kind is known."""


class Format(Struct, frozen=True):
    """A form: the end of its files' names, its media type, what it is in words, and the modules that make it.

    ``marks`` all stand near the beginning of each file of this form; of a zip archive they are names of its members.
    """

    name: FormatName
    media_type: str
    words: str
    modules: tuple[str, ...]
    marks: tuple[bytes, ...]
    zipped: bool = False

    @property
    def suffix(self) -> str:
        """The end of its files' names."""
        return f".{self.name}"


_OFFICE = "application/vnd.openxmlformats-officedocument"
_DRAWN = ("vl_convert", "PIL")
FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("html", "text/html; charset=utf-8", "the report as a page", ("jinja2", *_DRAWN), (b"<!doctype html",)),
        Format("pdf", "application/pdf", "the report as PDF", ("typst", *_DRAWN), (b"%PDF-",)),
        Format(
            *("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "a workbook", ("xlsxwriter",), (b"xl/workbook.xml",)),
            zipped=True,
        ),
        Format(
            *("pptx", f"{_OFFICE}.presentationml.presentation", "slides", ("pptx", *_DRAWN)),
            marks=(b"ppt/presentation.xml",),
            zipped=True,
        ),
        Format("csv", "text/csv; charset=utf-8", "a table of activities", (), (b"\xef\xbb\xbf",)),
        Format("ics", "text/calendar; charset=utf-8", "a calendar", ("icalendar",), (b"BEGIN:VCALENDAR",)),
        Format("mmd", "text/vnd.mermaid; charset=utf-8", "a Mermaid chart", (), (b"gantt\n", b"dateFormat ")),
        Format("xml", "application/xml", "a project file", (), (b"<?xml", b"schemas.microsoft.com/project")),
        Format("json", "application/json", "the plan itself", (), (b"{", b'"activities"', b'"request"')),
        Format("svg", "image/svg+xml", "a chart as SVG", _DRAWN, (b"<svg",)),
        Format("png", "image/png", "a chart as PNG", _DRAWN, (b"\x89PNG",)),
        Format("zip", "application/zip", "all of them in one file", (), (b"report.html",), zipped=True),
    )
}
FILES: dict[str, FormatName] = {
    **{f"plan.{form}": form for form in ("xlsx", "csv", "ics", "mmd", "xml")},
    **{f"{chart}.{form}": form for chart in CHARTS for form in ("svg", "png")},
    "report.html": "html",
    "plan.pdf": "pdf",
    "plan.pptx": "pptx",
}
"""What there is when all of it is asked for: each file with its format, those without pictures first."""


def lacking(formats: "list[Format]") -> list[Fault]:
    """Return a fault for each library that these formats need and that is not installed."""
    wanted: dict[str, str] = {}
    for one in formats:
        for module in one.modules:
            wanted.setdefault(module, one.words)
    return [
        Fault("", "missing_library", f"What makes {words} is not installed ({module}).", INSTALL)
        for module, words in wanted.items()
        if find_spec(module) is None
    ]


def is_own(path: Path, format_: Format) -> bool:
    """Say whether a file may be replaced by one of this format: it is one already, or holds nothing."""
    content = path.read_bytes()
    if not content:
        return True
    if not format_.zipped:
        return all(mark in (content if format_.name == "json" else content[:_ENOUGH]) for mark in format_.marks)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return {mark.decode() for mark in format_.marks} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False
