"""The workbook after LibreOffice has calculated it anew: formulas come to what they carried, bars to their days."""

from datetime import date, timedelta

import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from clients.documents.xlsx.book import workbook
from clients.documents.xlsx.gantt import AXIS, HEAD
from tests.clients import sample
from tests.clients.documents.xlsx.books import a_planned_one, needs_office, opened, recalculated, table

pytestmark = needs_office
CASES = {
    "carried on": {},
    "carried on within the year": {"carry_over": "year", "covers": ("cash", "labour")},
    "never carried on": {"carry_over": False, "covers": ("cash", "run", "labour")},
    "in all": {"total": 3_000_000, "per_quarter": None},
}
KINDS = ("Action", "Governance", "Set-up")


@pytest.mark.parametrize("case", CASES)
def test_every_formula_comes_to_what_it_carries(case, tmp_path):
    data = workbook(*a_planned_one(**CASES[case]))
    bare, carried = opened(data, values=False), opened(data)
    formulas = [cell for sheet in bare for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 50
    again = recalculated(bare, tmp_path)
    for cell in formulas:
        name = cell.parent.title
        before, after = (book[name][cell.coordinate].value for book in (carried, again))
        wanted = pytest.approx(before) if isinstance(before, int | float) else before
        assert after == wanted, f"{name}!{cell.coordinate} {cell.value}"


def test_the_totals_of_the_recalculated_sheets_are_the_plan_s(tmp_path):
    plan, catalog = a_planned_one()
    again = recalculated(opened(workbook(plan, catalog), values=False), tmp_path)
    money = table(again["Budget"])[len(plan.phases)]
    totals = plan.totals
    assert (money["Cash"], money["Own labour*"], money["Running cost"]) == (totals.cash, totals.labour, totals.run)
    assert money["Spent"] == totals.covered
    summary = {row[0].value: row[1].value for row in again["Summary"].iter_rows() if row[0].value}
    assert (summary["Cash"], summary["Counted by the budget"]) == (totals.cash, totals.covered)
    activities = table(again["Activities"])[-1]
    assert activities["Cash"] == sum(one.cash for one in plan.activities)
    people = {row[0].value: row[len(plan.phases) + 1].value for row in again["Staffing"].iter_rows(max_row=12)}
    assert people["Everybody"] == pytest.approx(sum(phase.staffing["total"].used for phase in plan.phases))


def activity_rows(sheet):
    return [row for row in range(HEAD + 2, sheet.max_row + 1) if sheet.cell(row, 2).value in KINDS]


def with_bars(book, rows):
    """Write beside some rows, for every column of time, whether its bar covers it, as the conditional formats say."""
    sheet = book["Gantt"]
    last = max(cell.column for cell in sheet[HEAD + 1] if cell.value)
    for cells in sheet.conditional_formatting:
        corner = str(cells.sqref).split(":")[0]
        for rule in cells.rules:
            kind = next((kind for kind in KINDS if f'="{kind}",OR' in rule.formula[0]), None)
            for row in rows if kind else ():
                if sheet.cell(row, 2).value == kind:
                    for column in range(AXIS + 1, last + 1):
                        target = f"{get_column_letter(column)}{row}"
                        text = Translator("=" + rule.formula[0], origin=corner).translate_formula(target)
                        sheet.cell(row, column + 200).value = f"=IF({text[1:]},1,0)"
    return last


def covered(sheet, row, last):
    """The first days of the columns that a row's bar covers."""
    columns = [column for column in range(AXIS + 1, last + 1) if sheet.cell(row, column + 200).value == 1]
    return [sheet.cell(HEAD + 1, column).value.date() for column in columns]


def test_a_bar_covers_the_weeks_of_its_days_and_moves_with_them(tmp_path):
    plan, catalog = a_planned_one()
    book = opened(workbook(plan, catalog), values=False)
    sheet = book["Gantt"]
    rows = activity_rows(sheet)
    moved = rows[0]
    start = date(2027, 5, 3)  # a Monday, as the plan's first day is; nothing else about it matters
    sheet.cell(moved, 4).value, sheet.cell(moved, 5).value = start, start + timedelta(days=20)
    last = with_bars(book, rows)
    again = recalculated(book, tmp_path)["Gantt"]
    assert covered(again, moved, last) == [start + timedelta(weeks=week) for week in range(3)]
    for row in rows[1:]:
        first, finish = (again.cell(row, column).value.date() for column in (4, 5))
        weeks = ((finish - first).days + 1) // 7
        assert covered(again, row, last) == [first + timedelta(weeks=week) for week in range(weeks)]


def test_in_columns_of_a_fortnight_every_bar_is_seen_and_none_is_a_column_too_long(tmp_path):
    book = opened(workbook(sample.a_plan(), sample.a_catalog()), values=False)
    sheet = book["Gantt"]
    rows = activity_rows(sheet)
    last = with_bars(book, rows)
    again = recalculated(book, tmp_path)["Gantt"]
    for row in rows:
        first, finish = (again.cell(row, column).value.date() for column in (4, 5))
        weeks = ((finish - first).days + 1) / 7
        days = covered(again, row, last)
        assert days
        assert abs(2 * len(days) - weeks) <= 1
        assert first - timedelta(days=7) <= days[0] <= first + timedelta(days=7)
