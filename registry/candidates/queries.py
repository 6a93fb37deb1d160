"""Every question about candidates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import Session, selectinload

from matching.text import name_key, phone_key
from registry import clock, crypto
from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.candidates.code import code_hash, read_code
from registry.candidates.consents import Purpose
from registry.candidates.dpi import check_dpi
from registry.candidates.models import Candidate, Consent, Erasure
from registry.candidates.states import LEFT, CandidateState
from registry.errors import NotFound

LIST_SIZE = 50
# Of a word of a name: 44 bits, far more than there are names; sixteen words fill the column.
_HASH = 11
_MOST_WORDS = 16
_EVERYTHING = (
    selectinload(Candidate.work),
    selectinload(Candidate.skills),
    selectinload(Candidate.languages),
    selectinload(Candidate.consents),
)


def load(session: Session, actor: Actor, public_id: str) -> Candidate:
    """One person with work, skills, languages and consents; of a record that was folded into another, that other.

    Raises NotFound for absent and forbidden alike.
    """
    whole = select(Candidate).options(*_EVERYTHING)
    candidate = session.scalar(whole.where(Candidate.public_id == public_id))
    while candidate is not None and candidate.state == CandidateState.MERGED:
        candidate = session.scalar(whole.where(Candidate.id == candidate.merged_into_id))
    if candidate is None or not may(actor, Permission.CANDIDATE_READ, candidate):
        raise NotFound()
    if candidate.state == CandidateState.WITHDRAWN and is_blocked(session, candidate):
        raise NotFound()
    return candidate


def open_erasure(session: Session, candidate_id: int) -> Erasure | None:
    """The deletion this person asked for, while it can be undone."""
    return session.scalar(
        select(Erasure).where(
            Erasure.candidate_id == candidate_id, Erasure.undone_at.is_(None), Erasure.erased_at.is_(None)
        )
    )


def is_blocked(session: Session, candidate: Candidate) -> bool:
    """True for who asked to have their data deleted and did not come back: nobody reads who they are."""
    asked = select(Erasure.id).where(Erasure.candidate_id == candidate.id, Erasure.undone_at.is_(None))
    return session.scalar(asked.limit(1)) is not None


def own(session: Session, actor: Actor) -> Candidate:
    """The record of the candidate who is signed in."""
    candidate = session.scalar(
        select(Candidate).where(Candidate.id == actor.candidate_id).options(*_EVERYTHING)
    )
    if candidate is None:
        raise NotFound()
    return candidate


def visible_to(session: Session, actor: Actor) -> Select[Candidate]:
    """The people this actor may know of: staff everybody who has not withdrawn, a candidate themselves."""
    people = select(Candidate).where(Candidate.state.not_in(LEFT))
    if not may(actor, Permission.CANDIDATE_READ):
        return people.where(literal(False))
    return people.where(Candidate.id == actor.candidate_id) if actor.role is Role.CANDIDATE else people


def search(session: Session, actor: Actor, words: str, *, page: int = 1) -> tuple[list[Candidate], bool]:
    """People found by the code of their slip or by name in any spelling: own centre first, newest first.

    Returns one page of LIST_SIZE and whether there is another. No words: everybody.
    """
    people = visible_to(session, actor)
    code = read_code(words)
    if code is not None:
        found = by_code(session, words)
        people = people.where(Candidate.id == (found.id if found else None))
    else:
        keys = name_hashes(words)
        if words.strip() and not keys:
            return [], False
        # The key holds hashes with single spaces: padded, each can be found whole.
        padded = literal(" ").concat(Candidate.name_key).concat(" ")
        people = people.where(*(padded.contains(f" {key} ") for key in keys))
    here = Candidate.centre == actor.centre
    order = [here.desc().nulls_last()] if actor.centre else []
    rows = session.scalars(
        people.order_by(*order, Candidate.registered_at.desc(), Candidate.id.desc())
        .offset((page - 1) * LIST_SIZE)
        .limit(LIST_SIZE + 1)
    ).all()
    return list(rows[:LIST_SIZE]), len(rows) > LIST_SIZE


def name_hashes(text: str) -> list[str]:
    """A keyed hash of each word of a name as it sounds: what `Candidate.name_key` holds, with spaces between."""
    return hashes_of_words(name_key(text).split())


def hashes_of_words(words: list[str]) -> list[str]:
    """The same of words as they sound."""
    return [crypto.keyed_hash("name", word)[:_HASH] for word in words[:_MOST_WORDS]]


def by_code(session: Session, text: str) -> Candidate | None:
    """Who holds this code, as typed; None for a wrong code and for who has withdrawn. The code of a record that was
    folded into another opens that other: both slips of one person work."""
    code = read_code(text)
    if code is None:
        return None
    found = session.scalar(
        select(Candidate).where(
            Candidate.code_hash == code_hash(code), Candidate.state != CandidateState.WITHDRAWN
        )
    )
    while found is not None and found.state == CandidateState.MERGED:
        found = session.scalar(select(Candidate).where(Candidate.id == found.merged_into_id))
    return found


def phones_of(session: Session, candidate: Candidate) -> set[str]:
    """Hashes of the telephones that the person gave, with this record and with those folded into it."""
    own_and_folded = or_(Candidate.id == candidate.id, Candidate.merged_into_id == candidate.id)
    found = session.scalars(select(Candidate.phone_hash).where(own_and_folded))
    return {one for one in found if one is not None}


def dpi_hash(text: str | None) -> str | None:
    """The keyed hash that finds the same document number again; None when there are no 13 digits."""
    digits = check_dpi(text).digits if text else None
    return crypto.keyed_hash("dpi", digits) if digits else None


def phone_hash(text: str | None) -> str | None:
    key = phone_key(text) if text else ""
    return crypto.keyed_hash("phone", key) if key else None


def registered_today(session: Session, actor: Actor) -> int:
    """How many people this officer has registered since midnight in Guatemala."""
    midnight = datetime.combine(clock.today(), time.min, tzinfo=clock.GUATEMALA)
    mine = select(func.count(Candidate.id)).where(
        Candidate.helper_id == actor.account_id, Candidate.registered_at >= midnight
    )
    return session.scalar(mine) or 0


def helper_name(session: Session, candidate: Candidate) -> str | None:
    """Who wrote the registration with the person; None when they came alone."""
    return session.scalar(select(Account.name).where(Account.id == candidate.helper_id))


def standing_consents(session: Session, candidate_id: int) -> list[Consent]:
    """The answer in force for each purpose and vacancy, given or refused, newest first."""
    found: dict[tuple[str, int | None], Consent] = {}
    query = select(Consent).where(Consent.candidate_id == candidate_id).order_by(Consent.id.desc())
    for consent in session.scalars(query):
        found.setdefault((consent.purpose, consent.vacancy_id), consent)
    return list(found.values())


def has_consented(session: Session, candidate_id: int, purpose: Purpose) -> bool:
    """True while the person's newest answer to this purpose is a yes that they have not taken back."""
    return _stands(session, candidate_id, purpose, None)


def has_consented_to_vacancy(session: Session, candidate_id: int, vacancy_id: int) -> bool:
    """True while the person agrees that this vacancy's employer sees who they are."""
    return _stands(session, candidate_id, Purpose.SHARE_WITH_EMPLOYER, vacancy_id)


def consented_to_vacancies(session: Session, vacancy_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(candidate id, vacancy id) of everybody whose agreement to one of these vacancies stands."""
    query = (
        select(Consent)
        .where(Consent.purpose == Purpose.SHARE_WITH_EMPLOYER, Consent.vacancy_id.in_(list(vacancy_ids)))
        .order_by(Consent.id)
    )
    newest = {
        (one.candidate_id, one.vacancy_id): one
        for one in session.scalars(query)
        if one.vacancy_id is not None
    }
    return {key for key, one in newest.items() if one.is_given and one.withdrawn_at is None}


def _stands(session: Session, candidate_id: int, purpose: Purpose, vacancy_id: int | None) -> bool:
    newest = session.scalar(
        select(Consent)
        .where(
            Consent.candidate_id == candidate_id,
            Consent.purpose == purpose,
            Consent.vacancy_id.is_(None) if vacancy_id is None else Consent.vacancy_id == vacancy_id,
        )
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return newest is not None and newest.is_given and newest.withdrawn_at is None
