"""Judges the phases of a plan: one per fiscal quarter, and every figure and list that each shows."""

from collections.abc import Iterable, Iterator
from datetime import date

from catalog.model import Catalog
from planner.checking.layout import KINDS, Layout, spend_by_quarter
from planner.checking.limits import carried_into
from planner.checking.risks import open_intervals
from planner.checking.terms import entry
from planner.checking.violation import Violation, differs
from planner.plans import EvidenceDue, Phase, Plan, Spend


def phase_violations(layout: Layout, catalog: Catalog, plan: Plan) -> Iterator[Violation]:
    """Yield everything that a phase shows and should not, or should and does not."""
    terms = layout.terms
    first = terms.quarters.number(terms.request.start)
    last = max(first, terms.quarters.of_week(layout.end - 1))
    quarters = range(first, last + 1)
    right = [
        (terms.quarters.label(quarter), terms.quarters.first_day(quarter), terms.quarters.last_day(quarter))
        for quarter in quarters
    ]
    found = [(phase.label, phase.start, phase.end) for phase in plan.phases]
    if found != right:
        yield differs("phases", plan.id, "The list of quarters", _dates(found), _dates(right))
        return
    for quarter, phase in zip(quarters, plan.phases, strict=True):
        yield from _lists(layout, quarter, phase)
        yield from _kpis(layout, phase)
        yield from _staffing(layout, quarter, phase)
        yield from _risks(layout, catalog, quarter, phase, quarter == last)
        yield from _evidence(layout, phase, quarter == last)
    yield from _money(layout, plan)


def _dates(rows: Iterable[tuple[str, date, date]]) -> str:
    return ", ".join(f"{label} ({start} to {end})" for label, start, end in rows)


def _lists(layout: Layout, quarter: int, phase: Phase) -> Iterator[Violation]:
    weeks = layout.terms.quarters.weeks(quarter)
    placed = layout.placed.items()
    lists = {
        "starts": (phase.starts, [name for name, one in placed if one.start in weeks]),
        "running": (
            phase.running,
            [name for name, one in placed if one.start < weeks.start and one.finish > weeks.stop],
        ),
        "finishes": (phase.finishes, [name for name, one in placed if one.finish - 1 in weeks]),
        "gates": (
            phase.gates,
            [gate.id for gate, week in zip(layout.gates, layout.gate_weeks, strict=True) if max(0, week - 1) in weeks],
        ),
    }
    for name, (found, right) in lists.items():
        if sorted(found) != sorted(right):
            yield differs(f"phase_{name}", phase.label, f"Its list of {name}", sorted(found), sorted(right))


def _kpis(layout: Layout, phase: Phase) -> Iterator[Violation]:
    started = [layout.placed[name].planned.kpis for name in phase.starts if name in layout.placed]
    right = tuple(dict.fromkeys(kpi for kpis in started for kpi in kpis))
    if phase.kpis != right:
        yield differs("kpis", phase.label, "Its list of KPIs", phase.kpis, right)


def _staffing(layout: Layout, quarter: int, phase: Phase) -> Iterator[Violation]:
    terms = layout.terms
    weeks = terms.quarters.weeks(quarter)
    place = quarter - terms.quarters.number(terms.request.start)
    names = {*layout.usage, *terms.people, "total"}
    if set(phase.staffing) != names:
        yield differs("phase_staffing", phase.label, "Its list of roles", sorted(phase.staffing), sorted(names))
        return
    for name in sorted(names):
        used = layout.usage.get(name, ())[weeks.start : weeks.stop]
        caps = terms.people.get(name)
        available = None if caps is None else entry(caps, place) * len(weeks)
        right = (sum(used), available, max(used, default=0))
        shown = phase.staffing[name]
        found = (shown.used, shown.available, shown.peak)
        for what, one, other in zip(("used", "available", "peak"), found, right, strict=True):
            if (one is None) != (other is None) or (one is not None and not _is(one, other)):
                wanted = None if other is None else other / 100
                yield differs("phase_staffing", phase.label, f"{name}: {what}", one, wanted)


def _is(found: float, hundredths: int | None) -> bool:
    return hundredths is not None and abs(found * 100 - hundredths) < 1e-6


def _risks(layout: Layout, catalog: Catalog, quarter: int, phase: Phase, is_last: bool) -> Iterator[Violation]:
    week = layout.end - 1 if is_last else layout.terms.quarters.weeks(quarter).stop - 1
    intervals = open_intervals(layout, catalog)
    right = tuple(name for name, (opens, closes) in intervals.items() if opens <= week < closes)
    if phase.risks_open != right:
        yield differs("risks_open", phase.label, "Its list of open risks", phase.risks_open, right)


def _evidence(layout: Layout, phase: Phase, is_last: bool) -> Iterator[Violation]:
    """Judge what falls due; what falls due after the last phase's end (its week began inside) may be in it."""
    due: list[EvidenceDue] = []
    allowed: list[EvidenceDue] = []
    for name, one in layout.placed.items():
        entry_due = EvidenceDue(name, layout.terms.end_of(one.proved), one.planned.evidence)
        inside = phase.start <= entry_due.date <= phase.end
        if inside and not one.duty.setup:
            due.append(entry_due)
        elif inside or (is_last and entry_due.date > phase.end):
            allowed.append(entry_due)
    missing = [one.activity for one in due if phase.evidence_due.count(one) != 1]
    foreign = [one.activity for one in phase.evidence_due if one not in due and one not in allowed]
    if missing or foreign:
        detail = f"Of the evidence due, {missing} should be shown once and {foreign} not, or not so."
        yield Violation("evidence_due", phase.label, detail)


def _money(layout: Layout, plan: Plan) -> Iterator[Violation]:
    terms = layout.terms
    sums = spend_by_quarter(layout)
    sums += [dict.fromkeys(KINDS, 0)] * (len(plan.phases) - len(sums))
    covered = [terms.covered(spend) for spend in sums]
    for quarter, phase in enumerate(plan.phases):
        spend = Spend(**sums[quarter])
        if phase.spend != spend:
            yield differs("phase_spend", phase.label, "Its spend", phase.spend, spend)
        money = terms.budget_quarters
        available = None if money is None else entry(money, quarter)
        carried = None if money is None else carried_into(terms, covered, quarter)
        found = (phase.budget.used, phase.budget.available, phase.budget.carried)
        right = (covered[quarter], available, carried)
        if found != right:
            yield differs("phase_budget", phase.label, "Its budget used, available, carried", found, right)
