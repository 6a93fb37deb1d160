"""Passkeys, changes of accounts by two people and a day, links for forgotten passwords, slowly hashed recovery codes

Revision ID: 0045
Revises: 0044
Created: 2026-11-22 18:45:00+00:00
"""

import hashlib

import sqlalchemy as sa
from alembic import op
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_TWO_PEOPLE = (
    "state NOT IN ('cooling', 'done') OR proposed_by_id IS NULL"
    " OR (approved_by_id IS NOT NULL AND approved_by_id <> proposed_by_id)"
)


def upgrade() -> None:
    _new_tables()
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("purpose", sa.String(10), nullable=False, server_default="open"))
        batch.create_check_constraint(op.f("ck_invitation_purpose"), "purpose IN ('open', 'password')")
    op.add_column("web_session", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    _changes()
    op.execute(
        "INSERT INTO account_change (public_id, kind, state, account_id, role, reason, proposed_by_id, proposed_at,"
        " approved_by_id, approved_at, acts_at, done_at)"
        " SELECT public_id, 'role', CASE WHEN approved_at IS NULL THEN 'proposed' ELSE 'done' END, account_id, role,"
        " reason, proposed_by_id, proposed_at, approved_by_id, approved_at, approved_at, approved_at FROM role_change"
        " ORDER BY id"
    )
    op.drop_table("role_change")
    _hash_slowly()


def _new_tables() -> None:
    op.create_table(
        "password_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_request")),
    )
    op.create_table(
        "used_challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_hash", sa.String(64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_challenge")),
        sa.UniqueConstraint("challenge_hash", name=op.f("uq_used_challenge_challenge_hash")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_passkey_public_id")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])


def _changes() -> None:
    people = ("account_id", "proposed_by_id", "approved_by_id", "stopped_by_id")
    moments = ("approved_at", "acts_at", "done_at", "stopped_at")
    op.create_table(
        "account_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in people),
        sa.Column("role", sa.String(20), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("centre", sa.String(60), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in moments),
        sa.Column("stopped_reason", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('role', 'account', 'renewal')", name=op.f("ck_account_change_kind")),
        sa.CheckConstraint(
            "state IN ('proposed', 'cooling', 'done', 'stopped')", name=op.f("ck_account_change_state")
        ),
        sa.CheckConstraint(_TWO_PEOPLE, name=op.f("ck_account_change_two_people")),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR account_id IS NULL OR approved_by_id <> account_id",
            name=op.f("ck_account_change_not_own"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('cooling', 'done') OR acts_at IS NOT NULL", name=op.f("ck_account_change_cooled")
        ),
        *(
            sa.ForeignKeyConstraint([name], ["account.id"], name=op.f(f"fk_account_change_{name}_account"))
            for name in people
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_change")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_change_public_id")),
    )
    op.create_index(op.f("ix_account_change_account_id"), "account_change", ["account_id"])
    op.create_index(op.f("ix_account_change_state"), "account_change", ["state"])


def _hash_slowly() -> None:
    """The codes that people keep on paper stay good: what is stored of them is hashed once more, slowly."""
    hasher = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT r.id, r.code_hash, a.public_id FROM recovery_code r JOIN account a ON a.id = r.account_id"
            " WHERE r.used_at IS NULL"
        )
    ).all()
    for key, keyed, account in rows:
        slow = hasher.hash(keyed, salt=hashlib.sha256(account.encode()).digest()[:16]).rpartition("$")[2]
        connection.execute(
            sa.text("UPDATE recovery_code SET code_hash = :slow WHERE id = :key"), {"slow": slow, "key": key}
        )


def downgrade() -> None:
    raise NotImplementedError("roll forward")
