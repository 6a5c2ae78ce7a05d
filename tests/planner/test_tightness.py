"""Which network is tighter: told from limits alone, and true of every plan."""

from datetime import timedelta
from random import Random

import pytest
from msgspec.structs import replace

from planner.building import build_network, headcount
from planner.request import Budget, Headcount
from planner.tightness import limits_of
from tests.builders import a_catalog, a_request, an_item
from tests.planner.exploring.enumeration import all_plans, any_case

CATALOG = a_catalog(an_item("act-a", cash=3, effort={"engineer": 1}), an_item("act-b", effort={"lead": 2}))


def within(one, other, catalog=CATALOG):
    return limits_of(build_network(one, catalog)).within(limits_of(build_network(other, catalog)))


@pytest.mark.parametrize(
    "tighter",
    [
        {"budget": Budget(total=5)},
        {"budget": Budget(per_quarter=(1, 2))},
        {"headcount": 3},
        {"headcount": Headcount(roles={"engineer": 1})},
        {"deadline": a_request().start + timedelta(weeks=8)},
    ],
)
def test_a_request_with_a_limit_is_within_the_one_without(tighter):
    assert within(a_request(**tighter), a_request())
    assert not within(a_request(), a_request(**tighter))


def test_less_money_in_a_quarter_is_within_more_and_the_last_entry_repeats():
    assert within(a_request(budget=Budget(per_quarter=(1, 2))), a_request(budget=Budget(per_quarter=2)))
    assert within(a_request(budget=Budget(per_quarter=(2, 1))), a_request(budget=Budget(per_quarter=(2, 1, 1))))
    assert not within(a_request(budget=Budget(per_quarter=(1, 3))), a_request(budget=Budget(per_quarter=2)))
    kept, lapsing = Budget(per_quarter=2), Budget(per_quarter=2, carry_over=False)
    assert not within(a_request(budget=kept), a_request(budget=lapsing))


def test_other_work_is_neither_within_nor_around():
    one, other = a_request(), a_request(completed=("act-a",))
    assert not within(one, other)
    assert not within(other, one)


def test_what_is_within_has_no_plan_that_the_other_has_not():
    seen = 0
    for seed in range(12):
        request, catalog = any_case(seed)
        dice = Random(f"tightness {seed}")
        for _ in range(4):
            other = replace(
                request,
                budget=replace(request.budget, total=dice.choice((None, dice.randint(0, 60)))),
                headcount=replace(headcount(request), total=dice.choice((None, 1, 2))),
            )
            if within(other, request, catalog):
                seen += 1
                assert all_plans(other, catalog).rows <= all_plans(request, catalog).rows
    assert seen > 5
