"""Studies, and comparisons of two plans: what was asked, what it came to as bytes, and the answers got so far.

The routes of ``/studies`` and ``/comparisons`` and the workers that answer call it. A list never touches a document.
"""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from api.storage.repositories.paging import cut, page_of
from api.storage.repositories.writing import add, affected, insert_new
from api.storage.tables import AnswerRow, EventRow, JobRow, StudyRow

Of = Literal["study", "comparison"]
"""What a row is, which is the kind of its job."""


class StudyEntry(Struct, frozen=True):
    """A study without its documents; ``state`` is its job's, ``proven`` is None before there is a result."""

    id: str
    job_id: str
    kind: str
    proven: bool | None
    created_at: datetime
    state: str


class WholeStudy(StudyEntry, frozen=True):
    """A study with what was asked and, where there is a result, what it came to, both encoded."""

    asked: bytes
    document: bytes | None


class Studies:
    """The studies of a workspace, or its comparisons."""

    def __init__(self, session: Session, workspace: str, of: Of = "study") -> None:
        self._session = session
        self._workspace = workspace
        self._of = of

    def add(self, row: StudyRow) -> None:
        """Keep a new study in this workspace; its job is there already."""
        row.workspace_id = self._workspace
        add(self._session, row)

    def get(self, study_id: str) -> WholeStudy | None:
        """Return a study as it stands now."""
        row = self._session.exec(self._listed(WholeStudy).where(col(StudyRow.id) == study_id)).first()
        return WholeStudy(*row) if row is not None else None

    def page(self, *, after: str | None, limit: int, newest_first: bool = True) -> tuple[list[StudyEntry], str | None]:
        """Return some studies, and the id to go on after."""
        paged = page_of(self._listed(StudyEntry), col(StudyRow.id), after, limit, newest_first=newest_first)
        return cut([StudyEntry(*row) for row in self._session.exec(paged)], limit)

    def set_result(self, study_id: str, *, proven: bool, document: bytes) -> bool:
        """Store what a study came to, and let its answers go; tell whether it is still there.

        Call it only where ``Leases.finish`` was not fenced.
        """
        result = update(StudyRow).where(*self._own(study_id)).values(proven=proven, document=document)
        there = affected(self._session, result) == 1
        if there:
            self._forget(study_id)
        return there

    def keep(self, study_id: str, key: str, document: bytes) -> bool:
        """Keep the answer to what a study asked; False where the study is gone, has its result or has this answer."""
        # Held against its end, which takes the answers away: none is added to those that go.
        unfinished = select(StudyRow.id).where(*self._own(study_id), col(StudyRow.document).is_(None))
        if self._session.exec(unfinished.with_for_update(read=True)).first() is None:
            return False
        return insert_new(self._session, AnswerRow(study_id=study_id, key=key, document=document))

    def kept(self, study_id: str, key: str) -> bytes | None:
        """Return the answer to what a study asked, None where there is none."""
        answer = select(AnswerRow.document).join(StudyRow, col(StudyRow.id) == col(AnswerRow.study_id))
        return self._session.exec(answer.where(*self._own(study_id), col(AnswerRow.key) == key)).first()

    def delete(self, study_id: str) -> StudyEntry | None:
        """Delete a study with its answers, its job and its events, and return it as it was.

        A worker that is still at it finds its lease lost.
        """
        # A job before what it is for, as a worker that ends its job and then stores the result: none waits for the
        # other. The study before its answers, so that none is added to those that go.
        jobs = select(JobRow.id).join(StudyRow, col(StudyRow.job_id) == col(JobRow.id)).where(*self._own(study_id))
        locked = self._session.exec(jobs.with_for_update(of=JobRow)).first()
        entry = self.get(study_id) if locked is not None else None
        if entry is None:
            return None
        self._session.exec(select(StudyRow.id).where(*self._own(study_id)).with_for_update()).first()
        self._forget(study_id)
        affected(self._session, delete(StudyRow).where(*self._own(study_id)))
        affected(self._session, delete(EventRow).where(col(EventRow.job_id) == entry.job_id))
        affected(self._session, delete(JobRow).where(col(JobRow.id) == entry.job_id))
        return entry

    def _forget(self, study_id: str) -> None:
        affected(self._session, delete(AnswerRow).where(col(AnswerRow.study_id) == study_id))

    def _listed(self, entry: type[StudyEntry]) -> Any:
        columns = [getattr(JobRow if field == "state" else StudyRow, field) for field in entry.__struct_fields__]
        joined = select(*columns).join_from(StudyRow, JobRow, col(JobRow.id) == col(StudyRow.job_id))
        return joined.where(col(StudyRow.workspace_id) == self._workspace, col(JobRow.kind) == self._of)

    def _own(self, study_id: str) -> tuple[ColumnElement[bool], ...]:
        return col(StudyRow.workspace_id) == self._workspace, col(StudyRow.id) == study_id
