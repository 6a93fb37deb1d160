"""Confirmed pairs are counted, know their language, and keep no words with numbers

Revision ID: 0032
Revises: 0031
Created: 2026-11-22 10:45:00+00:00
"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_NOT_KEPT = re.compile(r"\d(?:[\s.\-()]{0,2}\d){3,}|@|https?:|www\.", re.IGNORECASE)


def upgrade() -> None:
    pairs = op.create_table(
        "confirmed_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("offered", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('occupation', 'skill')", name=op.f("ck_confirmed_pair_kind")),
        sa.CheckConstraint("times > 0", name=op.f("ck_confirmed_pair_times")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_pair")),
    )
    op.create_index("ix_confirmed_pair_words", "confirmed_pair", ["kind", "lang", "words"], unique=False)
    rows = _counted()
    if rows:
        op.bulk_insert(pairs, rows)
    op.drop_table("link_choice")


def _counted() -> list[dict[str, Any]]:
    """The choices kept so far, as pairs. They were typed on Spanish pages."""
    choices = sa.table(
        "link_choice",
        sa.column("kind", sa.String),
        sa.column("words", sa.String),
        sa.column("code", sa.String),
        sa.column("offered", sa.JSON),
        sa.column("chosen_on", sa.Date),
    )
    counted: dict[tuple[str, str, str | None], dict[str, Any]] = {}
    for kind, words, code, offered, on in op.get_bind().execute(sa.select(*choices.c).order_by("chosen_on")):
        said = " ".join(words.split())
        if not offered or not said or len(said) > 120 or _NOT_KEPT.search(said):
            continue
        first = {"kind": kind, "lang": "es", "words": said, "code": code, "times": 0, "first_on": on}
        pair = counted.setdefault((kind, said, code), first)
        pair |= {"times": pair["times"] + 1, "offered": offered, "last_on": on}
    return list(counted.values())


def downgrade() -> None:
    op.create_table(
        "link_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("offered", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("chosen_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_choice")),
    )
    op.drop_index("ix_confirmed_pair_words", table_name="confirmed_pair")
    op.drop_table("confirmed_pair")
