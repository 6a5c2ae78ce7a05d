"""Derives each activity's slack by trying the weeks to which it alone could move, breaking nothing, moving no gate."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate

from msgspec.structs import replace

from planner.checking.layout import KINDS, Layout, Placed, spend_by_quarter
from planner.checking.limits import quarterly_shortfall, running_by_function
from planner.checking.order import pins_on
from planner.checking.terms import entry
from planner.checking.violation import Violation, differs

Fits = Callable[[int], bool]


def slack_violations(layout: Layout) -> Iterator[Violation]:
    """Yield each activity whose slack, or whose being critical, is not what trying shows."""
    latest = _latest_finishes(layout)
    running = running_by_function(layout) if layout.terms.request.policy.changes_per_function else Counter()
    for name, one in layout.placed.items():
        slack = _slack(layout, one, latest[name] - one.finish, running)
        if one.planned.slack_weeks != slack:
            yield differs("slack", name, "Its slack in weeks", one.planned.slack_weeks, slack)
        if one.planned.critical != (slack == 0):
            yield differs("critical", name, "Its mark of being critical", one.planned.critical, slack == 0)


def _latest_finishes(layout: Layout) -> dict[str, int]:
    """Return the week by which each must have finished for its successors, its gate and its pins."""
    latest = {
        name: min(layout.gate_weeks[one.duty.gate] - one.duty.evidence_lag, layout.end)
        for name, one in layout.placed.items()
    }
    for one in layout.placed.values():
        for name, lag in one.duty.after:
            latest[name] = min(latest[name], one.start - lag)
        for pin in pins_on(layout, one):
            if pin.not_after:
                weeks = ((pin.not_after - layout.terms.request.start).days + 1) // 7
                latest[one.duty.id] = min(latest[one.duty.id], weeks)
    return latest


def _slack(layout: Layout, one: Placed, room: int, running: Counter[tuple[str, int]]) -> int:
    """Return the largest shift within ``room`` weeks that every other rule allows; a smaller one may not."""
    if room <= 0:
        return 0
    crowded = _crowded_before(layout, one, room, running)
    rules: list[Fits] = [
        lambda shift: crowded[shift + one.figures.weeks] == crowded[shift],
        lambda shift: _is_clear_of_freezes(layout, one, shift),
        lambda shift: _is_affordable(layout, one, shift),
    ]
    return next((shift for shift in range(room, 0, -1) if all(fits(shift) for fits in rules)), 0)


def _crowded_before(layout: Layout, one: Placed, room: int, running: Counter[tuple[str, int]]) -> list[int]:
    """Return, for each week from its start on, how many earlier ones have no room for it beside the others."""
    weeks = range(one.start, one.finish + room)
    crowded = [False] * len(weeks)
    demands = {**one.figures.demand, "total": sum(one.figures.demand.values())}
    for role, demand in demands.items():
        caps = layout.terms.people.get(role)
        if caps is None or not demand:
            continue
        used = layout.usage[role]
        for place, week in enumerate(weeks):
            added = 0 if week < one.finish else demand
            crowded[place] |= used[week] + added > entry(caps, layout.quarters[week])
    most = layout.terms.request.policy.changes_per_function
    if most is not None and one.duty.function is not None and one.duty.item.kind == "action":
        for place, week in enumerate(weeks):
            added = 0 if week < one.finish else 1
            crowded[place] |= running[one.duty.function, week] + added > most
    return list(accumulate(crowded, initial=0))


def _is_clear_of_freezes(layout: Layout, one: Placed, shift: int) -> bool:
    if one.duty.item.kind != "action" or not layout.terms.request.calendar.freezes:
        return True
    ends = (one.start + shift, one.finish - 1 + shift)
    return not any(layout.terms.is_frozen(week) for week in ends)


def _is_affordable(layout: Layout, one: Placed, shift: int) -> bool:
    """Money that carries over for ever is never missed by spending later; other money is counted again."""
    terms = layout.terms
    if terms.budget_quarters is None or terms.request.budget.carry_over is True:
        return True
    covered = [terms.covered(spend) for spend in spend_by_quarter(layout)]
    moved = replace(one, start=one.start + shift)
    for where, sign in ((one, -1), (moved, 1)):
        for kind in KINDS:
            if kind not in terms.request.budget.covers:
                continue
            for first, last, amount in where.amounts(kind, layout.end):
                for week in range(first, last):
                    covered[layout.quarters[week]] += sign * amount
    return quarterly_shortfall(terms, covered) is None
