"""Focal points and protection notes of one centre, and who approved a focal point; more guards about two people

Revision ID: 0042
Revises: 0041
Created: 2026-11-22 15:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_TWO_PEOPLE = (
    "state <> 'active' OR (approved_by_id IS NOT NULL AND approved_by_id <> proposed_by_id"
    " AND approved_by_id <> account_id)"
)
# Who approved what stands: the log knows. An actor there is "role:public id".
_APPROVER = (
    "(SELECT max(a.id) FROM event e JOIN account a ON e.actor LIKE '%:' || a.public_id"
    " WHERE e.noun = 'focal_point' AND e.record_id = focal_point.public_id AND e.verb = 'approve')"
)


def upgrade() -> None:
    op.add_column("protection_note", sa.Column("centre", sa.String(60), nullable=True))
    op.execute(
        "UPDATE protection_note SET centre ="
        " (SELECT a.centre FROM account a WHERE a.id = protection_note.noted_by_id)"
    )
    op.add_column("focal_point", sa.Column("centre", sa.String(60), nullable=True))
    op.add_column("focal_point", sa.Column("approved_by_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE focal_point SET centre = (SELECT a.centre FROM account a WHERE a.id = focal_point.account_id),"  # nosec B608 # our own names of tables and columns
        f" approved_by_id = {_APPROVER}"
    )
    # Without a second person in the log it does not go on: it is proposed anew.
    op.execute(
        f"UPDATE focal_point SET state = 'ended', ended_at = since WHERE NOT coalesce({_TWO_PEOPLE}, FALSE)"  # nosec B608 # our own names of tables and columns
    )
    with op.batch_alter_table("focal_point") as batch:
        batch.create_foreign_key(
            op.f("fk_focal_point_approved_by_id_account"), "account", ["approved_by_id"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_focal_point_two_people"), _TWO_PEOPLE)


def downgrade() -> None:
    with op.batch_alter_table("focal_point") as batch:
        batch.drop_constraint(op.f("ck_focal_point_two_people"), type_="check")
        batch.drop_constraint(op.f("fk_focal_point_approved_by_id_account"), type_="foreignkey")
        batch.drop_column("approved_by_id")
        batch.drop_column("centre")
    with op.batch_alter_table("protection_note") as batch:
        batch.drop_column("centre")
