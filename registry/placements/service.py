"""The verbs of referrals: refer, consent, decline, interview, select, reject, place, withdraw."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate
from registry.candidates.service import give_consent
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.moves import move
from registry.placements.models import Referral
from registry.placements.states import REFERRAL
from registry.shortlists.models import Entry, Shortlist
from registry.vacancies import queries as vacancies
from registry.vacancies import service as vacancy_service
from registry.vacancies.models import Vacancy


def refer(
    session: Session,
    actor: Actor,
    shortlist: Shortlist,
    candidate_ids: list[str],
    *,
    departure_reason: str | None = None,
) -> list[Referral]:
    """Offer a vacancy to people of its shortlist. The shortlist's entries and vacancy must be loaded.

    Passing over somebody higher who was not referred before is a departure from the order and needs a reason.
    Raises NotAllowed, NotPossible("vacancy_not_open"), Invalid("departure_reason_missing", "nobody_chosen").
    """
    vacancy = shortlist.vacancy
    if not may(actor, Permission.REFERRAL_REFER):
        raise NotAllowed()
    if not vacancies.is_open(session, vacancy.id):
        raise NotPossible("vacancy_not_open")
    chosen = [entry for entry in shortlist.entries if entry.candidate.public_id in set(candidate_ids)]
    if not chosen:
        raise Invalid("nobody_chosen", field="candidate")
    already = set(session.scalars(select(Referral.candidate_id).where(Referral.vacancy_id == vacancy.id)))
    new = [entry for entry in chosen if entry.candidate_id not in already]
    if not new:
        raise Invalid("already_referred", field="candidate")
    reason = (departure_reason or "").strip() or None
    if is_departure(shortlist, new, already) and reason is None:
        raise Invalid("departure_reason_missing", field="departure_reason")
    return [_offer(session, actor, vacancy, shortlist, entry, reason) for entry in new]


def is_departure(shortlist: Shortlist, chosen: list[Entry], already: set[int]) -> bool:
    """True when somebody above the lowest chosen is neither chosen nor referred before."""
    lowest = max(entry.rank for entry in chosen)
    taken = {entry.candidate_id for entry in chosen} | already
    return any(entry.rank < lowest and entry.candidate_id not in taken for entry in shortlist.entries)


def _offer(
    session: Session, actor: Actor, vacancy: Vacancy, shortlist: Shortlist, entry: Entry, reason: str | None
) -> Referral:
    referral = Referral(
        vacancy_id=vacancy.id,
        candidate_id=entry.candidate_id,
        shortlist_id=shortlist.id,
        rank=entry.rank,
        departure_reason=reason,
        referred_by_id=actor.account_id,
        state=REFERRAL.initial,
        referred_at=clock.now(),
    )
    session.add(referral)
    session.flush()
    data = {"vacancy": vacancy.public_id, "rank": entry.rank, "departs": reason is not None}
    events.record(session, actor, "referral", referral.public_id, "refer", reason=reason, data=data)
    return referral


def consent(session: Session, actor: Actor, referral: Referral, candidate: Candidate, *, how: How) -> None:
    """The candidate agrees that this employer sees name and contact for this vacancy."""
    give_consent(session, actor, candidate, Purpose.SHARE_WITH_EMPLOYER, how=how, vacancy=referral.vacancy)
    move(session, actor, referral, "consent")


def place(session: Session, actor: Actor, referral: Referral) -> None:
    """The worker travels or starts: one seat is taken, the last one fills the vacancy."""
    vacancy = session.scalar(select(Vacancy).where(Vacancy.id == referral.vacancy_id).with_for_update())
    if vacancy is None:
        raise NotPossible("vacancy_not_open")
    move(session, actor, referral, "place")
    vacancy_service.take_seat(session, vacancy)
