"""Answers kept for POSTs that named an idempotency key, so that a second try gets the first one's answer.

The routes call ``find`` and ``keep`` in the one write session that also does the work.
"""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from api.storage.repositories.writing import add, affected, wait_in_line
from api.storage.tables import IdempotencyRow


class Idempotency:
    """The kept answers of a workspace."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def find(self, key: str) -> IdempotencyRow | None:
        """Return the answer kept under a key; a second request with the key waits here for the first to end."""
        wait_in_line(self._session, self._workspace, key)
        kept = IdempotencyRow.workspace_id == self._workspace, IdempotencyRow.key == key
        return self._session.exec(select(IdempotencyRow).where(*kept)).first()

    def keep(
        self, key: str, *, fingerprint: str, status: int, location: str | None, document: bytes, at: datetime
    ) -> None:
        """Keep the answer of what this transaction did."""
        row = IdempotencyRow(
            workspace_id=self._workspace,
            key=key,
            fingerprint=fingerprint,
            status=status,
            location=location,
            created_at=at,
            document=document,
        )
        add(self._session, row)

    def forget_before(self, at: datetime) -> int:
        """Forget the workspace's answers that are older, and return how many they were."""
        old = delete(IdempotencyRow).where(
            col(IdempotencyRow.workspace_id) == self._workspace, col(IdempotencyRow.created_at) < at
        )
        return affected(self._session, old)
