"""Pins: what a wish made hard does to the nodes it names."""

from datetime import date

from planner.building import build_network
from planner.request import Pin
from tests.builders import a_catalog, a_mode, a_request, an_item


def node(name, catalog, **fields):
    """One node of a request's network."""
    return next(node for node in build_network(a_request(**fields), catalog).nodes if node.id == name)


PINNED = a_catalog(
    an_item("act-a", modes={"in_house": a_mode(4), "partner": a_mode(2)}),
    an_item("act-r", repeats_per_function=True, modes={"in_house": a_mode(4, setup_weeks=2)}),
    an_item("act-b", to_level=3),
)


def pinned(name, pin, **fields):
    found = node(name, PINNED, target=3, pins=(pin,), **fields)
    return found.earliest, found.latest


def test_a_pin_bounds_the_start_and_the_finish_of_an_activity():
    # From Monday 11 January on; finished by Sunday 31 January, the last day of week 3.
    pin = Pin(on="act-a", not_before=date(2027, 1, 11), not_after=date(2027, 1, 31))
    assert pinned("act-a", pin) == (1, 4)


def test_a_pin_in_the_middle_of_a_week_moves_a_start_to_the_next_and_a_finish_to_the_one_before():
    pin = Pin(on="act-a", not_before=date(2027, 1, 12), not_after=date(2027, 1, 30))
    assert pinned("act-a", pin) == (2, 3)


def test_a_pin_on_a_repeated_item_means_its_copies_and_not_its_set_up():
    pin = Pin(on="act-r", not_before=date(2027, 1, 11))
    assert [pinned(name, pin)[0] for name in ("act-r@setup", "act-r@sales", "act-r@hr")] == [0, 1, 1]


def test_a_pin_may_name_one_copy_or_the_set_up():
    assert pinned("act-r@hr", Pin(on="act-r@hr", not_before=date(2027, 1, 11))) == (1, None)
    assert pinned("act-r@sales", Pin(on="act-r@hr", not_before=date(2027, 1, 11))) == (0, None)
    assert pinned("act-r@setup", Pin(on="act-r@setup", not_after=date(2027, 1, 31))) == (0, 4)


def test_a_pin_on_a_gate_bounds_its_date_both_ways():
    # Gate week 3 is dated on 24 January, week 4 on the 31st.
    pin = Pin(on="gate-2", not_before=date(2027, 1, 24), not_after=date(2027, 2, 3))
    assert pinned("gate-2", pin) == (3, 4)


def test_the_tighter_of_a_pin_and_the_deadline_holds():
    fields = {"deadline": date(2027, 2, 28)}
    assert pinned("gate-3", Pin(on="gate-3", not_after=date(2027, 1, 31)), **fields)[1] == 4
    assert pinned("gate-3", Pin(on="gate-3", not_after=date(2027, 12, 31)), **fields)[1] == 8


def test_a_pinned_mode_is_the_only_one():
    modes = node("act-a", PINNED, target=3, pins=(Pin(on="act-a", mode="partner"),)).modes
    assert [mode.name for mode in modes] == ["partner"]
