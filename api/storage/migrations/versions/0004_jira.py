"""Jira: connections, ledgers, audit and runs; and jobs that wait until a time."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _identifier(length: int) -> sa.String:
    # By its bytes, whatever language the server sorts by.
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Bring the schema up to this version."""
    # SQLite walks through all that stands before a column: there it stands before what is long.
    copied = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("jobs", recreate="always" if copied else "never") as table:
        table.add_column(_moment("wake_at", nullable=True), insert_after="lease_until" if copied else None)
        table.create_check_constraint(op.f("ck_jobs_waking"), "wake_at IS NULL OR state = 'queued'")
    _connections()
    _ledgers()
    _runs()


def _connections() -> None:
    op.create_table(
        "jira_connections",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_audit", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        _moment("token_set_at"),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_jira_connections_name")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_jira_connections_version")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_jira_connections_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jira_connections")),
    )
    op.create_index("ix_jira_connections_workspace_id_id", "jira_connections", ["workspace_id", "id"])


def _ledgers() -> None:
    op.create_table(
        "jira_ledgers",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("connection_id", _identifier(64), nullable=False),
        sa.Column("roadmap", sa.String(length=64), nullable=False),
        sa.Column("hold", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=True),
        _moment("held_until", nullable=True),
        _moment("created_at"),
        sa.CheckConstraint("(holder IS NULL) = (held_until IS NULL)", name=op.f("ck_jira_ledgers_held")),
        sa.ForeignKeyConstraint(["connection_id"], ["jira_connections.id"], name=op.f("fk_jira_ledgers_connection_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_jira_ledgers_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jira_ledgers")),
        sa.UniqueConstraint("connection_id", "roadmap", name=op.f("uq_jira_ledgers_connection_id_roadmap")),
    )
    op.create_table(
        "jira_records",
        sa.Column("ledger_id", _identifier(64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", _identifier(600), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ledger_id"], ["jira_ledgers.id"], name=op.f("fk_jira_records_ledger_id")),
        sa.PrimaryKeyConstraint("ledger_id", "kind", "key", name=op.f("pk_jira_records")),
    )
    op.create_table(
        "jira_audit",
        sa.Column("connection_id", _identifier(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ledger_id", _identifier(64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["connection_id"], ["jira_connections.id"], name=op.f("fk_jira_audit_connection_id")),
        sa.ForeignKeyConstraint(["ledger_id"], ["jira_ledgers.id"], name=op.f("fk_jira_audit_ledger_id")),
        sa.PrimaryKeyConstraint("connection_id", "number", name=op.f("pk_jira_audit")),
    )
    op.create_index("ix_jira_audit_ledger_id_number", "jira_audit", ["ledger_id", "number"])


def _runs() -> None:
    op.create_table(
        "jira_runs",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("connection_id", _identifier(64), nullable=False),
        sa.Column("plan_id", _identifier(64), nullable=True),
        sa.Column("job_id", _identifier(64), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("roadmap", sa.String(length=64), nullable=True),
        _moment("created_at"),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("action IN ('preflight', 'diff', 'apply', 'pull')", name=op.f("ck_jira_runs_action")),
        sa.ForeignKeyConstraint(["connection_id"], ["jira_connections.id"], name=op.f("fk_jira_runs_connection_id")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_jira_runs_job_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_jira_runs_plan_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_jira_runs_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jira_runs")),
        sa.UniqueConstraint("job_id", name=op.f("uq_jira_runs_job_id")),
    )
    op.create_index("ix_jira_runs_workspace_id_id", "jira_runs", ["workspace_id", "id"])
    op.create_index("ix_jira_runs_connection_id_id", "jira_runs", ["connection_id", "id"])
    op.create_index("ix_jira_runs_plan_id_id", "jira_runs", ["plan_id", "id"])


def downgrade() -> None:
    """Bring the schema back to the version before, which knows no Jira: connections, ledgers and runs are lost."""
    for name in ("jira_runs", "jira_audit", "jira_records", "jira_ledgers", "jira_connections"):
        op.drop_table(name)
    op.execute("DELETE FROM job_events WHERE job_id IN (SELECT id FROM jobs WHERE kind = 'jira')")
    op.execute("DELETE FROM jobs WHERE kind = 'jira'")
    with op.batch_alter_table("jobs") as table:
        table.drop_constraint(op.f("ck_jobs_waking"), type_="check")
        table.drop_column("wake_at")
