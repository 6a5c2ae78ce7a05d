"""The report as a page: ``html`` sets what ``clients.documents.report`` tells, with the pictures that it is given.

Called by the front door of documents. Everything is escaped by the template; the only markup that comes in is SVG of
the project's own renderer.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from catalog.model import Catalog
from clients.documents.drawings import Drawings
from clients.documents.html.vector import inlined
from clients.documents.report.contents import report
from planner.plans import Plan

FOLDER = Path(__file__).parent


def html(plan: Plan, catalog: Catalog, drawings: Drawings) -> bytes:
    """Return the report of a plan that has a schedule; ``drawings`` holds its charts as SVG."""
    told = report(plan, catalog)
    pictures = {
        chart: [Markup(inlined(sheet, f"{chart}{number}")) for number, sheet in enumerate(sheets, 1)]
        for chart, sheets in drawings.items()
    }
    style = Markup((FOLDER / "report.css").read_text(encoding="utf-8"))
    return _template().render(report=told, pictures=pictures, style=style).encode()


@cache
def _template() -> Template:
    folder = FileSystemLoader(FOLDER)
    made = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("report.html")
