from datetime import date

import pytest

from clients.cli.timeline import Timeline
from tests.clients.sample import a_plan


def test_quarters_are_equally_wide_where_there_is_room():
    timeline = Timeline(a_plan().phases, 47)  # six quarters, seven cells each
    assert timeline.cells == 42
    assert list(timeline.beginnings()) == [0, 7, 14, 21, 28, 35]


def test_a_bar_covers_its_dates_and_at_least_one_cell():
    timeline = Timeline(a_plan().phases, 42)
    assert timeline.span(date(2027, 1, 1), date(2027, 3, 31)) == range(7)
    assert timeline.span(date(2027, 4, 1), date(2027, 4, 1)) == range(7, 8)


def test_a_bar_that_ends_after_the_last_quarter_ends_with_it():
    timeline = Timeline(a_plan().phases, 42)
    assert timeline.span(date(2028, 6, 1), date(2029, 6, 1)).stop == 42


@pytest.mark.parametrize("room", [1, 3, 5])
def test_more_quarters_than_cells_still_fit(room):
    timeline = Timeline(a_plan().phases, room)
    assert timeline.cells == room
    assert timeline.span(date(2028, 6, 1), date(2028, 6, 30)) == range(room - 1, room)


def test_fiscal_years_and_quarters_stand_over_their_cells():
    years, quarters = Timeline(a_plan().phases, 30).header()
    assert years.index("FY28") == 20
    assert quarters.split() == ["Q1", "Q2", "Q3", "Q4", "Q1", "Q2"]
