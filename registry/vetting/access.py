"""Who may work on a case now: asked by everything that adds to one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry.access import Actor, Permission, Role, may
from registry.errors import NotAllowed, NotPossible
from registry.vetting import desk
from registry.vetting.models import Case

# Whoever can have held an interview or made a visit that is entered later from paper.
HOLDS_FIELDWORK = frozenset({Role.OFFICER, Role.INSPECTOR})
# Nobody adds evidence to what is not yet handed in, what waits for a decision, or what is over.
_CLOSED_TO_EVIDENCE = frozenset({"draft", "recommended", "decided", "lapsed"})


def check_may_keep(session: Session, actor: Actor, case: Case) -> None:
    """May this actor add interviews and visits? An inspector, or the officer who holds the case; both declared.

    Raises NotAllowed, NotPossible("evidence_closed", "case_of_another_officer", "not_declared").
    """
    if not may(actor, Permission.FIELDWORK_KEEP, case) or actor.account_id is None:
        raise NotAllowed()
    if case.state in _CLOSED_TO_EVIDENCE:
        raise NotPossible("evidence_closed")
    if actor.role is not Role.INSPECTOR and case.officer_id != actor.account_id:
        raise NotPossible("case_of_another_officer")
    if not desk.declared(session, case, actor.account_id):
        raise NotPossible("not_declared")
