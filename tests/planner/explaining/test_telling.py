"""Changes to a request in words: each kind, alone, by quarter and together."""

from datetime import date

import pytest
from msgspec.structs import replace

from planner.explaining.telling import changes_in_words
from planner.plans import Change
from planner.request import Budget, Calendar, Freeze, Headcount, Pin
from tests.builders import a_request

REQUEST = a_request(
    start=date(2027, 1, 4),
    deadline=date(2027, 9, 30),
    budget=Budget(currency="USD", total=1000, per_quarter=(10, 20)),
    headcount=Headcount(total=5, roles={"engineer": 1}),
    calendar=Calendar(freezes=(Freeze(from_=date(2027, 12, 13), to=date(2028, 1, 3)),)),
    pins=(Pin("act-a", not_after=date(2027, 2, 1)),),
)

NEXT = "7 Oct 2027"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            Change("/deadline", date(2027, 9, 30), date(2027, 10, 7)),
            "Move the deadline from 30 Sep 2027 to 7 Oct 2027.",
        ),
        (Change("/target", 4, 3), "Aim for level 3 instead of 4."),
        (Change("/budget/total", 1000, 1200), "Raise the total budget from USD 1,000 to USD 1,200."),
        (Change("/budget/per_quarter/1", 20, 25), "Raise the quarterly money of FY27 Q2 from USD 20 to USD 25."),
        (Change("/budget/per_quarter", (10, 20), (13, 23)), "Raise the quarterly money by USD 3 in each quarter."),
        (Change("/budget/per_quarter", 10, 12), "Raise the quarterly money from USD 10 to USD 12."),
        (
            Change("/budget/per_quarter", (10, 20), (10, 20, 22, 20)),
            "Raise the quarterly money of FY27 Q3 from USD 20 to USD 22.",
        ),
        (Change("/headcount/total", 5, 5.5), "Raise the headcount from 5 FTE to 5.5 FTE."),
        (Change("/headcount", 5, 6), "Raise the headcount from 5 FTE to 6 FTE."),
        (Change("/headcount/roles/engineer", 1, (1, 1.5, 1)), "Raise engineer of FY27 Q2 from 1 FTE to 1.5 FTE."),
        (Change("/policy/changes_per_function", 1, 2), "Let a function bear 2 changes at a time instead of 1."),
        (Change("/pins/0", {}, None), "Withdraw the pin on act-a."),
        (Change("/calendar/freezes/0", {}, None), "Lift the freeze from 13 Dec 2027 to 3 Jan 2028."),
    ],
)
def test_each_kind_of_change(change, words):
    assert changes_in_words([change], REQUEST) == words


def test_several_at_once():
    changes = [Change("/target", 4, 3), Change("/headcount/total", 5, 6), Change("/pins/0", {}, None)]
    assert changes_in_words(changes, replace(REQUEST, name="x")) == (
        "Aim for level 3 instead of 4, raise the headcount from 5 FTE to 6 FTE and withdraw the pin on act-a."
    )
