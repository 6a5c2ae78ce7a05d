"""What the sync remembers between two runs, durably: whose issue is whose, what was last agreed, what is in doubt.

``Ledger`` is a port: records by kind and key, and an audit that only grows. A file beside the plan keeps them for the
command line (``clients.jira.ledger_file``), the service's tables for the service. ``clients.jira.book`` gives the
records their meaning; an adapter knows nothing of it.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Literal, Protocol

from msgspec import Struct

RecordKind = Literal["binding", "node", "link", "offer", "run", "pull", "actual"]


class Held(Exception):
    """Another sync of the same plan is at work; there is one writer at a time."""


class Unreadable(Exception):
    """The ledger is damaged, or of another version of Milepost; the message says which file."""


class Record(Struct, frozen=True):
    """Something to remember under a key; ``document`` is encoded, None: forget it."""

    kind: RecordKind
    key: str
    document: bytes | None


class Audit(Struct, frozen=True):
    """One field written, or tried to: by which run and whom, of what to what, and how Jira answered.

    ``status`` is None where the answer was lost and the write was found done afterwards. ``issue`` is the key of then.
    """

    at: datetime
    run: str
    actor: str
    operation: str
    node: str
    issue: str | None
    field: str | None
    before: Any
    after: Any
    status: int | None


class Ledger(Protocol):
    """Where records are kept; what ``save`` returned from is there after any crash."""

    def held(self) -> AbstractContextManager[None]:
        """Be the only one who writes; raises ``Held`` where another is."""

    def load(self, kind: RecordKind) -> dict[str, bytes]:
        """Return the records of a kind by their keys."""

    def save(self, records: Sequence[Record], audit: Sequence[Audit] = ()) -> None:
        """Keep all of it, or nothing."""

    def audit(self, *, after: int = 0, limit: int = 1000) -> tuple[tuple[int, Audit], ...]:
        """Return what was written, in order, each with its number: those that come after one."""
