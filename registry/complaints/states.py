"""The life of a complaint (ethical-recruitment.md 3.3 and 6.6). Every act is a handler's, on a complaint of theirs.

Why something was done is sealed with the complaint (handling.py): the log of acts is read by more people.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.complaints.models import Complaint


class ComplaintState(StrEnum):
    RECEIVED = "received"
    TRIAGED = "triaged"
    REFERRED = "referred"
    INVESTIGATING = "investigating"
    AWAITING_AGENCY = "awaiting_agency"
    REMEDY = "remedy"
    CLOSED = "closed"
    DISMISSED = "dismissed"


C = ComplaintState
_P, _SECOND = Permission.COMPLAINT_HANDLE, Permission.COMPLAINT_DECIDE
ENDED = frozenset({C.CLOSED, C.DISMISSED})


def agency_may_hear_of_it(session: Session, actor: Actor, complaint: Complaint) -> str | None:
    """On the same-day path the agency is not warned before a second person releases it (6.6)."""
    from registry.complaints import danger

    return "agency_not_to_be_warned" if danger.is_kept_from_agency(session, complaint) else None


def nothing_left_to_pay_back(session: Session, actor: Actor, complaint: Complaint) -> str | None:
    """What was planned is open until the worker says that it arrived (3.3)."""
    from registry.complaints import remedy

    return "repayment_not_confirmed" if remedy.unconfirmed(session, complaint) else None


def words_are_kept(session: Session, actor: Actor, complaint: Complaint) -> str | None:
    """After the years of keeping there is nothing left to look at again."""
    return "report_destroyed" if complaint.destroyed_on is not None else None


COMPLAINT = Machine(
    "complaint",
    ComplaintState,
    C.RECEIVED,
    [
        Transition("triage", one_of(C.RECEIVED), C.TRIAGED, _P, stamps="triaged_at"),
        Transition(
            "refer", one_of(C.RECEIVED, C.TRIAGED, C.INVESTIGATING), C.REFERRED, _P,
            stamps="referred_at",
        ),
        Transition("investigate", one_of(C.TRIAGED, C.REFERRED, C.AWAITING_AGENCY, C.REMEDY), C.INVESTIGATING, _P),
        Transition(
            "ask_agency", one_of(C.TRIAGED, C.REFERRED, C.INVESTIGATING, C.AWAITING_AGENCY), C.AWAITING_AGENCY, _P,
            guards=(agency_may_hear_of_it,),
        ),
        Transition(
            "remedy", one_of(C.TRIAGED, C.INVESTIGATING, C.AWAITING_AGENCY, C.REFERRED), C.REMEDY, _P
        ),
        Transition(
            "close", one_of(C.TRIAGED, C.INVESTIGATING, C.AWAITING_AGENCY, C.REMEDY, C.REFERRED), C.CLOSED, _P,
            guards=(nothing_left_to_pay_back,), stamps="closed_at",
        ),
        # What two people decide (second.py) moves with the second one; that it waits is asked there.
        Transition(
            "agree_close", one_of(C.TRIAGED, C.INVESTIGATING, C.AWAITING_AGENCY, C.REMEDY, C.REFERRED), C.CLOSED,
            _SECOND, guards=(nothing_left_to_pay_back,), stamps="closed_at",
        ),
        Transition(
            "dismiss", one_of(C.TRIAGED, C.INVESTIGATING, C.AWAITING_AGENCY), C.DISMISSED, _SECOND,
            stamps="closed_at",
        ),
        Transition(
            "reopen", one_of(C.CLOSED, C.DISMISSED), C.INVESTIGATING, _P, guards=(words_are_kept,),
        ),
    ],
)  # fmt: skip
