"""The plan cut into quarters. From Monday 4 January 2027: weeks 0-12, 13-25, 26-38 (quarters of thirteen weeks)."""

from datetime import date

import pytest
from msgspec.structs import replace

from catalog.model import Recurring, Transition
from planner.phases import phases
from planner.plans import EvidenceDue, PhaseBudget, Spend, Staffing
from planner.request import Budget, Calendar, Headcount
from tests.builders import a_catalog, a_request, a_risk, an_item
from tests.planner.networks import a_placement


def cut(items, request=None, **weeks):
    """The phases of a plan with these start weeks."""
    return phases(a_placement(request or a_request(), a_catalog(*items), **weeks))


def test_there_is_a_phase_for_each_quarter_up_to_the_target_gate_s():
    found = cut((an_item("act-a", weeks=14),), act_a=0, gate_2=14)
    assert [(phase.label, phase.start, phase.end) for phase in found] == [
        ("FY27 Q1", date(2027, 1, 1), date(2027, 3, 31)),
        ("FY27 Q2", date(2027, 4, 1), date(2027, 6, 30)),
    ]


def test_a_gate_belongs_to_the_quarter_of_the_week_before_it():
    # The gate of week 13 is dated on 4 April, the last day of week 12, which begins in March.
    (phase,) = cut((an_item("act-a", weeks=13),), act_a=0, gate_2=13)
    assert phase.gates == ("gate-2",)
    first, second = cut((an_item("act-a", weeks=13),), act_a=0, gate_2=14)
    assert (first.gates, second.gates) == ((), ("gate-2",))


def test_a_gate_without_work_before_it_belongs_to_the_first_quarter():
    found = cut((an_item("act-b", to_level=3, weeks=14),), a_request(target=3), gate_2=0, act_b=0, gate_3=14)
    assert [phase.gates for phase in found] == [("gate-2",), ("gate-3",)]


def test_activities_start_run_and_finish_in_phases():
    items = (an_item("act-long", weeks=30), an_item("act-short", weeks=13), an_item("act-late", weeks=2))
    found = cut(items, act_long=0, act_short=13, act_late=38, gate_2=40)
    assert [phase.starts for phase in found] == [("act-long",), ("act-short",), ("act-late",), ()]
    # act-short fills the second quarter: it starts and finishes there, so it is not running.
    assert [phase.running for phase in found] == [(), ("act-long",), (), ()]
    assert [phase.finishes for phase in found] == [(), ("act-short",), ("act-long",), ("act-late",)]


def test_money_falls_into_the_quarter_of_its_week():
    # 29 over 14 weeks from week 6: 2 a week, 3 in the last; seven weeks in each quarter. Of labour, 1000 or 71 a week,
    # seven weeks are 497 and the rest 503.
    items = (an_item("act-a", weeks=14, cash=29, effort={"engineer": 1}),)
    first, second = cut(items, act_a=6, gate_2=20)
    assert (first.spend, second.spend) == (Spend(cash=14, labour=497, run=0), Spend(cash=15, labour=503, run=0))


def test_run_cost_is_paid_each_week_from_the_finish_to_the_target_gate():
    # 53 a year are 2 a week: weeks 2 to 12 in the first quarter, 13 to 15 in the second; none after the gate.
    items = (an_item("act-a", weeks=2, recurring=Recurring(shared=53)), an_item("act-b", weeks=16))
    first, second = cut(items, act_a=0, act_b=0, gate_2=16)
    assert (first.spend.run, second.spend.run) == (22, 6)


def test_an_empty_plan_has_one_phase_in_which_nothing_is_spent():
    (phase,) = cut((an_item("act-a"),), a_request(completed=("act-a",)), gate_2=0)
    assert phase.spend == Spend(cash=0, labour=0, run=0)
    assert phase.gates == ("gate-2",)


def test_money_not_spent_is_carried_on():
    # 13 over 13 weeks from week 6: seven in the first quarter, six in the second, in which act-b costs 20 more.
    items = (an_item("act-a", weeks=13, cash=13), an_item("act-b", weeks=1, cash=20), an_item("act-c", weeks=30))
    request = a_request(budget=Budget(per_quarter=(10, 25)))
    found = cut(items, request, act_a=6, act_b=20, act_c=0, gate_2=30)
    assert [phase.budget for phase in found] == [
        PhaseBudget(available=10, used=7, carried=0),
        PhaseBudget(available=25, used=26, carried=3),
        PhaseBudget(available=25, used=0, carried=2),
    ]


@pytest.mark.parametrize(("carry_over", "carried"), [(True, [0, 10, 20]), ("year", [0, 10, 0]), (False, [0, 0, 0])])
def test_what_is_carried_on_is_lost_with_the_year_or_with_the_quarter(carry_over, carried):
    # The fiscal year begins in July: January to June are the last two quarters of one year.
    budget = Budget(per_quarter=10, carry_over=carry_over)
    request = a_request(budget=budget, calendar=Calendar(fiscal_year_start=7))
    found = cut((an_item("act-a", weeks=30),), request, act_a=0, gate_2=30)
    assert [phase.label for phase in found] == ["FY27 Q3", "FY27 Q4", "FY28 Q1"]
    assert [phase.budget.carried for phase in found] == carried


def test_the_gate_beyond_is_the_end_of_the_phases():
    catalog = a_catalog(an_item("act-a", to_level=4), an_item("act-z", to_level=5))
    catalog = replace(catalog, transitions=(*catalog.transitions, Transition(id="4-5", from_level=4, to_level=None)))
    request = a_request(current=3, target=4, include=("act-z",))
    found = phases(a_placement(request, catalog, act_a=0, gate_4=2, act_z=13, beyond=15))
    assert [phase.gates for phase in found] == [("gate-4",), ("beyond",)]


def test_without_quarterly_money_only_its_use_is_known():
    (phase,) = cut((an_item("act-a", cash=8),), a_request(budget=Budget(total=9)), act_a=0, gate_2=2)
    assert phase.budget == PhaseBudget(available=None, used=8, carried=None)


def test_only_covered_money_uses_up_the_budget():
    items = (an_item("act-a", cash=8, effort={"engineer": 1}),)
    (phase,) = cut(items, a_request(budget=Budget(covers=("labour",))), act_a=0, gate_2=2)
    assert (phase.spend.cash, phase.budget.used) == (8, 1000)


def test_people_are_counted_in_person_weeks_beside_their_caps():
    # act-a: half an engineer in weeks 0 to 3; act-b: a quarter lead in weeks 2 to 15.
    items = (
        an_item("act-a", weeks=4, effort={"engineer": 2}),
        an_item("act-b", weeks=14, effort={"lead": 3.5}),
    )
    request = a_request(headcount=Headcount(total=(2, 1), roles={"engineer": 1}))
    first, second = cut(items, request, act_a=0, act_b=2, gate_2=16)
    assert first.staffing == {
        "engineer": Staffing(used=2, available=13, peak=0.5),
        # 0.25 in weeks 2 to 12, and no cap.
        "lead": Staffing(used=2.75, available=None, peak=0.25),
        "total": Staffing(used=4.75, available=26, peak=0.75),
    }
    assert second.staffing == {
        "engineer": Staffing(used=0, available=13, peak=0),
        "lead": Staffing(used=0.75, available=None, peak=0.25),
        "total": Staffing(used=0.75, available=13, peak=0.25),
    }


def test_a_capped_role_is_shown_even_where_nothing_needs_it_and_no_other():
    (phase,) = cut((an_item("act-a"),), a_request(headcount=Headcount(roles={"lead": 2})), act_a=0, gate_2=2)
    assert list(phase.staffing) == ["lead", "total"]


def test_kpis_come_with_the_start_of_their_activities_each_once():
    items = (an_item("act-a", kpis=("speed", "skill")), an_item("act-b", kpis=("skill",)))
    first, second = cut((*items, an_item("act-c", kpis=("skill",))), act_a=0, act_b=3, act_c=13, gate_2=15)
    assert (first.kpis, second.kpis) == (("speed", "skill"), ("skill",))


def test_evidence_is_due_when_its_lag_has_run():
    # act-a finishes on 17 January and its evidence runs for twelve weeks, to 11 April.
    items = (an_item("act-a", weeks=2, lag=12), an_item("act-b", weeks=1))
    first, second = cut(items, act_a=0, act_b=1, gate_2=14)
    assert first.evidence_due == (EvidenceDue("act-b", date(2027, 1, 17), "act-b proved"),)
    assert second.evidence_due == (EvidenceDue("act-a", date(2027, 4, 11), "act-a proved"),)


def test_risks_are_those_open_in_the_last_week_of_the_phase():
    # The first is closed with act-a in week 10, the second with act-b in week 13, after the first quarter's last week.
    items = (an_item("act-a", weeks=10, risks=("leak",)), an_item("act-b", weeks=13, risks=("drift",)))
    catalog = a_catalog(*items, an_item("act-c", weeks=20), risks=(a_risk("leak"), a_risk("drift"), a_risk("old")))
    found = phases(a_placement(a_request(), catalog, act_a=0, act_b=0, act_c=0, gate_2=20))
    assert [phase.risks_open for phase in found] == [("drift", "old"), ("old",)]


def test_the_last_phase_shows_the_risks_open_just_before_the_target_gate():
    # A risk of the level that the last gate declares opens with it: it is not open before.
    catalog = a_catalog(an_item("act-a", weeks=2, risks=("leak",)), risks=(a_risk("leak"), a_risk("next", level=2)))
    (phase,) = phases(a_placement(a_request(), catalog, act_a=0, gate_2=2))
    assert phase.risks_open == ("leak",)
