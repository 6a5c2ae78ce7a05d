"""The front door: preflight, diff, apply and pull of one plan in one project, over one line and one ledger.

The command line and the service come in here. A ``Sync`` holds the ledger for as long as it works, so that there is one
writer at a time; whatever ends it, the next one goes on from what it left.
"""

import secrets
from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from clients.jira.applying import Applying, Tell
from clients.jira.book import Binding, Book, Run
from clients.jira.changes import ChangeSet, Take, is_left_of
from clients.jira.diffing import Comparison, Wish
from clients.jira.doubt import Doubt
from clients.jira.ledger import Ledger
from clients.jira.preflight import Capabilities, Finding, judge_site
from clients.jira.pulling import Pulled, pull
from clients.jira.site import read_site
from clients.jira.wanted import Wanted
from clients.jira.wire import Parked, Wire
from clients.jira.work import Undone, Work


class NotReady(Exception):
    """Nothing can be written to the project before what the findings say was seen to."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(" ".join(one.detail for one in findings if one.severity == "error"))


class UnknownHash(Exception):
    """No change set of this hash was shown; the message says which was."""


class Outcome(Struct, frozen=True):
    """What an apply came to.

    ``done``: all of it. ``incomplete``: but for what stands in ``undone``; the same hash goes on with it. ``parked``:
    Jira wants no more before ``until``; the same hash goes on then. ``refused``: plan or Jira have moved since the
    change set was shown; nothing was written, ``change_set`` is what would be done now. ``requests`` counts those that
    were to write.
    """

    state: Literal["done", "incomplete", "parked", "refused"]
    run: str | None
    hash: str
    requests: int
    undone: tuple[Undone, ...]
    until: datetime | None
    detail: str
    change_set: ChangeSet | None


class Sync:
    """One plan in one project."""

    def __init__(self, wire: Wire, ledger: Ledger, roadmap: str) -> None:
        self._wire, self._ledger = wire, ledger
        self._mapping = wire.connection.mapping
        self._roadmap = roadmap

    def preflight(self, wanted: Wanted | None = None) -> Capabilities:
        """Say what can be written; raises ``NoProject`` and what ``Wire.send`` raises."""
        return judge_site(read_site(self._wire, self._mapping), self._mapping, wanted)

    def diff(
        self, wanted: Wanted, *, plan: str, planned_at: datetime | None = None, settled: dict[str, Take] | None = None
    ) -> ChangeSet:
        """Return what an apply would do; nothing is written to Jira.

        ``settled`` says for changes (by id) who wins. Raises ``Held``, ``OtherBinding``, ``NotReady``, and what
        ``preflight`` raises.
        """
        with self._ledger.held():
            book, can = self._begin(wanted)
            wish = Wish(plan, planned_at, wanted, self._mapping, settled or {})
            change_set = Comparison(self._wire, book, can, wish).run().change_set
            book.keep_offer(change_set)
            return change_set

    def apply(
        self,
        wanted: Wanted,
        hash_: str,
        *,
        plan: str,
        planned_at: datetime | None = None,
        wake: bool = False,
        tell: Tell | None = None,
    ) -> Outcome:
        """Carry out the change set of this hash, or what is left of it; refuse where either side has moved since.

        A run that Jira parked sends nothing before its time, unless it is to ``wake``. Raises ``UnknownHash`` and what
        ``diff`` raises.
        """
        with self._ledger.held():
            book = self._book()
            agreed = self._agreed(book, hash_)
            until = book.run.until if book.run is not None and not wake else None
            if book.run is not None and until is not None and self._wire.clock.now() < until:
                parked = Parked(until, "Jira wants no more requests until then")
                return _outcome("parked", book.run.id, agreed, 0, detail=str(parked), until=until)
            try:
                return self._apply(book, wanted, agreed, plan, planned_at, tell)
            except Parked as parked:
                run = book.run if book.run is not None and book.run.hash == hash_ else self._run(agreed)
                book.keep_run(replace(run, until=parked.until))
                return _outcome("parked", run.id, agreed, 0, detail=str(parked), until=parked.until)

    def pull(self, *, full: bool = False) -> Pulled:
        """Return what happened in Jira to the issues of the plan: since the last pull, or with ``full`` altogether."""
        with self._ledger.held():
            book = self._book()
            return pull(self._wire, book, self._mapping, self._roadmap, full=full)

    def _apply(
        self, book: Book, wanted: Wanted, agreed: ChangeSet, plan: str, planned_at: datetime | None, tell: Tell | None
    ) -> Outcome:
        can = self._ready(wanted)
        Doubt(self._wire, book, can, self._roadmap, self._mapping).settle()
        wish = Wish(plan, planned_at, wanted, self._mapping, agreed.settled)
        comparison = Comparison(self._wire, book, can, wish)
        now = comparison.run().change_set
        begun = book.run is not None and book.run.hash == agreed.hash
        if now.hash != agreed.hash and not (begun and is_left_of(now, agreed)):
            book.keep_offer(now)
            detail = "the plan or Jira has moved since this was shown; nothing was written"
            return _outcome("refused", None, agreed, 0, detail=detail, change_set=now)
        run = book.run if begun and book.run is not None else self._run(agreed)
        book.keep_run(replace(run, state="open", until=None))
        work = Work(self._wire, book, can, wish, comparison, run.id)
        Applying(work).carry_out(now, tell)
        undone = tuple(work.undone)
        if not undone:
            book.keep_run(replace(run, state="done", until=None))
        detail = "all of it is done" if not undone else f"{len(undone)} of {len(now.changes)} changes are not done"
        return _outcome(
            "incomplete" if undone else "done", run.id, agreed, len(now.writes), detail=detail, undone=undone
        )

    def _begin(self, wanted: Wanted) -> tuple[Book, Capabilities]:
        return self._book(), self._ready(wanted)

    def _book(self) -> Book:
        book = Book(self._ledger)
        book.open(Binding(self._wire.connection.base, self._wire.connection.project, self._roadmap))
        return book

    def _ready(self, wanted: Wanted) -> Capabilities:
        can = self.preflight(wanted)
        if not can.ready:
            raise NotReady(can.findings)
        return can

    def _run(self, agreed: ChangeSet) -> Run:
        """Begin a run; it takes the place of one that was left unfinished, whose change set no longer holds."""
        actor = self._wire.connection.email
        at = self._wire.clock.now()
        return Run(
            f"run-{secrets.token_hex(6)}", agreed.hash, "open", actor, at, None, Raw(msgspec.json.encode(agreed))
        )

    @staticmethod
    def _agreed(book: Book, hash_: str) -> ChangeSet:
        """Return the change set of a hash: the last that was shown, or the one that is under way."""
        shown = [book.offer] if book.offer is not None else []
        shown += [book.run.change_set] if book.run is not None else []
        known = [msgspec.json.decode(document, type=ChangeSet) for document in shown]
        for one in known:
            if one.hash == hash_:
                return one
        last = f"the last one shown is {known[0].hash}" if known else "none was shown yet"
        raise UnknownHash(f"There is no change set {hash_!r} of this roadmap: {last}.")


def _outcome(
    state: Literal["done", "incomplete", "parked", "refused"],
    run: str | None,
    agreed: ChangeSet,
    requests: int,
    *,
    detail: str,
    undone: tuple[Undone, ...] = (),
    until: datetime | None = None,
    change_set: ChangeSet | None = None,
) -> Outcome:
    return Outcome(state, run, agreed.hash, requests, undone, until, detail, change_set)
