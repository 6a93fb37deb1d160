"""Warnings about operators that are not in the register, corrections of its history, and the signed file of each day

Revision ID: 0019
Revises: 0018
Created: 2026-11-22 06:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_LIST = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "operator_alert",
        sa.Column("brand", sa.String(length=120), nullable=False),
        sa.Column("phones", _LIST, nullable=False),
        sa.Column("hosts", _LIST, nullable=False),
        sa.Column("method", sa.String(length=600), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'withdrawn')", name=op.f("ck_operator_alert_state")
        ),
        sa.CheckConstraint(
            "state = 'draft' OR published_at IS NOT NULL", name=op.f("ck_operator_alert_published")
        ),
        sa.CheckConstraint(
            "state != 'withdrawn' OR withdrawn_at IS NOT NULL", name=op.f("ck_operator_alert_withdrawn")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["account.id"], name=op.f("fk_operator_alert_written_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_alert")),
        sa.UniqueConstraint("public_id", name=op.f("uq_operator_alert_public_id")),
    )
    op.create_index(op.f("ix_operator_alert_state"), "operator_alert", ["state"])
    op.create_table(
        "standing_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standing_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("corrected_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["standing_id"], ["standing.id"], name=op.f("fk_standing_correction_standing_id_standing")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_standing_correction_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_correction")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_standing_correction_proposal_id")),
    )
    op.create_index(op.f("ix_standing_correction_standing_id"), "standing_correction", ["standing_id"])
    op.create_table(
        "register_dump",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agencies", sa.Integer(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("jsonl_hash", sa.String(length=64), nullable=False),
        sa.Column("csv_hash", sa.String(length=64), nullable=False),
        sa.Column("sums_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=True),
        sa.Column("signature", sa.String(length=88), nullable=False),
        sa.Column("public_key", sa.String(length=44), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_dump")),
        sa.UniqueConstraint("day", name=op.f("uq_register_dump_day")),
    )


def downgrade() -> None:
    op.drop_table("register_dump")
    op.drop_table("standing_correction")
    op.drop_table("operator_alert")
