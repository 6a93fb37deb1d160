"""Kind of agency, recruiters before their card, who reviewed an answer and when a case was returned

Revision ID: 0003
Revises: 0002
Created: 2026-11-22 00:05:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Written out, because copying the table (alembic's way on SQLite) would lose its check constraints.
COLUMNS = [
    """ALTER TABLE agency ADD COLUMN kind VARCHAR(20) DEFAULT 'company' NOT NULL
    CONSTRAINT ck_agency_kind CHECK (kind IN ('company', 'individual', 'foreign'))""",
    """ALTER TABLE vetting_answer ADD COLUMN reviewed_by_id INTEGER
    CONSTRAINT fk_vetting_answer_reviewed_by_id_account REFERENCES account (id)""",
]


def upgrade() -> None:
    for statement in COLUMNS:
        op.execute(statement)
    op.add_column("vetting_answer", sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("vetting_case", sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("recruiter") as recruiter:
        recruiter.alter_column("card_no", existing_type=sa.String(length=12), nullable=True)
