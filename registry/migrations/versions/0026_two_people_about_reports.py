"""What ends a report or takes weight from it takes two people; why something was done is sealed with the report

Revision ID: 0026
Revises: 0025
Created: 2026-11-22 10:15:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TABLE = "complaint_closing"
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DECIDED = (
    "state IN ('open', 'refused') OR decided_by_id IS NOT NULL"
    " OR (kind = 'close' AND outcome IN ('repaid', 'substantiated', 'partly'))"
)
# What ended a report last, with its words still there.
_ENDED_IT = f"""id IN (SELECT max(n.id) FROM {_TABLE} n JOIN complaint p ON p.id = n.complaint_id
 WHERE n.state = 'approved' AND p.state = 'closed' AND p.destroyed_on IS NULL GROUP BY n.complaint_id)"""  # nosec B608 # our own names of tables and columns
_CHECKS = {
    "kind": ("kind IN ('close', 'dismiss')", "kind IN ('close', 'dismiss', 'judge')"),
    "state": (
        "state IN ('open', 'approved', 'refused')",
        "state IN ('open', 'approved', 'refused', 'reopened')",
    ),
    "decided": ("kind != 'dismiss' OR state = 'open' OR decided_by_id IS NOT NULL", _DECIDED),
}


def upgrade() -> None:
    op.create_table(
        "complaint_why",
        sa.Column("event_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("complaint_id", _KEY, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_complaint_why_event_id_event")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_why_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_complaint_why")),
    )
    op.create_index(op.f("ix_complaint_why_complaint_id"), "complaint_why", ["complaint_id"], unique=False)
    # What one person closed without finding it true is open again, and waits for a second one. Where something else
    # ended it since, or nothing is left to look at, it stays as it is, and what that person said counts no more.
    op.execute(
        f"UPDATE {_TABLE} SET state = 'open', keep_until = NULL WHERE NOT ({_DECIDED}) AND {_ENDED_IT}"  # nosec B608 # our own names of tables and columns
    )
    op.execute(f"UPDATE {_TABLE} SET state = 'refused' WHERE NOT ({_DECIDED})")  # nosec B608 # our own names of tables and columns
    waits = f"SELECT complaint_id FROM {_TABLE} WHERE kind = 'close' AND state = 'open'"  # nosec B608 # our own names of tables and columns
    op.execute(
        f"UPDATE complaint SET state = 'investigating', closed_at = NULL WHERE state = 'closed' AND id IN ({waits})"  # nosec B608 # our own names of tables and columns
    )
    with op.batch_alter_table(_TABLE) as table:
        table.add_column(sa.Column("agency_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_complaint_closing_agency_id_agency"), "agency", ["agency_id"], ["id"]
        )
        table.add_column(sa.Column("content", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("refusal", sa.LargeBinary(), nullable=True))
        for name, (_before, after) in _CHECKS.items():
            table.drop_constraint(op.f(f"ck_{_TABLE}_{name}"), type_="check")
            table.create_check_constraint(op.f(f"ck_{_TABLE}_{name}"), after)


def downgrade() -> None:
    op.execute(f"DELETE FROM {_TABLE} WHERE kind = 'judge'")  # nosec B608 # our own names of tables and columns
    op.execute(f"UPDATE {_TABLE} SET state = 'approved' WHERE state = 'reopened'")  # nosec B608 # our own names of tables and columns
    with op.batch_alter_table(_TABLE) as table:
        for name, (before, _after) in _CHECKS.items():
            table.drop_constraint(op.f(f"ck_{_TABLE}_{name}"), type_="check")
            table.create_check_constraint(op.f(f"ck_{_TABLE}_{name}"), before)
        table.drop_constraint(op.f("fk_complaint_closing_agency_id_agency"), type_="foreignkey")
        for name in ("refusal", "content", "agency_id"):
            table.drop_column(name)
    op.drop_table("complaint_why")
