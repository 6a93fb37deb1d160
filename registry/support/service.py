"""The verbs of a referral to a service: refer, write down what the service answered, end, take back.

What the log holds is that somebody was referred, under the referral's own number: never to which service, never whom.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.candidates import identity
from registry.candidates.consents import How, Purpose, in_force
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.moves import move
from registry.support.models import SupportReferral, SupportService
from registry.support.states import OPEN, SUPPORT_REFERRAL, Outcome


def consent_text(service: SupportService, language: str) -> str:
    """The words that are read to the person, and stored with their yes."""
    return in_force()[Purpose.REFER_TO_SERVICE].text(language, service=service.name)


def refer(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    service: SupportService,
    *,
    how: How,
    asks: str | None = None,
    language: str = "es",
) -> SupportReferral:
    """Send a person to a service, who said yes to the text. `asks`: what for, in few words; sealed.

    Raises NotAllowed, NotFound (identity not open), NotPossible("wrong_state", "service_not_in_use"),
    Invalid("referred_already").
    """
    if not may(actor, Permission.SUPPORT_REFER) or actor.account_id is None:
        raise NotAllowed()
    if not identity.may_read_identity(session, actor, candidate):
        raise NotFound()
    if candidate.state in LEFT:
        raise NotPossible("wrong_state")
    if not service.is_in_use:
        raise NotPossible("service_not_in_use")
    same = select(SupportReferral.id).where(
        SupportReferral.candidate_id == candidate.id,
        SupportReferral.service_id == service.id,
        SupportReferral.state.in_(OPEN),
    )
    if session.scalar(same.limit(1)) is not None:
        raise Invalid("referred_already", field="service")
    referral = SupportReferral(
        candidate_id=candidate.id,
        service=service,
        centre=actor.centre,
        asks=asks,
        consent_text=consent_text(service, language),
        consent_version=in_force()[Purpose.REFER_TO_SERVICE].version,
        consent_how=str(how),
        referred_by_id=actor.account_id,
        referred_at=clock.now(),
        state=SUPPORT_REFERRAL.initial,
    )
    session.add(referral)
    session.flush()
    events.record(session, actor, "support_referral", referral.public_id, "refer_to_service")
    return referral


def answered(
    session: Session, actor: Actor, referral: SupportReferral, *, is_accepted: bool, answer: str
) -> None:
    """What the service said, typed by staff: it accepts, or sends the person back. Raises Invalid("answer_missing")."""
    if len(answer.strip()) < 3:
        raise Invalid("answer_missing", field="answer")
    verb = "accept" if is_accepted else "return"
    move(session, actor, referral, verb, sets={"answer": answer.strip()})


def end(session: Session, actor: Actor, referral: SupportReferral, outcome: Outcome) -> None:
    """It is over, and what came of it."""
    move(session, actor, referral, "end", sets={"outcome": str(outcome)})


def withdraw(session: Session, actor: Actor, referral: SupportReferral) -> None:
    """The person does not want it any more: what was asked is forgotten with it."""
    move(session, actor, referral, "withdraw", sets={"asks": None})
