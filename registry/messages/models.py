"""Messages on their way out, and how far the event log has been read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Base, EncryptedText


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
