"""The cases an agency knows of: its files, its appeals, and what the Ministry opened and asked it about.

Nobody warns who is looked into: a case that the Ministry opened is nothing to its agency until the Ministry wrote to
it, sent what it found, or decided.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.vetting.models import Case
from registry.vetting.staff_records import CaseMessage
from registry.vetting.states import OFFICIAL, CaseState


def _told() -> ColumnElement[bool]:
    written = select(CaseMessage.case_id).where(CaseMessage.is_from_agency.is_(False))
    return or_(
        Case.kind.not_in(OFFICIAL),
        Case.findings_sent_at.is_not(None),
        Case.state == CaseState.DECIDED,
        Case.id.in_(written),
    )


def is_told(session: Session, case: Case) -> bool:
    """Does the agency know of this case?"""
    return session.scalar(select(Case.id).where(Case.id == case.id, _told())) is not None


def of_agency(session: Session, agency_id: int) -> list[Case]:
    """The cases it knows of, newest first."""
    query = select(Case).where(Case.agency_id == agency_id, _told())
    return list(session.scalars(query.order_by(Case.id.desc())))


def load(session: Session, actor: Actor, number: str) -> Case:
    """A case that the actor's agency knows of, by its number. Raises NotFound for absent and forbidden."""
    for case in of_agency(session, actor.agency_id or 0):
        if case.number == number and may(actor, Permission.CASE_READ, case):
            return case
    raise NotFound()


def unread(session: Session, agency_id: int) -> dict[int, int]:
    """Messages of the Ministry that nobody at the agency has opened, by case."""
    query = (
        select(CaseMessage.case_id, func.count())
        .join(Case, Case.id == CaseMessage.case_id)
        .where(
            Case.agency_id == agency_id,
            CaseMessage.is_from_agency.is_(False),
            CaseMessage.read_at.is_(None),
        )
        .group_by(CaseMessage.case_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
