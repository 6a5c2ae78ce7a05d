"""The limits and the calendar of a request, in the units that are compared: hundredths of FTE, whole money, weeks.

Read once for each check from the request and the catalog alone.
"""

from datetime import date, timedelta
from decimal import Decimal
from math import floor
from typing import Literal

from msgspec import Struct

from catalog.model import Catalog, Item
from planner.request import Headcount, Number, PlanRequest

Entries = tuple[int, ...]
CarryOver = bool | Literal["year"]


class Quarters(Struct, frozen=True):
    """Fiscal quarters, numbered without gap over all years; ``first_month`` opens the fiscal year."""

    start: date
    first_month: int

    def number(self, day: date) -> int:
        """Return the number of the quarter that holds ``day``."""
        return (day.year * 12 + day.month - self.first_month) // 3

    def of_week(self, week: int) -> int:
        """Return the number of the quarter that holds the first day of ``week``."""
        return self.number(self.start + timedelta(days=7 * week))

    def first_day(self, quarter: int) -> date:
        """Return the first day of a quarter."""
        month = quarter * 3 + self.first_month - 1
        return date(month // 12, month % 12 + 1, 1)

    def last_day(self, quarter: int) -> date:
        """Return the last day of a quarter."""
        return self.first_day(quarter + 1) - timedelta(days=1)

    def label(self, quarter: int) -> str:
        """Return ``FY27 Q1``: the fiscal year is named by the calendar year in which it ends."""
        year, place = divmod(quarter, 4)
        ends = (year * 12 + self.first_month - 1 + 11) // 12
        return f"FY{ends % 100:02d} Q{place + 1}"

    def weeks(self, quarter: int) -> range:
        """Return the plan's weeks (none before week 0) whose first day lies in a quarter."""
        begin, end = ((self.first_day(number) - self.start).days for number in (quarter, quarter + 1))
        return range(max(0, -(-begin // 7)), max(0, -(-end // 7)))


class Terms(Struct, frozen=True):
    """What a request allows. Tuples by quarter begin with the quarter that holds ``start``; the last repeats."""

    request: PlanRequest
    quarters: Quarters
    current: int
    levels: dict[str, int]
    people: dict[str, Entries]
    budget_total: int | None
    budget_quarters: Entries | None

    def covered(self, spend: dict[str, int]) -> int:
        """Return the part of cash, labour and run that the budget counts."""
        return sum(amount for kind, amount in spend.items() if kind in self.request.budget.covers)

    def end_of(self, week: int) -> date:
        """Return the last day before ``week`` begins: the finish, or gate, date of that many elapsed weeks."""
        return self.request.start + timedelta(days=7 * week - 1)

    def start_of(self, week: int) -> date:
        """Return the first day of ``week``."""
        return self.request.start + timedelta(days=7 * week)

    def is_frozen(self, week: int) -> bool:
        """Tell whether any day of ``week`` is frozen."""
        first, last = self.start_of(week), self.end_of(week + 1)
        return any(freeze.from_ <= last and first <= freeze.to for freeze in self.request.calendar.freezes)


def entry(entries: Entries, quarter: int) -> int:
    """Return the entry of a quarter counted from the plan's first; the last entry repeats."""
    return entries[min(quarter, len(entries) - 1)]


def level_of(item: Item, catalog: Catalog) -> int | None:
    """Return the level that the item's transition leads to; none for the open transition."""
    for transition in catalog.transitions:
        if transition.id == item.transition:
            return transition.to_level
    return None


def read_terms(request: PlanRequest) -> Terms:
    """Return the limits of a request."""
    current = request.current if isinstance(request.current, int) else request.current["enterprise"]
    named = {} if isinstance(request.current, int) else request.current
    budget = request.budget
    headcount = request.headcount if isinstance(request.headcount, Headcount) else Headcount(request.headcount)
    people = {role: _hundredths(cap) for role, cap in headcount.roles.items()}
    if headcount.total is not None:
        people["total"] = _hundredths(headcount.total)
    contingency = Decimal(repr(budget.contingency))
    quarterly = (budget.per_quarter,) if isinstance(budget.per_quarter, int) else budget.per_quarter
    return Terms(
        request=request,
        quarters=Quarters(request.start, request.calendar.fiscal_year_start),
        current=current,
        levels={name: named.get(name, current) for name in request.organization.functions},
        people=people,
        budget_total=None if budget.total is None else floor(budget.total * (1 - contingency)),
        budget_quarters=tuple(floor(money * (1 - contingency)) for money in quarterly) if quarterly else None,
    )


def _hundredths(people: Number | tuple[Number, ...]) -> Entries:
    entries = people if isinstance(people, tuple) else (people,)
    return tuple(int(Decimal(repr(number)) * 100) for number in entries)
