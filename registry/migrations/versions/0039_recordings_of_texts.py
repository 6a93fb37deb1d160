"""Recordings of what workers read

Revision ID: 0039
Revises: 0038
Created: 2026-11-22 13:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("text_id", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("said", sa.String(length=1000), nullable=False),
        sa.Column("speaker", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("ending", sa.String(length=8), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'refused', 'replaced', 'withdrawn')",
            name=op.f("ck_recording_state"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'refused') OR (decided_by_id IS NOT NULL AND decided_by_id != uploaded_by_id)",
            name=op.f("ck_recording_two_people"),
        ),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_recording_uploaded_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_recording_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recording_public_id")),
    )
    heard = sa.text("state = 'approved'")
    with op.batch_alter_table("recording") as table:
        table.create_index(op.f("ix_recording_sha256"), ["sha256"])
        table.create_index(op.f("ix_recording_state"), ["state"])
        table.create_index(op.f("ix_recording_text_id"), ["text_id"])
        table.create_index(
            "ix_recording_heard",
            ["text_id", "language"],
            unique=True,
            sqlite_where=heard,
            postgresql_where=heard,
        )
