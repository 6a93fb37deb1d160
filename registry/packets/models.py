"""Due-diligence packets that were made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.db import Record
from registry.organisations.models import Agency
from registry.vacancies.models import Vacancy


class Packet(Record):
    """What stood on a packet, never changed. `sha256`: of `content` as queries.canonical writes it. Whoever holds a
    printed one looks it up by `public_id`."""

    __tablename__ = "packet"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"))
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)

    agency: Mapped[Agency] = relationship(lazy="raise")
    vacancy: Mapped[Vacancy | None] = relationship(lazy="raise")

    def is_own(self, actor: Actor) -> bool:
        return actor.account_id == self.made_by_id
