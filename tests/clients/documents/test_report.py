"""What a report says of a plan: every figure the Plan's, every picture with its table, what is asked first first."""

import msgspec
import pytest
from msgspec import structs

from clients.amounts import money, people, short_money
from clients.dates import day
from clients.documents.formats import CHARTS
from clients.documents.outline import outline
from clients.documents.report.blocks import Bullets, Pairs, Picture, Report, Table
from clients.documents.report.contents import report
from clients.verdict import verdict
from planner.plans import Debt
from planner.request import Budget
from tests.clients import sample
from tests.clients.jira import plans

CATALOG = sample.a_catalog()
ANYTHING = "=1+1 <b>\x00\x0b\x1b[31m\u202eevil\u202c\nsecond\u2028line 数据 لجنة ]]>"


@pytest.fixture(scope="module")
def plan():
    return sample.a_plan()


@pytest.fixture(scope="module")
def told(plan):
    return report(plan, CATALOG)


def section(told: Report, name: str):
    return next(one for one in told.sections if one.id == name)


def tables(told: Report, name: str) -> list[Table]:
    return [block for block in section(told, name).blocks if isinstance(block, Table)]


def rows(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in table.lines if line.kind == "row"]


def pairs(told: Report, name: str) -> list[tuple[str, str]]:
    return [pair for block in section(told, name).blocks if isinstance(block, Pairs) for pair in block.items]


def words(told: Report) -> list[str]:
    """Every text of a report."""

    def within(value):
        if isinstance(value, str):
            yield value
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
            yield from within(one)

    return list(within(msgspec.to_builtins(told)))


def test_it_begins_with_the_verdict_and_the_figures_that_are_read_first(plan, told):
    assert told.title == "Acme 2027"
    assert told.subtitle == f"Level 2 to 4, from 4 Jan 2027: {len(plan.activities)} activities"
    assert (told.proof, told.proven) == ("Proven best", True)
    assert told.verdict == verdict(plan, "USD")
    facts = {fact.label: (fact.value, fact.note) for fact in told.facts}
    assert facts["Level 4 on"] == (day(plan.finish), "10 weeks before the deadline of 31 Jul 2028")
    assert facts["Money, USD"] == (short_money(plan.totals.covered), "of 1.5M; cash counted")
    assert facts["One-off cash, USD"][0] == short_money(plan.totals.cash)
    assert facts["New hires, USD"] == ("90k", "a year; limits nothing")
    peak = max(phase.staffing["total"].peak for phase in plan.phases)
    assert facts["People at the peak, FTE"] == (people(peak), "of 12")


def test_every_chart_is_there_and_has_its_figures_as_a_table(told):
    assert set(told.charts) == set(CHARTS)
    for one in told.sections:
        for block in one.blocks:
            if isinstance(block, Picture):
                assert tables(told, block.table or one.id)


def test_every_activity_is_in_the_table_with_its_dates_and_its_money(plan, told):
    (table,) = tables(told, "activities")
    expected = [
        (
            row.label,
            day(row.activity.start),
            day(row.activity.finish),
            str(row.activity.weeks),
            money(row.activity.cash),
        )
        for row in outline(plan, CATALOG).rows
    ]
    assert [(cells[0], cells[2], cells[3], cells[4], cells[6]) for cells in rows(table)] == expected
    critical = {cells[0] for cells in rows(table) if cells[5] == "critical"}
    assert critical == {row.label for row in outline(plan, CATALOG).rows if row.activity.critical}


def test_the_money_is_the_plan_s_quarter_by_quarter_and_in_all(plan, told):
    (table,) = tables(told, "money")
    for phase, cells in zip(plan.phases, rows(table), strict=True):
        spend, budget = phase.spend, phase.budget
        amounts = (spend.cash, spend.labour, spend.run, budget.used, budget.available, budget.carried)
        assert cells == (phase.label, *map(money, amounts))
    totals = plan.totals
    assert table.lines[-1].cells[1:5] == tuple(map(money, (totals.cash, totals.labour, totals.run, totals.covered)))


def test_money_that_no_quarter_limits_has_no_columns_for_it():
    (table,) = tables(report(sample.a_plan(per_quarter=None), CATALOG), "money")
    assert [column.title for column in table.columns] == ["Quarter", "Cash", "Own labour", "Running cost", "Counted"]


@pytest.mark.parametrize(("carry", "said"), [(True, "carried over to"), ("year", "fiscal year"), (False, "lapses")])
def test_what_becomes_of_money_left_is_said(carry, said):
    plan = sample.a_plan()
    budget = structs.replace(plan.request.budget, carry_over=carry, contingency=0.1)
    asked = structs.replace(plan, request=structs.replace(plan.request, budget=budget))
    (table,) = tables(report(asked, CATALOG), "money")
    assert said in table.notes[1]
    assert "10 % is held back" in table.notes[2]


def test_people_are_the_plan_s_by_role_and_quarter(plan, told):
    (table,) = tables(told, "people")
    assert [column.title for column in table.columns][-1] == "Everybody"
    for phase, cells in zip(plan.phases, rows(table), strict=True):
        total = phase.staffing["total"]
        assert cells[0] == phase.label
        assert cells[-1].startswith(people(round(total.used, 1)))
        assert cells[-1].endswith(f"({people(total.peak)})")


def test_many_roles_are_told_in_tables_that_a_page_can_hold(plan):
    many = {f"role_{number}": plan.phases[0].staffing["total"] for number in range(19)}
    phases = tuple(structs.replace(one, staffing={**many, **one.staffing}) for one in plan.phases)
    found = tables(report(structs.replace(plan, phases=phases), CATALOG), "people")
    assert [table.caption[-8:] for table in found] == ["(1 of 3)", "(2 of 3)", "(3 of 3)"]
    titles = [column.title for table in found for column in table.columns if column.title != "Quarter"]
    assert len(titles) == len(set(titles)) == 19 + len(plan.phases[0].staffing)
    assert titles[-1] == "Everybody"


def test_every_exit_criterion_is_told_once_with_its_evidence(plan, told):
    for gate, table in zip(plan.gates, tables(told, "criteria"), strict=True):
        evidence = {one.text for one in gate.criteria}
        assert {cells[1] for cells in rows(table)} == evidence
        items = {one.activity.partition("@")[0] for one in gate.criteria}
        assert len(rows(table)) == len(items)


def test_risks_say_in_which_quarters_they_are_open(plan, told):
    (table,) = tables(told, "risks")
    open_in = {cells[0]: cells[3] for cells in rows(table)}
    for risk in CATALOG.risks:
        labels = [phase.label for phase in plan.phases if risk.id in phase.risks_open]
        assert open_in[risk.title] == f"{labels[0]} to {labels[-1]}"


def test_a_risk_that_closes_and_opens_again_names_each_quarter():
    plan = sample.a_plan()
    phases = [
        structs.replace(phase, risks_open=("risk-leak",) if n != 1 else ()) for n, phase in enumerate(plan.phases)
    ]
    (table,) = tables(report(structs.replace(plan, phases=tuple(phases)), CATALOG), "risks")
    assert rows(table)[0][3] == ", ".join(phase.label for n, phase in enumerate(plan.phases) if n != 1)


def test_a_plan_without_open_risks_says_so():
    plan = sample.a_plan()
    calm = structs.replace(plan, phases=tuple(structs.replace(one, risks_open=()) for one in plan.phases))
    (table,) = tables(report(calm, CATALOG), "risks")
    assert rows(table) == [("No risk is open at the end of any quarter.", "", "", "", "")]


def test_the_first_quarter_is_told_as_a_brief(plan, told):
    starts, due = tables(told, "first")
    first = plan.phases[0]
    items = {one.partition("@")[0] for one in first.starts}
    titles = {one.title for one in plan.activities if one.item in items}
    assert all(any(cells[0].startswith(title) for cells in rows(starts)) for title in titles)
    assert [cells[0] for cells in rows(due)] == sorted((cells[0] for cells in rows(due)), key=day_key)
    assert {cells[2] for cells in rows(due)} <= {one.text for one in first.evidence_due}


def day_key(text: str):
    number, month, year = text.split()
    return int(year), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".index(month), int(number)


def test_every_quarter_says_what_starts_runs_and_ends(plan, told):
    said = pairs(told, "quarters")
    assert [label for label, _ in said].count("Money") == len(plan.phases)
    starts = [text for label, text in said if label == "Starts"]
    for phase, text in zip(plan.phases, starts, strict=True):
        items = dict.fromkeys(one.partition("@")[0] for one in phase.starts)
        assert text.count("; ") == max(0, len(items) - 1)
        assert (text == "nothing") == (not items)


def test_who_answers_for_what_adds_up(plan, told):
    (table,) = tables(told, "accountable")
    assert sum(int(cells[1]) for cells in rows(table)) == len(plan.activities)
    assert rows(table)[-1][0] == "Nobody is named"


def test_sentences_of_the_plan_speak_of_names(told):
    bullets = [
        item for one in told.sections for block in one.blocks if isinstance(block, Bullets) for item in block.items
    ]
    assert len(bullets) >= 4
    assert not [item for item in bullets if "act-34" in item]


def test_debt_is_told_with_what_waits_for_it():
    plan = sample.a_plan()
    first = plan.activities[0]
    debt = Debt(first.id, first.title, 2, (), ("gate-3",), ())
    told = report(structs.replace(plan, debt=(debt,)), CATALOG)
    (items,) = [block.items for block in section(told, "debt").blocks if isinstance(block, Bullets)]
    assert items == (f"{first.title}, of level 2; Level 3: Context and managed workflows waits for it.",)


def test_what_there_is_none_of_has_no_section():
    told = report(structs.replace(sample.a_plan(), warnings=(), assumptions=()), CATALOG)
    assert not {"debt", "warnings", "assumptions"} & {one.id for one in told.sections}


def test_words_from_outside_are_lines_without_what_cannot_be_seen(plan):
    wild = structs.replace(
        plan,
        request=structs.replace(plan.request, name=ANYTHING),
        activities=tuple(
            structs.replace(one, title=ANYTHING, deliverable=ANYTHING, evidence=ANYTHING, accountable=ANYTHING)
            for one in plan.activities
        ),
        warnings=(ANYTHING,),
        assumptions=(ANYTHING,),
    )
    for text in words(report(wild, CATALOG)):
        assert not [sign for sign in text if ord(sign) < 32 or sign in "\u202e\u202c\u2028"]


def test_a_plan_that_is_not_proven_says_so():
    told = report(structs.replace(sample.a_plan(), status="feasible"), CATALOG)
    assert (told.proof, told.proven) == ("Best found", False)


def test_a_plan_without_a_name_is_called_by_where_it_leads():
    plan = sample.a_plan()
    assert report(structs.replace(plan, request=structs.replace(plan.request, name=None)), CATALOG).title == (
        "The road to level 4"
    )


def test_a_plan_without_limits_is_told_without_them():
    plan = sample.a_plan(per_quarter=None, total=None)
    free = structs.replace(plan.request, deadline=None, headcount=structs.replace(plan.request.headcount, total=None))
    notes = {fact.label: fact.note for fact in report(structs.replace(plan, request=free), CATALOG).facts}
    assert notes["Level 4 on"] == "no deadline was set"
    assert notes["Money, USD"] == "cash counted"
    assert notes["People at the peak, FTE"] == "no limit on people in total"


def test_a_gate_beyond_the_last_level_is_told():
    work = [plans.an_activity("act-a", 0, 6), plans.an_activity("act-b", 6, 6)]
    gates = [plans.a_gate(2, 6, ["act-a"]), plans.a_gate(None, 12, ["act-b"])]
    told = report(plans.a_plan(work, gates, budget=Budget(total=1)), plans.a_catalog())
    assert rows(tables(told, "levels")[0])[-1][0].startswith("Beyond level")


def test_a_plan_without_a_schedule_has_nothing_to_tell():
    with pytest.raises(ValueError, match="infeasible"):
        report(sample.an_infeasible_plan(), CATALOG)
