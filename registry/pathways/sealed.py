"""The sealed answer: what somebody says to an adviser about how they left a country before.

Asked after a match, by an adviser, for the scheme of the match only. Yes, no or "rather not say", and own words.
Its one effect is "talk to an adviser": bars have waivers, and such facts are often misremembered. Each reading takes a
reason and is in the log, without content; the clock job deletes it when the season is over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.candidates import ceilings
from registry.candidates.models import Candidate
from registry.candidates.states import CandidateState
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.pathways.models import PathwayFacts, Said, SealedAnswer
from registry.pathways.queries import MATCHED, SEALED_SCHEMES, hold, matched, sealed_row
from registry.placements.models import Referral
from registry.vacancies.models import Vacancy

MOST_LETTERS = 2000


@dataclass(frozen=True, slots=True)
class Opened:
    """What was said, for the one adviser who is reading it."""

    said: Said
    words: str
    asked_at: datetime
    keep_until: date


def ask(
    session: Session, actor: Actor, candidate: Candidate, scheme: str, *, said: Said, words: str = ""
) -> None:
    """Seal what the person said to this adviser; it takes the place of what was said before.

    Raises NotAllowed, NotPossible("no_match", "nothing_to_ask"), Invalid("words_long").
    """
    if not may(actor, Permission.SEALED_ASK, candidate) or actor.account_id is None:
        raise NotAllowed()
    if scheme not in SEALED_SCHEMES:
        raise NotPossible("nothing_to_ask")
    hold(session, candidate)
    keep_until = matched(session, candidate).get(scheme)
    if keep_until is None:
        raise NotPossible("no_match")
    if len(words) > MOST_LETTERS:
        raise Invalid("words_long", field="words")
    row = sealed_row(session, candidate, scheme)
    if row is None:
        row = SealedAnswer(candidate_id=candidate.id, scheme=scheme)
        session.add(row)
    row.content = json.dumps({"said": said, "words": words.strip()})
    row.asked_by_id, row.asked_at, row.keep_until = actor.account_id, clock.now(), keep_until
    session.flush()
    events.record(session, actor, "candidate", candidate.public_id, "ask_sealed", data={"scheme": scheme})


def read(session: Session, actor: Actor, candidate: Candidate, scheme: str, *, reason: str) -> Opened:
    """Open a sealed answer once. The event is written with the reading: no log, no answer.

    Raises NotAllowed, NotFound, Invalid("reason_missing"), NotPossible("readings_enough").
    """
    if not may(actor, Permission.SEALED_READ, candidate):
        raise NotAllowed()
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="reason")
    row = sealed_row(session, candidate, scheme)
    if row is None:
        raise NotFound()
    ceilings.check_officer(session, actor, candidate.public_id)
    data = {"scheme": scheme}
    events.record(
        session, actor, "candidate", candidate.public_id, "read_sealed", reason=reason.strip(), data=data
    )
    content = json.loads(row.content)
    return Opened(Said(content["said"]), content["words"], row.asked_at, row.keep_until)


def forget(session: Session, actor: Actor, candidate: Candidate, scheme: str) -> None:
    """The person has it deleted, at once and without a reason. Nothing there: NotPossible("wrong_state")."""
    if not may(actor, Permission.SEALED_FORGET, candidate):
        raise NotAllowed()
    row = sealed_row(session, candidate, scheme)
    if row is None:
        raise NotPossible("wrong_state")
    _delete(session, actor, row, candidate.public_id)


def forget_due(session: Session) -> int:
    """For the clock: delete what is past its day, has no match any more, or belongs to somebody who left.

    What people who left told about seasons and papers goes too. Returns how many sealed answers were deleted.
    """
    still_matched = exists().where(
        Referral.candidate_id == SealedAnswer.candidate_id,
        Referral.vacancy_id == Vacancy.id,
        Vacancy.scheme == SealedAnswer.scheme,
        Referral.state.in_(MATCHED),
    )
    gone = Candidate.state == CandidateState.WITHDRAWN
    due = session.execute(
        select(SealedAnswer, Candidate.public_id)
        .join(Candidate, Candidate.id == SealedAnswer.candidate_id)
        .where(or_(SealedAnswer.keep_until < clock.today(), ~still_matched, gone))
        .order_by(SealedAnswer.id)
    ).all()
    for row, public_id in due:
        _delete(session, SYSTEM, row, public_id)
    of_the_gone = select(PathwayFacts).join(Candidate, Candidate.id == PathwayFacts.candidate_id).where(gone)
    for told in session.scalars(of_the_gone).all():
        session.delete(told)
    session.flush()
    return len(due)


def _delete(session: Session, actor: Actor, row: SealedAnswer, public_id: str) -> None:
    scheme = row.scheme
    session.delete(row)
    session.flush()
    events.record(session, actor, "candidate", public_id, "forget_sealed", data={"scheme": scheme})
