"""Judges people and money: caps by role and in total in every week, changes at once, total and quarterly budgets."""

from collections import Counter
from collections.abc import Iterator

from planner.checking.layout import Layout, spend_by_quarter
from planner.checking.terms import CarryOver, Terms, entry
from planner.checking.violation import Violation


def limit_violations(layout: Layout) -> Iterator[Violation]:
    """Yield every broken limit."""
    yield from _headcount(layout)
    yield from _changes(layout)
    yield from _budget(layout)


def running_by_function(layout: Layout) -> Counter[tuple[str, int]]:
    """Return how many actions run in each function in each week; set-ups and enterprise-wide ones do not count."""
    running: Counter[tuple[str, int]] = Counter()
    for one in layout.placed.values():
        if one.duty.function is not None and one.duty.item.kind == "action":
            running.update((one.duty.function, week) for week in range(one.start, one.finish))
    return running


def carried_into(terms: Terms, covered: list[int], quarter: int) -> int:
    """Return the quarterly money unspent before a quarter; ``covered`` is the counted spend by quarter."""
    assert terms.budget_quarters is not None
    carry: CarryOver = terms.request.budget.carry_over
    if carry is False:
        return 0
    first = 0
    if carry == "year":
        place = (terms.quarters.number(terms.request.start) + quarter) % 4
        first = max(0, quarter - place)
    return sum(entry(terms.budget_quarters, past) - covered[past] for past in range(first, quarter))


def quarterly_shortfall(terms: Terms, covered: list[int]) -> tuple[int, int] | None:
    """Return the first quarter whose money does not suffice and what it lacks; none where all do."""
    if terms.budget_quarters is None:
        return None
    for quarter, spent in enumerate(covered):
        allowed = entry(terms.budget_quarters, quarter) + carried_into(terms, covered, quarter)
        if spent > allowed:
            return quarter, spent - allowed
    return None


def _headcount(layout: Layout) -> Iterator[Violation]:
    for role, caps in layout.terms.people.items():
        for week, used in enumerate(layout.usage.get(role, ())[: len(layout.quarters)]):
            cap = entry(caps, layout.quarters[week])
            if used > cap:
                detail = f"Week {week} uses {used / 100:.2f} FTE of {cap / 100:.2f}."
                yield Violation("headcount", role, detail)
                break


def _changes(layout: Layout) -> Iterator[Violation]:
    most = layout.terms.request.policy.changes_per_function
    if most is None:
        return
    for (function, week), running in sorted(running_by_function(layout).items()):
        if running > most:
            detail = f"{running} changes run in week {week}; at most {most} may."
            yield Violation("changes_per_function", function, detail)


def _budget(layout: Layout) -> Iterator[Violation]:
    terms = layout.terms
    covered = [terms.covered(spend) for spend in spend_by_quarter(layout)]
    if terms.budget_total is not None and sum(covered) > terms.budget_total:
        yield Violation("budget_total", "total", f"{sum(covered)} is spent of {terms.budget_total}.")
    shortfall = quarterly_shortfall(terms, covered)
    if shortfall is not None:
        label = terms.quarters.label(terms.quarters.number(terms.request.start) + shortfall[0])
        yield Violation("budget_quarter", label, f"By its end {shortfall[1]} more is spent than there is.")
