"""Links with an agency that another person set aside

Revision ID: 0024
Revises: 0023
Created: 2026-11-22 07:55:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lifted_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lifted_by_id != account_id", name=op.f("ck_lifted_link_two_people")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_lifted_link_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_lifted_link_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["account.id"], name=op.f("fk_lifted_link_lifted_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifted_link")),
    )
    op.create_index(op.f("ix_lifted_link_agency_id"), "lifted_link", ["agency_id"], unique=False)


def downgrade() -> None:
    op.drop_table("lifted_link")
