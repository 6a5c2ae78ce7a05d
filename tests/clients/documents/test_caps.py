"""Caps on people by quarter, as a request may write them."""

from clients.documents.caps import caps
from planner.request import Headcount
from tests.clients.jira import plans


def a_plan(headcount):
    return plans.a_plan([plans.an_activity("act-a")], [plans.a_gate(2, 4, ["act-a"])], headcount=headcount)


def test_one_number_is_the_cap_of_everybody_in_every_quarter():
    assert caps(a_plan(5), "total") == (5, 5, 5)
    assert caps(a_plan(5), "engineer") == ()


def test_the_last_entry_of_a_list_repeats():
    plan = a_plan(Headcount(total=(3, 4), roles={"engineer": (1,)}))
    assert caps(plan, "total") == (3, 4, 4)
    assert caps(plan, "engineer") == (1, 1, 1)


def test_a_role_that_is_not_named_has_none():
    assert caps(a_plan(Headcount()), "total") == ()
