"""What the demerits of an agency called for, each once

Revision ID: 0022
Revises: 0021
Created: 2026-11-22 07:42:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demerit_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("calls_for", sa.String(length=12), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "calls_for IN ('surveillance', 'hearing')", name=op.f("ck_demerit_call_calls_for")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_demerit_call_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_demerit_call_case_id_vetting_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demerit_call")),
    )
    op.create_index(op.f("ix_demerit_call_agency_id"), "demerit_call", ["agency_id"], unique=False)
    op.create_index(
        "uq_demerit_call_standing",
        "demerit_call",
        ["agency_id", "calls_for"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("demerit_call")
