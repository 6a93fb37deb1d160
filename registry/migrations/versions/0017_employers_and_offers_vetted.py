"""What was looked at about employers, recruitment drives, due-diligence packets, pay as it was told

Revision ID: 0017
Revises: 0016
Created: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "employer_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('ok', 'problem', 'unknown')", name=op.f("ck_employer_check_outcome")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_employer_check_by_id_account")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_employer_check_employer_id_employer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_check")),
    )
    op.create_index(op.f("ix_employer_check_employer_id"), "employer_check", ["employer_id"], unique=False)
    op.create_table(
        "recruitment_drive",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("starts_at_time", sa.Time(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('announced', 'cancelled')", name=op.f("ck_recruitment_drive_state")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_recruitment_drive_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_recruitment_drive_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recruitment_drive")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recruitment_drive_public_id")),
    )
    for column in ("agency_id", "vacancy_id", "starts_on"):
        op.create_index(op.f(f"ix_recruitment_drive_{column}"), "recruitment_drive", [column], unique=False)
    op.create_table(
        "packet",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column("content", _JSON, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_packet_agency_id_agency")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_packet_made_by_id_account")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_packet_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet")),
        sa.UniqueConstraint("public_id", name=op.f("uq_packet_public_id")),
    )
    op.create_index(op.f("ix_packet_agency_id"), "packet", ["agency_id"], unique=False)
    op.create_index(op.f("ix_packet_made_by_id"), "packet", ["made_by_id"], unique=False)
    op.create_table(
        "pay_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("taken_off", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("told_by", sa.String(length=20), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount > 0 AND (taken_off IS NULL OR taken_off >= 0)", name=op.f("ck_pay_told_amounts")
        ),
        sa.CheckConstraint("source IN ('contract', 'first_pay')", name=op.f("ck_pay_told_source")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_pay_told_referral_id_referral")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_told")),
    )
    op.create_index(op.f("ix_pay_told_referral_id"), "pay_told", ["referral_id"], unique=False)
