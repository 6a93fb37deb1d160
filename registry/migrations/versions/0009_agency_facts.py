"""Branches, bonds, certificates, accounts and sub-agents of agencies; self-assessments; documents of several pages

Revision ID: 0009
Revises: 0008
Created: 2026-11-22 06:13:25.617492+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "self_check",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("standard_version", sa.String(length=20), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_self_check_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_self_check_public_id")),
    )
    op.create_index("ix_self_check_agency_id", "self_check", ["agency_id"])

    op.create_table(
        "self_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("lacking", sa.String(length=1000), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answer IN ('yes', 'partly', 'no', 'unknown')", name=op.f("ck_self_answer_answer")
        ),
        sa.ForeignKeyConstraint(
            ["check_id"], ["self_check.id"], name=op.f("fk_self_answer_check_id_self_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_answer")),
        sa.UniqueConstraint("check_id", "criterion", name=op.f("uq_self_answer_check_id_criterion")),
    )
    op.create_index("ix_self_answer_check_id", "self_answer", ["check_id"])

    op.create_table(
        "bond",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("scope", sa.String(length=500), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("verified_with_issuer_on", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_bond_amount")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_bond_term")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_bond_agency_id_agency")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_bond_file_id_stored_file")),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["account.id"], name=op.f("fk_bond_verified_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bond")),
    )
    op.create_index("ix_bond_agency_id", "bond", ["agency_id"])

    op.create_table(
        "branch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("normalised", sa.String(length=300), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_branch_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["stored_file.id"], name=op.f("fk_branch_photo_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
    )
    op.create_index("ix_branch_agency_id", "branch", ["agency_id"])
    op.create_index("ix_branch_normalised", "branch", ["normalised"])

    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.String(length=500), nullable=True),
        sa.Column("evidence", sa.String(length=300), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("last_checked", sa.Date(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "scheme != 'foreign_licence' OR country IS NOT NULL", name=op.f("ck_certificate_country")
        ),
        sa.CheckConstraint(
            "scheme IN ('iris', 'clearview', 'foreign_licence')", name=op.f("ck_certificate_scheme")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_certificate_term")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_certificate_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["account.id"], name=op.f("fk_certificate_checked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_certificate_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    op.create_index("ix_certificate_agency_id", "certificate", ["agency_id"])

    op.create_table(
        "half_typed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=80), nullable=False),
        sa.Column("typed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_half_typed_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_typed")),
        sa.UniqueConstraint("agency_id", "page", name=op.f("uq_half_typed_agency_id_page")),
    )
    op.create_index("ix_half_typed_agency_id", "half_typed", ["agency_id"])

    op.create_table(
        "vetting_answer_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["vetting_answer.id"], name=op.f("fk_vetting_answer_page_answer_id_vetting_answer")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_vetting_answer_page_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_answer_page")),
        sa.UniqueConstraint("answer_id", "position", name=op.f("uq_vetting_answer_page_answer_id_position")),
    )
    op.create_index("ix_vetting_answer_page_answer_id", "vetting_answer_page", ["answer_id"])

    with op.batch_alter_table("agency") as table:
        table.add_column(sa.Column("declared_fee_policy", sa.String(length=20), nullable=True))
        table.create_check_constraint(
            op.f("ck_agency_declared_fee_policy"), "declared_fee_policy IN ('zero', 'worker_pays')"
        )

    with op.batch_alter_table("agency_contact") as table:
        table.add_column(sa.Column("since", sa.Date(), nullable=True))
        table.add_column(sa.Column("until", sa.Date(), nullable=True))

    with op.batch_alter_table("agency_party") as table:
        table.add_column(sa.Column("nit", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("nit_hash", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=True))
        table.create_check_constraint(op.f("ck_agency_party_percent"), "percent > 0 AND percent <= 100")
        table.create_index(op.f("ix_agency_party_nit_hash"), ["nit_hash"], unique=False)

    with op.batch_alter_table("recruiter") as table:
        table.add_column(sa.Column("kind", sa.String(length=20), server_default="recruiter", nullable=False))
        table.add_column(sa.Column("dpi", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("dpi_hash", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("municipality", sa.String(length=4), nullable=True))
        table.add_column(sa.Column("pay_terms", sa.String(length=500), nullable=True))
        table.add_column(sa.Column("trained_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("photo_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("since", sa.Date(), nullable=True))
        table.add_column(sa.Column("until", sa.Date(), nullable=True))
        table.create_check_constraint(op.f("ck_recruiter_kind"), "kind IN ('recruiter', 'sub_agent')")
        table.create_index(op.f("ix_recruiter_dpi_hash"), ["dpi_hash"], unique=False)
        table.create_foreign_key(
            op.f("fk_recruiter_photo_id_stored_file"), "stored_file", ["photo_id"], ["id"]
        )
