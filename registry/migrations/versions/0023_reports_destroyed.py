"""When what a report said was destroyed

Revision ID: 0023
Revises: 0022
Created: 2026-11-22 07:46:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaint", sa.Column("destroyed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("complaint", "destroyed_on")
