"""Stored plans. A plan is a record: it is made once, never changed, and can be made again from what is stored."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import Account
from registry.candidates.models import Candidate
from registry.db import Base, Record
from registry.vacancies.models import Vacancy


class Plan(Record):
    """Who could go where, for the open vacancies of a scheme or a country on one day.

    market: people, places, eligible pairs with their scores, and groups, sealed (stored.py): what the plan is computed
    from. digest: SHA-256 of it. figures: the plan, greedy and separate lists side by side, as numbers.
    """

    __tablename__ = "plan"

    scheme: Mapped[str | None] = mapped_column(String(10))
    country: Mapped[str | None] = mapped_column(String(2))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    as_of: Mapped[date]
    weights_version: Mapped[str] = mapped_column(String(40))
    vocabulary_version: Mapped[str] = mapped_column(String(40))
    ruleset_hash: Mapped[str] = mapped_column(String(64))
    draw: Mapped[str] = mapped_column(String(64))
    market: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    figures: Mapped[dict[str, Any]]
    microseconds: Mapped[int]

    made_by: Mapped[Account | None] = relationship(lazy="raise")
    vacancies: Mapped[list[PlanVacancy]] = relationship(lazy="raise", order_by="PlanVacancy.id")
    places: Mapped[list[PlanPlace]] = relationship(lazy="raise", order_by="PlanPlace.id")


class PlanVacancy(Base):
    """One vacancy of a plan: how many places were free, what was asked, and how many places the plan fills."""

    __tablename__ = "plan_vacancy"
    __table_args__ = (UniqueConstraint("plan_id", "vacancy_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    free: Mapped[int]
    filled: Mapped[int]
    filled_greedy: Mapped[int]
    needs: Mapped[dict[str, Any]]
    rarity: Mapped[dict[str, Any]]

    vacancy: Mapped[Vacancy] = relationship(lazy="raise")


class PlanPlace(Base):
    """One person with the vacancy that the plan gives them. own_rank: its place among the person's own vacancies;
    list_rank: the person's place among all who may take it; facts: what was read about them."""

    __tablename__ = "plan_place"
    __table_args__ = (UniqueConstraint("plan_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    score: Mapped[float]
    own_rank: Mapped[int]
    list_rank: Mapped[int]
    reasons: Mapped[list[Any]]
    facts: Mapped[dict[str, Any]]

    candidate: Mapped[Candidate] = relationship(lazy="raise")
