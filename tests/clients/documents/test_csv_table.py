import csv
import io

import pytest

from catalog.fault import Refused
from clients.documents.csv_table import csv_table
from clients.names import Names
from tests.clients import sample
from tests.clients.documents.xlsx.books import SIZES, a_planned_one, a_sized_plan, renamed


def read(plan, catalog=None):
    text = csv_table(plan, catalog or sample.a_catalog()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_file_begins_with_the_mark_by_which_excel_knows_utf_8():
    assert csv_table(sample.a_plan(), sample.a_catalog()).startswith(b"\xef\xbb\xbfActivity,")


@pytest.mark.parametrize("size", SIZES)
def test_every_activity_is_a_row(size):
    plan = a_sized_plan(size)
    names = Names(plan, sample.a_catalog())
    rows = read(plan)
    assert len(rows) == len(plan.activities)
    for row, one in zip(rows, plan.activities, strict=True):
        assert (row["Activity"], row["Identifier"]) == (names.activity(one), one.id)
        assert (row["Start"], row["Finish"]) == (one.start.isoformat(), one.finish.isoformat())
        assert (row["Cash"], row["Own labour"]) == (str(one.cash), str(one.labour))
        assert (row["Leads to level"], row["After"]) == (one.transition[-1], "; ".join(one.after))


def test_people_are_numbers_by_role():
    plan, catalog = a_planned_one()
    for row, one in zip(read(plan, catalog), plan.activities, strict=True):
        for role, fte in one.staffing.items():
            assert float(row[f"FTE {role}"]) == fte


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@x", "\t=1+1", "\u202e=1+1"])
def test_no_text_is_a_formula(title):
    for row in read(renamed(a_sized_plan(10), title)):
        assert not any(value.startswith(("=", "+", "@", "-1")) for value in row.values())


def test_a_plan_without_a_schedule_is_refused():
    with pytest.raises(Refused):
        csv_table(sample.an_infeasible_plan(), sample.a_catalog())
