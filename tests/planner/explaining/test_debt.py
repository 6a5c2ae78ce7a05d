"""What a plan makes up for: the debt of levels that are declared already."""

from datetime import date

from msgspec.structs import replace

import planner
from planner.checking import check
from planner.explaining.debt import debt
from planner.plans import Debt
from planner.request import Policy
from planner.scope import scope
from tests.builders import a_catalog, a_mode, a_request, a_risk, an_item
from tests.planner.rows import planned

CATALOG = a_catalog(
    an_item("gov-old", risks=("leak", "drift", "harm")),
    an_item("act-old", governed_by=("gov-old",)),
    an_item("act-next", to_level=3, after=("act-old",)),
    an_item("act-aside", to_level=3),
    an_item("act-top", to_level=4, after=("act-next",)),
    risks=(a_risk("leak"), a_risk("drift", level=2), a_risk("harm", level=3)),
)
REQUEST = a_request(current=2, target=4, missing=("gov-old", "act-old"))


def owed(request, catalog=CATALOG):
    return debt(request, catalog, scope(request, catalog))


def test_all_that_comes_after_it_is_blocked_and_the_gates_that_need_any_of_that_are_held_up():
    # Harm comes with level 3, which is not declared before gov-old is finished: then it is not open for it.
    later = ("act-next", "act-top")
    gates = ("gate-3", "gate-4")
    assert owed(REQUEST) == (
        Debt("gov-old", "Do gov-old", 2, ("act-old", *later), gates, ("leak", "drift")),
        Debt("act-old", "Do act-old", 2, later, gates, ()),
    )


def test_what_nothing_comes_after_holds_up_the_first_gate():
    catalog = a_catalog(an_item("gov-old"), an_item("act-next", to_level=3), an_item("act-top", to_level=4))
    assert owed(replace(REQUEST, missing=("gov-old",)), catalog) == (
        Debt("gov-old", "Do gov-old", 2, (), ("gate-3",), ()),
    )


def test_governance_is_of_the_level_that_asks_for_it():
    catalog = a_catalog(an_item("gov-old", home_level=1), an_item("act-next", to_level=3))
    assert [one.level for one in owed(a_request(current=2, target=3, missing=("gov-old",)), catalog)] == [1]
    later = a_request(current=2, target=3, policy=Policy(governance="exit"), missing=("gov-old",))
    assert [one.level for one in owed(later, catalog)] == [1]


def test_the_copies_of_a_function_that_is_behind_are_debt_and_so_is_their_set_up_if_it_is_missing():
    item = an_item("act-low", modes={"in_house": a_mode(5, setup_weeks=2)}, repeats_per_function=True)
    catalog = a_catalog(item, an_item("act-mid", to_level=3))
    request = a_request(current={"enterprise": 2, "hr": 1}, target=3)
    assert [one.activity for one in owed(request, catalog)] == ["act-low@hr"]
    found = owed(replace(request, missing=("act-low@setup",)), catalog)
    assert [(one.activity, one.blocks) for one in found] == [("act-low@setup", ("act-low@hr",)), ("act-low@hr", ())]


def test_a_plan_without_debt_has_none():
    assert planned(CATALOG, current=2, target=3).debt == ()


def test_a_plan_shows_its_debt_even_where_there_is_no_schedule():
    assert planned(CATALOG, current=2, target=4, missing=("gov-old", "act-old")).debt == owed(REQUEST)
    late = replace(REQUEST, deadline=date(2027, 1, 5))
    plan = planner.plan(late, CATALOG)
    assert plan.status == "infeasible"
    assert plan.debt == owed(REQUEST)
    assert plan.story == ()
    assert not any(one.why for one in (*plan.activities, *plan.gates))


def test_the_checker_refuses_debt_that_is_left_out_or_wrongly_told():
    plan = planner.plan(REQUEST, CATALOG)
    first, second = plan.debt
    for wrong in (
        (first,),
        (second, first),
        (replace(first, level=1), second),
        (replace(first, blocks=("act-old",)), second),
        (replace(first, gates=("gate-3",)), second),
        (replace(first, risks=("leak",)), second),
        (replace(first, title="Another"), second),
    ):
        assert {one.rule for one in check(REQUEST, CATALOG, replace(plan, debt=wrong))} == {"debt"}
