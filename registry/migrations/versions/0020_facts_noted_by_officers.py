"""Facts of agencies that officers note from outside, and when an agency was last held against the rules

Revision ID: 0020
Revises: 0019
Created: 2026-11-22 06:42:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "noted_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('placements_declared', 'placements_counted', 'report_late', 'official_post')",
            name=op.f("ck_noted_fact_kind"),
        ),
        sa.CheckConstraint(
            "(number IS NOT NULL) = (kind LIKE 'placements%')", name=op.f("ck_noted_fact_number")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_noted_fact_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["account.id"], name=op.f("fk_noted_fact_noted_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noted_fact")),
    )
    op.create_index("ix_noted_fact_agency_id", "noted_fact", ["agency_id"])
    op.create_table(
        "flag_look",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_flag_look_agency_id_agency")),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_flag_look")),
    )
    op.create_index("ix_flag_look_looked_at", "flag_look", ["looked_at"])


def downgrade() -> None:
    op.drop_table("flag_look")
    op.drop_table("noted_fact")
