"""Tornados: each end as if it were asked alone."""

import pytest
from msgspec.structs import replace

import planner
from planner.exploring.tornado import tornado
from planner.request import Budget, Estimate, Goal, Headcount
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.planner.exploring.explored import explored

FAST = (Goal("finish"), Goal("cost"))


def spread_out(item_id, weeks, cash, effort, **fields):
    mode = replace(a_mode(), duration_weeks=weeks, cash=cash, effort_person_weeks=effort)
    return an_item(item_id, modes={"in_house": mode}, **fields)


def a_spread_catalog():
    return a_catalog(
        spread_out("act-a", (2, 3, 7), (10, 10, 40), {"engineer": 3}),
        spread_out("act-b", (1, 2, 3), (5, 5, 5), {"engineer": 1}, after=("act-a",)),
    )


def bars_of(request, catalog, **named):
    found = explored(tornado(request, catalog, **named), catalog, at_once=2)
    return found, {(it.kind, it.subject): it for it in found.bars}


def alone(request, catalog):
    plan = planner.plan(replace(request, goals=FAST), catalog)
    return plan.gates[-1].week, plan.goals[1].value


def test_the_widest_bar_comes_first_and_each_end_is_the_best_plan_there():
    # As it is 3 + 2 weeks and 15; act-a's weeks 2 to 7: 4 to 9 weeks; act-b's 1 to 3: 4 to 6; act-a's money 15 to 45.
    request, catalog = a_request(), a_spread_catalog()
    found, bars = bars_of(request, catalog)
    assert (found.base.finish_week, found.base.cost) == (5, 15)
    assert [(it.kind, it.subject, it.weeks, it.money) for it in found.bars] == [
        ("weeks", "act-a", 5, 0),
        ("weeks", "act-b", 2, 0),
        ("cash", "act-a", 0, 30),
    ]
    for bar, figure, low, high in (
        (bars["weeks", "act-a"], "duration_weeks", 2, 7),
        (bars["cash", "act-a"], "cash", 10, 40),
    ):
        for end, amount in ((bar.low, low), (bar.high, high)):
            said = replace(Estimate("act-a"), **{figure: (amount, amount, amount)})
            assert (end.finish_week, end.cost) == alone(replace(request, estimates=(said,)), catalog)


def test_a_limit_that_goes_too_low_is_the_first_of_all():
    request = a_request(budget=Budget(total=16), headcount=Headcount(total=2, roles={"engineer": 1}))
    found, bars = bars_of(request, a_spread_catalog())
    assert [(it.kind, it.subject) for it in found.bars if it.impossible] == [
        ("weeks", "act-a"),  # in two weeks it takes one engineer and a half
        ("limit", "/budget/total"),
        ("limit", "/headcount/roles/engineer"),
        ("cash", "act-a"),
    ]
    assert [it.impossible for it in found.bars[:5]] == [True, True, True, True, False]
    assert bars["limit", "/budget/total"].low.proven
    assert bars["limit", "/budget/total"].low.cost is None


def test_rates_count_where_the_budget_counts_labour():
    _, bars = bars_of(a_request(), a_spread_catalog())
    assert not any(kind == "rate" for kind, _ in bars)
    _, bars = bars_of(a_request(budget=Budget(covers=("cash", "labour"))), a_spread_catalog(), spread=0.5)
    # Four person-weeks of an engineer at 500 to 1,500.
    assert bars["rate", "engineer"].money == 4_000


@pytest.mark.parametrize("given", [(1, 2, 2), (2, 2, 2)])
def test_estimates_of_ones_own_are_what_is_spread(given):
    request = a_request(estimates=(Estimate("act-a", duration_weeks=given),))
    _, bars = bars_of(request, a_spread_catalog())
    assert (("weeks", "act-a") in bars) == (given[0] != given[2])
