"""Every question about employers and agencies."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.organisations.models import Agency, Employer
from registry.organisations.states import IN_GOOD_STANDING, EmployerState


def employer_is_verified(session: Session, employer_id: int) -> bool:
    return session.scalar(select(Employer.state).where(Employer.id == employer_id)) == EmployerState.VERIFIED


def agency_is_in_good_standing(session: Session, agency_id: int) -> bool:
    return session.scalar(select(Agency.state).where(Agency.id == agency_id)) in IN_GOOD_STANDING
