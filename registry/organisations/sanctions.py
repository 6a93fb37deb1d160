"""How the standing of an agency changes: always with a dated line of its public history, always by two people.

A vetting case moves it through registry.vetting.decide; suspending, lifting and revoking are proposals that a second
person approves (ethical-recruitment.md 6.2, 6.5). Only in an emergency a director acts first: a second person ratifies
it in the days that the standard gives, or it ends by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import SYSTEM, Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.events import Event
from registry.moves import check, move
from registry.organisations.models import Agency, Standing
from registry.organisations.states import IN_GOOD_STANDING, AgencyState
from registry.proposals import conflicts
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal
from registry.proposals.states import ProposalState
from registry.standard import queries as standard


@dataclass(frozen=True, slots=True)
class Ground:
    """What a line of the public history rests on; `kind` as in models.Standing."""

    kind: str
    case_id: int | None = None
    proposal_id: int | None = None


BY_CLOCK = Ground("clock")
# After an emergency that nobody ratified, the way left is the ordinary one by two people. [P], to be confirmed.
NO_SECOND_EMERGENCY_FOR = timedelta(days=90)


def move_agency(
    session: Session,
    actor: Actor,
    agency: Agency,
    verb: str,
    *,
    reason: str | None = None,
    public_reason: str = "",
    sets: Mapping[str, Any] | None = None,
    ground: Ground,
) -> Event:
    """Write the dated line of the agency's public history, with what it rests on, and move the agency.

    The line comes first: the database lets an agency into a state only when its newest line says so.
    """
    from registry.vetting import appeals

    row = check(session, actor, agency, verb, reason)
    session.add(
        Standing(
            agency_id=agency.id,
            state=row.target,
            since=clock.today(),
            public_reason=public_reason or None,
            ground=ground.kind,
            case_id=ground.case_id,
            proposal_id=ground.proposal_id,
            valid_to=(sets or {}).get("valid_to", agency.valid_to),
        )
    )
    session.flush()
    data = {}
    if row.target in appeals.AGAINST:
        # For the letter.
        data["appeal_until"] = appeals.term_of(session, clock.today()).isoformat()
    return move(session, actor, agency, verb, reason=reason, data=data, sets=sets)


def newest_line(session: Session, agency: Agency) -> Standing | None:
    query = select(Standing).where(Standing.agency_id == agency.id).order_by(Standing.id.desc()).limit(1)
    return session.scalar(query)


# ---------------------------------------------------------------- proposing


def propose_suspension(
    session: Session, actor: Actor, agency: Agency, *, reason: str, public_reason: str
) -> Proposal:
    """Raises NotAllowed, NotPossible("wrong_state", "proposal_open_already"), Invalid."""
    _check_state(agency, IN_GOOD_STANDING)
    content = {"public_reason": _public(public_reason)}
    return proposing.propose(session, actor, "agency_suspend", agency, content=content, reason=reason)


def propose_lifting(
    session: Session,
    actor: Actor,
    agency: Agency,
    *,
    reason: str,
    public_reason: str,
    conditions: str | None = None,
) -> Proposal:
    """Back into the register, with conditions when some are said. Raises also NotPossible("findings_open")."""
    _check_state(agency, {AgencyState.SUSPENDED})
    _check_findings(session, agency)
    kept = conditions.strip() if conditions else ""
    content = {"public_reason": _public(public_reason), "conditions": kept or None}
    return proposing.propose(session, actor, "agency_reinstate", agency, content=content, reason=reason)


def propose_conditions_met(
    session: Session, actor: Actor, agency: Agency, *, reason: str, public_reason: str
) -> Proposal:
    """In the register without conditions. Raises NotPossible also: conditions_open, findings_open."""
    _check_state(agency, {AgencyState.CONDITIONAL})
    _check_nothing_left(session, agency)
    content = {"public_reason": _public(public_reason)}
    return proposing.propose(session, actor, "agency_conditions_met", agency, content=content, reason=reason)


def propose_revocation(
    session: Session, actor: Actor, agency: Agency, *, reason: str, public_reason: str, heard_on: date | None
) -> Proposal:
    """Out of the register for good, after the agency was heard while it was suspended.

    Raises also Invalid("hearing_missing", "hearing_outside").
    """
    _check_state(agency, {AgencyState.SUSPENDED})
    if heard_on is None:
        raise Invalid("hearing_missing", field="heard_on")
    line = newest_line(session, agency)
    if heard_on > clock.today() or (line is not None and heard_on < line.since):
        raise Invalid("hearing_outside", field="heard_on")
    content = {"public_reason": _public(public_reason), "heard_on": heard_on.isoformat()}
    return proposing.propose(session, actor, "agency_revoke", agency, content=content, reason=reason)


def stop(session: Session, actor: Actor, agency: Agency, *, reason: str, public_reason: str) -> Proposal:
    """Suspend at once, in an emergency. A second person ratifies it in time, or it ends by itself.

    Raises NotAllowed, NotPossible("wrong_state", "proposal_open_already", "emergency_not_again"), Invalid.
    """
    if not may(actor, Permission.AGENCY_STOP):
        raise NotAllowed()
    _check_state(agency, IN_GOOD_STANDING)
    if _had_emergency(session, agency):
        raise NotPossible("emergency_not_again", days=NO_SECOND_EMERGENCY_FOR.days)
    content = {"public_reason": _public(public_reason)}
    proposal = proposing.propose(session, actor, "agency_emergency", agency, content=content, reason=reason)
    _move(session, actor, agency, "stop", proposal)
    return proposal


def available(session: Session, actor: Actor, agency: Agency) -> list[str]:
    """What this actor may begin about this agency now: suspend, stop, reinstate, revoke, end_conditions."""
    in_register, out = agency.state in IN_GOOD_STANDING, agency.state == AgencyState.SUSPENDED
    found = {
        "suspend": in_register and may(actor, Permission.AGENCY_PROPOSE),
        "stop": in_register and may(actor, Permission.AGENCY_STOP) and not _had_emergency(session, agency),
        "reinstate": out and may(actor, Permission.AGENCY_PROPOSE) and findings_are_verified(session, agency),
        "revoke": out and may(actor, Permission.AGENCY_PROPOSE),
        "end_conditions": agency.state == AgencyState.CONDITIONAL
        and may(actor, Permission.AGENCY_PROPOSE)
        and left_to_do(session, agency) is None,
    }
    kinds = {
        "suspend": "agency_suspend",
        "reinstate": "agency_reinstate",
        "revoke": "agency_revoke",
        "end_conditions": "agency_conditions_met",
    }
    return [
        verb
        for verb, holds in found.items()
        if holds and (verb == "stop" or _may_propose(session, actor, agency, kinds[verb]))
    ]


def _may_propose(session: Session, actor: Actor, agency: Agency, kind: str) -> bool:
    """Nobody proposed it yet, and nothing keeps this person from doing so."""
    obstacle = conflicts.of_proposing(session, actor.account_id or 0, kind, agency)
    return obstacle is None and proposals.open_about(session, agency, kind) is None


def _had_emergency(session: Session, agency: Agency) -> bool:
    """Did one about this agency fall, or was it rejected, in the last days?"""
    query = select(Proposal.id).where(
        Proposal.kind == "agency_emergency",
        Proposal.subject_type == "agency",
        Proposal.subject_id == agency.public_id,
        or_(
            and_(
                Proposal.state == ProposalState.FELL,
                Proposal.falls_on >= clock.today() - NO_SECOND_EMERGENCY_FOR,
            ),
            and_(
                Proposal.state == ProposalState.REJECTED,
                Proposal.decided_at >= clock.now() - NO_SECOND_EMERGENCY_FOR,
            ),
        ),
    )
    return session.scalar(query.limit(1)) is not None


def _check_state(agency: Agency, states: frozenset[str] | set[AgencyState]) -> None:
    if agency.state not in states:
        raise NotPossible("wrong_state")


def _check_findings(session: Session, agency: Agency) -> None:
    if not findings_are_verified(session, agency):
        raise NotPossible("findings_open")


def _check_nothing_left(session: Session, agency: Agency) -> None:
    obstacle = left_to_do(session, agency)
    if obstacle is not None:
        raise NotPossible(obstacle)


def left_to_do(session: Session, agency: Agency) -> str | None:
    """What is left to do: conditions_open, findings_open; None when all that was asked is done."""
    if standard.unmet_conditions(session, agency.id):
        return "conditions_open"
    return "findings_open" if standard.to_correct(session, agency.id) else None


def findings_are_verified(session: Session, agency: Agency) -> bool:
    """No finding of this agency that keeps it out is open."""
    return standard.open_criticals(session, agency.id) == 0


def _public(public_reason: str) -> str:
    if not public_reason.strip():
        raise Invalid("public_reason_missing", field="public_reason")
    return public_reason.strip()


# ---------------------------------------------------------------- what follows when a second person agrees


def _as_it_stands(agency: Agency) -> dict[str, Any]:
    """What must not have changed between proposal and approval."""
    return {"state": str(agency.state), "conditions": agency.conditions, "valid_to": agency.valid_to}


def _agency(session: Session, proposal: Proposal) -> Agency:
    found: Agency = proposals.subject_of(session, proposal)
    return found


def _move(
    session: Session,
    actor: Actor,
    agency: Agency,
    verb: str,
    proposal: Proposal,
    *,
    sets: Mapping[str, Any] | None = None,
) -> None:
    move_agency(
        session,
        actor,
        agency,
        verb,
        # The agency is written what the register says; why the two people did it stays with the proposal.
        reason=proposal.content["public_reason"],
        public_reason=proposal.content["public_reason"],
        sets=sets,
        ground=Ground("proposal", proposal_id=proposal.id),
    )


@kind(
    "agency_suspend",
    propose=Permission.AGENCY_PROPOSE,
    approve=Permission.AGENCY_SUSPEND,
    content_of=_as_it_stands,
)
def suspend(session: Session, actor: Actor, proposal: Proposal) -> None:
    """From this moment its vacancies count no more."""
    _move(session, actor, _agency(session, proposal), "suspend", proposal)


@kind(
    "agency_reinstate",
    propose=Permission.AGENCY_PROPOSE,
    approve=Permission.AGENCY_REINSTATE,
    content_of=_as_it_stands,
)
def reinstate(session: Session, actor: Actor, proposal: Proposal) -> None:
    """Lift the suspension; findings that were opened since the proposal stand in the way. Conditions that are not met
    go on, and a renewal that was granted meanwhile counts from now on."""
    from registry.vetting import licence

    agency = _agency(session, proposal)
    _check_findings(session, agency)
    granted = licence.granted_meanwhile(session, agency)
    conditions = proposal.content["conditions"] or ""
    unmet = standard.in_words(standard.unmet_conditions(session, agency.id))
    for kept in (unmet, granted.recommended_conditions if granted else None):
        if kept and kept not in conditions:
            conditions = f"{conditions} {kept}".strip()
    verb = "reinstate_with_conditions" if conditions else "reinstate"
    sets: dict[str, Any] = {"conditions": conditions or None}
    valid_to = licence.after_suspension(session, agency)
    if valid_to is not None:
        sets["valid_to"] = valid_to
    _move(session, actor, agency, verb, proposal, sets=sets)
    if valid_to is not None:
        licence.give_cards(session, agency, valid_to)


@kind(
    "agency_conditions_met",
    propose=Permission.AGENCY_PROPOSE,
    approve=Permission.AGENCY_REINSTATE,
    content_of=_as_it_stands,
)
def end_conditions(session: Session, actor: Actor, proposal: Proposal) -> None:
    """Nothing is open any more: in the register without conditions, as long as the licence runs."""
    agency = _agency(session, proposal)
    _check_nothing_left(session, agency)
    _move(session, actor, agency, "end_conditions", proposal, sets={"conditions": None})


@kind(
    "agency_revoke",
    propose=Permission.AGENCY_PROPOSE,
    approve=Permission.AGENCY_REVOKE,
    content_of=_as_it_stands,
)
def revoke(session: Session, actor: Actor, proposal: Proposal) -> None:
    _move(session, actor, _agency(session, proposal), "revoke", proposal)


# What the register says of an emergency that ended: those who read "suspended" and "registered" days apart learn why.
_NOT_RATIFIED = "Terminó la suspensión de emergencia: una segunda persona no la confirmó en su plazo."
_REJECTED = "Terminó la suspensión de emergencia: una segunda persona no estuvo de acuerdo."


def end_emergency(session: Session, actor: Actor, proposal: Proposal) -> None:
    """Nobody ratified it: the agency stands again as it stood before, unless something else moved it since."""
    agency = _agency(session, proposal)
    lines = list(
        session.scalars(
            select(Standing).where(Standing.agency_id == agency.id).order_by(Standing.id.desc()).limit(2)
        )
    )
    if not lines or lines[0].proposal_id != proposal.id:
        return
    was_conditional = len(lines) > 1 and lines[1].state == AgencyState.CONDITIONAL
    verb = "end_emergency_with_conditions" if was_conditional else "end_emergency"
    ground = Ground("proposal", proposal_id=proposal.id)
    why = _NOT_RATIFIED if proposal.state == ProposalState.FELL else _REJECTED
    move_agency(session, SYSTEM, agency, verb, public_reason=why, ground=ground)


@kind(
    "agency_emergency",
    propose=Permission.AGENCY_STOP,
    approve=Permission.AGENCY_SUSPEND,
    turned_down=end_emergency,
    clock="emergency_ratify_days",
)
def ratify(session: Session, actor: Actor, proposal: Proposal) -> None:
    """The suspension stands already; from now on it ends only as any other."""


# ---------------------------------------------------------------- the clock


def expire_due(session: Session) -> int:
    """Expire agencies whose licence ended before today, but those whose renewal was filed in time and waits for its
    decision. Returns how many."""
    from registry.vetting import queries as vetting

    query = select(Agency).where(Agency.state.in_(IN_GOOD_STANDING), Agency.valid_to < clock.today())
    due = [
        one for one in session.scalars(query.order_by(Agency.id)) if not vetting.renewal_waits(session, one)
    ]
    for agency in due:
        move_agency(session, SYSTEM, agency, "expire", ground=BY_CLOCK)
    return len(due)
