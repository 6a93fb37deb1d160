"""Who is kept away from a proposal about an agency (ethical-recruitment.md 6.5): whoever has a link with it; and, where
it is decided or a suspension is lifted, whoever gathered or judged its evidence."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.organisations.models import Agency

# Who gathered the evidence may well propose to suspend; not to let back in.
_NOT_BY_AUTHORS = frozenset({"agency_reinstate"})


def agency_of(session: Session, subject: Any) -> int | None:
    """Internal key of the agency that a record is, or is about; None when it is about none."""
    from registry.vetting.models import Case

    if isinstance(subject, Agency):
        return subject.id
    agency_id: int | None = getattr(subject, "agency_id", None)
    case_id = getattr(subject, "case_id", None)
    if agency_id is None and case_id is not None:
        return session.get_one(Case, case_id).agency_id
    return agency_id


def of_proposing(session: Session, account_id: int, kind: str, subject: Any) -> str | None:
    """Code of what keeps this person from proposing; None when nothing does."""
    found = agency_of(session, subject)
    if found is None:
        return None
    return _conflict(session, account_id, found, with_authors=kind in _NOT_BY_AUTHORS)


def of_deciding(session: Session, account_id: int, subject: Any) -> str | None:
    """The same for approving and rejecting."""
    found = agency_of(session, subject)
    return None if found is None else _conflict(session, account_id, found, with_authors=True)


def _conflict(session: Session, account_id: int, agency_id: int, *, with_authors: bool) -> str | None:
    from registry.vetting import desk

    if desk.is_linked(session, agency_id, account_id):
        return "conflict_declared"
    return "evidence_own" if with_authors and account_id in _authors(session, agency_id) else None


def _authors(session: Session, agency_id: int) -> set[int]:
    from registry.standard import queries as standards
    from registry.vetting import fieldwork
    from registry.vetting.models import Case

    cases = session.scalars(select(Case).where(Case.agency_id == agency_id)).all()
    return {
        key
        for case in cases
        for key in standards.authors(session, case) | fieldwork.evidence_authors(session, case)
    }
