"""Does somebody still look for work? Asked every 90 days by a message, answered by one word.

YES keeps, NO is a pause that they end when they like. No answer: asked again, then a centre calls, and in the end the
registration waits as not confirmed, which their pages say, with the way back. Only who agreed to messages is asked, and
only by a way that carries the question today. Only whom it reached, and whom a centre called in vain, can lapse; of
anybody else the question is forgotten and asked anew. Whoever used the portal meanwhile has answered. One question at a
time on one telephone, so that "YES" is one person's, and only as long as it is theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from registry import clock, events
from registry.access import SYSTEM, Actor, Role
from registry.candidates import queries
from registry.candidates.models import Candidate, Consent, Safety
from registry.candidates.stages import Stage, stage_of
from registry.candidates.states import CandidateState
from registry.messages import calls, optin, outbox, sending, texts
from registry.messages.catalogue import Channel, settings
from registry.messages.models import CallTask, MessageContact, Outgoing, Reconfirmation
from registry.messages.states import CallState
from registry.moves import move
from registry.placements.models import Referral
from registry.placements.states import ReferralState

CALL = "reconfirm"
UNCONFIRMED = {"because": "unconfirmed"}
_MESSAGE = "reconfirm"
# In one hour: so that answers and calls spread over days.
_AN_HOUR = 500
_BY_TELEPHONE = (Channel.SMS, Channel.WHATSAPP)
# Somebody is about to go, or went: nobody asks them whether they still look.
_ON_THE_WAY = (
    ReferralState.OFFERED,
    ReferralState.CONSENTED,
    ReferralState.INTERVIEW,
    ReferralState.SELECTED,
    ReferralState.PLACED,
)


def to_ask(session: Session, open_ways: Collection[Channel]) -> list[int]:
    """Ids of whom to ask (`ask`) in this hour; by day only.

    `open_ways`: by which ways messages leave this installation; where none does, nobody is asked.
    """
    ways = _ways(session, open_ways)
    if sending.is_quiet_now() or not ways:
        return []
    people = _due(ways).with_only_columns(Candidate.id).order_by(Candidate.id)
    return list(session.scalars(people.limit(_AN_HOUR)))


def to_follow(session: Session) -> list[int]:
    """Ids of open questions whose next step is due (`follow`); by day only."""
    if sending.is_quiet_now():
        return []
    questions = select(Reconfirmation.id).where(_step_is_due()).order_by(Reconfirmation.id)
    return list(session.scalars(questions.limit(_AN_HOUR)))


def ask(session: Session, candidate_id: int, open_ways: Collection[Channel]) -> None:
    """Ask one person, if they are still due."""
    ways = _ways(session, open_ways)
    candidate = session.scalar(_due(ways).where(Candidate.id == candidate_id))
    if candidate is None:
        return
    seen = _last_seen(session, candidate)
    if seen is not None:
        session.add(_answered_by_use(candidate, seen))
    elif not ways.isdisjoint(optin.agreed(session, candidate)):
        session.add(
            Reconfirmation(candidate_id=candidate.id, phone_hash=candidate.phone_hash, asked_at=clock.now())
        )
        _ask(session, candidate)
    session.flush()


def _ways(session: Session, open_ways: Collection[Channel]) -> set[Channel]:
    """By which the question leaves today: the way is open, and two people agreed on the text."""
    return {one for one in open_ways if texts.in_force(session, _MESSAGE, one) is not None}


def _due(ways: Iterable[Channel]) -> Select[Candidate]:
    """Registered and not asked within 90 days, agreed to one of the ways and can be reached, nobody about to go."""
    since = clock.now() - timedelta(days=settings().reconfirm_every_days)
    same_telephone = aliased(Reconfirmation)
    return select(Candidate).where(
        Candidate.state == CandidateState.REGISTERED,
        Candidate.registered_at <= since,
        Candidate.phone_hash.is_not(None),
        _agreed_to(ways),
        ~exists().where(Reconfirmation.candidate_id == Candidate.id, Reconfirmation.asked_at > since),
        ~exists().where(same_telephone.phone_hash == Candidate.phone_hash, same_telephone.answer.is_(None)),
        ~exists().where(Safety.candidate_id == Candidate.id, Safety.is_quiet),
        ~exists().where(Referral.candidate_id == Candidate.id, Referral.state.in_(_ON_THE_WAY)),
    )


def _agreed_to(ways: Iterable[Channel]) -> ColumnElement[bool]:
    by_telephone = [str(optin.PURPOSES[one]) for one in ways if one in _BY_TELEPHONE]
    standing = and_(Consent.candidate_id == Candidate.id, Consent.is_given, Consent.withdrawn_at.is_(None))
    agreed = exists().where(standing, Consent.purpose.in_(by_telephone))
    if Channel.EMAIL not in ways:
        return agreed
    has_email = exists().where(MessageContact.candidate_id == Candidate.id, MessageContact.email.is_not(None))
    by_email = exists().where(standing, Consent.purpose == str(optin.PURPOSES[Channel.EMAIL]))
    return or_(agreed, and_(by_email, has_email))


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
    outbox.write(session, candidate, _MESSAGE, because=because)


def _days_ago() -> tuple[datetime, datetime, datetime]:
    """Who was asked before then: is asked again, is called, lapses."""
    rules, now = settings(), clock.now()
    again = now - timedelta(days=rules.reconfirm_again_after_days)
    call = now - timedelta(days=rules.reconfirm_call_after_days)
    return again, call, now - timedelta(days=rules.reconfirm_pause_after_days)


def _step_is_due() -> ColumnElement[bool]:
    again, call, lapse = _days_ago()
    # As long as a centre has still to call, nobody's silence counts.
    is_called = exists().where(
        CallTask.candidate_id == Reconfirmation.candidate_id,
        CallTask.why == CALL,
        CallTask.state == CallState.OPEN,
    )
    stopped = exists().where(Candidate.id == Reconfirmation.candidate_id, ~_agreed_to(optin.PURPOSES))
    return and_(
        Reconfirmation.answer.is_(None),
        or_(
            and_(Reconfirmation.asked_at <= lapse, or_(~is_called, stopped)),
            and_(Reconfirmation.asked_at <= again, Reconfirmation.asked_again_at.is_(None)),
            and_(Reconfirmation.asked_at <= call, Reconfirmation.call_made_at.is_(None)),
        ),
    )


def follow(session: Session, question_id: int) -> None:
    """The next step of one open question, if it is still due: ask again, have somebody call, let it lapse."""
    question = session.scalar(select(Reconfirmation).where(Reconfirmation.id == question_id, _step_is_due()))
    if question is None:
        return
    again, call, lapse = (question.asked_at <= moment for moment in _days_ago())
    candidate = session.get_one(Candidate, question.candidate_id)
    if not _is_still_asked(session, candidate, question):
        # Who is not written to any more is not let lapse for their silence.
        _forget(session, candidate, question)
    elif again and question.asked_again_at is None:
        question.asked_again_at = clock.now()
        _ask(session, candidate)
    elif call and question.call_made_at is None:
        question.call_made_at = clock.now()
        calls.make(session, candidate, CALL)
    elif lapse and _was_asked_in_vain(session, candidate, question):
        question.answer, question.answered_at = "none", clock.now()
        move(session, SYSTEM, candidate, "pause", data=UNCONFIRMED)
    elif lapse:
        _forget(session, candidate, question)
    session.flush()


def _forget(session: Session, candidate: Candidate, question: Reconfirmation) -> None:
    calls.drop(session, candidate, CALL)
    session.delete(question)


def _was_asked_in_vain(session: Session, candidate: Candidate, question: Reconfirmation) -> bool:
    """The question left for them, and a centre tried to call them about it until it gave up."""
    went_out = select(Outgoing.id).where(
        Outgoing.candidate_id == candidate.id,
        Outgoing.code == _MESSAGE,
        Outgoing.made_at >= question.asked_at,
        Outgoing.delivery.in_(("sent", "delivered")),
    )
    called = select(CallTask.id).where(
        CallTask.candidate_id == candidate.id,
        CallTask.why == CALL,
        CallTask.made_at >= question.asked_at,
        CallTask.state == CallState.DONE,
    )
    return all(session.scalar(one.limit(1)) is not None for one in (went_out, called))


def _is_still_asked(session: Session, candidate: Candidate, question: Reconfirmation) -> bool:
    """They look for work, are written to, nobody is about to go, and the telephone is the one that was asked."""
    if candidate.state != CandidateState.REGISTERED:
        return False
    if question.phone_hash not in queries.phones_of(session, candidate):
        return False
    if not optin.agreed(session, candidate):
        return False
    on_the_way = select(Referral.id).where(
        Referral.candidate_id == candidate.id, Referral.state.in_(_ON_THE_WAY)
    )
    return session.scalar(on_the_way.limit(1)) is None


def question_of(session: Session, phone_hash: str) -> Candidate | None:
    """Whom a bare YES or NO from this telephone is about: the one who was asked there and still has it; else the one
    whose registration lapsed there, if it is one alone."""
    asked_there = (
        select(Candidate)
        .join(Reconfirmation, Reconfirmation.candidate_id == Candidate.id)
        .where(Reconfirmation.phone_hash == phone_hash, Reconfirmation.answer.is_(None))
        .order_by(Reconfirmation.id.desc())
    )
    for one in session.scalars(asked_there).all():
        person = optin.main_record(session, one)
        # Since then the telephone may have become somebody else's.
        if phone_hash in queries.phones_of(session, person):
            return person
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
