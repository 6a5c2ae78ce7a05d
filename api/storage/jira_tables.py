"""The tables of Jira: connections with their sealed tokens, ledgers with records and audit, and what was asked of them.

As in ``tables``: they validate nothing, documents are encoded bytes, and bytes are the last columns. Migrations and
repositories read it.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.storage.tables import ID, named

# Node ids and pairs of them; they sort by their bytes on both databases.
_KEY = String(600).with_variant(String(600, collation="C"), "postgresql")


class JiraConnectionRow(SQLModel, table=True):
    """A project of a Jira and who writes there; ``token`` is sealed (``api.vault``), and no answer ever holds it.

    ``version`` counts its changes, ``last_audit`` the rows of its audit.
    """

    __tablename__ = "jira_connections"
    __table_args__ = (
        Index("ix_jira_connections_workspace_id_id", "workspace_id", "id"),
        CheckConstraint("version >= 1", name="version"),
        named(),
    )

    id: str = Field(sa_type=ID, primary_key=True)
    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id")
    name: str = Field(max_length=200)
    version: int = 1
    last_audit: int = 0
    created_at: datetime
    updated_at: datetime
    token_set_at: datetime
    token: bytes = Field(sa_type=LargeBinary)
    document: bytes = Field(sa_type=LargeBinary)


class JiraLedgerRow(SQLModel, table=True):
    """What is remembered of one roadmap in one project, and who may write it: ``holder``, until ``held_until``.

    ``hold`` counts how often it was taken; whoever writes names the count it was given, and a write of an older one
    changes nothing.
    """

    __tablename__ = "jira_ledgers"
    __table_args__ = (
        UniqueConstraint("connection_id", "roadmap"),
        CheckConstraint("(holder IS NULL) = (held_until IS NULL)", name="held"),
    )

    id: str = Field(sa_type=ID, primary_key=True)
    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id")
    connection_id: str = Field(sa_type=ID, foreign_key="jira_connections.id")
    roadmap: str = Field(max_length=64)
    hold: int = 0
    holder: str | None = Field(default=None, max_length=100)
    held_until: datetime | None = None
    created_at: datetime


class JiraRecordRow(SQLModel, table=True):
    """One thing that a ledger remembers."""

    __tablename__ = "jira_records"

    ledger_id: str = Field(sa_type=ID, foreign_key="jira_ledgers.id", primary_key=True)
    kind: str = Field(primary_key=True, max_length=16)
    key: str = Field(sa_type=_KEY, primary_key=True)
    document: bytes = Field(sa_type=LargeBinary)


class JiraAuditRow(SQLModel, table=True):
    """One field that was written to Jira, or tried to be; it never changes. ``number`` counts within the connection."""

    __tablename__ = "jira_audit"
    __table_args__ = (Index("ix_jira_audit_ledger_id_number", "ledger_id", "number"),)

    connection_id: str = Field(sa_type=ID, foreign_key="jira_connections.id", primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    ledger_id: str = Field(sa_type=ID, foreign_key="jira_ledgers.id")
    document: bytes = Field(sa_type=LargeBinary)


class JiraRunRow(SQLModel, table=True):
    """What was asked of a connection; ``document`` is what it came to, null until its job has a result."""

    __tablename__ = "jira_runs"
    __table_args__ = (
        Index("ix_jira_runs_workspace_id_id", "workspace_id", "id"),
        Index("ix_jira_runs_connection_id_id", "connection_id", "id"),
        Index("ix_jira_runs_plan_id_id", "plan_id", "id"),
        CheckConstraint("action IN ('preflight', 'diff', 'apply', 'pull')", name="action"),
    )

    id: str = Field(sa_type=ID, primary_key=True)
    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id")
    connection_id: str = Field(sa_type=ID, foreign_key="jira_connections.id")
    plan_id: str | None = Field(default=None, sa_type=ID, foreign_key="plans.id")
    job_id: str = Field(sa_type=ID, foreign_key="jobs.id", unique=True)
    action: str = Field(max_length=16)
    roadmap: str | None = Field(default=None, max_length=64)
    created_at: datetime
    asked: bytes = Field(sa_type=LargeBinary)
    document: bytes | None = Field(default=None, sa_type=LargeBinary)
