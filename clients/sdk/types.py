"""What travels between the service and its clients and is not the planner's: jobs, pages, problems, keys.

The service imports these types; output types have no defaults, so that a field is always there. Times are in UTC.
Requests and plans are the planner's (``planner.request``, ``planner.plans``); items and levels the catalog's.
"""

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from catalog.fault import Fault
from catalog.model import Item
from planner.asking import Finding
from planner.explaining.questions import ABOUT, Delayed, LeftOut, Lifted, Question, Sooner, Worth
from planner.exploring.comparison import Comparison
from planner.exploring.frontier import Point
from planner.exploring.grid import Cell
from planner.exploring.studies import Found, Result, StudyRequest
from planner.exploring.studies import Kind as StudyKind
from planner.exploring.tornado import Bar
from planner.plans import Conflict, Phase, PlannedActivity, Repair, Unrepairable
from planner.request import GoalName, PlanRequest

State = Literal["queued", "running", "succeeded", "failed", "cancelled"]
JobKind = Literal["plan", "question", "study", "comparison", "jira"]
EventKind = Literal["state", "progress", "finding"]
Verdict = Literal["optimal", "feasible", "infeasible", "unknown"]
Scope = Literal[
    "catalogs:read",
    "catalogs:write",
    "scenarios:read",
    "scenarios:write",
    "plans:read",
    "plans:write",
    "jira:read",
    "jira:write",
    "keys:admin",
]
Name = Annotated[str, Meta(min_length=1, max_length=200)]

ENDED: tuple[State, ...] = ("succeeded", "failed", "cancelled")

REPLIES: dict[ABOUT, Any] = {
    "sooner": Sooner,
    "limits": tuple[Lifted, ...],
    "worth": tuple[Worth, ...],
    "left_out": LeftOut,
    "debt": tuple[Delayed, ...],
}
"""What a question is answered with, by what it is about."""

R = TypeVar("R")


class Problem(Struct, frozen=True):
    """Why a request was not carried out (RFC 9457); ``errors`` names everything that is wrong with it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: tuple[Fault, ...]


class JobProgress(Struct, frozen=True):
    """How far a search is: the best value and bound of the goal at work, and the gap as a part of the value.

    ``tidy`` is the last goal, unseen in plans: of those equally good, the one that starts things earliest. Of an apply
    to Jira (``jira``), ``value`` is how many requests that write are done, ``bound`` how many there are in all, and
    ``gap`` the part of them that is left.
    """

    goal: GoalName | Literal["tidy", "jira"]
    value: int | None
    bound: int | None
    gap: float | None
    plans: int
    elapsed_s: float


class Job(Struct, frozen=True):
    """Long work. ``subject`` is the address of what it works for, ``events`` that of its stream.

    ``attempt`` counts how often it was taken up; an ended job never changes again. ``wakes_at`` is when one goes on
    that has to wait, for a quota of Jira or for another sync; null where it waits for a worker alone.
    """

    id: str
    kind: JobKind
    state: State
    subject: str
    events: str
    attempt: int
    cancel_requested: bool
    progress: JobProgress | None
    error: Problem | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    wakes_at: datetime | None


class JobPage(Struct, frozen=True):
    """Some jobs; ``next`` is the cursor of those that follow, null at the end."""

    items: tuple[Job, ...]
    next: str | None


class JobFinding(Struct, frozen=True):
    """One thing that was found out: one of these, the others null.

    The first three where limits cannot be kept; of a study: a point of a frontier, a cell of a grid, a bar of a
    tornado.
    """

    conflict: Conflict | None
    repair: Repair | None
    unrepairable: Unrepairable | None
    # Events that were kept before there were studies do not have them.
    point: Point | None = None
    cell: Cell | None = None
    bar: Bar | None = None

    @classmethod
    def of(cls, finding: Finding | Found) -> "JobFinding":
        """Return a finding as it is sent."""
        return cls(
            conflict=finding if isinstance(finding, Conflict) else None,
            repair=finding if isinstance(finding, Repair) else None,
            unrepairable=finding if isinstance(finding, Unrepairable) else None,
            point=finding if isinstance(finding, Point) else None,
            cell=finding if isinstance(finding, Cell) else None,
            bar=finding if isinstance(finding, Bar) else None,
        )

    @property
    def what(self) -> Finding | Found | None:
        """What was found; None where it is of a kind that this version does not know."""
        return self.conflict or self.repair or self.unrepairable or self.point or self.cell or self.bar


class JobEvent(Struct, frozen=True):
    """One thing that happened to a job.

    ``state`` when it changed, ``progress`` at every improvement, ``finding`` when something was found out, of limits
    that cannot be kept or of what a study asks: again, where the job is taken up again.
    """

    id: int
    event: EventKind
    at: datetime
    state: State
    progress: JobProgress | None
    # Events that were kept before there were findings do not have it.
    finding: JobFinding | None = None


class PlanSummary(Struct, frozen=True):
    """A plan in a list. ``state`` is its job's; ``status`` and ``finish`` are null until there is an answer."""

    id: str
    name: str | None
    state: State
    status: Verdict | None
    catalog: str
    current: int
    target: int
    start: date
    deadline: date | None
    finish: date | None
    created_at: datetime
    job: str


class PlanPage(Struct, frozen=True):
    """Some plans; ``next`` is the cursor of those that follow, null at the end."""

    items: tuple[PlanSummary, ...]
    next: str | None


class PlanQuestion(Struct, Generic[R], frozen=True):
    """A question about a plan, and its answer. ``status`` is its job's.

    ``answer`` is null until there is one, and of the type that ``REPLIES`` names. Of a question that was cancelled, it
    is what was known by then.
    """

    id: str
    plan: str
    question: Question
    status: State
    answer: R | None
    job: str


class Study(Struct, frozen=True):
    """What was asked of a family of requests, and what it came to. ``status`` is its job's.

    ``result`` and the figures after it are null until there is one: ``proven`` where all of it is certain, ``solves``
    and ``wall_s`` what it took. Of a study that was cancelled, it is what was known by then.
    """

    id: str
    kind: StudyKind
    status: State
    asked: StudyRequest
    result: Result | None
    proven: bool | None
    solves: int | None
    wall_s: float | None
    job: str


class StudySummary(Struct, frozen=True):
    """A study in a list. ``state`` is its job's, ``proven`` is null until there is a result."""

    id: str
    kind: StudyKind
    state: State
    proven: bool | None
    created_at: datetime
    job: str


class StudyPage(Struct, frozen=True):
    """Some studies; ``next`` is the cursor of those that follow, null at the end."""

    items: tuple[StudySummary, ...]
    next: str | None


class PlanPair(Struct, frozen=True, forbid_unknown_fields=True):
    """Two plans to compare, by their ids: the second beside the first."""

    before: Name
    after: Name


class PlanComparison(Struct, frozen=True):
    """Two plans side by side. ``status`` is its job's.

    ``result`` is null until there is one. Of a comparison that was cancelled, it is what was known by then.
    """

    id: str
    status: State
    asked: PlanPair
    result: Comparison | None
    job: str


class PhasePage(Struct, frozen=True):
    """Some phases of a plan, in order of time."""

    items: tuple[Phase, ...]
    next: str | None


class ActivityPage(Struct, frozen=True):
    """Some activities of a plan, in the order of the plan."""

    items: tuple[PlannedActivity, ...]
    next: str | None


class NewScenario(Struct, frozen=True, forbid_unknown_fields=True):
    """A request to keep under a name."""

    name: Name
    request: PlanRequest


class ScenarioChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a scenario (JSON merge patch); what is left out stays."""

    name: Name | UnsetType = UNSET
    request: PlanRequest | UnsetType = UNSET


class Scenario(Struct, frozen=True):
    """A named request; ``version`` counts its changes and is its ETag."""

    id: str
    name: str
    version: int
    request: PlanRequest
    created_at: datetime
    updated_at: datetime


class ScenarioPage(Struct, frozen=True):
    """Some scenarios; ``next`` is the cursor of those that follow, null at the end."""

    items: tuple[Scenario, ...]
    next: str | None


class CatalogOverview(Struct, frozen=True):
    """What a list of catalogs says of each; ``digest`` is the SHA-256 of its content."""

    id: str
    version: str
    title: str
    description: str
    currency: str
    levels: int
    items: int
    digest: str
    built_in: bool


class CatalogPage(Struct, frozen=True):
    """Some catalogs, or some versions of one."""

    items: tuple[CatalogOverview, ...]
    next: str | None


class ItemPage(Struct, frozen=True):
    """Some items of a catalog, in its order."""

    items: tuple[Item, ...]
    next: str | None


class NewKey(Struct, frozen=True, forbid_unknown_fields=True):
    """A key to make; its scopes must be among those of the key that makes it."""

    name: Name
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1)]
    expires_at: datetime | None = None


class Key(Struct, frozen=True):
    """An API key as it is known afterwards: ``prefix`` is its visible part, the secret is kept nowhere."""

    id: str
    name: str
    workspace: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class KeyPage(Struct, frozen=True):
    """Some keys; ``next`` is the cursor of those that follow, null at the end."""

    items: tuple[Key, ...]
    next: str | None


class IssuedKey(Struct, frozen=True):
    """A new key with its secret, which is shown this once, and never by printing it."""

    key: Key
    secret: str

    def __repr__(self) -> str:
        return f"IssuedKey(key={self.key!r}, secret='…')"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("key", self.key), ("secret", "…")]


class Health(Struct, frozen=True):
    """Whether the service can do its work, and each thing that it depends on."""

    status: Literal["ok", "unavailable"]
    checks: dict[str, str]
