"""Reasons about two records of people: sealed with the pair alone, each with who gave it and when

Revision ID: 0049
Revises: 0048
Created: 2026-11-23 06:50:00+00:00

Needs the installation's keys. Afterwards the old text still lies in free pages until the database is packed:
`sendero keys pack`.
"""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_KIND = "people_same"


def upgrade() -> None:
    # Sealed by today's code, not by a copy of it: today's code reads it.
    from registry import crypto

    bind = op.get_bind()
    pair = sa.table(
        "likely_pair",
        sa.column("id", sa.Integer),
        sa.column("public_id", sa.String),
        sa.column("reason", sa.LargeBinary),
    )
    # A pair without a reason was erased: what its proposals say of it is erased too.
    for row in bind.execute(sa.select(pair).where(pair.c.reason.is_not(None))).all():
        told = _told(bind, row.public_id)
        known = {one["text"] for one in told}
        earlier = [one for one in crypto.decrypt(bytes(row.reason)).split("\n\n") if one not in known]
        if earlier:
            told.append({"by": None, "at": None, "text": "\n\n".join(earlier)})
        sealed = crypto.encrypt(json.dumps(told, ensure_ascii=False))
        bind.execute(sa.update(pair).where(pair.c.id == row.id).values(reason=sealed))
    bind.execute(
        sa.text("UPDATE proposal SET reason = '', decided_reason = NULL WHERE kind = :kind"), {"kind": _KIND}
    )


def _told(bind: sa.Connection, public_id: str) -> list[dict[str, str | None]]:
    """What was said in the proposals about a pair, the last word first."""
    found = bind.execute(
        sa.text(
            "SELECT p.reason, p.proposed_at, a.name, p.decided_reason, p.decided_at, d.name AS decider"
            " FROM proposal p JOIN account a ON a.id = p.proposed_by_id"
            " LEFT JOIN account d ON d.id = p.decided_by_id"
            " WHERE p.kind = :kind AND p.subject_id = :pair ORDER BY p.id DESC"
        ).columns(proposed_at=sa.DateTime(timezone=True), decided_at=sa.DateTime(timezone=True)),
        {"kind": _KIND, "pair": public_id},
    )
    told = []
    for one in found.all():
        if one.decided_reason:
            told.append({"by": one.decider, "at": _moment(one.decided_at), "text": one.decided_reason})
        told.append({"by": one.name, "at": _moment(one.proposed_at), "text": one.reason})
    return told


def _moment(at: datetime) -> str:
    """SQLite keeps the moment of UTC without its zone."""
    return at.isoformat() if at.tzinfo else f"{at.isoformat()}+00:00"
