"""One thing about a report waits for a second person at a time

Revision ID: 0033
Revises: 0032
Created: 2026-11-22 11:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_TABLE = "complaint_closing"
_DECIDED = (
    "state IN ('open', 'refused') OR decided_by_id IS NOT NULL"
    " OR (kind = 'close' AND outcome IN ('repaid', 'substantiated', 'partly'))"
)


def upgrade() -> None:
    with op.batch_alter_table(_TABLE) as table:
        table.drop_constraint(op.f(f"ck_{_TABLE}_decided"), type_="check")
        table.create_check_constraint(op.f(f"ck_{_TABLE}_decided"), _DECIDED)
    # Two proposals at once: the newest waits, which is the one that everybody was shown. The other is kept, decided by
    # nobody.
    op.execute(
        f"UPDATE {_TABLE} SET state = 'refused' WHERE state = 'open' AND id < (SELECT max(n.id) FROM {_TABLE} n"  # nosec B608 # our own names of tables and columns
        f" WHERE n.complaint_id = {_TABLE}.complaint_id AND n.state = 'open')"
    )
    waits = sa.text("state = 'open'")
    op.create_index(
        f"ix_{_TABLE}_open", _TABLE, ["complaint_id"], unique=True, sqlite_where=waits, postgresql_where=waits
    )
