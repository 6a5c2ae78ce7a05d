import io
import zipfile
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from catalog.fault import Refused
from clients.documents.xlsx.book import SHEETS, workbook
from clients.names import Names
from planner.plans import Debt
from planner.request import Calendar, Freeze
from tests.clients import sample
from tests.clients.documents.xlsx.books import (
    SIZES,
    a_planned_one,
    a_sized_plan,
    as_day,
    column,
    opened,
    renamed,
    table,
)

HOSTILE = (
    '=HYPERLINK("http://x")',
    "+1+1",
    "@SUM(A1)",
    "-2",
    "http://example.com/a",
    "a\x07b\x00\ufffe",
    "]]><&\"'",
    "_x0041_",
    "\u202eevil",
    "工場の自動化" * 30,
    "عنوان طويل " * 20,
    "w" * 200,
)


def a_book(plan=None, catalog=None, *, values=True):
    return opened(workbook(plan or sample.a_plan(), catalog or sample.a_catalog()), values=values)


def test_the_sheets_stand_in_order():
    assert a_book().sheetnames == list(SHEETS)


def test_the_same_plan_gives_the_same_bytes():
    assert workbook(sample.a_plan(), sample.a_catalog()) == workbook(sample.a_plan(), sample.a_catalog())


def test_no_moment_of_writing_stands_in_the_file():
    with zipfile.ZipFile(io.BytesIO(workbook(sample.a_plan(), sample.a_catalog()))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2027-01-04T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("plan", [sample.an_infeasible_plan(), sample.an_unknown_plan()])
def test_a_plan_without_a_schedule_is_refused(plan):
    with pytest.raises(Refused) as refused:
        workbook(plan, sample.a_catalog())
    assert refused.value.faults[0].code == "no_schedule"
    assert refused.value.faults[0].suggestion


@pytest.mark.parametrize("size", SIZES)
def test_every_activity_stands_in_the_table_as_the_plan_has_it(size):
    plan = a_sized_plan(size)
    catalog = sample.a_catalog()
    rows = table(a_book(plan)["Activities"])
    names = Names(plan, catalog)
    assert [row["Activity"] for row in rows] == [*(names.activity(one) for one in plan.activities), "All"]
    for row, one in zip(rows, plan.activities, strict=False):
        assert (row["Start"], row["Finish"], row["Weeks"]) == (one.start, one.finish, one.weeks)
        assert (row["Cash"], row["Own labour"], row["Running cost a year"]) == (one.cash, one.labour, one.run_per_year)
        assert (row["Slack weeks"], row["Critical"]) == (one.slack_weeks, "yes" if one.critical else "no")
        assert (row["Leads to level"], row["Identifier"]) == (int(one.transition[-1]), one.id)
        assert row["Accountable"] == one.accountable
        for role, fte in one.staffing.items():
            assert row[f"FTE {role}"] == fte


def test_owners_are_called_by_their_titles():
    plan, catalog = a_planned_one()
    titles = {role.id: role.title for role in catalog.roles}
    rows = {row["Identifier"]: row for row in table(a_book(plan, catalog)["Activities"])}
    for one in plan.activities:
        assert rows[one.id]["Accountable"] == titles[one.accountable]
        assert rows[one.id]["Responsible"] == titles[one.responsible]


@pytest.mark.parametrize("size", SIZES)
def test_the_bars_rows_have_the_plan_s_days(size):
    plan = a_sized_plan(size)
    names = Names(plan, sample.a_catalog())
    rows = [row for row in table(a_book(plan)["Gantt"], head=6) if row["Kind"] in ("Action", "Governance", "Set-up")]
    shown = sorted((row["Activity"], row["Start"], row["Finish"], row["Weeks"]) for row in rows)
    assert shown == sorted((names.activity(one), one.start, one.finish, one.weeks) for one in plan.activities)


def test_gates_and_freezes_stand_above_the_bars():
    plan, catalog = a_planned_one()
    rows = table(a_book(plan, catalog)["Gantt"], head=6)
    assert (rows[0]["Kind"], rows[0]["Start"]) == ("Gate", plan.gates[0].date)
    # The frozen week of the request is the week of the plan that begins on Monday 8 March.
    assert (rows[1]["Activity"], rows[1]["Start"], rows[1]["Finish"]) == (
        "Frozen: audit",
        date(2027, 3, 8),
        date(2027, 3, 14),
    )


@pytest.mark.parametrize(("weeks", "step"), [(66, 1), (67, 2), (210, 2), (211, 4), (421, 13)])
def test_a_column_is_more_weeks_where_the_plan_is_long(weeks, step):
    plan = sample.a_short_plan()
    gate = replace(plan.gates[0], week=weeks, date=plan.start + timedelta(weeks=weeks, days=-1))
    sheet = a_book(replace(plan, gates=(gate,)))["Gantt"]
    days = [as_day(cell.value) for cell in sheet[6][8:] if cell.value]
    assert days[0] == plan.start
    assert days[1] - days[0] == timedelta(weeks=step)
    assert days[-1] <= gate.date < days[-1] + timedelta(weeks=step)
    assert len(days) <= 106


def test_a_gate_s_mark_stands_in_the_column_of_its_day():
    gates, sheet = sample.a_plan().gates, a_book()["Gantt"]
    for row, gate in enumerate(gates, 7):
        marked = [cell.column for cell in sheet[row] if cell.value == "◆"]
        assert len(marked) == 1
        first = sheet.cell(6, marked[0]).value.date()
        assert first <= gate.date < first + timedelta(weeks=2)


@pytest.mark.parametrize("carry_over", [True, "year", False])
def test_the_money_of_each_quarter_is_the_plan_s(carry_over):
    plan, catalog = a_planned_one(carry_over)
    rows = table(a_book(plan, catalog)["Budget"])
    for row, phase in zip(rows, plan.phases, strict=False):
        assert (row["Quarter"], row["From"], row["To"]) == (phase.label, phase.start, phase.end)
        assert (row["Cash"], row["Own labour*"]) == (phase.spend.cash, phase.spend.labour)
        assert (row["Running cost"], row["Spent"]) == (phase.spend.run, phase.budget.used)
        assert (row["New money"], row["Brought in"]) == (phase.budget.available, phase.budget.carried)
        assert row["Left"] == phase.budget.available + phase.budget.carried - phase.budget.used
    all_of_it = rows[len(plan.phases)]
    assert (all_of_it["Cash"], all_of_it["Spent"]) == (plan.totals.cash, plan.totals.covered)


def test_a_budget_in_all_is_shown_after_what_is_held_back():
    plan, catalog = a_planned_one(total=2_000_000, per_quarter=None)
    rows = table(a_book(plan, catalog)["Budget"])
    assert rows[0]["Budget in all"] == 1_800_000  # 10 % of two millions are held back
    last = rows[len(plan.phases) - 1]
    assert (last["Spent so far"], last["Left of it"]) == (plan.totals.covered, 1_800_000 - plan.totals.covered)
    assert "New money" not in rows[0]


def test_people_stand_by_role_and_quarter():
    plan, catalog = a_planned_one()
    sheet = a_book(plan, catalog)["Staffing"]
    labels = column(sheet)
    blocks = {name: labels.index(name) + 1 for name in ("Person-weeks used", "Person-weeks available", "Peak, in FTE")}
    titles = {role.id: role.title for role in catalog.roles} | {"total": "Everybody"}
    for number, phase in enumerate(plan.phases, 2):
        for role, entry in phase.staffing.items():
            own = {name: labels.index(titles[role], top) + 1 for name, top in blocks.items()}
            assert sheet.cell(own["Person-weeks used"], number).value == pytest.approx(entry.used)
            assert sheet.cell(own["Peak, in FTE"], number).value == entry.peak
            there = "no cap" if entry.available is None else entry.available
            assert sheet.cell(own["Person-weeks available"], number).value == there


def test_risks_are_open_where_the_plan_says():
    plan, catalog = a_planned_one()
    rows = {row["Risk"]: row for row in table(a_book(plan, catalog)["Risks"])}
    for phase in plan.phases:
        assert rows["Risks open"][phase.label] == len(phase.risks_open)
        for risk in catalog.risks:
            if risk.id in phase.risks_open:
                assert rows[risk.title][phase.label] == risk.severity
            elif risk.title in rows:
                assert rows[risk.title][phase.label] is None


def test_a_gate_s_sheet_has_each_of_its_criteria():
    plan, catalog = a_planned_one()
    said = " ".join(str(cell.value) for row in a_book(plan, catalog)["Gates"].iter_rows() for cell in row if cell.value)
    names = Names(plan, catalog)
    for criterion in plan.gates[0].criteria:
        assert names.items[names.activities[criterion.activity].item] in said
        assert criterion.text in said


def test_every_beginning_and_every_end_stands_in_its_quarter():
    plan, catalog = a_planned_one()
    rows = table(a_book(plan, catalog)["Quarters"])
    heads = [place for place, row in enumerate(rows) if row["What"] in [phase.label for phase in plan.phases]]
    for phase, first, end in zip(plan.phases, heads, [*heads[1:], len(rows)], strict=True):
        own = rows[first:end]
        for what, ids in (("Starts", phase.starts), ("Ends", phase.finishes), ("Evidence due", phase.evidence_due)):
            said = " ".join(row["Activity, gate or measure"] for row in own if row["What"] == what)
            for one in ids:
                activity = Names(plan, catalog).activities[getattr(one, "activity", one)]
                assert activity.title in said


def test_warnings_and_assumptions_are_told_with_names():
    sheet = a_book()["Assumptions"]
    said = column(sheet, "B")
    assert any("soft prerequisite" in str(text) and "act-34" not in str(text) for text in said)
    assert "The organization has 1000 employees." in said


def test_what_levels_declared_already_still_owe_is_told():
    owed = Debt("gov-l3-logging", "Log AI use", 2, blocks=(), gates=("gate-3",), risks=("risk-leak",))
    said = column(a_book(replace(sample.a_plan(), debt=(owed,)))["Assumptions"], "B")
    assert any("belongs to level 2; Level 3 declared" in str(text) and "Data leaks" in str(text) for text in said)


def test_the_first_sheet_tells_the_answer_its_proof_and_the_gates():
    plan, catalog = a_planned_one()
    sheet = a_book(plan, catalog)["Summary"]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert sheet["A1"].value == "Acme 2027"
    assert "proven earliest" in sheet["A2"].value
    assert Names(plan, catalog).gate(plan.gates[0]) in said
    assert plan.id in sheet["A3"].value
    finish = next(row for row in sheet.iter_rows() if row[0].value == "Finish")
    assert [cell.value for cell in finish[1:5]] == [plan.goals[0].value, plan.goals[0].bound, "weeks", "yes"]
    assert all(f"'{name}'!A1" in str(sheet.cell(row, 1).hyperlink.location) for row, name in links(sheet))


def links(sheet):
    """The rows that lead to other sheets, with what they say."""
    return [(row[0].row, row[0].value) for row in sheet.iter_rows() if row[0].hyperlink]


@pytest.mark.parametrize("title", HOSTILE)
def test_names_from_outside_stay_text_in_every_sheet(title):
    plan = renamed(a_sized_plan(10), title)
    book = a_book(plan, values=False)
    formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert all("HYPERLINK" not in str(cell.value) and "evil" not in str(cell.value) for cell in formulas)
    shown = table(book["Activities"])[0]["Activity"]
    assert shown
    assert not any(ord(sign) < 32 or sign in "\u202e\ufffe" for sign in shown)
    assert all(cell.hyperlink is None for row in book["Activities"].iter_rows() for cell in row)


def test_a_plan_of_gates_alone_is_a_workbook_too():
    plan = sample.a_plan()
    phases = tuple(replace(phase, starts=(), running=(), finishes=(), evidence_due=()) for phase in plan.phases)
    gates = tuple(replace(gate, criteria=(), held_by=()) for gate in plan.gates)
    book = a_book(replace(plan, activities=(), phases=phases, gates=gates))
    assert table(book["Activities"])[-1]["Activity"] == "All"


def test_a_freeze_beyond_the_plan_is_not_drawn():
    plan = sample.a_plan()
    far = Freeze(date(2040, 1, 1), date(2040, 1, 2), "far")
    request = replace(plan.request, calendar=Calendar(freezes=(far,)))
    assert not any("Frozen" in str(name) for name in column(a_book(replace(plan, request=request))["Gantt"]))


def test_pictures_have_words_for_those_who_do_not_see_them():
    with zipfile.ZipFile(io.BytesIO(workbook(sample.a_plan(), sample.a_catalog()))) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/drawings/drawing")]
        drawings = [archive.read(name).decode() for name in names]
    assert sum(drawing.count('descr="') for drawing in drawings) == 5
    assert any("Spent by quarter, in USD. Spent: FY27 Q1" in drawing for drawing in drawings)


def test_every_sheet_prints_as_wide_as_a_page_with_its_headings():
    for sheet in a_book():
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.orientation == "landscape"
    book = a_book()
    assert book["Gantt"].print_title_rows == "$4:$6"
    assert book["Gantt"].freeze_panes == "B7"
    assert book["Activities"].print_title_rows == "$4:$4"
