"""Studies and comparisons, and the answers that studies go on from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _identifier(length: int) -> sa.String:
    # By its bytes, whatever language the server sorts by.
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the schema up to this version."""
    op.create_table(
        "studies",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("job_id", _identifier(64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(proven IS NULL) = (document IS NULL)", name=op.f("ck_studies_proven")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_studies_job_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_studies_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studies")),
        sa.UniqueConstraint("job_id", name=op.f("uq_studies_job_id")),
    )
    op.create_index("ix_studies_workspace_id_id", "studies", ["workspace_id", "id"])
    op.create_table(
        "answers",
        sa.Column("study_id", _identifier(64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_answers_study_id")),
        sa.PrimaryKeyConstraint("study_id", "key", name=op.f("pk_answers")),
    )


def downgrade() -> None:
    """Bring the schema back to the version before, which knows no studies: they are lost."""
    op.drop_table("answers")
    op.drop_table("studies")
    gone = "SELECT id FROM jobs WHERE kind IN ('study', 'comparison')"
    op.execute(f"DELETE FROM job_events WHERE job_id IN ({gone})")
    op.execute("DELETE FROM jobs WHERE kind IN ('study', 'comparison')")
