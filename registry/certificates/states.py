"""The life of a certificate and of a training centre: each step is carried out by an approved proposal."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Guard, Machine, Transition, one_of


class CertificateState(StrEnum):
    ASSESSED = "assessed"
    ISSUED = "issued"
    REVOKED = "revoked"


class TrainingCentreState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    ENDED = "ended"


ISSUE, REVOKE = "certificate_issue", "certificate_revoke"
APPROVE_CENTRE, END_CENTRE = "training_centre_approve", "training_centre_end"


def agreed(kind: str) -> Guard:
    """Only an approved proposal of this kind, which two people made, carries the step out."""

    def is_agreed(session: Session, actor: Actor, record: Any) -> str | None:
        from registry.proposals import queries as proposals

        about = proposals.of_subject(session, record)
        return (
            None if any(one.kind == kind and one.state == "approved" for one in about) else "needs_two_people"
        )

    return is_agreed


C, T = CertificateState, TrainingCentreState

CERTIFICATE = Machine(
    "skill_certificate",
    CertificateState,
    C.ASSESSED,
    [
        Transition(
            "issue", one_of(C.ASSESSED), C.ISSUED, Permission.CERTIFICATE_ISSUE, guards=(agreed(ISSUE),),
            stamps="issued_at",
        ),
        Transition(
            "revoke", one_of(C.ISSUED), C.REVOKED, Permission.CERTIFICATE_REVOKE, needs_reason=True,
            guards=(agreed(REVOKE),), stamps="revoked_at",
        ),
    ],
)  # fmt: skip

TRAINING_CENTRE = Machine(
    "training_centre",
    TrainingCentreState,
    T.PROPOSED,
    [
        Transition(
            "approve", one_of(T.PROPOSED), T.APPROVED, Permission.TRAINING_CENTRE_APPROVE,
            guards=(agreed(APPROVE_CENTRE),), stamps="approved_at",
        ),
        Transition(
            "end", one_of(T.APPROVED), T.ENDED, Permission.TRAINING_CENTRE_APPROVE, needs_reason=True,
            guards=(agreed(END_CENTRE),), stamps="ended_at",
        ),
    ],
)  # fmt: skip
