"""What a user asks for: the five inputs that are enough, and everything that can be said besides.

Frozen Structs with the defaults of the design; ``planner.intake`` reads and judges them. Money is in whole
units of the currency, people in FTE, weeks are elapsed weeks.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Number = int | float
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Amount = Annotated[int, Meta(ge=0, le=10**12)]
People = Annotated[int, Meta(ge=0, le=10**6)] | Annotated[float, Meta(ge=0, le=10**6)]
Share = Annotated[int, Meta(ge=0, lt=1)] | Annotated[float, Meta(ge=0, lt=1)]
Rate = Annotated[int, Meta(ge=0, le=10**9)] | Annotated[float, Meta(ge=0, le=10**9)]
Exchange = Annotated[int, Meta(gt=0, le=10**6)] | Annotated[float, Meta(gt=0, le=10**6)]
EvidenceWeeks = Annotated[int, Meta(ge=0, le=1040)]
Transitions = Annotated[int, Meta(ge=1, le=100)]
Seconds = Annotated[int, Meta(gt=0, le=86_400)] | Annotated[float, Meta(gt=0, le=86_400)]
Covered = Literal["cash", "labour", "run"]
GoalName = Literal["finish", "cost", "cost_to_gate", "covered", "risk", "peak", "levels"]
Preset = Literal["fastest", "cheapest", "safest", "balanced"]


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """What every part of a request has in common: frozen, no unknown keys."""


class Organization(Part, frozen=True):
    """Who plans; figures scale with ``employees``, repeated items with ``functions``."""

    employees: Annotated[int, Meta(ge=1, le=10**7)] = 1000
    functions: tuple[str, ...] = ("sales", "hr", "operations", "product", "support")
    traits: tuple[str, ...] = ()


class Budget(Part, frozen=True):
    """Money: ``total`` to the target gate, ``per_quarter`` one entry a fiscal quarter, the last repeating."""

    currency: str | None = None
    total: Amount | None = None
    per_quarter: Amount | tuple[Amount, ...] | None = None
    carry_over: bool | Literal["year"] = True
    covers: tuple[Covered, ...] = ("cash", "run")
    contingency: Share = 0
    exchange_rate: Exchange | None = None


class Headcount(Part, frozen=True):
    """People in FTE: ``total`` and by role, each one number or one entry a fiscal quarter, the last repeating."""

    total: People | tuple[People, ...] | None = None
    roles: dict[str, People | tuple[People, ...]] = {}


class Freeze(Part, frozen=True):
    """Days, both included, in which no action starts or ends."""

    from_: date = field(name="from")
    to: date
    reason: str = ""


class Calendar(Part, frozen=True):
    """The fiscal year's first month, and freezes."""

    fiscal_year_start: Annotated[int, Meta(ge=1, le=12)] = 1
    freezes: tuple[Freeze, ...] = ()


class Pin(Part, frozen=True):
    """A wish made hard: on an activity, an item (every copy) or a gate."""

    on: str
    not_before: date | None = None
    not_after: date | None = None
    mode: str | None = None


class Policy(Part, frozen=True):
    """How the catalog's rules are read."""

    governance: Literal["arrival", "exit"] = "arrival"
    evidence_weeks: Literal["catalog"] | EvidenceWeeks | dict[str, EvidenceWeeks] = "catalog"
    look_ahead: Literal["catalog", "free"] | Transitions = "catalog"
    changes_per_function: Annotated[int, Meta(ge=1)] | None = None


class Goal(Part, frozen=True):
    """A goal that may be given up by ``within`` (weeks, ``"2w"``, or percent, ``"5%"``) for the next ones."""

    goal: GoalName
    within: str | None = None


class Estimate(Part, frozen=True):
    """Figures of the user's own for an item, used as given (never scaled)."""

    item: str
    mode: str | None = None
    duration_weeks: tuple[Number, Number, Number] | None = None
    effort_person_weeks: dict[str, Number] | None = None
    cash: tuple[Number, Number, Number] | None = None


class Solver(Part, frozen=True):
    """How long to look (seconds for the whole answer), with how many workers (0: one a core), from which seed."""

    time_limit_s: Seconds = 10
    workers: Annotated[int, Meta(ge=0, le=256)] = 0
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 1


class PlanRequest(Part, frozen=True, kw_only=True):
    """One question: from ``current`` to ``target`` within these limits, best by these goals."""

    name: Name | None = None
    catalog: str = "ai-maturity"
    organization: Organization = field(default_factory=Organization)
    current: int | dict[str, int]
    target: int
    start: date
    deadline: date | None = None
    current_since: date | None = None
    budget: Budget = field(default_factory=Budget)
    headcount: People | Headcount = field(default_factory=Headcount)
    rates: dict[str, Rate] = {}
    calendar: Calendar = field(default_factory=Calendar)
    completed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()
    policy: Policy = field(default_factory=Policy)
    goals: Preset | tuple[GoalName | Goal, ...] = "fastest"
    estimates: tuple[Estimate, ...] = ()
    ignore: tuple[str, ...] = ()
    solver: Solver = field(default_factory=Solver)
