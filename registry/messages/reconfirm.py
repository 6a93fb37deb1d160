"""Does somebody still look for work? Asked every 90 days by a message, answered by one word.

YES keeps, NO is a pause that they end when they like. No answer: asked again, then a centre calls, and in the end the
registration waits as not confirmed, which their pages say, with the way back. Only who agreed to messages is asked, and
only who was asked can lapse; whoever used the portal meanwhile has answered. One question at a time on one telephone,
so that "YES" is one person's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from registry import clock, events
from registry.access import SYSTEM, Actor, Role
from registry.candidates.models import Candidate, Consent, Safety
from registry.candidates.stages import Stage, stage_of
from registry.candidates.states import CandidateState
from registry.messages import calls, optin, outbox, sending
from registry.messages.catalogue import settings
from registry.messages.models import Reconfirmation
from registry.moves import move
from registry.placements.models import Referral
from registry.placements.states import ReferralState

CALL = "reconfirm"
UNCONFIRMED = {"because": "unconfirmed"}
# In one hour: so that answers and calls spread over days.
_AT_ONCE = 500
# Somebody is about to go, or went: nobody asks them whether they still look.
_ON_THE_WAY = (
    ReferralState.OFFERED,
    ReferralState.CONSENTED,
    ReferralState.INTERVIEW,
    ReferralState.SELECTED,
    ReferralState.PLACED,
)


def keep_time(session: Session) -> int:
    """Ask who is due, then follow up who was asked; by day only. Returns how many were dealt with."""
    if sending.is_quiet_now():
        return 0
    return ask_due(session) + follow_up(session)


def ask_due(session: Session) -> int:
    asked = 0
    telephones: set[str] = set()
    for candidate in _due(session):
        seen = _last_seen(session, candidate)
        if seen is not None:
            session.add(_answered_by_use(candidate, seen))
            asked += 1
        elif candidate.phone_hash not in telephones and optin.agreed(session, candidate):
            telephones.add(candidate.phone_hash or "")
            session.add(
                Reconfirmation(
                    candidate_id=candidate.id, phone_hash=candidate.phone_hash, asked_at=clock.now()
                )
            )
            _ask(session, candidate)
            asked += 1
    session.flush()
    return asked


def _due(session: Session) -> list[Candidate]:
    """Registered and not asked within 90 days, agreed to messages and can be reached, nobody about to go."""
    since = clock.now() - timedelta(days=settings().reconfirm_every_days)
    same_telephone = aliased(Reconfirmation)
    agreed = exists().where(
        Consent.candidate_id == Candidate.id,
        Consent.purpose.in_([str(one) for one in optin.PURPOSES.values()]),
        Consent.is_given,
        Consent.withdrawn_at.is_(None),
    )
    query = select(Candidate).where(
        Candidate.state == CandidateState.REGISTERED,
        Candidate.registered_at <= since,
        Candidate.phone_hash.is_not(None),
        agreed,
        ~exists().where(Reconfirmation.candidate_id == Candidate.id, Reconfirmation.asked_at > since),
        ~exists().where(same_telephone.phone_hash == Candidate.phone_hash, same_telephone.answer.is_(None)),
        ~exists().where(Safety.candidate_id == Candidate.id, Safety.is_quiet),
        ~exists().where(Referral.candidate_id == Candidate.id, Referral.state.in_(_ON_THE_WAY)),
    )
    return list(session.scalars(query.order_by(Candidate.id).limit(_AT_ONCE)))


def _last_seen(session: Session, candidate: Candidate) -> datetime | None:
    """When the person themselves last did something here, within 90 days."""
    since = clock.now() - timedelta(days=settings().reconfirm_every_days)
    return session.scalar(
        select(events.Event.at)
        .where(
            events.Event.noun == "candidate",
            events.Event.record_id == candidate.public_id,
            events.Event.actor == candidate.actor().pseudonym,
            events.Event.at > since,
        )
        .order_by(events.Event.id.desc())
        .limit(1)
    )


def _answered_by_use(candidate: Candidate, seen: datetime) -> Reconfirmation:
    return Reconfirmation(candidate_id=candidate.id, asked_at=seen, answer="yes", answered_at=seen)


def _ask(session: Session, candidate: Candidate) -> None:
    because = events.record(session, SYSTEM, "candidate", candidate.public_id, "ask_interest")
    outbox.write(session, candidate, "reconfirm", because=because)


def follow_up(session: Session) -> int:
    """The next step of each open question that is due: ask again, have somebody call, let it lapse."""
    rules, now = settings(), clock.now()
    again, call, lapse = (
        now - timedelta(days=days)
        for days in (
            rules.reconfirm_again_after_days,
            rules.reconfirm_call_after_days,
            rules.reconfirm_pause_after_days,
        )
    )
    due = or_(
        Reconfirmation.asked_at <= lapse,
        and_(Reconfirmation.asked_at <= again, Reconfirmation.asked_again_at.is_(None)),
        and_(Reconfirmation.asked_at <= call, Reconfirmation.call_made_at.is_(None)),
    )
    query = select(Reconfirmation).where(Reconfirmation.answer.is_(None), due)
    found = list(session.scalars(query.order_by(Reconfirmation.id).limit(_AT_ONCE)))
    for question in found:
        _follow(session, question, again=question.asked_at <= again, call=question.asked_at <= call,
                lapse=question.asked_at <= lapse)  # fmt: skip
    session.flush()
    return len(found)


def _follow(session: Session, question: Reconfirmation, *, again: bool, call: bool, lapse: bool) -> None:
    candidate = session.get_one(Candidate, question.candidate_id)
    if not _is_still_asked(session, candidate):
        # Who is not written to any more is not let lapse for their silence.
        calls.drop(session, candidate, CALL)
        session.delete(question)
    elif again and question.asked_again_at is None:
        question.asked_again_at = clock.now()
        _ask(session, candidate)
    elif call and question.call_made_at is None:
        question.call_made_at = clock.now()
        calls.make(session, candidate, CALL)
    elif lapse:
        question.answer, question.answered_at = "none", clock.now()
        calls.drop(session, candidate, CALL)
        move(session, SYSTEM, candidate, "pause", data=UNCONFIRMED)


def _is_still_asked(session: Session, candidate: Candidate) -> bool:
    if candidate.state != CandidateState.REGISTERED or not optin.agreed(session, candidate):
        return False
    on_the_way = select(Referral.id).where(
        Referral.candidate_id == candidate.id, Referral.state.in_(_ON_THE_WAY)
    )
    return session.scalar(on_the_way.limit(1)) is None


def question_of(session: Session, phone_hash: str) -> Candidate | None:
    """Whom a bare YES or NO from this telephone is about: the one who was asked there; else the one whose registration
    lapsed there, if it is one alone."""
    open_one = session.scalar(
        select(Candidate)
        .join(Reconfirmation, Reconfirmation.candidate_id == Candidate.id)
        .where(Reconfirmation.phone_hash == phone_hash, Reconfirmation.answer.is_(None))
        .order_by(Reconfirmation.id.desc())
        .limit(1)
    )
    if open_one is not None:
        return optin.main_record(session, open_one)
    paused = session.scalars(
        select(Candidate).where(Candidate.phone_hash == phone_hash, Candidate.state == CandidateState.PAUSED)
    ).all()
    asked = [one for one in paused if _was_asked(session, one)]
    return asked[0] if len(asked) == 1 else None


def _was_asked(session: Session, candidate: Candidate) -> bool:
    """They are in a pause because of such a question."""
    if stage_of(session, candidate) is Stage.UNCONFIRMED:
        return True
    newest = session.scalar(
        select(Reconfirmation.answer)
        .where(Reconfirmation.candidate_id == candidate.id)
        .order_by(Reconfirmation.id.desc())
        .limit(1)
    )
    return newest == "no"


def is_asked(session: Session, candidate: Candidate) -> bool:
    """A question to them is open."""
    found = select(Reconfirmation.id).where(
        Reconfirmation.candidate_id == candidate.id, Reconfirmation.answer.is_(None)
    )
    return session.scalar(found) is not None


def say(session: Session, actor: Actor, candidate: Candidate, *, goes_on: bool) -> None:
    """The person's answer, by themselves or told to the counsellor who called them. It ends a question that is open;
    YES also ends a pause, NO begins one."""
    question = session.scalar(
        select(Reconfirmation).where(
            Reconfirmation.candidate_id == candidate.id, Reconfirmation.answer.is_(None)
        )
    )
    if question is None:
        question = Reconfirmation(candidate_id=candidate.id, asked_at=clock.now())
        session.add(question)
    question.answer, question.answered_at = "yes" if goes_on else "no", clock.now()
    session.flush()
    calls.drop(session, candidate, CALL)
    data = {"goes_on": goes_on}
    events.record(session, actor, "candidate", candidate.public_id, "say_interest", data=data)
    # A counsellor pauses nobody: what the person said by telephone is carried out here.
    mover = actor if actor.role is Role.CANDIDATE else SYSTEM
    if goes_on and candidate.state == CandidateState.PAUSED:
        move(session, mover, candidate, "resume")
    if not goes_on and candidate.state == CandidateState.REGISTERED:
        move(session, mover, candidate, "pause", data={"because": "said_no"})
