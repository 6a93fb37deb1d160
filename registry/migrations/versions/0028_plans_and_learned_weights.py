"""Plans for all open vacancies, people who go together, and learned weights

Revision ID: 0028
Revises: 0027
Created: 2026-11-22 10:20:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("scheme", sa.String(length=10), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("weights_version", sa.String(length=40), nullable=False),
        sa.Column("vocabulary_version", sa.String(length=40), nullable=False),
        sa.Column("ruleset_hash", sa.String(length=64), nullable=False),
        sa.Column("draw", sa.String(length=64), nullable=False),
        sa.Column("market", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("figures", _JSON, nullable=False),
        sa.Column("microseconds", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_plan_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_public_id")),
    )
    op.create_table(
        "ranking_model",
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("weights", _JSON, nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("card", _JSON, nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("trained_by_id", sa.Integer(), nullable=True),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("switched_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("switched_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state = 'trained' OR (approved_at IS NOT NULL AND is_offered)",
            name=op.f("ck_ranking_model_approved"),
        ),
        sa.CheckConstraint("state IN ('trained', 'approved', 'on')", name=op.f("ck_ranking_model_state")),
        sa.ForeignKeyConstraint(
            ["trained_by_id"], ["account.id"], name=op.f("fk_ranking_model_trained_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_model")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ranking_model_public_id")),
        sa.UniqueConstraint("version", name=op.f("uq_ranking_model_version")),
    )
    op.create_index(
        "ix_ranking_model_on",
        "ranking_model",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'on'"),
        postgresql_where=sa.text("state = 'on'"),
    )

    op.create_table(
        "companion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("candidate_id <> other_id", name=op.f("ck_companion_two_people")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_companion_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["helper_id"], ["account.id"], name=op.f("fk_companion_helper_id_account")),
        sa.ForeignKeyConstraint(["other_id"], ["candidate.id"], name=op.f("fk_companion_other_id_candidate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companion")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_companion_candidate_id")),
    )
    op.create_index(op.f("ix_companion_other_id"), "companion", ["other_id"], unique=False)

    op.create_table(
        "plan_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("own_rank", sa.Integer(), nullable=False),
        sa.Column("list_rank", sa.Integer(), nullable=False),
        sa.Column("reasons", _JSON, nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_plan_place_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_place_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_plan_place_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_place")),
        sa.UniqueConstraint("plan_id", "candidate_id", name=op.f("uq_plan_place_plan_id_candidate_id")),
    )
    op.create_index(op.f("ix_plan_place_candidate_id"), "plan_place", ["candidate_id"], unique=False)
    op.create_index(op.f("ix_plan_place_plan_id"), "plan_place", ["plan_id"], unique=False)

    op.create_table(
        "plan_vacancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("filled_greedy", sa.Integer(), nullable=False),
        sa.Column("needs", _JSON, nullable=False),
        sa.Column("rarity", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_vacancy_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_plan_vacancy_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_vacancy")),
        sa.UniqueConstraint("plan_id", "vacancy_id", name=op.f("uq_plan_vacancy_plan_id_vacancy_id")),
    )
    op.create_index(op.f("ix_plan_vacancy_plan_id"), "plan_vacancy", ["plan_id"], unique=False)
    op.create_index(op.f("ix_plan_vacancy_vacancy_id"), "plan_vacancy", ["vacancy_id"], unique=False)


def downgrade() -> None:
    for table in ("plan_vacancy", "plan_place", "companion", "ranking_model", "plan"):
        op.drop_table(table)
