"""Recommendation by the officer, decision by a different person: the step that makes a registered agency.

The recommendation is bound to a hash of everything it rests on; who decides confirms it as it was made or sends it
back, and changes nothing in between.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor
from registry.errors import Invalid, NotPossible
from registry.flags import queries as flags
from registry.moves import check, move
from registry.numbering import next_number
from registry.organisations import variation
from registry.organisations.holds import Cause, lift
from registry.organisations.models import Agency, Recruiter
from registry.organisations.sanctions import Ground, move_agency
from registry.organisations.states import IN_GOOD_STANDING
from registry.standard import demerits, score
from registry.standard import queries as standards
from registry.vetting import pace, requirements
from registry.vetting.models import Case
from registry.vetting.states import OFFICIAL, CaseKind

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
    return " ".join(
        f"{one.text.strip().rstrip('.')} (hasta el {one.due_on:%d/%m/%Y})."
        for one in standards.conditions(session, case)
    )


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
    move(
        session,
        actor,
        case,
        "decide",
        reason=reason,
        data={"outcome": outcome, "hash": case.recommended_hash},
        sets={
            "decided_by_id": actor.account_id,
            "decided_hash": case.recommended_hash,
            "outcome": outcome,
            "public_reason": public_reason.strip(),
            "appeal_until": _appeal_until(session),
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


def _appeal_until(session: Session) -> date:
    """The law in force on the day of the decision counts, not that of the day the case was opened."""
    return standards.in_force(session).clocks["appeal_working_days"].after(clock.today())


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
    verb = _OF_APPEAL[outcome] if case.kind == CaseKind.APPEAL else outcome
    valid_from, valid_to = _term(session, agency, case)
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
    _give_cards(session, agency, valid_to)


def _term(session: Session, agency: Agency, case: Case) -> tuple[date, date]:
    """The years of the case's version from today. A renewal of a licence that still stands goes on from its end; a case
    of another kind leaves a running licence as long as it is."""
    today = clock.today()
    ends_on = agency.valid_to
    if case.kind == CaseKind.RENEWAL and agency.state in IN_GOOD_STANDING and ends_on is not None:
        return agency.valid_from or today, _years_after(session, case, ends_on + timedelta(days=1))
    if case.kind not in (CaseKind.INITIAL, CaseKind.RENEWAL) and ends_on is not None and ends_on >= today:
        return agency.valid_from or today, ends_on
    return today, _years_after(session, case, today)


def _years_after(session: Session, case: Case, start: date) -> date:
    """The last day of a licence that begins on `start`."""
    years = standards.of_case(session, case).clocks["licence_years"].value
    try:
        end = start.replace(year=start.year + years)
    except ValueError:
        end = date(start.year + years, 3, 1)
    return end - timedelta(days=1)


def _give_cards(session: Session, agency: Agency, valid_to: date) -> None:
    """Each recruiter has one number for life; it is worth what the agency's standing is worth."""
    mine = (
        select(Recruiter)
        .where(Recruiter.agency_id == agency.id, Recruiter.until.is_(None))
        .order_by(Recruiter.id)
    )
    for recruiter in session.scalars(mine).all():
        recruiter.valid_to = valid_to
        if recruiter.card_no is None:
            recruiter.card_no = next_number(session, Recruiter.card_no, "RC-", digits=4)
    session.flush()
