"""The least that makes an infeasible request possible: which kinds of limit must give, and by how much.

The fewest kinds that suffice; for each smallest set of kinds one repair per kind in it, which asks least of that kind
first, then of the others in order. Each amount is found by halving: what is asked for is possible by a plan at hand,
one unit less was proven impossible. Units: a week, a unit of money, a tenth of an FTE, one change at a time.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from catalog.model import Catalog
from planner.aiming import aimed
from planner.asking import Answer, Search, ask
from planner.building import build_network
from planner.calendar import fiscal_calendar
from planner.desk import alike
from planner.explaining import wording
from planner.explaining.levers import Lever, later, levers_of, narrowed, quarter_levers
from planner.explaining.limits import Kind, Limit, limits_of, without
from planner.network import Network
from planner.obstacles import obstacles
from planner.plans import Change, Repair, Unrepairable
from planner.request import PlanRequest
from planner.standing import enterprise_level

KINDS: tuple[Kind, ...] = ("deadline", "total", "quarters", "people", "changes", "pin", "freeze")
"""What may give, in the order in which it is asked for."""

HOPES: dict[str, tuple[Kind, ...]] = {
    "the deadline": ("deadline",),
    "the money": ("total", "quarters"),
    "the people": ("people",),
}
"""What users hope to keep while all else gives."""

MOST_UNKNOWN = 3
"""How many amounts may be tried in vain before the least is left at the best that is known."""


class _Least(Struct, frozen=True):
    """A request with one kind changed as little as can be, and a plan that keeps it."""

    request: PlanRequest
    changes: tuple[Change, ...]
    witness: Answer
    proven: bool
    units: int


def repairs(request: PlanRequest, catalog: Catalog, keep: Collection[str] = ()) -> Search[tuple[Repair, ...]]:
    """Yield each repair of an infeasible request as it is found, the highest level within the limits last.

    The limits at the places in ``keep`` are what is wanted: they never give, and the target neither.
    """
    limits = [limit for limit in limits_of(request, catalog) if limit.pointer not in keep]
    there = [kind for kind in KINDS if any(limit.kind == kind for limit in limits)]
    found: list[Repair] = []
    smallest, sure = yield from _smallest(request, catalog, there, limits)
    for kinds in smallest:
        for first in kinds:
            order = [first, *(kind for kind in kinds if kind != first)]
            repair = yield from _repair(request, catalog, order, keep, sure=sure)
            if repair is not None and all(not _is_same(repair, other) for other in found):
                found.append(repair)
                yield repair
    lower = None if keep else (yield from _lower(request, catalog))
    if lower is not None:
        found.append(lower)
        yield lower
    return tuple(found)


def _is_same(one: Repair, other: Repair) -> bool:
    return sorted(one.changes, key=lambda it: it.pointer) == sorted(other.changes, key=lambda it: it.pointer)


def lifted_alone(request: PlanRequest, catalog: Catalog) -> Search[None]:
    """Ask for a plan without each kind of limit alone: what is found answers many a question that comes after."""
    limits = limits_of(request, catalog)
    for kind in KINDS:
        off = [limit for limit in limits if limit.kind == kind]
        if off:
            yield from ask(without(request, catalog, off))


def unrepairable(request: PlanRequest, catalog: Catalog) -> Search[tuple[Unrepairable, ...]]:
    """Yield what cannot be kept even where everything else that may give is put off."""
    limits = limits_of(request, catalog)
    found: list[Unrepairable] = []
    for keeps, kinds in HOPES.items():
        if not any(limit.kind in kinds for limit in limits):
            continue
        off = [limit for limit in limits if limit.kind in KINDS and limit.kind not in kinds]
        alone = without(request, catalog, off)
        if (yield from ask(alone)).possible is False:
            told = obstacles(alone, catalog, build_network(alone, catalog))
            found.append(Unrepairable(keeps, told[0].members[0].text if told else wording.unkept(keeps)))
            yield found[-1]
    return tuple(found)


def _smallest(
    request: PlanRequest, catalog: Catalog, there: Sequence[Kind], limits: Sequence[Limit]
) -> Search[tuple[list[tuple[Kind, ...]], bool]]:
    """Return the smallest sets of kinds that suffice when they are put off altogether, and whether none is smaller."""
    sure = True
    for size in (1, 2, 3):
        found: list[tuple[Kind, ...]] = []
        unknown = False
        for kinds in combinations(there, size):
            off = [limit for limit in limits if limit.kind in kinds]
            possible = (yield from ask(without(request, catalog, off))).possible
            unknown = unknown or possible is None
            found += [kinds] if possible else []
        if found:
            return found, sure
        sure = sure and not unknown
    return [], sure


def least_units(request: PlanRequest, catalog: Catalog, limit: Limit) -> Search[tuple[int | None, bool]]:
    """Return the fewest units of one limit that make a request possible, None for none, and whether that is proven."""
    case = _Case(request, catalog, ())
    lever = next(it for it in levers_of(limit.kind, limits_of(request, catalog)) if it.pointer == limit.pointer)
    found, sure = yield from _pulled(case, lever, below=None)
    return (None if found is None else found.units), sure


def _repair(
    request: PlanRequest, catalog: Catalog, order: Sequence[Kind], keep: Collection[str], *, sure: bool
) -> Search[Repair | None]:
    """Return the repair that asks least of the kinds in this order, or None where time ran out before one was seen.

    ``sure`` tells whether it is known that no fewer kinds suffice.
    """
    changes: list[Change] = []
    proven = sure
    repaired, witness = request, None
    for place, kind in enumerate(order):
        least = yield from _least(repaired, catalog, kind, order[place + 1 :], keep)
        if least is None:
            return None
        repaired, witness = least.request, least.witness
        changes += least.changes
        proven = proven and least.proven
    if witness is None:
        return None
    verdict = wording.reached(repaired.target, _day(repaired, witness))
    only = changes[0].pointer if len(changes) == 1 else ""
    return Repair(tuple(changes), repaired, verdict if proven else wording.roughly(verdict, only), proven)


def _least(
    request: PlanRequest, catalog: Catalog, kind: Kind, others: Sequence[Kind], keep: Collection[str]
) -> Search[_Least | None]:
    """Return the request with a kind changed least, while others are put off.

    One limit of the kind, if one is enough: the one that gives least; else each in turn, as little as can be while
    those after it are put off.
    """
    given = [limit for limit in limits_of(request, catalog) if limit.pointer not in keep]
    case = _Case(request, catalog, tuple(limit for limit in given if limit.kind in others))
    proven = True
    for levers in _alternatives(kind, request, given):
        best: _Least | None = None
        for lever in levers:
            found, sure = yield from _pulled(case, lever, below=None if best is None else best.units)
            best, proven = found or best, proven and sure
        if best is not None:
            return replace(best, proven=proven)
    each = yield from _each(case, levers_of(kind, given))
    return each and replace(each, proven=proven and each.proven)


def _alternatives(kind: Kind, request: PlanRequest, given: Sequence[Limit]) -> Iterator[tuple[Lever, ...]]:
    """Yield sets of levers of which one may be enough, those that say most first."""
    if kind == "quarters":
        yield quarter_levers(request, given)
    yield levers_of(kind, given)


def _each(case: "_Case", levers: Sequence[Lever]) -> Search[_Least | None]:
    """Pull each of a kind's levers in turn, as little as can be while those after it are put off."""
    request, proven, units = case.request, True, 0
    changes: list[Change] = []
    witness: Answer | None = None
    for place, lever in enumerate(levers):
        after = {other.pointer for other in levers[place + 1 :]}
        off = tuple(limit for limit in limits_of(request, case.catalog) if limit.pointer in after)
        found, _ = yield from _pulled(_Case(request, case.catalog, (*case.off, *off)), lever, below=None)
        if found is None:
            return None
        request, witness = found.request, found.witness
        changes += found.changes
        proven, units = proven and found.proven, max(units, found.units)
    return None if witness is None else _Least(request, tuple(changes), witness, proven, units)


class _Case(Struct, frozen=True):
    """A request of which one limit is to give while others (``off``) are put off."""

    request: PlanRequest
    catalog: Catalog
    off: tuple[Limit, ...]

    def asked(self, lever: Lever, units: int) -> PlanRequest:
        """Return what is asked when the limit gives so many units."""
        return without(lever.pulled(self.request, units), self.catalog, self.off)


def _pulled(case: _Case, lever: Lever, below: int | None) -> Search[tuple[_Least | None, bool]]:
    """Return the fewest units of a lever that do, or None where none do, or none that are fewer than ``below``.

    Also whether that is proven: that no fewer do, or that none do.
    """
    own = build_network(case.request, case.catalog)
    most = lever.most if below is None else below - 1
    if most < 1:
        return None, True
    high, low = most, -1
    goal = lever.goal(case.request)
    witness = yield from ask(case.asked(lever, most), () if goal is None else (goal,))
    if not witness.possible:
        return None, witness.possible is False
    if witness.goals and witness.goals[0].bound is not None:
        low = max(low, lever.least(case.request, witness.goals[0].bound) - 1)
    high = min(high, _need(lever, case.request, own, witness))
    unknown = 0
    while high - low > 1 and unknown < (MOST_UNKNOWN if goal is None else 1):
        # Nothing at all is asked first: where it is enough, halving would be long.
        middle = 0 if low < 0 else (low + high) // 2
        answer = yield from ask(case.asked(lever, middle))
        if answer.possible:
            witness, high = answer, max(low + 1, min(middle, _need(lever, case.request, own, answer)))
        else:
            unknown += answer.possible is None
            low = middle
    kept = yield from ask(case.asked(lever, high))
    if not kept.possible:
        return None, False
    lever = yield from _narrowed(case, lever, high, own, kept)
    changes = (lever.change(case.request, high),) if high else ()
    return _Least(lever.pulled(case.request, high), changes, kept, not unknown, high), not unknown


def _need(lever: Lever, request: PlanRequest, own: Network, answer: Answer) -> int:
    """Return how many units the plan of an answer needs."""
    assert answer.network is not None
    assert answer.schedule is not None
    return lever.need(request, own, answer.schedule) if alike(own, answer.network) else lever.most


def _narrowed(case: _Case, lever: Lever, units: int, own: Network, kept: Answer) -> Search[Lever]:
    """Return the same lever for the quarter in which it is needed, or the last in which it still helps."""
    if not units:
        return lever
    assert kept.network is not None
    assert kept.schedule is not None
    if alike(own, kept.network):
        lever = narrowed(lever, case.request, own, kept.schedule)
    if case.request.budget.carry_over is not True:
        return lever
    last = fiscal_calendar(case.request).quarter_of_week(kept.schedule.starts[kept.network.target])
    for _ in range(last):
        moved = later(lever)
        if moved is None or not (yield from ask(case.asked(moved, units))).possible:
            break
        lever = moved
    return lever


def _lower(request: PlanRequest, catalog: Catalog) -> Search[Repair | None]:
    """Return the repair that asks for the highest level within the limits, if there is one below the target.

    What speaks of things beyond it goes.
    """
    proven = True
    for level in range(request.target - 1, enterprise_level(request), -1):
        aim = aimed(request, catalog, level)
        answer = yield from ask(aim.request)
        if not answer.possible:
            proven = proven and answer.possible is False
            continue
        changes = (Change("/target", request.target, level), *aim.gone)
        verdict = wording.reached(level, _day(request, answer))
        return Repair(changes, aim.request, verdict if proven else wording.roughly(verdict, "/target"), proven)
    return None


def _day(request: PlanRequest, answer: Answer) -> date:
    """Return the day on which an answer's plan reaches its target."""
    assert answer.network is not None
    assert answer.schedule is not None
    return fiscal_calendar(request).gate_date(answer.schedule.starts[answer.network.target])
