"""The edits of a change set: each field is written only if it still says what it said when it was compared.

Called by ``clients.jira.applying``. An issue is looked at right before it is written to, also when the write had to
wait; what people did in between all the same is found afterwards, and given back.
"""

from typing import Any

from msgspec.structs import replace

from clients.jira import operations
from clients.jira.changes import Change
from clients.jira.issues import Issue
from clients.jira.mapping import FieldName
from clients.jira.operations import Call
from clients.jira.overlaps import Overlap, Written, overlaps, written_to
from clients.jira.wire import Denied, Rejected, Unknown
from clients.jira.work import ROUNDS, Undone, Work


class _Nothing(Exception):
    """There is nothing left to send."""


class Editing:
    """The editing of issues, one in a request."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._written: list[Written] = []

    def edit(self, changes: list[Change]) -> None:
        """Change fields of one issue, each only if it still says what it said when it was compared."""
        node = changes[0].node or ""
        still = [one for one in changes if self._is_ready(one)]
        looked_at: list[Issue] = []

        def look() -> Call:
            """Look once more, also before the same is sent again, as it may have waited for long."""
            nonlocal still
            issue = self._work.read(node)
            still = self._unmoved(still, issue)
            if issue is None or not still:
                raise _Nothing
            looked_at.append(issue)
            return self._edit_call(node, still, issue)

        for _ in range(ROUNDS):
            try:
                reply = self._work.wire.send(look(), look)
            except _Nothing:
                return
            except Unknown:
                continue  # read again: what is there now says what became of it
            except Denied:
                raise
            except Rejected as rejected:
                self._work.refused(still, rejected)
                return
            self._remember(node, still, looked_at[-1])
            self._edited(node, still, reply.status)
            return
        self._work.lost(still)

    def give_back(self) -> None:
        """Find the edits of people that a write went over in the moment after the last look, and put them back.

        What history does not tell whole, a description, is told. The next comparison finds a conflict.
        """
        work = self._work
        for one in overlaps(work.wire, self._written, work.can.account_id):
            change = one.written.change
            detail = "somebody changed it at the same moment; what they wrote stands in the history of the issue"
            if one.known and self._put_back(one):
                detail = "somebody changed it at the same moment; theirs was put back"
            work.undone.append(Undone(change.id, change.issue, "moved", detail))

    def _put_back(self, overlap: Overlap) -> bool:
        """Write a person's edit again; say whether it stands. The write it takes back is agreed on no more."""
        work, written = self._work, overlap.written
        change = written.change
        node = change.node or ""
        work.book.agree(node, {change.field or "": (change.base, change.theirs)}, work.wire.clock.now())
        back = replace(change, operation="update", theirs=change.mine, mine=overlap.theirs, reason="a person's edit")
        try:
            reply = work.wire.send(operations.edit(written.issue, {written.jira_field: overlap.theirs}, {}, []))
        except Denied:
            raise
        except (Rejected, Unknown):
            return False
        work.book.note([work.audit(back, reply.status)])
        return True

    def _remember(self, node: str, changes: list[Change], issue: Issue) -> None:
        """Remember what was written, to find out whether somebody else did at the same moment."""
        fields = self._work.can.kinds[self._work.nodes[node].kind].fields
        for one in changes:
            if one.field is not None and one.field not in ("labels", "quarter", "function"):
                field: FieldName = one.field  # type: ignore[assignment]
                written = written_to(issue, one, fields[field])
                self._written += [written] if written is not None else []

    def _is_ready(self, change: Change) -> bool:
        """Say whether what a field will refer to is there."""
        lacking = None
        if change.field == "parent" and change.mine is not None and self._work.id(change.mine) is None:
            lacking = f"its parent {change.mine} is not there yet"
        elif change.field == "quarter":
            lacking = next(
                (f"the version {name} is not there" for name in change.mine if name not in self._work.versions), None
            )
        if lacking is not None:
            self._work.undone.append(Undone(change.id, change.issue, "waits", lacking))
        return lacking is None

    def _unmoved(self, changes: list[Change], issue: Issue | None) -> list[Change]:
        """Return the changes whose fields are as they were; those that are done already are remembered as done."""
        if issue is None or issue.project != self._work.can.project_id:
            what = "deleted" if issue is None else "moved to another project"
            self._work.undone += [Undone(one.id, one.issue, "moved", f"its issue was {what}") for one in changes]
            return []
        still: list[Change] = []
        for change in changes:
            now = self._now(change, issue)
            if change.field is None or now == change.theirs:
                still.append(change)
            elif now == change.mine:
                self._edited(change.node or "", [change], None)
            else:
                self._work.undone.append(
                    Undone(change.id, change.issue, "moved", "somebody changed it in Jira meanwhile")
                )
        if all(change.field is None for change in still) and issue.mark is not None:
            return []  # adopted already
        return still

    def _now(self, change: Change, issue: Issue) -> Any:
        node = change.node or ""
        entry = self._work.book.nodes[node]
        agreed = entry.fields.get(change.field or "")
        if change.field is None:
            return None
        ids = {one.issue: name for name, one in self._work.book.nodes.items() if one.issue is not None}
        field: FieldName = change.field  # type: ignore[assignment]
        return self._work.values.theirs(self._work.nodes[node], issue, field, agreed.mine if agreed else None, ids)

    def _edit_call(self, node: str, changes: list[Change], issue: Issue) -> Call:
        changed: dict[FieldName, tuple[Any, Any]] = {
            one.field: (one.theirs, one.mine)  # type: ignore[misc]
            for one in changes
            if one.field is not None
        }
        fields, update = self._work.values.to_edit(
            self._work.nodes[node], changed, issue, self._work.ids(), self._work.versions
        )
        known = self._work.book.nodes[node].fields.items()
        said = {name: agreed.theirs for name, agreed in known if agreed.mine == agreed.theirs}
        said |= {one.field: one.mine for one in changes if one.field is not None}
        return operations.edit(issue.id, fields, update, [self._work.values.mark(node, said, issue.mark)])

    def _edited(self, node: str, changes: list[Change], status: int | None) -> None:
        mine = self._work.values.mine(self._work.nodes[node])
        values = {one.field: (mine[one.field], one.mine) for one in changes if one.field is not None}  # type: ignore[index]
        audits = [self._work.audit(one, status) for one in changes if one.field is not None or one.operation == "adopt"]
        self._work.book.agree(node, values, self._work.wire.clock.now(), audits)
