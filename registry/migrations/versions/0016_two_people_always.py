"""Proposals for a second person, the whole life of a case, what each line of the public history rests on

Revision ID: 0016
Revises: 0015
Created: 2026-11-22 06:25:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _proposal()
    _due_notice()
    _case()
    _standing()
    op.add_column(
        "agency", sa.Column("is_fictitious", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def _proposal() -> None:
    op.create_table(
        "proposal",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("falls_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'rejected', 'withdrawn', 'fell')", name=op.f("ck_proposal_state")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id != proposed_by_id", name=op.f("ck_proposal_two_people")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'rejected') OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_proposal_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_proposal_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_proposal_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proposal_public_id")),
    )
    op.create_index("ix_proposal_subject_type_subject_id", "proposal", ["subject_type", "subject_id"])
    op.create_index(op.f("ix_proposal_state"), "proposal", ["state"])


def _due_notice() -> None:
    op.create_table(
        "due_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_due_notice_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_notice")),
        sa.UniqueConstraint(
            "agency_id",
            "about",
            "ends_on",
            "days_before",
            name=op.f("uq_due_notice_agency_id_about_ends_on_days_before"),
        ),
    )


def _case() -> None:
    new = (
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("findings_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_hash", sa.String(length=64), nullable=True),
        sa.Column("appeal_until", sa.Date(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
    )
    for column in new:
        op.add_column("vetting_case", column)
    op.execute("UPDATE vetting_case SET decided_hash = recommended_hash WHERE state = 'decided'")
    op.execute("UPDATE vetting_case SET filed_on = date(submitted_at) WHERE submitted_at IS NOT NULL")
    op.execute("UPDATE vetting_case SET paused_on = date(returned_at) WHERE state = 'returned'")
    with op.batch_alter_table("vetting_case") as batch:
        batch.drop_constraint(op.f("ck_vetting_case_state"), type_="check")
        batch.drop_constraint(op.f("ck_vetting_case_decided"), type_="check")
        batch.create_check_constraint(
            op.f("ck_vetting_case_state"),
            "state IN ('draft', 'submitted', 'returned', 'desk_review', 'field_review', 'findings_sent', "
            "'corrective', 'recommended', 'decided', 'lapsed')",
        )
        batch.create_check_constraint(
            op.f("ck_vetting_case_kind"),
            "kind IN ('initial', 'renewal', 'variation', 'appeal', 'surveillance', 'complaint')",
        )
        batch.create_check_constraint(
            op.f("ck_vetting_case_decided"),
            "state != 'decided' OR (decided_by_id IS NOT NULL AND recommended_by_id IS NOT NULL"
            " AND outcome IS NOT NULL AND decided_hash IS NOT NULL AND decided_hash = recommended_hash)",
        )


def _standing() -> None:
    """Lines that stand already keep their words; what they rest on was not written down then."""
    op.add_column("standing", sa.Column("ground", sa.String(length=10), nullable=True))
    op.execute("UPDATE standing SET ground = 'earlier'")
    with op.batch_alter_table("standing") as batch:
        batch.alter_column("ground", existing_type=sa.String(length=10), nullable=False)
        batch.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("valid_to", sa.Date(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_standing_case_id_vetting_case"), "vetting_case", ["case_id"], ["id"]
        )
        batch.create_foreign_key(
            op.f("fk_standing_proposal_id_proposal"), "proposal", ["proposal_id"], ["id"]
        )
        batch.create_unique_constraint(op.f("uq_standing_case_id"), ["case_id"])
        batch.create_unique_constraint(op.f("uq_standing_proposal_id_state"), ["proposal_id", "state"])
        batch.create_check_constraint(
            op.f("ck_standing_ground"), "ground IN ('case', 'proposal', 'clock', 'invented', 'earlier')"
        )
        batch.create_check_constraint(op.f("ck_standing_case"), "(ground = 'case') = (case_id IS NOT NULL)")
        batch.create_check_constraint(
            op.f("ck_standing_proposal"), "(ground = 'proposal') = (proposal_id IS NOT NULL)"
        )
    # The newest line of each agency carries the end of its licence.
    op.execute(
        "UPDATE standing SET valid_to = (SELECT valid_to FROM agency WHERE agency.id = standing.agency_id)"
        " WHERE id IN (SELECT max(id) FROM standing GROUP BY agency_id)"
    )
