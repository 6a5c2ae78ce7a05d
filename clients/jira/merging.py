"""The three-way merge of one field: what was agreed, what the plan says now, what Jira says now.

``clients.jira.diffing`` asks it field by field. Pure, and the one place where it is decided whether a person's edit may
be overwritten: never, unless a policy or a person says so.
"""

import hashlib
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from clients.jira.book import Agreed
from clients.jira.changes import Take
from clients.jira.mapping import Policy

Verdict = Literal["same", "update", "kept", "conflict", "accept"]


class Side(Struct, frozen=True):
    """The three values of a field. ``sent`` is the digest of what Jira was last sent, where only that is known."""

    agreed: Agreed | None
    sent: str | None
    mine: Any
    theirs: Any

    @property
    def base(self) -> Any:
        """What Jira said when both last agreed; None where that is not known."""
        return self.agreed.theirs if self.agreed is not None else None

    @property
    def plan_moved(self) -> bool:
        """Whether the plan says something else than it did."""
        if self.agreed is not None:
            return bool(self.mine != self.agreed.mine)
        return self.sent is None or digest(self.mine) != self.sent

    @property
    def jira_moved(self) -> bool:
        """Whether somebody changed the field in Jira; where nothing is known of it, whether there is anything in it."""
        if self.agreed is not None:
            return bool(self.theirs != self.agreed.theirs)
        if self.sent is not None:
            return digest(self.theirs) != self.sent
        return self.theirs not in (None, "", [])

    @property
    def both_moved(self) -> bool:
        """Whether plan and Jira have changed, and differ."""
        return self.plan_moved and self.jira_moved and bool(self.theirs != self.mine)


class Ruling(Struct, frozen=True):
    """What becomes of a field, by which policy, and why."""

    verdict: Verdict
    policy: Policy | None
    reason: str


def merge(side: Side, policy: Policy, settled: Take | None, *, newer: Take | None) -> Ruling:
    """Decide on a field; ``newer`` is who changed it last, where the policy asks for it, both did, and it is known."""
    if side.theirs == side.mine or not (side.jira_moved or side.plan_moved):
        return Ruling("same", None, "")  # or it was settled for Jira, and nothing has happened since
    if not side.jira_moved:
        return Ruling("update", None, "the plan changed")
    if settled is not None:
        return _by(settled, policy, "it was settled so", accept=side.plan_moved)
    take: Policy | None = policy
    if policy == "newest":
        take = newer if side.plan_moved else "jira"
    if take in ("plan", "jira"):
        why = f"policy: {policy}" if policy != "newest" else f"policy: newest, which is {take}'s"
        return _by(take, policy, why, accept=False)
    if side.plan_moved:
        return Ruling("conflict", "ask", "both changed: settle it")
    return Ruling("kept", None, "changed in Jira; the plan did not change")


def _by(take: Take, policy: Policy, why: str, *, accept: bool) -> Ruling:
    if take == "plan":
        return Ruling("update", policy, why)
    return Ruling("accept" if accept else "kept", policy, why)


def digest(value: Any) -> str:
    """Return a short digest of a value, which stands in an issue's property as what was last sent."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()[:12]


def newer_of(plan_changed: datetime | None, jira_changed: datetime | None) -> Take | None:
    """Return who changed a field last; None where it is not known."""
    if plan_changed is None or jira_changed is None:
        return None
    return "plan" if plan_changed > jira_changed else "jira"
