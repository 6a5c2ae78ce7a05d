"""The creates of a change set: written down before they are sent, and looked for where an answer is lost.

Called by ``clients.jira.applying``. A create is sent a second time only once it is certain that Jira has not done it.
"""

from collections.abc import Mapping
from functools import partial

from clients.jira import issues as reading
from clients.jira import operations
from clients.jira.answers import Garbled, failures, loosely, records
from clients.jira.book import Agreed, Entry
from clients.jira.changes import Change
from clients.jira.doubt import Doubt
from clients.jira.ledger import Audit
from clients.jira.operations import Call
from clients.jira.pace import Cancelled
from clients.jira.wire import Denied, Parked, Rejected, Reply, Unknown, Unreachable
from clients.jira.work import ROUNDS, Undone, Work


class Creating:
    """The creating of issues, many in a request."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def create(self, changes: list[Change]) -> None:
        """Create issues in one request; after a lost answer look until it is known which of them are there."""
        waiting = {change.node or "": change for change in changes}
        for _ in range(ROUNDS):
            waiting = {node: change for node, change in waiting.items() if self._may_be_created(change)}
            if not waiting:
                return
            self._ask(waiting)
            call = self._create_call(waiting)
            try:
                self._created(
                    list(waiting.values()), self._work.wire.send(call, partial(self._ask_again, waiting, call))
                )
            except Unknown:
                self._ask(waiting)  # Jira may be at work still: it has its time from now on
                Doubt(
                    self._work.wire,
                    self._work.book,
                    self._work.can,
                    self._work.wish.wanted.roadmap,
                    self._work.wish.mapping,
                ).settle()
                there = [change for node, change in waiting.items() if node in self._work.book.nodes]
                self._work.book.note([audit for change in there for audit in self._work.audits(change, None)])
                waiting = {node: change for node, change in waiting.items() if node not in self._work.book.nodes}
            except Denied:
                self._work.book.forget_nodes(waiting)
                raise
            except Rejected as rejected:
                self._not_created(list(waiting.values()), rejected)
                return
            except BaseException as error:
                if _was_not_sent(error):
                    self._work.book.forget_nodes(waiting)
                raise
            else:
                return
        self._work.lost(waiting.values())

    def _doubt(self) -> Doubt:
        work = self._work
        return Doubt(work.wire, work.book, work.can, work.wish.wanted.roadmap, work.wish.mapping)

    def _may_be_created(self, change: Change) -> bool:
        """Say whether what an issue needs is there: its parent, and its version."""
        parent = change.mine.get("parent")
        if parent is not None and self._work.id(parent) is None:
            self._work.undone.append(Undone(change.id, None, "waits", f"its parent {parent} is not there yet"))
            return False
        missing = [name for name in change.mine.get("quarter", ()) if name not in self._work.versions]
        if missing:
            self._work.undone.append(Undone(change.id, None, "waits", f"the version {missing[0]} is not there"))
        return not missing

    def _ask(self, changes: Mapping[str, Change]) -> None:
        """Write down what is about to be created, before it is sent."""
        at = self._work.wire.clock.now()
        asked = {}
        for node, change in changes.items():
            wanted = self._work.nodes[node]
            fields = {name: Agreed(value, value, at) for name, value in change.mine.items()}
            asked[node] = Entry("asked", wanted.level, wanted.summary, at, None, None, fields)
        self._work.book.keep_nodes(asked)

    def _ask_again(self, changes: Mapping[str, Change], call: Call) -> Call:
        """Write down that the same is sent once more: what was refused for a limit may have waited for long."""
        self._ask(changes)
        return call

    def _create_call(self, changes: Mapping[str, Change]) -> Call:
        ids = self._work.ids()
        made = [
            self._work.values.to_create(self._work.nodes[node], one.mine, ids, self._work.versions)
            for node, one in changes.items()
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
                self._work.undone.append(Undone(change.id, None, "refused", failed[place]))
                continue
            issue = made.pop(0)
            before = self._work.book.nodes[node]
            entries[node] = Entry("bound", before.level, before.title, None, issue.id, issue.key, before.fields)
            audits += self._work.audits(change, reply.status, issue.key)
        self._work.book.keep_nodes(entries, audits)
        self._work.book.forget_nodes(gone)

    def _not_created(self, changes: list[Change], rejected: Rejected) -> None:
        self._work.book.forget_nodes([change.node or "" for change in changes])
        failed = failures(rejected.body)
        for place, change in enumerate(changes):
            self._work.undone.append(Undone(change.id, None, "refused", failed.get(place) or str(rejected)))


def _was_not_sent(error: BaseException) -> bool:
    """Say whether Jira began nothing: a limit refuses before the work, and nobody was there to ask."""
    return isinstance(error, Cancelled | Parked | Unreachable)
