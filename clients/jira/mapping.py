"""How a plan becomes issues: which types, fields, links and labels, and who wins where both sides moved.

Data with good defaults, in one file that people may change; nothing here names an id of a site. What a site has is
found out by ``clients.jira.preflight``; what is wanted of it by ``clients.jira.wanted``.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Policy = Literal["ask", "plan", "jira", "newest"]
"""Who wins where a person changed a field that the plan writes; ``ask``: nobody, until it is settled."""

FieldName = Literal[
    "summary", "description", "parent", "start", "due", "quarter", "function", "labels", "assignee"
]  # fmt: skip
"""The fields of an issue that a plan writes, in the words of the sync; which of Jira's each is, the site decides."""

Kind = Literal["phase", "action", "governance", "gate"]

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$")]
Word = Annotated[str, Meta(min_length=1, max_length=255)]
Label = Annotated[str, Meta(pattern=r"^\S{1,255}$")]


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """What every part of a mapping has in common: frozen, no unknown keys."""


class Types(Part, frozen=True):
    """The issue type of each kind, by name or id; None: by its level in the hierarchy, never by its name alone."""

    phase: Word | None = None
    action: Word | None = None
    governance: Word | None = None
    gate: Word | None = None


class Dates(Part, frozen=True):
    """The fields that dates are written to, by name or id; None: as the site has them; ``none``: not at all."""

    start: Word | None = None
    due: Word | None = None


class Policies(Part, frozen=True):
    """Who wins, field by field; a field without a policy of its own has the ``default``."""

    default: Policy = "ask"
    summary: Policy | None = None
    description: Policy | None = None
    parent: Policy | None = None
    start: Policy | None = None
    due: Policy | None = None
    quarter: Policy | None = None
    function: Policy | None = None
    labels: Policy | None = None
    assignee: Policy | None = None

    def of(self, field: FieldName) -> Policy:
        """Return the policy of a field."""
        own: Policy | None = getattr(self, field)
        return own or self.default


class Mapping(Part, frozen=True):
    """How a plan becomes issues.

    ``roadmap`` names the plan in Jira for as long as it lives, through every re-plan; None: the name of its request.
    ``parents``: what the issues above the activities stand for. ``assignees``: the account id of each accountable
    role; a role that is not named assigns nobody. ``removed``: what becomes of the issue of an activity that is no
    longer in the plan. ``recreate``: whether an issue that was deleted in Jira is made again. ``closing``: the status
    that ``removed: close`` moves to, None: the first of those ``cancelled`` that the workflow offers. ``cancelled``:
    statuses and resolutions of work that was given up, not finished. ``settle_s``: how many seconds a create may still
    be under way whose answer was lost; after them one that is nowhere, in the search or the store, is sent again.
    """

    roadmap: Slug | None = None
    types: Types = Types()
    parents: Literal["phase", "level", "none"] = "phase"
    dates: Dates = Dates()
    quarter: Literal["version", "label", "none"] = "version"
    function: Literal["auto", "component", "label", "none"] = "auto"
    link: Word | None = None
    labels: tuple[Label, ...] = ()
    assignees: dict[str, Word] = {}
    policies: Policies = Policies()
    removed: Literal["keep", "label", "close", "delete"] = "keep"
    recreate: bool = False
    closing: Word | None = None
    cancelled: tuple[Word, ...] = (
        "Cancelled", "Canceled", "Won't Do", "Won't Fix", "Declined", "Rejected", "Abandoned", "Duplicate",
    )  # fmt: skip
    settle_s: Annotated[int, Meta(ge=1, le=3600)] = 60
