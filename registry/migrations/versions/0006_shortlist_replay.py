"""A shortlist keeps the vocabulary it was linked with, and each entry the lot that settled its ties

Revision ID: 0006
Revises: 0005
Created: 2026-11-22 00:21:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    vocabulary = sa.Column("vocabulary_version", sa.String(length=40), nullable=False, server_default="")
    op.add_column("shortlist", vocabulary)
    op.add_column("shortlist_entry", sa.Column("draw", sa.Double(), nullable=False, server_default="0"))
