"""The verbs of proposals: propose, approve, reject, withdraw; and those that fall by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, may
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.moves import move
from registry.proposals import conflicts, kinds, queries
from registry.proposals.models import Proposal
from registry.proposals.states import ProposalState


def propose(
    session: Session, actor: Actor, kind: str, subject: Any, *, content: Mapping[str, Any], reason: str
) -> Proposal:
    """Put `content` (JSON-safe, nothing personal) before a second person.

    Raises NotAllowed, Invalid("reason_missing"), NotPossible: proposal_open_already, conflict_declared, evidence_own.
    """
    found = kinds.find(kind)
    if not may(actor, found.propose) or actor.account_id is None:
        raise NotAllowed()
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if queries.open_about(session, subject, kind) is not None:
        raise NotPossible("proposal_open_already")
    stands_against = conflicts.of_proposing(session, actor.account_id, kind, subject)
    if stands_against is not None:
        raise NotPossible(stands_against)
    session.flush()
    proposal = Proposal(
        public_id=new_public_id(),
        kind=kind,
        subject_type=subject.__tablename__,
        subject_id=queries.key_of(subject),
        content=dict(content),
        reason="" if found.seal_reason else reason.strip(),
        state=ProposalState.OPEN,
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
        falls_on=_last_day(session, found),
    )
    proposal.content_hash = queries.content_hash(session, proposal)
    session.add(proposal)
    session.flush()
    data = {"kind": kind, "about": f"{proposal.subject_type}:{proposal.subject_id}"}
    told = None if found.seal_reason else reason
    events.record(session, actor, "proposal", proposal.public_id, "propose", reason=told, data=data)
    if found.seal_reason:
        found.seal_reason(session, actor, subject, reason)
    return proposal


def _last_day(session: Session, kind: kinds.Kind) -> date | None:
    if kind.clock is None:
        return None
    from registry.standard import queries as standards

    return standards.in_force(session).clocks[kind.clock].after(clock.today())


def approve(session: Session, actor: Actor, proposal: Proposal, *, reason: str) -> None:
    """The second person agrees, and it happens in the same transaction.

    Raises NotPossible: wrong_state, same_person, proposal_not_yours, conflict_declared, evidence_own,
    changed_since_proposed, and what the act says.
    """
    _decide(session, actor, proposal, "approve", reason)
    kinds.find(proposal.kind).carry_out(session, actor, proposal)


def reject(session: Session, actor: Actor, proposal: Proposal, *, reason: str) -> None:
    """The second person does not agree. Raises NotPossible: wrong_state, same_person, proposal_not_yours."""
    _decide(session, actor, proposal, "reject", reason)
    _turn_down(session, actor, proposal)


def _decide(session: Session, actor: Actor, proposal: Proposal, verb: str, reason: str) -> None:
    seal = kinds.find(proposal.kind).seal_reason
    sets = {"decided_by_id": actor.account_id, "decided_reason": None if seal else reason.strip()}
    data = {"kind": proposal.kind}
    move(session, actor, proposal, verb, reason=reason, data=data, sets=sets, seals_reason=seal is not None)
    if seal:
        seal(session, actor, queries.subject_of(session, proposal), reason)


def withdraw(session: Session, actor: Actor, proposal: Proposal) -> None:
    """By who proposed it, while nobody has decided."""
    move(session, actor, proposal, "withdraw", data={"kind": proposal.kind})


def fall_due(session: Session) -> int:
    """End the proposals whose last day has passed without a decision. Returns how many."""
    query = select(Proposal).where(Proposal.state == ProposalState.OPEN, Proposal.falls_on < clock.today())
    due = list(session.scalars(query.order_by(Proposal.id)))
    for proposal in due:
        move(session, SYSTEM, proposal, "fall", data={"kind": proposal.kind})
        _turn_down(session, SYSTEM, proposal)
    return len(due)


def _turn_down(session: Session, actor: Actor, proposal: Proposal) -> None:
    undo = kinds.find(proposal.kind).turned_down
    if undo is not None:
        undo(session, actor, proposal)
