"""What travels between the service and its clients about Jira: connections, what is asked of them, and the audit.

The service imports these types; output types have no defaults, so that a field is always there. Change sets, outcomes
and actuals are those of ``clients.jira``. A token goes in and never comes out.
"""

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from clients.jira.changes import ChangeSet, Take
from clients.jira.connection import Address, Connection
from clients.jira.mapping import Kind, Mapping, Slug
from clients.jira.operations import LinkType
from clients.jira.preflight import Capabilities, Finding, KindFields
from clients.jira.pulling import Pulled
from clients.jira.sync import Outcome
from clients.sdk.types import Name, State

Action = Literal["preflight", "diff", "apply", "pull"]
Token = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=4000,
        pattern=r"^[!-~]+$",
        description="The API token of the account; it is sealed, and never shown again.",
        extra_json_schema={"writeOnly": True},
    ),
]
Hash = Annotated[str, Meta(min_length=1, max_length=64)]
ChangeId = Annotated[str, Meta(min_length=1, max_length=1000)]

R = TypeVar("R")


class NewJiraConnection(Connection, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A project of a Jira to connect to, under a name, with the token of the account that writes there."""

    name: Name
    token: Token

    def __repr__(self) -> str:
        return _without_token(self)

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return _shown(self)


class JiraConnectionChange(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What to change of a connection (JSON merge patch); what is left out stays, the token too."""

    name: Name | UnsetType = UNSET
    site: Address | UnsetType = UNSET
    email: str | UnsetType = UNSET
    project: str | UnsetType = UNSET
    scoped: bool | UnsetType = UNSET
    cloud_id: str | UnsetType | None = UNSET
    gateway: Address | UnsetType = UNSET
    mapping: Mapping | UnsetType = UNSET
    token: Token | UnsetType = UNSET

    def __repr__(self) -> str:
        return _without_token(self)

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return _shown(self)


def _shown(given: Struct) -> list[tuple[str, Any]]:
    """Return the fields of something as they may be printed."""
    fields = [(name, getattr(given, name)) for name in given.__struct_fields__]
    return [(name, "…" if name == "token" else value) for name, value in fields if value is not UNSET]


def _without_token(given: Struct) -> str:
    return f"{type(given).__name__}({', '.join(f'{name}={value!r}' for name, value in _shown(given))})"


class JiraConnection(Struct, frozen=True):
    """A connection as it is known afterwards; ``version`` counts its changes and is its ETag."""

    id: str
    name: str
    site: str
    email: str
    project: str
    scoped: bool
    cloud_id: str | None
    gateway: str
    mapping: Mapping
    token_set_at: datetime
    version: int
    created_at: datetime
    updated_at: datetime


class JiraConnectionPage(Struct, frozen=True):
    """Some connections; ``next`` is the cursor of those that follow, null at the end."""

    items: tuple[JiraConnection, ...]
    next: str | None


class NewPreflight(Struct, frozen=True, forbid_unknown_fields=True):
    """What to judge a project by besides its mapping: a plan, by its id; what of it cannot be written is counted."""

    plan: Name | None = None


class NewDiff(Struct, frozen=True, forbid_unknown_fields=True):
    """What a plan is to be compared with, and how conflicts are settled: by the ids of changes, who wins.

    ``roadmap`` is what the plan is called in Jira; left out: as the mapping says, else as its request is named.
    """

    connection: Name
    roadmap: Slug | None = None
    settled: dict[ChangeId, Take] = {}


class NewApply(Struct, frozen=True, forbid_unknown_fields=True):
    """Which change set is to be carried out: the hash of one that a diff, or a refusal, has shown."""

    connection: Name
    hash: Hash


class NewPull(Struct, frozen=True, forbid_unknown_fields=True):
    """From where to read what happened: since the last time, or with ``full`` altogether."""

    connection: Name
    roadmap: Slug | None = None
    full: bool = False


class Preflight(Struct, frozen=True):
    """What can be written to a project: nothing unless ``ready``; ``findings`` say what cannot be, and why.

    ``components`` holds the names of components by function; ``quarter`` is the form in which quarters are written.
    """

    ready: bool
    account: str
    time_zone: str
    project: str
    kinds: dict[Kind, KindFields]
    link: LinkType | None
    quarter: Literal["version", "label", "none"]
    may_add_versions: bool
    components: dict[str, str]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, can: Capabilities) -> "Preflight":
        """Return what was found out as it is sent."""
        return cls(
            ready=can.ready,
            account=can.account,
            time_zone=can.time_zone,
            project=can.project_key,
            kinds=can.kinds,
            link=can.link,
            quarter=can.quarter,
            may_add_versions=can.may_add_versions,
            components=can.component_names,
            findings=can.findings,
        )


RESULTS: dict[Action, Any] = {"preflight": Preflight, "diff": ChangeSet, "apply": Outcome, "pull": Pulled}
"""What is the result of a run, by what was asked."""


class JiraAsked(Struct, frozen=True):
    """What was asked of a run: of a diff how conflicts are settled, of an apply the hash, of a pull whether all."""

    settled: dict[str, Take]
    hash: str | None
    full: bool


class JiraRun(Struct, Generic[R], frozen=True):
    """What was asked of a connection, and what it came to. ``status`` is its job's.

    ``result`` is null until there is one, and of the type that ``RESULTS`` names. ``plan`` and ``roadmap`` are null
    where a preflight knows of no plan.
    """

    id: str
    action: Action
    connection: str
    plan: str | None
    roadmap: str | None
    asked: JiraAsked
    status: State
    result: R | None
    created_at: datetime
    job: str


class JiraRunSummary(Struct, frozen=True):
    """A run in a list. ``state`` is its job's."""

    id: str
    action: Action
    connection: str
    plan: str | None
    roadmap: str | None
    state: State
    created_at: datetime
    job: str


class JiraRunPage(Struct, frozen=True):
    """Some runs; ``next`` is the cursor of those that follow, null at the end."""

    items: tuple[JiraRunSummary, ...]
    next: str | None


class JiraAudit(Struct, frozen=True):
    """One field that was written to Jira, or tried to be: by which run and whom, of what to what, and Jira's answer.

    ``run`` is that of an ``Outcome``, ``issue`` the key of then. ``status`` is null where the answer was lost and the
    write was found done afterwards.
    """

    number: int
    roadmap: str
    at: datetime
    run: str
    actor: str
    operation: str
    node: str
    issue: str | None
    field: str | None
    before: Any
    after: Any
    status: int | None


class JiraAuditPage(Struct, frozen=True):
    """Some rows of an audit, oldest first; ``next`` is the cursor of those that follow, null at the end."""

    items: tuple[JiraAudit, ...]
    next: str | None
