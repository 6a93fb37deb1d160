"""Every question about shortlists, and the views each audience gets of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from registry.access import Actor, Permission, Role, may
from registry.candidates.models import Candidate, CandidateLanguage
from registry.errors import NotFound
from registry.placements.models import Referral
from registry.shortlists.models import Entry, Shortlist
from registry.vacancies.models import Vacancy


def load(session: Session, actor: Actor, public_id: str) -> Shortlist:
    """A shortlist with its vacancy and entries. Raises NotFound for absent and forbidden alike."""
    query = (
        select(Shortlist)
        .options(
            joinedload(Shortlist.vacancy, innerjoin=True).joinedload(Vacancy.employer, innerjoin=True),
            selectinload(Shortlist.entries).joinedload(Entry.candidate, innerjoin=True),
        )
        .where(Shortlist.public_id == public_id)
    )
    found = session.scalar(query)
    if found is None or not may(actor, Permission.SHORTLIST_READ, found.vacancy):
        raise NotFound()
    return found


def latest_of(session: Session, actor: Actor, vacancy: Vacancy) -> Shortlist | None:
    """The newest shortlist of a vacancy, for those who may read it."""
    if not may(actor, Permission.SHORTLIST_READ, vacancy):
        raise NotFound()
    query = select(Shortlist.public_id).where(Shortlist.vacancy_id == vacancy.id).order_by(Shortlist.id.desc())
    public_id = session.scalar(query.limit(1))
    return load(session, actor, public_id) if public_id else None


def of_vacancy(session: Session, vacancy: Vacancy) -> list[Shortlist]:
    """All shortlists of a vacancy, newest first, without their entries."""
    query = select(Shortlist).where(Shortlist.vacancy_id == vacancy.id)
    return list(session.scalars(query.order_by(Shortlist.id.desc())))


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


@dataclass(frozen=True, slots=True)
class Card:
    """One person on a list as an employer may see them: no name, no contact, no municipality, no score.

    Scores are not shown to employers (trust.md T24): the order and the reasons are.
    """

    rank: int
    department: str | None
    parts: list[Any]
    missing: list[Any]
    referral: Referral | None


def masked(session: Session, actor: Actor, vacancy: Vacancy) -> list[Card]:
    """The people referred for a vacancy of the actor's own, without identity before their consent."""
    if actor.role not in (Role.EMPLOYER, Role.AGENCY) or not may(actor, Permission.SHORTLIST_READ, vacancy):
        raise NotFound()
    query = (
        select(Referral, Entry, Candidate.municipality)
        .join(Candidate, Candidate.id == Referral.candidate_id)
        .outerjoin(
            Entry, (Entry.shortlist_id == Referral.shortlist_id) & (Entry.candidate_id == Referral.candidate_id)
        )
        .where(Referral.vacancy_id == vacancy.id)
        .order_by(Referral.rank, Referral.id)
    )
    return [
        Card(
            rank=place,
            department=row[2][:2] if row[2] else None,
            parts=row[1].parts if row[1] else [],
            missing=row[1].missing if row[1] else [],
            referral=row[0],
        )
        for place, row in enumerate(session.execute(query), start=1)
    ]
