from datetime import date

from clients.dates import day, gate_day, next_monday


def test_a_date_is_written_the_same_in_every_locale():
    assert day(date(2028, 7, 16)) == "16 Jul 2028"


def test_a_plan_begins_on_the_monday_after_today():
    assert next_monday(date(2026, 11, 22)) == date(2026, 11, 23)  # a Sunday
    assert next_monday(date(2026, 11, 23)) == date(2026, 11, 30)  # a Monday


def test_a_gate_s_date_is_the_last_day_of_the_week_before():
    assert gate_day(date(2027, 1, 4), 1) == date(2027, 1, 10)
