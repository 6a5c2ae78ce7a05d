"""Questions about plans: what was asked, and the answer as bytes.

The routes of ``/plans/{plan_id}/questions`` and the workers that answer call it. A question goes with its plan.
"""

from msgspec import Struct
from sqlmodel import Session, col, select, update

from api.storage.repositories.writing import add, affected
from api.storage.tables import JobRow, QuestionRow


class QuestionEntry(Struct, frozen=True):
    """A question; ``state`` is its job's, ``document`` the encoded answer, None before there is one."""

    id: str
    plan_id: str
    job_id: str
    question: bytes
    document: bytes | None
    state: str


_COLUMNS = [getattr(JobRow if field == "state" else QuestionRow, field) for field in QuestionEntry.__struct_fields__]


class Questions:
    """The questions of a workspace."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def add(self, row: QuestionRow) -> None:
        """Keep a new question in this workspace; its plan is held (``Plans.hold``), its job is there already."""
        row.workspace_id = self._workspace
        add(self._session, row)

    def get(self, plan_id: str, question_id: str) -> QuestionEntry | None:
        """Return a question about a plan as it stands now."""
        joined = select(*_COLUMNS).join_from(QuestionRow, JobRow, col(JobRow.id) == col(QuestionRow.job_id))
        own = (
            col(QuestionRow.workspace_id) == self._workspace,
            col(QuestionRow.plan_id) == plan_id,
            col(QuestionRow.id) == question_id,
        )
        row = self._session.exec(joined.where(*own)).first()
        return QuestionEntry(*row) if row is not None else None

    def set_answer(self, question_id: str, document: bytes) -> bool:
        """Store the answer; tell whether the question is still there.

        Call it only where ``Leases.finish`` was not fenced.
        """
        own = col(QuestionRow.workspace_id) == self._workspace, col(QuestionRow.id) == question_id
        return affected(self._session, update(QuestionRow).where(*own).values(document=document)) == 1
