"""Values of the law that the Ministry proposes and approves; questions to whoever wrote a vacancy

Revision ID: 0003
Revises: 0002
Created: 2026-11-22 03:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "law_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parameter", sa.String(length=60), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_law_confirmation_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_confirmation")),
    )
    op.create_index(op.f("ix_law_confirmation_parameter"), "law_confirmation", ["parameter"], unique=False)
    op.create_table(
        "law_proposal",
        sa.Column("parameter", sa.String(length=60), nullable=False),
        sa.Column("rows", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruleset_before", sa.String(length=64), nullable=True),
        sa.Column("ruleset_after", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'withdrawn')", name=op.f("ck_law_proposal_state")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id != proposed_by_id",
            name=op.f("ck_law_proposal_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_law_proposal_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f("fk_law_proposal_proposed_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ruleset_after"],
            ["archived_ruleset.hash"],
            name=op.f("fk_law_proposal_ruleset_after_archived_ruleset"),
        ),
        sa.ForeignKeyConstraint(
            ["ruleset_before"],
            ["archived_ruleset.hash"],
            name=op.f("fk_law_proposal_ruleset_before_archived_ruleset"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_law_proposal_public_id")),
    )
    op.create_index(op.f("ix_law_proposal_parameter"), "law_proposal", ["parameter"], unique=False)
    op.create_index(op.f("ix_law_proposal_state"), "law_proposal", ["state"], unique=False)
    op.create_table(
        "law_recheck",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=10), nullable=True),
        sa.Column("changes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.CheckConstraint(
            "result IN ('same', 'fails', 'warns', 'unknown', 'mended', 'gone')",
            name=op.f("ck_law_recheck_result"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["law_proposal.id"], name=op.f("fk_law_recheck_proposal_id_law_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_law_recheck_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_recheck")),
    )
    op.create_index(op.f("ix_law_recheck_done_at"), "law_recheck", ["done_at"], unique=False)
    op.create_index(op.f("ix_law_recheck_proposal_id"), "law_recheck", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_law_recheck_vacancy_id"), "law_recheck", ["vacancy_id"], unique=False)
    op.create_table(
        "vacancy_question",
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_vacancy_question_answered")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_vacancy_question_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_vacancy_question_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_question_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_question")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vacancy_question_public_id")),
    )
    op.create_index(op.f("ix_vacancy_question_vacancy_id"), "vacancy_question", ["vacancy_id"], unique=False)
    # ### end Alembic commands ###
