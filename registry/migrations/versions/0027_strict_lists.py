"""Lists of only those who are known to meet everything

Revision ID: 0027
Revises: 0026
Created: 2026-11-22 10:15:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "shortlist", sa.Column("is_strict", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    with op.batch_alter_table("shortlist") as batch:
        batch.drop_column("is_strict")
