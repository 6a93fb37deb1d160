"""The life of a proposal of values: one person proposes, another decides."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.law.models import LawProposal


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = ProposalState


def decided_by_another_person(session: Session, actor: Actor, proposal: LawProposal) -> str | None:
    return "same_person" if actor.account_id == proposal.proposed_by_id else None


def withdrawn_by_who_proposed(session: Session, actor: Actor, proposal: LawProposal) -> str | None:
    return None if actor.account_id == proposal.proposed_by_id else "law_of_another_person"


def still_fits(session: Session, actor: Actor, proposal: LawProposal) -> str | None:
    """The files may have changed since: a parameter gone, or with other keys, cannot take the values."""
    from registry.law import queries

    law = queries.in_force(session)
    return None if all(queries.fits(law, value) for value in proposal.values) else "law_fits_no_more"


PROPOSAL = Machine(
    "law",
    ProposalState,
    S.PROPOSED,
    [
        Transition(
            "approve", one_of(S.PROPOSED), S.APPROVED, Permission.LAW_APPROVE,
            guards=(decided_by_another_person, still_fits), stamps="decided_at",
        ),
        Transition(
            "refuse", one_of(S.PROPOSED), S.REFUSED, Permission.LAW_APPROVE, needs_reason=True,
            guards=(decided_by_another_person,), stamps="decided_at",
        ),
        Transition(
            "withdraw", one_of(S.PROPOSED), S.WITHDRAWN, Permission.LAW_PROPOSE,
            guards=(withdrawn_by_who_proposed,), stamps="decided_at",
        ),
    ],
)  # fmt: skip
