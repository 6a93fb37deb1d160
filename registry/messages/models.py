"""Messages on their way out and words that come in, and how far the event log has been read.

`Message` goes to accounts of organisations and staff (recipients.py), `Outgoing` to candidates (outbox.py).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.candidates.models import Candidate
from registry.db import Base, EncryptedText, Record
from registry.messages.states import CALL, CallState


class Message(Base):
    """One message to one recipient about one event; unique, so that a crash between two steps sends it once."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("event_id", "recipient_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    template: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(3))
    recipient: Mapped[str] = mapped_column(EncryptedText)
    recipient_hash: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(EncryptedText)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)


class ReadPosition(Base):
    """The id of the last event a reader (the mailer, an index) has dealt with."""

    __tablename__ = "read_position"

    reader: Mapped[str] = mapped_column(String(40), primary_key=True)
    event_id: Mapped[int]


class TextSet(Record):
    """Texts that were put before a second person together. They are sent from the day another person approved them."""

    __tablename__ = "message_text_set"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> made_by_id", name="two_people"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved"),
    )

    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]

    texts: Mapped[list[MessageText]] = relationship(lazy="raise", order_by="MessageText.id")


class MessageText(Base):
    """One version of what is sent for one code, by one way, in one language. `translator`: who stands for the words of
    a language other than Spanish."""

    __tablename__ = "message_text"
    __table_args__ = (UniqueConstraint("code", "channel", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("message_text_set.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(3))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(String(1000))
    translator: Mapped[str | None] = mapped_column(String(200))


class Outgoing(Record):
    """One message to one person about one event, or the answer to words that came in (`address`, nobody's record).

    The text is put together when it is sent: who takes back their permission before is not written to any more.
    """

    __tablename__ = "outgoing_message"
    __table_args__ = (
        UniqueConstraint("event_id", "candidate_id", "code"),
        CheckConstraint(
            "delivery IN ('waiting', 'sent', 'delivered', 'failed', 'cancelled', 'to_print', 'printed')",
            name="delivery",
        ),
        CheckConstraint("(candidate_id IS NULL) = (address IS NOT NULL)", name="to_somebody"),
        Index("ix_outgoing_message_delivery_due_at", "delivery", "due_at"),
    )

    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(40))
    values: Mapped[str] = mapped_column(EncryptedText)
    address: Mapped[str | None] = mapped_column(EncryptedText)
    channel: Mapped[str | None] = mapped_column(String(10))
    text_id: Mapped[int | None] = mapped_column(ForeignKey("message_text.id"))
    body: Mapped[str | None] = mapped_column(EncryptedText)
    delivery: Mapped[str] = mapped_column(String(10), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Incoming(Base):
    """That a message came in, and which word it began with; never its text. The gateway's number keeps it single."""

    __tablename__ = "incoming_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sender_hash: Mapped[str] = mapped_column(String(64), index=True)
    word: Mapped[str] = mapped_column(String(12))
    came_at: Mapped[datetime] = mapped_column(index=True)


class SignedCall(Base):
    """A signature that the gateway has used: the same call sent again by somebody who overheard it is refused."""

    __tablename__ = "signed_call"

    signature_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(index=True)


class MessageContact(Base):
    """What messages need to know of a person beside their registration: an e-mail address, where they gave one, and
    the last public word that they were told or saw."""

    __tablename__ = "message_contact"

    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id"), primary_key=True, autoincrement=False
    )
    email: Mapped[str | None] = mapped_column(EncryptedText)
    told_stage: Mapped[str | None] = mapped_column(String(20))


class Reconfirmation(Base):
    """The question whether somebody still looks for work. `answer`: yes, no, or none when it lapsed; one open at a
    time."""

    __tablename__ = "reconfirmation"
    __table_args__ = (
        CheckConstraint("answer IS NULL OR answer IN ('yes', 'no', 'none')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index(
            "ix_reconfirmation_open",
            "candidate_id",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
        Index("ix_reconfirmation_candidate_id_asked_at", "candidate_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    phone_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    asked_at: Mapped[datetime]
    asked_again_at: Mapped[datetime | None]
    call_made_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(4))
    answered_at: Mapped[datetime | None]


class CallTask(Record):
    """A person to be called by a centre, because messages did not reach them. `why`: a neutral code; `outcome`: what
    came of it, a code as well: no words about anybody."""

    __tablename__ = "call_task"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'dropped')", name="state"),
        CheckConstraint("state <> 'done' OR (outcome IS NOT NULL AND done_by_id IS NOT NULL)", name="done"),
        Index(
            "ix_call_task_open",
            "candidate_id",
            "why",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    machine = CALL

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    why: Mapped[str] = mapped_column(String(20))
    centre: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[CallState] = mapped_column(String(10), default=CallState.OPEN, index=True)
    made_at: Mapped[datetime]
    tried: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    candidate: Mapped[Candidate] = relationship(lazy="raise")
