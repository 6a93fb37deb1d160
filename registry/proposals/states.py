"""The life of a proposal: open until another person approves or rejects it, its author withdraws it, or it falls."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission, may
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.proposals.models import Proposal


class ProposalState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    FELL = "fell"


S = ProposalState


def decided_by_another_person(session: Session, actor: Actor, proposal: Proposal) -> str | None:
    return "same_person" if actor.account_id in (None, proposal.proposed_by_id) else None


def may_approve_this_kind(session: Session, actor: Actor, proposal: Proposal) -> str | None:
    from registry.proposals import kinds

    return None if may(actor, kinds.find(proposal.kind).approve) else "proposal_not_yours"


def has_no_conflict(session: Session, actor: Actor, proposal: Proposal) -> str | None:
    """Neither a link with the agency concerned, nor an author of its evidence."""
    from registry.proposals import conflicts, queries

    if actor.account_id is None:
        return None
    return conflicts.of_deciding(session, actor.account_id, queries.subject_of(session, proposal))


def nothing_changed_since_proposed(session: Session, actor: Actor, proposal: Proposal) -> str | None:
    """What is approved is what was proposed, about the thing as it was then."""
    from registry.proposals import queries

    is_same = queries.content_hash(session, proposal) == proposal.content_hash
    return None if is_same else "changed_since_proposed"


def does_not_act_already(session: Session, actor: Actor, proposal: Proposal) -> str | None:
    """An emergency counts from its proposal on: it is ratified or ended by another person, not taken back."""
    from registry.proposals import kinds

    return "proposal_acts_already" if kinds.find(proposal.kind).turned_down else None


PROPOSAL = Machine(
    "proposal",
    ProposalState,
    S.OPEN,
    [
        Transition(
            "approve", one_of(S.OPEN), S.APPROVED, Permission.PROPOSAL_DECIDE, needs_reason=True,
            guards=(
                decided_by_another_person, may_approve_this_kind, has_no_conflict, nothing_changed_since_proposed,
            ),
            stamps="decided_at",
        ),
        Transition(
            "reject", one_of(S.OPEN), S.REJECTED, Permission.PROPOSAL_DECIDE, needs_reason=True,
            guards=(decided_by_another_person, may_approve_this_kind, has_no_conflict), stamps="decided_at",
        ),
        Transition(
            "withdraw", one_of(S.OPEN), S.WITHDRAWN, Permission.PROPOSAL_WITHDRAW,
            guards=(does_not_act_already,),
        ),
        # Nobody decided in time.
        Transition("fall", one_of(S.OPEN), S.FELL, Permission.SYSTEM_EXPIRE),
    ],
)  # fmt: skip
