"""Edits that people made between the last look at an issue and the write to it: found afterwards, and given back.

Jira takes the last word of whoever writes last and knows no condition on a write, so that nobody can stand in that
moment; but its history tells afterwards. ``clients.jira.applying`` notes what it wrote and asks here once, at the end.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct

from clients.jira.changes import Change
from clients.jira.history import Step, moment, read_history
from clients.jira.issues import Issue
from clients.jira.wire import Wire

SPOKEN = ("summary",)
DATED = ("start", "due")


class Written(Struct, frozen=True):
    """A change as it was written: to which field of Jira, and when the issue had last been changed at the last look."""

    change: Change
    issue: str
    jira_field: str
    looked_at: datetime


class Overlap(Struct, frozen=True):
    """A person's edit that a write went over: what they said, and whether history tells it whole (``known``)."""

    written: Written
    theirs: Any
    known: bool


def written_to(issue: Issue, change: Change, jira_field: str) -> Written | None:
    """Return what is to be remembered of a write; None where Jira does not say when the issue was changed."""
    looked_at = moment(issue.fields.get("updated"))
    return Written(change, issue.id, jira_field, looked_at) if looked_at is not None else None


def overlaps(wire: Wire, written: list[Written], account: str) -> list[Overlap]:
    """Return the edits that these writes, of an account, went over: more was done after the look than the one write.

    Where a policy, or who settled it, wanted the plan's word whatever Jira says, nothing was lost by it.
    """
    asked = [
        one for one in written if one.change.policy != "plan" and not one.change.reason.startswith("it was settled")
    ]
    if not asked:
        return []
    steps = read_history(wire, sorted({one.issue for one in asked}), sorted({one.jira_field for one in asked}))
    return [found for one in asked if (found := _overlap(one, steps, account)) is not None]


def _overlap(written: Written, steps: list[Step], account: str) -> Overlap | None:
    own = [one for one in steps if (one.issue, one.field) == (written.issue, written.jira_field)]
    since = [one for one in own if one.at > written.looked_at]
    field, mine = written.change.field, written.change.mine
    known = field in (*SPOKEN, *DATED)
    if len(since) < 2 or not (_said(since[-1], field) == mine if known else since[-1].author == account):
        return None  # only the write itself, or somebody has had the last word since
    return Overlap(written, _said(since[-2], field), known)


def _said(step: Step, field: str | None) -> Any:
    """Return what a field said after a step, where history tells it in the words of the field."""
    if field in DATED:
        return (step.after or step.after_text or "")[:10] or None
    return step.after_text
