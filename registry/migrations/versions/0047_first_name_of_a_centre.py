"""The name a service was first written down with: the shipped list knows it by that after a correction

Revision ID: 0047
Revises: 0046
Created: 2026-11-22 20:10:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("support_service", sa.Column("first_name", sa.String(160), nullable=True))
    op.execute("UPDATE support_service SET first_name = name")
    with op.batch_alter_table("support_service") as batch:
        batch.alter_column("first_name", existing_type=sa.String(160), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("support_service") as batch:
        batch.drop_column("first_name")
