"""Places at home where somebody cannot work, sealed

Revision ID: 0040
Revises: 0039
Created: 2026-11-22 13:50:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("safety", sa.Column("places", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("safety") as batch:
        batch.drop_column("places")
