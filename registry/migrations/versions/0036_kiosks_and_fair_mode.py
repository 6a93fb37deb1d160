"""Kiosks of centres, and devices of staff that register without a connection

Revision ID: 0036
Revises: 0035
Created: 2026-11-22 13:45:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kiosk",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("centre", sa.String(length=60), nullable=False),
        sa.Column("paper", sa.String(length=4), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("turned_on_by_id", sa.Integer(), nullable=False),
        sa.Column("turned_on_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('on', 'off')", name=op.f("ck_kiosk_state")),
        sa.CheckConstraint("paper IN ('a6', 'a4', '58mm')", name=op.f("ck_kiosk_paper")),
        sa.CheckConstraint("(state = 'off') = (revoked_at IS NOT NULL)", name=op.f("ck_kiosk_revoked")),
        sa.ForeignKeyConstraint(
            ["turned_on_by_id"], ["account.id"], name=op.f("fk_kiosk_turned_on_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kiosk_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_kiosk_token_hash")),
    )
    op.create_index(op.f("ix_kiosk_centre"), "kiosk", ["centre"])
    op.create_table(
        "fair_device",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_fair_device_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_device")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fair_device_public_id")),
    )
    op.create_index(op.f("ix_fair_device_account_id"), "fair_device", ["account_id"])
    op.create_table(
        "fair_delivery",
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("local_number", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("came_by", sa.String(length=8), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("outcome IN ('accepted', 'duplicate')", name=op.f("ck_fair_delivery_outcome")),
        sa.CheckConstraint("came_by IN ('network', 'copy')", name=op.f("ck_fair_delivery_came_by")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_fair_delivery_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["fair_device.id"], name=op.f("fk_fair_delivery_device_id_fair_device")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_delivery")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fair_delivery_public_id")),
        sa.UniqueConstraint("record_id", name=op.f("uq_fair_delivery_record_id")),
    )
    for column in ("device_id", "candidate_id", "local_number"):
        op.create_index(op.f(f"ix_fair_delivery_{column}"), "fair_delivery", [column])
