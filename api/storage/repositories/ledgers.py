"""What is remembered of a roadmap in a project of a Jira: records, an audit that only grows, and who may write them.

``api.storage.jira_ledger`` and the routes of ``/jira`` call it. A ledger is taken for a time, by a number that counts
up; where it was taken by another since, a write of an older number changes nothing and says so.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Update
from sqlmodel import Session, and_, col, delete, insert, or_, select, update

from api.storage.ids import new_id
from api.storage.jira_tables import JiraAuditRow, JiraConnectionRow, JiraLedgerRow, JiraRecordRow
from api.storage.repositories.writing import affected, insert_new
from clients.jira.ledger import Record, RecordKind


class Noted(Struct, frozen=True):
    """A row of the audit: its number in its connection, its roadmap, and the encoded ``Audit``."""

    number: int
    roadmap: str
    document: bytes


class Ledgers:
    """The ledgers of a workspace."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def find(self, connection_id: str, roadmap: str) -> str | None:
        """Return the id of a roadmap's ledger, None where nothing was ever written in it."""
        own = JiraLedgerRow.workspace_id == self._workspace, JiraLedgerRow.connection_id == connection_id
        return self._session.exec(select(JiraLedgerRow.id).where(*own, JiraLedgerRow.roadmap == roadmap)).first()

    def open(self, connection_id: str, roadmap: str, at: datetime) -> str | None:
        """Return the id of a roadmap's ledger, made where there is none; None where there is no such connection."""
        own = JiraConnectionRow.workspace_id == self._workspace, JiraConnectionRow.id == connection_id
        there = select(JiraConnectionRow.id).where(*own).with_for_update(read=True, key_share=True)
        if self._session.exec(there).first() is None:
            return None
        new = JiraLedgerRow(
            id=new_id("jlg"),
            workspace_id=self._workspace,
            connection_id=connection_id,
            roadmap=roadmap,
            created_at=at,
        )
        return self.find(connection_id, roadmap) or (
            new.id if insert_new(self._session, new) else self.find(connection_id, roadmap)
        )

    def take(self, ledger_id: str, holder: str, at: datetime, until: datetime) -> int | None:
        """Take a ledger and return the number of this hold; None where another holder has it.

        A holder takes over from itself: of a job, the attempt before was lost.
        """
        free = or_(
            col(JiraLedgerRow.holder).is_(None),
            col(JiraLedgerRow.holder) == holder,
            col(JiraLedgerRow.held_until) <= at,
        )
        taken = update(JiraLedgerRow).where(self._own(ledger_id), free)
        taken = taken.values(hold=JiraLedgerRow.hold + 1, holder=holder, held_until=until)
        counted = taken.returning(col(JiraLedgerRow.hold)).execution_options(synchronize_session=False)
        return self._session.exec(counted).scalar_one_or_none()

    def renew(self, ledger_id: str, hold: int, until: datetime) -> bool:
        """Keep a ledger for longer; False where another has taken it, or it is gone."""
        return affected(self._session, self._held(ledger_id, hold).values(held_until=until)) == 1

    def release(self, ledger_id: str, hold: int) -> bool:
        """Let others have a ledger; False where another has it already."""
        return affected(self._session, self._held(ledger_id, hold).values(holder=None, held_until=None)) == 1

    def load(self, ledger_id: str, kind: RecordKind) -> dict[str, bytes]:
        """Return the records of a kind by their keys."""
        chosen = select(JiraRecordRow.key, JiraRecordRow.document).join(
            JiraLedgerRow, col(JiraLedgerRow.id) == col(JiraRecordRow.ledger_id)
        )
        chosen = chosen.where(self._own(ledger_id), JiraRecordRow.kind == kind)
        return dict(self._session.exec(chosen.order_by(col(JiraRecordRow.key))).all())

    def save(self, ledger_id: str, hold: int, records: Sequence[Record], audit: Sequence[bytes]) -> bool:
        """Keep records and rows of the audit; False where the hold was lost: then let the transaction come to nothing.

        The connection is counted up before the ledger is touched, in the order in which both are deleted.
        """
        if audit:
            self._note(ledger_id, audit)
        if affected(self._session, self._held(ledger_id, hold).values(hold=hold)) != 1:
            return False
        last = {(record.kind, record.key): record.document for record in records}
        for kind in dict.fromkeys(kind for kind, _ in last):
            keys = [key for one, key in last if one == kind]
            there = and_(col(JiraRecordRow.ledger_id) == ledger_id, col(JiraRecordRow.kind) == kind)
            affected(self._session, delete(JiraRecordRow).where(there, col(JiraRecordRow.key).in_(keys)))
        rows = [
            {"ledger_id": ledger_id, "kind": kind, "key": key, "document": document}
            for (kind, key), document in last.items()
            if document is not None
        ]
        if rows:
            self._session.exec(insert(JiraRecordRow), params=rows)
        return True

    def _note(self, ledger_id: str, audit: Sequence[bytes]) -> None:
        """Add to the audit of the connection; its writers wait for each other here, so that no number comes late."""
        mine = select(JiraLedgerRow.connection_id).where(self._own(ledger_id))
        counted = update(JiraConnectionRow).where(col(JiraConnectionRow.id).in_(mine))
        counted = counted.values(last_audit=JiraConnectionRow.last_audit + len(audit))
        returned = counted.returning(col(JiraConnectionRow.id), col(JiraConnectionRow.last_audit))
        found = self._session.exec(returned.execution_options(synchronize_session=False)).first()
        if found is None:
            return
        connection_id, last = found
        rows = [
            {"connection_id": connection_id, "number": number, "ledger_id": ledger_id, "document": document}
            for number, document in enumerate(audit, last - len(audit) + 1)
        ]
        self._session.exec(insert(JiraAuditRow), params=rows)

    def audit(self, connection_id: str, *, after: int, limit: int, ledger_id: str | None = None) -> list[Noted]:
        """Return what was written over a connection, or in one of its ledgers, in order, after a number."""
        columns = (JiraAuditRow.number, JiraLedgerRow.roadmap, JiraAuditRow.document)
        chosen = select(*columns).join_from(
            JiraAuditRow, JiraLedgerRow, col(JiraLedgerRow.id) == col(JiraAuditRow.ledger_id)
        )
        own = JiraLedgerRow.workspace_id == self._workspace, JiraAuditRow.connection_id == connection_id
        chosen = chosen.where(*own, JiraAuditRow.number > after)
        if ledger_id is not None:
            chosen = chosen.where(JiraAuditRow.ledger_id == ledger_id)
        return [Noted(*row) for row in self._session.exec(chosen.order_by(col(JiraAuditRow.number)).limit(limit))]

    def shown(self, connection_id: str) -> list[tuple[str, bytes]]:
        """Return the change sets that may be applied over a connection: what was offered and what was begun.

        Each with its roadmap, as it was encoded.
        """
        columns = (JiraLedgerRow.roadmap, JiraRecordRow.document)
        chosen = select(*columns).join_from(
            JiraRecordRow, JiraLedgerRow, col(JiraLedgerRow.id) == col(JiraRecordRow.ledger_id)
        )
        own = JiraLedgerRow.workspace_id == self._workspace, JiraLedgerRow.connection_id == connection_id
        chosen = chosen.where(*own, col(JiraRecordRow.kind).in_(("offer", "run")))
        return [(roadmap, document) for roadmap, document in self._session.exec(chosen)]

    def _own(self, ledger_id: str) -> ColumnElement[bool]:
        return and_(col(JiraLedgerRow.workspace_id) == self._workspace, col(JiraLedgerRow.id) == ledger_id)

    def _held(self, ledger_id: str, hold: int) -> Update:
        held = col(JiraLedgerRow.hold) == hold, col(JiraLedgerRow.holder).is_not(None)
        return update(JiraLedgerRow).where(self._own(ledger_id), *held)
