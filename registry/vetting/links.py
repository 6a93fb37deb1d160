"""Links with an agency that people declared, for the supervisor who may set one aside (desk.lift).

A link stands from its declaration until another person lifts it; what is declared later stands anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from registry.accounts.models import Account
from registry.errors import NotFound
from registry.vetting.desk import TOPICS
from registry.vetting.models import Case
from registry.vetting.staff_records import ConflictDeclaration, LiftedLink


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody's newest declaration of a link that stands. `topics`: of desk.TOPICS, said or found by comparing."""

    account: Account
    topics: tuple[str, ...]
    explanation: str | None
    declared_at: datetime


def standing(session: Session, agency_id: int) -> list[ConflictDeclaration]:
    """Every declaration of a link with the agency that nobody lifted since, the oldest first."""
    lifted = exists().where(
        LiftedLink.agency_id == agency_id,
        LiftedLink.account_id == ConflictDeclaration.account_id,
        LiftedLink.lifted_at >= ConflictDeclaration.declared_at,
    )
    query = (
        select(ConflictDeclaration)
        .join(Case, Case.id == ConflictDeclaration.case_id)
        .where(Case.agency_id == agency_id, ConflictDeclaration.is_clear.is_(False), ~lifted)
    )
    return list(session.scalars(query.order_by(ConflictDeclaration.id)))


def of_agency(session: Session, agency_id: int) -> list[Link]:
    """Who has a link that stands, by name."""
    newest = {one.account_id: one for one in standing(session, agency_id)}
    query = select(Account).where(Account.id.in_(newest)).order_by(Account.name, Account.id)
    return [_link(account, newest[account.id]) for account in session.scalars(query)]


def _link(account: Account, made: ConflictDeclaration) -> Link:
    topics = tuple(topic for topic in TOPICS if topic in made.found or made.answers.get(topic))
    return Link(account, topics, made.explanation, made.declared_at)


def account_of(session: Session, agency_id: int, public_id: str) -> int:
    """Internal key of somebody with a link that stands. Raises NotFound."""
    found = next((one for one in of_agency(session, agency_id) if one.account.public_id == public_id), None)
    if found is None:
        raise NotFound()
    return found.account.id


def counts(session: Session, case: Case, made: ConflictDeclaration) -> bool:
    """Does this declaration still keep its person away?"""
    return any(one.id == made.id for one in standing(session, case.agency_id))
