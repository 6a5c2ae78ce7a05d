"""What happens to jobs, written down with the change itself: one statement changes and numbers, the next records.

``jobs`` and ``leases`` make every change that listeners are told of through ``carry_out``.
"""

from datetime import datetime

import msgspec
from sqlalchemy import Update
from sqlmodel import Session, col, insert

from api.storage.tables import EventRow, JobRow
from clients.sdk.types import EventKind, JobEvent, JobFinding, JobProgress


def carry_out(
    session: Session, change: Update, event: EventKind, at: datetime, finding: JobFinding | None = None
) -> list[str]:
    """Make a change of jobs, record for each that it met what has become of it, and return their ids.

    The number of an event is counted up by the change: two writers of a job wait for each other there, and its events
    have no gap.
    """
    counted = change.values(last_event=JobRow.last_event + 1).execution_options(synchronize_session=False)
    changed = session.exec(
        counted.returning(col(JobRow.id), col(JobRow.last_event), col(JobRow.state), col(JobRow.progress))
    ).all()
    for job_id, number, state, progress in changed:
        known = msgspec.json.decode(progress, type=JobProgress) if progress is not None else None
        document = msgspec.json.encode(JobEvent(number, event, at, state, known, finding))
        row = {"job_id": job_id, "id": number, "event": event, "created_at": at, "document": document}
        session.exec(insert(EventRow).values(row))
    return [job_id for job_id, *_ in changed]
