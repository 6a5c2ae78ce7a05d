"""Jobs as workers see them: claimed for a time, kept by a heartbeat, and written to only by who holds them.

Workers and their supervisor call it, over all workspaces. Every write names the attempt that it belongs to: where the
job was taken up by another meanwhile, ended or deleted, the write changes nothing and says so.
"""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Update, case
from sqlmodel import Session, and_, col, func, or_, select, update

from api.storage.database import now
from api.storage.repositories.events import carry_out
from api.storage.repositories.writing import affected
from api.storage.tables import JobRow
from clients.sdk.types import JobFinding

Ended = Literal["succeeded", "failed", "cancelled"]

_RUNNING = col(JobRow.state) == "running"


class Leases:
    """The right to work on jobs, one worker at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(self, worker: str, at: datetime, lease_s: float) -> JobRow | None:
        """Take up the oldest job that is queued or whose worker has gone, with its payload; None where there is none.

        One that has to wait is left alone until its time has come.

        Call ``give_up`` first, in the same transaction: a job that ended its workers too often is not told apart here.
        """
        awake = or_(col(JobRow.wake_at).is_(None), col(JobRow.wake_at) <= at)
        waiting = or_(and_(col(JobRow.state) == "queued", awake), _expired(at))
        # On PostgreSQL a job that another is claiming is passed over; on SQLite one writer is at it at a time.
        chosen = select(JobRow.id).where(waiting).order_by(col(JobRow.id)).limit(1).with_for_update(skip_locked=True)
        job_id = self._session.exec(chosen).first()
        if job_id is None:
            return None
        taken = update(JobRow).where(col(JobRow.id) == job_id)
        taken = taken.values(
            state="running",
            attempt=JobRow.attempt + 1,
            worker=worker,
            lease_until=at + timedelta(seconds=lease_s),
            wake_at=None,
            started_at=func.coalesce(JobRow.started_at, at),
            progress=None,  # an earlier attempt's: its search is lost
        )
        carry_out(self._session, taken, "state", at)
        return self._session.get_one(JobRow, job_id, populate_existing=True)

    def heartbeat(self, job_id: str, attempt: int, until: datetime) -> Literal["kept", "cancel", "lost"]:
        """Keep a job for longer; ``cancel`` where its end was asked for, ``lost`` where it is another's or over."""
        kept = _held(job_id, attempt).values(lease_until=until).returning(col(JobRow.cancel_requested))
        cancel = self._session.exec(kept.execution_options(synchronize_session=False)).scalar_one_or_none()
        return "lost" if cancel is None else "cancel" if cancel else "kept"

    def progress(self, job_id: str, attempt: int, document: bytes, at: datetime) -> bool:
        """Store how far the work is, an encoded ``JobProgress``, and tell listeners; False where fenced off."""
        return bool(carry_out(self._session, _held(job_id, attempt).values(progress=document), "progress", at))

    def found(self, job_id: str, attempt: int, finding: JobFinding, at: datetime) -> bool:
        """Tell listeners what was found out; False where fenced off."""
        return bool(carry_out(self._session, _held(job_id, attempt), "finding", at, finding))

    def finish(self, job_id: str, attempt: int, state: Ended, error: bytes | None, at: datetime) -> bool:
        """End a job, with an encoded ``Problem`` where it failed; False where fenced off: then store nothing else."""
        ended = _held(job_id, attempt).values(state=state, error=error, lease_until=None, finished_at=at)
        return bool(carry_out(self._session, ended, "state", at))

    def release(self, job_id: str, attempt: int, wake_at: datetime | None = None) -> bool:
        """Give a job back to the queue in good order: the attempt does not count against it. False where fenced off.

        It is not taken up before ``wake_at``, unless its end was asked for meanwhile: whoever takes it up ends it.
        """
        freed = _held(job_id, attempt).values(
            state="queued", worker=None, lease_until=None, released=JobRow.released + 1
        )
        if wake_at is not None:
            freed = freed.values(wake_at=case((col(JobRow.cancel_requested), None), else_=wake_at))
        return bool(carry_out(self._session, freed, "state", now()))

    def give_up(self, at: datetime, most_attempts: int, error: bytes) -> list[str]:
        """Fail every job whose worker has gone, where that happened ``most_attempts`` times, and return their ids."""
        hopeless = update(JobRow).where(_expired(at), col(JobRow.attempt) - col(JobRow.released) >= most_attempts)
        failed = hopeless.values(state="failed", error=error, lease_until=None, finished_at=at)
        return carry_out(self._session, failed, "state", at)

    def abandon(self, worker: str | None, at: datetime) -> int:
        """End the leases of a worker that is known to be dead, None: of all, and return how many they were."""
        ended = update(JobRow).where(_RUNNING, col(JobRow.lease_until) > at).values(lease_until=at)
        return affected(self._session, ended if worker is None else ended.where(col(JobRow.worker) == worker))


def _expired(at: datetime) -> ColumnElement[bool]:
    return and_(_RUNNING, col(JobRow.lease_until) <= at)


def _held(job_id: str, attempt: int) -> Update:
    return update(JobRow).where(col(JobRow.id) == job_id, col(JobRow.attempt) == attempt, _RUNNING)
