"""The writing of a change set, request by request: every answer is kept before the next request is sent.

Called by ``clients.jira.sync`` with a comparison that says what is still to be done. Whatever ends it, a kill, a lost
answer, a quota, what was written is known or can be found out, and the same change set can be gone on with.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from clients.jira import operations
from clients.jira.answers import loosely, record, records, word
from clients.jira.changes import Change, ChangeSet, Write
from clients.jira.creating import Creating
from clients.jira.editing import Editing
from clients.jira.site import read_versions
from clients.jira.wire import Denied, Rejected, Unknown
from clients.jira.work import ROUNDS, Undone, Work


class Progress(Struct, frozen=True):
    """How far an apply is, in requests that write."""

    done: int
    of: int
    said: str


Tell = Callable[[Progress], None]


class Applying:
    """The carrying out of one change set."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._creating, self._editing = Creating(work), Editing(work)
        self._changes: dict[str, Change] = {}

    def carry_out(self, change_set: ChangeSet, tell: Tell | None = None) -> None:
        """Do all of it; what could not be done stands in ``undone``. Raises what ``Wire.send`` raises."""
        self._changes = {one.id: one for one in change_set.changes}
        self._accept(one for one in change_set.changes if one.operation == "accept")
        # Should the process end between a link and its record, it is known that the link is the plan's.
        self._work.book.keep_links(
            [one.id.removeprefix("link ") for one in change_set.changes if one.operation == "link"], "asked"
        )
        steps: dict[str, Callable[[list[Change]], None]] = {
            "version": self._add_version, "create": self._creating.create, "edit": self._edit, "link": self._link,
            "unlink": self._unlink, "close": self._close, "delete": self._delete,
        }  # fmt: skip
        for place, write in enumerate(change_set.writes):
            if tell is not None:
                tell(Progress(place, len(change_set.writes), _said(write)))
            steps[write.operation]([self._changes[one] for one in write.changes])
        self._editing.give_back()
        if tell is not None:
            tell(Progress(len(change_set.writes), len(change_set.writes), "done"))

    def _edit(self, changes: list[Change]) -> None:
        """Change fields of one issue; one whose activity left the plan is only labelled."""
        if changes[0].node in self._work.nodes:
            self._editing.edit(changes)
        else:
            self._relabel(changes[0])

    # Versions

    def _add_version(self, changes: list[Change]) -> None:
        (change,) = changes
        version = next(one for one in self._work.wish.wanted.versions if one.name == change.mine["name"])
        for _ in range(ROUNDS):
            try:
                reply = self._work.wire.send(operations.add_version(self._work.can.project_id, version))
            except Unknown:
                # Names are unique in a project: the list, which does not lag, says what became of it.
                self._work.versions |= read_versions(self._work.wire, self._work.can.project_key)
                if version.name in self._work.versions:
                    self._work.book.note([self._work.audit(change, None)])
                    return
            except Denied:
                raise
            except Rejected as rejected:
                self._work.versions |= read_versions(self._work.wire, self._work.can.project_key)
                if version.name not in self._work.versions:
                    self._work.refused([change], rejected)
                return
            else:
                self._work.versions[version.name] = word(loosely(reply.body), "id", f"the version {version.name}")
                self._work.book.note([self._work.audit(change, reply.status)])
                return
        self._work.lost([change])

    def _relabel(self, change: Change) -> None:
        """Put a label on the issue of an activity that is no longer in the plan."""
        issue = self._work.here(change)
        if issue is None or set(change.mine) <= issue.labels:
            return
        update = {"labels": [{"add": one} for one in change.mine]}
        self._work.simply(change, operations.edit(issue.id, {}, update, []))

    def _accept(self, changes: Iterable[Change]) -> None:
        """Remember what was settled for Jira: it is no conflict any more until one of the two moves again."""
        for one in changes:
            self._work.book.agree(
                one.node or "", {one.field or "": (one.mine, one.theirs)}, self._work.wire.clock.now()
            )

    # Links, and the ends of issues

    def _link(self, changes: list[Change]) -> None:
        (change,) = changes
        ends = [self._work.id(change.mine[end]) for end in ("blocker", "blocked")]
        key = change.id.removeprefix("link ")
        if None in ends:
            self._work.undone.append(Undone(change.id, None, "waits", "one of its ends is not there yet"))
            return
        assert self._work.can.link is not None
        try:
            reply = self._work.wire.send(operations.link(self._work.can.link, ends[0] or "", ends[1] or ""))
        except Denied:
            raise
        except Rejected as rejected:
            self._work.refused([change], rejected)
        else:
            self._work.book.keep_links([key], "made", [self._work.audit(change, reply.status)])

    def _unlink(self, changes: list[Change]) -> None:
        (change,) = changes
        if self._work.simply(change, operations.unlink(change.theirs)):
            self._work.book.keep_links([change.id.removeprefix("link ")], None)

    def _close(self, changes: list[Change]) -> None:
        """Move the issue of an activity that is no longer in the plan to where work ends that was given up."""
        (change,) = changes
        issue = self._work.here(change)
        if issue is None or issue.category == "done":
            return
        body = record(self._work.wire.send(operations.transitions(issue.id)).body, "where it can go")
        offered = {
            word(loosely(one.get("to")), "name", "a transition").casefold(): word(one, "id", "a transition")
            for one in records(body.get("transitions"), "where it can go")
        }
        mapping = self._work.wish.mapping
        wanted = [mapping.closing] if mapping.closing is not None else mapping.cancelled
        found = next((offered[name.casefold()] for name in wanted if name.casefold() in offered), None)
        if found is None:
            there = ", ".join(sorted(offered)) or "nowhere"
            detail = f"its workflow leads from here to {there}: name one under mapping.closing"
            self._work.undone.append(Undone(change.id, change.issue, "refused", detail))
            return
        self._work.simply(change, operations.move(issue.id, found))

    def _delete(self, changes: list[Change]) -> None:
        (change,) = changes
        issue = self._work.here(change)
        if issue is not None and self._work.simply(change, operations.delete(issue.id)):
            self._work.book.forget_nodes([change.node or ""])


def _said(write: Write) -> str:
    count = len(write.changes)
    match write.operation:
        case "create":
            return f"creating {count} issue{'s' if count > 1 else ''}"
        case "edit":
            return f"changing {write.changes[0].rpartition(':')[0]}"
        case _:
            return write.changes[0]
