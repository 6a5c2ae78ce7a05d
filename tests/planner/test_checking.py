from datetime import date

import pytest
from msgspec.structs import replace

from planner.checking import check
from planner.plans import Debt, EvidenceDue, GoalResult, PhaseBudget, Spend, Staffing
from planner.request import Budget, Calendar, Estimate, Freeze, Goal, Headcount, Organization, Pin, Policy
from tests.builders import a_catalog, a_request, an_item
from tests.planner.office import CATALOG, PLAN, REQUEST, activity, day


def cash(**limits):
    """A budget that counts cash alone."""
    return Budget(covers=("cash",), **limits)


def in_list(entries, key, name, changes):
    return tuple(replace(one, **changes) if getattr(one, key) == name else one for one in entries)


def with_activity(name, plan=PLAN, **changes):
    return replace(plan, activities=in_list(plan.activities, "id", name, changes))


def with_gate(name, plan=PLAN, **changes):
    return replace(plan, gates=in_list(plan.gates, "id", name, changes))


def with_phase(name, **changes):
    return replace(PLAN, phases=in_list(PLAN.phases, "label", name, changes))


def with_goal(name, **changes):
    return replace(PLAN, goals=in_list(PLAN.goals, "goal", name, changes))


def rules(plan, request=REQUEST, catalog=CATALOG):
    return {violation.rule for violation in check(request, catalog, replace(plan, request=request))}


def test_a_plan_solved_by_hand_is_accepted():
    assert check(REQUEST, CATALOG, PLAN) == []


AUDIT_EARLY = {"start_week": 4, "start": day(4, 12), "finish": day(4, 25), "slack_weeks": 8}
PILOT_EARLY = {"start_week": 1, "start": day(3, 22), "finish": day(4, 4)}
SETUP_EARLY = {"start_week": 4, "start": day(4, 12), "finish": day(4, 18)}
COPY_EARLY = {"start_week": 9, "start": day(5, 17), "finish": day(6, 13)}
NOBODY = Staffing(used=0.0, available=None, peak=0.0)
first, second = PLAN.phases

MUTATIONS = {
    "an activity is missing": (replace(PLAN, activities=PLAN.activities[1:]), "activities"),
    "an activity is said twice": (replace(PLAN, activities=PLAN.activities + PLAN.activities[:1]), "activities"),
    "a set-up is missing": (
        replace(PLAN, activities=tuple(one for one in PLAN.activities if not one.id.endswith("@setup"))),
        "activities",
    ),
    "an activity is foreign": (
        replace(PLAN, activities=(*PLAN.activities, replace(PLAN.activities[0], id="gov-other"))),
        "activities",
    ),
    "a gate is missing": (replace(PLAN, gates=PLAN.gates[1:]), "gates"),
    "a gate has another level": (with_gate("gate-2", level=3), "gates"),
    "a mode is unknown": (with_activity("act-pilot", mode="magic"), "mode"),
    "a mode is swapped": (with_activity("act-pilot", mode="in_house"), "figures"),
    "the weeks are one less": (with_activity("act-pilot", weeks=1), "figures"),
    "the cash is off by one": (with_activity("act-pilot", cash=19), "figures"),
    "the labour is off by one": (with_activity("act-pilot", labour=501), "figures"),
    "the staffing is off by a hundredth": (with_activity("act-pilot", staffing={"engineer": 0.26}), "figures"),
    "a role is not said": (with_activity("act-pilot", staffing={}), "figures"),
    "a date is a day late": (with_activity("act-pilot", finish=day(4, 12)), "dates"),
    "a start week does not fit its date": (with_activity("gov-audit", start_week=6), "dates"),
    "a start week is negative": (with_activity("gov-policy", start_week=-1), "dates"),
    "an action starts before its governance": (with_activity("act-pilot", **PILOT_EARLY), "governance"),
    "a lag is cut short": (with_activity("act-train@setup", **SETUP_EARLY), "order"),
    "an item starts before its level": (with_activity("gov-audit", **AUDIT_EARLY), "look_ahead"),
    "two copies overlap on one engineer": (with_activity("act-train@hr", **COPY_EARLY), "headcount"),
    "a gate is before its evidence": (with_gate("gate-2", week=4, date=day(4, 11)), "gate"),
    "a gate is later than it need be": (with_gate("gate-2", week=6, date=day(4, 25)), "gate_late"),
    "a gate has no week": (with_gate("gate-2", week=None), "gate"),
    "a gate's date is a day late": (with_gate("gate-3", date=day(6, 21)), "dates"),
    "a gate is in the wrong quarter": (with_gate("gate-2", phase="FY27 Q1"), "phases"),
    "a gate is held by another": (with_gate("gate-2", held_by=("gov-policy",)), "held_by"),
    "a gate lacks a criterion": (with_gate("gate-2", criteria=PLAN.gates[0].criteria[:1]), "criteria"),
    "a predecessor is not said": (with_activity("act-train@hr", after=("act-pilot",)), "after"),
    "a deliverable is not the catalog's": (with_activity("act-pilot", deliverable="less"), "description"),
    "a run cost is off by one": (with_activity("act-train@hr", run_per_year=101), "description"),
    "a set-up has a function": (with_activity("act-train@setup", function="hr"), "description"),
    "a slack is one too long": (with_activity("gov-audit", slack_weeks=8), "slack"),
    "a slack is one too short": (with_activity("gov-audit", slack_weeks=6), "slack"),
    "a critical activity is not marked": (with_activity("act-pilot", critical=False), "critical"),
    "the finish is a week early": (replace(PLAN, finish=day(6, 13)), "finish"),
    "the start is another day": (replace(PLAN, start=day(3, 16)), "dates"),
    "a total is off by one": (replace(PLAN, totals=replace(PLAN.totals, run=17)), "totals"),
    "the covered total is off by one": (replace(PLAN, totals=replace(PLAN.totals, covered=47)), "totals"),
    "there are no totals": (replace(PLAN, totals=None), "totals"),
    "a goal's value is not the schedule's": (with_goal("finish", value=13, bound=13), "goal_value"),
    "a goal's bound is above its value": (with_goal("cost", bound=47, proven=False), "goal_bound"),
    "a goal is called proven and is not": (with_goal("cost", bound=45), "goal_proven"),
    "a goal is left out": (replace(PLAN, goals=PLAN.goals[:1]), "goals"),
    "the status forgets the proof": (replace(PLAN, status="feasible"), "status"),
    "the status claims too much": (with_goal("cost", bound=45, proven=False), "status"),
    "the catalog is another": (replace(PLAN, catalog=replace(PLAN.catalog, version="1.0.1")), "catalog"),
    "a quarter is wrongly named": (with_phase("FY27 Q1", label="FY26 Q4"), "phases"),
    "a quarter is left out": (replace(PLAN, phases=PLAN.phases[:1]), "phases"),
    "a start is in the wrong quarter": (with_phase("FY27 Q1", starts=("gov-policy",)), "phase_starts"),
    "a finish is in the wrong quarter": (with_phase("FY27 Q1", finishes=()), "phase_finishes"),
    "something is said to be running": (with_phase("FY27 Q2", running=("act-pilot",)), "phase_running"),
    "a quarter forgets its gates": (with_phase("FY27 Q2", gates=("gate-3",)), "phase_gates"),
    "a quarter's spend is off by one": (with_phase("FY27 Q1", spend=Spend(16, 2250, 0)), "phase_spend"),
    "a quarter's run is off by one": (with_phase("FY27 Q2", spend=Spend(29, 6250, 15)), "phase_spend"),
    "a quarter carries what it has not": (with_phase("FY27 Q2", budget=PhaseBudget(29, 29, 1)), "phase_budget"),
    "a role is left out of a quarter": (
        with_phase("FY27 Q1", staffing={"total": first.staffing["total"]}),
        "phase_staffing",
    ),
    "a role's use is wrong": (with_phase("FY27 Q1", staffing={**first.staffing, "lead": NOBODY}), "phase_staffing"),
    "a risk is left open": (with_phase("FY27 Q1", risks_open=("leak", "old")), "risks_open"),
    "a risk is forgotten": (with_phase("FY27 Q2", risks_open=("old",)), "risks_open"),
    "a KPI is forgotten": (with_phase("FY27 Q2", kpis=("speed",)), "kpis"),
    "evidence is forgotten": (with_phase("FY27 Q2", evidence_due=second.evidence_due[1:]), "evidence_due"),
    "evidence is due on another day": (
        with_phase("FY27 Q1", evidence_due=(EvidenceDue("gov-policy", day(3, 29), "gov-policy proved"),)),
        "evidence_due",
    ),
    "an activity has no reason": (with_activity("act-train@hr", why=()), "why"),
    "a gate has no reason": (with_gate("gate-3", why=()), "why"),
    "a reason is the plan's first day, later on": (with_gate("gate-3", why=PLAN.activities[0].why), "why"),
    "the plan's first day is no reason": (with_activity("gov-policy", why=PLAN.activities[1].why), "why"),
    "there is no story": (replace(PLAN, story=()), "story"),
    "a debt is made up": (replace(PLAN, debt=(Debt("act-pilot", "Do act-pilot", 2, (), (), ()),)), "debt"),
}


@pytest.mark.parametrize(("plan", "rule"), MUTATIONS.values(), ids=MUTATIONS)
def test_a_plan_with_one_thing_wrong_is_refused_by_the_rule_it_breaks(plan, rule):
    assert rule in {violation.rule for violation in check(REQUEST, CATALOG, plan)}


STRICTER = {
    "a unit less in all": ({"budget": cash(total=45, per_quarter=(17, 29))}, "budget_total"),
    "a unit less in the first quarter": ({"budget": cash(total=46, per_quarter=(16, 30))}, "budget_quarter"),
    "a unit less by the end": ({"budget": cash(total=46, per_quarter=(17, 28))}, "budget_quarter"),
    "nothing carried over": ({"budget": cash(per_quarter=(40, 28), carry_over=False)}, "budget_quarter"),
    "a contingency held back": ({"budget": cash(total=51, contingency=0.1)}, "budget_total"),
    "labour counted too": ({"budget": Budget(total=8545, covers=("cash", "labour"))}, "budget_total"),
    "run counted too": ({"budget": Budget(total=61, covers=("cash", "run"))}, "budget_total"),
    "a hundredth less of the engineer": ({"headcount": Headcount(roles={"engineer": 0.49})}, "headcount"),
    "a hundredth less of all": ({"headcount": 0.99}, "headcount"),
    "less in the second quarter": ({"headcount": Headcount(total=(1, 0.99))}, "headcount"),
    "a day less": ({"deadline": day(6, 19)}, "deadline"),
    "an activity held back": ({"pins": (Pin(on="act-train@sales", not_before=day(4, 27)),)}, "pin"),
    "an item's copies hurried": ({"pins": (Pin(on="act-train", not_after=day(6, 19)),)}, "pin"),
    "a mode wished": ({"pins": (Pin(on="act-pilot", mode="in_house"),)}, "pin"),
    "a gate hurried": ({"pins": (Pin(on="gate-2", not_after=day(4, 17)),)}, "pin"),
    "a gate held back": ({"pins": (Pin(on="gate-2", not_before=day(4, 19)),)}, "pin"),
    "a frozen start": ({"calendar": Calendar(freezes=(Freeze(from_=day(4, 30), to=day(5, 1)),))}, "freeze"),
    "more evidence": ({"policy": Policy(evidence_weeks=10)}, "evidence_weeks"),
    "work that is done": ({"completed": ("gov-audit",)}, "activities"),
    "another function": ({"organization": Organization(functions=("sales", "hr", "legal"))}, "activities"),
    "other estimates": ({"estimates": (Estimate(item="act-pilot", cash=(1, 2, 3)),)}, "figures"),
    "another fiscal year": ({"calendar": Calendar(fiscal_year_start=4)}, "phases"),
}


@pytest.mark.parametrize(("limits", "rule"), STRICTER.values(), ids=STRICTER)
def test_a_plan_is_refused_by_the_limit_that_it_no_longer_keeps(limits, rule):
    # The frozen week of 30 April is the first of act-train@sales (26 April to 2 May).
    assert rule in rules(PLAN, replace(REQUEST, **limits))


@pytest.mark.parametrize(
    "limits",
    [
        {"pins": (Pin(on="act-train", not_before=day(4, 26)),)},  # the set-up, earlier, is not meant
        {"pins": (Pin(on="gate-2", not_before=day(4, 18), not_after=day(4, 18)),)},
        {"policy": Policy(evidence_weeks={"2": 8}, look_ahead=1)},
        {"headcount": Headcount(total=(1, 1, 0), roles={"engineer": (0.25, 0.5)})},
    ],
)
def test_limits_that_are_just_kept_are_accepted(limits):
    allowed = {"phase_staffing"} if "headcount" in limits else set()
    assert rules(PLAN, replace(REQUEST, **limits)) <= allowed


def test_a_freeze_over_governance_and_over_the_middle_of_an_action_is_accepted():
    # Week 7 is inside act-train@sales (weeks 6 to 9); the audit, governance, ends in week 6.
    frozen = Calendar(freezes=(Freeze(from_=day(5, 3), to=day(5, 9)),))
    assert rules(PLAN, replace(REQUEST, calendar=frozen)) == set()


def test_an_answer_to_another_request_is_refused():
    other = replace(REQUEST, target=4)
    assert "request" in {violation.rule for violation in check(REQUEST, CATALOG, replace(PLAN, request=other))}


def undated():
    nothing = dict.fromkeys(("start", "finish", "start_week", "weeks", "cash", "labour", "slack_weeks", "critical"))
    return replace(
        PLAN,
        status="infeasible",
        finish=None,
        totals=None,
        phases=(),
        goals=tuple(GoalResult(goal=one.goal, value=None, bound=None, proven=False) for one in PLAN.goals),
        activities=tuple(replace(one, **nothing, mode=None, staffing={}, why=()) for one in PLAN.activities),
        gates=tuple(replace(one, week=None, date=None, phase=None, held_by=(), why=()) for one in PLAN.gates),
        story=(),
    )


def test_a_plan_without_a_schedule_is_accepted_when_it_dates_nothing():
    assert check(REQUEST, CATALOG, undated()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"finish": day(6, 20)},
        {"totals": PLAN.totals},
        {"phases": PLAN.phases},
        {"gates": PLAN.gates},
        {"activities": PLAN.activities},
        {"goals": PLAN.goals},
        {"story": PLAN.story},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_plan_without_a_schedule_is_refused_when_it_dates_anything(changes):
    assert {one.rule for one in check(REQUEST, CATALOG, replace(undated(), **changes))} == {"no_answer"}


def one_week_plan(request, catalog, gate_week, **changes):
    """The violations of a plan for one item, act-only, of one week in week 0."""
    template = activity(
        "act-pilot", "in_house", request.start, request.start, 0, 1, 0, 0, {}, (), 0, *PLAN.activities[0].why
    )
    only = replace(
        template, id="act-only", item="act-only", deliverable="act-only delivered", evidence="act-only proved", kpis=()
    )
    gate = replace(PLAN.gates[0], week=gate_week, **changes)
    plan = replace(PLAN, request=request, activities=(only,), gates=(gate,), start=request.start)
    return check(request, catalog, plan)


@pytest.mark.parametrize(
    ("since", "week"),
    [
        (None, 3),  # E(1) = 3 weeks from the start
        (date(2026, 12, 28), 2),  # one week before the start
        (date(2026, 12, 29), 3),  # six days before: the third week is needed to its end
        (date(2026, 6, 1), 1),  # long over: the activity's one week decides
    ],
)
def test_the_first_gate_s_evidence_is_counted_from_the_day_the_current_level_was_reached(since, week):
    catalog = a_catalog(an_item("act-only", weeks=1), evidence_weeks=(3, 0, 0, 0))
    request = a_request(current_since=since)
    on_time = {one.rule for one in one_week_plan(request, catalog, week)}
    assert not on_time & {"evidence_weeks", "gate_late", "gate"}
    assert {"evidence_weeks", "gate"} & {one.rule for one in one_week_plan(request, catalog, week - 1)}
    assert "gate_late" in {one.rule for one in one_week_plan(request, catalog, week + 1)}


@pytest.mark.parametrize(("date_wished", "week"), [(date(2027, 1, 17), 2), (date(2027, 1, 18), 3)])
def test_a_gate_pinned_to_a_day_falls_in_the_first_week_whose_last_day_is_not_before_it(date_wished, week):
    # The plan starts on Monday 4 January: gate week 2 is dated Sunday 17 January.
    catalog = a_catalog(an_item("act-only", weeks=1))
    request = a_request(pins=(Pin(on="gate-2", not_before=date_wished),))
    found = one_week_plan(request, catalog, week, date=date(2027, 1, 17))
    assert not {one.rule for one in found} & {"pin", "gate_late", "gate"}


def test_every_goal_is_counted_from_the_schedule():
    # Run adds 16 to 46. Risks of severity 3: leak open 2 weeks, old 14, drift from gate 2 to the audit's end 2,
    # shadow from gate 2 to the end 9: 27 weeks. Gates in weeks 5 and 14.
    counted = {"finish": 14, "cost": 46, "cost_to_gate": 62, "risk": 81, "peak": 100, "levels": 19}
    goals = tuple(GoalResult(goal=name, value=value, bound=value, proven=True) for name, value in counted.items())
    request = replace(REQUEST, goals=tuple(counted))
    assert rules(replace(PLAN, goals=goals), request) == set()
    assert rules(replace(PLAN, goals=(goals[0], goals[1], goals[3])), replace(REQUEST, goals="fastest")) == set()
    dearer = replace(goals[3], value=82, bound=82)
    assert rules(replace(PLAN, goals=(*goals[:3], dearer, *goals[4:])), request) == {"goal_value", "goal_bound"}


def test_money_of_a_year_is_lost_when_the_year_ends():
    yearly = cash(total=46, per_quarter=(18, 28), carry_over="year")
    assert "budget_quarter" not in rules(PLAN, replace(REQUEST, budget=yearly))
    from_april = Calendar(fiscal_year_start=4)
    assert "budget_quarter" in rules(PLAN, replace(REQUEST, budget=yearly, calendar=from_april))


def test_slack_stops_where_money_that_does_not_carry_over_would_be_short():
    # act-a costs 10 in the one week it has; it may be in any week of the first quarter (0 to 2), not in the second.
    catalog = a_catalog(an_item("act-a", weeks=1, cash=10), an_item("act-b", weeks=9))
    request = a_request(start=day(3, 15), budget=cash(per_quarter=(10, 9), carry_over=False))
    found = check(request, catalog, two_activities(request, catalog, slack=2))
    assert not [one for one in found if one.rule == "slack"]
    wrong = check(request, catalog, two_activities(request, catalog, slack=8))
    assert [one.subject for one in wrong if one.rule == "slack"] == ["act-a"]


def test_one_change_at_a_time_counts_the_actions_of_each_function():
    catalog = a_catalog(
        an_item("act-a", weeks=1, repeats_per_function=True), an_item("act-b", weeks=9, repeats_per_function=True)
    )
    request = a_request(functions=("sales",), policy=Policy(changes_per_function=1))
    plan = two_activities(request, catalog, slack=0, suffix="@sales")
    assert "changes_per_function" in {one.rule for one in check(request, catalog, plan)}
    two = replace(request, policy=Policy(changes_per_function=2))
    assert "changes_per_function" not in {one.rule for one in check(two, catalog, plan)}


def two_activities(request, catalog, *, slack, suffix=""):
    """act-a of one week and act-b of nine, both from week 0, before gate 2 in week 9."""
    template = activity("act-pilot", "in_house", request.start, request.start, 0, 1, 0, 0, {}, (), 0)
    return replace(
        PLAN,
        request=request,
        activities=(
            replace(template, id="act-a" + suffix, item="act-a", slack_weeks=slack),
            replace(template, id="act-b" + suffix, item="act-b"),
        ),
        gates=(replace(PLAN.gates[0], week=9),),
    )


def test_a_goal_given_up_by_so_much_shows_its_best_and_the_plan_keeps_within_it():
    # The plan comes to 14 weeks and 46. Cost 42 was possible: 10 % of it is 4.2, so 46 is within; 9 % is 3.78.
    def found(within, best, **changes):
        goals = (Goal("cost", within), "finish")
        shown = replace(PLAN.goals[1], value=best, bound=best)
        plan = replace(PLAN, goals=(replace(shown, **changes), PLAN.goals[0]))
        return rules(plan, replace(REQUEST, goals=goals))

    assert found("10%", 42) == set()
    assert found("9%", 42) == {"goal_value"}
    assert found("10%", 42, bound=43, proven=False) >= {"goal_bound"}
    assert found(None, 42) == {"goal_value"}
    weeks = replace(PLAN.goals[0], value=12, bound=12)
    for within, broken in (("2w", set()), ("1w", {"goal_value"})):
        plan = replace(PLAN, goals=(weeks, PLAN.goals[1]))
        assert rules(plan, replace(REQUEST, goals=(Goal("finish", within), "cost"))) == broken


def test_cost_is_all_cash_and_labour_where_it_is_covered():
    cost = replace(PLAN.goals[1], value=8546, bound=8546)
    covering = replace(REQUEST, budget=Budget(covers=("labour",)))
    assert "goal_value" in rules(PLAN, covering)
    assert "goal_value" not in rules(replace(PLAN, goals=(PLAN.goals[0], cost)), covering)
