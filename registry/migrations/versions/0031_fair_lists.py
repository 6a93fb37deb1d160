"""Fairness policies by two people, the fair order of a list, and the archive it is repeated from

Revision ID: 0031
Revises: 0030
Created: 2026-11-22 10:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "fairness_policy",
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("traits", _JSON, nullable=False),
        sa.Column("share", sa.String(length=6), nullable=False),
        sa.Column("alpha", sa.String(length=6), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("mode IN ('off', 'report', 'order')", name=op.f("ck_fairness_policy_mode")),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id != proposed_by_id",
            name=op.f("ck_fairness_policy_two_people"),
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_fairness_policy_approved")
        ),
        sa.CheckConstraint(
            "mode != 'order' OR (share != '' AND alpha != '')", name=op.f("ck_fairness_policy_order")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_fairness_policy_approved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_fairness_policy_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fairness_policy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fairness_policy_public_id")),
        sa.UniqueConstraint("scheme", "version", name=op.f("uq_fairness_policy_scheme_version")),
    )
    op.create_index(op.f("ix_fairness_policy_scheme"), "fairness_policy", ["scheme"])
    op.create_table(
        "archived_model",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('weights', 'vocabulary')", name=op.f("ck_archived_model_kind")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_archived_model")),
    )
    with op.batch_alter_table("shortlist") as table:
        table.add_column(sa.Column("policy", _JSON, nullable=True))
        table.add_column(sa.Column("pools", _JSON, nullable=True))
        table.add_column(sa.Column("shown", sa.Integer(), nullable=True))
        table.add_column(sa.Column("digest", sa.String(length=64), nullable=True))
        for name in ("weights_hash", "vocabulary_hash"):
            table.add_column(sa.Column(name, sa.String(length=64), nullable=True))
            table.create_foreign_key(
                op.f(f"fk_shortlist_{name}_archived_model"), "archived_model", [name], ["hash"]
            )
    with op.batch_alter_table("shortlist_entry") as table:
        table.add_column(sa.Column("plain_rank", sa.Integer(), nullable=True))
        table.add_column(sa.Column("groups", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("shortlist_entry") as table:
        table.drop_column("groups")
        table.drop_column("plain_rank")
    with op.batch_alter_table("shortlist") as table:
        for name in ("vocabulary_hash", "weights_hash"):
            table.drop_constraint(op.f(f"fk_shortlist_{name}_archived_model"), type_="foreignkey")
            table.drop_column(name)
        for name in ("digest", "shown", "pools", "policy"):
            table.drop_column(name)
    op.drop_table("archived_model")
    op.drop_index(op.f("ix_fairness_policy_scheme"), table_name="fairness_policy")
    op.drop_table("fairness_policy")
