"""Who may work on a case now: asked by everything that adds to one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.errors import NotAllowed, NotPossible
from registry.vetting import desk
from registry.vetting.models import Case

# Whoever can have held an interview or made a visit that is entered later from paper.
HOLDS_FIELDWORK = frozenset({Role.OFFICER, Role.INSPECTOR})
# Nobody adds evidence to what is not yet handed in, what waits for a decision, or what is over.
_CLOSED_TO_EVIDENCE = frozenset({"draft", "recommended", "decided", "lapsed"})


def why_not_keep(session: Session, actor: Actor, case: Case) -> str | None:
    """What keeps this actor from adding interviews and visits; None for an inspector or the officer who holds the case,
    once they declared: not_allowed, evidence_closed, case_of_another_officer, not_declared."""
    if not may(actor, Permission.FIELDWORK_KEEP, case) or actor.account_id is None:
        return "not_allowed"
    if case.state in _CLOSED_TO_EVIDENCE:
        return "evidence_closed"
    if actor.role is not Role.INSPECTOR and case.officer_id != actor.account_id:
        return "case_of_another_officer"
    return None if desk.declared(session, case, actor.account_id) else "not_declared"


def check_may_keep(session: Session, actor: Actor, case: Case) -> None:
    """May this actor add interviews and visits? Raises NotAllowed, NotPossible with what `why_not_keep` says."""
    obstacle = why_not_keep(session, actor, case)
    if obstacle == "not_allowed":
        raise NotAllowed()
    if obstacle is not None:
        raise NotPossible(obstacle)


def fieldworkers(session: Session) -> list[Account]:
    """Everybody who can have held an interview or made a visit, by name."""
    query = select(Account).where(Account.role.in_(HOLDS_FIELDWORK), Account.state == AccountState.ACTIVE)
    return list(session.scalars(query.order_by(Account.name, Account.id)))
