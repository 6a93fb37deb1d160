"""Every question about shortlists. What an employer may see of it is in registry.placements.queries."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from registry.access import Actor, Permission, Role, may
from registry.candidates.models import Candidate, CandidateLanguage
from registry.errors import NotFound
from registry.shortlists.models import Entry, Shortlist
from registry.vacancies.models import Vacancy

# Those who see the list itself, with scores: the Ministry. Employers see the people referred to them (trust.md T24).
_UNMASKED = frozenset({Role.OFFICER, Role.SUPERVISOR})
# Requirements that come from what people told us in confidence.
_STAFF_ONLY = frozenset({"place", "adult"})
_SMALLEST_TOLD = 5


def _may_read(actor: Actor, vacancy: Vacancy) -> bool:
    return actor.role in _UNMASKED and may(actor, Permission.SHORTLIST_READ, vacancy)


def load(session: Session, actor: Actor, public_id: str, *, vacancy: Vacancy | None = None) -> Shortlist:
    """A shortlist (of this vacancy) with its vacancy and entries. Raises NotFound for absent and forbidden alike."""
    query = (
        select(Shortlist)
        .options(
            joinedload(Shortlist.vacancy, innerjoin=True).joinedload(Vacancy.employer, innerjoin=True),
            joinedload(Shortlist.vacancy, innerjoin=True).joinedload(Vacancy.agency),
            selectinload(Shortlist.entries).joinedload(Entry.candidate, innerjoin=True),
        )
        .where(Shortlist.public_id == public_id)
    )
    if vacancy is not None:
        query = query.where(Shortlist.vacancy_id == vacancy.id)
    found = session.scalar(query)
    if found is None or not _may_read(actor, found.vacancy):
        raise NotFound()
    return found


def latest_of(session: Session, actor: Actor, vacancy: Vacancy) -> Shortlist | None:
    """The newest shortlist of a vacancy, for those who may read it."""
    if not _may_read(actor, vacancy):
        raise NotFound()
    query = (
        select(Shortlist.public_id).where(Shortlist.vacancy_id == vacancy.id).order_by(Shortlist.id.desc())
    )
    public_id = session.scalar(query.limit(1))
    return load(session, actor, public_id) if public_id else None


def of_vacancy(session: Session, actor: Actor, vacancy: Vacancy) -> list[Shortlist]:
    """All shortlists of a vacancy, newest first, without their entries."""
    if not _may_read(actor, vacancy):
        raise NotFound()
    query = select(Shortlist).where(Shortlist.vacancy_id == vacancy.id)
    return list(session.scalars(query.order_by(Shortlist.id.desc())))


def obstacles_for_employer(session: Session, actor: Actor, vacancy: Vacancy) -> dict[str, int]:
    """Requirement of the actor's own vacancy to how many more would be on its newest list without it alone.

    What people avoid and how old they are stays with the Ministry; small numbers are not told (trust.md T3).
    """
    if not may(actor, Permission.SHORTLIST_READ, vacancy):
        raise NotFound()
    query = select(Shortlist.counts).where(Shortlist.vacancy_id == vacancy.id).order_by(Shortlist.id.desc())
    counts = session.scalar(query.limit(1)) or {}
    found = {
        name.removeprefix("only_"): number for name, number in counts.items() if name.startswith("only_")
    }
    return {
        name: number for name, number in found.items() if name not in _STAFF_ONLY and number >= _SMALLEST_TOLD
    }


def groups_of(session: Session, public_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Sex, department and first Mayan language (else Spanish) per person: for the figures of a list, never for its
    order."""
    wanted = list(public_ids)
    groups: dict[str, dict[str, str]] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        people = session.execute(
            select(Candidate.id, Candidate.public_id, Candidate.sex, Candidate.municipality).where(
                Candidate.public_id.in_(part)
            )
        ).all()
        languages = _first_languages(session, [row.id for row in people])
        for row in people:
            groups[row.public_id] = {
                "sex": row.sex or "not_said",
                "department": row.municipality[:2] if row.municipality else "not_said",
                "language": languages.get(row.id, "es"),
            }
    return groups


def _first_languages(session: Session, ids: list[int]) -> dict[int, str]:
    rows = session.execute(
        select(CandidateLanguage.candidate_id, CandidateLanguage.language)
        .where(
            CandidateLanguage.candidate_id.in_(ids),
            CandidateLanguage.language.not_in(("es", "en", "fr")),
            CandidateLanguage.level >= 3,
        )
        .order_by(CandidateLanguage.id.desc())
    )
    return {row.candidate_id: row.language for row in rows}
