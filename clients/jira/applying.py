"""The writing of a change set, request by request: every answer is kept before the next request is sent.

Called by ``clients.jira.sync`` with a comparison that says what is still to be done. Whatever ends it, a kill, a lost
answer, a quota, what was written is known or can be found out, and the same change set can be gone on with.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Literal

from msgspec import Struct

from clients.jira import issues as reading
from clients.jira import operations
from clients.jira.answers import Garbled, failures, loosely, record, records, word
from clients.jira.book import Agreed, Book, Entry
from clients.jira.changes import Change, ChangeSet, Write
from clients.jira.diffing import Comparison, Wish
from clients.jira.doubt import Doubt
from clients.jira.issues import Issue
from clients.jira.ledger import Audit
from clients.jira.mapping import FieldName
from clients.jira.operations import Call
from clients.jira.pace import Cancelled
from clients.jira.preflight import Capabilities
from clients.jira.site import read_versions
from clients.jira.wire import Denied, Parked, Rejected, Reply, Unknown, Unreachable, Wire

ROUNDS = 3
"""How often something whose answer was lost is sent again, once it is certain that it was not done."""


class Undone(Struct, frozen=True):
    """A change that was not made, and why. ``moved``: a person was there in the meantime; else Jira refused it."""

    change: str
    issue: str | None
    reason: Literal["moved", "refused", "waits"]
    detail: str


class Progress(Struct, frozen=True):
    """How far an apply is, in requests that write."""

    done: int
    of: int
    said: str


Tell = Callable[[Progress], None]


class _Nothing(Exception):
    """There is nothing left to send."""


class Applying:
    """The carrying out of one change set."""

    def __init__(self, wire: Wire, book: Book, can: Capabilities, wish: Wish, comparison: Comparison, run: str) -> None:
        self._wire, self._book, self._can, self._wish = wire, book, can, wish
        self._nodes, self._values = comparison.nodes, comparison.values
        self._run = run
        self._versions = dict(can.versions)
        self._changes: dict[str, Change] = {}
        self.undone: list[Undone] = []

    def carry_out(self, change_set: ChangeSet, tell: Tell | None = None) -> None:
        """Do all of it; what could not be done stands in ``undone``. Raises what ``Wire.send`` raises."""
        self._changes = {one.id: one for one in change_set.changes}
        self._accept(one for one in change_set.changes if one.operation == "accept")
        # Should the process end between a link and its record, it is known that the link is the plan's.
        self._book.keep_links(
            [one.id.removeprefix("link ") for one in change_set.changes if one.operation == "link"], "asked"
        )
        steps: dict[str, Callable[[list[Change]], None]] = {
            "version": self._add_version, "create": self._create, "edit": self._edit, "link": self._link,
            "unlink": self._unlink, "close": self._close, "delete": self._delete,
        }  # fmt: skip
        for place, write in enumerate(change_set.writes):
            if tell is not None:
                tell(Progress(place, len(change_set.writes), _said(write)))
            steps[write.operation]([self._changes[one] for one in write.changes])
        if tell is not None:
            tell(Progress(len(change_set.writes), len(change_set.writes), "done"))

    # Versions

    def _add_version(self, changes: list[Change]) -> None:
        (change,) = changes
        version = next(one for one in self._wish.wanted.versions if one.name == change.mine["name"])
        for _ in range(ROUNDS):
            try:
                reply = self._wire.send(operations.add_version(self._can.project_id, version))
            except Unknown:
                # Names are unique in a project: the list, which does not lag, says what became of it.
                self._versions |= read_versions(self._wire, self._can.project_key)
                if version.name in self._versions:
                    self._book.note([self._audit(change, None)])
                    return
            except Denied:
                raise
            except Rejected as rejected:
                self._versions |= read_versions(self._wire, self._can.project_key)
                if version.name not in self._versions:
                    self._refused([change], rejected)
                return
            else:
                self._versions[version.name] = word(loosely(reply.body), "id", f"the version {version.name}")
                self._book.note([self._audit(change, reply.status)])
                return
        self._lost([change])

    # Creates

    def _create(self, changes: list[Change]) -> None:
        """Create issues in one request; after a lost answer look until it is known which of them are there."""
        waiting = {change.node or "": change for change in changes}
        for _ in range(ROUNDS):
            waiting = {node: change for node, change in waiting.items() if self._may_be_created(change)}
            if not waiting:
                return
            self._ask(waiting)
            call = self._create_call(waiting)
            try:
                self._created(list(waiting.values()), self._wire.send(call, partial(self._ask_again, waiting, call)))
            except Unknown:
                self._ask(waiting)  # Jira may be at work still: it has its time from now on
                Doubt(self._wire, self._book, self._can, self._wish.wanted.roadmap, self._wish.mapping).settle()
                there = [change for node, change in waiting.items() if node in self._book.nodes]
                self._book.note([audit for change in there for audit in self._audits(change, None)])
                waiting = {node: change for node, change in waiting.items() if node not in self._book.nodes}
            except Denied:
                self._book.forget_nodes(waiting)
                raise
            except Rejected as rejected:
                self._not_created(list(waiting.values()), rejected)
                return
            except BaseException as error:
                if _was_not_sent(error):
                    self._book.forget_nodes(waiting)
                raise
            else:
                return
        self._lost(waiting.values())

    def _may_be_created(self, change: Change) -> bool:
        """Say whether what an issue needs is there: its parent, and its version."""
        parent = change.mine.get("parent")
        if parent is not None and self._id(parent) is None:
            self.undone.append(Undone(change.id, None, "waits", f"its parent {parent} is not there yet"))
            return False
        missing = [name for name in change.mine.get("quarter", ()) if name not in self._versions]
        if missing:
            self.undone.append(Undone(change.id, None, "waits", f"the version {missing[0]} is not there"))
        return not missing

    def _ask(self, changes: Mapping[str, Change]) -> None:
        """Write down what is about to be created, before it is sent."""
        at = self._wire.clock.now()
        asked = {}
        for node, change in changes.items():
            wanted = self._nodes[node]
            fields = {name: Agreed(value, value, at) for name, value in change.mine.items()}
            asked[node] = Entry("asked", wanted.level, wanted.summary, at, None, None, fields)
        self._book.keep_nodes(asked)

    def _ask_again(self, changes: Mapping[str, Change], call: Call) -> Call:
        """Write down that the same is sent once more: what was refused for a limit may have waited for long."""
        self._ask(changes)
        return call

    def _create_call(self, changes: Mapping[str, Change]) -> Call:
        ids = self._ids()
        made = [
            self._values.to_create(self._nodes[node], one.mine, ids, self._versions) for node, one in changes.items()
        ]
        return operations.create(made)

    def _created(self, changes: list[Change], reply: Reply) -> None:
        """Remember the issues that were created: the answer has them in order, without those that failed."""
        failed = failures(reply.body)
        try:
            made = [reading.issue_of(one) for one in records(loosely(reply.body).get("issues"), "what was created")]
        except Garbled as garbled:
            raise Unknown(operations.create([]), str(garbled)) from garbled
        if len(made) + len(failed) != len(changes) or not failed.keys() <= set(range(len(changes))):
            raise Unknown(operations.create([]), "Jira does not say which of the issues it created")
        entries: dict[str, Entry] = {}
        audits: list[Audit] = []
        gone: list[str] = []
        for place, change in enumerate(changes):
            node = change.node or ""
            if place in failed:
                gone.append(node)
                self.undone.append(Undone(change.id, None, "refused", failed[place]))
                continue
            issue = made.pop(0)
            before = self._book.nodes[node]
            entries[node] = Entry("bound", before.level, before.title, None, issue.id, issue.key, before.fields)
            audits += self._audits(change, reply.status, issue.key)
        self._book.keep_nodes(entries, audits)
        self._book.forget_nodes(gone)

    def _not_created(self, changes: list[Change], rejected: Rejected) -> None:
        self._book.forget_nodes([change.node or "" for change in changes])
        failed = failures(rejected.body)
        for place, change in enumerate(changes):
            self.undone.append(Undone(change.id, None, "refused", failed.get(place) or str(rejected)))

    # Edits

    def _edit(self, changes: list[Change]) -> None:
        """Change fields of one issue, each only if it still says what it said when it was compared."""
        node = changes[0].node or ""
        if node not in self._nodes:
            self._relabel(changes[0])
            return
        still = [one for one in changes if self._is_ready(one)]

        def look() -> Call:
            """Look once more, also before the same is sent again, as it may have waited for long."""
            nonlocal still
            issue = self._read(node)
            still = self._unmoved(still, issue)
            if issue is None or not still:
                raise _Nothing
            return self._edit_call(node, still, issue)

        for _ in range(ROUNDS):
            try:
                reply = self._wire.send(look(), look)
            except _Nothing:
                return
            except Unknown:
                continue  # read again: what is there now says what became of it
            except Denied:
                raise
            except Rejected as rejected:
                self._refused(still, rejected)
                return
            self._edited(node, still, reply.status)
            return
        self._lost(still)

    def _is_ready(self, change: Change) -> bool:
        """Say whether what a field will refer to is there."""
        lacking = None
        if change.field == "parent" and change.mine is not None and self._id(change.mine) is None:
            lacking = f"its parent {change.mine} is not there yet"
        elif change.field == "quarter":
            lacking = next(
                (f"the version {name} is not there" for name in change.mine if name not in self._versions), None
            )
        if lacking is not None:
            self.undone.append(Undone(change.id, change.issue, "waits", lacking))
        return lacking is None

    def _unmoved(self, changes: list[Change], issue: Issue | None) -> list[Change]:
        """Return the changes whose fields are as they were; those that are done already are remembered as done."""
        if issue is None or issue.project != self._can.project_id:
            what = "deleted" if issue is None else "moved to another project"
            self.undone += [Undone(one.id, one.issue, "moved", f"its issue was {what}") for one in changes]
            return []
        still: list[Change] = []
        for change in changes:
            now = self._now(change, issue)
            if change.field is None or now == change.theirs:
                still.append(change)
            elif now == change.mine:
                self._edited(change.node or "", [change], None)
            else:
                self.undone.append(Undone(change.id, change.issue, "moved", "somebody changed it in Jira meanwhile"))
        if all(change.field is None for change in still) and issue.mark is not None:
            return []  # adopted already
        return still

    def _now(self, change: Change, issue: Issue) -> Any:
        node = change.node or ""
        entry = self._book.nodes[node]
        agreed = entry.fields.get(change.field or "")
        if change.field is None:
            return None
        ids = {one.issue: name for name, one in self._book.nodes.items() if one.issue is not None}
        field: FieldName = change.field  # type: ignore[assignment]
        return self._values.theirs(self._nodes[node], issue, field, agreed.mine if agreed else None, ids)

    def _edit_call(self, node: str, changes: list[Change], issue: Issue) -> Call:
        changed: dict[FieldName, tuple[Any, Any]] = {
            one.field: (one.theirs, one.mine)  # type: ignore[misc]
            for one in changes
            if one.field is not None
        }
        fields, update = self._values.to_edit(self._nodes[node], changed, issue, self._ids(), self._versions)
        known = self._book.nodes[node].fields.items()
        said = {name: agreed.theirs for name, agreed in known if agreed.mine == agreed.theirs}
        said |= {one.field: one.mine for one in changes if one.field is not None}
        return operations.edit(issue.id, fields, update, [self._values.mark(node, said, issue.mark)])

    def _edited(self, node: str, changes: list[Change], status: int | None) -> None:
        mine = self._values.mine(self._nodes[node])
        values = {one.field: (mine[one.field], one.mine) for one in changes if one.field is not None}  # type: ignore[index]
        audits = [self._audit(one, status) for one in changes if one.field is not None or one.operation == "adopt"]
        self._book.agree(node, values, self._wire.clock.now(), audits)

    def _relabel(self, change: Change) -> None:
        """Put a label on the issue of an activity that is no longer in the plan."""
        issue = self._here(change)
        if issue is None or set(change.mine) <= issue.labels:
            return
        update = {"labels": [{"add": one} for one in change.mine]}
        self._simply(change, operations.edit(issue.id, {}, update, []))

    def _accept(self, changes: Iterable[Change]) -> None:
        """Remember what was settled for Jira: it is no conflict any more until one of the two moves again."""
        for one in changes:
            self._book.agree(one.node or "", {one.field or "": (one.mine, one.theirs)}, self._wire.clock.now())

    # Links, and the ends of issues

    def _link(self, changes: list[Change]) -> None:
        (change,) = changes
        ends = [self._id(change.mine[end]) for end in ("blocker", "blocked")]
        key = change.id.removeprefix("link ")
        if None in ends:
            self.undone.append(Undone(change.id, None, "waits", "one of its ends is not there yet"))
            return
        assert self._can.link is not None
        try:
            reply = self._wire.send(operations.link(self._can.link, ends[0] or "", ends[1] or ""))
        except Denied:
            raise
        except Rejected as rejected:
            self._refused([change], rejected)
        else:
            self._book.keep_links([key], "made", [self._audit(change, reply.status)])

    def _unlink(self, changes: list[Change]) -> None:
        (change,) = changes
        if self._simply(change, operations.unlink(change.theirs)):
            self._book.keep_links([change.id.removeprefix("link ")], None)

    def _close(self, changes: list[Change]) -> None:
        """Move the issue of an activity that is no longer in the plan to where work ends that was given up."""
        (change,) = changes
        issue = self._here(change)
        if issue is None or issue.category == "done":
            return
        body = record(self._wire.send(operations.transitions(issue.id)).body, "where it can go")
        offered = {
            word(loosely(one.get("to")), "name", "a transition").casefold(): word(one, "id", "a transition")
            for one in records(body.get("transitions"), "where it can go")
        }
        mapping = self._wish.mapping
        wanted = [mapping.closing] if mapping.closing is not None else mapping.cancelled
        found = next((offered[name.casefold()] for name in wanted if name.casefold() in offered), None)
        if found is None:
            there = ", ".join(sorted(offered)) or "nowhere"
            detail = f"its workflow leads from here to {there}: name one under mapping.closing"
            self.undone.append(Undone(change.id, change.issue, "refused", detail))
            return
        self._simply(change, operations.move(issue.id, found))

    def _delete(self, changes: list[Change]) -> None:
        (change,) = changes
        issue = self._here(change)
        if issue is not None and self._simply(change, operations.delete(issue.id)):
            self._book.forget_nodes([change.node or ""])

    def _simply(self, change: Change, call: Call) -> bool:
        """Send what does no harm when it was done before; return whether it is done now."""
        try:
            reply = self._wire.send(call)
        except Unknown:
            self._lost([change])
            return False
        except Denied:
            raise
        except Rejected as rejected:
            if rejected.status == 404:
                return True
            self._refused([change], rejected)
            return False
        self._book.note([self._audit(change, reply.status)])
        return True

    # What all of them need

    def _id(self, node: str) -> str | None:
        entry = self._book.nodes.get(node)
        return entry.issue if entry is not None and entry.state == "bound" else None

    def _ids(self) -> dict[str, str]:
        return {node: entry.issue for node, entry in self._book.nodes.items() if entry.state == "bound" and entry.issue}

    def _read(self, node: str) -> Issue | None:
        issue_id = self._id(node)
        if issue_id is None:
            return None
        fields = reading.fields_to_read(self._can)
        found = reading.fetch(self._wire, [issue_id], fields) or reading.fetch_left_out(self._wire, [issue_id], fields)
        return found.get(issue_id)

    def _here(self, change: Change) -> Issue | None:
        """Return the issue of something that left the plan; None where it is no longer there, or no longer ours."""
        issue = self._read(change.node or "")
        if issue is not None and issue.project != self._can.project_id:
            self.undone.append(Undone(change.id, change.issue, "moved", "its issue was moved to another project"))
            return None
        return issue

    def _refused(self, changes: Iterable[Change], rejected: Rejected) -> None:
        self.undone += [Undone(one.id, one.issue, "refused", str(rejected)) for one in changes]
        self._book.note([self._audit(one, rejected.status) for one in changes])

    def _lost(self, changes: Iterable[Change]) -> None:
        detail = "its answer was lost again and again; run the same again"
        self.undone += [Undone(one.id, one.issue, "waits", detail) for one in changes]

    def _audit(self, change: Change, status: int | None) -> Audit:
        at, node = self._wire.clock.now(), change.node or ""
        return Audit(
            at, self._run, self._can.account, change.operation, node, change.issue, change.field, change.theirs,
            change.mine, status,
        )  # fmt: skip

    def _audits(self, change: Change, status: int | None, key: str | None = None) -> list[Audit]:
        """Return a row for each field of an issue that was created."""
        at, node = self._wire.clock.now(), change.node or ""
        issue = key or self._book.nodes[node].key
        return [
            Audit(at, self._run, self._can.account, "create", node, issue, field, None, value, status)
            for field, value in change.mine.items()
        ]


def _was_not_sent(error: BaseException) -> bool:
    """Say whether Jira began nothing: a limit refuses before the work, and nobody was there to ask."""
    return isinstance(error, Cancelled | Parked | Unreachable)


def _said(write: Write) -> str:
    count = len(write.changes)
    match write.operation:
        case "create":
            return f"creating {count} issue{'s' if count > 1 else ''}"
        case "edit":
            return f"changing {write.changes[0].rpartition(':')[0]}"
        case _:
            return write.changes[0]
