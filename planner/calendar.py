"""Weeks, fiscal quarters and dates: the one place where they are turned into each other.

Week k is start+7k to start+7k+6, both included, and belongs to the fiscal quarter that holds its first day.
Quarter 0 is the one that holds the plan's start. Nothing here asks the machine what day it is.
"""

from datetime import date, timedelta

from msgspec import Struct

from planner.request import PlanRequest

HORIZON_WEEKS = 40 * 52
"""No plan is sought beyond this many weeks; a plan says so when nothing shorter exists."""


class FiscalCalendar(Struct, frozen=True):
    """The plan's weeks against fiscal quarters that begin in the month ``fiscal_year_start`` and every third after."""

    start: date
    fiscal_year_start: int = 1

    def week_start(self, week: int) -> date:
        """Return the first day of a week."""
        return self.start + timedelta(days=7 * week)

    def week_end(self, week: int) -> date:
        """Return the last day of a week."""
        return self.start + timedelta(days=7 * week + 6)

    def gate_date(self, gate_week: int) -> date:
        """Return the day a gate of this week is declared: the last day of the week before."""
        return self.week_end(gate_week - 1)

    def first_week_from(self, day: date) -> int:
        """Return the first week whose first day is ``day`` or later (at least 0)."""
        return max(0, -((self.start - day).days // 7))

    def last_finish_by(self, day: date) -> int:
        """Return the latest finish week (exclusive) whose last day is ``day`` or earlier; may be negative."""
        return ((day - self.start).days + 1) // 7

    def first_gate_from(self, day: date) -> int:
        """Return the earliest gate week whose date is ``day`` or later (at least 0)."""
        return max(0, -(((self.start - day).days - 1) // 7))

    def quarter_of_day(self, day: date) -> int:
        """Return the index of the quarter that holds ``day`` (negative before the plan's first)."""
        return self._ordinal(day) - self._ordinal(self.start)

    def quarter_of_week(self, week: int) -> int:
        """Return the index of the quarter that a week belongs to."""
        return self.quarter_of_day(self.week_start(week))

    def first_day(self, quarter: int) -> date:
        """Return the first day of a quarter."""
        months = (self._ordinal(self.start) + quarter) * 3 + self.fiscal_year_start - 1
        return date(months // 12, months % 12 + 1, 1)

    def last_day(self, quarter: int) -> date:
        """Return the last day of a quarter."""
        return self.first_day(quarter + 1) - timedelta(days=1)

    def quarter_end(self, quarter: int) -> int:
        """Return the first week after a quarter."""
        return self.first_week_from(self.first_day(quarter + 1))

    def ends_year(self, quarter: int) -> bool:
        """Tell whether a quarter is the last of its fiscal year."""
        return (self._ordinal(self.start) + quarter) % 4 == 3

    def label(self, quarter: int) -> str:
        """Return a quarter's name; a fiscal year is named by the calendar year in which it ends (``FY27 Q1``)."""
        ordinal = self._ordinal(self.start) + quarter
        year_end = (ordinal // 4 + 1) * 12 + self.fiscal_year_start - 2
        return f"FY{year_end // 12 % 100:02d} Q{ordinal % 4 + 1}"

    def _ordinal(self, day: date) -> int:
        return (day.year * 12 + day.month - self.fiscal_year_start) // 3


def fiscal_calendar(request: PlanRequest) -> FiscalCalendar:
    """Return the calendar of a request."""
    return FiscalCalendar(request.start, request.calendar.fiscal_year_start)
