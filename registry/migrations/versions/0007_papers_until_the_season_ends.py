"""Until when papers told for a season are kept

Revision ID: 0007
Revises: 0006
Created: 2026-11-22 03:50:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pathway_facts", sa.Column("papers_until", sa.Date(), nullable=True))
