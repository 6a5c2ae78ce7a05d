"""The first schema: workspaces, keys, catalogs, scenarios, plans, jobs with their events, kept answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _identifier(length: int) -> sa.String:
    # By its bytes, whatever language the server sorts by: pages go on after an id.
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the schema up to this version."""
    op.create_table(
        "workspaces",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 64", name=op.f("ck_workspaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )

    op.create_table(
        "api_keys",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("prefix", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_api_keys_name")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_api_keys_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    op.create_index("ix_api_keys_workspace_id_id", "api_keys", ["workspace_id", "id"])

    op.create_table(
        "catalogs",
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("id", _identifier(100), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overview", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 100", name=op.f("ck_catalogs_id")),
        sa.CheckConstraint("length(version) BETWEEN 1 AND 64", name=op.f("ck_catalogs_version")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_catalogs_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", "version", name=op.f("pk_catalogs")),
    )

    op.create_table(
        "idempotency_keys",
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 255", name=op.f("ck_idempotency_keys_key")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_idempotency_keys_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index("ix_idempotency_keys_workspace_id_created_at", "idempotency_keys", ["workspace_id", "created_at"])

    op.create_table(
        "jobs",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", _identifier(64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=100), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.LargeBinary(), nullable=True),
        sa.Column("error", sa.LargeBinary(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name=op.f("ck_jobs_leased")),
        sa.CheckConstraint("(state IN ('queued', 'running')) = (finished_at IS NULL)", name=op.f("ck_jobs_ended")),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name=op.f("ck_jobs_state")
        ),
        sa.CheckConstraint("released >= 0 AND released <= attempt", name=op.f("ck_jobs_released")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_jobs_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_state_id", "jobs", ["state", "id"])
    op.create_index("ix_jobs_workspace_id_id", "jobs", ["workspace_id", "id"])
    op.create_index("ix_jobs_workspace_id_state_id", "jobs", ["workspace_id", "state", "id"])
    op.create_index("ix_jobs_workspace_id_state_subject_id", "jobs", ["workspace_id", "state", "subject_id"])

    op.create_table(
        "scenarios",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_scenarios_name")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_scenarios_version")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_scenarios_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
    )
    op.create_index("ix_scenarios_workspace_id_id", "scenarios", ["workspace_id", "id"])

    op.create_table(
        "job_events",
        sa.Column("job_id", _identifier(64), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("event IN ('state', 'progress')", name=op.f("ck_job_events_event")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_events_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "id", name=op.f("pk_job_events")),
    )

    op.create_table(
        "plans",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("job_id", _identifier(64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("catalog", sa.String(length=200), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("finish", sa.Date(), nullable=True),
        sa.Column("etag", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("status IN ('optimal', 'feasible', 'infeasible', 'unknown')", name=op.f("ck_plans_status")),
        sa.CheckConstraint("(status IS NULL) = (document IS NULL)", name=op.f("ck_plans_answered")),
        sa.CheckConstraint("(etag IS NULL) = (document IS NULL)", name=op.f("ck_plans_etag")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_plans_name")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_plans_job_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_plans_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("job_id", name=op.f("uq_plans_job_id")),
    )
    op.create_index("ix_plans_workspace_id_id", "plans", ["workspace_id", "id"])
    op.create_index("ix_plans_workspace_id_status_id", "plans", ["workspace_id", "status", "id"])


def downgrade() -> None:
    """Bring the schema back to the version before."""
    op.drop_table("plans")
    op.drop_table("job_events")
    op.drop_table("scenarios")
    op.drop_table("jobs")
    op.drop_table("idempotency_keys")
    op.drop_table("catalogs")
    op.drop_table("api_keys")
    op.drop_table("workspaces")
