"""What people read: a schedule, dated, costed, cut into phases.

Output types, without defaults: a field is always there. Money is in whole units of the request's currency,
``fte`` and person-weeks are decimals, weeks count from the plan's start, dates are the first or last day of a
week as the design defines them. ``starts``, ``running``, ``finishes`` and ``after`` hold activity ids.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from planner.request import GoalName, PlanRequest

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
ReasonKind = Literal[
    "start",
    "predecessor",
    "look_ahead",
    "evidence",
    "pin",
    "freeze",
    "people",
    "changes",
    "money",
    "total",
    "goal",
    "nothing",
]


class CatalogReference(Struct, frozen=True):
    """Which catalog, to the byte."""

    id: str
    version: str
    digest: str


class GoalResult(Struct, frozen=True):
    """What a goal came to; nothing better than ``bound`` exists; ``proven`` when value and bound are equal."""

    goal: GoalName
    value: int | None
    bound: int | None
    proven: bool


class Criterion(Struct, frozen=True):
    """One exit criterion of a gate: an activity and the evidence that it is done."""

    activity: str
    text: str


class Reason(Struct, frozen=True):
    """Why an activity or a gate is not a week earlier, all else in its place; ``subject`` is what holds it.

    That is the id of an activity or a gate; of people a role or ``total``; of changes a function; of money a quarter's
    label or ``total``; of a pin what it names; of a goal its name; else the activity or the gate itself.
    """

    kind: ReasonKind
    subject: str
    text: str
    proven: bool


class Gate(Struct, frozen=True):
    """The moment a level is declared; ``held_by`` names what keeps it from being earlier (ids)."""

    id: str
    level: int | None
    week: int | None
    date: date | None
    phase: str | None
    criteria: tuple[Criterion, ...]
    held_by: tuple[str, ...]
    why: tuple[Reason, ...]


class Totals(Struct, frozen=True):
    """Money up to the target gate; ``payroll`` is a year's cost of new hires; ``covered`` what the budget counts."""

    cash: int
    labour: int
    run: int
    payroll: int
    covered: int


class PlannedActivity(Struct, frozen=True):
    """One item (or a function's copy, or a set-up) in the plan; dated fields are null without a schedule."""

    id: str
    item: str
    kind: Literal["action", "governance"]
    title: str
    function: str | None
    mode: str | None
    transition: str
    start: date | None
    finish: date | None
    start_week: int | None
    weeks: int | None
    cash: int | None
    labour: int | None
    run_per_year: int
    staffing: dict[str, float]
    after: tuple[str, ...]
    slack_weeks: int | None
    critical: bool | None
    why: tuple[Reason, ...]
    deliverable: str
    evidence: str
    kpis: tuple[str, ...]
    risks: tuple[str, ...]
    controls: tuple[str, ...]
    accountable: str | None
    responsible: str | None


class Spend(Struct, frozen=True):
    """Money spent in a quarter."""

    cash: int
    labour: int
    run: int


class PhaseBudget(Struct, frozen=True):
    """``available``: this quarter's money after contingency; ``carried``: unspent before it; null where none is set."""

    available: int | None
    used: int
    carried: int | None


class Staffing(Struct, frozen=True):
    """``used`` and ``available`` in person-weeks (null if uncapped), ``peak`` in FTE."""

    used: float
    available: float | None
    peak: float


class EvidenceDue(Struct, frozen=True):
    """Evidence that falls due in a phase: the day its lag has run."""

    activity: str
    date: date
    text: str


class Phase(Struct, frozen=True):
    """A fiscal quarter of the plan; ``starts``, ``running`` (neither starts nor finishes here), ``finishes``."""

    label: str
    start: date
    end: date
    starts: tuple[str, ...]
    running: tuple[str, ...]
    finishes: tuple[str, ...]
    gates: tuple[str, ...]
    spend: Spend
    budget: PhaseBudget
    staffing: dict[str, Staffing]
    risks_open: tuple[str, ...]
    kpis: tuple[str, ...]
    evidence_due: tuple[EvidenceDue, ...]


class Member(Struct, frozen=True):
    """One limit in a conflict: where it stands in the request, in words, and its value."""

    pointer: str
    text: str
    value: str


class Conflict(Struct, frozen=True):
    """Limits that cannot hold together; without any one of them they would."""

    members: tuple[Member, ...]
    proven: bool


class Change(Struct, frozen=True, rename={"from_": "from"}):
    """One limit changed."""

    pointer: str
    from_: object
    to: object


class Repair(Struct, frozen=True):
    """The least changes that make an infeasible request feasible, and the request with them made."""

    changes: tuple[Change, ...]
    repaired_request: PlanRequest
    verdict: str
    proven: bool


class Unrepairable(Struct, frozen=True):
    """What cannot be kept, whatever else is given."""

    keeps: str
    because: str


class Solve(Struct, frozen=True):
    """How the answer was found; ``repeatable``: the tidy goal is proven too, and no second plan is as good."""

    wall_s: float
    version: str
    seed: int
    workers: int
    repeatable: bool


class Debt(Struct, frozen=True):
    """Something in the plan that belongs to a level declared already; ``level`` is the one that it belongs to.

    ``blocks`` holds the activities that come after it, directly or through others, in the plan's order; ``gates`` those
    that have it or one of these among their needs; ``risks`` those it mitigates that are open until it is finished.
    """

    activity: str
    title: str
    level: int
    blocks: tuple[str, ...]
    gates: tuple[str, ...]
    risks: tuple[str, ...]


class Plan(Struct, frozen=True):
    """The answer to a request; ``story`` tells from the target gate back why it is when it is, a sentence each."""

    id: str
    status: Status
    request: PlanRequest
    catalog: CatalogReference
    goals: tuple[GoalResult, ...]
    start: date
    finish: date | None
    gates: tuple[Gate, ...]
    totals: Totals | None
    activities: tuple[PlannedActivity, ...]
    phases: tuple[Phase, ...]
    story: tuple[str, ...]
    debt: tuple[Debt, ...]
    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, ...]
    unrepairable: tuple[Unrepairable, ...]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    solver: Solve
