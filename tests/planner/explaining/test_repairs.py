"""What repairs claim where not all is known: nothing is said to be least, or to do nothing, that was not proven."""

import time
from datetime import date

from msgspec.structs import replace

from planner.asking import Answer, Ask, drive
from planner.desk import Desk
from planner.explaining.limits import limits_of
from planner.explaining.repairs import least_units, repairs
from planner.intake import with_defaults
from planner.request import Budget, Headcount, Pin
from tests.builders import a_catalog, a_request, an_item

# Two items of two weeks, a whole engineer each: one engineer takes four weeks, and the deadline leaves three.
PAIR = a_catalog(*(an_item(f"act-{name}", effort={"engineer": 2}) for name in "ab"))
UNKNOWN = Answer(possible=None)


def a_case(catalog=PAIR, **fields):
    given = {"deadline": date(2027, 1, 24), "headcount": Headcount(roles={"engineer": 1}), **fields}
    return with_defaults(a_request(**given), catalog)


def a_desk(request, catalog=PAIR):
    return Desk(catalog, replace(request.solver, workers=1), until=time.monotonic() + 60)


def told(request, unknown=lambda _: False, catalog=PAIR):
    """The repairs of a request at a desk that does not know what ``unknown`` picks out."""
    desk = a_desk(request, catalog)
    return drive(repairs(request, catalog), lambda ask: UNKNOWN if unknown(ask.request) else desk(ask))


def test_each_kind_alone_is_least_where_all_is_known():
    found = told(a_case())
    assert [(it.changes[0].to, it.proven) for it in found] == [(date(2027, 1, 31), True), (2, True)]
    assert not any("there was no time" in it.verdict for it in found)


def test_a_larger_set_is_not_least_where_a_smaller_one_is_unknown():
    # Money for one of the two: alone neither time nor money is enough. But what time alone does, is not known here.
    request = a_case(catalog=_paid(), budget=Budget(total=9))
    sure = told(request, catalog=_paid())
    assert [[change.pointer for change in it.changes] for it in sure] == [
        ["/deadline", "/budget/total"],
        ["/budget/total", "/headcount/roles/engineer"],
    ]
    assert all(it.proven for it in sure)
    found = told(request, lambda it: it.deadline is None and it.budget.total == 9, catalog=_paid())
    assert found
    assert not any(it.proven for it in found)
    assert all("there was no time to prove" in it.verdict for it in found)


def _paid():
    return a_catalog(*(an_item(f"act-{name}", effort={"engineer": 2}, cash=5) for name in "ab"))


def test_one_unit_less_that_is_not_known_leaves_it_unproven():
    (deadline, people) = told(a_case(), lambda it: it.headcount.roles.get("engineer") == 1.9)
    assert deadline.proven
    assert (people.changes[0].to, people.proven) == (2, False)


def test_no_amount_is_said_to_do_nothing_where_time_ran_out():
    request = a_case()
    limit = next(it for it in limits_of(request, PAIR) if it.kind == "people")
    assert drive(least_units(request, PAIR, limit), lambda _: UNKNOWN) == (None, False)
    assert drive(least_units(request, PAIR, limit), lambda _: Answer(possible=False)) == (None, True)
    assert drive(least_units(request, PAIR, limit), a_desk(request)) == (10, True)


def test_a_lower_level_gives_up_the_pins_on_what_lies_beyond_it():
    items = [an_item("act-a"), an_item("act-b", to_level=3, weeks=30)]
    catalog = a_catalog(*items)
    request = a_case(catalog, target=3, headcount=Headcount(), pins=(Pin("gate-3", not_before=date(2027, 1, 10)),))
    lower = told(request, catalog=catalog)[-1]
    assert [(it.pointer, it.to) for it in lower.changes] == [("/target", 2), ("/pins/0", None)]
    assert (lower.repaired_request.target, lower.repaired_request.pins) == (2, ())
    assert lower.proven


def test_what_is_no_request_is_neither_possible_nor_impossible():
    request = a_case(pins=(Pin("gate-3", not_before=date(2027, 1, 10)),))
    assert a_desk(request)(Ask(request)) == UNKNOWN
