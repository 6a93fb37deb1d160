"""Owners, representatives and offices that change wait for the decision of a case

Revision ID: 0012
Revises: 0011
Created: 2026-11-22 06:22:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agency_contact") as table:
        for name in ("value", "normalised"):
            table.alter_column(name, existing_type=sa.String(length=200), type_=sa.String(length=320))
    for name in ("agency_contact", "agency_party"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("variation_id", sa.Integer(), nullable=True))
            table.create_index(op.f(f"ix_{name}_variation_id"), ["variation_id"], unique=False)
            table.create_foreign_key(
                op.f(f"fk_{name}_variation_id_vetting_case"), "vetting_case", ["variation_id"], ["id"]
            )
