"""The life of a finding and of the agency's answer to it (ethical-recruitment.md 6.1, 6.5).

A critical finding is confirmed by a second person. A finding is closed by proof that an officer checked; it is
withdrawn or made smaller only by two people (registry/standard/second_person.py).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.standard.models import CorrectiveAction, Finding


class FindingState(StrEnum):
    RAISED = "raised"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class ActionState(StrEnum):
    PROPOSED = "proposed"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    PROVEN = "proven"
    DONE = "done"


# They count in points; one that waits for its second person counts already.
COUNTING = frozenset({FindingState.RAISED, FindingState.OPEN})
F, A = FindingState, ActionState


def not_who_raised_it(session: Session, actor: Actor, finding: Finding) -> str | None:
    return "same_person" if actor.account_id == finding.raised_by_id else None


def case_is_of_actor(session: Session, actor: Actor, record: Finding | CorrectiveAction) -> str | None:
    """After the decision the findings that are left are checked by any officer who declared: whoever held the case may
    be gone."""
    from registry.standard import queries
    from registry.vetting import desk

    case = queries.case_of(session, record)
    if case.state == "decided":
        return None if desk.declared(session, case, actor.account_id) else "not_declared"
    return None if case.officer_id == actor.account_id else "case_of_another_officer"


def nobody_is_deciding(session: Session, actor: Actor, record: Finding | CorrectiveAction) -> str | None:
    """Nothing under a recommendation moves until it is decided or sent back."""
    from registry.standard import queries

    return "assessment_closed" if queries.case_of(session, record).state == "recommended" else None


def every_measure_proven(session: Session, actor: Actor, finding: Finding) -> str | None:
    from registry.standard import queries

    return None if queries.is_remedied(session, finding) else "finding_not_proven"


FINDING = Machine(
    "finding",
    FindingState,
    F.RAISED,
    [
        Transition(
            "confirm", one_of(F.RAISED), F.OPEN, Permission.FINDING_CONFIRM,
            guards=(not_who_raised_it,), stamps="confirmed_at",
        ),
        # The second person does not see it as critical, or not as a finding at all.
        Transition(
            "decline", one_of(F.RAISED), F.WITHDRAWN, Permission.FINDING_CONFIRM, needs_reason=True,
            guards=(not_who_raised_it,), stamps="closed_at",
        ),
        Transition(
            "close", one_of(F.OPEN), F.CLOSED, Permission.CASE_REVIEW,
            guards=(case_is_of_actor, nobody_is_deciding, every_measure_proven), stamps="closed_at",
        ),
        # One that waited for its second person has had it now.
        Transition(
            "downgrade", one_of(F.RAISED, F.OPEN), F.OPEN, Permission.FINDING_CONFIRM, needs_reason=True,
            guards=(not_who_raised_it,),
        ),
        Transition(
            "withdraw", one_of(F.RAISED, F.OPEN), F.WITHDRAWN, Permission.FINDING_CONFIRM, needs_reason=True,
            guards=(not_who_raised_it,), stamps="closed_at",
        ),
    ],
)  # fmt: skip

ACTION = Machine(
    "corrective_action",
    ActionState,
    A.PROPOSED,
    [
        Transition(
            "accept", one_of(A.PROPOSED), A.ACCEPTED, Permission.CASE_REVIEW,
            guards=(case_is_of_actor, nobody_is_deciding),
        ),
        Transition(
            "refuse", one_of(A.PROPOSED), A.REFUSED, Permission.CASE_REVIEW, needs_reason=True,
            guards=(case_is_of_actor, nobody_is_deciding),
        ),
        Transition("prove", one_of(A.ACCEPTED), A.PROVEN, Permission.FINDING_ANSWER,
            guards=(nobody_is_deciding,), stamps="proven_at",
        ),
        Transition(
            "verify", one_of(A.PROVEN), A.DONE, Permission.CASE_REVIEW, guards=(case_is_of_actor, nobody_is_deciding),
            stamps="verified_at",
        ),
        Transition(
            "send_back", one_of(A.PROVEN), A.ACCEPTED, Permission.CASE_REVIEW, needs_reason=True,
            guards=(case_is_of_actor, nobody_is_deciding),
        ),
    ],
)  # fmt: skip
