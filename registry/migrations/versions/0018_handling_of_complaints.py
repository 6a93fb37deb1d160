"""The handling of complaints: first look, danger, who else is told, how it ended, what was set off

Revision ID: 0018
Revises: 0017
Created: 2026-11-22 06:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint_triage",
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_credible", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.String(length=10), nullable=False),
        sa.Column("criterion", sa.String(length=10), nullable=True),
        sa.Column("is_critical", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "evidence IN ('word', 'detail', 'document', 'checked')", name=op.f("ck_complaint_triage_evidence")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_complaint_triage_by_id_account")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_triage_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_triage")),
    )
    op.create_table(
        "complaint_danger",
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signs", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "released_by_id IS NULL OR released_by_id != raised_by_id",
            name=op.f("ck_complaint_danger_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_danger_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["account.id"], name=op.f("fk_complaint_danger_raised_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["account.id"], name=op.f("fk_complaint_danger_released_by_id_account")
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_danger")),
    )
    op.create_table(
        "complaint_referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "body IN ('mp', 'svet', 'pnc', 'pdh', 'consulate', 'embassy')",
            name=op.f("ck_complaint_referral_body"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_complaint_referral_by_id_account")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_referral_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_referral")),
    )
    with op.batch_alter_table("complaint_referral") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaint_referral_complaint_id"), ["complaint_id"], unique=False
        )
    op.create_table(
        "complaint_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind != 'dismiss' OR state = 'open' OR decided_by_id IS NOT NULL",
            name=op.f("ck_complaint_closing_decided"),
        ),
        sa.CheckConstraint("kind IN ('close', 'dismiss')", name=op.f("ck_complaint_closing_kind")),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'refused')", name=op.f("ck_complaint_closing_state")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id != proposed_by_id",
            name=op.f("ck_complaint_closing_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_closing_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_complaint_closing_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_complaint_closing_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_closing")),
    )
    with op.batch_alter_table("complaint_closing") as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_closing_complaint_id"), ["complaint_id"], unique=False)
    op.create_table(
        "complaint_set_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reports", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("rules_version", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "rule IN ('case', 'hearing', 'places', 'same_day', 'outside')",
            name=op.f("ck_complaint_set_off_rule"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_complaint_set_off_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_complaint_set_off_case_id_vetting_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_set_off")),
    )
    with op.batch_alter_table("complaint_set_off") as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_set_off_agency_id"), ["agency_id"], unique=False)
