"""Workbooks read as others read them: by openpyxl, and by LibreOffice, which calculates every formula anew."""

import io
import shutil
import subprocess
import warnings
from datetime import date, datetime
from functools import cache

import openpyxl
import pytest
from msgspec.structs import replace

import planner
from catalog.library import load
from planner.request import Budget, Calendar, Freeze, Headcount, Organization, PlanRequest, Solver
from tests.clients import sample

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
UNITS = tuple(f"unit-{number}" for number in range(14))
SIZES = {1: (), 10: ("sales",), 60: ("sales", "hr", "operations", "product"), 160: UNITS}


def opened(data, *, values=True):
    """The workbook with the values that its cells carry, or with its formulas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that openpyxl does not know
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def converted(data, folder):
    """The workbook as LibreOffice writes it."""
    source = folder / "book.xlsx"
    source.write_bytes(data)
    out = folder / "converted"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (out / "book.xlsx").read_bytes()


def recalculated(book, folder):
    """A workbook after LibreOffice has calculated its formulas: openpyxl saves them without their values."""
    return opened(converted(saved(book), folder))


def as_day(value):
    return value.date() if isinstance(value, datetime) else value


def table(sheet, head=4):
    """The rows under the headings in row ``head``, as dicts; days as days."""
    rows = [[as_day(cell.value) for cell in row] for row in sheet.iter_rows(min_row=head)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def column(sheet, letter="A"):
    return [cell.value for cell in sheet[letter]]


def a_sized_plan(size):
    """A plan by hand of about so many activities."""
    items = sample.rows()
    if size == 1:
        items = [row for row in items if not row.after and not row.repeated][:1]
    elif size == 10:
        items = [row for row in items if row.id.startswith(("act-23", "gov-l3"))][:10]
    return sample.a_plan(functions=SIZES[size] or ("sales",), items=items)


@cache
def a_planned_one(carry_over=True, covers=("cash", "run"), *, total=None, per_quarter=(300_000, 250_000)):
    """A plan that the planner made by the built-in catalog, its request with every kind of limit."""
    catalog = load("ai-maturity")
    request = PlanRequest(
        name="Acme 2027",
        organization=Organization(functions=("sales", "hr")),
        current=2,
        target=3,
        start=date(2027, 2, 1),
        deadline=date(2029, 12, 31),
        budget=Budget(total=total, per_quarter=per_quarter, carry_over=carry_over, covers=covers, contingency=0.1),
        headcount=Headcount(total=(12, 14), roles={"ai_engineer": 3}),
        calendar=Calendar(4, (Freeze(date(2027, 3, 8), date(2027, 3, 14), "audit"),)),
        solver=Solver(time_limit_s=5, workers=2),
    )
    plan = planner.plan(request, catalog)
    assert plan.finish is not None
    return plan, catalog


def renamed(plan, title):
    """A plan whose every name from outside is ``title``."""
    activities = tuple(
        replace(one, title=title, deliverable=title, evidence=title, accountable=title) for one in plan.activities
    )
    return replace(plan, activities=activities, request=replace(plan.request, name=title), warnings=(title,))
