"""Weeks, quarters and dates. January 2027 begins on a Friday; the plan starts on Monday the fourth."""

from datetime import date

import pytest

from planner.calendar import FiscalCalendar, fiscal_calendar
from planner.request import Calendar
from tests.builders import MONDAY, a_request

CALENDAR = FiscalCalendar(MONDAY)


def test_week_zero_begins_on_the_start_and_lasts_seven_days():
    assert (CALENDAR.week_start(0), CALENDAR.week_end(0)) == (date(2027, 1, 4), date(2027, 1, 10))
    assert (CALENDAR.week_start(2), CALENDAR.week_end(2)) == (date(2027, 1, 18), date(2027, 1, 24))


def test_a_gate_is_dated_on_the_last_day_of_the_week_before_it():
    assert CALENDAR.gate_date(1) == date(2027, 1, 10)
    assert CALENDAR.gate_date(0) == date(2027, 1, 3)


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2027, 1, 4), 0), (date(2027, 1, 5), 1), (date(2027, 1, 11), 1), (date(2026, 6, 1), 0)],
)
def test_the_first_week_from_a_day_begins_on_it_or_later(day, week):
    assert CALENDAR.first_week_from(day) == week


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2027, 1, 9), 0), (date(2027, 1, 10), 1), (date(2027, 1, 16), 1), (date(2027, 1, 2), -1)],
)
def test_the_last_finish_by_a_day_ends_on_it_or_earlier(day, week):
    assert CALENDAR.last_finish_by(day) == week


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2027, 1, 3), 0),
        (date(2027, 1, 4), 1),
        (date(2027, 1, 10), 1),
        (date(2027, 1, 11), 2),
        (date(2026, 6, 1), 0),
    ],
)
def test_the_first_gate_from_a_day_is_dated_on_it_or_later(day, week):
    assert CALENDAR.first_gate_from(day) == week


def test_a_week_belongs_to_the_quarter_that_holds_its_first_day():
    # Week 12 runs from Monday 29 March to Sunday 4 April, week 13 from 5 April.
    assert CALENDAR.quarter_of_week(12) == 0
    assert CALENDAR.quarter_of_week(13) == 1
    assert CALENDAR.quarter_end(0) == 13


def test_a_quarter_that_begins_with_a_week_does_not_take_in_the_week_before():
    # From Thursday 1 April 2027 thirteen weeks reach to 30 June; week 13 begins on 1 July.
    calendar = FiscalCalendar(date(2027, 4, 1))
    assert calendar.quarter_end(0) == 13
    assert calendar.quarter_of_week(13) == 1


def test_the_first_quarter_is_whole_even_where_the_plan_begins_inside_it():
    calendar = FiscalCalendar(date(2027, 3, 15))
    assert (calendar.first_day(0), calendar.last_day(0)) == (date(2027, 1, 1), date(2027, 3, 31))
    assert calendar.quarter_end(0) == 3


def test_a_quarter_may_hold_no_first_day_of_a_week_after_the_start():
    # The plan starts on the last day of a quarter: week 0 is all that the quarter has.
    calendar = FiscalCalendar(date(2027, 3, 31))
    assert calendar.quarter_end(0) == 1


def test_days_before_the_first_quarter_have_negative_quarters():
    assert CALENDAR.quarter_of_day(date(2026, 12, 31)) == -1
    assert CALENDAR.quarter_of_day(date(2025, 12, 31)) == -5


@pytest.mark.parametrize(
    ("fiscal_year_start", "label", "first_day"),
    [
        (1, "FY27 Q1", date(2027, 1, 1)),
        # From April 2026 to March 2027: the year that ends in 2027.
        (4, "FY27 Q4", date(2027, 1, 1)),
        (10, "FY27 Q2", date(2027, 1, 1)),
        # From February: January is the last month of the year before.
        (2, "FY27 Q4", date(2026, 11, 1)),
        (12, "FY27 Q1", date(2026, 12, 1)),
    ],
)
def test_a_fiscal_year_is_named_by_the_calendar_year_in_which_it_ends(fiscal_year_start, label, first_day):
    calendar = FiscalCalendar(MONDAY, fiscal_year_start)
    assert calendar.label(0) == label
    assert calendar.first_day(0) == first_day


def test_labels_go_on_into_the_next_year():
    assert [CALENDAR.label(quarter) for quarter in range(5)] == ["FY27 Q1", "FY27 Q2", "FY27 Q3", "FY27 Q4", "FY28 Q1"]


def test_a_fiscal_year_ends_with_its_fourth_quarter():
    assert [CALENDAR.ends_year(quarter) for quarter in range(5)] == [False, False, False, True, False]
    assert FiscalCalendar(MONDAY, 4).ends_year(0)


def test_the_calendar_of_a_request_has_its_start_and_fiscal_year():
    request = a_request(start=date(2027, 5, 3), calendar=Calendar(fiscal_year_start=7))
    assert fiscal_calendar(request) == FiscalCalendar(date(2027, 5, 3), 7)
