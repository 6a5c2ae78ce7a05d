"""Judges which activities and gates a plan holds and what each says of itself, before any rule of time or limit."""

from collections.abc import Iterator

import msgspec

from catalog.model import Catalog
from planner.checking.duty import Duty, Milestone
from planner.checking.figures import Estimator, Figures
from planner.checking.layout import Layout, Placed
from planner.checking.order import first_evidence_week
from planner.checking.terms import Terms
from planner.checking.violation import Violation, differs
from planner.plans import Plan, PlannedActivity
from planner.request import PlanRequest

# Fields of a request that a plan may show filled in: what the request left to the catalog.
FILLED_IN = {"budget", "catalog"}
# No plan lasts a century: a start week beyond it is a mistake, not a schedule.
LAST_WEEK = 5200


def contents_violations(
    plan: Plan, request: PlanRequest, catalog: Catalog, gates: tuple[Milestone, ...], duties: dict[str, Duty]
) -> Iterator[Violation]:
    """Yield what is missing, foreign or said twice, and an answer to another request or from another catalog."""
    if (plan.catalog.id, plan.catalog.version) != (catalog.id, catalog.version):
        yield differs("catalog", plan.id, "The catalog", plan.catalog.id, f"{catalog.id}@{catalog.version}")
    for name in PlanRequest.__struct_fields__:
        if name not in FILLED_IN and getattr(plan.request, name) != getattr(request, name):
            yield Violation("request", name, f"The plan answers a request with another {name}.")
    budget = msgspec.structs.replace(plan.request.budget, currency=request.budget.currency)
    if budget != request.budget:
        yield Violation("request", "budget", "The plan answers a request with another budget.")
    if plan.start != request.start:
        yield differs("dates", plan.id, "The plan's start", plan.start, request.start)
    found = sorted(one.id for one in plan.activities)
    for name in sorted({*found, *duties}):
        if found.count(name) != (name in duties):
            times = "once" if name in duties else "not at all"
            yield Violation("activities", name, f"It is in the plan {found.count(name)} times, not {times}.")
    shown = [(gate.id, gate.level) for gate in plan.gates]
    right = [(gate.id, gate.level) for gate in gates]
    if shown != right:
        yield differs("gates", plan.id, "The list of gates", shown, right)


def description_violations(plan: Plan, duties: dict[str, Duty], estimator: Estimator) -> Iterator[Violation]:
    """Yield fields that no schedule changes and that are not the catalog's; and criteria that are not complete."""
    for one in plan.activities:
        duty = duties[one.id]
        item = duty.item
        right: dict[str, object] = {
            "item": item.id,
            "kind": item.kind,
            "function": duty.function,
            "transition": item.transition,
            "run_per_year": estimator.run_per_year(duty),
        }
        if not duty.setup:
            names = ("deliverable", "evidence", "kpis", "risks", "controls", "accountable", "responsible")
            right |= {name: getattr(item, name) for name in names}
        for name, value in right.items():
            if getattr(one, name) != value:
                yield differs("description", one.id, f"Its {name}", getattr(one, name), value)
        after = [name for name, _ in duty.after]
        if sorted(one.after) != after:
            yield differs("after", one.id, "What it comes after", sorted(one.after), after)
    evidence = {one.id: one.evidence for one in plan.activities}
    for place, gate in enumerate(plan.gates):
        own = {name for name, duty in duties.items() if duty.gate == place and not duty.setup}
        setups = {name for name, duty in duties.items() if duty.gate == place and duty.setup}
        listed = [criterion.activity for criterion in gate.criteria]
        if len(set(listed)) != len(listed) or not own <= set(listed) <= own | setups:
            yield differs("criteria", gate.id, "Its list of criteria", sorted(listed), sorted(own))
        for criterion in gate.criteria:
            if criterion.text != evidence.get(criterion.activity):
                yield Violation("criteria", gate.id, f"{criterion.activity}: the text is not its evidence.")


def figure_violations(terms: Terms, one: PlannedActivity, modes: dict[str, Figures]) -> Iterator[Violation]:
    """Yield what is wrong in an activity's mode, weeks, money, people and dates, taken by itself."""
    if one.mode not in modes:
        yield differs("mode", one.id, "Its mode", one.mode, " or ".join(sorted(modes)))
        return
    right = modes[one.mode]
    for name in ("weeks", "cash", "labour"):
        if getattr(one, name) != getattr(right, name):
            yield differs("figures", one.id, f"Its {name}", getattr(one, name), getattr(right, name))
    staffing = {role: people for role, people in one.staffing.items() if people}
    if set(staffing) != set(right.demand) or any(
        abs(people * 100 - right.demand[role]) > 1e-6 for role, people in staffing.items()
    ):
        wanted = {role: demand / 100 for role, demand in right.demand.items()}
        yield differs("figures", one.id, "Its staffing", one.staffing, wanted)
    if one.start_week is None or not 0 <= one.start_week <= LAST_WEEK:
        yield differs("dates", one.id, "Its start week", one.start_week, "a week of the plan")
        return
    dates = (terms.start_of(one.start_week), terms.end_of(one.start_week + right.weeks))
    if (one.start, one.finish) != dates:
        yield differs("dates", one.id, "Its start and finish", f"{one.start}, {one.finish}", dates)


def gate_violations(layout: Layout, plan: Plan) -> Iterator[Violation]:
    """Yield what is wrong in a gate's date, its phase, and in what it says holds it."""
    terms = layout.terms
    for place, (gate, week) in enumerate(zip(plan.gates, layout.gate_weeks, strict=True)):
        if gate.date != terms.end_of(week):
            yield differs("dates", gate.id, "Its date", gate.date, terms.end_of(week))
        label = terms.quarters.label(terms.quarters.of_week(week - 1))
        # A gate in week 0 lies before the plan's first day; either quarter may be named.
        if week and gate.phase != label:
            yield differs("phases", gate.id, "Its quarter", gate.phase, label)
        holding = {one.duty.id for one in layout.placed.values() if _holds(one, place, week)}
        if place and layout.gate_weeks[place - 1] + layout.gates[place].evidence_weeks == week:
            holding.add(layout.gates[place - 1].id)
        if not place and first_evidence_week(layout) == week:
            holding.add(f"gate-{terms.current}")
        # A gate in week 0 is held by the plan's start; the current level's may be named for it.
        excused = {f"gate-{terms.current}"} if week == 0 else set()
        if {*gate.held_by} - excused != holding - excused or len({*gate.held_by}) < len(gate.held_by):
            yield differs("held_by", gate.id, "What holds it", sorted(gate.held_by), sorted(holding))


def _holds(one: Placed, place: int, week: int) -> bool:
    return one.duty.gate == place and one.proved == week
