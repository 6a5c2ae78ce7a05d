"""Scenarios: requests kept under a name. ``version`` counts the changes, and a change names the one it is made to.

The routes of ``/scenarios`` call it.
"""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from api.storage.repositories.paging import cut, page_of
from api.storage.repositories.writing import add, affected
from api.storage.tables import ScenarioRow


class Scenarios:
    """The scenarios of a workspace."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def add(self, row: ScenarioRow) -> None:
        """Keep a new scenario in this workspace."""
        row.workspace_id = self._workspace
        add(self._session, row)

    def get(self, scenario_id: str) -> ScenarioRow | None:
        """Return a scenario as it stands now."""
        chosen = select(ScenarioRow).where(*self._own(scenario_id))
        return self._session.exec(chosen.execution_options(populate_existing=True)).first()

    def page(self, *, after: str | None, limit: int, newest_first: bool = True) -> tuple[list[ScenarioRow], str | None]:
        """Return some scenarios with their requests, and the id to go on after."""
        listed = select(ScenarioRow).where(ScenarioRow.workspace_id == self._workspace)
        paged = page_of(listed, col(ScenarioRow.id), after, limit, newest_first=newest_first)
        return cut(list(self._session.exec(paged).all()), limit)

    def update(
        self, scenario_id: str, expected_version: int, *, name: str, request: bytes, at: datetime
    ) -> ScenarioRow | None:
        """Change a scenario and return it; None where it is gone or is not at this version any more."""
        changed = affected(
            self._session,
            update(ScenarioRow)
            .where(*self._own(scenario_id), col(ScenarioRow.version) == expected_version)
            .values(name=name, request=request, updated_at=at, version=expected_version + 1),
        )
        return self.get(scenario_id) if changed else None

    def delete(self, scenario_id: str, expected_version: int | None = None) -> bool:
        """Delete a scenario, where a version is named only at that one; tell whether it was there."""
        statement = delete(ScenarioRow).where(*self._own(scenario_id))
        if expected_version is not None:
            statement = statement.where(col(ScenarioRow.version) == expected_version)
        return affected(self._session, statement) == 1

    def _own(self, scenario_id: str) -> tuple[ColumnElement[bool], ...]:
        return col(ScenarioRow.workspace_id) == self._workspace, col(ScenarioRow.id) == scenario_id
