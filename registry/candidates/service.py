"""The verbs of candidates: register, correct, pause, resume, withdraw, give and take back consent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.candidates import queries
from registry.candidates.code import code_hash, new_code
from registry.candidates.consents import Purpose
from registry.candidates.dpi import check_dpi
from registry.candidates.models import Candidate, CandidateLanguage, CandidateSkill, Consent, WorkHistory
from registry.candidates.registration import (
    ConsentAnswer,
    Job,
    KnownSkill,
    Registration,
    SpokenLanguage,
    check,
    check_person,
)
from registry.candidates.states import LEFT
from registry.db import new_public_id
from registry.errors import NotAllowed, NotPossible
from registry.moves import move
from registry.same_person import finding, keys, merging


def register(
    session: Session,
    actor: Actor,
    facts: Registration,
    *,
    confirmed_on: str | None = None,
    is_fictitious: bool = False,
    public_id: str | None = None,
    registered_at: datetime | None = None,
) -> tuple[Candidate, str]:
    """Register a person; returns the record and the code of their slip (stored form, see `code.grouped`).

    The one way in for all: alone, at a centre (the actor is then the named helper), API, import, story and seed.
    Never says that somebody is registered already. `confirmed_on`: "screen" or "paper", where the person saw what a
    helper typed and said that it is right. `public_id` and `registered_at`: for invented people only.
    Raises Invalid (names, consent, codes, dates), NotAllowed.
    """
    if actor is not SYSTEM and not may(actor, Permission.CANDIDATE_REGISTER):
        raise NotAllowed()
    check(facts)
    code = new_code()
    candidate = Candidate(
        # Set here, not by the column: the actor of the event below is named by it.
        public_id=public_id or new_public_id(),
        code=code,
        code_hash=code_hash(code),
        helper_id=actor.account_id,
        centre=actor.centre,
        confirmed_on=confirmed_on if actor.account_id is not None else None,
        is_fictitious=is_fictitious,
        registered_at=registered_at or clock.now(),
        **columns(facts),
    )
    candidate.work, candidate.skills, candidate.languages = _work(facts), _skills(facts), _languages(facts)
    candidate.consents = [_consent(actor, answer, candidate.registered_at) for answer in facts.consents]
    session.add(candidate)
    session.flush()
    given = sorted(str(answer.purpose) for answer in facts.consents if answer.is_given)
    data = {"consents": given, "helped": actor.account_id is not None, "centre": actor.centre}
    if candidate.confirmed_on:
        data["confirmed_on"] = candidate.confirmed_on
    who = actor if actor.account_id is not None or actor is SYSTEM else candidate.actor()
    events.record(session, who, "candidate", candidate.public_id, "register", data=data)
    keys.keep(session, candidate)
    finding.keep_likely(session, candidate)
    return candidate, code


def correct(session: Session, actor: Actor, candidate: Candidate, facts: Registration) -> list[str]:
    """Replace what is held by `facts` (its consents are not looked at). Returns the names of the fields that changed.

    Work, skills and languages must be loaded. Raises NotAllowed, Invalid, NotPossible("wrong_state").
    """
    if not may(actor, Permission.CANDIDATE_CORRECT, candidate):
        raise NotAllowed()
    if candidate.state in LEFT:
        raise NotPossible("wrong_state")
    check_person(facts)
    before = facts_held(candidate)
    changed = [name for name in _CORRECTABLE if getattr(before, name) != getattr(facts, name)]
    if not changed:
        return []
    for name, value in columns(facts).items():
        setattr(candidate, name, value)
    for name, make in (("work", _work), ("skills", _skills), ("languages", _languages)):
        if name in changed:
            for row in getattr(candidate, name):
                session.delete(row)
            setattr(candidate, name, make(facts))
    session.flush()
    if "phone" in changed:
        merging.put_phones_aside(session, candidate)
    events.record(session, actor, "candidate", candidate.public_id, "correct", data={"fields": changed})
    keys.keep(session, candidate)
    finding.keep_likely(session, candidate)
    return changed


_CORRECTABLE = tuple(name for name in Registration.model_fields if name != "consents")


def facts_held(candidate: Candidate) -> Registration:
    """What the record holds, in the form it was given; consents left out."""
    return Registration(
        given_names=candidate.given_names,
        surnames=candidate.surnames,
        sex=candidate.sex,
        birth_date=candidate.birth_date,
        dpi=candidate.dpi,
        phone=candidate.phone,
        is_phone_shared=candidate.is_phone_shared,
        municipality=candidate.municipality,
        languages=[SpokenLanguage(language=one.language, level=one.level) for one in candidate.languages],
        work=[
            Job(
                words=one.words,
                occupation=one.occupation,
                country=one.country,
                months=one.months,
                is_paid=one.is_paid,
                language=one.language,
            )
            for one in candidate.work
        ],
        skills=[KnownSkill(words=one.words, skill=one.skill, months=one.months) for one in candidate.skills],
        licences_answered=candidate.licences_answered,
        countries=candidate.countries,
        occupations_wanted=candidate.occupations_wanted,
        places_to_avoid=(candidate.places_to_avoid or "").split(),
        available_from=candidate.available_from,
        available_to=candidate.available_to,
        max_months_away=candidate.max_months_away,
    )


def columns(facts: Registration) -> dict[str, Any]:
    """The columns of a record, from what a person told; the bulk path of the seeds writes the same."""
    document = check_dpi(facts.dpi) if facts.dpi else None
    return {
        "given_names": facts.given_names,
        "surnames": facts.surnames,
        "name_key": " ".join(queries.name_hashes(f"{facts.given_names} {facts.surnames}")),
        "sex": facts.sex,
        "birth_date": facts.birth_date,
        # Kept as typed when it is not 13 digits: the person is right more often than our tables.
        "dpi": (document.digits or facts.dpi) if document else None,
        "dpi_hash": queries.dpi_hash(facts.dpi),
        "dpi_check": str(document.outcome) if document else None,
        "phone": facts.phone,
        "phone_hash": queries.phone_hash(facts.phone),
        "is_phone_shared": facts.is_phone_shared,
        "municipality": facts.municipality,
        "licences_answered": facts.licences_answered,
        "countries": facts.countries,
        "occupations_wanted": facts.occupations_wanted,
        "places_to_avoid": " ".join(facts.places_to_avoid) or None,
        "available_from": facts.available_from,
        "available_to": facts.available_to,
        "max_months_away": facts.max_months_away,
    }


def _work(facts: Registration) -> list[WorkHistory]:
    return [
        WorkHistory(
            words=job.words,
            occupation=job.occupation,
            country=job.country,
            months=job.months,
            is_paid=job.is_paid,
            language=job.language,
        )
        for job in facts.work
    ]


def _skills(facts: Registration) -> list[CandidateSkill]:
    return [CandidateSkill(words=one.words, skill=one.skill, months=one.months) for one in facts.skills]


def _languages(facts: Registration) -> list[CandidateLanguage]:
    return [CandidateLanguage(language=one.language, level=one.level) for one in facts.languages]


def _consent(actor: Actor, answer: ConsentAnswer, at: datetime, vacancy_id: int | None = None) -> Consent:
    return Consent(
        purpose=str(answer.purpose),
        is_given=answer.is_given,
        text=answer.text,
        text_version=answer.text_version,
        how=str(answer.how),
        at=at,
        helper_id=actor.account_id,
        vacancy_id=vacancy_id,
    )


def give_consent(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    answer: ConsentAnswer,
    *,
    vacancy_id: int | None = None,
) -> Consent:
    """Record a yes or a no to one purpose, for one vacancy where it names one; it replaces the answer before.

    Raises NotAllowed, NotPossible("wrong_state").
    """
    if not may(actor, Permission.CONSENT_GIVE, candidate):
        raise NotAllowed()
    if candidate.state in LEFT:
        raise NotPossible("wrong_state")
    _end_standing(session, candidate, answer.purpose, vacancy_id)
    consent = _consent(actor, answer, clock.now(), vacancy_id)
    consent.candidate_id = candidate.id
    session.add(consent)
    session.flush()
    verb = "give_consent" if answer.is_given else "refuse_consent"
    data = {"purpose": str(answer.purpose), "consent": consent.public_id, "how": str(answer.how)}
    events.record(session, actor, "candidate", candidate.public_id, verb, data=data)
    return consent


def withdraw_consent(
    session: Session, actor: Actor, candidate: Candidate, purpose: Purpose, *, vacancy_id: int | None = None
) -> None:
    """Take a permission back, at once. Nothing given: NotPossible("wrong_state"). To leave altogether: `withdraw`."""
    if not may(actor, Permission.CONSENT_WITHDRAW, candidate):
        raise NotAllowed()
    if purpose is Purpose.REGISTER or not _end_standing(session, candidate, purpose, vacancy_id):
        raise NotPossible("wrong_state")
    data = {"purpose": str(purpose)}
    events.record(session, actor, "candidate", candidate.public_id, "withdraw_consent", data=data)


def _end_standing(session: Session, candidate: Candidate, purpose: Purpose, vacancy_id: int | None) -> bool:
    """Mark the consents that stand for this purpose as taken back; True when there was one."""
    standing = [
        consent
        for consent in queries.standing_consents(session, candidate.id)
        if consent.purpose == purpose and consent.vacancy_id == vacancy_id
        if consent.is_given and consent.withdrawn_at is None
    ]
    for consent in standing:
        consent.withdrawn_at = clock.now()
    return bool(standing)


def pause(session: Session, actor: Actor, candidate: Candidate) -> None:
    """Out of every list until they resume; offers already made stay open."""
    move(session, actor, candidate, "pause")


def resume(session: Session, actor: Actor, candidate: Candidate) -> None:
    move(session, actor, candidate, "resume")


def withdraw(session: Session, actor: Actor, candidate: Candidate) -> None:
    """Leave the registry: every consent ends, the code opens nothing any more. The acts of the state stay recorded.

    Records that were folded into this one leave with it, and can be taken apart no more.
    """
    move(session, actor, candidate, "withdraw")
    for folded in merging.folded_into(session, candidate):
        withdraw(session, actor, folded)
    merging.seal(session, candidate)
    keys.forget(session, candidate)
    for consent in queries.standing_consents(session, candidate.id):
        if consent.is_given and consent.withdrawn_at is None:
            consent.withdrawn_at = clock.now()
    session.flush()
