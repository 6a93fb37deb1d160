"""Papers that people sent of what they can do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.access import Actor
from registry.db import EncryptedText, Record


class PaperKind(StrEnum):
    INTECAP = "intecap"
    LETTER = "letter"
    LICENCE = "licence"
    COURSE = "course"
    OTHER = "other"


class PersonPaper(Record):
    """One picture or PDF. The bytes lie sealed under `<data dir>/files/papers/<public id>`; the name it had on the
    telephone is not kept. `digest`: keyed hash of the bytes, to know a paper that was sent twice."""

    __tablename__ = "person_paper"
    __table_args__ = (
        CheckConstraint("kind IN ('intecap', 'letter', 'licence', 'course', 'other')", name="kind"),
    )

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(String(20))
    words: Mapped[str | None] = mapped_column(EncryptedText)
    media_type: Mapped[str] = mapped_column(String(80))
    size_bytes: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    stored_at: Mapped[datetime]

    def is_own(self, actor: Actor) -> bool:
        return actor.candidate_id is not None and actor.candidate_id == self.candidate_id
