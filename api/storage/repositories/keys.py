"""API keys and the workspaces they belong to.

The security of the service looks a key up by the digest of its secret, before it knows a workspace; the routes of
``/keys`` and the command ``milepost keys`` work within one.
"""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select, update

from api.storage.database import now
from api.storage.repositories.paging import cut, page_of
from api.storage.repositories.writing import add, affected, insert_new
from api.storage.tables import KeyRow, WorkspaceRow


def ensure_workspace(session: Session, workspace_id: str) -> None:
    """Make the workspace unless it is there."""
    if session.get(WorkspaceRow, workspace_id) is None:
        insert_new(session, WorkspaceRow(id=workspace_id, created_at=now()))


def find(session: Session, digest: bytes) -> KeyRow | None:
    """Return the key with this digest of its secret, of whatever workspace, also one that is revoked or expired."""
    return session.exec(select(KeyRow).where(KeyRow.digest == digest)).first()


def touch(session: Session, key_id: str, at: datetime) -> None:
    """Note that a key was used; an earlier moment than the one noted changes nothing."""
    earlier = or_(col(KeyRow.last_used_at).is_(None), col(KeyRow.last_used_at) < at)
    affected(session, update(KeyRow).where(col(KeyRow.id) == key_id, earlier).values(last_used_at=at))


def any_active(session: Session, at: datetime) -> bool:
    """Tell whether there is a key that opens anything, in any workspace."""
    alive = or_(col(KeyRow.expires_at).is_(None), col(KeyRow.expires_at) > at)
    return session.exec(select(KeyRow.id).where(col(KeyRow.revoked_at).is_(None), alive).limit(1)).first() is not None


class Keys:
    """The keys of a workspace."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def add(self, row: KeyRow) -> None:
        """Keep a new key in this workspace."""
        row.workspace_id = self._workspace
        add(self._session, row)

    def get(self, key_id: str) -> KeyRow | None:
        """Return a key, also a revoked one."""
        chosen = select(KeyRow).where(*self._own(key_id))
        return self._session.exec(chosen.execution_options(populate_existing=True)).first()

    def page(self, *, after: str | None, limit: int, newest_first: bool = True) -> tuple[list[KeyRow], str | None]:
        """Return some keys, and the id to go on after."""
        listed = select(KeyRow).where(KeyRow.workspace_id == self._workspace)
        rows = self._session.exec(page_of(listed, col(KeyRow.id), after, limit, newest_first=newest_first)).all()
        return cut(list(rows), limit)

    def revoke(self, key_id: str, at: datetime) -> KeyRow | None:
        """End a key and return it, None where there is none; the moment of an earlier end stays."""
        alive = update(KeyRow).where(*self._own(key_id), col(KeyRow.revoked_at).is_(None))
        affected(self._session, alive.values(revoked_at=at))
        return self.get(key_id)

    def _own(self, key_id: str) -> tuple[ColumnElement[bool], ...]:
        return col(KeyRow.workspace_id) == self._workspace, col(KeyRow.id) == key_id
