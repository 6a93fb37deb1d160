"""The verbs of referrals: refer, consent, decline, disclose, interview, select, reject, place, withdraw; and leaving.

Who changes a vacancy's referrals locks the vacancy first, then the referral, then the event log: always in this order.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.candidates import ceilings
from registry.candidates.consents import How, Purpose, in_force
from registry.candidates.models import Candidate
from registry.candidates.queries import has_consented_to_vacancy
from registry.candidates.registration import ConsentAnswer
from registry.candidates.service import give_consent, withdraw_consent
from registry.candidates.service import withdraw as withdraw_candidate
from registry.candidates.states import CandidateState
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.moves import move
from registry.pathways import queries as pathways
from registry.placements import queries
from registry.placements.models import Referral
from registry.placements.reasons import WhyNot
from registry.placements.states import REFERRAL, ReferralState
from registry.shortlists.models import Entry, Shortlist
from registry.vacancies import queries as vacancies
from registry.vacancies import service as vacancy_service
from registry.vacancies.models import Vacancy

_FARTHEST_INTERVIEW = timedelta(days=366)
# In a day and for one person: each is a message to their telephone.
_MOST_INTERVIEWS_SAID = 4
# Seven digits with what people put between them, a page, a mail address.
_WAY_TO_CALL = re.compile(
    r"(\d[\s().+-]*){7}|://|www\.|@|\w\.(com|net|org|gt|me|ly|link|app)\b", re.IGNORECASE
)


def refer(
    session: Session,
    actor: Actor,
    shortlist: Shortlist,
    candidate_ids: list[str],
    *,
    departure_reason: str | None = None,
) -> list[Referral]:
    """Offer a vacancy to people of its newest shortlist. The shortlist's entries and their people must be loaded.

    Passing over somebody higher who was not referred before is a departure from the order and needs a reason.
    Raises NotAllowed, NotPossible("vacancy_not_open", "list_not_newest"), Invalid("nobody_chosen", "already_referred",
    "not_looking", "person_not_before", "person_not_free", "departure_reason_missing").
    """
    if not may(actor, Permission.REFERRAL_REFER):
        raise NotAllowed()
    vacancy = _locked(session, shortlist.vacancy_id)
    if not vacancies.is_open(session, vacancy.id):
        raise NotPossible("vacancy_not_open")
    if session.scalar(
        select(Shortlist.id).where(Shortlist.vacancy_id == vacancy.id, Shortlist.id > shortlist.id)
    ):
        raise NotPossible("list_not_newest")
    wanted = set(candidate_ids)
    chosen = [entry for entry in shortlist.entries if entry.candidate.public_id in wanted]
    if not chosen:
        raise Invalid("nobody_chosen", field="candidate")
    already = set(queries.referred(session, shortlist))
    new = [entry for entry in chosen if entry.candidate_id not in already]
    if not new:
        raise Invalid("already_referred", field="candidate")
    if not all(_is_looking(entry) for entry in new):
        raise Invalid("not_looking", field="candidate")
    _refuse_who_may_not_go(session, vacancy, new)
    reason = (departure_reason or "").strip() or None
    if is_departure(shortlist, new, already) and reason is None:
        raise Invalid("departure_reason_missing", field="departure_reason")
    return [_offer(session, actor, vacancy, shortlist, entry, reason) for entry in new]


def is_departure(shortlist: Shortlist, chosen: list[Entry], already: set[int]) -> bool:
    """True when somebody above the lowest chosen is neither chosen nor referred before, and still looks for work."""
    lowest = max(entry.rank for entry in chosen)
    taken = {entry.candidate_id for entry in chosen} | already
    return any(
        entry.rank < lowest and entry.candidate_id not in taken and _is_looking(entry)
        for entry in shortlist.entries
    )


def _refuse_who_may_not_go(session: Session, vacancy: Vacancy, chosen: list[Entry]) -> None:
    """Dates that stand in the way of this very job: age, the seasons before, being free. Papers never refuse here."""
    for entry in chosen:
        for found in pathways.answer_for_vacancy(session, entry.candidate, vacancy).refusals:
            if found.not_before is not None:
                raise Invalid("person_not_before", field="candidate", place=entry.rank, day=found.not_before)
            raise Invalid("person_not_free", field="candidate", place=entry.rank)


def _is_looking(entry: Entry) -> bool:
    return entry.candidate.state == CandidateState.REGISTERED


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


def consent_text(referral: Referral, language: str) -> str:
    """The words a person agrees to for this vacancy: shown to them, and stored with their answer.

    An agency that acts for the employer sees the same, so it is named too.
    """
    vacancy = referral.vacancy
    employer = vacancy.employer.trade_name or vacancy.employer.legal_name
    if vacancy.agency is not None:
        employer = f"{employer} ({vacancy.agency.legal_name})"
    return in_force()[Purpose.SHARE_WITH_EMPLOYER].text(language, employer=employer, title=vacancy.title)


def consent(
    session: Session,
    actor: Actor,
    referral: Referral,
    candidate: Candidate,
    *,
    how: How,
    language: str = "es",
) -> None:
    """The candidate agrees that this employer sees name and contact for this vacancy."""
    _locked(session, referral.vacancy_id)
    answer = ConsentAnswer(
        purpose=Purpose.SHARE_WITH_EMPLOYER,
        is_given=True,
        text=consent_text(referral, language),
        text_version=in_force()[Purpose.SHARE_WITH_EMPLOYER].version,
        how=how,
    )
    give_consent(session, actor, candidate, answer, vacancy_id=referral.vacancy_id)
    change(session, actor, referral, "consent")


def decline(session: Session, actor: Actor, referral: Referral, candidate: Candidate) -> None:
    """The candidate says no: to the offer, or later by taking their consent back. From now on nothing is shown."""
    _locked(session, referral.vacancy_id)
    if has_consented_to_vacancy(session, candidate.id, referral.vacancy_id):
        withdraw_consent(
            session, actor, candidate, Purpose.SHARE_WITH_EMPLOYER, vacancy_id=referral.vacancy_id
        )
    change(session, actor, referral, "decline")


def take_back(session: Session, actor: Actor, candidate: Candidate, vacancy_id: int) -> None:
    """The person takes back their consent for one vacancy: what was going on there ends with it.

    After the placement only the consent ends. Nothing given: NotPossible("wrong_state").
    """
    referral = queries.own_for(session, actor, vacancy_id)
    if referral is not None and referral.state in queries.OPEN:
        decline(session, actor, referral, candidate)
    else:
        withdraw_consent(session, actor, candidate, Purpose.SHARE_WITH_EMPLOYER, vacancy_id=vacancy_id)


def leave(session: Session, actor: Actor, candidate: Candidate) -> None:
    """The person leaves the registry: no to everything that is open, then every consent ends."""
    for referral in queries.visible_to(session, actor, candidate=candidate):
        if referral.state in queries.OPEN:
            decline(session, actor, referral, candidate)
    withdraw_candidate(session, actor, candidate)


def disclose(session: Session, actor: Actor, referral: Referral) -> None:
    """Open name and telephone to this account for queries.OPEN_FOR: one event per reading, no log no data.

    The event stands in the lives of both, so that the person finds it under "who saw my data".
    Raises NotFound without a standing consent: who may not read does not learn what there would be. Raises
    NotPossible("contacts_enough") when the firm has opened enough people today.
    """
    if not queries.may_be_contacted(session, actor, referral):
        raise NotFound()
    if queries.has_open_reading(session, actor, referral):
        return
    ceilings.check_firm(session, actor, referral.public_id)
    data = {"vacancy": referral.vacancy.public_id}
    events.record(session, actor, "referral", referral.public_id, "disclose", data=data)
    person = session.get_one(Candidate, referral.candidate_id)
    events.record(session, actor, "candidate", person.public_id, "disclose", data=data)


def change(
    session: Session,
    actor: Actor,
    referral: Referral,
    verb: str,
    *,
    reason: str | None = None,
    why: WhyNot | None = None,
) -> None:
    """Any move of a referral that needs nothing beside it: interview, select, reject, withdraw.

    `why`: of a refusal, what the person is told; `reason` stays with the Ministry.
    """
    _locked(session, referral.vacancy_id)
    data = {"vacancy": referral.vacancy.public_id} | ({"why": str(why)} if why else {})
    move(session, actor, referral, verb, reason=reason, data=data)


def set_interview(
    session: Session, actor: Actor, referral: Referral, *, on: date, at_time: time, place: str
) -> None:
    """Say where and when the employer waits for the person (the clock of Guatemala), or say it anew. They are told;
    of the same day, hour and place only once.

    Raises NotAllowed, NotPossible("wrong_state", "no_consent", "parties_do_not_stand", "interview_said_enough"),
    Invalid on "on" for a moment past or a day too far, on "place" for a telephone or an address of the net: the
    message goes out in the Ministry's name.
    """
    if not may(actor, Permission.REFERRAL_INTERVIEW, referral):
        raise NotAllowed()
    if referral.state != ReferralState.INTERVIEW:
        raise NotPossible("wrong_state")
    if not has_consented_to_vacancy(session, referral.candidate_id, referral.vacancy_id):
        raise NotPossible("no_consent")
    if not vacancies.parties_stand(session, referral.vacancy_id):
        raise NotPossible("parties_do_not_stand")
    place = place.strip()
    if _WAY_TO_CALL.search(place):
        raise Invalid("place_with_contact", field="place")
    at = datetime.combine(on, at_time, tzinfo=clock.GUATEMALA)
    if at < clock.now():
        raise Invalid("interview_past", field="on")
    if on > clock.today() + _FARTHEST_INTERVIEW:
        raise Invalid("appointment_far", field="on")
    if (at, place) == (referral.interview_at, referral.interview_place):
        return
    if _said_today(session, referral) >= _MOST_INTERVIEWS_SAID:
        raise NotPossible("interview_said_enough")
    referral.interview_at = at
    referral.interview_place = place
    session.flush()
    data = {"vacancy": referral.vacancy.public_id, "on": on.isoformat()}
    events.record(session, actor, "referral", referral.public_id, "set_interview", data=data)


def _said_today(session: Session, referral: Referral) -> int:
    life = events.of_record(session, "referral", referral.public_id)
    since = clock.now() - timedelta(days=1)
    return sum(1 for event in life if event.verb == "set_interview" and event.at >= since)


def place(session: Session, actor: Actor, referral: Referral) -> None:
    """The worker travels or starts: one seat is taken, the last one fills the vacancy."""
    vacancy = _locked(session, referral.vacancy_id)
    change(session, actor, referral, "place")
    vacancy_service.take_seat(session, vacancy)


def _locked(session: Session, vacancy_id: int) -> Vacancy:
    """The vacancy, locked, and what may have changed since the page was loaded read anew."""
    vacancy = session.get_one(Vacancy, vacancy_id)
    session.flush()
    session.refresh(
        vacancy, ["state", "seats_total", "seats_filled", "version"], with_for_update={"of": Vacancy}
    )
    return vacancy
