"""By which way somebody agreed to be written to. Each way is a permission of its own: which words, when, how given, and
when taken back. Saying no to all of them costs nothing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import Actor
from registry.candidates import queries, safety, service
from registry.candidates.consents import Purpose
from registry.candidates.models import Candidate, Consent, Safety
from registry.candidates.states import LEFT, CandidateState
from registry.messages.catalogue import Channel
from registry.messages.models import MessageContact

PURPOSES = {
    Channel.WHATSAPP: Purpose.MESSAGES_WHATSAPP,
    Channel.SMS: Purpose.MESSAGES,
    Channel.EMAIL: Purpose.MESSAGES_EMAIL,
}


def agreed(session: Session, candidate: Candidate) -> list[Channel]:
    """The ways this person agreed to and can be reached by, the one to use first first; none for who left, and for
    whose telephone is not safe."""
    if candidate.state in LEFT or safety.is_quiet(session, candidate.id):
        return []
    standing = {
        one.purpose
        for one in queries.standing_consents(session, candidate.id)
        if one.is_given and one.withdrawn_at is None
    }
    return [
        channel
        for channel, purpose in PURPOSES.items()
        if purpose in standing and address(session, candidate, channel) is not None
    ]


def reachable(session: Session, candidates: Iterable[Candidate]) -> set[int]:
    """Ids of those for whom `agreed` finds a way, in three queries however many they are."""
    people = {one.id: one for one in candidates if one.state not in LEFT}
    newest = {
        (row.candidate_id, row.purpose): row.is_given and row.withdrawn_at is None
        for row in session.execute(
            select(Consent.candidate_id, Consent.purpose, Consent.is_given, Consent.withdrawn_at)
            .where(Consent.candidate_id.in_(people), Consent.purpose.in_(PURPOSES.values()))
            .order_by(Consent.id)
        )
    }
    quiet = select(Safety.candidate_id).where(Safety.candidate_id.in_(people), Safety.is_quiet.is_(True))
    contacts = select(MessageContact.candidate_id).where(
        MessageContact.candidate_id.in_(people), MessageContact.email.is_not(None)
    )
    silent, with_email = set(session.scalars(quiet)), set(session.scalars(contacts))
    with_phone = {key for key, one in people.items() if one.phone_hash is not None}
    return {
        key
        for (key, purpose), is_yes in newest.items()
        if is_yes and key in (with_email if purpose == Purpose.MESSAGES_EMAIL else with_phone)
    } - silent


def address(session: Session, candidate: Candidate, channel: Channel) -> str | None:
    if channel is Channel.EMAIL:
        contact = session.get(MessageContact, candidate.id)
        return contact.email if contact is not None else None
    return candidate.phone


def main_record(session: Session, candidate: Candidate) -> Candidate:
    """The record that stands for this one, where it was folded into another."""
    while candidate.state == CandidateState.MERGED and candidate.merged_into_id is not None:
        candidate = session.get_one(Candidate, candidate.merged_into_id)
    return candidate


def stop(session: Session, actor: Actor, candidate: Candidate) -> bool:
    """Take back every permission to write; what waits to be sent falls. True when there was one."""
    had = False
    for one in queries.standing_consents(session, candidate.id):
        if one.purpose in PURPOSES.values() and one.is_given and one.withdrawn_at is None:
            service.withdraw_consent(session, actor, candidate, Purpose(one.purpose))
            had = True
    return had


def keep_email(session: Session, candidate: Candidate, email: str | None) -> None:
    """Where to write by e-mail; None forgets it."""
    contact = contact_of(session, candidate)
    contact.email = email


def contact_of(session: Session, candidate: Candidate) -> MessageContact:
    """The row of this person, made when there is none."""
    contact = session.get(MessageContact, candidate.id)
    if contact is None:
        contact = MessageContact(candidate_id=candidate.id)
        session.add(contact)
        session.flush()
    return contact
