"""Repayments that were taken off stay, and a disputed one takes two people

Revision ID: 0025
Revises: 0024
Created: 2026-11-22 07:58:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_PEOPLE = ("give_up_by_id", "given_up_by_id")


def upgrade() -> None:
    with op.batch_alter_table("complaint_remedy") as table:
        table.add_column(sa.Column("give_up_reason", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("given_up_on", sa.Date(), nullable=True))
        for name in _PEOPLE:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_complaint_remedy_{name}_account"), "account", [name], ["id"])
        table.create_check_constraint(
            op.f("ck_complaint_remedy_disputed_given_up"),
            "given_up_on IS NULL OR confirmed IS NULL OR given_up_by_id IS NOT NULL",
        )
        table.create_check_constraint(
            op.f("ck_complaint_remedy_two_people"),
            "given_up_by_id IS NULL OR (give_up_by_id IS NOT NULL AND given_up_by_id != give_up_by_id)",
        )


def downgrade() -> None:
    op.execute("DELETE FROM complaint_remedy WHERE given_up_on IS NOT NULL")
    with op.batch_alter_table("complaint_remedy") as table:
        table.drop_constraint(op.f("ck_complaint_remedy_two_people"), type_="check")
        table.drop_constraint(op.f("ck_complaint_remedy_disputed_given_up"), type_="check")
        for name in _PEOPLE:
            table.drop_constraint(op.f(f"fk_complaint_remedy_{name}_account"), type_="foreignkey")
            table.drop_column(name)
        table.drop_column("given_up_on")
        table.drop_column("give_up_reason")
