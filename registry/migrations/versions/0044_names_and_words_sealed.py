"""Names, people's own words and employers' contacts sealed; names found by keyed hashes of their words

Revision ID: 0044
Revises: 0043
Created: 2026-11-22 18:40:00+00:00

Needs the installation's keys. Afterwards the old text still lies in free pages until the database is packed:
`sendero keys pack`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_AT_ONCE = 2000
# table -> column -> may be empty
_SEALED = {
    "candidate": {"given_names": False, "surnames": False},
    "work_history": {"words": False},
    "candidate_skill": {"words": False},
    "likely_pair": {"reason": True},
    "stored_file": {"shown_name": False},
    "employer": {"contact_name": True, "contact_email": True, "contact_phone": True},
}


def upgrade() -> None:
    for table, columns in _SEALED.items():
        with op.batch_alter_table(table) as batch:
            for name, may_be_empty in columns.items():
                batch.alter_column(
                    name,
                    existing_type=sa.String(),
                    type_=sa.LargeBinary(),
                    existing_nullable=may_be_empty,
                    postgresql_using=f"convert_to({name}, 'UTF8')",
                )
        # The column holds the bytes of the text now; each is sealed in turn.
        _fill(table, list(columns))


def _fill(table: str, names: list[str]) -> None:
    # Sealed and hashed by today's code, not by a copy of it: today's code reads it.
    from registry import crypto
    from registry.candidates.queries import hashes_of_words

    bind = op.get_bind()
    has_key = table == "candidate"
    read = [*names, "name_key"] if has_key else names
    held = sa.table(table, sa.column("id", sa.Integer), *(sa.column(name) for name in read))
    change = (
        sa.update(held)
        .where(held.c.id == sa.bindparam("of"))
        .values({name: sa.bindparam(f"new_{name}") for name in read})
    )
    after = 0
    while rows := bind.execute(
        sa.select(held).where(held.c.id > after).order_by(held.c.id).limit(_AT_ONCE)
    ).all():
        changes = []
        for row in rows:
            new = {"of": row.id}
            for name in names:
                value = getattr(row, name)
                new[f"new_{name}"] = None if value is None else crypto.encrypt_bytes(bytes(value))
            if has_key:
                new["new_name_key"] = " ".join(hashes_of_words(row.name_key.split()))
            changes.append(new)
        bind.execute(change, changes)
        after = rows[-1].id
