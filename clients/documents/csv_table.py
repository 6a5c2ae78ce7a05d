"""A plan's activities as CSV: one row each, for spreadsheets and scripts.

UTF-8 with a byte order mark, by which Excel knows it; days as 2027-01-04, money as digits. Text that a spreadsheet
would carry out as a formula is made harmless.
"""

import csv
import io
from datetime import date

from catalog.model import Catalog
from clients.cli.rows import harmless
from clients.documents.columns import Cell, columns
from clients.documents.refusal import refuse_without_schedule
from clients.names import Names
from planner.plans import Plan


def csv_table(plan: Plan, catalog: Catalog) -> bytes:
    """Return the activities of a plan as CSV (RFC 4180); ``Refused`` where it has no schedule."""
    refuse_without_schedule(plan, "a table of activities")
    names, table = Names(plan, catalog), columns(plan)
    paper = io.StringIO(newline="")
    writer = csv.writer(paper, lineterminator="\r\n")
    writer.writerow([harmless(column.title) for column in table])
    for one in plan.activities:
        writer.writerow([_written(column.value(one, names)) for column in table])
    return paper.getvalue().encode("utf-8-sig")


def _written(value: Cell) -> object:
    return value.isoformat() if isinstance(value, date) else harmless(value)
