"""From a schedule to the plan that people read: dated, costed, cut into phases, with what was assumed.

The last arrow of the house; nothing here decides anything.
"""

from hashlib import sha256
from importlib.metadata import version

import msgspec

from catalog import scaling
from catalog.library import digest
from catalog.model import Catalog
from planner import assumptions, order
from planner.calendar import fiscal_calendar
from planner.explaining.debt import debt
from planner.explaining.impossible import NOT_IMPOSSIBLE, Impossible
from planner.explaining.reasons import Teller
from planner.explaining.story import story
from planner.network import Network
from planner.outcome import Outcome
from planner.phases import phases
from planner.placement import Placed, Placement
from planner.plans import (
    CatalogReference,
    Criterion,
    Gate,
    Plan,
    PlannedActivity,
    Reason,
    Solve,
    Totals,
)
from planner.request import PlanRequest
from planner.scope import Activity, Scope, scope
from planner.sizing import Sizing, exchange
from planner.slack import slack_weeks

Why = dict[str, tuple[Reason, ...]]


def present(
    request: PlanRequest,
    catalog: Catalog,
    network: Network,
    outcome: Outcome,
    impossible: Impossible = NOT_IMPOSSIBLE,
) -> Plan:
    """Return the plan of an outcome; without a schedule, its dated fields are null and it has no phases."""
    asked = scope(request, catalog)
    placement = teller = None
    if outcome.schedule is not None:
        placement = Placement(request, catalog, network, outcome.schedule)
        teller = Teller(request, catalog, network, outcome.schedule)
    why = {} if teller is None else teller.all()
    reference = CatalogReference(catalog.id, catalog.version, digest(catalog))
    return Plan(
        id=_identity(request, reference, outcome),
        status=outcome.status,
        request=request,
        catalog=reference,
        goals=outcome.goals,
        start=request.start,
        finish=None if placement is None else placement.calendar.gate_date(placement.end),
        gates=_gates(request, catalog, asked, placement, why),
        totals=None if placement is None else _totals(placement),
        activities=_activities(request, catalog, asked, placement, why),
        phases=() if placement is None else phases(placement),
        story=() if teller is None else story(teller),
        debt=debt(request, catalog, asked),
        conflicts=impossible.conflicts,
        repairs=impossible.repairs,
        unrepairable=impossible.unrepairable,
        assumptions=tuple(assumptions.assumptions(request, catalog, asked, placement)),
        warnings=(
            *asked.warnings,
            *(() if placement is None else assumptions.warnings(placement)),
            *(() if outcome.failure is None else (f"The search ended early: {outcome.failure}.",)),
        ),
        solver=Solve(
            wall_s=outcome.wall_s,
            version=version("milepost"),
            seed=request.solver.seed,
            workers=outcome.workers,
            repeatable=outcome.repeatable,
        ),
    )


def as_asked(plan: Plan, request: PlanRequest) -> Plan:
    """Return a plan made as if some limits were not, marked as such, with the request as it was asked."""
    if not request.ignore:
        return plan
    marked = (assumptions.ignored(request), *plan.assumptions)
    return msgspec.structs.replace(plan, id=f"{plan.id}-as-if", request=request, assumptions=marked)


def _identity(request: PlanRequest, reference: CatalogReference, outcome: Outcome) -> str:
    """Return an id that the same question and answer have wherever they are asked and given."""
    content = msgspec.json.encode((request, reference, outcome.schedule, outcome.status), order="deterministic")
    return f"plan-{sha256(content).hexdigest()[:16]}"


def _totals(placement: Placement) -> Totals:
    cash = sum(placed.cash for placed in placement.activities)
    labour = sum(placed.labour for placed in placement.activities)
    run = sum((placement.end - placed.finish) * placed.run_per_week for placed in placement.activities)
    items = {placed.activity.item.id: placed.activity.item for placed in placement.activities}
    payroll = sum(scaling.payroll(item, exchange=exchange(placement.request)) for item in items.values())
    return Totals(cash, labour, run, payroll, placement.covered(cash, labour, run))


def _gates(
    request: PlanRequest, catalog: Catalog, asked: Scope, placement: Placement | None, why: Why
) -> tuple[Gate, ...]:
    found = []
    for level in asked.gates:
        criteria = tuple(
            Criterion(activity.id, activity.item.evidence)
            for activity in asked.activities
            if activity.gate == level and activity.part != "setup"
        )
        week = None if placement is None else placement.gate_weeks[level]
        calendar = fiscal_calendar(request)
        found.append(
            Gate(
                id=asked.gate_id(level),
                level=None if level == asked.beyond else level,
                week=week,
                date=None if week is None else calendar.gate_date(week),
                phase=None if week is None else calendar.label(calendar.quarter_of_week(week - 1)),
                criteria=criteria,
                held_by=() if placement is None else _held_by(level, catalog, placement),
                why=why.get(asked.gate_id(level), ()),
            )
        )
    return tuple(found)


def _held_by(level: int, catalog: Catalog, placement: Placement) -> tuple[str, ...]:
    """Return the activities and the gate whose end, with the evidence they need, falls on this gate's week."""
    week = placement.gate_weeks[level]
    found = [
        placed.activity.id
        for placed in placement.activities
        if placed.activity.gate == level and placed.finish + placed.activity.evidence_lag == week
    ]
    if level == placement.scope.gates[0]:
        ready = order.first_gate_week(placement.request, catalog)
    else:
        ready = placement.gate_weeks[level - 1] + order.evidence_weeks(level - 1, placement.request, catalog)
    if ready == week:
        found.append(f"gate-{level - 1}")
    return tuple(found)


def _activities(
    request: PlanRequest, catalog: Catalog, asked: Scope, placement: Placement | None, why: Why
) -> tuple[PlannedActivity, ...]:
    sizing = Sizing(request, catalog)
    if placement is None:
        return tuple(_activity(activity, asked, sizing, None, None, ()) for activity in asked.activities)
    slack = slack_weeks(placement.network, placement.schedule)
    return tuple(
        _activity(placed.activity, asked, sizing, placed, slack[index], why[placed.activity.id])
        for index, placed in enumerate(placement.activities)
    )


def _activity(
    activity: Activity,
    asked: Scope,
    sizing: Sizing,
    placed: Placed | None,
    slack: int | None,
    why: tuple[Reason, ...],
) -> PlannedActivity:
    item = activity.item
    calendar = fiscal_calendar(sizing.request)
    return PlannedActivity(
        id=activity.id,
        item=item.id,
        kind=item.kind,
        title=item.title,
        function=activity.function,
        mode=None if placed is None else placed.mode,
        transition=item.transition,
        start=None if placed is None else calendar.week_start(placed.start),
        finish=None if placed is None else calendar.week_end(placed.finish - 1),
        start_week=None if placed is None else placed.start,
        weeks=None if placed is None else placed.weeks,
        cash=None if placed is None else placed.cash,
        labour=None if placed is None else placed.labour,
        run_per_year=sizing.run_per_year(activity),
        staffing={} if placed is None else {role: demand / 100 for role, demand in placed.people.items()},
        after=tuple(before for before, _ in order.direct_predecessors(activity, asked)),
        slack_weeks=slack,
        critical=None if slack is None else slack == 0,
        why=why,
        deliverable=item.deliverable,
        evidence=item.evidence,
        kpis=item.kpis,
        risks=item.risks,
        controls=item.controls,
        accountable=item.accountable,
        responsible=item.responsible,
    )
