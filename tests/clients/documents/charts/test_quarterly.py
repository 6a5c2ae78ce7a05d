"""Money, people, risks and levels: every figure is the Plan's, and stands where its amount says."""

import pytest
from msgspec import structs

from catalog.knowledge import Risk
from clients.amounts import short_money
from clients.documents.charts import chart
from clients.documents.charts.panel import ticks
from clients.documents.charts.themes import LIGHT
from planner.plans import PhaseBudget, Spend, Staffing
from planner.request import Budget
from tests import builders
from tests.clients import sample
from tests.clients.documents.charts import seen, shows
from tests.clients.jira import plans


def a_plan(budgets=((20_000, 12_000, 1_500),) * 3, **request):
    """Three quarters with the given money there is, used and carried."""
    plan = plans.a_plan([plans.an_activity("act-a", weeks=30)], [plans.a_gate(2, 30, ["act-a"])], **request)
    phases = tuple(
        structs.replace(one, budget=PhaseBudget(*budget)) for one, budget in zip(plan.phases, budgets, strict=True)
    )
    return structs.replace(plan, phases=phases)


def texts(spec):
    return [one.text for one in seen.words(spec)]


def test_money_is_stacked_with_what_the_budget_counts_below():
    spec = chart("spend", a_plan(budget=Budget(currency="USD", covers=("labour",))), plans.a_catalog())
    labour, cash = (seen.marks(spec, "rect", fill=shade)[:3] for shade in (LIGHT.labour, LIGHT.cash))
    assert [row["told"] for row in labour] == [f"FY27 Q{number}: own labour 3,000" for number in (1, 2, 3)]
    assert all(below["y"] == above["y2"] for below, above in zip(labour, cash, strict=True))
    assert (labour[0]["y2"] - labour[0]["y"]) * 4 == pytest.approx(cash[0]["y2"] - cash[0]["y"], abs=0.01)


def test_what_the_budget_does_not_count_is_pale_and_says_so():
    spec = chart("spend", a_plan(budget=Budget(currency="USD", covers=("cash",))), plans.a_catalog())
    assert "Own labour (the budget does not count it)" in texts(spec)
    (pale,) = [it for it in spec["layer"] if it["mark"].get("fill") == LIGHT.labour and len(it["data"]["values"]) > 1]
    assert pale["mark"]["fillOpacity"] < 0.5


def test_the_money_there_is_is_each_quarters_own_and_what_was_carried_over():
    spec = chart("spend", a_plan(((20_000, 12_000, 0), (5_000, 9_000, 8_000), (0, 4_000, 4_000))), plans.a_catalog())
    assert seen.told(spec, "There is") == ["There is 20,000", "There is 13,000", "There is 4,000"]


def test_money_so_far_adds_up_and_the_budget_is_what_is_left_of_it_after_the_contingency():
    plan = a_plan(budget=Budget(currency="EUR", total=50_000, contingency=0.1))
    spec = chart("spend", plan, plans.a_catalog())
    assert seen.told(spec, "so far") == [f"FY27 Q{n + 1}: {12_000 * (n + 1):,} so far" for n in range(3)]
    assert "The line is the budget: EUR 45k" in " ".join(texts(spec))
    assert "10 % held back" in " ".join(texts(spec))


def test_figures_over_bars_are_left_out_where_they_have_no_room():
    def has_figures(plan):
        return short_money(plan.phases[0].budget.used) in texts(chart("spend", plan, sample.a_catalog()))

    short, long = sample.a_plan(), shows.long()
    crowd = structs.replace(
        long,
        phases=tuple(
            structs.replace(it, label=f"FY{27 + n // 4} Q{n % 4 + 1}") for n, it in enumerate(long.phases * 3)
        ),
    )
    assert has_figures(short)
    assert not has_figures(crowd)


def test_people_are_shown_against_what_there_is_of_them():
    plan = a_plan()
    uses = (Staffing(6.5, 13.0, 1.25), Staffing(13.0, 13.0, 1.0), Staffing(2.0, None, 0.4))
    phases = tuple(
        structs.replace(it, staffing={"engineer": use, "idle": Staffing(0, None, 0)})
        for it, use in zip(plan.phases, uses, strict=True)
    )
    spec = chart("staffing", structs.replace(plan, phases=phases), plans.a_catalog())
    assert seen.told(spec, "Engineer") == [
        "FY27 Q1, Engineer: 6.5 of 13 person-weeks, peak 1.25 FTE",
        "FY27 Q2, Engineer: 13 of 13 person-weeks, peak 1 FTE",
        "FY27 Q3, Engineer: 2 person-weeks, peak 0.4 FTE",
    ]
    room, used = seen.marks(spec, "rect", fill=LIGHT.room), seen.marks(spec, "rect", color=LIGHT.action)
    assert len(room) == 2
    assert room[1]["y"] == used[1]["y"]
    assert {"1.25", "1", "0.4", "Engineer"} <= set(texts(spec))
    assert "idle" not in texts(spec)


def test_nobody_at_work_is_a_chart_too():
    plan = a_plan()
    phases = tuple(structs.replace(it, staffing={}) for it in plan.phases)
    spec = chart("staffing", structs.replace(plan, phases=phases), plans.a_catalog())
    assert spec["title"]["subtitle"] == ["Nobody is planned."]


def a_risky_plan(*opened):
    plan = a_plan()
    phases = tuple(structs.replace(it, risks_open=found) for it, found in zip(plan.phases, opened, strict=True))
    return structs.replace(plan, phases=phases)


def test_risks_are_counted_by_severity_and_each_has_its_lane():
    catalog = builders.a_catalog(risks=(Risk("risk-a", "Data leaks", 1, 5), Risk("risk-b", "Answers drift", 1, 2)))
    spec = chart("risk", a_risky_plan(("risk-a", "risk-b"), ("risk-b",), ("risk-a",)), catalog)
    assert seen.told(spec, " of severity ") == [
        "FY27 Q1: 1 of severity 5",
        "FY27 Q1: 1 of severity 2",
        "FY27 Q2: 1 of severity 2",
        "FY27 Q3: 1 of severity 5",
    ]
    lanes = [(row["x"], row["x2"], row["told"]) for row in seen.marks(spec, "rect") if "open in" in row.get("told", "")]
    assert lanes == [
        (0, 1, "Data leaks, severity 5: open in 1 quarter"),
        (2, 3, "Data leaks, severity 5: open in 1 quarter"),
        (0, 2, "Answers drift, severity 2: open in 2 quarters"),
    ]
    assert spec["title"]["subtitle"] == ["At most 2 risks, in FY27 Q1; 1 risk open at the end: Data leaks."]


def test_no_risk_at_all_is_a_chart_too():
    spec = chart("risk", a_risky_plan((), (), ()), plans.a_catalog())
    assert spec["title"]["subtitle"] == ["No risk is open at the end of any quarter."]


def test_levels_are_a_staircase_that_rises_at_the_gates():
    plan = plans.a_plan(
        [plans.an_activity("act-a", weeks=20)], [plans.a_gate(2, 8, []), plans.a_gate(3, 20, ["act-a"])]
    )
    spec = chart("maturity", plan, plans.a_catalog())
    steps = [row for row in seen.marks(spec, "rule", strokeCap="square") if row["y"] == row["y2"]]
    assert [(row["x"], row["x2"]) for row in steps] == [(0, 8), (8, 20), (20, 20)]
    assert steps[0]["y"] > steps[1]["y"] > steps[2]["y"]
    assert seen.told(spec) == [
        "Level 2 declared: Level 2 on 28 Feb 2027",
        "Level 3 declared: Level 3 on 23 May 2027",
    ]


def test_the_staircase_of_the_plan_before_is_dashed():
    plan = sample.a_plan()
    spec = chart("maturity", plan, sample.a_catalog(), baseline=shows.moved(plan, 5))
    past = [row for row in seen.marks(spec, "rule", color=LIGHT.before) if row["y"] == row["y2"]]
    weeks = [gate.week + 5 for gate in plan.gates]
    assert [row["x"] for row in past][:3] == [0, *weeks]


@pytest.mark.parametrize(
    ("most", "count", "whole", "found"),
    [
        (10, 5, False, [0, 2, 4, 6, 8, 10]),
        (1, 5, True, [0, 1]),
        (7, 4, True, [0, 2, 4, 6]),
        (0.5, 2, False, [0, 0.25, 0.5]),
        (1_234_567, 4, False, [0, 500_000, 1_000_000]),
        (0, 3, False, [0]),
    ],
)
def test_ticks_are_round_and_few(most, count, whole, found):
    assert ticks(most, count, whole=whole) == found


def test_a_quarter_without_money_has_no_bar():
    plan = a_plan()
    phases = tuple(structs.replace(it, spend=Spend(0, 0, 0), budget=PhaseBudget(None, 0, None)) for it in plan.phases)
    spec = chart("spend", structs.replace(plan, phases=phases), plans.a_catalog())
    assert seen.told(spec, "cash") == []
    assert "Money there is" not in texts(spec)
