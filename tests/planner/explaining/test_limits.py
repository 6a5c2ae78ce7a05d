"""The limits of a request: every one named in words, put off alone, and divided as far as it goes."""

from datetime import date

import pytest
from msgspec.structs import replace

from planner.explaining.limits import PLENTY_OF_MONEY, PLENTY_OF_PEOPLE, limits_of, parts_of, without
from planner.request import Budget, Calendar, Freeze, Headcount, Pin, Policy
from tests.builders import a_catalog, a_request, an_item

CATALOG = a_catalog(an_item("act-a"))
FREEZE = Freeze(from_=date(2027, 12, 13), to=date(2028, 1, 3), reason="year end")
FULL = a_request(
    start=date(2027, 1, 4),
    deadline=date(2027, 9, 30),
    budget=Budget(currency="USD", total=1000, per_quarter=(10, 20), carry_over=False, contingency=0.1),
    headcount=Headcount(total=5, roles={"engineer": (1, 2.5)}),
    calendar=Calendar(freezes=(FREEZE,)),
    pins=(Pin("act-a", not_before=date(2027, 2, 1), mode="partner"), Pin("gate-2", not_after=date(2027, 8, 1))),
    policy=Policy(evidence_weeks={"1": 13}, look_ahead=2, changes_per_function=1),
)


def by_place(request):
    return {limit.pointer: limit for limit in limits_of(request, CATALOG)}


def test_every_limit_in_words():
    assert {place: limit.text for place, limit in by_place(FULL).items()} == {
        "/deadline": "the deadline of 30 Sep 2027",
        "/budget/total": "the total budget of USD 1,000, 10 % of it held back",
        "/budget/per_quarter": "the money of the quarters (USD 10, 20, and so on)",
        "/headcount/roles/engineer": "1, 2.5 FTE of engineer by quarter",
        "/headcount/total": "5 people throughout",
        "/calendar/freezes/0": "the freeze from 13 Dec 2027 to 3 Jan 2028 (year end)",
        "/pins/0": "the pin on act-a: not before 1 Feb 2027, mode partner",
        "/pins/1": "the pin on gate-2: not after 1 Aug 2027",
        "/policy/changes_per_function": "at most 1 change at a time in a function",
        "/policy/evidence_weeks/1": "13 weeks of evidence at level 1 before level 2 is declared",
        "/policy/look_ahead": "work starting no more than 2 levels ahead of its gate",
    }


@pytest.mark.parametrize("pointer", by_place(FULL))
def test_each_can_be_put_off_and_then_is_no_limit(pointer):
    left = without(FULL, CATALOG, [by_place(FULL)[pointer]])
    gone = {*by_place(FULL)} - {*by_place(left)}
    # What stands in a list moves up one place.
    assert gone == {"/pins/1" if pointer == "/pins/0" else pointer}


def test_all_can_be_put_off_at_once():
    assert limits_of(without(FULL, CATALOG, limits_of(FULL, CATALOG)), CATALOG) == ()


def test_money_that_is_not_carried_is_divided_into_its_quarters():
    parts = parts_of(by_place(FULL)["/budget/per_quarter"], FULL)
    assert [(part.pointer, part.text) for part in parts] == [
        ("/budget/per_quarter/0", "the money of FY27 Q1 (USD 10)"),
        ("/budget/per_quarter/1", "the money of FY27 Q2 (USD 20)"),
        ("/budget/per_quarter", "the money of FY27 Q3 and after (USD 20)"),
    ]
    left = without(FULL, CATALOG, parts[1:2])
    assert left.budget.per_quarter == (10, PLENTY_OF_MONEY, 20)


def test_money_that_is_carried_within_the_year_is_divided_into_years():
    request = replace(FULL, deadline=date(2028, 9, 30), budget=replace(FULL.budget, carry_over="year"))
    years = parts_of(by_place(request)["/budget/per_quarter"], request)
    assert [(part.quarters, part.text) for part in years] == [
        ((0, 1, 2, 3), "the money of FY27 (USD 10, 20, 20, 20)"),
        ((4, 5, 6), "the money of FY28 and after (USD 20)"),
    ]
    assert parts_of(years[0], request) == ()


def test_money_that_is_kept_is_not_divided():
    request = replace(FULL, budget=replace(FULL.budget, carry_over=True))
    assert parts_of(by_place(request)["/budget/per_quarter"], request) == ()


def test_people_are_divided_into_quarters():
    parts = parts_of(by_place(FULL)["/headcount/roles/engineer"], FULL)
    assert [(part.pointer, part.text) for part in parts] == [
        ("/headcount/roles/engineer/0", "1 FTE of engineer in FY27 Q1"),
        ("/headcount/roles/engineer/1", "2.5 FTE of engineer in FY27 Q2"),
        ("/headcount/roles/engineer", "2.5 FTE of engineer in FY27 Q3 and after"),
    ]
    left = without(FULL, CATALOG, parts[:1])
    assert left.headcount.roles["engineer"] == (PLENTY_OF_PEOPLE, 2.5, 2.5)
    assert parts_of(by_place(FULL)["/deadline"], FULL) == ()


def test_one_number_of_people_is_the_total():
    request = replace(FULL, headcount=3, deadline=None)
    limit = by_place(request)["/headcount"]
    assert (limit.text, parts_of(limit, request)) == ("3 people throughout", ())
    assert without(request, CATALOG, [limit]).headcount == Headcount()
    assert parts_of(limit, replace(request, deadline=date(2027, 5, 1)))[0].text == "3 people in FY27 Q1"
