"""The standard as loaded versions, and an assessment against it: results, evidence, findings, points, demerits

Revision ID: 0013
Revises: 0012
Created: 2026-11-22 06:18:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# What an assessment rests on is put aside or withdrawn, never deleted; a snapshot never changes.
KEPT = ("evidence", "finding", "corrective_action", "condition", "demerit", "score_snapshot")
SQLITE = [
    f"""CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept'); END"""
    for table in KEPT
] + [
    """CREATE TRIGGER score_snapshot_no_update BEFORE UPDATE ON score_snapshot
    BEGIN SELECT RAISE(ABORT, 'rows of score_snapshot are kept'); END"""
]
POSTGRESQL = [
    """CREATE FUNCTION assessment_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'rows of % are kept', TG_TABLE_NAME; END $$""",
    *(
        f"""CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION assessment_kept()"""
        for table in KEPT
    ),
    """CREATE TRIGGER score_snapshot_unchanged BEFORE UPDATE ON score_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION assessment_kept()""",
]


def upgrade() -> None:
    op.create_table(
        "loaded_standard",
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("files", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (in_force_at IS NULL)", name=op.f("ck_loaded_standard_approved")
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id != proposed_by_id",
            name=op.f("ck_loaded_standard_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_loaded_standard_approved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_loaded_standard_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loaded_standard")),
        sa.UniqueConstraint("public_id", name=op.f("uq_loaded_standard_public_id")),
    )
    op.create_index(op.f("ix_loaded_standard_version"), "loaded_standard", ["version"], unique=False)
    op.create_table(
        "criterion_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "result IN ('met', 'partly', 'not_met', 'not_assessed', 'n/a')",
            name=op.f("ck_criterion_result_result"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_criterion_result_by_id_account")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_criterion_result_case_id_vetting_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_result")),
        sa.UniqueConstraint("case_id", "criterion", name=op.f("uq_criterion_result_case_id_criterion")),
    )
    op.create_index(op.f("ix_criterion_result_case_id"), "criterion_result", ["case_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=10), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "grade != 'critical' OR state IN ('raised', 'withdrawn') OR confirmed_by_id IS NOT NULL",
            name=op.f("ck_finding_confirmed"),
        ),
        sa.CheckConstraint(
            "grade IN ('critical', 'major', 'minor', 'observation', 'good_practice')",
            name=op.f("ck_finding_grade"),
        ),
        sa.CheckConstraint(
            "state IN ('raised', 'open', 'closed', 'withdrawn')", name=op.f("ck_finding_state")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id != raised_by_id", name=op.f("ck_finding_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_finding_case_id_vetting_case")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["account.id"], name=op.f("fk_finding_confirmed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["account.id"], name=op.f("fk_finding_raised_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("public_id", name=op.f("uq_finding_public_id")),
    )
    op.create_index(op.f("ix_finding_case_id"), "finding", ["case_id"], unique=False)
    op.create_table(
        "score_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("inputs", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("result", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_score_snapshot_case_id_vetting_case")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["account.id"], name=op.f("fk_score_snapshot_taken_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_snapshot")),
    )
    op.create_index(op.f("ix_score_snapshot_case_id"), "score_snapshot", ["case_id"], unique=False)
    op.create_table(
        "condition",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("criterion", sa.String(length=10), nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("consequence", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("met_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint("(state = 'met') = (met_on IS NOT NULL)", name=op.f("ck_condition_met")),
        sa.CheckConstraint(
            "consequence IN ('surveillance', 'hold_job_orders', 'suspension_hearing', 'none')",
            name=op.f("ck_condition_consequence"),
        ),
        sa.CheckConstraint("state IN ('open', 'met', 'missed')", name=op.f("ck_condition_state")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_condition_case_id_vetting_case")
        ),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_condition_finding_id_finding")),
        sa.ForeignKeyConstraint(["met_by_id"], ["account.id"], name=op.f("fk_condition_met_by_id_account")),
        sa.ForeignKeyConstraint(["set_by_id"], ["account.id"], name=op.f("fk_condition_set_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
        sa.UniqueConstraint("public_id", name=op.f("uq_condition_public_id")),
    )
    op.create_index(op.f("ix_condition_case_id"), "condition", ["case_id"], unique=False)
    op.create_table(
        "corrective_action",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proof", sa.String(), nullable=True),
        sa.Column("proof_file_id", sa.Integer(), nullable=True),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state != 'done' OR verified_by_id IS NOT NULL", name=op.f("ck_corrective_action_verified")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'refused', 'accepted', 'proven', 'done')",
            name=op.f("ck_corrective_action_state"),
        ),
        sa.CheckConstraint(
            "verified_by_id IS NULL OR verified_by_id != proposed_by_id",
            name=op.f("ck_corrective_action_two_sides"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_corrective_action_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_corrective_action_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["proof_file_id"], ["stored_file.id"], name=op.f("fk_corrective_action_proof_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_corrective_action_proposed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["account.id"], name=op.f("fk_corrective_action_verified_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrective_action")),
        sa.UniqueConstraint("public_id", name=op.f("uq_corrective_action_public_id")),
    )
    op.create_index(op.f("ix_corrective_action_agency_id"), "corrective_action", ["agency_id"], unique=False)
    op.create_index(
        op.f("ix_corrective_action_finding_id"), "corrective_action", ["finding_id"], unique=False
    )
    op.create_table(
        "demerit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(cause = 'late_report') = (finding_id IS NULL)", name=op.f("ck_demerit_source")),
        sa.CheckConstraint(
            "cause IN ('critical', 'major', 'minor', 'late_report')", name=op.f("ck_demerit_cause")
        ),
        sa.CheckConstraint("points >= 0", name=op.f("ck_demerit_points")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_demerit_agency_id_agency")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_demerit_by_id_account")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_demerit_finding_id_finding")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demerit")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_demerit_finding_id")),
    )
    op.create_index(op.f("ix_demerit_agency_id"), "demerit", ["agency_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=10), nullable=False),
        sa.Column("element", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("confidentiality", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_aside_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "confidentiality IN ('agency', 'internal', 'restricted')",
            name=op.f("ck_evidence_confidentiality"),
        ),
        sa.CheckConstraint(
            "kind IN ('document', 'interview', 'site_visit', 'data_check', 'external_register', 'self_declaration')",
            name=op.f("ck_evidence_kind"),
        ),
        sa.CheckConstraint(
            "(put_aside_at IS NULL) = (put_aside_by_id IS NULL)", name=op.f("ck_evidence_put_aside")
        ),
        sa.CheckConstraint("strength >= 0 AND strength <= 3", name=op.f("ck_evidence_strength")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_evidence_by_id_account")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["vetting_case.id"], name=op.f("fk_evidence_case_id_vetting_case")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_evidence_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["put_aside_by_id"], ["account.id"], name=op.f("fk_evidence_put_aside_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("public_id", name=op.f("uq_evidence_public_id")),
    )
    op.create_index(op.f("ix_evidence_case_id"), "evidence", ["case_id"], unique=False)
    op.create_table(
        "finding_evidence",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_finding_evidence_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_finding_evidence_finding_id_finding")
        ),
        sa.PrimaryKeyConstraint("finding_id", "evidence_id", name=op.f("pk_finding_evidence")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
