"""Connections to Jira: a document that is shown, a sealed token that never is, and a version that a change names.

The routes of ``/jira/connections`` and the workers that sync call it.
"""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement
from sqlalchemy.orm import defer
from sqlmodel import Session, col, delete, select, update

from api.storage.jira_tables import JiraAuditRow, JiraConnectionRow, JiraLedgerRow, JiraRecordRow, JiraRunRow
from api.storage.repositories.jobs import WITHOUT_PAYLOAD
from api.storage.repositories.paging import cut, page_of
from api.storage.repositories.writing import add, affected
from api.storage.tables import EventRow, JobRow

# To read it where it is not wanted is an error, not a query.
_WITHOUT_TOKEN = defer(JiraConnectionRow.token, raiseload=True)  # type: ignore[arg-type]


class Connections:
    """The connections of a workspace; a row that is read comes without its token."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def add(self, row: JiraConnectionRow) -> None:
        """Keep a new connection in this workspace."""
        row.workspace_id = self._workspace
        add(self._session, row)

    def get(self, connection_id: str) -> JiraConnectionRow | None:
        """Return a connection as it stands now."""
        chosen = select(JiraConnectionRow).options(_WITHOUT_TOKEN).where(*self._own(connection_id))
        return self._session.exec(chosen.execution_options(populate_existing=True)).first()

    def token(self, connection_id: str) -> bytes | None:
        """Return the token of a connection, sealed as it is."""
        return self._session.exec(select(JiraConnectionRow.token).where(*self._own(connection_id))).first()

    def page(
        self, *, after: str | None, limit: int, newest_first: bool = True
    ) -> tuple[list[JiraConnectionRow], str | None]:
        """Return some connections, and the id to go on after."""
        listed = select(JiraConnectionRow).options(_WITHOUT_TOKEN)
        listed = listed.where(JiraConnectionRow.workspace_id == self._workspace)
        paged = page_of(listed, col(JiraConnectionRow.id), after, limit, newest_first=newest_first)
        return cut(list(self._session.exec(paged).all()), limit)

    def update(
        self,
        connection_id: str,
        expected_version: int,
        *,
        name: str,
        document: bytes,
        token: bytes | None,
        at: datetime,
    ) -> JiraConnectionRow | None:
        """Change a connection, its token where there is a new one; None where it is not at this version any more."""
        changed = update(JiraConnectionRow).where(
            *self._own(connection_id), col(JiraConnectionRow.version) == expected_version
        )
        changed = changed.values(name=name, document=document, updated_at=at, version=expected_version + 1)
        if token is not None:
            changed = changed.values(token=token, token_set_at=at)
        return self.get(connection_id) if affected(self._session, changed) else None

    def hold(self, connection_id: str) -> bool:
        """Keep a connection from being deleted before this transaction ends; False where it is gone.

        Others may hold it too.
        """
        held = select(JiraConnectionRow.id).where(*self._own(connection_id))
        return self._session.exec(held.with_for_update(read=True, key_share=True)).first() is not None

    def rebind(self, connection_id: str) -> Literal["rebound", "bound"] | JobRow:
        """Forget what was compared over a connection that is about to lead to another project.

        ``bound`` where issues were written over it, or the job that is at work on it: nothing is forgotten then.
        """
        at_work, _ = self._jobs(connection_id)
        if at_work is not None:
            return at_work
        ledgers = self._ledgers(connection_id)
        known = select(JiraRecordRow.key).where(col(JiraRecordRow.ledger_id).in_(ledgers))
        if self._session.exec(known.where(col(JiraRecordRow.kind).in_(("node", "link")))).first() is not None:
            return "bound"
        affected(self._session, delete(JiraRecordRow).where(col(JiraRecordRow.ledger_id).in_(ledgers)))
        return "rebound"

    def delete(
        self, connection_id: str, expected_version: int | None = None
    ) -> Literal["deleted", "not found", "stale"] | JobRow:
        """Delete a connection with all that was asked of it and is known by it.

        Nothing is deleted where a job is at work on it, which is returned, or where it is at another version.
        """
        # Held against new runs, and against ledgers that grow: these take the connection before the ledger too.
        chosen = select(JiraConnectionRow.version).where(*self._own(connection_id)).with_for_update()
        version = self._session.exec(chosen).first()
        if version is None:
            return "not found"
        if expected_version not in (None, version):
            return "stale"
        at_work, jobs = self._jobs(connection_id)
        if at_work is not None:
            return at_work
        self._delete(connection_id, jobs)
        return "deleted"

    def _jobs(self, connection_id: str) -> tuple[JobRow | None, list[str]]:
        """Return the job that is at work on a connection, if any, and the ids of all there are; none begins now."""
        own = JiraRunRow.workspace_id == self._workspace, JiraRunRow.connection_id == connection_id
        runs = select(JiraRunRow.job_id).where(*own)
        chosen = select(JobRow).options(WITHOUT_PAYLOAD).where(col(JobRow.id).in_(runs))
        jobs = self._session.exec(chosen.order_by(col(JobRow.id)).with_for_update()).all()
        return next((job for job in jobs if job.state == "running"), None), [job.id for job in jobs]

    def _delete(self, connection_id: str, jobs: list[str]) -> None:
        ledgers = self._ledgers(connection_id)
        for statement in (
            delete(JiraRunRow).where(col(JiraRunRow.connection_id) == connection_id),
            delete(EventRow).where(col(EventRow.job_id).in_(jobs)),
            delete(JobRow).where(col(JobRow.id).in_(jobs)),
            delete(JiraAuditRow).where(col(JiraAuditRow.connection_id) == connection_id),
            delete(JiraRecordRow).where(col(JiraRecordRow.ledger_id).in_(ledgers)),
            delete(JiraLedgerRow).where(col(JiraLedgerRow.connection_id) == connection_id),
            delete(JiraConnectionRow).where(*self._own(connection_id)),
        ):
            affected(self._session, statement)

    def _ledgers(self, connection_id: str) -> Any:
        own = JiraLedgerRow.workspace_id == self._workspace, JiraLedgerRow.connection_id == connection_id
        return select(JiraLedgerRow.id).where(*own)

    def _own(self, connection_id: str) -> tuple[ColumnElement[bool], ...]:
        return col(JiraConnectionRow.workspace_id) == self._workspace, col(JiraConnectionRow.id) == connection_id
