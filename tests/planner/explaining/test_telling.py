"""Changes in words: each kind as a person would say it, from a plan just made and from one that was read again."""

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from catalog.library import load
from planner.explaining.levers import levers_of, quarter_levers
from planner.explaining.limits import limits_of
from planner.explaining.repairs import KINDS
from planner.explaining.telling import change_in_words, changes_in_words, finding_in_words
from planner.plans import Change, Conflict, Member, Repair, Unrepairable
from planner.request import Budget, Calendar, Freeze, Headcount, Pin, PlanRequest, Policy

# Fiscal years begin in January: entry 0 of a list is FY27 Q1.
REQUEST = PlanRequest(current=2, target=4, start=date(2027, 1, 4), budget=Budget(currency="USD"))
PIN = {"on": "gate-3", "not_before": None, "not_after": "2027-03-01", "mode": None}
BOTH = {"on": "act-x", "not_before": "2027-03-01", "not_after": None, "mode": "partner"}
FREEZE = {"from": "2027-12-13", "to": "2028-01-03", "reason": "year end"}

TOLD = [
    (Change("/deadline", date(2027, 12, 31), date(2028, 1, 16)), "move the deadline from 31 Dec 2027 to 16 Jan 2028"),
    (Change("/target", 4, 3), "aim for level 3 instead of 4"),
    (Change("/policy/changes_per_function", 1, 2), "let a function bear 2 changes at a time instead of 1"),
    (Change("/pins/0", PIN, None), "withdraw the pin on gate-3 (not after 1 Mar 2027)"),
    (Change("/pins/7", BOTH, None), "withdraw the pin on act-x (not before 1 Mar 2027, mode partner)"),
    # What speaks of things beyond a lower target goes with it.
    (Change("/include/0", "act-7x-open-sandbox", None), "leave act-7x-open-sandbox out"),
    (Change("/exclude/1", "act-45-automate", None), "leave act-45-automate as the catalog has it"),
    (Change("/estimates/0", {"item": "act-67-scale"}, None), "withdraw the estimate of act-67-scale"),
    (Change("/calendar/freezes/0", FREEZE, None), "lift the freeze from 13 Dec 2027 to 3 Jan 2028 (year end)"),
    (
        Change("/calendar/freezes/3", FREEZE | {"reason": ""}, None),
        "lift the freeze from 13 Dec 2027 to 3 Jan 2028",
    ),
    (Change("/budget/total", 400_000, 1_027_539), "raise the total budget from USD 400,000 to 1,027,539"),
    (Change("/budget/per_quarter", 100_000, 250_000), "raise the money of each quarter from USD 100,000 to 250,000"),
    (Change("/budget/per_quarter", (100, 200), (150, 250)), "raise the money of each quarter by USD 50"),
    (Change("/budget/per_quarter/1", 10_000, 336_439), "raise the money of FY27 Q2 from USD 10,000 to 336,439"),
    # One number stands for each quarter; of the new list only the second entry is another.
    (Change("/budget/per_quarter", 100, (100, 300, 100)), "raise the money of FY27 Q2 from USD 100 to 300"),
    (Change("/budget/per_quarter", (100, 200), (100, 200, 300)), "raise the money of FY27 Q3 from USD 200 to 300"),
    (
        Change("/budget/per_quarter", (100, 200), (110, 230, 200)),
        "raise the money of FY27 Q1 from USD 100 to 110 and FY27 Q2 from USD 200 to 230",
    ),
    (Change("/headcount", 3, 12.1), "raise the headcount from 3 to 12.1"),
    (Change("/headcount/total", 3, 12.1), "raise the headcount from 3 to 12.1"),
    (Change("/headcount/total/1", 3, 5), "raise the headcount in FY27 Q2 from 3 to 5"),
    (Change("/headcount/total", 3, (3, 5, 3)), "raise the headcount in FY27 Q2 from 3 to 5"),
    (Change("/headcount/total", (3, 5), (3.5, 5.5)), "raise the headcount in each quarter by 0.5"),
    (Change("/headcount/roles/ai_engineer", 0.3, 0.5), "raise ai_engineer from 0.3 to 0.5 FTE"),
    (Change("/headcount/roles/ai_engineer/2", 1, 2), "raise ai_engineer in FY27 Q3 from 1 to 2 FTE"),
]


@pytest.mark.parametrize(("change", "words"), TOLD, ids=[change.pointer for change, _ in TOLD])
def test_a_change_is_told_in_words(change, words):
    assert change_in_words(change, REQUEST) == words


@pytest.mark.parametrize(("change", "words"), TOLD, ids=[change.pointer for change, _ in TOLD])
def test_one_that_was_read_from_json_is_told_alike(change, words):
    read = msgspec.json.decode(msgspec.json.encode(change), type=Change)
    assert change_in_words(read, REQUEST) == words


def test_quarters_are_named_by_the_fiscal_year():
    request = replace(REQUEST, calendar=Calendar(fiscal_year_start=4))
    assert "FY27 Q4 from" in change_in_words(Change("/budget/per_quarter/0", 1, 2), request)


def test_without_a_currency_there_is_none():
    request = replace(REQUEST, budget=Budget())
    assert change_in_words(Change("/budget/total", 5, 7000), request) == "raise the total budget from 5 to 7,000"


LEVEL, TOTAL = Change("/target", 4, 3), Change("/budget/total", 40, 50)
PEOPLE = Change("/headcount", 3, 12.1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((TOTAL,), "Raise the total budget from USD 40 to 50."),
        ((TOTAL, PEOPLE), "Raise the total budget from USD 40 to 50 and the headcount from 3 to 12.1."),
        ((LEVEL, PEOPLE), "Aim for level 3 instead of 4 and raise the headcount from 3 to 12.1."),
        (
            (TOTAL, PEOPLE, LEVEL),
            "Raise the total budget from USD 40 to 50, the headcount from 3 to 12.1 and aim for level 3 instead of 4.",
        ),
        (
            (LEVEL, TOTAL, PEOPLE),
            "Aim for level 3 instead of 4, raise the total budget from USD 40 to 50 and the headcount from 3 to 12.1.",
        ),
        ((), "Change nothing."),
    ],
)
def test_several_changes_are_one_sentence(changes, words):
    assert changes_in_words(changes, REQUEST) == words


def test_findings_are_told_in_a_line():
    one, other = (
        Member("/deadline", "The work is too long for it.", ""),
        Member("/headcount", "3 people throughout", ""),
    )
    assert finding_in_words(Conflict((one,), True), REQUEST) == "this cannot hold: The work is too long for it"
    assert finding_in_words(Conflict((one, other), True), REQUEST) == (
        "these cannot hold together: The work is too long for it; 3 people throughout"
    )
    assert finding_in_words(Unrepairable("the money", "..."), REQUEST) == "the money cannot be kept"
    assert finding_in_words(Repair((PEOPLE,), REQUEST, "...", True), REQUEST) == (
        "this would do: raise the headcount from 3 to 12.1"
    )


def test_every_change_that_a_repair_may_make_is_told_without_its_place():
    request = replace(
        REQUEST,
        deadline=date(2028, 12, 31),
        budget=Budget(currency="USD", total=10, per_quarter=(1, 2, 3), carry_over=False),
        headcount=Headcount(total=(3, 4), roles={"ai_engineer": 1, "program_lead": (1, 1, 2)}),
        pins=(Pin("gate-3", not_after=date(2027, 12, 31)), Pin("gate-4", not_before=date(2027, 12, 31))),
        calendar=Calendar(freezes=(Freeze(date(2027, 12, 13), date(2028, 1, 3)),)),
        policy=Policy(changes_per_function=1),
    )
    given = limits_of(request, load("ai-maturity"))
    levers = [lever for kind in KINDS for lever in levers_of(kind, given)] + [*quarter_levers(request, given)]
    told = [change_in_words(lever.change(request, 1), request) for lever in levers]
    assert len(told) == len({*told}) > 15
    assert not any("/" in text or "{" in text for text in told)
