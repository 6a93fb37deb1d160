"""Official lists, who stands on them, and what officers answered about names that are alike

Revision ID: 0006
Revises: 0005
Created: 2026-11-22 03:07:29.609893+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("listed_name", sa.String(length=300), nullable=False),
        sa.Column("listed_place", sa.String(length=300), nullable=True),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(employer_id IS NULL) <> (agency_id IS NULL)", name=op.f("ck_list_answer_one_side")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_list_answer_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_list_answer_employer_id_employer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_answer")),
    )
    op.create_index("ix_list_answer_agency_id", "list_answer", ["agency_id"])
    op.create_index("ix_list_answer_employer_id", "list_answer", ["employer_id"])

    op.create_table(
        "official_list",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("unknown_columns", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "kind IN ('us-debarred', 'ca-ineligible', 'us-recruiters', 'ca-lmia')",
            name=op.f("ck_official_list_kind"),
        ),
        sa.CheckConstraint("seen_on >= read_on", name=op.f("ck_official_list_seen")),
        sa.ForeignKeyConstraint(
            ["loaded_by_id"], ["account.id"], name=op.f("fk_official_list_loaded_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_list")),
        sa.UniqueConstraint("kind", "sha256", name=op.f("uq_official_list_kind_sha256")),
        sa.UniqueConstraint("public_id", name=op.f("uq_official_list_public_id")),
    )
    op.create_table(
        "listed_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("other_key", sa.String(length=300), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("region", sa.String(length=60), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("is_barred", sa.Boolean(), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["official_list.id"], name=op.f("fk_listed_party_list_id_official_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_party")),
    )
    op.create_index("ix_listed_party_list_name", "listed_party", ["list_id", "name_key"])
    op.create_index("ix_listed_party_list_other", "listed_party", ["list_id", "other_key"])
