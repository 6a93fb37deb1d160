"""An agency appeals against what took or refused it its place in the register; other people look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
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
from registry.vetting.states import WHOLE, CaseKind, CaseState

AGAINST = frozenset({AgencyState.REFUSED, AgencyState.SUSPENDED, AgencyState.REVOKED})


@dataclass(frozen=True, slots=True)
class Appealed:
    """What an appeal would be against. `state`: of the agency's line, or `refused`; `case` or `proposal_id`: what it
    rests on. A renewal that is refused takes nothing from a licence that still runs: it is a case without a line."""

    state: str
    since: date
    public_reason: str | None
    case: Case | None
    proposal_id: int | None


def appealed(session: Session, agency: Agency) -> Appealed | None:
    """The decision that an appeal of this agency would be against now."""
    line = session.scalar(_lines(agency.id).limit(1))
    case = session.scalar(_refusals(agency.id).limit(1))
    if case is not None and (line is None or _is_later(case, line)):
        return _of_case(case)
    return _of_line(session, line) if line is not None and line.state in AGAINST else None


def _lines(agency_id: int) -> Select[Standing]:
    return select(Standing).where(Standing.agency_id == agency_id).order_by(Standing.id.desc())


def _refusals(agency_id: int) -> Select[Case]:
    """What refused a licence; a change that was refused may be asked for again any day."""
    query = select(Case).where(Case.agency_id == agency_id, Case.kind.in_(WHOLE), Case.outcome == "refuse")
    return query.where(Case.state == CaseState.DECIDED).order_by(Case.decided_at.desc(), Case.id.desc())


def _is_later(case: Case, line: Standing) -> bool:
    """Was the case decided after the line was written? On the same day after the case that the line rests on."""
    on = _day(case.decided_at)
    return on > line.since or (on == line.since and line.case_id is not None and line.case_id < case.id)


def _day(at: datetime | None) -> date:
    return at.astimezone(clock.GUATEMALA).date() if at is not None else date.min


def _of_case(case: Case) -> Appealed:
    return Appealed(AgencyState.REFUSED, _day(case.decided_at), case.public_reason, case, None)


def _of_line(session: Session, line: Standing) -> Appealed:
    case = session.get_one(Case, line.case_id) if line.case_id is not None else None
    return Appealed(line.state, line.since, line.public_reason, case, line.proposal_id)


def term_of(session: Session, decided_on: date) -> date:
    """The last day to appeal what was decided on this day, by the law in force now."""
    return standards.in_force(session).clocks["appeal_working_days"].after(decided_on)


def open_until(session: Session, agency: Agency) -> date | None:
    """The last day to appeal; None when there is nothing to appeal or it was done already."""
    against = appealed(session, agency)
    if against is None:
        return None
    mine = select(Case.opened_at).where(Case.agency_id == agency.id, Case.kind == CaseKind.APPEAL)
    if any(_day(at) >= against.since for at in session.scalars(mine)):
        return None
    kept = against.case.appeal_until if against.case is not None else None
    return kept or term_of(session, against.since)


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


def against(session: Session, case: Case) -> Appealed | None:
    """What this appeal was against on the day it was handed in."""
    lines = _lines(case.agency_id).where(Standing.state.in_(AGAINST), Standing.since <= _day(case.opened_at))
    line = session.scalar(lines.limit(1))
    refusal = session.scalar(_refusals(case.agency_id).where(Case.decided_at <= case.opened_at).limit(1))
    if refusal is not None and (line is None or _is_later(refusal, line)):
        return _of_case(refusal)
    return _of_line(session, line) if line is not None else None


def involved(session: Session, case: Case) -> set[int]:
    """Accounts that had a part in what this case appeals against; empty for a case that is no appeal."""
    found = against(session, case) if case.kind == CaseKind.APPEAL else None
    people: set[int | None] = set()
    if found is not None and found.case is not None:
        people = {found.case.officer_id, found.case.recommended_by_id, found.case.decided_by_id}
    if found is not None and found.proposal_id is not None:
        proposal = session.get_one(Proposal, found.proposal_id)
        people = {proposal.proposed_by_id, proposal.decided_by_id}
    return {key for key in people if key is not None}
