"""Words that come in from a telephone, answered to that telephone; never what was typed is kept.

A telephone that nobody registered is answered as one that somebody did. ESTADO shows a public word to who has a right
code, from whatever telephone; wrong ones are braked for each telephone. VERIFICAR says what the verify box says.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.candidates import entry, queries
from registry.candidates.models import Candidate
from registry.candidates.stages import stage_of
from registry.candidates.states import LEFT
from registry.errors import NotPossible
from registry.messages import optin, outbox, parsing, reconfirm, verifying
from registry.messages.catalogue import settings, word
from registry.messages.models import Incoming, Outgoing, SignedCall
from registry.messages.parsing import Asked, Word

# Words are counted for the figures; whose they were is needed for the brake alone.
_KEEP = timedelta(days=30)
_KEEP_NUMBERS = timedelta(days=1)


def is_new_signature(session: Session, signature: str) -> bool:
    """True the first time; the same signed call again is refused."""
    hashed = crypto.token_hash(signature)
    if session.get(SignedCall, hashed) is not None:
        return False
    session.add(SignedCall(signature_hash=hashed, used_at=clock.now()))
    session.flush()
    return True


def receive(session: Session, *, gateway_id: str, sender: str, text: str) -> None:
    """Take in one message, once however often the gateway tells of it, and put its answer into the outbox.

    From one telephone only so many are answered in an hour: what writes more is a machine.
    """
    known = crypto.keyed_hash("gateway_message", gateway_id)
    if session.scalar(select(Incoming.id).where(Incoming.gateway_hash == known)) is not None:
        return
    asked = parsing.read(text)
    sender_hash = queries.phone_hash(sender) or crypto.keyed_hash("phone", sender)
    session.add(
        Incoming(gateway_hash=known, sender_hash=sender_hash, word=str(asked.word), came_at=clock.now())
    )
    session.flush()
    # Whoever wants no more messages is heard, however much they wrote.
    if _are_too_many(session, sender_hash) and asked.word is not Word.STOP:
        return
    _answer(session, sender, sender_hash, asked)


def _are_too_many(session: Session, sender_hash: str) -> bool:
    since = clock.now() - timedelta(hours=1)
    came = select(func.count(Incoming.id)).where(
        Incoming.sender_hash == sender_hash, Incoming.came_at > since
    )
    return (session.scalar(came) or 0) > settings().answers_an_hour


def _answer(session: Session, sender: str, sender_hash: str, asked: Asked) -> None:
    if asked.word is Word.STATUS:
        _status(session, sender, sender_hash, asked.rest)
    elif asked.word is Word.VERIFY:
        code, values = verifying.answer(session, asked.rest)
        outbox.answer(session, sender, code, values)
    elif asked.word is Word.STOP:
        _stop(session, sender_hash)
        outbox.answer(session, sender, "answer_stop")
    elif asked.word in (Word.YES, Word.NO) and _reconfirm(session, sender_hash, asked.word is Word.YES):
        outbox.answer(session, sender, "answer_goes_on" if asked.word is Word.YES else "answer_pauses")
    else:
        outbox.answer(session, sender, "answer_help")


def _status(session: Session, sender: str, sender_hash: str, code: str) -> None:
    """An unreadable code, one that nobody holds, and one too many are answered alike."""
    address = f"message:{sender_hash}"
    try:
        candidate = entry.find_by_code(session, code, address=address)
    except NotPossible:
        candidate = None
    if candidate is None:
        entry.count_unknown_code(session, code, address=address)
        outbox.answer(session, sender, "answer_no_code")
        return
    stage = word("stage", str(stage_of(session, candidate)))
    outbox.answer(session, sender, "answer_status", {"stage": stage})


def _stop(session: Session, sender_hash: str) -> None:
    """Nobody who gave this telephone is written to on it any more; the registrations stay as they are."""
    for candidate in _holders(session, sender_hash):
        optin.stop(session, candidate.actor(), candidate)
        outbox.cancel(session, candidate)


def _holders(session: Session, sender_hash: str) -> list[Candidate]:
    found = select(Candidate).where(Candidate.phone_hash == sender_hash, Candidate.state.not_in(LEFT))
    return list(session.scalars(found.order_by(Candidate.id)))


def _reconfirm(session: Session, sender_hash: str, goes_on: bool) -> bool:
    """True when somebody was asked on this telephone; for nobody else a bare word means nothing."""
    candidate = reconfirm.question_of(session, sender_hash)
    if candidate is None:
        return False
    reconfirm.say(session, candidate.actor(), candidate, goes_on=goes_on)
    return True


def forget_old(session: Session) -> None:
    """What was only kept so that nothing counts twice; and after a day which telephones wrote, and what they were
    told, whether the answer went out or not."""
    moment = clock.now()
    yesterday = moment - _KEEP_NUMBERS
    session.execute(delete(SignedCall).where(SignedCall.used_at < yesterday))
    session.execute(delete(Outgoing).where(Outgoing.address.is_not(None), Outgoing.made_at < yesterday))
    session.execute(delete(Incoming).where(Incoming.came_at < moment - _KEEP))
    old = update(Incoming).where(Incoming.came_at < yesterday, Incoming.sender_hash != "")
    session.execute(old.values(sender_hash=""))


def forget_sender(session: Session, phone_hash: str) -> None:
    """For an erasure: that this telephone wrote, and what it was answered within the last day."""
    wrote = select(Incoming.id).where(Incoming.sender_hash == phone_hash)
    if session.scalar(wrote.limit(1)) is None:
        return
    # Where an answer goes is sealed, so each of the day is opened; only after this telephone wrote.
    answers = select(Outgoing).where(Outgoing.address.is_not(None))
    for one in session.scalars(answers).all():
        if queries.phone_hash(one.address or "") == phone_hash:
            session.delete(one)
    session.flush()
    session.execute(delete(Incoming).where(Incoming.sender_hash == phone_hash))
