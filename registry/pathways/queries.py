"""Every question about pathways: what a person told, and the answer of each scheme to them.

A sealed answer takes part only where the caller says that it may: for the person themselves and for an adviser who is
reading it with a reason. Officers, lists, employers and agencies get answers made without it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.candidates.models import Candidate
from registry.law.queries import in_force
from registry.pathways.models import PathwayFacts, Said, SealedAnswer
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.schemes.facts import MODELLED_SCHEMES
from registry.schemes.people import Pathway, pathway
from registry.schemes.person import Offer, PersonFacts, Told
from registry.vacancies.models import Vacancy

R = ReferralState
# While one of these stands there is a match: only then is history asked about, and only for that scheme.
MATCHED = (R.OFFERED, R.CONSENTED, R.INTERVIEW, R.SELECTED, R.PLACED)
# Schemes whose law asks about history that is told under seal. Work at home asks nothing.
SEALED_SCHEMES = ("H2A", "H2B", "CA_AG", "CA_LOW", "ES_GECCO")

# Schemes with papers of a document stage that a person can tell of.
PAPER_SCHEMES = frozenset({"CA_AG", "CA_LOW", "ES_GECCO"})


def told_by(session: Session, candidate: Candidate) -> Told:
    """What the person told so far; nothing told is an empty record."""
    stored = session.scalar(select(PathwayFacts.told).where(PathwayFacts.candidate_id == candidate.id))
    return Told.model_validate_json(stored) if stored else Told()


def hold(session: Session, candidate: Candidate) -> None:
    """Until this transaction ends nobody else changes what this person told: what is read now is what is written to.

    SQLite has one writer anyway.
    """
    session.flush()
    session.refresh(candidate, ["state", "version"], with_for_update={"of": Candidate})


def facts_of(
    session: Session, candidate: Candidate, scheme: str, *, with_sealed: bool = False
) -> PersonFacts:
    """All that the rules of one scheme may look at."""
    return PersonFacts(
        **dict(told_by(session, candidate)),
        birth_date=candidate.birth_date,
        available_from=candidate.available_from,
        available_to=candidate.available_to,
        adviser=answer_to_adviser(session, candidate, scheme) if with_sealed else None,
    )


def answers(session: Session, candidate: Candidate, *, with_sealed: Collection[str] = ()) -> list[Pathway]:
    """The honest answer of every scheme today, before there is an offer.

    with_sealed: the schemes whose sealed answer takes part; opening one opens no other.
    """
    law, today = in_force(session), clock.today()
    return [
        pathway(
            law, facts_of(session, candidate, scheme, with_sealed=scheme in with_sealed), scheme, None, today
        )
        for scheme in MODELLED_SCHEMES
    ]


def answers_for_birth_date(session: Session, born: date) -> list[Pathway]:
    """For somebody who is not registered: all that is known is when they were born."""
    law, facts = in_force(session), PersonFacts(birth_date=born)
    return [pathway(law, facts, scheme, None, clock.today()) for scheme in MODELLED_SCHEMES]


def answer_for_vacancy(
    session: Session, candidate: Candidate, vacancy: Vacancy, *, with_sealed: bool = False
) -> Pathway:
    """The answer for the dates of this vacancy, which may be open-ended at home."""
    facts = facts_of(session, candidate, vacancy.scheme, with_sealed=with_sealed)
    return pathway(in_force(session), facts, vacancy.scheme, offer_of(vacancy), clock.today())


def offer_of(vacancy: Vacancy) -> Offer | None:
    """The days of work; None when the start is not said."""
    if vacancy.start_on is None:
        return None
    return Offer(start=vacancy.start_on, end=max(vacancy.end_on or vacancy.start_on, vacancy.start_on))


def matched(session: Session, candidate: Candidate) -> dict[str, date]:
    """Scheme to the last day of its latest season, for every scheme the person has a match in."""
    rows = session.execute(
        select(Vacancy.scheme, Vacancy.start_on, Vacancy.end_on)
        .join(Referral, Referral.vacancy_id == Vacancy.id)
        .where(Referral.candidate_id == candidate.id, Referral.state.in_(MATCHED))
    )
    found: dict[str, date] = {}
    for row in rows:
        last = row.end_on or row.start_on or clock.today()
        found[row.scheme] = max(found.get(row.scheme, last), last)
    return found


def asks_for_papers(session: Session, candidate: Candidate) -> bool:
    """True after a match in a scheme whose papers can be told of."""
    return bool(PAPER_SCHEMES & matched(session, candidate).keys())


@dataclass(frozen=True, slots=True)
class Seal:
    """That something was asked, and until when it is kept. Never what was said."""

    scheme: str
    asked_at: datetime
    keep_until: date


def sealed_row(session: Session, candidate: Candidate, scheme: str) -> SealedAnswer | None:
    return session.scalar(
        select(SealedAnswer).where(SealedAnswer.candidate_id == candidate.id, SealedAnswer.scheme == scheme)
    )


def answer_to_adviser(session: Session, candidate: Candidate, scheme: str) -> Said | None:
    """For the rules only: what was said, never the words that went with it."""
    row = sealed_row(session, candidate, scheme)
    return None if row is None else Said(json.loads(row.content)["said"])


def seals(session: Session, candidate: Candidate) -> dict[str, Seal]:
    """By scheme. The content is not read from the database."""
    rows = session.execute(
        select(SealedAnswer.scheme, SealedAnswer.asked_at, SealedAnswer.keep_until).where(
            SealedAnswer.candidate_id == candidate.id
        )
    )
    return {row.scheme: Seal(row.scheme, row.asked_at, row.keep_until) for row in rows}
