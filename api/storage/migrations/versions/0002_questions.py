"""Questions about plans, and events that tell what was found."""

import hashlib

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _identifier(length: int) -> sa.String:
    # By its bytes, whatever language the server sorts by.
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _tell(*events: str) -> None:
    """Let events be of these kinds alone."""
    with op.batch_alter_table("job_events") as table:
        table.drop_constraint(op.f("ck_job_events_event"), type_="check")
        table.create_check_constraint(op.f("ck_job_events_event"), f"event IN {events}")


def upgrade() -> None:
    """Bring the schema up to this version."""
    op.create_table(
        "questions",
        sa.Column("id", _identifier(64), nullable=False),
        sa.Column("workspace_id", _identifier(64), nullable=False),
        sa.Column("plan_id", _identifier(64), nullable=False),
        sa.Column("job_id", _identifier(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_questions_job_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_questions_plan_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_questions_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("job_id", name=op.f("uq_questions_job_id")),
    )
    op.create_index("ix_questions_plan_id", "questions", ["plan_id"])
    _tell("state", "progress", "finding")
    _explain()


def _explain() -> None:
    """Give the plans that were made before there were explanations empty ones, so that they can be read."""
    plans = sa.table("plans", sa.column("id"), sa.column("document", sa.LargeBinary()), sa.column("etag"))
    connection = op.get_bind()
    answered = connection.execute(sa.select(plans.c.id).where(plans.c.document.is_not(None))).scalars().all()
    for plan_id in answered:
        row = plans.c.id == plan_id
        plan = msgspec.json.decode(connection.execute(sa.select(plans.c.document).where(row)).scalar_one())
        plan.setdefault("story", [])
        plan.setdefault("debt", [])
        for gate in plan["gates"]:
            gate.setdefault("why", [])
        document = msgspec.json.encode(plan)
        etag = f'"{hashlib.sha256(document).hexdigest()[:32]}"'
        connection.execute(sa.update(plans).where(row).values(document=document, etag=etag))


def downgrade() -> None:
    """Bring the schema back to the version before, which knows no questions: they are lost, and what was found."""
    op.drop_table("questions")
    asked = "SELECT id FROM jobs WHERE kind = 'question'"
    op.execute(f"DELETE FROM job_events WHERE event = 'finding' OR job_id IN ({asked})")
    op.execute("DELETE FROM jobs WHERE kind = 'question'")
    _tell("state", "progress")
