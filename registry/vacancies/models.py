"""Vacancies, their checks against the law, and the archived rulesets those checks were made with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.db import Base, Record
from registry.organisations.models import Agency, Employer
from registry.vacancies.states import VACANCY, VacancyState


class Vacancy(Record):
    """One vacancy. `facts` holds the canonical fields (registry.schemes.facts.VacancyFacts as JSON); the columns
    beside it repeat what lists filter and sort by and are written by the service from the facts only.
    `needs` holds matching.types.VacancyNeeds as JSON: what is asked of a candidate, linked to codes."""

    __tablename__ = "vacancy"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'in_review', 'returned', 'published', 'suspended', 'filled', 'closed', 'historical')",
            name="state",
        ),
        CheckConstraint("seats_filled >= 0 AND seats_filled <= seats_total", name="seats"),
    )
    machine = VACANCY

    number: Mapped[str] = mapped_column(String(16), unique=True)
    scheme: Mapped[str] = mapped_column(String(10), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(6))
    start_on: Mapped[date | None] = mapped_column(index=True)
    end_on: Mapped[date | None]
    official_ref: Mapped[str | None] = mapped_column(String(40), unique=True)
    facts: Mapped[dict[str, Any]]
    needs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seats_total: Mapped[int] = mapped_column(default=0)
    seats_filled: Mapped[int] = mapped_column(default=0)
    state: Mapped[VacancyState] = mapped_column(String(20), default=VacancyState.DRAFT, index=True)
    is_fictitious: Mapped[bool] = mapped_column(default=False)
    # An imported order: what makes its row unmistakable, and where it came from (registry.vacancies.importing).
    import_ref: Mapped[str | None] = mapped_column(String(80), unique=True, index=True)
    imported: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    employer: Mapped[Employer] = relationship(lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    def is_own(self, actor: Actor) -> bool:
        if actor.agency_id is not None:
            return actor.agency_id == self.agency_id
        return actor.employer_id is not None and actor.employer_id == self.employer_id


class ArchivedRuleset(Base):
    """The text of a ruleset under its hash, so that a decision reads the same in five years."""

    __tablename__ = "archived_ruleset"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str]
    archived_at: Mapped[datetime]


class VacancyCheck(Base):
    """One run of all rules over one vacancy: the outcomes as they were, with facts, values and references."""

    __tablename__ = "vacancy_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    ruleset_hash: Mapped[str] = mapped_column(ForeignKey("archived_ruleset.hash"))
    asked_on: Mapped[date]
    at: Mapped[datetime]
    outcomes: Mapped[list[Any]]
    is_blocked: Mapped[bool]
    # Rule ids whose "unknown" an officer has looked at, with the note they left.
    answered: Mapped[dict[str, Any]] = mapped_column(default=dict)


class VacancyQuestion(Record):
    """What an officer asked whoever wrote the vacancy, which stays in review meanwhile, and what they answered."""

    __tablename__ = "vacancy_question"
    __table_args__ = (CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),)

    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    question: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
