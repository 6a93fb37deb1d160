"""Steps of checklists that were ticked as done

Revision ID: 0004
Revises: 0003
Created: 2026-11-22 03:10:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tick",
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('standing', 'taken_back')", name=op.f("ck_tick_state")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_tick_referral_id_referral")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_tick_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tick")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tick_public_id")),
    )
    op.create_index(op.f("ix_tick_vacancy_id"), "tick", ["vacancy_id"], unique=False)
    _one_standing("uq_tick_vacancy_step", "vacancy_id", "state = 'standing' AND referral_id IS NULL")
    _one_standing("uq_tick_referral_step", "referral_id", "state = 'standing'")


def _one_standing(name: str, column: str, where: str) -> None:
    op.create_index(
        name,
        "tick",
        [column, "step"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
