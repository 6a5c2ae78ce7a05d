"""What was asked of connections to Jira, and what it came to, as bytes.

The routes of ``/jira`` and the workers that sync call it. A run goes with its connection, and with its plan.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlmodel import Session, col, select, update

from api.storage.jira_tables import JiraRunRow
from api.storage.repositories.paging import cut, page_of
from api.storage.repositories.writing import add, affected
from api.storage.tables import JobRow


class RunEntry(Struct, frozen=True):
    """A run without its documents; ``state`` is its job's."""

    id: str
    connection_id: str
    plan_id: str | None
    job_id: str
    action: str
    roadmap: str | None
    created_at: datetime
    state: str


class WholeRun(RunEntry, frozen=True):
    """A run with what was asked and, where there is a result, what it came to, both encoded."""

    asked: bytes
    document: bytes | None


class Runs:
    """The runs of a workspace."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def add(self, row: JiraRunRow) -> None:
        """Keep a new run in this workspace; its connection and its plan are held, its job is there already."""
        row.workspace_id = self._workspace
        add(self._session, row)

    def get(self, run_id: str) -> WholeRun | None:
        """Return a run as it stands now."""
        row = self._session.exec(self._listed(WholeRun).where(col(JiraRunRow.id) == run_id)).first()
        return WholeRun(*row) if row is not None else None

    def page(
        self,
        *,
        after: str | None,
        limit: int,
        newest_first: bool = True,
        connection_id: str | None = None,
        plan_id: str | None = None,
    ) -> tuple[list[RunEntry], str | None]:
        """Return some runs, all or those of a connection or a plan, and the id to go on after."""
        listed = self._listed(RunEntry)
        if connection_id is not None:
            listed = listed.where(col(JiraRunRow.connection_id) == connection_id)
        if plan_id is not None:
            listed = listed.where(col(JiraRunRow.plan_id) == plan_id)
        paged = page_of(listed, col(JiraRunRow.id), after, limit, newest_first=newest_first)
        return cut([RunEntry(*row) for row in self._session.exec(paged)], limit)

    def set_result(self, run_id: str, document: bytes) -> bool:
        """Store what a run came to; tell whether it is still there.

        Call it only where ``Leases.finish`` was not fenced.
        """
        own = col(JiraRunRow.workspace_id) == self._workspace, col(JiraRunRow.id) == run_id
        return affected(self._session, update(JiraRunRow).where(*own).values(document=document)) == 1

    def _listed(self, entry: type[RunEntry]) -> Any:
        columns = [getattr(JobRow if field == "state" else JiraRunRow, field) for field in entry.__struct_fields__]
        joined = select(*columns).join_from(JiraRunRow, JobRow, col(JobRow.id) == col(JiraRunRow.job_id))
        return joined.where(col(JiraRunRow.workspace_id) == self._workspace)
