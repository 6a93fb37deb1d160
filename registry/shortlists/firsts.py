"""What a vacancy's first stored list fixes for all its later ones: the lottery, and how rare each skill counts.

So a person who registers and cannot be on the list moves nobody on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import crypto
from registry.shortlists.models import Shortlist
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState


@dataclass(frozen=True, slots=True)
class Fixed:
    """rarity: of skills and licences; what it lacks (everything, before the first list) is as rare as today."""

    draw: str
    rarity: Mapping[str, float]


def of(session: Session, vacancy: Vacancy) -> Fixed:
    """The same lottery for each list of a vacancy, a new one for each vacancy.

    Nobody can choose it: it follows from the vacancy's random id and the installation's secret, until the first
    stored list fixes it for good.
    """
    first = (
        select(Shortlist.draw, Shortlist.rarity)
        .where(Shortlist.vacancy_id == vacancy.id)
        .order_by(Shortlist.id)
        .limit(1)
    )
    row = session.execute(first).one_or_none()
    return Fixed(row.draw, row.rarity) if row else unfixed(vacancy)


def unfixed(vacancy: Vacancy) -> Fixed:
    """Of a vacancy that has no list yet."""
    return Fixed(crypto.keyed_hash("draw", vacancy.public_id)[:32], {})


def of_published(session: Session) -> dict[str, Fixed]:
    """Public id -> what is fixed, of every published vacancy that has a list; one query."""
    firsts = select(func.min(Shortlist.id)).group_by(Shortlist.vacancy_id)
    query = (
        select(Vacancy.public_id, Shortlist.draw, Shortlist.rarity)
        .join(Vacancy, Vacancy.id == Shortlist.vacancy_id)
        .where(Vacancy.state == VacancyState.PUBLISHED, Shortlist.id.in_(firsts))
    )
    return {row.public_id: Fixed(row.draw, row.rarity) for row in session.execute(query)}
