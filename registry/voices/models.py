"""The one table of recordings; the sound itself lies in a file named by its digest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import EncryptedText, Record
from registry.voices.states import RECORDING, RecordingState

_HEARD = text("state = 'approved'")


class Recording(Record):
    """`text_id`: which text (texts.yaml); `fingerprint`: of its words when it was spoken, kept in `said`.

    `speaker`: whose voice it is. The digest, the type and the size are of the file as it is kept."""

    __tablename__ = "recording"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'approved', 'refused', 'replaced', 'withdrawn')", name="state"),
        CheckConstraint(
            "state IN ('waiting', 'refused') OR (decided_by_id IS NOT NULL AND decided_by_id != uploaded_by_id)",
            name="two_people",
        ),
        # One sound is heard for a text and a language.
        Index(
            "ix_recording_heard", "text_id", "language", unique=True, sqlite_where=_HEARD, postgresql_where=_HEARD
        ),
    )  # fmt: skip
    machine = RECORDING

    text_id: Mapped[str] = mapped_column(String(80), index=True)
    language: Mapped[str] = mapped_column(String(8))
    fingerprint: Mapped[str] = mapped_column(String(64))
    said: Mapped[str] = mapped_column(String(1000))
    speaker: Mapped[str] = mapped_column(EncryptedText)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    ending: Mapped[str] = mapped_column(String(8))
    size_bytes: Mapped[int]
    milliseconds: Mapped[int]
    state: Mapped[RecordingState] = mapped_column(String(20), default=RecordingState.WAITING, index=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    @property
    def file_name(self) -> str:
        return f"{self.sha256}.{self.ending}"
