"""The inverse questions against full enumeration."""

from random import Random

import pytest
from msgspec.structs import replace

from planner.aiming import aimed
from planner.asking import in_turn
from planner.calendar import fiscal_calendar
from planner.exploring.axes import Axis
from planner.exploring.inverse import highest, least, least_of_role, split
from planner.merging import merged
from planner.request import Budget, Headcount
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.planner.exploring.enumeration import all_plans, least_amount, pairs, possible_case, with_total
from tests.planner.exploring.explored import explored


def asked(search, catalog):
    return explored(in_turn(search), catalog)


def faults_of(seed):
    request, catalog = possible_case(seed)
    dice = Random(f"inverse {seed}")
    return [
        *faults_of_least(request, catalog, dice.choice((1, 5))),
        *faults_of_role(request, catalog, dice.choice((1, 10))),
        *faults_of_highest(request, catalog),
        *faults_of_split(request, catalog),
    ]


def faults_of_least(request, catalog, grain):
    found = []
    free = {
        "budget": replace(request, budget=replace(request.budget, total=None)),
        "headcount": replace(request, headcount=with_total(request, None)),
    }
    for given, without in free.items():
        truth = pairs(without, catalog, given, "finish", grain)[0]
        said = asked(least(request, Axis(given, grain)), catalog)
        day = fiscal_calendar(request).gate_date(truth[1])
        if (said.amount, said.bound, said.proven, said.finish) != (truth[0], truth[0], True, day):
            found.append((given, truth, said))
    return found


def faults_of_role(request, catalog, grain):
    """The fewest of the engineers: with a cap on them, and a grain less has no plan."""
    said = asked(least_of_role(request, "engineer", grain), catalog)
    assert said.proven
    found = []
    for amount, possible in ((said.amount, True), (said.amount - grain, False)):
        if amount >= 0 and bool(all_plans(with_engineers(request, amount), catalog).rows) != possible:
            found.append(("engineer", amount, possible, said))
    return found


def with_engineers(request, amount):
    caps = with_total(request, request.headcount if not isinstance(request.headcount, Headcount) else None)
    if isinstance(request.headcount, Headcount):
        caps = request.headcount
    return replace(request, headcount=replace(caps, roles=caps.roles | {"engineer": amount / 100}))


def faults_of_highest(request, catalog):
    levels = range(request.current + 1 if isinstance(request.current, int) else request.current["enterprise"] + 1, 5)
    truth = None
    for level in levels:
        aim = aimed(request, catalog, level)
        if aim.faults or not all_plans(aim.request, catalog).rows:
            break
        truth = level
    said = asked(highest(request, catalog), catalog)
    return [] if (said.level, said.proven) == (truth, True) else [("highest", truth, said)]


def faults_of_split(request, catalog):
    if request.budget.total is None and request.budget.per_quarter is None:
        return []
    said = asked(split(request), catalog)
    together = replace(request, budget=replace(request.budget, total=said.money, per_quarter=None))
    best = int(all_plans(together, catalog).value("finish").min())
    day = fiscal_calendar(request).gate_date(best)
    made = replace(request, budget=replace(request.budget, total=said.money, per_quarter=said.per_quarter))
    kept = all_plans(made, catalog)
    reached = int(kept.value("finish").min()) if kept.rows else None
    if (said.finish, said.proven, reached) != (day, True, best) or sum(said.per_quarter) > said.money:
        return [("split", best, reached, said)]
    return []


@pytest.mark.parametrize("seed", range(6))
def test_they_are_what_enumeration_says(seed):
    assert faults_of(seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6, 106))
def test_they_are_what_enumeration_says_of_many(seed):
    assert faults_of(seed) == []


def two_ways():
    return a_catalog(an_item("act-a", modes={"in_house": a_mode(3, 10), "partner": a_mode(2, 25)}))


def test_the_least_money_for_a_deadline_pays_for_the_quicker_way():
    # Three weeks for 10; by the end of the second week only the dearer way does.
    request = a_request(budget=Budget(contingency=0.1))
    assert asked(least(request, Axis("budget", 1)), two_ways()).amount == least_amount(request, "budget", 10, 1) == 12
    by = replace(request, deadline=fiscal_calendar(request).gate_date(2))
    said = asked(least(by, Axis("budget", 1)), two_ways())
    assert (said.amount, said.changes) == (28, {"budget": {"total": 28}})
    none = replace(request, deadline=fiscal_calendar(request).gate_date(1))
    assert asked(least(none, Axis("budget", 1)), two_ways()).proven


def test_the_same_money_split_best_is_a_request_that_can_be_planned():
    catalog = a_catalog(an_item("act-a", weeks=4, cash=12), an_item("act-b", after=("act-a",), weeks=10, cash=10))
    request = a_request(budget=Budget(per_quarter=(10, 12)))
    said = asked(split(request), catalog)
    assert said.money == 22
    assert said.per_quarter == (21, 1)
    assert said.finish < said.before
    assert merged({"budget": {"per_quarter": [1]}}, said.changes) == {"budget": {"total": 22, "per_quarter": [21, 1]}}
