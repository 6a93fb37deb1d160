"""Complaints: handlers, thread, files, fee reports, repayment, the agency's answers and visits of reporters

Revision ID: 0015
Revises: 0014
Created: 2026-11-22 06:25:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("kinds", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("wishes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("in_danger", sa.Boolean(), nullable=False),
        sa.Column("was_threatened", sa.Boolean(), nullable=False),
        sa.Column("is_queued", sa.Boolean(), nullable=False),
        sa.Column("is_logged", sa.Boolean(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column("municipality", sa.String(length=4), nullable=True),
        sa.Column("corridor", sa.String(length=2), nullable=True),
        sa.Column("who", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("wants_contact", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("contact_hash", sa.String(length=64), nullable=True),
        sa.Column("triage_due_on", sa.Date(), nullable=False),
        sa.Column("triaged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'triaged', 'referred', 'investigating', 'awaiting_agency', 'remedy', 'closed', 'dismissed')",
            name=op.f("ck_complaint_state"),
        ),
        sa.CheckConstraint("urgency IN ('same_day', 'normal')", name=op.f("ck_complaint_urgency")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_complaint_agency_id_agency")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_complaint_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complaint_public_id")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_complaint_receipt_hash")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_vacancy_id"), ["vacancy_id"], unique=False)

    op.create_table(
        "complaint_agency_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("codes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_complaint_agency_answer_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_complaint_agency_answer_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_agency_answer_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_complaint_agency_answer_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_agency_answer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complaint_agency_answer_public_id")),
    )
    with op.batch_alter_table("complaint_agency_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_agency_answer_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_complaint_agency_answer_complaint_id"), ["complaint_id"], unique=False
        )

    op.create_table(
        "complaint_handler",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_complaint_handler_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["account.id"], name=op.f("fk_complaint_handler_assigned_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_handler_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_handler")),
    )
    with op.batch_alter_table("complaint_handler", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_handler_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_handler_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "complaint_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("likeness", sa.Integer(), nullable=True),
        sa.Column("linked_by_id", sa.Integer(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("complaint_id <> other_id", name=op.f("ck_complaint_link_two")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_link_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["linked_by_id"], ["account.id"], name=op.f("fk_complaint_link_linked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["complaint.id"], name=op.f("fk_complaint_link_other_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_link")),
        sa.UniqueConstraint(
            "complaint_id", "other_id", "kind", name=op.f("uq_complaint_link_complaint_id_other_id_kind")
        ),
    )
    with op.batch_alter_table("complaint_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_link_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_link_other_id"), ["other_id"], unique=False)

    op.create_table(
        "complaint_message",
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("is_logged", sa.Boolean(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(author = 'office') = (account_id IS NOT NULL)", name=op.f("ck_complaint_message_written_by")
        ),
        sa.CheckConstraint("author IN ('reporter', 'office')", name=op.f("ck_complaint_message_author")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_complaint_message_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_message_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_message")),
        sa.UniqueConstraint("complaint_id", "place", name=op.f("uq_complaint_message_complaint_id_place")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complaint_message_public_id")),
    )
    with op.batch_alter_table("complaint_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_message_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "complaint_remedy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("liable", sa.String(length=12), nullable=False),
        sa.Column("cost_code", sa.String(length=4), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_estimate", sa.Boolean(), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proof_file_id", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_complaint_remedy_amount")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_remedy_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["planned_by_id"], ["account.id"], name=op.f("fk_complaint_remedy_planned_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proof_file_id"], ["stored_file.id"], name=op.f("fk_complaint_remedy_proof_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_remedy")),
    )
    with op.batch_alter_table("complaint_remedy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_remedy_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "complaint_visit",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_visit_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_visit")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_complaint_visit_token_hash")),
    )
    with op.batch_alter_table("complaint_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_visit_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "fee_report",
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("corridor", sa.String(length=2), nullable=True),
        sa.Column("cost_code", sa.String(length=4), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_gtq", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_to", sa.String(length=12), nullable=False),
        sa.Column("paid_to_name", sa.LargeBinary(), nullable=True),
        sa.Column("method", sa.String(length=12), nullable=True),
        sa.Column("has_receipt", sa.Boolean(), nullable=False),
        sa.Column("financed_by_loan", sa.Boolean(), nullable=True),
        sa.Column("loan_rate", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("promised_service", sa.LargeBinary(), nullable=True),
        sa.Column("refunded_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("first_pay", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("first_pay_currency", sa.String(length=3), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_fee_report_amount")),
        sa.CheckConstraint(
            "refunded_amount IS NULL OR refunded_amount >= 0", name=op.f("ck_fee_report_refunded")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_fee_report_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_fee_report_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_report")),
        sa.UniqueConstraint("complaint_id", "place", name=op.f("uq_fee_report_complaint_id_place")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fee_report_public_id")),
    )
    with op.batch_alter_table("fee_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fee_report_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fee_report_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "complaint_file",
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("kind IN ('picture', 'voice')", name=op.f("ck_complaint_file_kind")),
        sa.CheckConstraint(
            "(complaint_id IS NULL) <> (visit_id IS NULL)", name=op.f("ck_complaint_file_one_place")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_file_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["complaint_visit.id"], name=op.f("fk_complaint_file_visit_id_complaint_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complaint_file_public_id")),
    )
    with op.batch_alter_table("complaint_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_file_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_file_visit_id"), ["visit_id"], unique=False)
