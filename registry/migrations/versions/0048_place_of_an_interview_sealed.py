"""The place of an interview sealed: where a person will be on a day

Revision ID: 0048
Revises: 0047
Created: 2026-11-22 22:15:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Sealed by today's code, not by a copy of it: today's code reads it.
    from registry import crypto

    with op.batch_alter_table("referral") as batch:
        batch.alter_column(
            "interview_place",
            existing_type=sa.String(120),
            type_=sa.LargeBinary(),
            existing_nullable=True,
            postgresql_using="convert_to(interview_place, 'UTF8')",
        )
    bind = op.get_bind()
    held = sa.table("referral", sa.column("id", sa.Integer), sa.column("interview_place", sa.LargeBinary))
    for row in bind.execute(sa.select(held).where(held.c.interview_place.is_not(None))).all():
        sealed = crypto.encrypt_bytes(_bytes(row.interview_place))
        bind.execute(sa.update(held).where(held.c.id == row.id).values(interview_place=sealed))


def _bytes(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)
