"""Every question about shortlists. What an employer may see of it is in registry.placements.queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from registry.access import Actor, Permission, Role, may
from registry.candidates.facts import Chosen, one_of
from registry.candidates.models import Candidate, CandidateLanguage, WorkHistory
from registry.errors import NotFound
from registry.shortlists.bands import Band, band_of
from registry.shortlists.models import Entry, Shortlist
from registry.vacancies.models import Vacancy

# Those who see the list itself, with scores: the Ministry. Employers see the people referred to them (trust.md T24).
_UNMASKED = frozenset({Role.OFFICER, Role.SUPERVISOR})
# Requirements that the vacancy sets itself; the others come from the law or from what people told us.
_EMPLOYERS_OWN = frozenset({"availability", "licence", "language"})
_SMALLEST_TOLD = 5
_SEALED = (Candidate.code, Candidate.dpi, Candidate.phone, Candidate.places_to_avoid)
_LISTS_TOLD = 200


def _may_read(actor: Actor, vacancy: Vacancy) -> bool:
    return actor.role in _UNMASKED and may(actor, Permission.SHORTLIST_READ, vacancy)


def load(session: Session, actor: Actor, public_id: str, *, vacancy: Vacancy | None = None) -> Shortlist:
    """A shortlist (of this vacancy) with its vacancy and entries. Raises NotFound for absent and forbidden alike."""
    query = (
        select(Shortlist)
        .options(
            joinedload(Shortlist.vacancy, innerjoin=True).joinedload(Vacancy.employer, innerjoin=True),
            joinedload(Shortlist.vacancy, innerjoin=True).joinedload(Vacancy.agency),
            # What is sealed of fifty people takes longer to open than the list to read, and no list shows it.
            selectinload(Shortlist.entries)
            .joinedload(Entry.candidate, innerjoin=True)
            .options(*(defer(column) for column in _SEALED)),
        )
        .where(Shortlist.public_id == public_id)
    )
    if vacancy is not None:
        query = query.where(Shortlist.vacancy_id == vacancy.id)
    found = session.scalar(query)
    if found is None or not _may_read(actor, found.vacancy):
        raise NotFound()
    return found


def entry_of(session: Session, actor: Actor, vacancy: Vacancy, public_id: str, rank: int) -> Entry:
    """One person of a shortlist of this vacancy, by place. Raises NotFound for absent and forbidden alike."""
    if not _may_read(actor, vacancy):
        raise NotFound()
    query = (
        select(Entry)
        .join(Shortlist, Entry.shortlist_id == Shortlist.id)
        .options(joinedload(Entry.candidate, innerjoin=True).options(*(defer(column) for column in _SEALED)))
        .where(Shortlist.public_id == public_id, Shortlist.vacancy_id == vacancy.id, Entry.rank == rank)
    )
    found = session.scalar(query)
    if found is None:
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


@dataclass(frozen=True, slots=True)
class PoolForEmployer:
    """What the newest list tells whoever asked for the people: in bands, and only of their own requirements.

    without: requirement -> how many more there would be without it alone, the most first.
    """

    on_list: Band
    without: dict[str, Band]


def pool_for_employer(session: Session, actor: Actor, vacancy: Vacancy) -> PoolForEmployer | None:
    """How large the pool of the actor's own vacancy is and which of its requirements shrinks it; None without a list.

    What people avoid, want and how old they are stays with the Ministry (trust.md T3).
    """
    if not may(actor, Permission.SHORTLIST_READ, vacancy):
        raise NotFound()
    query = select(Shortlist.counts).where(Shortlist.vacancy_id == vacancy.id).order_by(Shortlist.id.desc())
    counts = session.scalar(query.limit(1))
    if counts is None or "failed_agency" in counts:
        return None
    alone = {
        name.removeprefix("only_"): number
        for name, number in counts.items()
        if name.startswith("only_") and number >= _SMALLEST_TOLD
    }
    own = [name for name in alone if name.partition(":")[0] in _EMPLOYERS_OWN]
    return PoolForEmployer(
        on_list=band_of(counts["eligible"] + counts["unknown"]),
        without={name: band_of(alone[name]) for name in sorted(own, key=lambda name: (-alone[name], name))},
    )


def groups_of(session: Session, public_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Sex, department, first language of the country other than Spanish (else Spanish; of who told no language at all,
    "not_said") and whether they came back from working abroad, per person: for the figures of a list and for a fair
    order, never for a score."""
    wanted = list(public_ids)
    groups: dict[str, dict[str, str]] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        keys = session.scalars(select(Candidate.id).where(Candidate.public_id.in_(part))).all()
        groups |= _groups(session, one_of(keys))
    return groups


def groups_between(session: Session, span: tuple[int, int]) -> dict[str, dict[str, str]]:
    """The same of everybody in a range of internal ids, both ends counted."""
    return _groups(session, lambda key: key.between(*span))


def _groups(session: Session, chosen: Chosen) -> dict[str, dict[str, str]]:
    people = session.execute(
        select(Candidate.id, Candidate.public_id, Candidate.sex, Candidate.municipality).where(
            chosen(Candidate.id)
        )
    )
    languages, worked_in = _first_languages(session, chosen), _worked_in(session, chosen)
    return {
        row.public_id: {
            "sex": row.sex or "not_said",
            "department": row.municipality[:2] if row.municipality else "not_said",
            "language": languages.get(row.id, "not_said"),
            "returnee": _returnee(worked_in.get(row.id, set())),
        }
        for row in people
    }


def _first_languages(session: Session, chosen: Chosen) -> dict[int, str]:
    rows = session.execute(
        select(CandidateLanguage.candidate_id, CandidateLanguage.language, CandidateLanguage.level)
        .where(chosen(CandidateLanguage.candidate_id))
        .order_by(CandidateLanguage.id.desc())
    )
    found: dict[int, str] = {}
    for row in rows:
        if row.language not in ("es", "en", "fr") and row.level >= 3:
            found[row.candidate_id] = row.language
        else:
            found.setdefault(row.candidate_id, "es")
    return found


def _worked_in(session: Session, chosen: Chosen) -> dict[int, set[str]]:
    rows = session.execute(
        select(WorkHistory.candidate_id, WorkHistory.country).where(
            chosen(WorkHistory.candidate_id), WorkHistory.country.is_not(None)
        )
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row.candidate_id, set()).add(row.country)
    return found


def _returnee(countries: set[str]) -> str:
    """Came back from work abroad, as their own jobs say. How they went or returned is never asked for this: migration
    history stays where it is sealed (schemes.md section 4)."""
    if not countries:
        return "not_said"
    return "returned" if countries - {"GT"} else "stayed"


def standing_of(session: Session, candidate: Candidate) -> list[Row[tuple[Any, ...]]]:
    """For the person themselves: every stored list they stood on, newest first: (title, as_of, rank)."""
    query = (
        select(Vacancy.title, Shortlist.as_of, Entry.rank)
        .join(Shortlist, Shortlist.id == Entry.shortlist_id)
        .join(Vacancy, Vacancy.id == Shortlist.vacancy_id)
        .where(Entry.candidate_id == candidate.id)
    )
    return list(session.execute(query.order_by(Shortlist.id.desc()).limit(_LISTS_TOLD)))
