"""What all writing of a change set shares: the line, the ledger, the plan, and what could not be done.

``clients.jira.applying`` makes it; those who create, edit and end issues write through it. It decides nothing.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from clients.jira import issues as reading
from clients.jira.book import Book
from clients.jira.changes import Change
from clients.jira.diffing import Comparison, Wish
from clients.jira.issues import Issue
from clients.jira.ledger import Audit
from clients.jira.operations import Call
from clients.jira.preflight import Capabilities
from clients.jira.wire import Denied, Rejected, Unknown, Wire

ROUNDS = 3
"""How often something whose answer was lost is sent again, once it is certain that it was not done."""


class Undone(Struct, frozen=True):
    """A change that was not made, and why. ``moved``: a person was there in the meantime; else Jira refused it."""

    change: str
    issue: str | None
    reason: Literal["moved", "refused", "waits"]
    detail: str


class Work:
    """One carrying out of a change set."""

    def __init__(self, wire: Wire, book: Book, can: Capabilities, wish: Wish, comparison: Comparison, run: str) -> None:
        self.wire, self.book, self.can, self.wish = wire, book, can, wish
        self.nodes, self.values = comparison.nodes, comparison.values
        self.run = run
        self.versions = dict(can.versions)
        self.undone: list[Undone] = []

    def id(self, node: str) -> str | None:
        """Return the id of a node's issue, where it has one."""
        entry = self.book.nodes.get(node)
        return entry.issue if entry is not None and entry.state == "bound" else None

    def ids(self) -> dict[str, str]:
        """Return the ids of all issues by their nodes."""
        return {node: entry.issue for node, entry in self.book.nodes.items() if entry.state == "bound" and entry.issue}

    def read(self, node: str) -> Issue | None:
        """Return a node's issue as it is now, from the store; None where it has none, or it is gone."""
        issue_id = self.id(node)
        if issue_id is None:
            return None
        fields = reading.fields_to_read(self.can)
        found = reading.fetch(self.wire, [issue_id], fields) or reading.fetch_left_out(self.wire, [issue_id], fields)
        return found.get(issue_id)

    def here(self, change: Change) -> Issue | None:
        """Return the issue of something that left the plan; None where it is no longer there, or no longer ours."""
        issue = self.read(change.node or "")
        if issue is not None and issue.project != self.can.project_id:
            self.undone.append(Undone(change.id, change.issue, "moved", "its issue was moved to another project"))
            return None
        return issue

    def refused(self, changes: Iterable[Change], rejected: Rejected) -> None:
        """Take down that Jira refused changes, and why."""
        self.undone += [Undone(one.id, one.issue, "refused", str(rejected)) for one in changes]
        self.book.note([self.audit(one, rejected.status) for one in changes])

    def lost(self, changes: Iterable[Change]) -> None:
        """Take down that nobody knows of changes whether they were made."""
        detail = "its answer was lost again and again; run the same again"
        self.undone += [Undone(one.id, one.issue, "waits", detail) for one in changes]

    def audit(self, change: Change, status: int | None) -> Audit:
        """Return the row of the audit for a change."""
        at, node = self.wire.clock.now(), change.node or ""
        return Audit(
            at, self.run, self.can.account, change.operation, node, change.issue, change.field, change.theirs,
            change.mine, status,
        )  # fmt: skip

    def audits(self, change: Change, status: int | None, key: str | None = None) -> list[Audit]:
        """Return a row for each field of an issue that was created."""
        at, node = self.wire.clock.now(), change.node or ""
        issue = key or self.book.nodes[node].key
        return [
            Audit(at, self.run, self.can.account, "create", node, issue, field, None, value, status)
            for field, value in change.mine.items()
        ]

    def simply(self, change: Change, call: Call) -> bool:
        """Send what does no harm when it was done before; return whether it is done now."""
        try:
            reply = self.wire.send(call)
        except Unknown:
            self.lost([change])
            return False
        except Denied:
            raise
        except Rejected as rejected:
            if rejected.status == 404:
                return True
            self.refused([change], rejected)
            return False
        self.book.note([self.audit(change, reply.status)])
        return True
