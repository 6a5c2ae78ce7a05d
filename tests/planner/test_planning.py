"""The front door: whole plans of tiny requests, solved by hand. From Monday 4 January 2027, level 1 to 2."""

import threading
from datetime import date

import pytest

import planner
from catalog.fault import Refused
from catalog.model import Recurring
from planner import planning
from planner.checking.violation import Violation
from planner.optimizer import process
from planner.planning import Rejected
from planner.plans import Criterion, Totals
from planner.request import Budget, Calendar, Freeze, Goal, Headcount, Pin, Policy, Solver
from tests.builders import a_catalog, a_mode, a_request, a_risk, an_item
from tests.planner.optimizer.children import killed_at_once

CHAIN = a_catalog(
    an_item("gov-a", weeks=2, cash=10),
    an_item("act-b", cash=20, weeks=3, effort={"engineer": 3}, governed_by=("gov-a",), lag=1),
)


def a_plan(catalog=CHAIN, **fields):
    return planner.plan(a_request(**fields), catalog)


def weeks(plan):
    """(start week, weeks) of each activity by id."""
    return {activity.id: (activity.start_week, activity.weeks) for activity in plan.activities}


def gate_weeks(plan):
    return {gate.id: gate.week for gate in plan.gates}


def test_a_plan_is_dated_priced_and_proven():
    # Two weeks of governance, three of work, one of evidence: gate week 6, dated on 14 February.
    plan = a_plan()
    assert plan.status == "optimal"
    assert weeks(plan) == {"gov-a": (0, 2), "act-b": (2, 3)}
    assert gate_weeks(plan) == {"gate-2": 6}
    assert (plan.start, plan.finish) == (date(2027, 1, 4), date(2027, 2, 14))
    assert [(goal.goal, goal.value, goal.bound, goal.proven) for goal in plan.goals] == [
        ("finish", 6, 6, True),
        ("cost", 30, 30, True),
        ("risk", 0, 0, True),
    ]
    # Three person-weeks at 1000.
    assert plan.totals == Totals(cash=30, labour=3000, run=0, payroll=0, covered=30)
    assert plan.solver.repeatable


def test_an_activity_says_what_it_needs_what_it_follows_and_whether_it_can_wait():
    plan = a_plan()
    first, second = plan.activities
    assert (first.start, first.finish) == (date(2027, 1, 4), date(2027, 1, 17))
    assert (second.start, second.finish) == (date(2027, 1, 18), date(2027, 2, 7))
    assert (second.after, second.staffing, second.mode) == (("gov-a",), {"engineer": 1}, "in_house")
    assert (second.slack_weeks, second.critical) == (0, True)


def test_a_gate_has_its_criteria_and_what_holds_it():
    (gate,) = a_plan().gates
    assert gate.criteria == (Criterion("gov-a", "gov-a proved"), Criterion("act-b", "act-b proved"))
    assert gate.held_by == ("act-b",)
    assert (gate.date, gate.phase) == (date(2027, 2, 14), "FY27 Q1")


def test_a_gate_may_be_held_by_the_evidence_of_the_level_before():
    items = (an_item("act-a", weeks=2), an_item("act-b", weeks=1, to_level=3))
    plan = a_plan(a_catalog(*items, evidence_weeks=(3, 4, 0, 0)), target=3)
    assert gate_weeks(plan) == {"gate-2": 3, "gate-3": 7}
    assert [gate.held_by for gate in plan.gates] == [("gate-1",), ("gate-2",)]


def test_what_opens_with_a_level_waits_for_its_gate():
    # act-z of level 4 starts when level 2 is declared, in week 5; its gate is that week and 6 more.
    items = (an_item("act-a", weeks=5), an_item("act-z", weeks=6, to_level=4))
    plan = a_plan(a_catalog(*items), target=4)
    assert weeks(plan)["act-z"] == (5, 6)
    assert gate_weeks(plan) == {"gate-2": 5, "gate-3": 5, "gate-4": 11}


def test_run_cost_counts_from_the_finish_to_the_target_gate():
    # 100 a year is 2 a week, in weeks 1 to 3.
    items = (
        an_item("act-a", weeks=1, recurring=Recurring(shared=100, payroll_if_new_hires=7)),
        an_item("act-b", weeks=4),
    )
    totals = a_plan(a_catalog(*items)).totals
    assert (totals.run, totals.payroll) == (6, 7)


def test_copies_follow_their_set_up_and_share_people():
    modes = {"in_house": a_mode(2, cash=3, effort={"engineer": 2}, setup_weeks=1, setup_cash=5)}
    catalog = a_catalog(an_item("act-r", repeats_per_function=True, modes=modes))
    # One engineer: the set-up, then one copy after the other.
    plan = a_plan(catalog, headcount=Headcount(roles={"engineer": 1}))
    assert gate_weeks(plan) == {"gate-2": 5}
    assert sorted(weeks(plan).values()) == [(0, 1), (1, 2), (3, 2)]
    assert plan.totals.cash == 11


def test_a_budget_takes_the_slower_mode_and_a_deadline_the_dearer():
    catalog = a_catalog(an_item("act-a", modes={"in_house": a_mode(8, cash=10), "partner": a_mode(2, cash=50)}))
    assert [activity.mode for activity in a_plan(catalog, budget=Budget(total=49)).activities] == ["in_house"]
    assert [activity.mode for activity in a_plan(catalog, deadline=date(2027, 2, 1)).activities] == ["partner"]


def test_money_that_comes_later_is_waited_for():
    # Five a week; the first quarter, thirteen weeks, has 10.
    plan = a_plan(a_catalog(an_item("act-a", weeks=4, cash=20)), budget=Budget(per_quarter=(10, 10)))
    assert weeks(plan) == {"act-a": (11, 4)}
    assert [phase.budget.used for phase in plan.phases] == [10, 10]


def test_people_who_come_later_are_waited_for():
    catalog = a_catalog(an_item("act-a", effort={"engineer": 2}))
    assert weeks(a_plan(catalog, headcount=(0.5, 1))) == {"act-a": (13, 2)}


def test_pins_hold():
    pins = (Pin(on="gov-a", not_before=date(2027, 1, 11)), Pin(on="gate-2", not_before=date(2027, 3, 7)))
    plan = a_plan(pins=pins)
    # The gate may wait, and the rest is done as early as it may be: the tidy plan.
    assert weeks(plan) == {"gov-a": (1, 2), "act-b": (3, 3)}
    assert gate_weeks(plan) == {"gate-2": 9}


def test_debt_is_paid_before_the_first_gate():
    items = (an_item("gov-old", weeks=5), an_item("act-new", weeks=1, to_level=3))
    plan = a_plan(a_catalog(*items), current=2, target=3, missing=("gov-old",))
    assert gate_weeks(plan) == {"gate-3": 5}
    assert weeks(plan) == {"gov-old": (0, 5), "act-new": (0, 1)}


def test_where_all_is_completed_the_gate_waits_for_evidence_alone():
    plan = a_plan(a_catalog(an_item("act-a"), evidence_weeks=(2, 0, 0, 0)), completed=("act-a",))
    assert (plan.activities, gate_weeks(plan)) == ((), {"gate-2": 2})


def test_the_same_question_has_the_same_plan():
    one, other = a_plan(), a_plan()
    assert one.id == other.id
    assert (one.activities, one.phases, one.gates) == (other.activities, other.phases, other.gates)


def test_the_currency_is_the_catalog_s_where_none_is_named():
    assert a_plan().request.budget.currency == "USD"


def test_an_infeasible_request_is_an_answer_without_dates():
    plan = a_plan(deadline=date(2027, 1, 20))
    assert plan.status == "infeasible"
    assert (plan.finish, plan.totals, plan.phases) == (None, None, ())
    assert [activity.start for activity in plan.activities] == [None, None]
    assert [member.pointer for conflict in plan.conflicts for member in conflict.members] == ["/deadline"]


def test_no_search_is_made_where_a_limit_cannot_hold_alone(monkeypatch):
    monkeypatch.setattr(planning, "solve", lambda *_, **__: pytest.fail("there is nothing to look for"))
    plan = a_plan(deadline=date(2027, 1, 20))
    assert [(goal.goal, goal.value, goal.bound, goal.proven) for goal in plan.goals] == [
        ("finish", None, None, False),
        ("cost", None, None, False),
        ("risk", None, None, False),
    ]


def test_limits_that_cannot_hold_together_are_found_by_the_search():
    # One engineer for two items of two weeks: four weeks, and the deadline leaves three.
    items = [an_item(f"act-{name}", effort={"engineer": 2}) for name in "ab"]
    plan = a_plan(a_catalog(*items), deadline=date(2027, 1, 24), headcount=Headcount(roles={"engineer": 1}))
    assert plan.status == "infeasible"
    (conflict,) = plan.conflicts
    assert [member.pointer for member in conflict.members] == ["/deadline", "/headcount/roles/engineer"]
    assert conflict.proven
    assert [change.pointer for repair in plan.repairs for change in repair.changes] == [
        "/deadline",
        "/headcount/roles/engineer",
    ]
    assert [repair.changes[0].to for repair in plan.repairs] == [date(2027, 1, 31), 2]


def test_a_feasible_plan_has_no_conflicts():
    assert a_plan().conflicts == ()


# Goals -------------------------------------------------------------------------------------------------------

# act-a takes four weeks for 10 in house, two for 30 by a partner; act-b, of one week, costs 10 a week to run.
CHOICE = a_catalog(
    an_item("act-a", modes={"in_house": a_mode(4, cash=10), "partner": a_mode(2, cash=30)}, risks=("leak",)),
    an_item("act-b", weeks=1, recurring=Recurring(shared=520)),
    risks=(a_risk("leak", severity=4),),
)


def results(plan):
    assert plan.status == "optimal"
    return {goal.goal: goal.value for goal in plan.goals}


def test_the_fastest_plan_is_the_cheapest_of_them_and_then_the_safest():
    plan = a_plan(CHOICE)
    assert results(plan) == {"finish": 2, "cost": 30, "risk": 8}
    assert plan.request.goals == "fastest"


def test_the_cheapest_plan_counts_run_cost_to_the_gate():
    # act-b is done in the last week, and runs for none.
    plan = a_plan(CHOICE, goals="cheapest")
    assert results(plan) == {"cost_to_gate": 10, "finish": 4, "risk": 16}
    assert weeks(plan) == {"act-a": (0, 4), "act-b": (3, 1)}
    assert plan.request.goals == "cheapest"


def test_the_safest_plan_closes_risks_first():
    assert results(a_plan(CHOICE, goals="safest")) == {"risk": 8, "finish": 2, "cost": 30}


def test_a_balanced_plan_gives_up_a_tenth_of_the_time_for_money():
    # 20 weeks at best by the partner, for 90; 22 in house, for 10: a tenth more.
    modes = {"in_house": a_mode(22, cash=10), "partner": a_mode(20, cash=90)}
    plan = a_plan(a_catalog(an_item("act-a", modes=modes)), goals="balanced")
    assert results(plan) == {"finish": 20, "cost": 10, "risk": 0}
    assert gate_weeks(plan) == {"gate-2": 22}


def test_a_plan_may_be_later_than_the_best_by_the_weeks_that_are_said():
    for within, week in (("1w", 2), ("2w", 4)):
        plan = a_plan(CHOICE, goals=(Goal("finish", within=within), "cost"))
        assert results(plan) == {"finish": 2, "cost": 30 if week == 2 else 10}
        assert gate_weeks(plan) == {"gate-2": week}


def test_the_peak_and_the_sum_of_levels_are_goals_too():
    # Half an engineer for two weeks, for level 2, and a whole one for one, for level 3: one after the other, or both
    # side by side by week 2.
    catalog = a_catalog(
        an_item("act-a", effort={"engineer": 1}), an_item("act-b", weeks=1, effort={"engineer": 1}, to_level=3)
    )
    assert results(a_plan(catalog, target=3, goals=("peak", "finish", "levels"))) == {
        "peak": 100,
        "finish": 3,
        "levels": 5,
    }
    assert results(a_plan(catalog, target=3, goals=("levels", "peak"))) == {"levels": 4, "peak": 150}


# Limits ------------------------------------------------------------------------------------------------------


def test_run_cost_is_covered_where_nothing_else_is_said():
    # act-b is done in week 0 and runs for 10 a week: 3 weeks with act-a in house, for 10, or one with it at 30.
    pins = (Pin(on="act-b", not_after=date(2027, 1, 10)),)
    fields = {"pins": pins, "goals": ("cost",)}
    assert a_plan(CHOICE, budget=Budget(total=40), **fields).totals.covered == 40
    assert a_plan(CHOICE, budget=Budget(total=39), **fields).status == "infeasible"
    assert a_plan(CHOICE, budget=Budget(total=10, covers=("cash",)), **fields).totals.covered == 10


def test_what_a_contingency_holds_back_is_not_spent():
    # A tenth of 33 is held back, and 29 are too few for the partner.
    assert results(a_plan(CHOICE, budget=Budget(total=33, contingency=0.1)))["finish"] == 4
    assert results(a_plan(CHOICE, budget=Budget(total=34, contingency=0.1)))["finish"] == 2


@pytest.mark.parametrize(("carry_over", "start"), [(True, 52), ("year", 76), (False, 89)])
def test_money_is_carried_over_as_the_request_says(carry_over, start):
    # 5 a week for four weeks of 2028, whose quarters begin with weeks 52, 65, 78 and 91. Carried on, the 20 of 2027 pay
    # at once. Within the year, the first quarter's 10 pay two weeks at the end of the second, which has none of its
    # own, and the third's 10 two more. Each quarter alone: two weeks of the third and two of the last.
    plan = a_plan(
        a_catalog(an_item("act-a", weeks=4, cash=20)),
        pins=(Pin(on="act-a", not_before=date(2028, 1, 1)),),
        budget=Budget(per_quarter=(20, 0, 0, 0, 10, 0, 10), carry_over=carry_over),
    )
    assert plan.status == "optimal"
    assert weeks(plan) == {"act-a": (start, 4)}


def test_labour_is_paid_where_it_is_covered():
    # Two person-weeks at 1000.
    catalog = a_catalog(an_item("act-a", cash=5, effort={"engineer": 2}))
    plan = a_plan(catalog, budget=Budget(total=2005, covers=("cash", "labour")))
    assert results(plan) == {"finish": 2, "cost": 2005, "risk": 0}
    assert a_plan(catalog, budget=Budget(total=2004, covers=("cash", "labour"))).status == "infeasible"


def test_freezes_are_kept_out_of():
    # Wednesday of the second week to Wednesday of the third: actions wait, governance does not.
    frozen = Calendar(freezes=(Freeze(from_=date(2027, 1, 13), to=date(2027, 1, 20)),))
    plan = a_plan(a_catalog(an_item("act-a", weeks=2), an_item("gov-a", weeks=2)), calendar=frozen)
    assert weeks(plan) == {"act-a": (3, 2), "gov-a": (0, 2)}


def test_a_function_bears_as_many_changes_at_a_time_as_the_policy_says():
    items = [an_item(f"act-{name}", repeats_per_function=True) for name in "ab"]
    assert gate_weeks(a_plan(a_catalog(*items))) == {"gate-2": 2}
    assert gate_weeks(a_plan(a_catalog(*items), policy=Policy(changes_per_function=1))) == {"gate-2": 4}


# What becomes of it ------------------------------------------------------------------------------------------


def test_a_solver_that_dies_leaves_a_plan_that_says_so(monkeypatch):
    monkeypatch.setattr(process, "_work", killed_at_once)
    plan = a_plan()
    assert plan.status == "feasible"
    assert [(goal.goal, goal.value, goal.bound, goal.proven) for goal in plan.goals] == [
        ("finish", 6, None, False),
        ("cost", 30, None, False),
        ("risk", 0, None, False),
    ]
    assert [text for text in plan.warnings if "search ended early" in text]
    assert not plan.solver.repeatable


def test_a_request_that_cannot_be_planned_is_refused_with_every_fault():
    with pytest.raises(Refused) as refusal:
        a_plan(target=1, completed=("act-x",))
    assert {fault.pointer for fault in refusal.value.faults} == {"/target", "/completed/0"}


def test_a_plan_that_the_checker_does_not_accept_never_leaves(monkeypatch):
    monkeypatch.setattr(planning, "check", lambda *_: [Violation("order", "act-b", "It starts too early.")])
    with pytest.raises(Rejected, match="order act-b: It starts too early"):
        a_plan()


def test_progress_is_told_and_cancelling_keeps_the_plan():
    cancel, told = threading.Event(), []

    def listen(progress):
        told.append(progress)
        cancel.set()

    request = a_request(solver=Solver(time_limit_s=60, workers=1))
    plan = planner.plan(request, CHAIN, on_progress=listen, cancel=cancel)
    assert told[0].value == 6
    assert plan.finish == date(2027, 2, 14)
