"""Asking for information: a question to whoever wrote a vacancy, answered on their page while it stays in review."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor
from registry.errors import Invalid, NotFound
from registry.moves import move
from registry.vacancies.models import Vacancy, VacancyQuestion


def ask(session: Session, actor: Actor, vacancy: Vacancy, *, question: str) -> VacancyQuestion:
    """The employer is written to; the vacancy stays in review."""
    move(session, actor, vacancy, "ask", reason=question)
    asked = VacancyQuestion(
        vacancy_id=vacancy.id, question=question.strip(), asked_by_id=actor.account_id, asked_at=clock.now()
    )
    session.add(asked)
    session.flush()
    return asked


def answer(session: Session, actor: Actor, vacancy: Vacancy, public_id: str, *, text: str) -> None:
    """The answer is kept with its question, not in the log: it may say more than staff would write. Raises NotFound
    when there is no such open question, Invalid: reason_missing."""
    asked = session.scalar(
        select(VacancyQuestion).where(
            VacancyQuestion.public_id == public_id,
            VacancyQuestion.vacancy_id == vacancy.id,
            VacancyQuestion.answered_at.is_(None),
        )
    )
    if asked is None:
        raise NotFound()
    if not text.strip():
        raise Invalid("reason_missing", field="answer")
    move(session, actor, vacancy, "answer", data={"question": asked.public_id})
    asked.answer, asked.answered_by_id, asked.answered_at = text.strip(), actor.account_id, clock.now()
    session.flush()


def of_vacancy(session: Session, vacancy: Vacancy) -> list[VacancyQuestion]:
    """Every question about a vacancy, oldest first."""
    query = select(VacancyQuestion).where(VacancyQuestion.vacancy_id == vacancy.id)
    return list(session.scalars(query.order_by(VacancyQuestion.id)))


def has_open(session: Session, vacancy: Vacancy) -> bool:
    query = select(VacancyQuestion.id).where(
        VacancyQuestion.vacancy_id == vacancy.id, VacancyQuestion.answered_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def standing(session: Session, vacancies: Iterable[Vacancy]) -> dict[int, str]:
    """ "open" or "answered" for each vacancy that was asked something, by its key."""
    query = select(VacancyQuestion.vacancy_id, VacancyQuestion.answered_at).where(
        VacancyQuestion.vacancy_id.in_([one.id for one in vacancies])
    )
    found: dict[int, str] = {}
    for row in session.execute(query):
        if row.answered_at is None:
            found[row.vacancy_id] = "open"
        else:
            found.setdefault(row.vacancy_id, "answered")
    return found
