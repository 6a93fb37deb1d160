"""Messages to candidates: texts, the outbox, what comes in, reconfirmations, calls

Revision ID: 0038
Revises: 0037
Created: 2026-11-22 13:30:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incoming_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gateway_hash", sa.String(length=64), nullable=False),
        sa.Column("sender_hash", sa.String(length=64), nullable=False),
        sa.Column("word", sa.String(length=12), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_message")),
        sa.UniqueConstraint("gateway_hash", name=op.f("uq_incoming_message_gateway_hash")),
    )
    with op.batch_alter_table("incoming_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incoming_message_came_at"), ["came_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_message_sender_hash"), ["sender_hash"], unique=False)

    op.create_table(
        "signed_call",
        sa.Column("signature_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signature_hash", name=op.f("pk_signed_call")),
    )
    with op.batch_alter_table("signed_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_call_used_at"), ["used_at"], unique=False)

    op.create_table(
        "message_text_set",
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_message_text_set_approved")
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> made_by_id",
            name=op.f("ck_message_text_set_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_message_text_set_approved_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_message_text_set_made_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_text_set")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_text_set_public_id")),
    )
    op.create_table(
        "call_task",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("centre", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state <> 'done' OR (outcome IS NOT NULL AND done_by_id IS NOT NULL)",
            name=op.f("ck_call_task_done"),
        ),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_call_task_state")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_call_task_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["account.id"], name=op.f("fk_call_task_done_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_task")),
        sa.UniqueConstraint("public_id", name=op.f("uq_call_task_public_id")),
    )
    with op.batch_alter_table("call_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_task_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(
            "ix_call_task_open",
            ["candidate_id", "why"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_call_task_state"), ["state"], unique=False)

    op.create_table(
        "message_contact",
        sa.Column("candidate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("told_stage", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_message_contact_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_message_contact")),
    )
    op.create_table(
        "message_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("translator", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["set_id"], ["message_text_set.id"], name=op.f("fk_message_text_set_id_message_text_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_text")),
        sa.UniqueConstraint(
            "code",
            "channel",
            "language",
            "version",
            name=op.f("uq_message_text_code_channel_language_version"),
        ),
    )
    with op.batch_alter_table("message_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_text_set_id"), ["set_id"], unique=False)

    op.create_table(
        "reconfirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=4), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('yes', 'no', 'none')", name=op.f("ck_reconfirmation_answer")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_reconfirmation_answered")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_reconfirmation_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconfirmation")),
    )
    with op.batch_alter_table("reconfirmation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reconfirmation_candidate_id_asked_at", ["candidate_id", "asked_at"], unique=False
        )
        batch_op.create_index(
            "ix_reconfirmation_open",
            ["candidate_id"],
            unique=True,
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_reconfirmation_phone_hash"), ["phone_hash"], unique=False)

    op.create_table(
        "outgoing_message",
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=True),
        sa.Column("text_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("delivery", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "delivery IN ('waiting', 'sent', 'delivered', 'failed', 'cancelled', 'to_print', 'printed')",
            name=op.f("ck_outgoing_message_delivery"),
        ),
        sa.CheckConstraint(
            "(candidate_id IS NULL) = (address IS NOT NULL)", name=op.f("ck_outgoing_message_to_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_outgoing_message_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_outgoing_message_event_id_event")),
        sa.ForeignKeyConstraint(
            ["text_id"], ["message_text.id"], name=op.f("fk_outgoing_message_text_id_message_text")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_message")),
        sa.UniqueConstraint(
            "event_id", "candidate_id", "code", name=op.f("uq_outgoing_message_event_id_candidate_id_code")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_outgoing_message_public_id")),
    )
    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_message_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index("ix_outgoing_message_delivery_due_at", ["delivery", "due_at"], unique=False)

    # Whoever moved on before today knows it: messages tell what happens from here on.
    op.execute(
        "INSERT INTO read_position (reader, event_id) SELECT 'stages', coalesce(max(id), 0) FROM event"
    )
