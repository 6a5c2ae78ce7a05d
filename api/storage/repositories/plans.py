"""Plans: what was asked for in columns, the answer as the bytes that are served.

The routes of ``/plans`` and the workers that answer call it. A list never touches a document.
"""

from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, or_, select, update

from api.storage.jira_tables import JiraRunRow
from api.storage.repositories.paging import cut, page_of
from api.storage.repositories.writing import add, affected
from api.storage.tables import EventRow, JobRow, PlanRow, QuestionRow


class PlanEntry(Struct, frozen=True):
    """A plan without its document; ``state`` is its job's, ``status``, ``finish`` and ``etag`` wait for the answer."""

    id: str
    job_id: str
    name: str | None
    catalog: str
    current: int
    target: int
    start: date
    deadline: date | None
    status: str | None
    finish: date | None
    etag: str | None
    created_at: datetime
    state: str


_COLUMNS = [getattr(JobRow if field == "state" else PlanRow, field) for field in PlanEntry.__struct_fields__]


class Plans:
    """The plans of a workspace."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def add(self, row: PlanRow) -> None:
        """Keep a new plan in this workspace; its job is there already."""
        row.workspace_id = self._workspace
        add(self._session, row)

    def get(self, plan_id: str) -> PlanEntry | None:
        """Return what there is to say of a plan without its document."""
        row = self._session.exec(self._listed().where(col(PlanRow.id) == plan_id)).first()
        return PlanEntry(*row) if row is not None else None

    def document(self, plan_id: str) -> tuple[bytes, str] | None:
        """Return the encoded plan and its ETag, None before there is an answer. No row is made of it."""
        chosen = select(PlanRow.document, PlanRow.etag).where(*self._own(plan_id))
        document, etag = self._session.exec(chosen).first() or (None, None)
        return (document, etag) if document is not None and etag is not None else None

    def page(
        self,
        *,
        after: str | None,
        limit: int,
        newest_first: bool = True,
        status: str | None = None,
        state: str | None = None,
    ) -> tuple[list[PlanEntry], str | None]:
        """Return some plans, all or those of a status or a state of their job, and the id to go on after."""
        listed, by = self._listed(), col(PlanRow.id)
        if status is not None:
            listed = listed.where(col(PlanRow.status) == status)
        if state is not None:
            # In the order of what the jobs are for, which are these plans: a rare state is found by its index.
            listed = listed.where(col(JobRow.workspace_id) == self._workspace, col(JobRow.state) == state)
            by = col(JobRow.subject_id)
        rows = self._session.exec(page_of(listed, by, after, limit, newest_first=newest_first))
        return cut([PlanEntry(*row) for row in rows], limit)

    def set_result(self, plan_id: str, *, status: str, finish: date | None, etag: str, document: bytes) -> bool:
        """Store the answer; tell whether the plan is still there. Call it only where ``Leases.finish`` was not fenced.

        ``etag`` stands in the form in which it is sent.
        """
        answer = update(PlanRow).where(*self._own(plan_id))
        return affected(self._session, answer.values(status=status, finish=finish, etag=etag, document=document)) == 1

    def hold(self, plan_id: str) -> bool:
        """Keep a plan from being deleted before this transaction ends, for what refers to it; False where it is gone.

        Others may hold it too.
        """
        held = select(PlanRow.id).where(*self._own(plan_id)).with_for_update(read=True, key_share=True)
        return self._session.exec(held).first() is not None

    def delete(self, plan_id: str) -> PlanEntry | None:
        """Delete a plan, its questions and what was asked of Jira with it, with their jobs and events.

        It is returned as it was. A worker that is still at one of them finds its lease lost.
        """
        # A job before what it is for, as a worker that ends its job and then stores the answer: none waits for the
        # other. The plan before its questions and runs, so that none is added to those that go.
        jobs = select(JobRow.id).join(PlanRow, col(PlanRow.job_id) == col(JobRow.id)).where(*self._own(plan_id))
        locked = self._session.exec(jobs.with_for_update(of=JobRow)).first()
        entry = self.get(plan_id) if locked is not None else None
        if entry is None:
            return None
        self._session.exec(select(PlanRow.id).where(*self._own(plan_id)).with_for_update()).first()
        about = [select(table.job_id).where(table.plan_id == plan_id) for table in (QuestionRow, JiraRunRow)]
        asked = select(JobRow.id).where(or_(*(col(JobRow.id).in_(jobs) for jobs in about))).order_by(col(JobRow.id))
        gone = [entry.job_id, *self._session.exec(asked.with_for_update()).all()]
        affected(self._session, delete(QuestionRow).where(col(QuestionRow.plan_id) == plan_id))
        affected(self._session, delete(JiraRunRow).where(col(JiraRunRow.plan_id) == plan_id))
        affected(self._session, delete(PlanRow).where(*self._own(plan_id)))
        affected(self._session, delete(EventRow).where(col(EventRow.job_id).in_(gone)))
        affected(self._session, delete(JobRow).where(col(JobRow.id).in_(gone)))
        return entry

    def _listed(self) -> Any:
        joined = select(*_COLUMNS).join_from(PlanRow, JobRow, col(JobRow.id) == col(PlanRow.job_id))
        return joined.where(col(PlanRow.workspace_id) == self._workspace)

    def _own(self, plan_id: str) -> tuple[ColumnElement[bool], ...]:
        return col(PlanRow.workspace_id) == self._workspace, col(PlanRow.id) == plan_id
