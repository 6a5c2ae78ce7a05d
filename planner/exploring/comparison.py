"""Two plans side by side: what differs between them, and which difference between their requests has which share in it.

The shares are Shapley values (L. S. Shapley, A value for n-person games, 1953): each difference is given the mean, over
all orders in which the differences can be made one after the other, of what making it changes. So they do not depend
on an order, and add up exactly. Orders that pass through a request without a plan are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

import msgspec
from msgspec import Struct

from catalog.fault import Fault, Refused
from catalog.model import Catalog
from planner.asking import WAIT, Answer, Ask, Exploration
from planner.goals import expanded
from planner.ignoring import as_if
from planner.intake import read_request
from planner.merging import differences
from planner.optimizer.values import value
from planner.plans import Plan

MOST_CAUSES = 6
"""How many differences are told apart; where there are more, those under one field of the request are one."""

NOT_COMPARED = ("/name", "/solver")
"""What says nothing of the plan that is wanted."""

HUNDREDTHS = 100
"""Shares of weeks are rounded to a hundredth, those of money to a unit, so that they add up as they are printed."""


class GateMoved(Struct, frozen=True):
    """A gate in both plans, or in one of them: its days, and by how many weeks the second plan is later."""

    gate: str
    before: date | None
    after: date | None
    weeks: int | None


class ActivityMoved(Struct, frozen=True):
    """An activity whose weeks differ, or that only one of the plans has: its first days, weeks later in the second."""

    activity: str
    before: date | None
    after: date | None
    weeks: int | None


class Remade(Struct, frozen=True):
    """An activity that is done another way."""

    activity: str
    before: str | None
    after: str | None


class Amount(Struct, frozen=True):
    """A figure of both plans: ``cash``, ``labour``, ``run``, ``covered``, or the peak of a role in FTE."""

    name: str
    before: float
    after: float


class RiskMoved(Struct, frozen=True):
    """A risk that is open in another number of quarters."""

    risk: str
    before: int
    after: int


class Cause(Struct, frozen=True, rename={"from_": "from"}):
    """A difference between the requests, or several that cannot be told apart, with its share in weeks and money."""

    pointers: tuple[str, ...]
    from_: tuple[Any, ...]
    to: tuple[Any, ...]
    weeks: float | None
    money: int | None


class Comparison(Struct, frozen=True):
    """The second plan beside the first: ``weeks`` later, ``money`` dearer once, and why.

    ``causes`` add up to them exactly. ``proven`` where every plan that was made to tell them apart is proven best.
    """

    before: str
    after: str
    weeks: int | None
    money: int | None
    gates: tuple[GateMoved, ...]
    totals: tuple[Amount, ...]
    people: tuple[Amount, ...]
    risks: tuple[RiskMoved, ...]
    moved: tuple[ActivityMoved, ...]
    modes: tuple[Remade, ...]
    causes: tuple[Cause, ...]
    method: str
    proven: bool


METHOD = "Shapley values: the mean over all orders in which the differences can be made"


def compare(before: Plan, after: Plan, catalog: Catalog) -> Exploration[Cause, Comparison]:
    """Return the second plan beside the first, which ``judge_comparison`` has let pass."""
    causes, proven = yield from _causes(before, after, catalog)
    weeks, money = _difference(_worth_of(before), _worth_of(after))
    return Comparison(
        before=before.id,
        after=after.id,
        weeks=weeks,
        money=money,
        gates=tuple(_gates(before, after)),
        totals=tuple(_totals(before, after)),
        people=tuple(_people(before, after)),
        risks=tuple(_risks(before, after)),
        moved=tuple(_moved(before, after)),
        modes=tuple(_remade(before, after)),
        causes=causes,
        method=METHOD,
        proven=proven,
    )


def judge_comparison(before: Plan, after: Plan) -> list[Fault]:
    """Return why two plans cannot be compared: other catalogs, other currencies."""
    faults = []
    if before.catalog.digest != after.catalog.digest:
        one, other = (f"{it.catalog.id} {it.catalog.version}" for it in (before, after))
        detail = f"The plans were made by two catalogs, {one} and {other}."
        faults.append(Fault("/catalog", "other_catalog", detail, "plan both requests by the same one"))
    if before.request.budget.currency != after.request.budget.currency:
        detail = f"One plan counts in {before.request.budget.currency}, the other in {after.request.budget.currency}."
        faults.append(Fault("/budget/currency", "other_currency", detail, "plan both in the same currency"))
    return faults


_Worth = tuple[int | None, int | None]
"""The week of the finish and the one-off cost; None where there is no plan."""


def _causes(before: Plan, after: Plan, catalog: Catalog) -> Exploration[Cause, tuple[tuple[Cause, ...], bool]]:
    one, other = _document(before), _document(after)
    groups = _grouped([it for it in differences(one, other) if not it.startswith(NOT_COMPARED)])
    worths: dict[frozenset[int], _Worth] = {frozenset(): _worth_of(before)}
    worths[frozenset(range(len(groups)))] = _worth_of(after)
    proven = before.status == after.status == "optimal"
    asked: dict[str, list[frozenset[int]]] = {}
    for made in _between(len(groups)):
        mixed = _mixed(one, other, [it for place in made for it in groups[place]])
        try:
            request = read_request(mixed, lambda _: catalog)[0]
        except Refused:
            continue
        ask = Ask(as_if(request, catalog), expanded(request))
        if ask.key not in asked:
            yield ask
        asked.setdefault(ask.key, []).append(made)
    for _ in range(len(asked)):
        answered = yield WAIT
        assert answered is not None
        ask, answer = answered
        proven = proven and answer.proven
        for made in asked[ask.key]:
            worths[made] = _worth(answer)
    shares = [_shares(len(groups), worths, part) for part in (0, 1)]
    causes = tuple(
        _cause(pointers, one, other, shares[0][place], shares[1][place]) for place, pointers in enumerate(groups)
    )
    return causes, proven


def _cause(
    pointers: Sequence[str], one: object, other: object, weeks: Fraction | None, money: Fraction | None
) -> Cause:
    return Cause(
        tuple(pointers),
        tuple(_at(one, it) for it in pointers),
        tuple(_at(other, it) for it in pointers),
        None if weeks is None else float(weeks),
        None if money is None else int(money),
    )


def _grouped(pointers: Sequence[str]) -> list[list[str]]:
    """Return the differences one by one, or by their field where they are too many, the rest in the last."""
    if len(pointers) <= MOST_CAUSES:
        return [[it] for it in pointers]
    fields: dict[str, list[str]] = {}
    for pointer in pointers:
        fields.setdefault(pointer.split("/")[1], []).append(pointer)
    groups = [*fields.values()]
    if len(groups) <= MOST_CAUSES:
        return groups
    return [*groups[: MOST_CAUSES - 1], [it for group in groups[MOST_CAUSES - 1 :] for it in group]]


def _between(count: int) -> Iterator[frozenset[int]]:
    """Yield every set of differences that is neither none nor all."""
    for size in range(1, count):
        yield from map(frozenset, combinations(range(count), size))


def _shares(count: int, worths: Mapping[frozenset[int], _Worth], part: int) -> list[Fraction | None]:
    """Return each difference's share, rounded so that they add up exactly; None where no order tells."""
    found_of = {made: worth[part] for made, worth in worths.items()}
    known = {made: worth for made, worth in found_of.items() if worth is not None}
    everything = frozenset(range(count))

    @cache
    def ways_from(made: frozenset[int]) -> int:
        if made not in known:
            return 0
        return 1 if made == everything else sum(ways_from(made | {it}) for it in everything - made)

    @cache
    def ways_to(made: frozenset[int]) -> int:
        if made not in known:
            return 0
        return 1 if not made else sum(ways_to(made - {it}) for it in made)

    orders = ways_from(frozenset())
    if not orders:
        return [None] * count
    found = [Fraction(0)] * count
    for made, worth in known.items():
        for it in everything - made:
            ways = ways_to(made) * ways_from(made | {it})
            if ways:
                found[it] += Fraction(ways, orders) * (known[made | {it}] - worth)
    return [*_rounded(found, HUNDREDTHS if part == 0 else 1)]


def _rounded(shares: Sequence[Fraction], parts: int) -> list[Fraction]:
    """Return the shares as whole numbers of a part, by the largest remainders, with the same sum."""
    whole = [share * parts // 1 for share in shares]
    left = int(sum(shares) * parts) - sum(whole)
    remainders = sorted(range(len(shares)), key=lambda it: (whole[it] - shares[it] * parts, it))
    for it in remainders[:left]:
        whole[it] += 1
    return [Fraction(amount, parts) for amount in whole]


def _mixed(one: Mapping[str, Any], other: Mapping[str, Any], pointers: Sequence[str]) -> dict[str, Any]:
    """Return the first document with what stands at some places of the second."""
    mixed: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(one))
    for pointer in pointers:
        *path, last = _names(pointer)
        place = mixed
        for name in path:
            place = place.setdefault(name, {})
        found = _at(other, pointer)
        if found is None:
            place.pop(last, None)
        else:
            place[last] = found
    return mixed


def _at(document: object, pointer: str) -> Any:
    for name in _names(pointer):
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def _names(pointer: str) -> list[str]:
    return [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:]]


def _document(plan: Plan) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(plan.request)
    return document


def _worth(answer: Answer) -> _Worth:
    if answer.schedule is None or answer.network is None:
        return None, None
    return answer.schedule.starts[answer.network.target], value(answer.network, answer.schedule, "cost")


def _worth_of(plan: Plan) -> _Worth:
    if plan.totals is None or not plan.gates:
        return None, None
    labour = plan.totals.labour if "labour" in plan.request.budget.covers else 0
    return plan.gates[-1].week, plan.totals.cash + labour


def _difference(before: _Worth, after: _Worth) -> _Worth:
    weeks, money = (None if one is None or two is None else two - one for one, two in zip(before, after, strict=True))
    return weeks, money


def _gates(before: Plan, after: Plan) -> Iterator[GateMoved]:
    one, other = ({gate.id: gate for gate in plan.gates} for plan in (before, after))
    for name in dict.fromkeys((*one, *other)):
        was, now = one.get(name), other.get(name)
        first, second = (None if it is None else it.week for it in (was, now))
        weeks = None if first is None or second is None else second - first
        yield GateMoved(name, None if was is None else was.date, None if now is None else now.date, weeks)


def _moved(before: Plan, after: Plan) -> Iterator[ActivityMoved]:
    one, other = ({it.id: it for it in plan.activities} for plan in (before, after))
    for name in dict.fromkeys((*one, *other)):
        was, now = one.get(name), other.get(name)
        first, second = (None if it is None else it.start_week for it in (was, now))
        weeks = None if first is None or second is None else second - first
        if weeks != 0:
            yield ActivityMoved(name, None if was is None else was.start, None if now is None else now.start, weeks)


def _remade(before: Plan, after: Plan) -> Iterator[Remade]:
    other = {it.id: it for it in after.activities}
    for was in before.activities:
        now = other.get(was.id)
        if now is not None and now.mode != was.mode:
            yield Remade(was.id, was.mode, now.mode)


def _totals(before: Plan, after: Plan) -> Iterator[Amount]:
    if before.totals is not None and after.totals is not None:
        for name in before.totals.__struct_fields__:
            yield Amount(name, getattr(before.totals, name), getattr(after.totals, name))


def _people(before: Plan, after: Plan) -> Iterator[Amount]:
    one, other = _peaks(before), _peaks(after)
    for role in dict.fromkeys((*one, *other)):
        yield Amount(role, one.get(role, 0), other.get(role, 0))


def _peaks(plan: Plan) -> dict[str, float]:
    found: dict[str, float] = {}
    for phase in plan.phases:
        for role, staffing in phase.staffing.items():
            found[role] = max(found.get(role, 0), staffing.peak)
    return found


def _risks(before: Plan, after: Plan) -> Iterator[RiskMoved]:
    one, other = ([risk for phase in plan.phases for risk in phase.risks_open] for plan in (before, after))
    for risk in dict.fromkeys((*one, *other)):
        if one.count(risk) != other.count(risk):
            yield RiskMoved(risk, one.count(risk), other.count(risk))
