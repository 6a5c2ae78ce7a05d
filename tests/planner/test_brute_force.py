from datetime import date

import pytest

import planner
from catalog.model import Recurring
from planner.request import Budget, Calendar, Goal, Headcount, Pin
from tests.brute_force import best, optimum
from tests.builders import a_catalog, a_mode, a_request, a_risk, an_item
from tests.random_cases import random_case


def values(catalog, **fields):
    found = best(a_request(**fields), catalog)
    return None if found is None else found[:2]


def test_a_chain_takes_the_sum_of_its_weeks_and_lags():
    # 2 + 1 lag + 3, then 2 weeks of evidence.
    catalog = a_catalog(an_item("act-a", weeks=2, cash=5), an_item("act-b", weeks=3, after=(("act-a", 1),), lag=2))
    assert values(catalog) == (8, 5)


def test_the_dear_mode_is_chosen_only_where_it_shortens_the_whole():
    # act-a takes four weeks or, dearer, three; act-b's three weeks need not become two.
    long = {"in_house": a_mode(4, 1), "partner": a_mode(3, 10)}
    short = {"in_house": a_mode(3, 1), "partner": a_mode(2, 10)}
    catalog = a_catalog(an_item("act-a", modes=long), an_item("act-b", modes=short))
    assert values(catalog) == (3, 11)


def test_one_person_does_one_thing_after_the_other():
    catalog = a_catalog(*(an_item(name, weeks=2, effort={"lead": 2}) for name in ("act-a", "act-b", "act-c")))
    assert values(catalog, headcount=Headcount(roles={"lead": 1})) == (6, 0)
    assert values(catalog, headcount=Headcount(roles={"lead": 2})) == (4, 0)
    assert values(catalog, headcount=0.99) is None


def test_people_of_a_later_quarter_are_waited_for():
    # From 15 March, week 3 is the first of the second quarter.
    catalog = a_catalog(an_item("act-a", weeks=2, effort={"lead": 2}))
    assert values(catalog, start=date(2027, 3, 15), headcount=Headcount(total=(0.5, 1))) == (5, 0)


def test_money_of_a_later_quarter_is_waited_for_week_by_week():
    # 10 over four weeks is 2, 2, 2, 4. Of week 3 on is the second quarter's: with 4 in the first quarter two weeks
    # may lie in it (weeks 1 and 2), so the end is week 5; with 5 no more; with 6 all three.
    catalog = a_catalog(an_item("act-a", weeks=4, cash=10))
    start = date(2027, 3, 15)
    ends = [values(catalog, start=start, budget=Budget(per_quarter=(first, 10)))[0] for first in (4, 5, 6)]
    assert ends == [5, 5, 4]


def test_money_that_never_comes_makes_it_impossible():
    catalog = a_catalog(an_item("act-a", cash=10))
    assert values(catalog, budget=Budget(total=9)) is None
    assert values(catalog, budget=Budget(per_quarter=(4, 5, 0))) is None
    assert values(catalog, budget=Budget(total=10, per_quarter=(5, 5, 0)))[1] == 10


def test_evidence_weeks_part_the_gates_and_hold_back_what_looks_ahead():
    # Gate 2 in week 2; gate 3 not before week 2 + 5; act-c, of gate 4, not before gate 2: 2 + 6 = 8.
    items = (an_item("act-a"), an_item("act-b", to_level=3), an_item("act-c", to_level=4, weeks=6))
    catalog = a_catalog(*items, evidence_weeks=(0, 5, 0, 0))
    assert values(catalog, target=3) == (7, 0)
    assert values(catalog, target=4) == (8, 0)


def test_a_set_up_comes_before_its_copies_and_completed_copies_need_no_time():
    item = an_item("act-a", modes={"in_house": a_mode(3, 4, setup_weeks=2, setup_cash=1)}, repeats_per_function=True)
    assert values(a_catalog(item)) == (5, 9)
    assert values(a_catalog(item), completed=("act-a@hr",)) == (5, 5)
    assert values(a_catalog(item), completed=("act-a@setup",)) == (3, 8)
    assert values(a_catalog(item), completed=("act-a",)) == (0, 0)


def test_missing_governance_delays_what_needs_it_and_belongs_to_the_first_gate():
    items = (an_item("gov-old", weeks=3), an_item("act-new", to_level=3, weeks=1, governed_by=("gov-old",)))
    assert values(a_catalog(*items), current=2, target=3) == (1, 0)
    assert values(a_catalog(*items), current=2, target=3, missing=("gov-old",)) == (4, 0)


def test_pins_and_the_deadline_bind_to_the_day():
    catalog = a_catalog(an_item("act-a", weeks=2))
    tuesday = Pin(on="act-a", not_before=date(2027, 1, 5))
    assert values(catalog, pins=(tuesday,)) == (3, 0)
    assert values(catalog, pins=(tuesday,), deadline=date(2027, 1, 24)) == (3, 0)
    assert values(catalog, pins=(tuesday,), deadline=date(2027, 1, 23)) is None
    assert values(catalog, pins=(Pin(on="gate-2", not_before=date(2027, 1, 18)),)) == (3, 0)


# These have more than one activity, several limits, and windows small enough for every start week to be tried.
@pytest.mark.parametrize("seed", [4, 12, 29, 40, 47, 61, 86, 96, 111, 122, 139, 152])
def test_pushing_to_the_right_finds_what_trying_every_week_finds(seed):
    request, catalog = random_case(seed)
    swift, honest = best(request, catalog), best(request, catalog, honest=True)
    assert (swift and swift[:2]) == (honest and honest[:2])


# Cash alone, carried over: the one way to look at all plans against the two others.
@pytest.mark.parametrize("seed", range(12))
def test_looking_at_every_plan_finds_what_the_searches_find(seed):
    request, catalog = random_case(seed, ())
    whole, swift = optimum(request, catalog), best(request, catalog)
    assert (whole and tuple(one.value for one in whole)) == (swift and swift[:2])


def optima(catalog, goals, **fields):
    found = optimum(a_request(deadline=date(2027, 2, 28), **fields), catalog, goals)
    return None if found is None else [one.value for one in found]


def test_every_goal_is_counted_over_every_plan():
    # By a partner act-a takes a week less and costs 8. Its lead is one person, act-b's half. Until it ends, the leak is
    # open.
    modes = {"in_house": a_mode(3, 2, {"lead": 3}), "partner": a_mode(2, 8, {"lead": 2})}
    catalog = a_catalog(
        an_item("act-a", modes=modes, risks=("leak",), recurring=Recurring(shared=52)),
        an_item("act-b", weeks=2, effort={"lead": 1}),
        risks=(a_risk("leak", severity=3),),
    )
    assert optima(catalog, ("finish", "cost", "risk", "peak")) == [2, 8, 6, 150]
    assert optima(catalog, ("cost", "finish", "levels", "risk")) == [2, 3, 3, 9]
    # One person at a time: act-b first, so that act-a, still running, costs nothing a year until the gate.
    assert optima(catalog, ("peak", "finish", "cost_to_gate")) == [100, 4, 8]
    assert optima(catalog, ("peak", "risk", "cost_to_gate")) == [100, 6, 10]
    # A week may be given up for six of cost.
    assert optima(catalog, (Goal("finish", "1w"), "cost")) == [2, 2]
    assert optima(catalog, (Goal("finish", "49%"), "cost")) == [2, 8]
    assert optima(catalog, (Goal("finish", "50%"), "cost")) == [2, 2]


def test_money_that_is_not_carried_over_is_lost():
    # From 15 March, act-a in the first quarter leaves 5, which act-b needs in the second: the third is too late.
    catalog = a_catalog(an_item("act-a", weeks=1, cash=10), an_item("act-b", weeks=1, cash=10, after=("act-a",)))
    for carry_over, year, expected in ((True, 1, 4), ("year", 1, 4), ("year", 4, None), (False, 1, None)):
        request = a_request(
            start=date(2027, 3, 15),
            deadline=date(2027, 6, 6),
            budget=Budget(per_quarter=(15, 5), carry_over=carry_over),
            calendar=Calendar(fiscal_year_start=year),
        )
        found = optimum(request, catalog, ("finish",))
        assert (found and found[0].value) == expected


def agrees(seed):
    """The planner's answer, which the checker has accepted, has the values of the brute force, each proven."""
    request, catalog = random_case(seed)
    truth = best(request, catalog)
    plan = planner.plan(request, catalog)
    if truth is None:
        assert plan.status == "infeasible"
        return
    assert plan.status == "optimal"
    assert [(goal.value, goal.bound) for goal in plan.goals] == [(value, value) for value in truth[:2]]


@pytest.mark.parametrize("seed", range(60))
def test_the_planner_agrees_with_brute_force_to_the_unit(seed):
    agrees(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(60, 660))
def test_the_planner_agrees_with_brute_force_on_many_more(seed):
    agrees(seed)
