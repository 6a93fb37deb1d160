"""Keys of people, likely pairs and merges that can be undone

Revision ID: 0029
Revises: 0028
Created: 2026-11-22 10:20:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_FILL_AT_ONCE = 2000


def upgrade() -> None:
    with op.batch_alter_table("candidate") as table:
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_candidate_merged_into_id_candidate"), "candidate", ["merged_into_id"], ["id"]
        )
        table.create_index(op.f("ix_candidate_merged_into_id"), ["merged_into_id"])
        table.drop_constraint(op.f("ck_candidate_state"), type_="check")
        table.create_check_constraint(
            op.f("ck_candidate_state"), "state IN ('registered', 'paused', 'withdrawn', 'merged')"
        )
        table.create_check_constraint(
            op.f("ck_candidate_merged"), "state <> 'merged' OR merged_into_id IS NOT NULL"
        )
    op.create_table(
        "candidate_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("candidate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_key_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("key", "candidate_id", name=op.f("pk_candidate_key")),
        sqlite_with_rowid=False,
    )
    _fill()
    op.create_index(op.f("ix_candidate_key_candidate_id"), "candidate_key", ["candidate_id"])
    op.create_table(
        "likely_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("levels", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("weights_version", sa.String(length=40), nullable=False),
        sa.Column("found_by", sa.String(length=20), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_likely_pair_order")),
        sa.CheckConstraint(
            "state IN ('open', 'unsure', 'proposed', 'merged', 'two_people')",
            name=op.f("ck_likely_pair_state"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_likely_pair_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["candidate.id"], name=op.f("fk_likely_pair_first_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["candidate.id"], name=op.f("fk_likely_pair_second_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likely_pair")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_likely_pair_first_id_second_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_likely_pair_public_id")),
    )
    op.create_index(op.f("ix_likely_pair_second_id"), "likely_pair", ["second_id"])
    op.create_index(op.f("ix_likely_pair_state"), "likely_pair", ["state"])
    op.create_table(
        "candidate_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("folded_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.LargeBinary(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kept_id != folded_id", name=op.f("ck_candidate_merge_two_records")),
        sa.ForeignKeyConstraint(
            ["folded_id"], ["candidate.id"], name=op.f("fk_candidate_merge_folded_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["candidate.id"], name=op.f("fk_candidate_merge_kept_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["pair_id"], ["likely_pair.id"], name=op.f("fk_candidate_merge_pair_id_likely_pair")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_candidate_merge_public_id")),
    )
    for column in ("pair_id", "kept_id", "folded_id"):
        op.create_index(op.f(f"ix_candidate_merge_{column}"), "candidate_merge", [column])


def _fill() -> None:
    """Keys of everybody who has not left, some thousands at a time; documents and telephones are sealed, so this needs
    the installation's keys."""
    # The keys are made by today's code, not by a copy of it: they are compared with what today's code asks for.
    from matching.same_person.told import Told
    from registry import crypto
    from registry.same_person.keys import hashes

    bind = op.get_bind()
    people = sa.text(
        "SELECT id, given_names, surnames, birth_date, dpi, phone, municipality FROM candidate "
        "WHERE id > :after AND state <> 'withdrawn' ORDER BY id LIMIT :most"
    )
    write = sa.text("INSERT INTO candidate_key (key, candidate_id) VALUES (:key, :candidate_id)")
    after = 0
    while rows := bind.execute(people, {"after": after, "most": _FILL_AT_ONCE}).all():
        keys = []
        for row in rows:
            told = Told(
                given_names=row.given_names,
                surnames=row.surnames,
                birth_date=str(row.birth_date or ""),
                document=crypto.decrypt(bytes(row.dpi)) if row.dpi else "",
                phone=crypto.decrypt(bytes(row.phone)) if row.phone else "",
                place=row.municipality or "",
            )
            keys += [{"key": key, "candidate_id": row.id} for key in set(hashes(told))]
        bind.execute(write, keys)
        after = rows[-1].id


def downgrade() -> None:
    for name in ("candidate_merge", "likely_pair", "candidate_key"):
        op.drop_table(name)
    op.execute(
        "UPDATE candidate SET state = 'withdrawn', withdrawn_at = registered_at WHERE state = 'merged'"
    )
    with op.batch_alter_table("candidate") as table:
        table.drop_constraint(op.f("ck_candidate_merged"), type_="check")
        table.drop_constraint(op.f("ck_candidate_state"), type_="check")
        table.create_check_constraint(
            op.f("ck_candidate_state"), "state IN ('registered', 'paused', 'withdrawn')"
        )
        table.drop_index(op.f("ix_candidate_merged_into_id"))
        table.drop_constraint(op.f("fk_candidate_merged_into_id_candidate"), type_="foreignkey")
        table.drop_column("merged_into_id")
