"""The same-day path: under 18, papers held, violence, threat, signs of trafficking (ethical-recruitment.md 6.6).

Other authorities are told the same day, the head of the service is alerted, and the agency hears nothing of the
report until a second person releases it: whoever is warned first can move people and papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor
from registry.complaints import hands, telling, why
from registry.complaints.handling import Danger, SentOutside
from registry.complaints.kinds import SAME_DAY, Urgency
from registry.complaints.models import Complaint
from registry.complaints.states import ENDED
from registry.errors import Invalid, NotPossible
from registry.moves import available, move

SIGNS = ("minor", "papers_held", "violence", "threat", "trafficking")
# Told on every same-day path: the public prosecutor and the office against trafficking.
_TOLD = ("mp", "svet")
BODIES = ("mp", "svet", "pnc", "pdh", "consulate", "embassy")
# The clock looks once an hour: the moment of the alert must not tell the minute of the report (trust.md T8).
_LOOKS_BEFORE_MINUTE = 10


def of(session: Session, complaint: Complaint) -> Danger | None:
    return session.get(Danger, complaint.id)


def is_kept_from_agency(session: Session, complaint: Complaint) -> bool:
    """May the agency be told nothing yet?"""
    found = of(session, complaint)
    if found is None:
        return complaint.urgency == Urgency.SAME_DAY
    return found.released_by_id is None


def keeps_quiet(session: Session, agency_id: int) -> bool:
    """Does a report about this agency, not ended, keep what it led to from the agency?"""
    query = select(Complaint).where(
        Complaint.agency_id == agency_id,
        Complaint.urgency == Urgency.SAME_DAY,
        Complaint.state.not_in(ENDED),
    )
    return any(is_kept_from_agency(session, one) for one in session.scalars(query))


def referrals(session: Session, complaint: Complaint) -> list[SentOutside]:
    query = select(SentOutside).where(SentOutside.complaint_id == complaint.id)
    return list(session.scalars(query.order_by(SentOutside.id)))


def raise_signs(session: Session, actor: Actor, complaint: Complaint, signs: Iterable[str]) -> None:
    """Put the report on the same-day path, or add signs to it. Raises NotAllowed, Invalid("sign_unknown")."""
    hands.check_handler(session, actor, complaint)
    _raise(session, actor, complaint, signs)


def raise_due(session: Session) -> int:
    """For the clock: what the form itself says is dangerous, before anybody read it. Returns how many."""
    if clock.now().minute >= _LOOKS_BEFORE_MINUTE:
        return 0
    query = select(Complaint).where(
        Complaint.urgency == Urgency.SAME_DAY,
        Complaint.state.not_in(ENDED),
        Complaint.id.not_in(select(Danger.complaint_id)),
    )
    found = list(session.scalars(query.order_by(Complaint.day, Complaint.id)))
    for complaint in found:
        told = {"threat"} if complaint.was_threatened or complaint.in_danger else set()
        _raise(session, SYSTEM, complaint, told | {kind for kind in complaint.kinds if kind in SAME_DAY})
    return len(found)


def _raise(session: Session, actor: Actor, complaint: Complaint, signs: Iterable[str]) -> None:
    wanted = set(signs)
    if not wanted <= set(SIGNS):
        raise Invalid("sign_unknown", field="signs")
    found = of(session, complaint)
    if found is not None and wanted <= set(found.signs):
        return
    complaint.urgency = Urgency.SAME_DAY
    if found is None:
        today = clock.today()
        found = Danger(complaint_id=complaint.id, signs=[], raised_by_id=actor.account_id, raised_on=today)
        session.add(found)
        for body in _TOLD:
            ask_to_tell(session, complaint, body, due_on=today)
    found.signs = [sign for sign in SIGNS if sign in wanted | set(found.signs)]
    session.flush()
    # Its message goes to the head of the service and the supervisors: codes, no words.
    events.record(session, actor, "complaint", complaint.public_id, "alert", data={"signs": found.signs})


def ask_to_tell(session: Session, complaint: Complaint, body: str, *, due_on: date) -> None:
    """Put an authority on the list of those to be told, once for each report."""
    if body not in {one.body for one in referrals(session, complaint)}:
        session.add(SentOutside(complaint_id=complaint.id, body=body, due_on=due_on))
        session.flush()


def refer(
    session: Session, actor: Actor, complaint: Complaint, body: str, *, reference: str = ""
) -> SentOutside:
    """Write down that an authority was told today, and its number of the matter.

    Raises NotAllowed, Invalid("body_unknown"), NotPossible("already_told").
    """
    hands.check_handler(session, actor, complaint)
    if body not in BODIES:
        raise Invalid("body_unknown", field="body")
    ask_to_tell(session, complaint, body, due_on=clock.today())
    row = next(one for one in referrals(session, complaint) if one.body == body)
    if row.sent_on is not None:
        raise NotPossible("already_told")
    row.sent_on, row.by_id = clock.today(), actor.account_id
    row.reference = reference.strip() or None
    if "refer" in available(session, actor, complaint):
        move(session, actor, complaint, "refer", data={"body": body})
    else:
        events.record(session, actor, "complaint", complaint.public_id, "tell_authority", data={"body": body})
    telling.tell_step(session, actor, complaint, "told_authority")
    return row


def release(session: Session, actor: Actor, complaint: Complaint, *, reason: str) -> None:
    """A second person, who does not handle it, lets the agency be asked. Raises NotAllowed, Invalid("reason_missing"),
    NotPossible: nothing_to_release, same_person, handler_shut_out."""
    found = of(session, complaint)
    hands.check_second(session, actor, complaint, found.raised_by_id if found else None)
    said = why.said(reason, field="release_reason")
    if found is None or found.released_by_id is not None:
        raise NotPossible("nothing_to_release")
    if complaint.is_own(actor):
        raise NotPossible("same_person")
    found.released_by_id, found.released_on = actor.account_id, clock.today()
    session.flush()
    why.record(session, actor, complaint, "release", said)
