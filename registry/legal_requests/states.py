"""The life of a legal request: proposed, approved by another person with a fresh second factor, handed over.

What was handed over may be taken again by the same person for a day: a printer jams, a download breaks."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.legal_requests.models import LegalRequest


class LegalRequestState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"


S = LegalRequestState
TAKEN_AGAIN_WITHIN = timedelta(days=1)


def decided_by_another_person(session: Session, actor: Actor, request: LegalRequest) -> str | None:
    return "same_person" if actor.account_id in (None, request.proposed_by_id) else None


def is_own(session: Session, actor: Actor, request: LegalRequest) -> str | None:
    """Who asked for it takes it back, or carries it to the authority."""
    return None if request.is_own(actor) else "proposal_not_yours"


def is_the_same_day(session: Session, actor: Actor, request: LegalRequest) -> str | None:
    at = request.handed_over_at
    return None if at is not None and clock.now() - at <= TAKEN_AGAIN_WITHIN else "copy_day_over"


LEGAL_REQUEST = Machine(
    "legal_request",
    LegalRequestState,
    S.PROPOSED,
    [
        Transition(
            "approve", one_of(S.PROPOSED), S.APPROVED, Permission.PERSONAL_EXPORT_APPROVE,
            guards=(decided_by_another_person,), stamps="decided_at",
        ),
        Transition(
            "refuse", one_of(S.PROPOSED), S.REFUSED, Permission.PERSONAL_EXPORT_APPROVE,
            guards=(decided_by_another_person,), stamps="decided_at",
        ),
        Transition(
            "withdraw", one_of(S.PROPOSED, S.APPROVED), S.WITHDRAWN, Permission.PERSONAL_EXPORT_PROPOSE,
            guards=(is_own,),
        ),
        Transition(
            "hand_over", one_of(S.APPROVED), S.HANDED_OVER, Permission.PERSONAL_EXPORT_PROPOSE,
            guards=(is_own,), stamps="handed_over_at",
        ),
        Transition(
            "hand_over_again", one_of(S.HANDED_OVER), S.HANDED_OVER, Permission.PERSONAL_EXPORT_PROPOSE,
            guards=(is_own, is_the_same_day),
        ),
    ],
)  # fmt: skip
