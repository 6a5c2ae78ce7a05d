"""The ledger of a roadmap in the service's tables: the adapter of ``clients.jira.ledger`` that workers sync with.

Whoever holds it is the only one who writes, over all processes and machines. A thread keeps the hold for as long as it
is wanted, so that it ends soon where the process does; every ``save`` is fenced besides: where the hold was lost it
changes nothing, and raises.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TypeVar

import msgspec

from api.storage.database import Busy, Database, now
from api.storage.repositories.ledgers import Ledgers
from clients.jira.ledger import Audit, Held, Record, RecordKind

T = TypeVar("T")

HOLD_S = 60.0
"""How long a ledger is held after the last sign of life of who holds it."""

TRIES = 6
"""How often what has to be written is tried again where the database is busy, each time for some seconds."""


class LostHold(Held):
    """Another has taken the ledger meanwhile, or its connection was deleted: nothing was written."""


class JiraLedger:
    """One ledger, as ``holder`` has it: a name that no other process has, but whoever goes on with the same work."""

    def __init__(
        self,
        database: Database,
        workspace: str,
        connection_id: str,
        roadmap: str,
        holder: str,
        *,
        hold_s: float = HOLD_S,
    ) -> None:
        self._database, self._workspace = database, workspace
        self._connection_id, self._roadmap = connection_id, roadmap
        self._holder, self._hold_s = holder, hold_s
        self._hold: tuple[str, int] | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who writes; raises ``Held`` where another is, or the connection is gone."""
        if self._hold is not None:
            yield
            return
        ledger_id, hold = self._hold = self._take()
        done = threading.Event()
        keeping = threading.Thread(target=self._keep, args=(ledger_id, hold, done), name="hold", daemon=True)
        keeping.start()
        try:
            yield
        finally:
            self._hold = None
            done.set()
            keeping.join()
            with suppress(Busy):
                self._write(lambda ledgers: ledgers.release(ledger_id, hold))

    def load(self, kind: RecordKind) -> dict[str, bytes]:
        """Return the records of a kind by their keys."""
        with self._database.read() as session:
            ledgers = Ledgers(session, self._workspace)
            ledger_id = ledgers.find(self._connection_id, self._roadmap)
            return ledgers.load(ledger_id, kind) if ledger_id is not None else {}

    def save(self, records: Sequence[Record], audit: Sequence[Audit] = ()) -> None:
        """Keep all of it, or nothing; raises ``LostHold`` where another has taken the ledger."""
        with self.held():
            assert self._hold is not None
            ledger_id, hold = self._hold
            encoded = [msgspec.json.encode(one) for one in audit]

            def keep(ledgers: Ledgers) -> None:
                if not ledgers.save(ledger_id, hold, records, encoded):
                    raise LostHold("Another sync has taken the ledger of this roadmap meanwhile; nothing was written")

            self._write(keep)

    def audit(self, *, after: int = 0, limit: int = 1000) -> tuple[tuple[int, Audit], ...]:
        """Return what was written, in order, each with its number: those that come after one."""
        with self._database.read() as session:
            ledgers = Ledgers(session, self._workspace)
            ledger_id = ledgers.find(self._connection_id, self._roadmap)
            if ledger_id is None:
                return ()
            rows = ledgers.audit(self._connection_id, after=after, limit=limit, ledger_id=ledger_id)
        return tuple((row.number, msgspec.json.decode(row.document, type=Audit)) for row in rows)

    def _take(self) -> tuple[str, int]:
        def take(ledgers: Ledgers) -> tuple[str, int]:
            at = now()
            ledger_id = ledgers.open(self._connection_id, self._roadmap, at)
            if ledger_id is None:
                raise LostHold("The connection was deleted")
            hold = ledgers.take(ledger_id, self._holder, at, at + timedelta(seconds=self._hold_s))
            if hold is None:
                raise Held(f"Another sync of the roadmap {self._roadmap} is at work over this connection")
            return ledger_id, hold

        return self._write(take)

    def _keep(self, ledger_id: str, hold: int, done: threading.Event) -> None:
        """Keep the hold until it is done with, or lost."""
        kept = True
        while kept and not done.wait(self._hold_s / 3):
            until = now() + timedelta(seconds=self._hold_s)
            with suppress(Busy), self._database.write() as session:
                kept = Ledgers(session, self._workspace).renew(ledger_id, hold, until)

    def _write(self, change: Callable[[Ledgers], T]) -> T:
        """Make a change in a transaction of its own; raises ``Busy`` where there is no room for it for long."""
        for left in reversed(range(TRIES)):
            try:
                with self._database.write() as session:
                    return change(Ledgers(session, self._workspace))
            except Busy:
                if not left:
                    raise
        raise AssertionError("unreachable")
