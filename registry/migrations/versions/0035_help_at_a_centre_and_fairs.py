"""Paper piles, services and referrals to them, appointments, protection notes, job fairs

Revision ID: 0035
Revises: 0034
Created: 2026-11-22 13:25:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fair",
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("starts_at_time", sa.Time(), nullable=False),
        sa.Column("ends_at_time", sa.Time(), nullable=False),
        sa.Column("minutes_each", sa.Integer(), nullable=False),
        sa.Column("centre", sa.String(length=60), nullable=True),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'published', 'cancelled', 'held')", name=op.f("ck_fair_state")
        ),
        sa.CheckConstraint("ends_at_time > starts_at_time", name=op.f("ck_fair_times")),
        sa.CheckConstraint("minutes_each BETWEEN 5 AND 120", name=op.f("ck_fair_minutes")),
        sa.ForeignKeyConstraint(
            ["planned_by_id"], ["account.id"], name=op.f("fk_fair_planned_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fair_public_id")),
    )
    with op.batch_alter_table("fair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fair_centre"), ["centre"], unique=False)
        batch_op.create_index(batch_op.f("ix_fair_starts_on"), ["starts_on"], unique=False)

    op.create_table(
        "focal_point",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'active', 'ended')", name=op.f("ck_focal_point_state")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_focal_point_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_focal_point_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focal_point")),
        sa.UniqueConstraint("public_id", name=op.f("uq_focal_point_public_id")),
    )
    with op.batch_alter_table("focal_point", schema=None) as batch_op:
        batch_op.create_index(
            "ix_focal_point_one",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'ended'"),
            postgresql_where=sa.text("state <> 'ended'"),
        )

    op.create_table(
        "paper_batch",
        sa.Column("centre", sa.String(length=60), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("sheets BETWEEN 1 AND 5000", name=op.f("ck_paper_batch_sheets")),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["account.id"], name=op.f("fk_paper_batch_opened_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_paper_batch_public_id")),
    )
    with op.batch_alter_table("paper_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_batch_centre"), ["centre"], unique=False)

    op.create_table(
        "support_service",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("offers", sa.String(length=400), nullable=True),
        sa.Column("phone", sa.String(length=80), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("hours", sa.String(length=120), nullable=True),
        sa.Column("municipality", sa.String(length=4), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("source_on", sa.Date(), nullable=True),
        sa.Column("is_in_use", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("(source IS NULL) = (source_on IS NULL)", name=op.f("ck_support_service_dated")),
        sa.CheckConstraint(
            "source IS NOT NULL OR (phone IS NULL AND address IS NULL)",
            name=op.f("ck_support_service_source"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["account.id"], name=op.f("fk_support_service_changed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_service")),
        sa.UniqueConstraint("public_id", name=op.f("uq_support_service_public_id")),
    )
    with op.batch_alter_table("support_service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_service_kind"), ["kind"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("centre", sa.String(length=60), nullable=True),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("booked_by_id", sa.Integer(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('booked', 'attended', 'missed', 'cancelled')", name=op.f("ck_appointment_state")
        ),
        sa.ForeignKeyConstraint(
            ["booked_by_id"], ["account.id"], name=op.f("fk_appointment_booked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_appointment_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["account.id"], name=op.f("fk_appointment_noted_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appointment_public_id")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_centre"), ["centre"], unique=False)

    op.create_table(
        "fair_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fair_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_fair_arrival_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name=op.f("fk_fair_arrival_fair_id_fair")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_arrival")),
        sa.UniqueConstraint("fair_id", "candidate_id", name=op.f("uq_fair_arrival_fair_id_candidate_id")),
    )
    with op.batch_alter_table("fair_arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fair_arrival_candidate_id"), ["candidate_id"], unique=False)

    op.create_table(
        "fair_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fair_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_fair_invitation_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name=op.f("fk_fair_invitation_fair_id_fair")),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_fair_invitation_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_invitation")),
        sa.UniqueConstraint("fair_id", "candidate_id", name=op.f("uq_fair_invitation_fair_id_candidate_id")),
    )
    with op.batch_alter_table("fair_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fair_invitation_candidate_id"), ["candidate_id"], unique=False)

    op.create_table(
        "fair_stand",
        sa.Column("fair_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('invited', 'coming', 'not_coming')", name=op.f("ck_fair_stand_state")),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name=op.f("fk_fair_stand_fair_id_fair")),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_fair_stand_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_stand")),
        sa.UniqueConstraint("fair_id", "vacancy_id", name=op.f("uq_fair_stand_fair_id_vacancy_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fair_stand_public_id")),
    )
    with op.batch_alter_table("fair_stand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fair_stand_vacancy_id"), ["vacancy_id"], unique=False)

    op.create_table(
        "paper_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("set_aside", sa.String(length=20), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(candidate_id IS NULL) <> (set_aside IS NULL)", name=op.f("ck_paper_sheet_one_or_other")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_sheet_batch_id_paper_batch")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_paper_sheet_by_id_account")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_paper_sheet_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_paper_sheet_batch_id_number")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_paper_sheet_candidate_id")),
    )
    op.create_table(
        "protection_note",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_protection_note_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["account.id"], name=op.f("fk_protection_note_noted_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protection_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_protection_note_public_id")),
    )
    with op.batch_alter_table("protection_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protection_note_candidate_id"), ["candidate_id"], unique=False)

    op.create_table(
        "support_referral",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("centre", sa.String(length=60), nullable=True),
        sa.Column("asks", sa.LargeBinary(), nullable=True),
        sa.Column("consent_text", sa.LargeBinary(), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("consent_how", sa.String(length=20), nullable=False),
        sa.Column("referred_by_id", sa.Integer(), nullable=False),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state <> 'ended' OR outcome IS NOT NULL", name=op.f("ck_support_referral_outcome")
        ),
        sa.CheckConstraint(
            "state IN ('sent', 'accepted', 'returned', 'ended', 'withdrawn')",
            name=op.f("ck_support_referral_state"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_support_referral_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["referred_by_id"], ["account.id"], name=op.f("fk_support_referral_referred_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["support_service.id"],
            name=op.f("fk_support_referral_service_id_support_service"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_referral")),
        sa.UniqueConstraint("public_id", name=op.f("uq_support_referral_public_id")),
    )
    with op.batch_alter_table("support_referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_referral_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_referral_centre"), ["centre"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_referral_service_id"), ["service_id"], unique=False)

    op.create_table(
        "fair_interview",
        sa.Column("fair_id", sa.Integer(), nullable=False),
        sa.Column("stand_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("why", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(result = 'not_selected') = (why IS NOT NULL) OR result IS NULL",
            name=op.f("ck_fair_interview_why"),
        ),
        sa.CheckConstraint("(state = 'held') = (result IS NOT NULL)", name=op.f("ck_fair_interview_result")),
        sa.CheckConstraint(
            "state IN ('booked', 'held', 'missed', 'cancelled')", name=op.f("ck_fair_interview_state")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_fair_interview_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name=op.f("fk_fair_interview_fair_id_fair")),
        sa.ForeignKeyConstraint(
            ["stand_id"], ["fair_stand.id"], name=op.f("fk_fair_interview_stand_id_fair_stand")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_interview")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fair_interview_public_id")),
        sa.UniqueConstraint("stand_id", "at", name=op.f("uq_fair_interview_stand_id_at")),
    )
    with op.batch_alter_table("fair_interview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fair_interview_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fair_interview_fair_id"), ["fair_id"], unique=False)
