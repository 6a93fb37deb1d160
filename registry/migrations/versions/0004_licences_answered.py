"""Whether a candidate was asked which licences they hold

Revision ID: 0004
Revises: 0003
Created: 2026-11-22 00:20:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "candidate", sa.Column("licences_answered", sa.Boolean(), nullable=False, server_default=sa.false())
    )
