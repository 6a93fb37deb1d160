"""Recommendation by the officer, decision by a different person: the step that makes a registered agency.

The recommendation is bound to a hash of everything it rests on; who decides confirms it as it was made or sends it
back, and changes nothing in between.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor
from registry.errors import Invalid, NotPossible
from registry.flags import queries as flags
from registry.moves import check, move
from registry.numbering import next_number
from registry.organisations import variation
from registry.organisations.holds import Cause, lift
from registry.organisations.models import Agency
from registry.organisations.sanctions import Ground, move_agency
from registry.organisations.states import AgencyState
from registry.standard import demerits, score
from registry.standard import queries as standards
from registry.vetting import appeals, licence, pace, requirements
from registry.vetting.models import Case
from registry.vetting.states import OFFICIAL, WHOLE, CaseKind

# What can come of a case that an agency asked for. The Ministry's own cases leave a licence as it is, with or without
# conditions; taking it away is a proposal of its own (registry/organisations/sanctions.py).
OUTCOMES = ("register", "condition", "refuse")
_OF_THE_MINISTRY = ("keep", "register", "condition")
# Who stays or comes into the register must have nothing critical open, whatever the kind of case.
FAVOURABLE = frozenset({"register", "condition"})
_OF_APPEAL = {"register": "uphold", "condition": "uphold_with_conditions"}

# What the score says stands in the way, as a problem of whoever recommends.
_OF_BLOCK = {
    "critical_open": "critical_open",
    "points": "points_too_many",
    "critical_not_assessed": "criteria_not_assessed",
}


def outcomes_of(case: Case) -> tuple[str, ...]:
    return _OF_THE_MINISTRY if case.kind in OFFICIAL else OUTCOMES


def recommend(
    session: Session, actor: Actor, case: Case, *, outcome: str, reason: str, conditions: str | None = None
) -> None:
    """Say what should be decided, and why; what it rests on is kept as a hash and the score as it is now.

    `conditions`: their words for the public register where none was set in the case; else those that were set count.

    Raises Invalid("outcome_unknown", "conditions_missing"); for more than a refusal NotPossible: answers_not_accepted,
    critical_open, points_too_many, criteria_not_assessed, points_open, hard_stop.
    """
    if outcome not in outcomes_of(case):
        raise Invalid("outcome_unknown", field="outcome")
    kept = conditions_of(session, case) or (conditions or "").strip()
    if outcome == "condition" and not kept:
        raise Invalid("conditions_missing", field="conditions")
    check(session, actor, case, "recommend", reason)
    if outcome in FAVOURABLE:
        _check_favourable(session, case, outcome)
    move(
        session,
        actor,
        case,
        "recommend",
        reason=reason,
        data={"outcome": outcome},
        sets=pace.resume(case)
        | {
            "recommended_by_id": actor.account_id,
            "recommended_outcome": outcome,
            "recommended_conditions": kept if outcome == "condition" else None,
        },
    )
    score.keep(session, actor, case)
    case.recommended_hash = requirements.content_hash(session, case)
    session.flush()


def conditions_of(session: Session, case: Case) -> str:
    """The words of the public register for the conditions that were set in the case, each with its last day; empty when
    none was."""
    return standards.in_words(standards.conditions(session, case))


def _check_favourable(session: Session, case: Case, outcome: str) -> None:
    if outcome == "register" and requirements.not_accepted(session, case):
        raise NotPossible("answers_not_accepted")
    found = score.of_case(session, case)
    for block in found.blocks:
        raise NotPossible(_OF_BLOCK[block])
    if outcome == "register" and found.points:
        raise NotPossible("points_open")
    if flags.hard_stop(session, case.agency_id):
        raise NotPossible("hard_stop")


def send_back(session: Session, actor: Actor, case: Case, *, reason: str) -> None:
    """The second person does not confirm: the officer looks again."""
    forget = dict.fromkeys(("recommended_by_id", "recommended_at", "recommended_hash"))
    move(session, actor, case, "send_back", reason=reason, sets=forget)


def decide(session: Session, actor: Actor, case: Case, *, reason: str, public_reason: str) -> None:
    """Confirm what was recommended; the agency moves in the same transaction and the register shows it.

    `reason` goes to the agency, `public_reason` stands in the register. Raises NotPossible: same_person,
    changed_since_recommended, wrong_state.
    """
    if not public_reason.strip():
        raise Invalid("public_reason_missing", field="public_reason")
    outcome = case.recommended_outcome
    appeal_until = appeals.term_of(session, clock.today())
    data = {"outcome": outcome, "hash": case.recommended_hash}
    if outcome == "refuse" and case.kind in WHOLE:
        # For the letter.
        data["appeal_until"] = appeal_until.isoformat()
    move(
        session,
        actor,
        case,
        "decide",
        reason=reason,
        data=data,
        sets={
            "decided_by_id": actor.account_id,
            "decided_hash": case.recommended_hash,
            "outcome": outcome,
            "public_reason": public_reason.strip(),
            "appeal_until": appeal_until,
        },
    )
    agency = session.get_one(Agency, case.agency_id)
    if outcome == "refuse":
        _refuse(session, actor, agency, case, reason, public_reason)
    elif outcome in FAVOURABLE:
        _admit(session, actor, agency, case, outcome, reason, public_reason)
    elif outcome != "keep":
        raise NotPossible("wrong_state")
    variation.settle(session, case, agency, accepted=outcome in FAVOURABLE)
    demerits.book(session, actor, case)
    # What was held while it was looked into is free again; what was decided counts instead.
    lift(session, actor, agency, Cause.COMPLAINT, source=f"case:{case.public_id}")


def _refuse(
    session: Session, actor: Actor, agency: Agency, case: Case, reason: str, public_reason: str
) -> None:
    """A refused renewal takes nothing from a licence that still runs; neither does a second refusal add a line."""
    if agency.machine.find("refuse", agency.state) is not None:
        ground = Ground("case", case_id=case.id)
        move_agency(
            session, actor, agency, "refuse", reason=reason, public_reason=public_reason, ground=ground
        )


def _admit(
    session: Session, actor: Actor, agency: Agency, case: Case, outcome: str, reason: str, public_reason: str
) -> None:
    if case.kind == CaseKind.RENEWAL and agency.state == AgencyState.SUSPENDED:
        # It counts from the day the suspension is lifted (sanctions.reinstate, or an appeal).
        return
    verb = (
        _OF_APPEAL[outcome] if case.kind == CaseKind.APPEAL and agency.state in appeals.AGAINST else outcome
    )
    valid_from, valid_to = licence.term_of(session, agency, case)
    number = agency.registry_no or next_number(session, Agency.registry_no, "R-", digits=4)
    sets = {
        "registry_no": number,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "conditions": case.recommended_conditions,
    }
    ground = Ground("case", case_id=case.id)
    move_agency(
        session, actor, agency, verb, reason=reason, public_reason=public_reason, sets=sets, ground=ground
    )
    licence.give_cards(session, agency, valid_to)
