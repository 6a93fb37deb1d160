"""Reports say whether they were compared with the others about the same agency

Revision ID: 0030
Revises: 0029
Created: 2026-11-22 10:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "complaint", sa.Column("is_compared", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_index(op.f("ix_complaint_is_compared"), "complaint", ["is_compared"], unique=False)
    with op.batch_alter_table("complaint") as table:
        table.alter_column(
            "is_compared", existing_type=sa.Boolean(), existing_nullable=False, server_default=None
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_complaint_is_compared"), "complaint")
    with op.batch_alter_table("complaint") as table:
        table.drop_column("is_compared")
