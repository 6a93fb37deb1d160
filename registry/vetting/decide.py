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
from registry.moves import move
from registry.numbering import next_number
from registry.organisations import variation
from registry.organisations.models import Agency, Recruiter
from registry.organisations.service import Ground, move_agency
from registry.organisations.states import IN_GOOD_STANDING
from registry.standard import queries as standards
from registry.vetting import requirements
from registry.vetting.models import Case

# The outcome is the verb of the agency that follows from it.
OUTCOMES = ("register", "condition", "refuse")


def recommend(
    session: Session, actor: Actor, case: Case, *, outcome: str, reason: str, conditions: str | None = None
) -> None:
    """Say what should be decided, and why. Raises Invalid("outcome_unknown", "conditions_missing"),
    NotPossible("answers_not_accepted") when something else than a refusal rests on answers that need work."""
    if outcome not in OUTCOMES:
        raise Invalid("outcome_unknown", field="outcome")
    if outcome == "condition" and not (conditions and conditions.strip()):
        raise Invalid("conditions_missing", field="conditions")
    if outcome == "register" and requirements.not_accepted(session, case):
        raise NotPossible("answers_not_accepted")
    kept = conditions.strip() if outcome == "condition" and conditions else None
    move(
        session,
        actor,
        case,
        "recommend",
        reason=reason,
        data={"outcome": outcome},
        sets={
            "recommended_by_id": actor.account_id,
            "recommended_outcome": outcome,
            "recommended_conditions": kept,
        },
    )
    case.recommended_hash = requirements.content_hash(session, case)
    session.flush()


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
        data={"outcome": outcome},
        sets={
            "decided_by_id": actor.account_id,
            "decided_hash": case.recommended_hash,
            "outcome": outcome,
            "public_reason": public_reason.strip(),
        },
    )
    agency = session.get_one(Agency, case.agency_id)
    if outcome == "refuse":
        _refuse(session, actor, agency, case, reason, public_reason)
    elif outcome in OUTCOMES:
        _admit(session, actor, agency, case, outcome, reason, public_reason)
    else:
        raise NotPossible("wrong_state")
    variation.settle(session, case, agency)


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
    session: Session, actor: Actor, agency: Agency, case: Case, verb: str, reason: str, public_reason: str
) -> None:
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
    """From today for the years of the case's version; a renewal in time goes on from the end of the running licence."""
    today = clock.today()
    runs = agency.state in IN_GOOD_STANDING and agency.valid_to is not None and agency.valid_to >= today
    start = agency.valid_to + timedelta(days=1) if runs and agency.valid_to else today
    years = standards.of_case(session, case).clocks["licence_years"].value
    try:
        end = start.replace(year=start.year + years)
    except ValueError:
        end = date(start.year + years, 3, 1)
    return (agency.valid_from or today) if runs else today, end - timedelta(days=1)


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
