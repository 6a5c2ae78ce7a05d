"""The limits of a request as things that can be put off: each with its place, its words, and the request without it.

The grain is what a PMO acts on: total money, a fiscal year's or quarter's money, a role or all people in a quarter or
throughout, the deadline, a freeze, a pin, changes at a time, the evidence weeks of a gate, look-ahead.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from catalog.model import Catalog
from planner import ignoring
from planner.building import headcount
from planner.calendar import FiscalCalendar, fiscal_calendar
from planner.explaining import wording
from planner.order import evidence_weeks
from planner.plans import Member
from planner.request import Headcount, Number, PlanRequest
from planner.standing import enterprise_level

Kind = Literal["deadline", "total", "quarters", "people", "changes", "pin", "freeze", "evidence", "look_ahead"]

PLENTY_OF_MONEY = 10**12
PLENTY_OF_PEOPLE = 10**6
"""What stands for no limit in one quarter of a list: the most that a request may say."""


class Limit(Struct, frozen=True):
    """One limit: ``subject`` is the role (or ``total``), the level of a gate, or the position in its list.

    ``quarters`` are those of the plan that it is about, none for all; the last of the list stands for all after it.
    """

    kind: Kind
    pointer: str
    text: str
    value: str
    subject: str = ""
    quarters: tuple[int, ...] = ()

    @property
    def member(self) -> Member:
        """The limit as a member of a conflict."""
        return Member(self.pointer, self.text, self.value)


def limits_of(request: PlanRequest, catalog: Catalog) -> tuple[Limit, ...]:
    """Return every limit of a request, undivided, in the order of the document."""
    return (
        *_deadline(request),
        *_money(request),
        *_people(request),
        *_freezes(request),
        *_pins(request),
        *_rules(request, catalog),
    )


def parts_of(limit: Limit, request: PlanRequest) -> tuple[Limit, ...]:
    """Return what a limit is made of, one step finer: fiscal years, then quarters; none where it is as fine as it goes.

    The quarters are those up to the deadline, or those that the request names. Money that is kept has no parts of
    its own: what one quarter leaves is the next one's.
    """
    calendar = fiscal_calendar(request)
    if limit.kind == "quarters":
        return _parts_of_money(limit, request, calendar)
    if limit.kind == "people" and not limit.quarters:
        given = _caps(request)[limit.subject]
        quarters = range(_count(request, given))
        return () if len(quarters) < 2 else tuple(_staffed(request, limit.subject, (one,)) for one in quarters)
    return ()


def without(request: PlanRequest, catalog: Catalog, limits: Iterable[Limit]) -> PlanRequest:
    """Return the request as if these limits were not."""
    whole = []
    for limit in limits:
        if not limit.quarters:
            whole.append(limit.pointer)
        elif limit.kind == "quarters":
            request = _without_money(request, limit.quarters)
        else:
            request = _without_people(request, limit)
    return ignoring.without(request, catalog, whole)


def quarters_of(request: PlanRequest, limit: Limit) -> range:
    """Return the quarters that a limit on money, undivided, is divided into."""
    given = request.budget.per_quarter
    assert limit.kind == "quarters"
    assert given is not None
    return range(_count(request, given))


def quarterly(given: Number | tuple[Number, ...], count: int) -> tuple[Number, ...]:
    """Return what is given for each of the first quarters, the last entry repeating."""
    entries = given if isinstance(given, tuple) else (given,)
    return tuple(entries[min(quarter, len(entries) - 1)] for quarter in range(max(count, len(entries))))


def _deadline(request: PlanRequest) -> Iterator[Limit]:
    if request.deadline is not None:
        said = request.deadline.isoformat()
        yield Limit("deadline", "/deadline", wording.deadline(request.deadline), said)


def _money(request: PlanRequest) -> Iterator[Limit]:
    budget = request.budget
    if budget.total is not None:
        yield Limit("total", "/budget/total", wording.total(budget), f"{budget.total}")
    if budget.per_quarter is not None:
        entries = quarterly(budget.per_quarter, 0)
        text = wording.quarterly_money(budget.currency, entries)
        yield Limit("quarters", "/budget/per_quarter", text, ", ".join(map(str, entries)))


def _parts_of_money(limit: Limit, request: PlanRequest, calendar: FiscalCalendar) -> tuple[Limit, ...]:
    given = request.budget.per_quarter
    assert given is not None
    carry = request.budget.carry_over
    quarters = limit.quarters or tuple(range(_count(request, given)))
    if carry is True or len(quarters) < 2:
        return ()
    years = [tuple(group) for _, group in groupby(quarters, lambda quarter: calendar.label(quarter).partition(" ")[0])]
    groups = years if len(years) > 1 else [] if carry == "year" else [(quarter,) for quarter in quarters]
    return tuple(_funded(request, calendar, group) for group in groups)


def _funded(request: PlanRequest, calendar: FiscalCalendar, quarters: tuple[int, ...]) -> Limit:
    given = request.budget.per_quarter
    assert given is not None
    entries = [_entry(given, quarter) for quarter in quarters]
    text = wording.money_of(request.budget.currency, _span(request, given, calendar, quarters), entries)
    pointer = _pointer("/budget/per_quarter", given, quarters)
    return Limit("quarters", pointer, text, ", ".join(map(str, entries)), quarters=quarters)


def _people(request: PlanRequest) -> Iterator[Limit]:
    for name in _caps(request):
        yield _staffed(request, name, ())


def _staffed(request: PlanRequest, name: str, quarters: tuple[int, ...]) -> Limit:
    given = _caps(request)[name]
    entries = [_entry(given, quarter) for quarter in quarters] or [*quarterly(given, 0)]
    where = _span(request, given, fiscal_calendar(request), quarters) if quarters else ""
    base = "/headcount/total" if name == "total" else f"/headcount/roles/{name}"
    base = base if isinstance(request.headcount, Headcount) else "/headcount"
    text = wording.people(name, where, entries)
    pointer = _pointer(base, given, quarters)
    return Limit("people", pointer, text, ", ".join(f"{entry:g}" for entry in entries), name, quarters)


def _freezes(request: PlanRequest) -> Iterator[Limit]:
    for place, freeze in enumerate(request.calendar.freezes):
        yield Limit("freeze", f"/calendar/freezes/{place}", *wording.freeze(freeze), subject=str(place))


def _pins(request: PlanRequest) -> Iterator[Limit]:
    for place, pin in enumerate(request.pins):
        yield Limit("pin", f"/pins/{place}", *wording.pin(pin), subject=str(place))


def _rules(request: PlanRequest, catalog: Catalog) -> Iterator[Limit]:
    changes = request.policy.changes_per_function
    if changes is not None:
        yield Limit("changes", "/policy/changes_per_function", wording.changes(changes), str(changes))
    for level in _levels(request):
        weeks = evidence_weeks(level, request, catalog)
        if weeks:
            text = wording.evidence(level, weeks)
            yield Limit("evidence", f"/policy/evidence_weeks/{level}", text, str(weeks), subject=str(level))
    if request.policy.look_ahead != "free":
        said = str(request.policy.look_ahead)
        yield Limit("look_ahead", "/policy/look_ahead", wording.look_ahead(request.policy.look_ahead), said)


def _levels(request: PlanRequest) -> range:
    """Return the levels whose evidence weeks count: from the current one to the last before the target."""
    return range(enterprise_level(request), request.target)


def _caps(request: PlanRequest) -> dict[str, Number | tuple[Number, ...]]:
    caps = headcount(request)
    return {**({} if caps.total is None else {"total": caps.total}), **caps.roles}


def _entry(given: Number | tuple[Number, ...], quarter: int) -> Number:
    return quarterly(given, quarter + 1)[quarter]


def _count(request: PlanRequest, given: Number | tuple[Number, ...]) -> int:
    """Return how many quarters a limit is divided into: those up to the deadline, but at least those named."""
    named = len(given) if isinstance(given, tuple) else 1
    if request.deadline is None:
        return named
    return max(named, fiscal_calendar(request).quarter_of_day(request.deadline) + 1)


def _pointer(base: str, given: Number | tuple[Number, ...], quarters: tuple[int, ...]) -> str:
    """Return the place of one quarter's entry, where it has one to itself; else that of the whole."""
    if len(quarters) != 1 or not isinstance(given, tuple) or quarters[0] >= len(given):
        return base
    return f"{base}/{quarters[0]}"


def _span(
    request: PlanRequest, given: Number | tuple[Number, ...], calendar: FiscalCalendar, quarters: tuple[int, ...]
) -> str:
    """Return the name of some quarters: one, a fiscal year, or all from one on."""
    first = calendar.label(quarters[0])
    onward = quarters[-1] == _count(request, given) - 1
    year = first.partition(" ")[0]
    if len(quarters) == 1:
        return wording.from_on(first) if onward else first
    return wording.from_on(year) if onward else year


def _without_money(request: PlanRequest, quarters: tuple[int, ...]) -> PlanRequest:
    given = request.budget.per_quarter
    assert given is not None
    entries = [int(entry) for entry in quarterly(given, _count(request, given))]
    for quarter in quarters:
        entries[quarter] = PLENTY_OF_MONEY
    return replace(request, budget=replace(request.budget, per_quarter=tuple(entries)))


def _without_people(request: PlanRequest, limit: Limit) -> PlanRequest:
    caps = headcount(request)
    given = {**caps.roles, "total": caps.total}[limit.subject]
    assert given is not None
    entries = [*quarterly(given, _count(request, given))]
    for quarter in limit.quarters:
        entries[quarter] = PLENTY_OF_PEOPLE
    return with_cap(request, limit.subject, tuple(entries))


def with_cap(request: PlanRequest, name: str, cap: Number | tuple[Number, ...]) -> PlanRequest:
    """Return the request with another cap on a role or on ``total``."""
    caps = headcount(request)
    if not isinstance(request.headcount, Headcount) and isinstance(cap, int | float):
        return replace(request, headcount=cap)
    if name == "total" and name not in caps.roles:
        return replace(request, headcount=replace(caps, total=cap))
    roles = {role: cap if role == name else given for role, given in caps.roles.items()}
    return replace(request, headcount=replace(caps, roles=roles))
