"""A plan as a workbook: its sheets in order, each written by a module of its own.

The front door is ``workbook``. Nothing is calculated that the plan does not say; what adds up does so by formulas.
The same plan gives the same bytes.
"""

import io
from datetime import datetime

from xlsxwriter import Workbook

from catalog.model import Catalog
from clients.documents.refusal import refuse_without_schedule
from clients.documents.xlsx.activities import write_activities
from clients.documents.xlsx.budget import write_budget
from clients.documents.xlsx.gantt import write_gantt
from clients.documents.xlsx.gates import write_gates
from clients.documents.xlsx.looks import Looks
from clients.documents.xlsx.notes import write_notes
from clients.documents.xlsx.paper import Paper, safe
from clients.documents.xlsx.quarters import write_quarters
from clients.documents.xlsx.risks import write_risks
from clients.documents.xlsx.source import Source, source
from clients.documents.xlsx.staffing import write_staffing
from clients.documents.xlsx.summary import write_summary
from planner.plans import Plan

SHEETS = {
    "Summary": "#16202E",
    "Gantt": "#0072B2",
    "Gates": "#C44E00",
    "Quarters": "#0072B2",
    "Budget": "#E69F00",
    "Staffing": "#009E73",
    "Risks": "#D55E00",
    "Activities": "#56B4E9",
    "Assumptions": "#56616F",
}
CONTENTS = (
    ("Gantt", "every activity as a bar that moves with its dates"),
    ("Gates", "the exit criteria of each level, with owners"),
    ("Quarters", "the brief of each fiscal quarter"),
    ("Budget", "spend by quarter against the money there is"),
    ("Staffing", "people by role and quarter against their caps"),
    ("Risks", "what is open when, and what closes it"),
    ("Activities", "all that is known of each activity, to filter and to sum"),
    ("Assumptions", "warnings, assumptions, and why the plan is not earlier"),
)
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def workbook(plan: Plan, catalog: Catalog) -> bytes:
    """Return a plan as a workbook (XLSX); ``Refused`` where it has no schedule."""
    refuse_without_schedule(plan, "a workbook")
    told = source(plan, catalog)
    stream = io.BytesIO()
    book = Workbook(stream, dict(OPTIONS))
    _properties(book, told)
    looks = Looks(book)
    papers = {name: Paper(book, name, looks) for name in SHEETS}
    for name, colour in SHEETS.items():
        papers[name].sheet.set_tab_color(colour)
    spent = write_budget(papers["Budget"], told, book)
    write_summary(papers["Summary"], told, book, spent, CONTENTS)
    write_gantt(papers["Gantt"], told)
    write_gates(papers["Gates"], told)
    write_quarters(papers["Quarters"], told)
    write_staffing(papers["Staffing"], told, book)
    write_risks(papers["Risks"], told, book)
    write_activities(papers["Activities"], told)
    write_notes(papers["Assumptions"], told)
    book.close()
    return stream.getvalue()


def _properties(book: Workbook, told: Source) -> None:
    start = told.plan.start
    book.set_properties(
        {
            "title": safe(told.title)[:200],
            "subject": safe(told.sources),
            "author": "Milepost",
            # Not the moment of writing: the same plan gives the same bytes.
            "created": datetime(start.year, start.month, start.day),  # noqa: DTZ001
        }
    )
