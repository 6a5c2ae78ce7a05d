"""The tornado: which estimate, rate or limit, from low to high, moves the finish and the cost most.

Each is moved alone, and the plan made best again: what counts is what a figure does to the answer, not to this plan.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from catalog import scaling
from catalog.model import Catalog, Item
from planner.asking import WAIT, Answer, Ask, Exploration
from planner.building import headcount
from planner.calendar import fiscal_calendar
from planner.intake import judge
from planner.optimizer.values import value
from planner.request import Estimate, Goal, Headcount, Number, PlanRequest
from planner.scope import Activity, scope
from planner.sizing import exchange, modes_of, own_estimates, rates

GOALS = (Goal("finish"), Goal("cost"))
"""What is compared: when it is done, and what it costs once."""

SPREAD = 0.2
"""By what part a rate or a limit is lowered and raised, where nothing else is said."""

Kind = Literal["weeks", "cash", "rate", "limit"]


class End(Struct, frozen=True):
    """The best plan at one end, null where there is none; ``proven`` where nothing better exists."""

    finish_week: int | None
    finish: date | None
    cost: int | None
    proven: bool


class Bar(Struct, frozen=True):
    """One figure from low to high: how many weeks and how much money lie between the least and the most it leads to.

    ``subject`` is an item, a role or the pointer of a limit. Where one end has no plan, ``impossible`` says so.
    """

    kind: Kind
    subject: str
    low: End
    high: End
    weeks: int
    money: int
    impossible: bool


class Tornado(Struct, frozen=True, tag="tornado", tag_field="kind"):
    """All bars, the widest first: by weeks, then by money; ``base`` is the plan as it is."""

    base: End
    bars: tuple[Bar, ...]


class _Moved(Struct, frozen=True):
    """One figure with the requests for both ends."""

    kind: Kind
    subject: str
    low: PlanRequest
    high: PlanRequest


def tornado(request: PlanRequest, catalog: Catalog, spread: float = SPREAD) -> Exploration[Bar, Tornado]:
    """Yield each bar once both its ends are known, and return all, the widest first."""
    moved = [it for it in _all(request, catalog, spread) if not judge(it.low, catalog) and not judge(it.high, catalog)]
    wanted = {Ask(it, GOALS).key: it for it in (request, *(end for one in moved for end in (one.low, one.high)))}
    for own in wanted.values():
        yield Ask(own, GOALS)
    ends: dict[str, tuple[End, Answer]] = {}
    told: set[int] = set()
    bars: list[Bar] = []
    base = Ask(request, GOALS).key
    for _ in range(len(wanted)):
        answered = yield WAIT
        assert answered is not None
        ask, answer = answered
        ends[ask.key] = _end(wanted[ask.key], answer), answer
        for place, one in enumerate(moved):
            keys = Ask(one.low, GOALS).key, Ask(one.high, GOALS).key
            if place not in told and base in ends and all(key in ends for key in keys):
                told.add(place)
                bars.append(_bar(one, ends[base][0], ends[keys[0]], ends[keys[1]]))
                yield bars[-1]
    return Tornado(
        ends[base][0], tuple(sorted(bars, key=lambda it: (-it.impossible, -it.weeks, -it.money, it.subject)))
    )


def _bar(one: _Moved, base: End, low: tuple[End, Answer], high: tuple[End, Answer]) -> Bar:
    ends = [base, low[0], high[0]]
    weeks = [it.finish_week for it in ends if it.finish_week is not None]
    costs = [it.cost for it in ends if it.cost is not None]
    return Bar(
        kind=one.kind,
        subject=one.subject,
        low=low[0],
        high=high[0],
        weeks=max(weeks) - min(weeks) if weeks else 0,
        money=max(costs) - min(costs) if costs else 0,
        impossible=low[1].possible is False or high[1].possible is False,
    )


def _end(request: PlanRequest, answer: Answer) -> End:
    if answer.schedule is None or answer.network is None:
        return End(None, None, None, answer.possible is False)
    week = answer.schedule.starts[answer.network.target]
    cost = value(answer.network, answer.schedule, "cost")
    return End(week, fiscal_calendar(request).gate_date(week), cost, answer.proven)


def _all(request: PlanRequest, catalog: Catalog, spread: float) -> Iterator[_Moved]:
    yield from _estimates(request, catalog)
    yield from _rates(request, catalog, spread)
    yield from _limits(request, spread)


def _estimates(request: PlanRequest, catalog: Catalog) -> Iterator[_Moved]:
    """Yield each item's weeks, and each item's money, at their optimistic and at their pessimistic figures."""
    parts = {it.item.id: it for it in scope(request, catalog).activities if it.part != "setup"}
    kinds: tuple[tuple[Kind, scaling.Figure], ...] = (("weeks", "duration_weeks"), ("cash", "cash"))
    for activity in parts.values():
        for kind, figure in kinds:
            low, high = (_estimated(request, catalog, activity, figure, end) for end in (0, 2))
            if low != high:
                yield _Moved(kind, activity.item.id, low, high)


def _estimated(
    request: PlanRequest, catalog: Catalog, activity: Activity, figure: scaling.Figure, end: Literal[0, 2]
) -> PlanRequest:
    """Return the request with one figure of an item at an end of its range, in every mode."""
    given = []
    for mode in modes_of(activity):
        amount = _at(request, catalog, activity, mode, figure, end)
        said: Any = {figure: (amount, amount, amount)}
        given.append(Estimate(activity.item.id, mode, **said))
    return replace(request, estimates=(*request.estimates, *given))


def _at(
    request: PlanRequest, catalog: Catalog, activity: Activity, mode: str, figure: scaling.Figure, end: Literal[0, 2]
) -> Number:
    own = [getattr(it, figure) for it in own_estimates(request, activity.item, mode)]
    said = [amounts for amounts in own if amounts is not None]
    if said:
        last: tuple[Number, Number, Number] = said[-1]
        return last[end]
    scaled = scaling.scaled_mode(
        catalog,
        activity.item,
        mode,
        employees=request.organization.employees,
        functions=len(request.organization.functions),
        traits=request.organization.traits,
        part=activity.part,
        estimate=end,
        exchange=exchange(request),
    )
    return scaled.weeks if figure == "duration_weeks" else scaled.cash


def _rates(request: PlanRequest, catalog: Catalog, spread: float) -> Iterator[_Moved]:
    """Yield the rates of the roles that the plan needs, where the budget counts labour: else they move nothing."""
    if "labour" not in request.budget.covers:
        return
    needed = {role for it in scope(request, catalog).activities for role in _roles(it.item)}
    for role, rate in sorted(rates(request, catalog).items()):
        if role in needed and rate:
            low, high = (
                replace(request, rates=request.rates | {role: float(rate * _factor(spread, sign))}) for sign in (-1, 1)
            )
            yield _Moved("rate", role, low, high)


def _roles(item: Item) -> Iterator[str]:
    for mode in item.modes.values():
        yield from mode.effort_person_weeks
        yield from mode.setup_effort_person_weeks


def _limits(request: PlanRequest, spread: float) -> Iterator[_Moved]:
    """Yield the limits that the request sets: money, people in all and by role, the deadline."""
    budget, caps = request.budget, headcount(request)
    if budget.total is not None:
        low, high = (replace(request, budget=replace(budget, total=_money(budget.total, spread, it))) for it in (-1, 1))
        yield _Moved("limit", "/budget/total", low, high)
    if budget.per_quarter is not None:
        given = budget.per_quarter if isinstance(budget.per_quarter, tuple) else (budget.per_quarter,)
        low, high = (
            replace(request, budget=replace(budget, per_quarter=tuple(_money(it, spread, sign) for it in given)))
            for sign in (-1, 1)
        )
        yield _Moved("limit", "/budget/per_quarter", low, high)
    if caps.total is not None:
        low, high = (_with_total(request, caps, _people(caps.total, spread, sign)) for sign in (-1, 1))
        yield _Moved("limit", "/headcount/total", low, high)
    for role, there in caps.roles.items():
        low, high = (
            replace(request, headcount=replace(caps, roles=caps.roles | {role: _people(there, spread, sign)}))
            for sign in (-1, 1)
        )
        yield _Moved("limit", f"/headcount/roles/{role}", low, high)
    if request.deadline is not None:
        days = timedelta(weeks=max(1, round((request.deadline - request.start).days / 7 * spread)))
        low, high = (replace(request, deadline=request.deadline + sign * days) for sign in (-1, 1))
        yield _Moved("limit", "/deadline", low, high)


def _with_total(request: PlanRequest, caps: Headcount, total: Number | tuple[Number, ...]) -> PlanRequest:
    return replace(request, headcount=replace(caps, total=total))


def _factor(spread: float, sign: int) -> Decimal:
    return 1 + sign * Decimal(repr(spread))


def _money(amount: int, spread: float, sign: int) -> int:
    return int(amount * _factor(spread, sign))


def _people(given: Number | tuple[Number, ...], spread: float, sign: int) -> Number | tuple[Number, ...]:
    """Return people moved, in hundredths of FTE as they are counted."""
    if isinstance(given, tuple):
        return tuple(_hundredths(entry, spread, sign) for entry in given)
    return _hundredths(given, spread, sign)


def _hundredths(given: Number, spread: float, sign: int) -> Number:
    moved = int(Decimal(repr(given)) * _factor(spread, sign) * 100)
    return moved // 100 if moved % 100 == 0 else moved / 100
