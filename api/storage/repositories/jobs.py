"""Jobs as those see them who ask for work: add, read, follow and cancel. Workers come by ``leases``.

The routes of ``/jobs`` and ``/plans`` call it, and whoever watches a job for listeners.
"""

from datetime import datetime

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select, update

from api.storage.ids import new_id
from api.storage.repositories.events import carry_out
from api.storage.repositories.paging import cut, page_of
from api.storage.repositories.writing import add, affected, wait_in_line
from api.storage.tables import EventRow, JobRow
from clients.sdk.types import JobKind, State

# What a job works on may be megabytes, and only its worker wants it: to read it elsewhere is an error, not a query.
WITHOUT_PAYLOAD = defer(JobRow.payload, raiseload=True)  # type: ignore[arg-type]

_ACTIVE = ("queued", "running")
_LINE = "jobs of"  # no workspace is called so: the lines of idempotency keys have the names of workspaces


def tally(session: Session) -> dict[str, int]:
    """Return how many jobs there are in each state, over all workspaces; a state without jobs is left out."""
    counted = session.exec(select(JobRow.state, func.count()).group_by(JobRow.state)).all()
    return dict(counted)


class Jobs:
    """The jobs of a workspace; a row that is read comes without its payload."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def add(self, kind: JobKind, subject_id: str, payload: bytes, at: datetime) -> JobRow:
        """Queue a job for what has this id; workers see it once the transaction is committed."""
        row = JobRow(
            id=new_id("job"),
            workspace_id=self._workspace,
            kind=kind,
            subject_id=subject_id,
            payload=payload,
            created_at=at,
        )
        add(self._session, row)
        carry_out(self._session, update(JobRow).where(col(JobRow.id) == row.id), "state", at)
        self._session.refresh(row, ["last_event"])
        return row

    def get(self, job_id: str) -> JobRow | None:
        """Return a job as it stands now."""
        return self._one(job_id, lock=False)

    def page(
        self, *, after: str | None, limit: int, newest_first: bool = True, state: State | None = None
    ) -> tuple[list[JobRow], str | None]:
        """Return some jobs, all or those in a state, and the id to go on after."""
        listed = select(JobRow).options(WITHOUT_PAYLOAD).where(JobRow.workspace_id == self._workspace)
        if state is not None:
            listed = listed.where(JobRow.state == state)
        rows = self._session.exec(page_of(listed, col(JobRow.id), after, limit, newest_first=newest_first)).all()
        return cut(list(rows), limit)

    def active(self) -> int:
        """Return how many jobs of the workspace have not ended; no other transaction counts them until this one ends.

        So a limit holds where whoever queues a job counts first, in the same transaction. Workers end jobs meanwhile:
        there may be fewer than were counted, never more.
        """
        wait_in_line(self._session, _LINE, self._workspace)
        active = col(JobRow.state).in_(_ACTIVE)
        return self._session.exec(select(func.count()).where(JobRow.workspace_id == self._workspace, active)).one()

    def request_cancel(self, job_id: str, at: datetime) -> JobRow | None:
        """Ask for the end of a job and return it, None where there is none.

        A queued job ends here; a running one is flagged for its worker; an ended one stays as it is.
        """
        row = self._one(job_id, lock=True)
        if row is None or row.state not in _ACTIVE:
            return row
        asked = update(JobRow).where(col(JobRow.id) == job_id).values(cancel_requested=True)
        if row.state == "queued":
            carry_out(self._session, asked.values(state="cancelled", finished_at=at, wake_at=None), "state", at)
        else:
            affected(self._session, asked)
        return self._one(job_id, lock=False)

    def events(self, job_id: str, after: int, limit: int) -> list[EventRow]:
        """Return the events of a job that follow the one numbered ``after``, in their order; 0 is before the first."""
        following = (
            select(EventRow)
            .join(JobRow, col(JobRow.id) == col(EventRow.job_id))
            .where(EventRow.job_id == job_id, EventRow.id > after, JobRow.workspace_id == self._workspace)
        )
        return list(self._session.exec(following.order_by(col(EventRow.id)).limit(limit)).all())

    def _one(self, job_id: str, *, lock: bool) -> JobRow | None:
        chosen = select(JobRow).where(JobRow.id == job_id, JobRow.workspace_id == self._workspace)
        chosen = chosen.options(WITHOUT_PAYLOAD).execution_options(populate_existing=True)
        return self._session.exec(chosen.with_for_update() if lock else chosen).first()
