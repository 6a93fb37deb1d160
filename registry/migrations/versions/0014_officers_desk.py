"""The officer's desk: declarations, assignments, notes, messages, interviews, visits

Revision ID: 0014
Revises: 0013
Created: 2026-11-22 06:18:43.763149+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("surnames", sa.LargeBinary(), nullable=False),
        sa.Column("phones", sa.LargeBinary(), nullable=False),
        sa.Column("addresses", sa.LargeBinary(), nullable=False),
        sa.Column("employers", sa.LargeBinary(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_own_declaration_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_declaration")),
    )
    op.create_index(op.f("ix_own_declaration_account_id"), "own_declaration", ["account_id"], unique=False)
    op.create_table(
        "case_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("pool", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("how != 'drawn' OR seed IS NOT NULL", name=op.f("ck_case_assignment_drawn")),
        sa.CheckConstraint(
            "how != 'reassigned' OR reason IS NOT NULL", name=op.f("ck_case_assignment_reason")
        ),
        sa.CheckConstraint("how IN ('drawn', 'taken', 'reassigned')", name=op.f("ck_case_assignment_how")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_case_assignment_account_id_account")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_case_assignment_by_id_account")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_case_assignment_case_id_vetting_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_assignment")),
    )
    op.create_index(op.f("ix_case_assignment_account_id"), "case_assignment", ["account_id"], unique=False)
    op.create_index(op.f("ix_case_assignment_case_id"), "case_assignment", ["case_id"], unique=False)
    op.create_table(
        "case_message",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("is_from_agency", sa.Boolean(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_case_message_author_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_case_message_case_id_vetting_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_message_public_id")),
    )
    op.create_index(op.f("ix_case_message_case_id"), "case_message", ["case_id"], unique=False)
    op.create_table(
        "case_note",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=12), server_default="internal", nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "audience IN ('internal', 'decision', 'agency')", name=op.f("ck_case_note_audience")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_case_note_author_id_account")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_case_note_case_id_vetting_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_note_public_id")),
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"], unique=False)
    op.create_table(
        "conflict_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("explanation", sa.LargeBinary(), nullable=True),
        sa.Column("found", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("is_clear", sa.Boolean(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_conflict_declaration_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_conflict_declaration_case_id_vetting_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
    )
    op.create_index(
        op.f("ix_conflict_declaration_account_id"), "conflict_declaration", ["account_id"], unique=False
    )
    op.create_index(
        "ix_conflict_declaration_case_id_account_id",
        "conflict_declaration",
        ["case_id", "account_id"],
        unique=False,
    )
    op.create_table(
        "fieldwork_gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what IN ('visit', 'interviews')", name=op.f("ck_fieldwork_gap_what")),
        sa.CheckConstraint(
            "why IN ('no_placements', 'not_reached', 'refused', 'other')", name=op.f("ck_fieldwork_gap_why")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_fieldwork_gap_by_id_account")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_fieldwork_gap_case_id_vetting_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fieldwork_gap")),
        sa.UniqueConstraint("case_id", "what", name=op.f("uq_fieldwork_gap_case_id_what")),
    )
    op.create_table(
        "interview",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("place", sa.String(length=4), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("questions_version", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("remarks", sa.LargeBinary(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("held_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("source IN ('screen', 'paper')", name=op.f("ck_interview_source")),
        sa.CheckConstraint("consent", name=op.f("ck_interview_consent")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_interview_case_id_vetting_case")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_interview_entered_by_id_account")
        ),
        sa.ForeignKeyConstraint(["held_by_id"], ["account.id"], name=op.f("fk_interview_held_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("case_id", "pseudonym", name=op.f("uq_interview_case_id_pseudonym")),
        sa.UniqueConstraint("public_id", name=op.f("uq_interview_public_id")),
    )
    op.create_index(op.f("ix_interview_case_id"), "interview", ["case_id"], unique=False)
    op.create_table(
        "interview_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("size >= 0 AND size <= population", name=op.f("ck_interview_sample_size")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_interview_sample_case_id_vetting_case")
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"], ["account.id"], name=op.f("fk_interview_sample_drawn_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_sample")),
        sa.UniqueConstraint("case_id", name=op.f("uq_interview_sample_case_id")),
    )
    op.create_table(
        "visit",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("was_announced", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("questions_version", sa.String(length=20), nullable=True),
        sa.Column("answers", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("visitor_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("how IN ('visit', 'call')", name=op.f("ck_visit_how")),
        sa.CheckConstraint("source IN ('screen', 'paper')", name=op.f("ck_visit_source")),
        sa.CheckConstraint(
            "state IN ('planned', 'cancelled') OR happened_on IS NOT NULL", name=op.f("ck_visit_happened")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'done', 'closed', 'unreachable', 'cancelled')", name=op.f("ck_visit_state")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["vetting_case.id"], name=op.f("fk_visit_case_id_vetting_case")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_visit_entered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["planned_by_id"], ["account.id"], name=op.f("fk_visit_planned_by_id_account")
        ),
        sa.ForeignKeyConstraint(["visitor_id"], ["account.id"], name=op.f("fk_visit_visitor_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("public_id", name=op.f("uq_visit_public_id")),
    )
    op.create_index(op.f("ix_visit_case_id"), "visit", ["case_id"], unique=False)
    op.create_table(
        "case_message_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_case_message_file_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["case_message.id"], name=op.f("fk_case_message_file_message_id_case_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_message_file")),
        sa.UniqueConstraint("message_id", "file_id", name=op.f("uq_case_message_file_message_id_file_id")),
    )
    op.create_index(
        op.f("ix_case_message_file_message_id"), "case_message_file", ["message_id"], unique=False
    )
    op.create_table(
        "visit_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_visit_photo_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["account.id"], name=op.f("fk_visit_photo_taken_by_id_account")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_photo_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_photo")),
    )
    op.create_index(op.f("ix_visit_photo_visit_id"), "visit_photo", ["visit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_visit_photo_visit_id"), table_name="visit_photo")
    op.drop_table("visit_photo")
    op.drop_index(op.f("ix_case_message_file_message_id"), table_name="case_message_file")
    op.drop_table("case_message_file")
    op.drop_index(op.f("ix_visit_case_id"), table_name="visit")
    op.drop_table("visit")
    op.drop_table("interview_sample")
    op.drop_index(op.f("ix_interview_case_id"), table_name="interview")
    op.drop_table("interview")
    op.drop_table("fieldwork_gap")
    op.drop_index("ix_conflict_declaration_case_id_account_id", table_name="conflict_declaration")
    op.drop_index(op.f("ix_conflict_declaration_account_id"), table_name="conflict_declaration")
    op.drop_table("conflict_declaration")
    op.drop_index(op.f("ix_case_note_case_id"), table_name="case_note")
    op.drop_table("case_note")
    op.drop_index(op.f("ix_case_message_case_id"), table_name="case_message")
    op.drop_table("case_message")
    op.drop_index(op.f("ix_case_assignment_case_id"), table_name="case_assignment")
    op.drop_index(op.f("ix_case_assignment_account_id"), table_name="case_assignment")
    op.drop_table("case_assignment")
    op.drop_index(op.f("ix_own_declaration_account_id"), table_name="own_declaration")
    op.drop_table("own_declaration")
