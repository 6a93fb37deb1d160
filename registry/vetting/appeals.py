"""An agency appeals against what took or refused it its place in the register; other people look at it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.organisations.models import Agency, Standing
from registry.organisations.states import AgencyState
from registry.proposals.models import Proposal
from registry.standard import queries as standards
from registry.vetting import service
from registry.vetting.models import Case
from registry.vetting.states import CaseKind

AGAINST = frozenset({AgencyState.REFUSED, AgencyState.SUSPENDED, AgencyState.REVOKED})


def appealed(session: Session, agency: Agency) -> Standing | None:
    """The line of the public history that an appeal of this agency would be against."""
    query = select(Standing).where(Standing.agency_id == agency.id).order_by(Standing.id.desc()).limit(1)
    line = session.scalar(query)
    return line if line is not None and line.state in AGAINST else None


def open_until(session: Session, agency: Agency) -> date | None:
    """The last day to appeal; None when there is nothing to appeal or it was done already."""
    line = appealed(session, agency)
    if line is None:
        return None
    mine = select(Case.opened_at).where(Case.agency_id == agency.id, Case.kind == CaseKind.APPEAL)
    if any(at.astimezone(clock.GUATEMALA).date() >= line.since for at in session.scalars(mine)):
        return None
    return standards.in_force(session).clocks["appeal_working_days"].after(line.since)


def open_appeal(session: Session, actor: Actor, agency: Agency, *, grounds: str) -> Case:
    """Hand an appeal in. `grounds`: what the agency says against it.

    Raises NotAllowed, Invalid("reason_missing"), NotPossible("appeal_nothing", "appeal_too_late").
    """
    if not may(actor, Permission.CASE_SUBMIT, agency):
        raise NotAllowed()
    if not grounds.strip():
        raise Invalid("reason_missing", field="grounds")
    until = open_until(session, agency)
    if until is None:
        raise NotPossible("appeal_nothing")
    if clock.today() > until:
        raise NotPossible("appeal_too_late")
    case = service.begin(session, actor, agency, kind=CaseKind.APPEAL)
    case.why = grounds.strip()
    service.submit(session, actor, case)
    return case


def involved(session: Session, case: Case) -> set[int]:
    """Accounts that had a part in what this case appeals against; empty for a case that is no appeal."""
    if case.kind != CaseKind.APPEAL:
        return set()
    opened_on = case.opened_at.astimezone(clock.GUATEMALA).date()
    query = select(Standing).where(
        Standing.agency_id == case.agency_id, Standing.state.in_(AGAINST), Standing.since <= opened_on
    )
    line = session.scalar(query.order_by(Standing.id.desc()).limit(1))
    if line is None:
        return set()
    people: set[int | None] = set()
    if line.case_id is not None:
        earlier = session.get_one(Case, line.case_id)
        people = {earlier.officer_id, earlier.recommended_by_id, earlier.decided_by_id}
    if line.proposal_id is not None:
        proposal = session.get_one(Proposal, line.proposal_id)
        people = {proposal.proposed_by_id, proposal.decided_by_id}
    return {key for key in people if key is not None}
