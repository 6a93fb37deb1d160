"""Who may act on a report: the one place that every act asks, before anything else.

A handler acts on what was given to them; a second person decides on what a handler proposed. Whoever has a stake in the
agency concerned does neither (ethical-recruitment.md 6.5).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import Actor, Permission, may
from registry.complaints.models import Complaint
from registry.errors import NotAllowed, NotPossible
from registry.vetting import desk, links
from registry.vetting.models import Case
from registry.vetting.queries import OPEN


def check_handler(session: Session, actor: Actor, complaint: Complaint) -> None:
    """Raises NotAllowed when it is not theirs, NotPossible("handler_shut_out") when they have a stake."""
    if not may(actor, Permission.COMPLAINT_HANDLE, complaint):
        raise NotAllowed()
    _check_no_stake(session, actor, complaint)


def check_reader(session: Session, actor: Actor, complaint: Complaint) -> None:
    """The same for opening its words."""
    if not may(actor, Permission.COMPLAINT_READ, complaint):
        raise NotAllowed()
    _check_no_stake(session, actor, complaint)


def check_second(session: Session, actor: Actor, complaint: Complaint, proposed_by: int | None) -> None:
    """Another handler of it, or a supervisor: never who proposed. Raises NotAllowed, NotPossible("same_person",
    "handler_shut_out")."""
    if not may(actor, Permission.COMPLAINT_DECIDE, complaint):
        raise NotAllowed()
    if actor.account_id in (None, proposed_by):
        raise NotPossible("same_person")
    _check_no_stake(session, actor, complaint)


def _check_no_stake(session: Session, actor: Actor, complaint: Complaint) -> None:
    if has_stake(session, actor, complaint):
        raise NotPossible("handler_shut_out")


def has_stake(session: Session, actor: Actor, complaint: Complaint) -> bool:
    """Is this person shut out? A stake that came or was found after the assignment counts too, unless they were given
    the report in spite of it because there was nobody else."""
    if actor.account_id is None or complaint.agency_id is None:
        return False
    if actor.account_id not in with_a_stake(session, complaint.agency_id) and not desk.is_linked(
        session, complaint.agency_id, actor.account_id
    ):
        return False
    given = [
        one.data
        for one in events.of_record(session, "complaint", complaint.public_id)
        if one.verb == "assign" and one.data.get("handler") == actor.public_id
    ]
    return not given or not given[-1].get("conflict")


def with_a_stake(session: Session, agency_id: int | None) -> set[int]:
    """Accounts that hold an open case of the agency, or declared a link with it that nobody lifted."""
    if agency_id is None:
        return set()
    cases = select(Case.officer_id).where(Case.agency_id == agency_id, Case.state.in_(OPEN))
    declared = [one.account_id for one in links.standing(session, agency_id)]
    return {key for key in (*session.scalars(cases), *declared) if key is not None}
