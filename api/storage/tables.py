"""The tables of the service, for SQLite and PostgreSQL alike. They validate nothing: what is written was judged before.

Documents (requests, plans, catalogs, progress) are encoded bytes: they are read whole and served as they are. Ids are
text with a prefix of their kind and sort by the time they were made. No relationships: joins are written out.
Bytes are the last columns of a table, because SQLite walks through all that stands before the column it wants.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, MetaData, String
from sqlmodel import Field, SQLModel

# Ids sort by their bytes on both databases, whatever language a PostgreSQL server sorts by.
ID = String(64).with_variant(String(64, collation="C"), "postgresql")
_CATALOG_ID = String(100).with_variant(String(100, collation="C"), "postgresql")

# Constraints have names on both databases, so that a migration can speak of them.
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


def named(column: str = "name", longest: int = 200) -> CheckConstraint:
    """Hold the length of a text on SQLite too, which takes no heed of a column's."""
    return CheckConstraint(f"length({column}) BETWEEN 1 AND {longest}", name=column)


class WorkspaceRow(SQLModel, table=True):
    """Who owns what keys make."""

    __tablename__ = "workspaces"
    __table_args__ = (named("id", 64),)

    id: str = Field(sa_type=ID, primary_key=True)
    created_at: datetime


class KeyRow(SQLModel, table=True):
    """An API key; ``digest`` is the HMAC-SHA-256 of its secret, which is kept nowhere."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("ix_api_keys_workspace_id_id", "workspace_id", "id"), named())

    id: str = Field(sa_type=ID, primary_key=True)
    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id")
    name: str = Field(max_length=200)
    prefix: str = Field(max_length=32)
    digest: bytes = Field(sa_type=LargeBinary, unique=True)
    scopes: str
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class CatalogRow(SQLModel, table=True):
    """An uploaded version of a catalog; it never changes."""

    __tablename__ = "catalogs"
    __table_args__ = (named("id", 100), named("version", 64))

    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id", primary_key=True)
    id: str = Field(sa_type=_CATALOG_ID, primary_key=True)
    version: str = Field(primary_key=True, max_length=64)
    digest: str = Field(max_length=64)
    created_at: datetime
    overview: bytes = Field(sa_type=LargeBinary)
    document: bytes = Field(sa_type=LargeBinary)


class ScenarioRow(SQLModel, table=True):
    """A named request; ``version`` counts its changes."""

    __tablename__ = "scenarios"
    __table_args__ = (
        Index("ix_scenarios_workspace_id_id", "workspace_id", "id"),
        CheckConstraint("version >= 1", name="version"),
        named(),
    )

    id: str = Field(sa_type=ID, primary_key=True)
    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id")
    name: str = Field(max_length=200)
    version: int = 1
    created_at: datetime
    updated_at: datetime
    request: bytes = Field(sa_type=LargeBinary)


class PlanRow(SQLModel, table=True):
    """A plan asked for; ``document`` and ``status`` are null until its job has an answer."""

    __tablename__ = "plans"
    __table_args__ = (
        Index("ix_plans_workspace_id_id", "workspace_id", "id"),
        Index("ix_plans_workspace_id_status_id", "workspace_id", "status", "id"),
        CheckConstraint("status IN ('optimal', 'feasible', 'infeasible', 'unknown')", name="status"),
        CheckConstraint("(status IS NULL) = (document IS NULL)", name="answered"),
        CheckConstraint("(etag IS NULL) = (document IS NULL)", name="etag"),
        named(),
    )

    id: str = Field(sa_type=ID, primary_key=True)
    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id")
    job_id: str = Field(sa_type=ID, foreign_key="jobs.id", unique=True)
    name: str | None = Field(default=None, max_length=200)
    catalog: str = Field(max_length=200)
    current: int
    target: int
    start: date
    deadline: date | None = None
    status: str | None = Field(default=None, max_length=16)
    finish: date | None = None
    etag: str | None = Field(default=None, max_length=80)
    created_at: datetime
    document: bytes | None = Field(default=None, sa_type=LargeBinary)


class QuestionRow(SQLModel, table=True):
    """A question about a plan; ``document`` is its answer, null until its job has one."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_plan_id", "plan_id"),)

    id: str = Field(sa_type=ID, primary_key=True)
    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id")
    plan_id: str = Field(sa_type=ID, foreign_key="plans.id")
    job_id: str = Field(sa_type=ID, foreign_key="jobs.id", unique=True)
    created_at: datetime
    question: bytes = Field(sa_type=LargeBinary)
    document: bytes | None = Field(default=None, sa_type=LargeBinary)


class StudyRow(SQLModel, table=True):
    """A study, or two plans side by side (``kind`` is then ``comparison``).

    ``document`` is what it came to; it and ``proven`` are null until its job has a result.
    """

    __tablename__ = "studies"
    __table_args__ = (
        Index("ix_studies_workspace_id_id", "workspace_id", "id"),
        CheckConstraint("(proven IS NULL) = (document IS NULL)", name="proven"),
    )

    id: str = Field(sa_type=ID, primary_key=True)
    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id")
    job_id: str = Field(sa_type=ID, foreign_key="jobs.id", unique=True)
    kind: str = Field(max_length=32)
    proven: bool | None = None
    created_at: datetime
    asked: bytes = Field(sa_type=LargeBinary)
    document: bytes | None = Field(default=None, sa_type=LargeBinary)


class AnswerRow(SQLModel, table=True):
    """What a solve of a study came to, by the key of what was asked; kept until the study has its result."""

    __tablename__ = "answers"

    study_id: str = Field(sa_type=ID, foreign_key="studies.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=100)
    document: bytes = Field(sa_type=LargeBinary)


class JobRow(SQLModel, table=True):
    """Long work, and the truth about it.

    ``subject_id`` is the id of the plan, the study or the comparison that it makes, of the plan and the question that
    it answers (``PLAN/ID``), or of what was asked of Jira.

    ``attempt`` counts how often it was claimed; whoever writes for a job names the attempt it was given, and a write
    of an older one changes nothing. ``released`` counts those that were given back in good order and say nothing
    against the job. ``lease_until`` is when a silent worker counts as gone, ``wake_at`` before when a job that has to
    wait is not claimed.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_workspace_id_id", "workspace_id", "id"),
        Index("ix_jobs_state_id", "state", "id"),
        Index("ix_jobs_workspace_id_state_id", "workspace_id", "state", "id"),
        Index("ix_jobs_workspace_id_state_subject_id", "workspace_id", "state", "subject_id"),
        CheckConstraint("state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name="state"),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="leased"),
        CheckConstraint("(state IN ('queued', 'running')) = (finished_at IS NULL)", name="ended"),
        CheckConstraint("released >= 0 AND released <= attempt", name="released"),
        CheckConstraint("wake_at IS NULL OR state = 'queued'", name="waking"),
    )

    id: str = Field(sa_type=ID, primary_key=True)
    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id")
    kind: str = Field(max_length=32)
    subject_id: str = Field(sa_type=ID)
    state: str = Field(default="queued", max_length=16)
    attempt: int = 0
    released: int = 0
    worker: str | None = Field(default=None, max_length=100)
    lease_until: datetime | None = None
    wake_at: datetime | None = None
    cancel_requested: bool = False
    last_event: int = 0
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    progress: bytes | None = Field(default=None, sa_type=LargeBinary)
    error: bytes | None = Field(default=None, sa_type=LargeBinary)
    payload: bytes = Field(sa_type=LargeBinary)


class EventRow(SQLModel, table=True):
    """One thing that happened to a job, in the form in which listeners are sent it."""

    __tablename__ = "job_events"
    __table_args__ = (CheckConstraint("event IN ('state', 'progress', 'finding')", name="event"),)

    job_id: str = Field(sa_type=ID, foreign_key="jobs.id", primary_key=True, ondelete="CASCADE")
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    event: str = Field(max_length=16)
    created_at: datetime
    document: bytes = Field(sa_type=LargeBinary)


class IdempotencyRow(SQLModel, table=True):
    """The answer to a POST that named a key, kept to be given again; written in the transaction of what it did."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        Index("ix_idempotency_keys_workspace_id_created_at", "workspace_id", "created_at"),
        named("key", 255),
    )

    workspace_id: str = Field(sa_type=ID, foreign_key="workspaces.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=255)
    fingerprint: str = Field(max_length=64)
    status: int
    location: str | None = Field(default=None, max_length=200)
    created_at: datetime
    document: bytes = Field(sa_type=LargeBinary)
