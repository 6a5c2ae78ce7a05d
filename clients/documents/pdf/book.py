"""The report as PDF: ``pdf`` hands what ``clients.documents.report`` tells, as data, to a typst template of our own.

Called by the front door of documents. Nothing of a plan is ever read as typst's markup. Fonts of the machine are looked
at only for scripts that the fonts of the package lack, so that other reports are the same bytes everywhere.
"""

import json
import tempfile
from pathlib import Path

import msgspec
import typst
from msgspec import structs

from catalog.model import Catalog
from clients.documents.drawings import Drawings
from clients.documents.letters import beyond, confession, not_shown
from clients.documents.report.contents import report
from planner.plans import Plan

TEMPLATE = Path(__file__).with_name("report.typ")


def pdf(plan: Plan, catalog: Catalog, drawings: Drawings) -> bytes:
    """Return the report of a plan that has a schedule; ``drawings`` holds its charts as PDF of one page each."""
    told = report(plan, catalog)
    foreign = beyond(told)
    if lost := not_shown(foreign):
        told = structs.replace(told, sources=(*told.sources, confession(lost)))
    with tempfile.TemporaryDirectory(prefix="milepost-") as folder:
        pictures = _kept(drawings, Path(folder))
        (Path(folder) / "report.typ").write_bytes(TEMPLATE.read_bytes())
        made = typst.compile(
            Path(folder) / "report.typ",
            root=Path(folder),
            font_paths=typst.Fonts(include_system_fonts=bool(foreign)),
            format="pdf",
            sys_inputs={"report": msgspec.json.encode(told).decode(), "pictures": json.dumps(pictures)},
            timestamp=0,
        )
    assert isinstance(made, bytes)
    return made


def _kept(drawings: Drawings, folder: Path) -> dict[str, list[dict[str, str]]]:
    """Write every sheet of every chart to a folder and return their names and words, by chart."""
    found: dict[str, list[dict[str, str]]] = {}
    for chart, sheets in drawings.items():
        for number, sheet in enumerate(sheets, 1):
            name = f"{chart}-{number}.pdf"
            (folder / name).write_bytes(sheet.content)
            found.setdefault(chart, []).append({"file": name, "words": sheet.words})
    return found
