"""Judges what a plan calls its debt: what belongs to levels that are declared already, and what waits for it."""

from collections.abc import Iterator

from catalog.model import Catalog, Item
from planner.checking.duty import Duty, Milestone
from planner.checking.terms import Terms, level_of
from planner.checking.violation import Violation, differs
from planner.plans import Debt, Plan


def debt_violations(
    plan: Plan, terms: Terms, catalog: Catalog, gates: tuple[Milestone, ...], wanted: dict[str, Duty]
) -> Iterator[Violation]:
    """Yield what is missing in the list of debt, foreign to it or said wrongly."""
    found = [debt.activity for debt in plan.debt]
    right = [one.id for one in plan.activities if wanted[one.id].debt]
    if found != right:
        yield differs("debt", plan.id, "The list of debt", found, right)
        return
    risks = {risk.id for risk in catalog.risks if risk.level <= terms.current}
    followers: dict[str, set[str]] = {}
    for one, duty in wanted.items():
        for before, _ in duty.after:
            followers.setdefault(before, set()).add(one)
    for debt in plan.debt:
        duty = wanted[debt.activity]
        later = _later(debt.activity, followers)
        held = {wanted[name].gate for name in later} | {duty.gate}
        shown = Debt(
            activity=duty.id,
            title=duty.item.title,
            level=_level(duty.item, catalog) or 0,
            blocks=tuple(one.id for one in plan.activities if one.id in later),
            gates=tuple(gate.id for place, gate in enumerate(gates) if place in held),
            risks=tuple(name for name in duty.item.risks if name in risks),
        )
        if debt != shown:
            yield differs("debt", debt.activity, "What is said of it as debt", debt, shown)


def _level(item: Item, catalog: Catalog) -> int | None:
    """Return the level that the governance is of, or that the action leads to."""
    if item.kind == "governance" and item.home_level is not None:
        return item.home_level
    return level_of(item, catalog)


def _later(name: str, followers: dict[str, set[str]]) -> set[str]:
    """Return what comes after an activity, by widening the circle until it grows no more."""
    later: set[str] = set()
    grown = {name}
    while grown:
        grown = set[str]().union(*(followers.get(one, ()) for one in grown)) - later
        later |= grown
    return later
