"""How the fair order of a policy is made: what was approved before keeps the first way

Revision ID: 0041
Revises: 0040
Created: 2026-11-22 14:15:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "fairness_policy",
        sa.Column(
            "order_method", sa.String(40), nullable=False, server_default="fa-star-ir hypergeometric 1"
        ),
    )


def downgrade() -> None:
    op.drop_column("fairness_policy", "order_method")
