"""Requests as workbooks at the command line: made by ``example``, given to what takes a request, told of by cell."""

import json
import sys
from datetime import date

import pytest
from click.testing import CliRunner
from msgspec import json as msgspec_json

import planner
from clients.cli.main import milepost
from clients.documents.xlsx.book import workbook
from planner.request import Budget, Headcount, Pin, PlanRequest
from tests.clients.documents.xlsx.forms import a_form, a_request, changed, filled
from tests.clients.sample import a_catalog, a_plan


def run(*arguments, stdin=None):
    return CliRunner().invoke(milepost, arguments, input=stdin)


@pytest.fixture
def asked(monkeypatch):
    """Answer every request with a plan made by hand; return the requests that came."""
    requests = []

    def fake(request, catalog, on_progress=None, cancel=None, on_finding=None):
        requests.append(request)
        return a_plan()

    monkeypatch.setattr(planner, "plan", fake)
    return requests


@pytest.fixture
def a_file(tmp_path):
    def write(data):
        path = tmp_path / "request.xlsx"
        path.write_bytes(data)
        return str(path)

    return write


def errors(file, *flags):
    """The faults that programs are told of, by the cell or flag that said what is wrong."""
    result = run("plan", file, *flags, "--json")
    assert result.exit_code == 2, result.output
    return {fault.get("given", fault["pointer"]): fault for fault in json.loads(result.stdout)["errors"]}


def test_the_example_as_a_workbook_is_the_same_request(asked, tmp_path):
    path = str(tmp_path / "request.xlsx")
    assert run("example", "--xlsx", "--out", path).exit_code == 0
    assert run("plan", path).exit_code == 0
    assert run("plan", "-", stdin=run("example").stdout_bytes).exit_code == 0
    assert asked[0].budget == asked[1].budget
    assert asked[0] == asked[1]


def test_a_workbook_goes_through_a_pipe(asked):
    assert run("plan", "-", stdin=run("example", "--xlsx").stdout_bytes).exit_code == 0
    assert asked[0].name == "Acme 2027"


@pytest.mark.parametrize("catalog", ["cloud-migration", "ai-maturity"])
def test_the_example_fits_the_catalog_that_is_asked_for(asked, catalog):
    for form in ((), ("--xlsx",)):
        result = run("plan", "-", stdin=run("example", "--catalog", catalog, *form).stdout_bytes)
        assert result.exit_code == 0, result.output
    assert {request.catalog for request in asked} == {catalog}
    assert asked[0] == asked[1]


def test_the_example_is_written_to_a_file_too(tmp_path):
    path = tmp_path / "request.json"
    assert run("example", "--out", str(path)).exit_code == 0
    assert path.read_bytes() == run("example").stdout_bytes


def test_an_example_that_cannot_be_written_is_refused(tmp_path):
    result = run("example", "--xlsx", "--out", str(tmp_path / "nowhere" / "request.xlsx"))
    assert result.exit_code == 2
    assert "The request cannot be written: its directory does not exist." in result.stderr


def test_a_workbook_without_a_first_day_starts_next_monday(asked, a_file):
    assert run("plan", a_file(filled({"First day": None}))).exit_code == 0
    assert asked[0].start.weekday() == 0
    assert asked[0].start > date.today()  # noqa: DTZ011


def test_flags_override_what_cells_say(asked, a_file):
    request = a_request(budget=Budget(total=100), pins=(Pin("gate-3", not_after=date(2030, 1, 1)),))
    file = a_file(a_form(request))
    assert run("plan", file, "--budget", "2M", "--headcount", "7", "--pin", "gate-3<=2029-01-01").exit_code == 0
    assert (asked[0].budget.total, asked[0].headcount) == (2_000_000, Headcount(total=7))
    assert asked[0].pins == (Pin("gate-3", not_after=date(2029, 1, 1)),)


def test_what_the_planner_finds_is_told_of_its_cell(a_file):
    cells = {"Target level": 9, "Deadline": "31.12.2028", "Limits!B8": 1.234}
    found = errors(a_file(filled(cells | {"Items!A100": "act-x", "Items!C100": "missing"})))
    assert {cell: fault["code"] for cell, fault in found.items()} == {
        "Request!B8": "unknown_level",
        "Request!B14": "wrong_date",
        "Limits!B8": "too_precise",
        "Items!A100": "unknown_item",
    }
    assert found["Request!B14"]["suggestion"] == "2028-12-31"
    assert found["Limits!B8"]["pointer"] == "/headcount/roles/program_lead"


def test_what_is_missing_is_told_of_the_cell_that_would_say_it(a_file):
    assert {cell: fault["code"] for cell, fault in errors(a_file(filled({"Target level": None}))).items()} == {
        "Request!B8": "missing"
    }


def test_cells_that_cannot_be_read_flags_that_cannot_and_what_is_wrong_besides_are_told_together(a_file):
    file = a_file(filled({"Budget in all": "much", "Target level": 9}))
    found = errors(file, "--deadline", "tomorrow", "--headcount", "many")
    assert found.keys() == {"Request!B15", "Request!B8", "--deadline tomorrow", "--headcount"}


def test_a_fault_in_what_a_flag_says_is_not_told_of_the_cell_it_overrides(a_file):
    request = a_request(budget=Budget(per_quarter=(1, 2, 3)))
    found = errors(a_file(a_form(request)), "--per-quarter", "5,-1")
    assert found.keys() == {"--per-quarter 5,-1"}


def test_pins_that_a_flag_moves_are_not_told_of_a_wrong_row(a_file):
    pins = (Pin("gate-3", not_after=date(2030, 1, 1)), Pin("act-nothing", not_after=date(2030, 1, 1)))
    found = errors(a_file(a_form(a_request(pins=pins))), "--pin", "gate-3<=2029-01-01")
    assert [(cell, fault["code"]) for cell, fault in found.items()] == [("Pins", "unknown_item")]


def test_people_read_of_cells_and_what_would_be_right(a_file):
    result = run("plan", a_file(filled({"Budget in all": "1.5 million"})))
    assert result.exit_code == 2
    assert "1 thing to mend in" in result.stderr
    assert "Request!B15  /budget/total" in result.stderr
    assert "try: 1.5M, 250k or 1500000" in result.stderr


def test_sheets_of_one_s_own_are_named_and_passed_over(asked, a_file):
    result = run("plan", a_file(changed(lambda book: book.create_sheet("Calculations"))))
    assert result.exit_code == 0
    assert "not read: Calculations" in result.stderr


def test_every_command_that_takes_a_request_takes_a_workbook(asked, a_file):
    assert run("why", a_file(a_form())).exit_code == 0
    for study in ("frontier", "least", "highest", "split", "grid", "tornado"):
        result = run(study, a_file(filled({"Target level": 9})), "--json")
        assert "Request!B8" in result.stdout, result.output


def test_a_plan_s_workbook_is_not_taken_for_a_request(a_file):
    result = run("plan", a_file(workbook(a_plan(), a_catalog())))
    assert result.exit_code == 2
    assert "it looks like a plan" in " ".join(result.stderr.split())


def test_the_plan_has_the_request_of_the_workbook(a_file, tmp_path):
    request = a_request(target=3, deadline=date(2029, 12, 31))
    out = tmp_path / "plan.json"
    assert run("plan", a_file(a_form(request)), "--time-limit", "3", "--out", str(out)).exit_code == 0
    kept = msgspec_json.decode(msgspec_json.encode(json.loads(out.read_bytes())["request"]), type=PlanRequest)
    assert (kept.target, kept.deadline, kept.start) == (3, date(2029, 12, 31), date(2027, 1, 4))


@pytest.mark.parametrize("arguments", [("plan", "-"), ("example", "--xlsx")])
def test_without_the_libraries_of_documents_it_is_said_what_to_install(arguments, monkeypatch):
    data = a_form()
    monkeypatch.setitem(sys.modules, "clients.documents.xlsx.request", None)
    result = run(*arguments, stdin=data)
    assert result.exit_code == 2
    assert "here: clients.documents.xlsx.request is not" in result.stderr
    assert "pip install '.[documents]'" in " ".join(result.stderr.split())


def test_workbooks_are_compared(a_file):
    file = a_file(a_form(a_request(target=3)))
    result = run("compare", file, file, "--time-limit", "2", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["moved"] == []
