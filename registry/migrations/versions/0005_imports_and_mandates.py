"""Where an imported vacancy came from; employers' permissions for agencies

Revision ID: 0005
Revises: 0004
Created: 2026-11-22 01:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("vacancy", sa.Column("import_ref", sa.String(80), nullable=True))
    op.add_column("vacancy", sa.Column("imported", JSON, nullable=False, server_default="{}"))
    # A unique index does on both databases what SQLite cannot add to a table: a unique constraint.
    op.create_index("ix_vacancy_import_ref", "vacancy", ["import_ref"], unique=True)
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(200), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_mandate_agency_id_agency")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_mandate_employer_id_employer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("employer_id", "agency_id", name=op.f("uq_mandate_employer_id_agency_id")),
    )
    op.create_index("ix_mandate_agency_id", "mandate", ["agency_id"])
