"""Skill certificates, the training centres that test, papers of people, and the language of a job

Revision ID: 0037
Revises: 0036
Created: 2026-11-22 13:32:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("work_history") as table:
        table.add_column(sa.Column("language", sa.String(length=3), nullable=True))
    _training_centre()
    _skill_certificate()
    _person_paper()


def _training_centre() -> None:
    name = "training_centre"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("agreement", sa.String(length=200), nullable=False),
        sa.Column("urn", sa.String(length=45), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'ended')", name=op.f(f"ck_{name}_state")),
        sa.CheckConstraint("state = 'proposed' OR approved_at IS NOT NULL", name=op.f(f"ck_{name}_approved")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["account.id"], name=op.f(f"fk_{name}_proposed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
        sa.UniqueConstraint("urn", name=op.f(f"uq_{name}_urn")),
    )


def _skill_certificate() -> None:
    name = "skill_certificate"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=14), nullable=False),
        sa.Column("credential_urn", sa.String(length=45), nullable=False),
        sa.Column("subject_urn", sa.String(length=45), nullable=False),
        sa.Column("achievement", sa.String(length=60), nullable=False),
        sa.Column("achievement_version", sa.String(length=20), nullable=False),
        sa.Column("training_centre_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.LargeBinary(), nullable=False),
        sa.Column("name_salt", sa.LargeBinary(), nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=False),
        sa.Column("evaluators", sa.LargeBinary(), nullable=False),
        sa.Column("results", _JSON, nullable=False),
        sa.Column("added_skills", _JSON, nullable=False),
        sa.Column("status_list", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('assessed', 'issued', 'revoked')", name=op.f(f"ck_{name}_state")),
        sa.CheckConstraint(
            "state = 'assessed' OR (issued_at IS NOT NULL AND issued_by_id IS NOT NULL)",
            name=op.f(f"ck_{name}_issued"),
        ),
        sa.CheckConstraint(
            "issued_by_id IS NULL OR issued_by_id != recorded_by_id", name=op.f(f"ck_{name}_two_people")
        ),
        sa.CheckConstraint("state != 'revoked' OR revoked_at IS NOT NULL", name=op.f(f"ck_{name}_revoked")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f(f"fk_{name}_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["training_centre_id"],
            ["training_centre.id"],
            name=op.f(f"fk_{name}_training_centre_id_training_centre"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f(f"fk_{name}_recorded_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["account.id"], name=op.f(f"fk_{name}_issued_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
        sa.UniqueConstraint("number", name=op.f(f"uq_{name}_number")),
        sa.UniqueConstraint("credential_urn", name=op.f(f"uq_{name}_credential_urn")),
        sa.UniqueConstraint("subject_urn", name=op.f(f"uq_{name}_subject_urn")),
        sa.UniqueConstraint("status_list", "status_index", name=op.f(f"uq_{name}_status_list")),
    )
    op.create_index(op.f(f"ix_{name}_candidate_id"), name, ["candidate_id"])


def _person_paper() -> None:
    name = "person_paper"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('intecap', 'letter', 'licence', 'course', 'other')", name=op.f(f"ck_{name}_kind")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f(f"fk_{name}_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
    )
    op.create_index(op.f(f"ix_{name}_candidate_id"), name, ["candidate_id"])
