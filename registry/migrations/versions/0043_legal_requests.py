"""Legal requests; indexes of the log for who opened what between two moments

Revision ID: 0043
Revises: 0042
Created: 2026-11-22 18:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_actor_at", "event", ["actor", "at"], unique=False)
    op.create_index("ix_event_at", "event", ["at"], unique=False)
    op.create_table(
        "legal_request",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("notice", sa.String(20), nullable=False),
        sa.Column("notice_note", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_reason", sa.LargeBinary(), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(20), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'withdrawn', 'handed_over')",
            name=op.f("ck_legal_request_state"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id != proposed_by_id",
            name=op.f("ck_legal_request_two_people"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'handed_over') OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_legal_request_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_legal_request_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_legal_request_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_legal_request_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_legal_request_public_id")),
    )
    op.create_index(op.f("ix_legal_request_candidate_id"), "legal_request", ["candidate_id"], unique=False)


def downgrade() -> None:
    op.drop_table("legal_request")
    op.drop_index("ix_event_at", table_name="event")
    op.drop_index("ix_event_actor_at", table_name="event")
