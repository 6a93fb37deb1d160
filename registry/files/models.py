"""Uploaded files: what was stored, never where a browser could reach it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.access import Actor
from registry.db import EncryptedText, Record


class StoredFile(Record):
    """The bytes lie under `<data dir>/files/<public id>`; `shown_name` is cleaned and only ever a download name."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(80))
    size_bytes: Mapped[int]
    shown_name: Mapped[str] = mapped_column(EncryptedText)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    stored_at: Mapped[datetime]

    def is_own(self, actor: Actor) -> bool:
        if self.agency_id is not None:
            return actor.agency_id == self.agency_id
        return self.candidate_id is not None and actor.candidate_id == self.candidate_id
