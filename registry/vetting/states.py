"""The life of a vetting case (ethical-recruitment.md 6.2)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.vetting.models import Case


class CaseState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DESK_REVIEW = "desk_review"
    FIELD_REVIEW = "field_review"
    FINDINGS_SENT = "findings_sent"
    CORRECTIVE = "corrective"
    RECOMMENDED = "recommended"
    DECIDED = "decided"
    LAPSED = "lapsed"


class CaseKind(StrEnum):
    """The agency opens the first three and the appeal; the Ministry surveillance and complaint."""

    INITIAL = "initial"
    RENEWAL = "renewal"
    VARIATION = "variation"
    APPEAL = "appeal"
    SURVEILLANCE = "surveillance"
    COMPLAINT = "complaint"


C = CaseState
# Opened by the Ministry about an agency: there is nothing to hand in.
OFFICIAL = frozenset({CaseKind.SURVEILLANCE, CaseKind.COMPLAINT})
# The file of an agency that wants something of the register.
OWN = frozenset({CaseKind.INITIAL, CaseKind.RENEWAL, CaseKind.VARIATION})


def every_mandatory_requirement_answered(session: Session, actor: Actor, case: Case) -> str | None:
    from registry.vetting import requirements

    return "requirements_missing" if requirements.missing(session, case) else None


def every_answer_reviewed(session: Session, actor: Actor, case: Case) -> str | None:
    from registry.vetting import requirements

    return "answers_not_reviewed" if requirements.not_reviewed(session, case) else None


def assigned_to_actor(session: Session, actor: Actor, case: Case) -> str | None:
    return None if case.officer_id == actor.account_id else "case_of_another_officer"


def decided_by_another_person(session: Session, actor: Actor, case: Case) -> str | None:
    """Neither who recommended nor anybody who judged a document (ethical-recruitment.md 6.5)."""
    from registry.vetting import queries

    people = {case.recommended_by_id, case.officer_id, *queries.reviewers(session, case)}
    return "same_person" if actor.account_id in people else None


def nothing_changed_since_recommended(session: Session, actor: Actor, case: Case) -> str | None:
    from registry.vetting import requirements

    return (
        None
        if requirements.content_hash(session, case) == case.recommended_hash
        else "changed_since_recommended"
    )


def asked_for_by_the_agency(session: Session, actor: Actor, case: Case) -> str | None:
    return "case_of_the_ministry" if case.kind in OFFICIAL else None


CASE = Machine(
    "case",
    CaseState,
    C.DRAFT,
    [
        Transition(
            "submit", one_of(C.DRAFT, C.RETURNED), C.SUBMITTED, Permission.CASE_SUBMIT,
            guards=(every_mandatory_requirement_answered,), stamps="submitted_at",
        ),
        Transition("review", one_of(C.SUBMITTED), C.DESK_REVIEW, Permission.CASE_REVIEW),
        Transition(
            "return", one_of(C.DESK_REVIEW, C.FIELD_REVIEW, C.RECOMMENDED), C.RETURNED, Permission.CASE_RETURN,
            needs_reason=True, guards=(asked_for_by_the_agency, assigned_to_actor), stamps="returned_at",
        ),
        Transition(
            "begin_fieldwork", one_of(C.DESK_REVIEW), C.FIELD_REVIEW, Permission.CASE_REVIEW,
            guards=(assigned_to_actor, every_answer_reviewed),
        ),
        Transition(
            "send_findings", one_of(C.FIELD_REVIEW), C.FINDINGS_SENT, Permission.CASE_REVIEW,
            guards=(assigned_to_actor,), stamps="findings_sent_at",
        ),
        # The agency has said for each finding what it will do.
        Transition("begin_correction", one_of(C.FINDINGS_SENT), C.CORRECTIVE, Permission.CASE_SUBMIT),
        Transition(
            "recommend", one_of(C.DESK_REVIEW, C.FINDINGS_SENT, C.CORRECTIVE), C.RECOMMENDED,
            Permission.CASE_RECOMMEND, needs_reason=True,
            guards=(assigned_to_actor, every_answer_reviewed), stamps="recommended_at",
        ),
        Transition(
            "decide", one_of(C.RECOMMENDED), C.DECIDED, Permission.CASE_DECIDE, needs_reason=True,
            guards=(decided_by_another_person, nothing_changed_since_recommended), stamps="decided_at",
        ),
        # The second person does not agree: back to the officer, with the reason.
        Transition(
            "send_back", one_of(C.RECOMMENDED), C.DESK_REVIEW, Permission.CASE_DECIDE, needs_reason=True,
            guards=(decided_by_another_person,),
        ),
        Transition("lapse", one_of(C.RETURNED), C.LAPSED, Permission.SYSTEM_EXPIRE),
    ],
)  # fmt: skip
