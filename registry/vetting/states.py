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
# The agency as a whole, against every critical criterion, seen and heard; every other kind needs what it is about.
WHOLE = frozenset({CaseKind.INITIAL, CaseKind.RENEWAL})


# ---------------------------------------------------------------- what may stand in the way


def every_mandatory_requirement_answered(session: Session, actor: Actor, case: Case) -> str | None:
    from registry.vetting import requirements

    return "requirements_missing" if requirements.missing(session, case) else None


def every_answer_reviewed(session: Session, actor: Actor, case: Case) -> str | None:
    from registry.vetting import requirements

    return "answers_not_reviewed" if requirements.not_reviewed(session, case) else None


def has_something_to_hand_in(session: Session, actor: Actor, case: Case) -> str | None:
    """Only a file can be returned and handed in anew; in every other case the thread asks."""
    if case.kind in OFFICIAL:
        return "case_of_the_ministry"
    return None if case.kind in OWN else "appeal_not_returned"


def assigned_to_actor(session: Session, actor: Actor, case: Case) -> str | None:
    return None if case.officer_id == actor.account_id else "case_of_another_officer"


def free_or_assigned_to_actor(session: Session, actor: Actor, case: Case) -> str | None:
    return "case_of_another_officer" if case.officer_id not in (None, actor.account_id) else None


def declared_no_link(session: Session, actor: Actor, case: Case) -> str | None:
    """Who looks into a case, and who decides it, has said first that nothing links them to the agency."""
    from registry.vetting import desk

    return None if desk.declared(session, case, actor.account_id) else "not_declared"


def not_always_the_same_officer(session: Session, actor: Actor, case: Case) -> str | None:
    """After two files of one agency somebody else takes the next (6.5)."""
    from registry.vetting import assignment

    rotated = actor.account_id is not None and assignment.is_rotated_out(session, case, actor.account_id)
    return "officer_rotates" if rotated else None


def appeal_is_new_eyes(session: Session, actor: Actor, case: Case) -> str | None:
    """Who recommended, proposed or decided what is appealed has no part in the appeal."""
    from registry.vetting import appeals

    return "appeal_needs_others" if actor.account_id in appeals.involved(session, case) else None


def flags_answered(session: Session, actor: Actor, case: Case) -> str | None:
    from registry.flags import queries as flags

    return "flags_undisposed" if flags.undisposed(session, case.agency_id) else None


def no_flag_stops_a_favourable_decision(session: Session, actor: Actor, case: Case) -> str | None:
    """The clock looks for flags every day: what was raised after the recommendation stops it as well."""
    from registry.flags import queries as flags
    from registry.vetting import decide

    if case.recommended_outcome not in decide.FAVOURABLE:
        return None
    if flags.hard_stop(session, case.agency_id):
        return "hard_stop"
    return flags_answered(session, actor, case)


def fieldwork_done(session: Session, actor: Actor, case: Case) -> str | None:
    from registry.vetting import fieldwork

    return None if fieldwork.done(session, case) else "fieldwork_missing"


def agency_may_hear_of_it(session: Session, actor: Actor, case: Case) -> str | None:
    """A report on the same-day path opens its case in silence, until a second person releases it (6.6). A case that
    the agency knows of already is no secret."""
    from registry.complaints import danger
    from registry.vetting import told

    if case.kind != CaseKind.COMPLAINT or told.is_told(session, case):
        return None
    return "agency_not_to_be_warned" if danger.keeps_quiet(session, case.agency_id) else None


def findings_are_confirmed(session: Session, actor: Actor, case: Case) -> str | None:
    """A critical finding needs its second person before the agency reads it."""
    from registry.standard import queries as standards

    waiting = any(one.state == "raised" for one in standards.findings(session, case))
    return "findings_unconfirmed" if waiting else None


def every_finding_planned(session: Session, actor: Actor, case: Case) -> str | None:
    """For each finding the agency has said what it will do, and the officer has agreed."""
    from registry.vetting import steps

    return "plan_missing" if steps.without_plan(session, case) else None


def nothing_critical_unassessed(session: Session, actor: Actor, case: Case) -> str | None:
    from registry.standard import score

    return "criteria_not_assessed" if score.of_case(session, case).not_assessed_critical else None


def decided_by_another_person(session: Session, actor: Actor, case: Case) -> str | None:
    """Neither who recommended nor anybody who gathered or judged evidence (ethical-recruitment.md 6.5)."""
    from registry.vetting import queries

    return "same_person" if actor.account_id in queries.authors(session, case) else None


def nothing_changed_since_recommended(session: Session, actor: Actor, case: Case) -> str | None:
    from registry.vetting import requirements

    return (
        None
        if requirements.content_hash(session, case) == case.recommended_hash
        else "changed_since_recommended"
    )


CASE = Machine(
    "case",
    CaseState,
    C.DRAFT,
    [
        Transition(
            "submit", one_of(C.DRAFT, C.RETURNED), C.SUBMITTED, Permission.CASE_SUBMIT,
            guards=(every_mandatory_requirement_answered,), stamps="submitted_at",
        ),
        Transition(
            "review", one_of(C.SUBMITTED), C.DESK_REVIEW, Permission.CASE_REVIEW,
            guards=(
                free_or_assigned_to_actor, declared_no_link, not_always_the_same_officer, appeal_is_new_eyes,
            ),
        ),
        Transition(
            "return", one_of(C.DESK_REVIEW, C.FIELD_REVIEW, C.RECOMMENDED), C.RETURNED, Permission.CASE_RETURN,
            needs_reason=True, guards=(has_something_to_hand_in, assigned_to_actor), stamps="returned_at",
        ),
        Transition(
            "begin_fieldwork", one_of(C.DESK_REVIEW), C.FIELD_REVIEW, Permission.CASE_REVIEW,
            guards=(assigned_to_actor, declared_no_link, every_answer_reviewed, flags_answered),
        ),
        Transition(
            "send_findings", one_of(C.FIELD_REVIEW), C.FINDINGS_SENT, Permission.CASE_REVIEW,
            guards=(assigned_to_actor, fieldwork_done, findings_are_confirmed, agency_may_hear_of_it),
            stamps="findings_sent_at",
        ),
        Transition(
            "begin_correction", one_of(C.FINDINGS_SENT), C.CORRECTIVE, Permission.CASE_REVIEW,
            guards=(assigned_to_actor, every_finding_planned),
        ),
        Transition(
            "recommend", one_of(C.FINDINGS_SENT, C.CORRECTIVE), C.RECOMMENDED, Permission.CASE_RECOMMEND,
            needs_reason=True,
            guards=(
                assigned_to_actor, declared_no_link, every_answer_reviewed, flags_answered, findings_are_confirmed,
                nothing_critical_unassessed,
            ),
            stamps="recommended_at",
        ),
        Transition(
            "decide", one_of(C.RECOMMENDED), C.DECIDED, Permission.CASE_DECIDE, needs_reason=True,
            guards=(
                decided_by_another_person, declared_no_link, appeal_is_new_eyes, nothing_changed_since_recommended,
                no_flag_stops_a_favourable_decision,
            ),
            stamps="decided_at",
        ),
        # The second person does not agree: back to the officer, with the reason.
        Transition(
            "send_back", one_of(C.RECOMMENDED), C.FIELD_REVIEW, Permission.CASE_DECIDE, needs_reason=True,
            guards=(decided_by_another_person,),
        ),
        Transition("lapse", one_of(C.RETURNED), C.LAPSED, Permission.SYSTEM_EXPIRE),
    ],
)  # fmt: skip
