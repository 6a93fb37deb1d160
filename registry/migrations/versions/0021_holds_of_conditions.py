"""A missed condition holds new job orders, and nothing else

Revision ID: 0021
Revises: 0020
Created: 2026-11-22 07:38:00+00:00
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_BEFORE = "cause IN ('bond_lapse', 'complaint', 'exposure', 'finding', 'emergency')"
_AFTER = "cause IN ('bond_lapse', 'complaint', 'exposure', 'finding', 'condition', 'emergency')"


def upgrade() -> None:
    _check(_AFTER)
    op.execute(
        "UPDATE agency_hold SET cause = 'condition' WHERE cause = 'finding' AND source LIKE 'condition:%'"
    )


def downgrade() -> None:
    op.execute("UPDATE agency_hold SET cause = 'finding' WHERE cause = 'condition'")
    _check(_BEFORE)


def _check(condition: str) -> None:
    with op.batch_alter_table("agency_hold") as table:
        table.drop_constraint(op.f("ck_agency_hold_cause"), type_="check")
        table.create_check_constraint(op.f("ck_agency_hold_cause"), condition)
