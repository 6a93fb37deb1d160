"""Every question about referrals, and what each audience may know of the person referred.

An employer or agency sees a card: what the person can do, no name, no telephone, no place, no score (trust.md T1,
T24). The card is shown while the person agrees to show their experience, or has consented to this vacancy; name and
telephone only after that consent, while it stands, and each reading is in the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from registry import clock
from registry.access import Actor, Permission, Role, may
from registry.candidates.consents import Purpose
from registry.candidates.models import Candidate, Consent
from registry.candidates.queries import has_consented_to_vacancy
from registry.errors import NotFound
from registry.events import Event
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.shortlists.models import Entry, Shortlist
from registry.shortlists.stored import in_favour
from registry.vacancies.models import Vacancy
from registry.vacancies.queries import parties_stand

S = ReferralState
Row = TypeVarTuple("Row")
OPEN = (S.OFFERED, S.CONSENTED, S.INTERVIEW, S.SELECTED)
# Where the employer is dealing with the person and needs to reach them.
REACHABLE = (S.CONSENTED, S.INTERVIEW, S.SELECTED, S.PLACED)
# The person said no, or the Ministry took the proposal back: their card is nobody's business any more.
_CARD_GONE = (S.DECLINED, S.WITHDRAWN)
# Reasons about work. What somebody wishes, avoids or has not answered is between them and the Ministry.
_ABOUT_WORK = frozenset({"skill", "licence", "occupation", "experience", "language"})
OPEN_FOR = timedelta(minutes=30)
LIST_SIZE = 300


def _whole() -> Select[Referral]:
    return select(Referral).options(
        joinedload(Referral.vacancy, innerjoin=True).joinedload(Vacancy.employer, innerjoin=True),
        joinedload(Referral.vacancy, innerjoin=True).joinedload(Vacancy.agency),
        joinedload(Referral.candidate, innerjoin=True).options(
            selectinload(Candidate.work), selectinload(Candidate.skills), selectinload(Candidate.languages)
        ),
    )


def load(session: Session, actor: Actor, public_id: str) -> Referral:
    """A referral with its vacancy and its person. Raises NotFound for absent and forbidden alike.

    Templates of employers get `Card`, never the person that hangs on this.
    """
    referral = session.scalar(_whole().where(Referral.public_id == public_id))
    if referral is None or not may(actor, Permission.REFERRAL_READ, referral):
        raise NotFound()
    return referral


def visible_to(
    session: Session,
    actor: Actor,
    *,
    vacancy: Vacancy | None = None,
    candidate: Candidate | None = None,
    state: ReferralState | None = None,
) -> list[Referral]:
    """Referrals the actor may read, newest first; of one vacancy, one person or in one state where given.

    The people are not loaded.
    """
    if not may(actor, Permission.REFERRAL_READ):
        return []
    query = _own(
        select(Referral).options(
            joinedload(Referral.vacancy, innerjoin=True).joinedload(Vacancy.employer, innerjoin=True),
            joinedload(Referral.vacancy, innerjoin=True).joinedload(Vacancy.agency),
        ),
        actor,
    )
    if vacancy is not None:
        query = query.where(Referral.vacancy_id == vacancy.id)
    if candidate is not None:
        query = query.where(Referral.candidate_id == candidate.id)
    if state is not None:
        query = query.where(Referral.state == state)
    return list(
        session.scalars(query.order_by(Referral.referred_at.desc(), Referral.id.desc()).limit(LIST_SIZE))
    )


def counts_by_state(session: Session, actor: Actor) -> dict[str, int]:
    """How many referrals the actor may read, by state."""
    if not may(actor, Permission.REFERRAL_READ):
        return {}
    query = _own(select(Referral.state, func.count(Referral.id)).group_by(Referral.state), actor)
    return {str(row[0]): row[1] for row in session.execute(query)}


def _own(query: Select[*Row], actor: Actor) -> Select[*Row]:
    if actor.role is Role.CANDIDATE:
        return query.where(Referral.candidate_id == actor.candidate_id)
    if actor.role is Role.EMPLOYER:
        return query.where(Referral.vacancy.has(Vacancy.employer_id == actor.employer_id))
    if actor.role is Role.AGENCY:
        return query.where(Referral.vacancy.has(Vacancy.agency_id == actor.agency_id))
    return query


def offers_for(session: Session, actor: Actor, vacancy_ids: list[str]) -> dict[str, str]:
    """Public id of the vacancy to that of the actor's own referral for it."""
    query = _own(
        select(Vacancy.public_id, Referral.public_id)
        .join(Vacancy, Vacancy.id == Referral.vacancy_id)
        .where(Vacancy.public_id.in_(vacancy_ids)),
        actor,
    )
    return {row[0]: row[1] for row in session.execute(query)}


def own_for(session: Session, actor: Actor, vacancy_id: int) -> Referral | None:
    """The actor's own referral for a vacancy, whole."""
    return session.scalar(_own(_whole(), actor).where(Referral.vacancy_id == vacancy_id))


def referred(session: Session, shortlist: Shortlist) -> dict[int, Referral]:
    """Candidate id to the referral they have for this list's vacancy, from this list or another."""
    found = session.scalars(select(Referral).where(Referral.vacancy_id == shortlist.vacancy_id))
    return {referral.candidate_id: referral for referral in found}


def entry_of(session: Session, referral: Referral) -> Entry | None:
    """The line of the list this person was proposed from, as it stood, with the list and the person."""
    return session.scalar(
        select(Entry)
        .options(joinedload(Entry.shortlist, innerjoin=True), joinedload(Entry.candidate, innerjoin=True))
        .where(Entry.shortlist_id == referral.shortlist_id, Entry.candidate_id == referral.candidate_id)
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """What an employer sees of a person after their consent, and only then."""

    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One referred person as their employer or agency sees them. `place`: the order in which they were proposed.

    shows_work: the person lets this employer see what they can do; otherwise the lists are empty.
    has_consent: name and telephone may be read. contact: filled while a logged reading is open.
    """

    referral: Referral
    place: int
    shows_work: bool
    has_consent: bool
    work: list[Any] = field(default_factory=list)
    languages: list[Any] = field(default_factory=list)
    reasons: list[Any] = field(default_factory=list)
    missing: list[Any] = field(default_factory=list)
    contact: Contact | None = None


def cards(session: Session, actor: Actor, vacancy: Vacancy) -> list[Card]:
    """The people referred for a vacancy of the actor's own, masked. Raises NotFound for everybody else."""
    if actor.role not in (Role.EMPLOYER, Role.AGENCY) or not may(actor, Permission.REFERRAL_READ, vacancy):
        raise NotFound()
    query = (
        select(Referral, Entry)
        .outerjoin(
            Entry,
            (Entry.shortlist_id == Referral.shortlist_id) & (Entry.candidate_id == Referral.candidate_id),
        )
        .where(Referral.vacancy_id == vacancy.id)
        .order_by(Referral.rank, Referral.id)
    )
    rows = [(row[0], row[1]) for row in session.execute(query)]
    agreed = _agreements(session, [referral.candidate_id for referral, _entry in rows], vacancy.id)
    return [
        _card(session, actor, referral, entry, place, agreed.get(referral.candidate_id, frozenset()))
        for place, (referral, entry) in enumerate(rows, start=1)
    ]


def _card(
    session: Session,
    actor: Actor,
    referral: Referral,
    entry: Entry | None,
    place: int,
    agreed: frozenset[str],
) -> Card:
    has_consent = Purpose.SHARE_WITH_EMPLOYER in agreed and referral.state in REACHABLE
    shows_work = (has_consent or Purpose.SHARE_PROFILE in agreed) and referral.state not in _CARD_GONE
    if not shows_work or entry is None:
        return Card(referral, place, shows_work, has_consent)
    return Card(
        referral,
        place,
        shows_work,
        has_consent,
        work=entry.facts["work"],
        languages=entry.facts["languages"],
        reasons=about_work(in_favour(entry.parts)),
        missing=about_work(entry.missing),
        contact=contact_for_employer(session, actor, referral) if has_consent else None,
    )


def about_work(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those reasons that an employer may read."""
    return [reason for reason in reasons if reason["code"].partition(".")[0] in _ABOUT_WORK]


def _agreements(session: Session, candidate_ids: list[int], vacancy_id: int) -> dict[int, frozenset[str]]:
    """Per person: to what of showing their work and giving their name for this vacancy they agree today."""
    query = (
        select(Consent)
        .where(
            Consent.candidate_id.in_(candidate_ids),
            or_(
                (Consent.purpose == Purpose.SHARE_PROFILE) & Consent.vacancy_id.is_(None),
                (Consent.purpose == Purpose.SHARE_WITH_EMPLOYER) & (Consent.vacancy_id == vacancy_id),
            ),
        )
        .order_by(Consent.id)
    )
    newest = {(consent.candidate_id, consent.purpose): consent for consent in session.scalars(query)}
    found: dict[int, frozenset[str]] = {}
    for (candidate_id, purpose), consent in newest.items():
        if consent.is_given and consent.withdrawn_at is None:
            found[candidate_id] = found.get(candidate_id, frozenset()) | {purpose}
    return found


def may_be_contacted(session: Session, actor: Actor, referral: Referral) -> bool:
    """True for the employer or agency of this vacancy while the person's consent to it stands, and while nobody has
    suspended the employer or the agency."""
    return (
        referral.vacancy.is_own(actor)
        and may(actor, Permission.REFERRAL_DISCLOSE, referral)
        and referral.state in REACHABLE
        and parties_stand(session, referral.vacancy_id)
        and has_consented_to_vacancy(session, referral.candidate_id, referral.vacancy_id)
    )


def contact_for_employer(session: Session, actor: Actor, referral: Referral) -> Contact | None:
    """Name and telephone, if the consent stands and this account's reading is in the log since OPEN_FOR; else None."""
    if not may_be_contacted(session, actor, referral) or not has_open_reading(session, actor, referral):
        return None
    person = session.get_one(Candidate, referral.candidate_id)
    return Contact(f"{person.given_names} {person.surnames}", person.phone)


def has_open_reading(session: Session, actor: Actor, referral: Referral) -> bool:
    newest = session.scalar(
        select(Event.at)
        .where(
            Event.noun == "referral",
            Event.record_id == referral.public_id,
            Event.verb == "disclose",
            Event.actor == actor.pseudonym,
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
    return newest is not None and clock.now() - newest < OPEN_FOR
