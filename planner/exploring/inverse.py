"""The inverse questions: the least money, the least people, the highest level, the best split of the same money.

Each is exact where it is proven: the amount is that of a plan at hand, and a grain less is proven too little.
"""

from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from catalog.model import Catalog
from planner.aiming import aimed
from planner.asking import Answer, Search, ask
from planner.building import headcount
from planner.calendar import fiscal_calendar
from planner.exploring.axes import Axis, people
from planner.ledger import Ledger
from planner.network import Network, Schedule
from planner.request import Goal, PlanRequest
from planner.standing import enterprise_level

PLENTY = 10**6
"""People that are as good as no limit: the most that a request may say."""

MOST_UNKNOWN = 3
"""How many amounts may be tried in vain before the least is left at the best that is known."""


class Least(Struct, frozen=True, tag="least", tag_field="kind"):
    """The least of something that will do; ``amount`` is null where none does, or none was found.

    Money in whole units, people in hundredths of FTE. Less than ``bound`` is proven not to do; ``proven`` where the two
    are one, or where it is proven that no amount does. ``changes`` is the merge patch that gives the request just that.
    """

    amount: int | None
    bound: int
    proven: bool
    finish: date | None
    changes: dict[str, object]


class Highest(Struct, frozen=True, tag="highest", tag_field="kind"):
    """The highest level within the limits, null where there is none; ``proven`` where the next one is impossible.

    ``finish`` is the soonest that was found for it.
    """

    level: int | None
    proven: bool
    finish: date | None
    changes: dict[str, object]


class Split(Struct, frozen=True, tag="split", tag_field="kind"):
    """The same money split best: ``per_quarter`` from the quarter of the start to that of the finish.

    ``money`` is what there was to split, ``before`` the finish with the request's own split, null where it has no plan.
    ``proven`` where no split of that money finishes sooner, or where no split does at all.
    """

    money: int
    per_quarter: tuple[int, ...]
    finish: date | None
    before: date | None
    proven: bool
    changes: dict[str, object]


def least(request: PlanRequest, axis: Axis) -> Search[Least]:
    """Return the least of an axis with which a request has a plan, whatever it says of that itself."""
    free = axis.free(request)
    answer = yield from ask(free, (axis.goal, Goal("finish")))
    if answer.schedule is None or answer.network is None:
        return Least(None, 0, answer.possible is False, None, {})
    goal = answer.goals[0]
    amount = axis.amount(free, axis.needed(answer.network, answer.schedule))
    bound = 0 if goal.bound is None else axis.amount(free, goal.bound)
    kept = axis.capped(free, amount)
    if axis.allowed(free, amount) != goal.value:
        # What is left of the grain may bring the finish forward.
        answer = yield from ask(kept, (Goal("finish"), axis.goal))
    return Least(amount, bound, bound >= amount, _finish(free, answer), axis.changes(amount))


def least_of_role(request: PlanRequest, role: str, grain: int) -> Search[Least]:
    """Return the fewest people of one role, all else as it is, with which a request has a plan: by halving."""
    answer = yield from ask(_with_role(request, role, PLENTY * 100))
    if answer.schedule is None or answer.network is None:
        return Least(None, 0, answer.possible is False, None, {})
    amount, bound, unknown = _on_grain(_peak(answer, role), grain), 0, 0
    while bound < amount and unknown < MOST_UNKNOWN:
        middle = (bound + amount) // 2 // grain * grain
        tried = yield from ask(_with_role(request, role, middle))
        if tried.possible:
            answer, amount = tried, min(middle, _on_grain(_peak(tried, role), grain))
        elif tried.possible is False:
            bound = middle + grain
        else:
            unknown += 1
            break
    changes: dict[str, object] = {"headcount": {"roles": {role: people(amount)}}}
    return Least(amount, bound, bound >= amount, _finish(request, answer), changes)


def highest(request: PlanRequest, catalog: Catalog) -> Search[Highest]:
    """Return the highest level of the catalog that a request's limits allow, whatever its target."""
    best: tuple[int, Answer] | None = None
    proven = True
    for level in range(enterprise_level(request) + 1, max(it.level for it in catalog.levels) + 1):
        aim = aimed(request, catalog, level)
        answer = Answer(possible=False) if aim.faults else (yield from ask(aim.request))
        if not answer.possible:
            proven = answer.possible is False
            break
        best = level, answer
    if best is None:
        return Highest(None, proven, None, {})
    level, answer = best
    soonest = yield from ask(aimed(request, catalog, level).request, (Goal("finish"),))
    return Highest(level, proven, _finish(request, soonest if soonest.possible else answer), {"target": level})


def split(request: PlanRequest) -> Search[Split]:
    """Return the best split by quarter of the money that a request releases until its own best plan ends.

    Where its own split has no plan, it is the money until its deadline, or all that it names.
    """
    goals = (Goal("finish"), Goal("covered"))
    own = yield from ask(request, goals)
    amount = _released(request, own)
    together = replace(request, budget=replace(request.budget, total=amount, per_quarter=None))
    best = yield from ask(together, goals)
    before = _finish(request, own)
    if best.schedule is None or best.network is None:
        return Split(amount, (), None, before, best.possible is False, {})
    entries = _entries(together, best.network, best.schedule)
    changes: dict[str, object] = {"budget": {"total": amount, "per_quarter": list(entries)}}
    return Split(amount, entries, _finish(together, best), before, best.goals[0].proven, changes)


def _released(request: PlanRequest, own: Answer) -> int:
    """Return the money in the quarters up to the one in which a plan ends, no more than the total."""
    budget = request.budget
    if budget.per_quarter is None:
        assert budget.total is not None
        return budget.total
    given = budget.per_quarter if isinstance(budget.per_quarter, tuple) else (budget.per_quarter,)
    calendar = fiscal_calendar(request)
    count = len(given)
    if own.schedule is not None and own.network is not None:
        count = calendar.quarter_of_week(own.schedule.starts[own.network.target] - 1) + 1
    elif request.deadline is not None:
        count = calendar.quarter_of_day(request.deadline) + 1
    amount = sum(given[min(quarter, len(given) - 1)] for quarter in range(count))
    return amount if budget.total is None else min(amount, budget.total)


def _entries(request: PlanRequest, network: Network, schedule: Schedule) -> tuple[int, ...]:
    """Return what each quarter must be given for what a plan spends in it, and all that is left in the last."""
    end = schedule.starts[network.target]
    calendar = fiscal_calendar(request)
    quarters = range(calendar.quarter_of_week(max(end - 1, 0)) + 1)
    spent = [0, *(_spent_by(network, schedule, calendar.quarter_end(quarter)) for quarter in quarters)]
    axis = Axis("budget", 1)
    entries = [axis.amount(request, after - before) for before, after in pairwise(spent)]
    assert request.budget.total is not None
    entries[-1] += max(0, request.budget.total - sum(entries))
    return tuple(entries)


def _spent_by(network: Network, schedule: Schedule, week: int) -> int:
    """Return the covered money that a plan has spent before a week."""
    end = schedule.starts[network.target]
    ledger = Ledger(network, max(end, 1), end)
    total = 0
    for node, (start, mode) in enumerate(zip(schedule.starts, schedule.modes, strict=True)):
        needs = ledger.needs(node, mode)
        total += needs.spent_before(week, start) + needs.run * max(0, min(week, end) - start - needs.weeks)
    return total


def _peak(answer: Answer, role: str) -> int:
    """Return the most people of a role at once, in hundredths of FTE."""
    assert answer.network is not None
    assert answer.schedule is not None
    network, schedule = answer.network, answer.schedule
    index = [resource.name for resource in network.resources].index(role)
    used = [0] * (max(schedule.finish(network, node) for node in range(len(schedule.starts))) + 1)
    for node, start in enumerate(schedule.starts):
        mode = network.nodes[node].modes[schedule.modes[node]]
        for week in range(start, start + mode.weeks):
            used[week] += mode.demand[index]
    return max(used)


def _with_role(request: PlanRequest, role: str, amount: int) -> PlanRequest:
    caps = headcount(request)
    return replace(request, headcount=replace(caps, roles=caps.roles | {role: people(amount)}))


def _on_grain(amount: int, grain: int) -> int:
    return -(-amount // grain) * grain


def _finish(request: PlanRequest, answer: Answer) -> date | None:
    if answer.schedule is None or answer.network is None:
        return None
    return fiscal_calendar(request).gate_date(answer.schedule.starts[answer.network.target])
