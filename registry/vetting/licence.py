"""The years of a licence, and the recruiters' cards that last as long."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.numbering import next_number
from registry.organisations.models import Agency, Recruiter, Standing
from registry.organisations.states import IN_GOOD_STANDING, AgencyState
from registry.standard import queries as standards
from registry.vetting import appeals
from registry.vetting.models import Case
from registry.vetting.states import WHOLE, CaseKind, CaseState


def term_of(session: Session, agency: Agency, case: Case) -> tuple[date, date]:
    """From when to when the licence runs that this case gives.

    The years of the case's version from today; a renewal of a licence that still stands goes on from its end, and so
    does an appeal against its refusal. Every other case leaves a licence as long as it is: an appeal against a sanction
    that is upheld gives no new years.
    """
    today, ends_on = clock.today(), agency.valid_to
    asks_for_years = case.kind in WHOLE or _is_against_a_refusal(session, case)
    if ends_on is None or (asks_for_years and agency.state not in IN_GOOD_STANDING):
        return today, _years_after(session, case, today)
    if asks_for_years and case.kind != CaseKind.INITIAL:
        return agency.valid_from or today, _years_after(session, case, ends_on + timedelta(days=1))
    if asks_for_years:
        return today, _years_after(session, case, today)
    return agency.valid_from or today, after_suspension(session, agency) or ends_on


def _is_against_a_refusal(session: Session, case: Case) -> bool:
    against = appeals.against(session, case) if case.kind == CaseKind.APPEAL else None
    return against is not None and against.state == AgencyState.REFUSED


def after_suspension(session: Session, agency: Agency) -> date | None:
    """Until when the licence of a suspended agency runs once it is lifted, where its renewal was granted meanwhile."""
    case = granted_meanwhile(session, agency)
    if case is None or agency.valid_to is None:
        return None
    return _years_after(session, case, agency.valid_to + timedelta(days=1))


def granted_meanwhile(session: Session, agency: Agency) -> Case | None:
    """The renewal that was granted since this agency is suspended."""
    lines = select(Standing).where(Standing.agency_id == agency.id).order_by(Standing.id.desc())
    line = session.scalar(lines.limit(1))
    if line is None or line.state != AgencyState.SUSPENDED:
        return None
    granted = select(Case).where(
        Case.agency_id == agency.id,
        Case.kind == CaseKind.RENEWAL,
        Case.state == CaseState.DECIDED,
        Case.outcome.in_(("register", "condition")),
        # Every other that was granted has its own line.
        Case.id.not_in(select(Standing.case_id).where(Standing.case_id.is_not(None))),
    )
    case = session.scalar(granted.order_by(Case.decided_at.desc(), Case.id.desc()).limit(1))
    if case is None or case.decided_at is None:
        return None
    return case if case.decided_at.astimezone(clock.GUATEMALA).date() >= line.since else None


def _years_after(session: Session, case: Case, start: date) -> date:
    """The last day of a licence that begins on `start`."""
    years = standards.of_case(session, case).clocks["licence_years"].value
    try:
        end = start.replace(year=start.year + years)
    except ValueError:
        end = date(start.year + years, 3, 1)
    return end - timedelta(days=1)


def give_cards(session: Session, agency: Agency, valid_to: date) -> None:
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
