"""Comparisons: what differs, and shares that do not depend on an order and add up."""

from datetime import timedelta
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from msgspec.structs import replace

import planner
from catalog.fault import Refused
from planner.exploring.comparing import compared as front_door
from planner.exploring.comparison import _rounded, _shares, compare
from planner.request import Budget, Goal, Headcount
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.planner.exploring.explored import explored


def planned(catalog, **fields):
    return planner.plan(a_request(goals=(Goal("finish"), Goal("cost")), **fields), catalog)


def compared(before, after, catalog):
    return explored(compare(before, after, catalog), catalog)


def two_items():
    """Two items of one engineer each, quick and dear or slow and cheap."""
    ways = {"in_house": a_mode(4, 10, {"engineer": 4}), "partner": a_mode(2, 30, {"engineer": 2})}
    return a_catalog(an_item("act-a", modes=ways), an_item("act-b", modes=ways))


def test_one_difference_has_the_whole_share():
    catalog = two_items()
    before, after = planned(catalog), planned(catalog, budget=Budget(total=20))
    found = compared(before, after, catalog)
    assert (found.weeks, found.money) == (2, -40)
    assert [(it.pointers, it.from_, it.to, it.weeks, it.money) for it in found.causes] == [
        (("/budget/total",), (None,), (20,), 2, -40)
    ]
    assert [(it.gate, it.weeks) for it in found.gates] == [("gate-2", 2)]
    assert [(it.activity, it.before, it.after) for it in found.modes] == [
        ("act-a", "partner", "in_house"),
        ("act-b", "partner", "in_house"),
    ]
    assert found.proven


def test_two_that_meet_share_what_they_do_together():
    # Both items at once and quick: 2 weeks for 60. With 20 both are slow: 4 weeks. With one engineer one comes after
    # the other: 4 weeks quick, 8 slow. Money first: 2 then 4 more; people first: 2 then 4 more. So 3 weeks each.
    catalog = two_items()
    before = planned(catalog, headcount=Headcount(roles={"engineer": 2}))
    after = planned(catalog, budget=Budget(total=20), headcount=Headcount(roles={"engineer": 1}))
    found = compared(before, after, catalog)
    assert found.weeks == 6
    assert {it.pointers[0]: (it.weeks, it.money) for it in found.causes} == {
        "/budget/total": (3, -40),
        "/headcount/roles/engineer": (3, 0),
    }


def test_orders_through_a_request_without_a_plan_are_left_out():
    # A sooner deadline alone cannot be kept with the little money there is: money must come first.
    catalog = two_items()
    before = planned(catalog, budget=Budget(total=20))
    day = before.finish - timedelta(weeks=2)
    after = planned(catalog, budget=Budget(total=60), deadline=day)
    found = compared(before, after, catalog)
    assert {it.pointers[0]: (it.weeks, it.money) for it in found.causes} == {
        "/budget/total": (-2, 40),
        "/deadline": (0, 0),
    }


def test_the_same_plan_differs_in_nothing():
    catalog = two_items()
    found = compared(planned(catalog), planned(catalog, name="the same"), catalog)
    assert (found.weeks, found.money, found.causes, found.moved, found.modes) == (0, 0, (), (), ())


def test_what_only_one_of_them_has_is_said():
    catalog = a_catalog(an_item("act-a"), an_item("act-b", to_level=3))
    found = compared(planned(catalog), planned(catalog, target=3), catalog)
    assert [(it.gate, it.before is None) for it in found.gates] == [("gate-2", False), ("gate-3", True)]
    assert [(it.activity, it.before) for it in found.moved] == [("act-b", None)]


def test_other_currencies_are_not_compared():
    catalog = two_items()
    other = planned(catalog, budget=Budget(currency="EUR", exchange_rate=0.9))
    with pytest.raises(Refused) as refused:
        front_door(planned(catalog), other, catalog)
    assert [fault.code for fault in refused.value.faults] == ["other_currency"]
    fine = front_door(planned(catalog), planned(catalog, budget=Budget(total=20)), catalog)
    assert fine.weeks == 2


def test_many_differences_are_told_by_field():
    catalog = two_items()
    roles = dict.fromkeys(("engineer", "lead"), 3)
    after = planned(
        catalog,
        budget=Budget(total=90, contingency=0.1, carry_over="year", covers=("cash",)),
        headcount=Headcount(total=5, roles=roles),
        completed=("act-a",),
    )
    found = compared(planned(catalog), after, catalog)
    assert [it.pointers[0].split("/")[1] for it in found.causes] == ["budget", "headcount", "completed"]
    assert sum(it.weeks for it in found.causes) == found.weeks


@pytest.mark.parametrize("seed", range(20))
def test_shares_are_the_means_over_all_orders(seed):
    dice = Random(seed)
    count = dice.randint(1, 5)
    subsets = [frozenset(it for it in range(count) if mask >> it & 1) for mask in range(2**count)]
    worths = {made: (dice.randint(0, 99) if dice.random() < 0.8 else None, None) for made in subsets}
    worths[subsets[0]] = worths[subsets[-1]] = (7, None)
    orders = [
        order
        for order in permutations(range(count))
        if all(worths[frozenset(order[:it])][0] is not None for it in range(count + 1))
    ]
    steps = [
        [worths[frozenset(order[: order.index(it) + 1])][0] - worths[frozenset(order[: order.index(it)])][0]
         for order in orders]
        for it in range(count)
    ]  # fmt: skip
    found = _shares(count, worths, 0)
    if not orders:
        assert found == [None] * count
        return
    means = [Fraction(sum(own), len(orders)) for own in steps]
    assert sum(found) == sum(means) == 0
    assert all(abs(share - mean) < Fraction(1, 100) for share, mean in zip(found, means, strict=True))


def test_rounding_keeps_the_sum():
    thirds = [Fraction(1, 3)] * 3
    assert _rounded(thirds, 100) == [Fraction(34, 100), Fraction(33, 100), Fraction(33, 100)]
    assert sum(_rounded([Fraction(-5, 3), Fraction(2, 3)], 1)) == -1


def test_a_plan_beside_none_has_no_shares():
    catalog = two_items()
    none = planner.plan(a_request(goals=(Goal("finish"), Goal("cost")), budget=Budget(total=1)), catalog)
    found = compared(planned(catalog), none, catalog)
    assert (found.weeks, found.money) == (None, None)
    assert [(it.weeks, it.money) for it in found.causes] == [(None, None)]
    assert replace(found, causes=()).totals == ()
