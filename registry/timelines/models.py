"""Steps of a checklist that somebody said are done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.db import Record
from registry.placements.models import Referral
from registry.timelines.states import TICK, TickState
from registry.vacancies.models import Vacancy

_STANDING = text("state = 'standing'")


class Tick(Record):
    """`step` is the id of a clock of the vacancy's scheme; `referral_id` is set when it is a step of one person.

    by: the role that said so; the event log has the account.
    """

    __tablename__ = "tick"
    __table_args__ = (
        CheckConstraint("state IN ('standing', 'taken_back')", name="state"),
        # One standing tick per step: of the vacancy, and of each person.
        Index(
            "uq_tick_vacancy_step", "vacancy_id", "step", unique=True,
            sqlite_where=text("state = 'standing' AND referral_id IS NULL"),
            postgresql_where=text("state = 'standing' AND referral_id IS NULL"),
        ),
        Index(
            "uq_tick_referral_step", "referral_id", "step", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
    )  # fmt: skip
    machine = TICK

    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"))
    step: Mapped[str] = mapped_column(String(40))
    done_on: Mapped[date]
    by: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    state: Mapped[TickState] = mapped_column(String(20), default=TickState.STANDING)

    vacancy: Mapped[Vacancy] = relationship(lazy="raise")
    referral: Mapped[Referral | None] = relationship(lazy="raise")

    def is_own(self, actor: Actor) -> bool:
        return self.referral.is_own(actor) if self.referral is not None else self.vacancy.is_own(actor)
