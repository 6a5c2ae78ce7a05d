"""Numbers, dates and owners on slides: each is the plan's own."""

from msgspec import structs

from clients.amounts import money
from clients.dates import day, short_day
from planner.plans import GoalResult
from planner.request import Headcount
from tests.clients import sample
from tests.clients.documents import rooms
from tests.clients.documents.pptx import show
from tests.clients.jira import plans


def rows_of(made, title, heading):
    """All rows of the tables under a title whose first heading is this, over all slides."""
    return [
        row
        for slide in show.titled(made, title)
        for table in show.tables(slide)
        if table[0][0] == heading
        for row in table[1:]
    ]


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def test_the_summary_says_when_for_how_much_with_how_many_and_how_far_it_is_proven():
    plan = sample.a_plan()
    made = show.opened(plan, sample.a_catalog())
    written = " ".join(show.words_of(made.slides[0]))
    assert made.slides[0].shapes.title.text == f"Acme 2027: level 4 by {day(plan.finish)}"
    assert "proven earliest" in written
    assert day(plan.finish) in written
    assert all(day(gate.date) in written for gate in plan.gates)
    assert "USD 777k" in written  # the sum of the sample's cash
    assert "of 1.5M, cash" in written
    assert "72 activities" in written
    assert "Data leaks" in written


def test_a_plan_that_is_not_proven_says_how_far_from_best_it_may_be():
    goals = (GoalResult("finish", 80, 78, False),)
    made = show.opened(sample.a_plan(goals=goals, status="feasible"), sample.a_catalog())
    assert "at most 2 weeks from the earliest" in " ".join(show.words_of(made.slides[0]))


def test_the_budget_s_table_and_chart_hold_the_plan_s_money():
    plan = sample.a_plan()
    made = show.opened(plan, sample.a_catalog())
    rows = rows_of(made, "Budget by quarter", "Quarter")
    assert [row[0] for row in rows] == [*(phase.label for phase in plan.phases), "All"]
    for row, phase in zip(rows, plan.phases, strict=False):
        budget, spend = phase.budget, phase.spend
        left = budget.available + budget.carried - budget.used
        figures = (budget.available, budget.carried, budget.used, left, spend.cash, spend.labour, spend.run)
        assert row[1:] == [money(one) for one in figures]
    totals = plan.totals
    assert rows[-1][3:] == [money(totals.covered), "", *map(money, (totals.cash, totals.labour, totals.run))]
    (chart,) = charts(show.titled(made, "Budget by quarter")[0])
    assert [series.name for series in chart.plots[0].series] == ["Cash", "Left"]
    assert tuple(chart.plots[0].series[0].values) == tuple(phase.spend.cash for phase in plan.phases)
    assert list(chart.plots[0].categories) == [phase.label for phase in plan.phases]


def test_without_money_by_quarter_the_table_counts_up():
    plan = sample.a_plan(per_quarter=None)
    rows = rows_of(show.opened(plan, sample.a_catalog()), "Budget by quarter", "Quarter")
    assert rows[len(plan.phases) - 1][2] == money(sum(phase.budget.used for phase in plan.phases))


def test_a_budget_without_a_limit_says_so():
    plan = sample.a_plan(per_quarter=None, total=None)
    (slide,) = show.titled(show.opened(plan, sample.a_catalog()), "Budget by quarter")
    assert "without a limit" in show.named(slide, "Aside").text_frame.text


def test_people_are_told_by_role_with_peak_cap_and_work():
    plan = sample.a_plan()
    rows = rows_of(show.opened(plan, sample.a_catalog()), "People by quarter", "Role")
    uses = [phase.staffing["ai_engineer"] for phase in plan.phases]
    (engineer,) = (row for row in rows if row[0] == "AI engineer" and row[2] == "4")
    assert float(engineer[1]) == max(use.peak for use in uses)
    assert float(engineer[3]) == round(sum(use.used for use in uses), 1)
    assert float(engineer[4]) == sum(use.available for use in uses)
    (everybody,) = (row for row in rows if row[0] == "Everybody" and row[2] == "12")
    assert float(everybody[1]) == max(phase.staffing["total"].peak for phase in plan.phases)


def test_a_role_at_its_cap_says_in_which_quarters():
    full = Headcount(total=12, roles={"ai_engineer": 0.5})
    plan = sample.a_plan(stretch=3)
    plan = structs.replace(plan, request=structs.replace(plan.request, headcount=full))
    rows = rows_of(show.opened(plan, sample.a_catalog()), "People by quarter", "Role")
    (engineer,) = (row for row in rows if row[0] == "AI engineer" and row[2] == "0.5")
    reached = [phase.label for phase in plan.phases if phase.staffing["ai_engineer"].peak >= 0.5]
    assert engineer[5].startswith(", ".join(reached[:3]))


def test_a_gate_has_its_criteria_with_their_evidence_owner_and_day():
    activity = plans.an_activity("act-a", accountable="lead")
    plan = plans.a_plan([activity], [plans.a_gate(2, 4, ["act-a"])])
    made = show.opened(plan, plans.a_catalog())
    assert rows_of(made, "Level 2 declared", "To be done") == [["Do act-a", "act-a proved", "Lead", "31 Jan 2027"]]


def test_all_gates_stand_on_one_slide_where_there_are_several():
    plan = sample.a_plan()
    rows = rows_of(show.opened(plan, sample.a_catalog()), "Gates", "Level")
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (str(gate.level), day(gate.date), gate.phase) for gate in plan.gates
    ]


def test_risks_stand_with_when_they_are_open_and_what_closes_them():
    activity = plans.an_activity("act-a", risks=("risk-leak",))
    plan = plans.a_plan([activity], [plans.a_gate(2, 4, ["act-a"])])
    phases = (plan.phases[0], *(structs.replace(phase, risks_open=()) for phase in plan.phases[1:]))
    made = show.opened(structs.replace(plan, phases=phases), plans.a_catalog())
    ((title, level, severity, span, closed),) = rows_of(made, "Risks open over time", "Risk")
    assert (title, level, severity, span) == ("Risk risk-leak", "1", "3 of 5", "FY27 Q1")
    assert closed == "31 Jan 2027: Do act-a"


def test_the_brief_names_what_starts_ends_and_falls_due_with_who_answers_for_it():
    plan = sample.a_plan()
    made = show.opened(plan, sample.a_catalog())
    starts = rows_of(made, "Next quarter", "From")
    first = min((one for one in plan.activities if one.id in plan.phases[0].starts), key=lambda one: one.start)
    assert starts[0][0] == short_day(first.start)
    items = {one.item for one in plan.activities if one.id in plan.phases[0].starts}
    assert len(starts) == len(items)
    evidence = [row for row in rows_of(made, "Next quarter", "By") if len(row) == 4]
    due = {(short_day(one.date), one.text) for one in plan.phases[0].evidence_due if "@setup" not in one.activity}
    assert {(row[0], row[1]) for row in evidence} == due
    assert any(row[3] == "coo" for row in starts)


def test_assumptions_and_warnings_are_all_told():
    plan = sample.a_plan()
    made = show.opened(plan, sample.a_catalog())
    written = "\n".join(words for slide in show.titled(made, "Why this date") for words in show.words_of(slide))
    assert all(sentence in written for sentence in plan.assumptions)
    assert "starts before its soft prerequisite" in written


def test_a_list_longer_than_a_slide_goes_on_on_the_next():
    sentences = tuple(f"Assumption {number} holds." for number in range(60))
    made = show.opened(sample.a_plan(assumptions=sentences), sample.a_catalog())
    found = show.titled(made, "Why this date")
    assert found[-1].shapes.title.text.endswith("(continued)")
    written = "\n".join(words for slide in found for words in show.words_of(slide))
    assert all(sentence in written for sentence in sentences)


def test_a_plan_of_one_activity_is_told_in_the_singular():
    made = show.opened(rooms.a_plan_of(1), sample.a_catalog())
    written = " ".join(show.words_of(made.slides[0]))
    assert "1 activity" in written
    assert "1 action" in written
    assert "1 actions" not in written
