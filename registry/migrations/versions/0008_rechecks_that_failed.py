"""A vacancy whose checking again failed is done, and says so

Revision ID: 0008
Revises: 0007
Created: 2026-11-22 04:52:00+00:00
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NAME = "ck_law_recheck_result"
_BEFORE = "'same', 'fails', 'warns', 'unknown', 'mended', 'gone'"


def upgrade() -> None:
    _set(f"{_BEFORE}, 'failed'")


def downgrade() -> None:
    op.execute("UPDATE law_recheck SET result = 'gone' WHERE result = 'failed'")
    _set(_BEFORE)


def _set(results: str) -> None:
    with op.batch_alter_table("law_recheck") as table:
        table.drop_constraint(op.f(_NAME), type_="check")
        table.create_check_constraint(op.f(_NAME), f"result IN ({results})")
