"""Red flags: what was raised of an agency, with what was compared, and who answered

Revision ID: 0010
Revises: 0009
Created: 2026-11-22 06:24:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "red_flag",
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("disposed_by_id", sa.Integer(), nullable=True),
        sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("proposal_id", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'explained', 'confirmed', 'false')", name=op.f("ck_red_flag_state")
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_red_flag_weight")),
        sa.CheckConstraint(
            "state = 'open' OR (disposed_by_id IS NOT NULL AND disposed_at IS NOT NULL AND reason IS NOT NULL)",
            name=op.f("ck_red_flag_answered"),
        ),
        sa.CheckConstraint(
            "state != 'false' OR weight < 40 OR proposal_id IS NOT NULL", name=op.f("ck_red_flag_two_people")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_red_flag_agency_id_agency")),
        sa.ForeignKeyConstraint(["other_id"], ["agency.id"], name=op.f("fk_red_flag_other_id_agency")),
        sa.ForeignKeyConstraint(
            ["disposed_by_id"], ["account.id"], name=op.f("fk_red_flag_disposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_red_flag")),
        sa.UniqueConstraint("agency_id", "rule", "subject", name=op.f("uq_red_flag_agency_id_rule_subject")),
        sa.UniqueConstraint("public_id", name=op.f("uq_red_flag_public_id")),
    )
    op.create_index("ix_red_flag_agency_id", "red_flag", ["agency_id"])
    op.create_index("ix_red_flag_state", "red_flag", ["state"])


def downgrade() -> None:
    op.drop_table("red_flag")
