"""Holds: what an agency may not do for the time being

Revision ID: 0011
Revises: 0010
Created: 2026-11-22 06:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cause IN ('bond_lapse', 'complaint', 'exposure', 'finding', 'emergency')",
            name=op.f("ck_agency_hold_cause"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_hold_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_hold")),
    )
    op.create_index(op.f("ix_agency_hold_agency_id"), "agency_hold", ["agency_id"], unique=False)
    op.create_index(
        "uq_agency_hold_standing",
        "agency_hold",
        ["agency_id", "cause", "source"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
