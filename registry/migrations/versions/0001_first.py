"""The first schema

Revision ID: 0001
Revises:
Created: 2026-11-22 01:18:20.865339+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("kind", sa.String(length=20), server_default="company", nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("trade_names", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("nit", sa.String(length=15), nullable=True),
        sa.Column("registry_no", sa.String(length=12), nullable=True),
        sa.Column("municipality", sa.String(length=4), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("corridors", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("conditions", sa.String(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("kind IN ('company', 'individual', 'foreign')", name=op.f("ck_agency_kind")),
        sa.CheckConstraint(
            "state IN ('applied', 'registered', 'conditional', 'refused', 'suspended', 'revoked', 'expired')",
            name=op.f("ck_agency_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('registered', 'conditional') OR registry_no IS NOT NULL",
            name=op.f("ck_agency_numbered"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agency_public_id")),
        sa.UniqueConstraint("registry_no", name=op.f("uq_agency_registry_no")),
    )
    op.create_index(op.f("ix_agency_nit"), "agency", ["nit"], unique=False)
    op.create_table(
        "archived_ruleset",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_archived_ruleset")),
    )
    op.create_table(
        "employer",
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("trade_name", sa.String(length=200), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("official_id", sa.LargeBinary(), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("contact_phone", sa.String(length=40), nullable=True),
        sa.Column("activity", sa.String(length=300), nullable=True),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("import_ref", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('applied', 'verified', 'refused', 'suspended')", name=op.f("ck_employer_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("import_ref", name=op.f("uq_employer_import_ref")),
        sa.UniqueConstraint("public_id", name=op.f("uq_employer_public_id")),
    )
    op.create_table(
        "event",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("data", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_noun_record_id", "event", ["noun", "record_id"], unique=False)
    op.create_table(
        "form_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_token")),
        sa.UniqueConstraint("token", "holder", name=op.f("uq_form_token_token_holder")),
    )
    op.create_index(op.f("ix_form_token_sent_at"), "form_token", ["sent_at"], unique=False)
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
    op.create_table(
        "read_position",
        sa.Column("reader", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reader", name=op.f("pk_read_position")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_key_at", "sign_in_attempt", ["key_hash", "at"], unique=False)
    op.create_table(
        "account",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("centre", sa.String(length=60), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(role = 'employer') = (employer_id IS NOT NULL) AND (role = 'agency') = (agency_id IS NOT NULL)",
            name=op.f("ck_account_organisation_of_role"),
        ),
        sa.CheckConstraint("role NOT IN ('public', 'candidate', 'system')", name=op.f("ck_account_role")),
        sa.CheckConstraint("state IN ('invited', 'active', 'disabled')", name=op.f("ck_account_state")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_account_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_account_employer_id_employer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_public_id")),
    )
    op.create_index(op.f("ix_account_agency_id"), "account", ["agency_id"], unique=False)
    op.create_index(op.f("ix_account_employer_id"), "account", ["employer_id"], unique=False)
    op.create_table(
        "agency_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("normalised", sa.String(length=200), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_contact_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_contact")),
    )
    op.create_index(op.f("ix_agency_contact_agency_id"), "agency_contact", ["agency_id"], unique=False)
    op.create_index(
        "ix_agency_contact_kind_normalised", "agency_contact", ["kind", "normalised"], unique=False
    )
    op.create_table(
        "agency_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("dpi", sa.LargeBinary(), nullable=True),
        sa.Column("dpi_hash", sa.String(length=64), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_party_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_party")),
    )
    op.create_index(op.f("ix_agency_party_agency_id"), "agency_party", ["agency_id"], unique=False)
    op.create_index(op.f("ix_agency_party_dpi_hash"), "agency_party", ["dpi_hash"], unique=False)
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_mandate_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_mandate_employer_id_employer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("employer_id", "agency_id", name=op.f("uq_mandate_employer_id_agency_id")),
    )
    op.create_index(op.f("ix_mandate_agency_id"), "mandate", ["agency_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("recipient_hash", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_message_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("event_id", "recipient_hash", name=op.f("uq_message_event_id_recipient_hash")),
    )
    op.create_index(op.f("ix_message_sent_at"), "message", ["sent_at"], unique=False)
    op.create_table(
        "recruiter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("card_no", sa.String(length=12), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_recruiter_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recruiter")),
        sa.UniqueConstraint("card_no", name=op.f("uq_recruiter_card_no")),
    )
    op.create_index(op.f("ix_recruiter_agency_id"), "recruiter", ["agency_id"], unique=False)
    op.create_table(
        "standing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("public_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_standing_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_agency_id"), "standing", ["agency_id"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_key_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_api_key_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_key_token_hash")),
    )
    op.create_index(op.f("ix_api_key_account_id"), "api_key", ["account_id"], unique=False)
    op.create_table(
        "candidate",
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("given_names", sa.String(length=200), nullable=False),
        sa.Column("surnames", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("dpi", sa.LargeBinary(), nullable=True),
        sa.Column("dpi_hash", sa.String(length=64), nullable=True),
        sa.Column("dpi_check", sa.String(length=8), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.String(length=64), nullable=True),
        sa.Column("is_phone_shared", sa.Boolean(), nullable=False),
        sa.Column("municipality", sa.String(length=4), nullable=True),
        sa.Column("licences_answered", sa.Boolean(), nullable=False),
        sa.Column("countries", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("occupations_wanted", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("places_to_avoid", sa.LargeBinary(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("available_to", sa.Date(), nullable=True),
        sa.Column("max_months_away", sa.Integer(), nullable=True),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("centre", sa.String(length=60), nullable=True),
        sa.Column("confirmed_on", sa.String(length=10), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('registered', 'paused', 'withdrawn')", name=op.f("ck_candidate_state")),
        sa.ForeignKeyConstraint(["helper_id"], ["account.id"], name=op.f("fk_candidate_helper_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_candidate_code_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_candidate_public_id")),
    )
    op.create_index(op.f("ix_candidate_dpi_hash"), "candidate", ["dpi_hash"], unique=False)
    op.create_index(op.f("ix_candidate_municipality"), "candidate", ["municipality"], unique=False)
    op.create_index(op.f("ix_candidate_name_key"), "candidate", ["name_key"], unique=False)
    op.create_index(op.f("ix_candidate_phone_hash"), "candidate", ["phone_hash"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_invitation_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_account_id"), "invitation", ["account_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"], unique=False)
    op.create_table(
        "role_change",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id != proposed_by_id",
            name=op.f("ck_role_change_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_change_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_role_change_approved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_role_change_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_change")),
        sa.UniqueConstraint("public_id", name=op.f("uq_role_change_public_id")),
    )
    op.create_index(op.f("ix_role_change_account_id"), "role_change", ["account_id"], unique=False)
    op.create_table(
        "vacancy",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("official_ref", sa.String(length=40), nullable=True),
        sa.Column("facts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("needs", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("seats_total", sa.Integer(), nullable=False),
        sa.Column("seats_filled", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.Column("import_ref", sa.String(length=80), nullable=True),
        sa.Column(
            "imported", sa.JSON().with_variant(JSONB(), "postgresql"), server_default="{}", nullable=False
        ),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'returned', 'published', 'suspended', 'filled', 'closed', 'historical')",
            name=op.f("ck_vacancy_state"),
        ),
        sa.CheckConstraint(
            "seats_filled >= 0 AND seats_filled <= seats_total", name=op.f("ck_vacancy_seats")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_vacancy_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_vacancy_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["account.id"], name=op.f("fk_vacancy_written_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sa.UniqueConstraint("number", name=op.f("uq_vacancy_number")),
        sa.UniqueConstraint("official_ref", name=op.f("uq_vacancy_official_ref")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vacancy_public_id")),
    )
    op.create_index(op.f("ix_vacancy_agency_id"), "vacancy", ["agency_id"], unique=False)
    op.create_index(op.f("ix_vacancy_employer_id"), "vacancy", ["employer_id"], unique=False)
    op.create_index(op.f("ix_vacancy_import_ref"), "vacancy", ["import_ref"], unique=True)
    op.create_index(op.f("ix_vacancy_scheme"), "vacancy", ["scheme"], unique=False)
    op.create_index(op.f("ix_vacancy_start_on"), "vacancy", ["start_on"], unique=False)
    op.create_index(op.f("ix_vacancy_state"), "vacancy", ["state"], unique=False)
    op.create_table(
        "vetting_case",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("requirements_version", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("recommended_by_id", sa.Integer(), nullable=True),
        sa.Column("recommended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recommended_outcome", sa.String(length=20), nullable=True),
        sa.Column("recommended_conditions", sa.String(), nullable=True),
        sa.Column("recommended_hash", sa.String(length=64), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("public_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state != 'decided' OR (decided_by_id IS NOT NULL AND recommended_by_id IS NOT NULL)",
            name=op.f("ck_vetting_case_decided"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'desk_review', 'recommended', 'decided', 'lapsed')",
            name=op.f("ck_vetting_case_state"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id != recommended_by_id",
            name=op.f("ck_vetting_case_two_people"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_vetting_case_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_vetting_case_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["account.id"], name=op.f("fk_vetting_case_officer_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["recommended_by_id"], ["account.id"], name=op.f("fk_vetting_case_recommended_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_case")),
        sa.UniqueConstraint("number", name=op.f("uq_vetting_case_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vetting_case_public_id")),
    )
    op.create_index(op.f("ix_vetting_case_agency_id"), "vetting_case", ["agency_id"], unique=False)
    op.create_table(
        "candidate_language",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 5", name=op.f("ck_candidate_language_level")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_language_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_language")),
    )
    op.create_index(
        op.f("ix_candidate_language_candidate_id"), "candidate_language", ["candidate_id"], unique=False
    )
    op.create_table(
        "candidate_skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("skill", sa.String(length=60), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_skill_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_skill")),
    )
    op.create_index(
        op.f("ix_candidate_skill_candidate_id"), "candidate_skill", ["candidate_id"], unique=False
    )
    op.create_index(op.f("ix_candidate_skill_skill"), "candidate_skill", ["skill"], unique=False)
    op.create_table(
        "consent",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_consent_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["helper_id"], ["account.id"], name=op.f("fk_consent_helper_id_account")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_consent_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consent_public_id")),
    )
    op.create_index("ix_consent_candidate_id_purpose", "consent", ["candidate_id", "purpose"], unique=False)
    op.create_table(
        "registration_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_registration_draft_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_draft")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_registration_draft_token_hash")),
    )
    op.create_table(
        "shortlist",
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("weights_version", sa.String(length=40), nullable=False),
        sa.Column("vocabulary_version", sa.String(length=40), nullable=False),
        sa.Column("ruleset_hash", sa.String(length=64), nullable=False),
        sa.Column("draw", sa.String(length=64), nullable=False),
        sa.Column("needs", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("rarity", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("counts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("fairness", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("microseconds", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_shortlist_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_shortlist_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shortlist_public_id")),
    )
    op.create_index(op.f("ix_shortlist_vacancy_id"), "shortlist", ["vacancy_id"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("shown_name", sa.String(length=120), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_stored_file_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_stored_file_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stored_file_public_id")),
    )
    op.create_index(op.f("ix_stored_file_agency_id"), "stored_file", ["agency_id"], unique=False)
    op.create_index(op.f("ix_stored_file_candidate_id"), "stored_file", ["candidate_id"], unique=False)
    op.create_table(
        "vacancy_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("ruleset_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcomes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["ruleset_hash"],
            ["archived_ruleset.hash"],
            name=op.f("fk_vacancy_check_ruleset_hash_archived_ruleset"),
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_check_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_check")),
    )
    op.create_index(op.f("ix_vacancy_check_vacancy_id"), "vacancy_check", ["vacancy_id"], unique=False)
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(account_id IS NULL) != (candidate_id IS NULL)", name=op.f("ck_web_session_one_holder")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_session_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_web_session_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_web_session_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_web_session_token_hash")),
    )
    op.create_index(op.f("ix_web_session_account_id"), "web_session", ["account_id"], unique=False)
    op.create_index(op.f("ix_web_session_candidate_id"), "web_session", ["candidate_id"], unique=False)
    op.create_table(
        "work_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("occupation", sa.String(length=60), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_work_history_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_history")),
    )
    op.create_index(op.f("ix_work_history_candidate_id"), "work_history", ["candidate_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("shortlist_id", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("departure_reason", sa.String(), nullable=True),
        sa.Column("referred_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('offered', 'consented', 'declined', 'interview', 'selected', 'not_selected', 'placed', 'withdrawn')",
            name=op.f("ck_referral_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('consented', 'interview', 'selected', 'placed') OR consented_at IS NOT NULL",
            name=op.f("ck_referral_consent"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_referral_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["referred_by_id"], ["account.id"], name=op.f("fk_referral_referred_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["shortlist_id"], ["shortlist.id"], name=op.f("fk_referral_shortlist_id_shortlist")
        ),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_referral_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("public_id", name=op.f("uq_referral_public_id")),
        sa.UniqueConstraint("vacancy_id", "candidate_id", name=op.f("uq_referral_vacancy_id_candidate_id")),
    )
    op.create_index(op.f("ix_referral_candidate_id"), "referral", ["candidate_id"], unique=False)
    op.create_index(op.f("ix_referral_vacancy_id"), "referral", ["vacancy_id"], unique=False)
    op.create_table(
        "shortlist_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shortlist_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("parts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("missing", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("draw", sa.Double(), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_shortlist_entry_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["shortlist_id"], ["shortlist.id"], name=op.f("fk_shortlist_entry_shortlist_id_shortlist")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_entry")),
        sa.UniqueConstraint(
            "shortlist_id", "candidate_id", name=op.f("uq_shortlist_entry_shortlist_id_candidate_id")
        ),
        sa.UniqueConstraint("shortlist_id", "rank", name=op.f("uq_shortlist_entry_shortlist_id_rank")),
    )
    op.create_index(
        op.f("ix_shortlist_entry_candidate_id"), "shortlist_entry", ["candidate_id"], unique=False
    )
    op.create_index(
        op.f("ix_shortlist_entry_shortlist_id"), "shortlist_entry", ["shortlist_id"], unique=False
    )
    op.create_table(
        "vetting_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=40), nullable=False),
        sa.Column("statement", sa.String(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("officer_note", sa.String(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('given', 'accepted', 'needs_work')", name=op.f("ck_vetting_answer_state")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_vetting_answer_case_id_vetting_case")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_vetting_answer_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["account.id"], name=op.f("fk_vetting_answer_reviewed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_answer")),
        sa.UniqueConstraint("case_id", "requirement", name=op.f("uq_vetting_answer_case_id_requirement")),
    )
    op.create_index(op.f("ix_vetting_answer_case_id"), "vetting_answer", ["case_id"], unique=False)
