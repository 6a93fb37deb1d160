"""Where and when an employer waits for a person who was referred to it

Revision ID: 0046
Revises: 0045
Created: 2026-11-22 18:55:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("referral", sa.Column("interview_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("interview_place", sa.String(120), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("referral") as batch:
        batch.drop_column("interview_place")
        batch.drop_column("interview_at")
