"""What is asked of a plan that there is: why not sooner, what each limit costs, what one more of it buys.

Every answer is solved for. A question about a date is the question of a request that must keep one date more; what it
would take is what makes that possible, so that the repairs of an infeasible request answer both.
"""

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from catalog.fault import Fault, Refused
from catalog.model import Catalog
from catalog.suggestion import nearest_or_all
from planner.asking import Answer, Search, ask
from planner.assumptions import said
from planner.calendar import fiscal_calendar
from planner.choice import is_by_choice
from planner.explaining import wording
from planner.explaining.conflicts import conflicts
from planner.explaining.levers import levers_of
from planner.explaining.limits import Limit, limits_of, without
from planner.explaining.repairs import least_units, repairs
from planner.goals import expanded
from planner.ignoring import as_if
from planner.network import Network, Schedule
from planner.optimizer.values import value
from planner.plans import Conflict, Plan, Repair
from planner.request import Goal, Pin, PlanRequest
from planner.scope import scope

FAST: tuple[Goal, ...] = (Goal("finish"), Goal("cost"))
"""What is compared wherever a limit is moved: when it is done, and what it costs once."""

ABOUT = Literal["sooner", "limits", "worth", "left_out", "debt"]


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """One question about a plan.

    ``sooner``: what it takes to have ``on`` (an activity, an item or a gate; none: the target) by a day. ``limits``:
    what each limit costs, by leaving it out, and each goal that others come after, by giving it up for them.
    ``worth``: what one more of each limit that binds buys, and what the next week costs. ``left_out``: what an
    optional item (``on``) would take. ``debt``: what the governance that is missing delays.
    """

    about: ABOUT
    on: str | None = None
    by: date | None = None


class Moved(Struct, frozen=True):
    """What becomes of a plan when a request is changed: weeks later (below 0: sooner), money more.

    ``finish`` and ``cost`` are what it comes to, null where there is no plan; ``proven`` where nothing better exists.
    """

    finish: date | None
    cost: int | None
    weeks: int | None
    money: int | None
    proven: bool


class Sooner(Struct, frozen=True):
    """What it takes to have something by a day.

    ``now`` is its day in the plan; where it is ``possible`` within the limits, ``moved`` is what that does to the rest;
    where it is not, ``conflicts`` say what stands against it and ``repairs`` what would do.
    """

    on: str
    by: date
    now: date | None
    possible: bool | None
    text: str
    moved: Moved | None
    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, ...]


class Lifted(Struct, frozen=True):
    """What becomes of the plan without one limit."""

    pointer: str
    text: str
    moved: Moved


class Worth(Struct, frozen=True):
    """What more of a limit buys: ``unit`` of it, and ``price``, the least that brings the finish a week forward.

    ``price`` is null where no amount does.
    """

    pointer: str
    text: str
    unit: str
    moved: Moved
    price: str | None
    proven: bool


class LeftOut(Struct, frozen=True):
    """What becomes of the plan with an optional item in it."""

    item: str
    text: str
    moved: Moved


class Delayed(Struct, frozen=True):
    """What becomes of the plan once a piece of governance debt is paid, as if it were done already."""

    item: str
    text: str
    moved: Moved


Reply = Sooner | tuple[Lifted, ...] | tuple[Worth, ...] | LeftOut | tuple[Delayed, ...]


def schedule_of(plan: Plan, network: Network) -> Schedule | None:
    """Return the schedule that a plan was made from, None where it has none: ``network`` is the plan's request's."""
    placed = {it.id: (it.start_week, it.mode) for it in plan.activities} | {it.id: (it.week, "") for it in plan.gates}
    starts, modes = [], []
    for node in network.nodes:
        week, mode = placed[node.id]
        if week is None:
            return None
        starts.append(week)
        modes.append([it.name for it in node.modes].index(mode or ""))
    return Schedule(tuple(starts), tuple(modes))


def judge_question(question: Question, plan: Plan, catalog: Catalog) -> list[Fault]:
    """Return every fault of a question about a plan."""
    faults = []
    ids = [*(it.id for it in plan.activities), *(it.item for it in plan.activities), *(gate.id for gate in plan.gates)]
    known = list(dict.fromkeys(ids))
    if question.about == "sooner":
        if question.by is None:
            faults.append(
                Fault("/by", "missing", "The day by which it is wanted is missing.", "a date like 2027-09-30")
            )
        elif question.by < plan.start:
            detail = f"{said(question.by)} lies before the plan starts."
            faults.append(Fault("/by", "before_start", detail, f"a day after {plan.start.isoformat()}"))
        if question.on is not None and question.on not in known:
            detail = f"{question.on} is no activity and no gate of this plan."
            faults.append(Fault("/on", "unknown_id", detail, nearest_or_all(question.on, known)))
    if question.about == "left_out":
        could = [name for name in _choices(catalog) if name not in known and _comes_in(plan.request, catalog, name)]
        if question.on not in could:
            detail = f"{question.on or 'Nothing'} is no optional item that was left out."
            hint = nearest_or_all(question.on or "", could) if could else "nothing was left out of this plan"
            faults.append(Fault("/on", "not_left_out", detail, hint))
    return faults


def _choices(catalog: Catalog) -> list[str]:
    return [item.id for item in catalog.items if is_by_choice(item, catalog)]


def _comes_in(request: PlanRequest, catalog: Catalog, item: str) -> bool:
    """Tell whether an item would be in a plan that includes it, rather than beyond its target or done already."""
    return bool(scope(_with(request, item), catalog).parts(item))


def _with(request: PlanRequest, item: str) -> PlanRequest:
    exclude = tuple(it for it in request.exclude if it != item)
    return replace(request, include=(*request.include, item), exclude=exclude)


def answer(question: Question, plan: Plan, catalog: Catalog) -> Search[Reply]:
    """Answer a question about a plan, finding by finding. Raises ``Refused`` with every fault of the question."""
    faults = judge_question(question, plan, catalog)
    if faults:
        raise Refused(faults)
    plan = replace(plan, request=as_if(plan.request, catalog))
    if question.about == "sooner":
        assert question.by is not None
        return (yield from _sooner(plan, catalog, question.on, question.by))
    if question.about == "left_out":
        assert question.on is not None
        return (yield from _left_out(plan, question.on))
    if question.about == "limits":
        return (yield from _lifted(plan, catalog))
    if question.about == "worth":
        return (yield from _worth(plan, catalog))
    return (yield from _debt(plan, catalog))


def _sooner(plan: Plan, catalog: Catalog, on: str | None, by: date) -> Search[Sooner]:
    request = plan.request
    target = plan.gates[-1].id
    on = on or target
    now = _day_of(plan, on)
    if on == target:
        wanted, kept = replace(request, deadline=by), "/deadline"
    else:
        wanted = replace(request, pins=(*request.pins, Pin(on=on, not_after=by)))
        kept = f"/pins/{len(request.pins)}"
    found = yield from ask(wanted)
    if found.possible:
        best = yield from ask(wanted, expanded(request))
        moved = _moved(plan, best)
        text = wording.possible_sooner(on, by, moved, request.budget.currency)
        if now is not None and now <= by:
            text = wording.already(on, by)
        return Sooner(on, by, now, True, text, moved, (), ())
    if found.possible is None:
        return Sooner(on, by, now, None, wording.not_known(on, by), None, (), ())
    against = yield from conflicts(wanted, catalog)
    ways = yield from repairs(wanted, catalog, keep=(kept,))
    text = wording.impossible_sooner(on, by, len(ways))
    return Sooner(on, by, now, False, text, None, against, ways)


def _lifted(plan: Plan, catalog: Catalog) -> Search[tuple[Lifted, ...]]:
    found = []
    for limit in limits_of(plan.request, catalog):
        best = yield from ask(without(plan.request, catalog, [limit]), FAST)
        found.append(Lifted(limit.pointer, limit.text, _moved(plan, best)))
    if plan.request.policy.governance == "arrival":
        other = replace(plan.request, policy=replace(plan.request.policy, governance="exit"))
        text, _ = wording.governance()
        best = yield from ask(other, FAST)
        found.append(Lifted("/policy/governance", text, _moved(plan, best)))
    return (*found, *(yield from _unheld(plan)))


def _unheld(plan: Plan) -> Search[tuple[Lifted, ...]]:
    """Return what becomes of the plan where a goal that others come after is given up for them altogether."""
    goals = expanded(plan.request)
    found = []
    for place, goal in enumerate(goals[:-1]):
        best = yield from ask(plan.request, goals[place + 1 :])
        found.append(Lifted(f"/goals/{place}/within", wording.held(goal), _moved(plan, best)))
    return tuple(found)


def _worth(plan: Plan, catalog: Catalog) -> Search[tuple[Worth, ...]]:
    """Return what each limit that costs weeks or money is worth, or may: where time ran out, nothing is ruled out."""
    found = []
    request = plan.request
    given = limits_of(request, catalog)
    for limit in given:
        if limit.kind not in ("total", "quarters", "people", "changes", "deadline"):
            continue
        best = yield from ask(without(request, catalog, [limit]), FAST)
        gain = _moved(plan, best)
        known = best.possible is not None
        if known and not (gain.weeks or 0) < 0 and not (gain.money or 0) < 0:
            continue
        lever = next(it for it in levers_of(limit.kind, given) if it.pointer == limit.pointer)
        step = lever.step(request)
        more = yield from ask(lever.pulled(request, step), FAST)
        price, proven = yield from _price(plan, catalog, limit)
        unit = wording.units(limit.kind, request.budget.currency, step)
        found.append(Worth(limit.pointer, limit.text, unit, _moved(plan, more), price, proven))
    return tuple(found)


def _price(plan: Plan, catalog: Catalog, limit: Limit) -> Search[tuple[str | None, bool]]:
    """Return the least more of a limit that brings the finish a week forward, in words, and whether that is proven."""
    if limit.kind == "deadline" or plan.finish is None:
        return None, True
    request = replace(plan.request, deadline=plan.finish - timedelta(weeks=1))
    found, proven = yield from least_units(request, catalog, limit)
    return (None if found is None else wording.units(limit.kind, request.budget.currency, found)), proven


def _left_out(plan: Plan, item: str) -> Search[LeftOut]:
    best = yield from ask(_with(plan.request, item), FAST)
    moved = _moved(plan, best)
    return LeftOut(item, wording.with_item(item, moved, plan.request.budget.currency), moved)


def _debt(plan: Plan, catalog: Catalog) -> Search[tuple[Delayed, ...]]:
    found = []
    for item in dict.fromkeys(it.item.id for it in scope(plan.request, catalog).activities if it.debt):
        request = plan.request
        paid = replace(
            request,
            missing=tuple(it for it in request.missing if it.partition("@")[0] != item),
            completed=tuple(dict.fromkeys((*request.completed, item))),
        )
        best = yield from ask(paid, FAST)
        moved = _moved(plan, best)
        found.append(Delayed(item, wording.paid(item, moved, request.budget.currency), moved))
    return tuple(found)


def _moved(plan: Plan, best: Answer) -> Moved:
    """Return what an answer comes to beside the plan."""
    if best.schedule is None or best.network is None:
        return Moved(None, None, None, None, proven=best.possible is False)
    network, schedule = best.network, best.schedule
    week = schedule.starts[network.target]
    cost = value(network, schedule, "cost")
    before = plan.gates[-1].week
    own = _cost(plan)
    return Moved(
        finish=fiscal_calendar(plan.request).gate_date(week),
        cost=cost,
        weeks=None if before is None else week - before,
        money=None if own is None else cost - own,
        proven=bool(best.goals) and all(goal.proven for goal in best.goals),
    )


def _cost(plan: Plan) -> int | None:
    """Return a plan's one-off cost as the goal counts it."""
    if plan.totals is None:
        return None
    return plan.totals.cash + (plan.totals.labour if "labour" in plan.request.budget.covers else 0)


def _day_of(plan: Plan, on: str) -> date | None:
    """Return the last day of what is asked about, in the plan."""
    gate = next((it.date for it in plan.gates if it.id == on), None)
    days = [it.finish for it in plan.activities if it.finish is not None and on in (it.id, it.item)]
    return gate or max(days, default=None)
