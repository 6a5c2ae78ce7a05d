"""Plans made by hand for the tests of everything that reads a Plan.

A forward pass over a small catalog stands in for the planner: coherent dates, gates, money and people, nothing
optimized. It uses no code of the planner, so that a renderer's test fails for the renderer's own faults alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from msgspec import structs

from catalog.model import (
    Catalog,
    EstimateBasis,
    Item,
    Kpi,
    Level,
    Mode,
    Recurring,
    Risk,
    Role,
    ScaleClass,
    Scaling,
    Transition,
)
from planner.plans import (
    CatalogReference,
    Conflict,
    Criterion,
    EvidenceDue,
    Gate,
    GoalResult,
    Member,
    Phase,
    PhaseBudget,
    Plan,
    PlannedActivity,
    Solve,
    Spend,
    Staffing,
    Totals,
)
from planner.request import Budget, Headcount, Organization, PlanRequest
from tests.clients.sample_items import ITEMS

FUNCTIONS = ("sales", "hr", "operations", "product", "support")
START = date(2027, 1, 4)
CURRENT, TARGET = 2, 4
EVIDENCE_WEEKS = {2: 13, 3: 26}
RISKS = (Risk("risk-leak", "Data leaks", 2, 4), Risk("risk-drift", "Answers drift", 3, 2))
KPIS = (Kpi("kpi-time", "Hours saved"),)
CAPS = {"program_lead": 2, "ai_engineer": 4, "security_compliance": None, "change_trainer": None, "total": 12}


class Row(NamedTuple):
    """One item as written above."""

    id: str
    weeks: int
    cash: int
    repeated: bool
    after: tuple[str, ...]
    title: str
    deliverable: str
    evidence: str


class Placed(NamedTuple):
    """One activity of the forward pass."""

    id: str
    row: Row
    function: str | None
    start: int
    weeks: int
    cash: int
    after: tuple[str, ...]

    @property
    def finish(self) -> int:
        return self.start + self.weeks

    @property
    def people(self) -> dict[str, float]:
        if self.row.id.startswith("gov"):
            return {"security_compliance": 0.4, "program_lead": 0.2}
        return {"ai_engineer": 0.25, "change_trainer": 0.15} if self.function else {"ai_engineer": 0.5}


def rows() -> list[Row]:
    lines = ITEMS.strip().splitlines()
    made = []
    for head, tail in zip(lines[::2], lines[1::2], strict=True):
        name, weeks, cash, star, after = (part.strip() for part in head.split(";"))
        title, deliverable, evidence = (part.strip() for part in tail.split(";"))
        made.append(Row(name, int(weeks), int(cash), star == "*", tuple(after.split()), title, deliverable, evidence))
    return made


def transition_of(row: Row) -> str:
    return "2-3" if row.id.startswith(("act-23", "gov-l3")) else "3-4"


def a_catalog() -> Catalog:
    """The catalog that the sample plans were drawn from."""
    return Catalog(
        id="ai-maturity",
        version="1.0.0",
        title="AI maturity",
        currency="USD",
        functions=FUNCTIONS,
        roles=(
            Role("program_lead", "Program lead", 4200),
            Role("ai_engineer", "AI engineer", 5200),
            Role("security_compliance", "Security and compliance", 4200),
            Role("change_trainer", "Change and training", 2900),
        ),
        levels=(
            Level(2, "Prompting with controls", 13, "one quarter of outcome data"),
            Level(3, "Context and managed workflows", 26, "two quarters"),
            Level(4, "Tool ecosystem and prototyping", 26, examples={"Sales": "call analysis"}),
        ),
        transitions=(Transition("2-3", 2, 3), Transition("3-4", 3, 4)),
        items=tuple(an_item(row) for row in rows()),
        risks=RISKS,
        kpis=KPIS,
        scaling=Scaling(1000, 0.85, (ScaleClass("build", "Building", 0.5, 0.5, 0.2),), 1, 0.7),
    )


def an_item(row: Row) -> Item:
    return Item(
        id=row.id,
        kind="governance" if row.id.startswith("gov") else "action",
        title=row.title,
        transition=transition_of(row),
        modes={
            "in_house": Mode(
                (row.weeks - 1, row.weeks, row.weeks * 2), {"ai_engineer": 2.5}, (0, row.cash, row.cash * 2)
            ),
            "partner": Mode((1, max(1, row.weeks - 2), row.weeks), {"ai_engineer": 1}, (0, row.cash * 3, row.cash * 5)),
        },
        deliverable=row.deliverable,
        evidence=row.evidence,
        scale_class="build",
        estimate_basis=EstimateBasis("assumption", "analogue", "assumption", sources=("S-AGENT-COST",)),
        repeats_per_function=row.repeated,
        recurring=Recurring(shared=1200),
        prerequisites=tuple(name for name in row.after if name.startswith("act")),
        governance_prerequisites=tuple(name for name in row.after if name.startswith("gov")),
    )


def placed(functions: Sequence[str], stretch: int, items: Sequence[Row]) -> list[Placed]:
    """Forward pass: each activity as early as its predecessors let it, in the order that makes that possible."""
    known = {row.id for row in items}
    copies: dict[str, list[Placed]] = {}
    waiting = list(items)
    while waiting:
        ready = [row for row in waiting if all(name in copies for name in row.after if name in known)]
        for row in ready:
            before = [one for name in row.after if name in known for one in copies[name]]
            copies[row.id] = place(row, functions, before, stretch)
            waiting.remove(row)
    return [one for row in items for one in copies[row.id]]


def place(row: Row, functions: Sequence[str], before: list[Placed], stretch: int) -> list[Placed]:
    def one(name: str, function: str | None, weeks: int, cash: int, after: list[Placed]) -> Placed:
        start = max((earlier.finish for earlier in after), default=0)
        return Placed(name, row, function, start, weeks * stretch, cash, tuple(earlier.id for earlier in after))

    if not row.repeated:
        return [one(row.id, None, row.weeks, row.cash, before)]
    shared = [earlier for earlier in before if earlier.function is None and not earlier.row.repeated]
    setup = one(f"{row.id}@setup", None, (row.weeks + 1) // 2, row.cash // 2, shared)
    made = [setup]
    for turn, name in enumerate(functions):
        own = [setup, *(earlier for earlier in before if earlier.function in (name, None))]
        copy = one(f"{row.id}@{name}", name, row.weeks, row.cash, own)
        made.append(copy._replace(start=copy.start + turn))
    return made


def a_plan(
    *,
    functions: Sequence[str] = FUNCTIONS,
    stretch: int = 1,
    items: Sequence[Row] | None = None,
    per_quarter: tuple[int, ...] | None = (400_000, 400_000, 300_000),
    total: int | None = 1_500_000,
    goals: tuple[GoalResult, ...] | None = None,
    **changes: Any,
) -> Plan:
    """A plan of about seventy activities from level 2 to 4; ``changes`` replaces fields of the finished plan."""
    work = placed(functions, stretch, rows() if items is None else items)
    gates = gate_weeks(work)
    end = gates[TARGET]
    request = PlanRequest(
        name="Acme 2027",
        organization=Organization(functions=tuple(functions)),
        current=CURRENT,
        target=TARGET,
        start=START,
        deadline=day(end) + timedelta(weeks=10),
        budget=Budget(currency="USD", total=total, per_quarter=per_quarter, covers=("cash",)),
        headcount=Headcount(total=12, roles={"ai_engineer": 4, "program_lead": (2, 3)}),
    )
    cash = sum(one.cash for one in work)
    proven = (GoalResult("finish", end, end, True), GoalResult("cost", cash, cash, True))
    plan = Plan(
        id="plan-sample",
        status="optimal",
        request=request,
        catalog=CatalogReference("ai-maturity", "1.1.0", "0" * 64),
        goals=proven if goals is None else goals,
        start=START,
        finish=day(end) - timedelta(days=1),
        gates=tuple(a_gate(level, gates, work) for level in (3, 4)),
        totals=Totals(cash=cash, labour=cash * 2, run=cash // 5, payroll=90_000, covered=cash),
        activities=tuple(an_activity(one, work, gates) for one in work),
        phases=phases(work, gates, request),
        story=("Level 4 is declared once act-34-iterate@sales is done.",),
        debt=(),
        conflicts=(),
        repairs=(),
        unrepairable=(),
        assumptions=("The organization has 1000 employees.", "Level 2 counts as declared on 4 Jan 2027."),
        warnings=("act-34-iterate@sales starts before its soft prerequisite act-34-train-teams@sales.",),
        solver=Solve(wall_s=6.31, version="9.15", seed=1, workers=2, repeatable=True),
    )
    return structs.replace(plan, **changes) if changes else plan


def gate_weeks(work: list[Placed]) -> dict[int, int]:
    third = max((one.finish for one in work if transition_of(one.row) == "2-3"), default=0)
    third = max(third, EVIDENCE_WEEKS[2])
    fourth = max((one.finish for one in work), default=0)
    return {3: third, 4: max(fourth, third + EVIDENCE_WEEKS[3])}


def day(week: int) -> date:
    return START + timedelta(weeks=week)


def a_gate(level: int, weeks: Mapping[int, int], work: list[Placed]) -> Gate:
    own = [one for one in work if transition_of(one.row) == f"{level - 1}-{level}"]
    last = day(weeks[level]) - timedelta(days=1)
    return Gate(
        id=f"gate-{level}",
        level=level,
        week=weeks[level],
        date=last,
        phase=label(quarter(last - timedelta(days=6))),
        criteria=tuple(Criterion(one.id, one.row.evidence) for one in own),
        held_by=tuple(one.id for one in own if one.finish == weeks[level]) or (f"gate-{level - 1}",),
        why=(),
    )


def an_activity(one: Placed, work: list[Placed], gates: Mapping[int, int]) -> PlannedActivity:
    gate = gates[int(transition_of(one.row)[-1])]
    slack = min([later.start for later in work if one.id in later.after] + [gate]) - one.finish
    return PlannedActivity(
        id=one.id,
        item=one.row.id,
        kind="governance" if one.row.id.startswith("gov") else "action",
        title=one.row.title,
        function=one.function,
        mode="in_house" if len(one.id) % 3 else "partner",
        transition=transition_of(one.row),
        start=day(one.start),
        finish=day(one.finish) - timedelta(days=1),
        start_week=one.start,
        weeks=one.weeks,
        cash=one.cash,
        labour=one.cash * 2,
        run_per_year=1200,
        staffing=one.people,
        after=one.after,
        slack_weeks=slack,
        critical=slack == 0,
        why=(),
        deliverable=one.row.deliverable,
        evidence=one.row.evidence,
        kpis=(),
        risks=(),
        controls=(),
        accountable="coo" if one.row.id.startswith("gov") else None,
        responsible=None,
    )


def quarter(when: date) -> tuple[int, int]:
    return when.year, (when.month - 1) // 3


def label(of: tuple[int, int]) -> str:
    return f"FY{of[0] % 100:02} Q{of[1] + 1}"


def phases(work: list[Placed], gates: Mapping[int, int], request: PlanRequest) -> tuple[Phase, ...]:
    weeks: dict[tuple[int, int], list[int]] = {}
    for week in range(gates[TARGET]):
        weeks.setdefault(quarter(day(week)), []).append(week)
    carried, made = 0, []
    for index, (which, own) in enumerate(weeks.items()):
        money = request.budget.per_quarter
        entry = money[min(index, len(money) - 1)] if isinstance(money, tuple) else None
        made.append(a_phase(which, own, work, gates, entry, carried))
        carried += (entry or 0) - made[-1].spend.cash
    return tuple(made)


def a_phase(
    which: tuple[int, int],
    weeks: list[int],
    work: list[Placed],
    gates: Mapping[int, int],
    entry: int | None,
    carried: int,
) -> Phase:
    first, last = weeks[0], weeks[-1]
    cash = sum(one.cash * len({*weeks} & {*range(one.start, one.finish)}) // one.weeks for one in work)
    begins = date(which[0], which[1] * 3 + 1, 1)
    ends = date(which[0] + which[1] // 3, (which[1] + 1) % 4 * 3 + 1, 1) - timedelta(days=1)
    return Phase(
        label=label(which),
        start=begins,
        end=ends,
        starts=tuple(one.id for one in work if one.start in weeks),
        running=tuple(one.id for one in work if one.start < first and one.finish - 1 > last),
        finishes=tuple(one.id for one in work if one.finish - 1 in weeks),
        gates=tuple(f"gate-{level}" for level, week in gates.items() if week - 1 in weeks),
        spend=Spend(cash=cash, labour=cash * 2, run=cash // 10),
        budget=PhaseBudget(entry, cash, None if entry is None else carried),
        staffing={role: used(role, weeks, work) for role in CAPS},
        risks_open=tuple(risk.id for risk in RISKS if first < gates[TARGET] - 13 or risk.level > CURRENT),
        kpis=tuple(kpi.id for kpi in KPIS if any(one.start in weeks for one in work)),
        evidence_due=tuple(
            EvidenceDue(one.id, day(one.finish) - timedelta(days=1), one.row.evidence)
            for one in work
            if one.finish - 1 in weeks
        ),
    )


def used(role: str, weeks: list[int], work: list[Placed]) -> Staffing:
    def need(week: int) -> float:
        running = [one.people for one in work if one.start <= week < one.finish]
        return round(sum(sum(one.values()) if role == "total" else one.get(role, 0) for one in running), 2)

    cap = CAPS[role]
    return Staffing(
        used=round(sum(need(week) for week in weeks), 2),
        available=None if cap is None else float(cap * len(weeks)),
        peak=max(need(week) for week in weeks),
    )


def a_short_plan() -> Plan:
    """One quarter, two activities, no prerequisites of their own."""
    plan = a_plan(items=[row for row in rows() if row.weeks <= 8 and not row.after and not row.repeated][:2])
    return structs.replace(plan, phases=plan.phases[:1], gates=plan.gates[:1])


def an_infeasible_plan() -> Plan:
    """No schedule: the deadline cannot hold."""
    plan = a_plan()
    conflict = Conflict(
        (Member("/deadline", "Level 4 by 30 Jun 2027; the longest chain of work ends on 16 Jul 2028", "2027-06-30"),),
        True,
    )
    return without_schedule(plan, "infeasible", (conflict,))


def an_unknown_plan() -> Plan:
    """No schedule and no proof that there is none."""
    return without_schedule(a_plan(), "unknown", ())


def without_schedule(plan: Plan, status: str, conflicts: tuple[Conflict, ...]) -> Plan:
    dated = ("mode", "start", "finish", "start_week", "weeks", "cash", "labour", "slack_weeks", "critical")
    undated = dict.fromkeys(dated)
    return structs.replace(
        plan,
        status=status,
        goals=tuple(structs.replace(goal, value=None, bound=None, proven=False) for goal in plan.goals),
        finish=None,
        gates=tuple(structs.replace(gate, week=None, date=None, phase=None, held_by=()) for gate in plan.gates),
        totals=None,
        activities=tuple(structs.replace(one, **undated) for one in plan.activities),
        phases=(),
        conflicts=conflicts,
    )
