"""What people make of the form: other ways of saying a thing are understood, what cannot be meant is told by cell."""

from datetime import date, datetime, time

import pytest
from openpyxl.worksheet.cell_range import CellRange

from catalog.fault import Refused
from clients.documents.xlsx.book import workbook
from clients.documents.xlsx.request import cell_of, filled_in, read_request
from planner.request import Budget, Calendar, Freeze, Headcount
from tests.clients import sample
from tests.clients.documents.xlsx.books import opened, saved
from tests.clients.documents.xlsx.forms import a_form, a_request, changed, filled


def faults(data):
    """The faults of a form by cell: their codes."""
    with pytest.raises(Refused) as refused:
        read_request(data)
    return {fault.pointer: fault.code for fault in refused.value.faults}


def a_fault(data):
    with pytest.raises(Refused) as refused:
        read_request(data)
    (fault,) = refused.value.faults
    return fault


def at(document, *place):
    for step in place:
        document = document[step]
    return document


@pytest.mark.parametrize(
    ("cell", "written", "place", "meant"),
    [
        ("Budget in all", "1.5M", ("budget", "total"), 1_500_000),
        ("Budget in all", "1,500,000", ("budget", "total"), 1_500_000),
        ("Budget in all", 1500000.0, ("budget", "total"), 1_500_000),
        ("People in all", "12", ("headcount", "total"), 12),
        ("People in all", 0.5, ("headcount", "total"), 0.5),
        ("Held back", "10 %", ("budget", "contingency"), 0.1),
        ("Held back", 0.25, ("budget", "contingency"), 0.25),
        ("Deadline", date(2028, 12, 31), ("deadline",), "2028-12-31"),
        ("Deadline", " 2028-12-31 ", ("deadline",), "2028-12-31"),
        ("Target level", "5", ("target",), 5),
        ("Employees", "20,000", ("organization", "employees"), 20_000),
        ("Fiscal year begins in", "April", ("calendar", "fiscal_year_start"), 4),
        ("Unspent money is carried on", False, ("budget", "carry_over"), False),
        ("Unspent money is carried on", "Year", ("budget", "carry_over"), "year"),
        ("The budget pays", "cash; labour", ("budget", "covers"), ["cash", "labour"]),
        ("Goals", "finish:2w, cost", ("goals",), [{"goal": "finish", "within": "2w"}, "cost"]),
        ("Weeks of evidence", "2=13, 3=26", ("policy", "evidence_weeks"), {"2": 13, "3": 26}),
        ("Weeks of evidence", 8, ("policy", "evidence_weeks"), 8),
        ("Look-ahead", "free", ("policy", "look_ahead"), "free"),
        ("Limits to ignore", "deadline, cio", ("ignore",), ["/deadline", "/headcount/roles/cio"]),
        ("Name", 2027, ("name",), "2027"),
        ("Limits!B6", "200k", ("budget", "per_quarter"), 200_000),
        ("Limits!B7", 4, ("headcount", "total"), 4),
    ],
)
def test_what_is_written_otherwise_is_understood(cell, written, place, meant):
    assert at(read_request(filled({cell: written})), *place) == meant


def test_a_day_in_a_cell_that_lost_its_format_is_a_day():
    def change(book):
        cell = next(row[1] for row in book["Request"].iter_rows() if row[0].value == "Deadline")
        cell.value, cell.number_format = 47118, "General"

    assert read_request(changed(change))["deadline"] == "2028-12-31"  # 47,118 days after 30 December 1899


def test_numbers_by_quarter_are_a_list_and_the_last_one_repeats():
    cells = {"Limits!B6": 100, "Limits!C6": 200, "Limits!B8": 1, "Limits!C8": 0, "Limits!D8": 2}
    document = read_request(filled(cells))
    assert document["budget"]["per_quarter"] == [100, 200]
    assert document["headcount"]["roles"] == {"program_lead": [1, 0, 2]}


def test_items_may_be_said_for_some_functions_in_one_row():
    document = read_request(filled({"Items!B5": "sales, hr", "Items!C5": "Completed", "Items!C6": "missing"}))
    assert document["completed"] == ["gov-l1-tool-use-policy@sales", "gov-l1-tool-use-policy@hr"]
    assert document["missing"] == ["gov-l1-data-handling-rules"]


def test_rows_columns_and_sheets_of_one_s_own_are_left_alone():
    def change(book):
        book["Request"].insert_rows(5, 3)
        book["Pins"].insert_rows(1, 2)
        book["Pins"].insert_cols(2)
        book["Pins"]["B6"], book["Pins"]["A7"], book["Pins"]["C7"] = "my column", "gate-3", "2027-03-01"
        book["Pins"]["B8"] = "a remark without a pin"
        book.create_sheet("Calculations")["A1"] = "=1/0"

    said = filled_in(changed(change))
    assert not said.faults
    assert said.document["pins"] == [{"on": "gate-3", "not_before": "2027-03-01"}]
    assert said.ignored == ("Calculations",)


def test_sheets_that_are_not_there_say_nothing():
    def change(book):
        for name in book.sheetnames[1:]:
            del book[name]

    assert "pins" not in read_request(changed(change))


@pytest.mark.parametrize(
    ("cell", "written", "told", "code"),
    [
        ("Budget in all", "one and a half", "Request!B15", "unreadable_cell"),
        ("Budget in all", 10.5, "Request!B15", "unreadable_cell"),
        ("People in all", "a dozen", "Request!B16", "unreadable_cell"),
        ("Deadline", time(12), "Request!B14", "unreadable_cell"),
        ("Deadline", datetime.combine(date(2028, 12, 31), time(9)), "Request!B14", "unreadable_cell"),
        ("Unspent money is carried on", "perhaps", "Request!B20", "unreadable_cell"),
        ("Name", "=1/0", "Request!B5", "unreadable_cell"),
        ("Name", "#REF!", "Request!B5", "unreadable_cell"),
        ("Limits!D6", 200, "Limits!B6", "missing"),
        ("Limits!B14", 5, "Limits!A14", "missing"),
        ("Limits!B6", "2 lakh", "Limits!B6", "unreadable_cell"),
        ("Items!C5", "finished", "Items!C5", "unknown_word"),
        ("Items!C100", "completed", "Items!A100", "missing"),
        ("Rates!B18", 4000, "Rates!A18", "missing"),
        ("Functions!B10", 3, "Functions!A10", "missing"),
        ("Pins!A4", "Where", "Pins!A1", "unknown_layout"),
        ("Pins!B4", "Earliest", "Pins!A4", "missing_column"),
    ],
)
def test_what_cannot_be_read_is_told_by_sheet_and_cell(cell, written, told, code):
    found = faults(filled({cell: written}))
    assert found[told] == code


def test_every_fault_is_told_at_once():
    data = filled({"Budget in all": "much", "People in all": "many", "Limits!C6": 3, "Items!C5": "done", "Name": "=A1"})
    assert faults(data) == {
        "Request!B5": "unreadable_cell",
        "Request!B15": "unreadable_cell",
        "Request!B16": "unreadable_cell",
        "Limits!B6": "missing",
        "Items!C5": "unknown_word",
    }


def test_a_fault_says_what_stands_there_and_what_would_be_right():
    fault = a_fault(filled({"Budget in all": "1.5 million"}))
    assert fault.detail == '"1.5 million" cannot be read here.'
    assert fault.suggestion == "1.5M, 250k or 1500000"


def test_people_in_two_places_are_told_of():
    request = a_request(headcount=Headcount(total=12))
    fault = a_fault(filled({"Limits!B7": 10}, request))
    assert (fault.pointer, fault.code) == ("Limits!B7", "said_twice")
    assert "Request!B16" in fault.detail


def test_a_role_in_two_rows_is_told_of():
    fault = a_fault(filled({"Limits!B8": 1, "Limits!A20": "program_lead", "Limits!B20": 2}))
    assert (fault.pointer, fault.code) == ("Limits!B20", "said_twice")


def test_a_field_in_two_rows_is_told_of():
    def change(book):
        book["Request"]["A60"], book["Request"]["B60"] = "Deadline", date(2028, 1, 1)

    assert faults(changed(change)) == {"Request!B60": "said_twice"}


def test_a_label_that_is_not_known_is_told_of_where_something_stands_beside_it():
    def change(book):
        book["Request"]["A60"], book["Request"]["B60"] = "Dead line", date(2028, 1, 1)
        book["Request"]["A61"] = "a remark"

    fault = a_fault(changed(change))
    assert (fault.pointer, fault.suggestion) == ("Request!A60", "Deadline")


def test_three_points_belong_together():
    cells = {"Estimates!A5": "act-12-educate-teams", "Estimates!C5": 2, "Estimates!E5": 4}
    fault = a_fault(filled(cells))
    assert (fault.pointer, fault.code) == ("Estimates!D5", "missing")


def test_merged_cells_are_told_of():
    def change(book):
        book["Limits"]["B6"] = 100
        book["Limits"].merged_cells.add(CellRange("B6:D6"))

    fault = a_fault(changed(change))
    assert (fault.pointer, fault.code) == ("Limits!B6", "merged_cells")
    assert "Limits!B6:D6" in fault.detail


def test_a_sheet_by_almost_its_name_is_told_of():
    def change(book):
        book["Freezes"].title = "Freeze"

    fault = a_fault(changed(change))
    assert (fault.code, fault.suggestion) == ("unknown_sheet", "rename it to Freezes")


def test_labels_that_are_not_where_they_were_are_told_of():
    found = faults(changed(lambda book: book["Request"].insert_cols(1)))
    assert found == {"Request!A1": "unknown_layout"}


def test_another_workbook_is_no_request():
    def change(book):
        book["Request"].title = "Sheet1"

    fault = a_fault(changed(change))
    assert (fault.pointer, fault.code) == ("", "no_request")
    assert "milepost example --xlsx" in fault.suggestion


def test_a_plan_s_workbook_is_no_request():
    assert "looks like a plan" in a_fault(workbook(sample.a_plan(), sample.a_catalog())).detail


def test_the_cell_of_every_place_is_known():
    request = a_request(
        budget=Budget(per_quarter=(1, 2, 3)),
        headcount=Headcount(roles={"ai_engineer": (1, 2)}),
        calendar=Calendar(freezes=(Freeze(date(2027, 5, 1), date(2027, 5, 2), "x"),)),
        completed=("act-23-standardise-prompts",),
        rates={"ai_engineer": 5},
    )
    cells = filled_in(a_form(request)).cells
    wanted = {
        "/target": "Request!B8",
        "/deadline": "Request!B14",
        "/budget/per_quarter": "Limits!B6",
        "/budget/per_quarter/2": "Limits!D6",
        "/headcount/roles/ai_engineer/1": "Limits!C9",
        "/calendar/freezes/0/to": "Freezes!B5",
        "/completed/0": "Items!A5",
        "/rates/ai_engineer": "Rates!B6",
        "/rates": "Rates",
        "/policy": "Request",
        "/budget/covers/7": "Request!B19",
    }
    assert {place: cell_of(place, cells) for place in wanted} == wanted
    assert cell_of("", cells) == ""


def test_a_saved_form_is_not_changed_by_being_saved():
    assert read_request(saved(opened(a_form(), values=False))) == read_request(a_form())
