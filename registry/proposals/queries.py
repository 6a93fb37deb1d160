"""Every question about proposals."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from registry.access import Actor, Permission, may
from registry.db import Base
from registry.errors import NotFound
from registry.proposals import kinds
from registry.proposals.models import Proposal
from registry.proposals.states import ProposalState

_WHOLE = (joinedload(Proposal.proposed_by), joinedload(Proposal.decided_by))


def load(session: Session, actor: Actor, public_id: str) -> Proposal:
    """The proposal with both people. Raises NotFound for absent and forbidden."""
    found = session.scalar(select(Proposal).where(Proposal.public_id == public_id).options(*_WHOLE))
    if found is None or not _concerns(actor, found):
        raise NotFound()
    return found


def _concerns(actor: Actor, proposal: Proposal) -> bool:
    """Who could propose or approve such a thing reads it; so do those who watch over all acts."""
    if not may(actor, Permission.PROPOSAL_READ):
        return False
    kind = kinds.find(proposal.kind)
    return may(actor, kind.propose) or may(actor, kind.approve) or may(actor, Permission.AUDIT_READ)


def open_for(session: Session, actor: Actor) -> list[Proposal]:
    """What waits for a second person and concerns this actor, the oldest first."""
    query = select(Proposal).where(Proposal.state == ProposalState.OPEN).order_by(Proposal.id)
    return [one for one in session.scalars(query.options(*_WHOLE)) if _concerns(actor, one)]


def decided_for(session: Session, actor: Actor, *, limit: int = 50) -> list[Proposal]:
    """What was decided or ended lately and concerns this actor, the newest first."""
    query = select(Proposal).where(Proposal.state != ProposalState.OPEN).order_by(Proposal.id.desc())
    return [one for one in session.scalars(query.limit(limit).options(*_WHOLE)) if _concerns(actor, one)]


def of_subject(session: Session, subject: Any) -> list[Proposal]:
    """Every proposal about this record, the newest first."""
    query = select(Proposal).where(
        Proposal.subject_type == subject.__tablename__, Proposal.subject_id == key_of(subject)
    )
    return list(session.scalars(query.order_by(Proposal.id.desc()).options(*_WHOLE)))


def open_about(session: Session, subject: Any, kind: str) -> Proposal | None:
    """The open proposal of this kind about this record."""
    query = select(Proposal).where(
        Proposal.subject_type == subject.__tablename__,
        Proposal.subject_id == key_of(subject),
        Proposal.kind == kind,
        Proposal.state == ProposalState.OPEN,
    )
    return session.scalar(query.order_by(Proposal.id.desc()).limit(1))


def key_of(subject: Any) -> str:
    """How a proposal names its subject: the public id, or the key of a row that has none."""
    return str(subject.public_id if hasattr(subject, "public_id") else subject.id)


def subject_of(session: Session, proposal: Proposal) -> Any:
    """The record that a proposal is about. Raises NotFound when it is gone."""
    for mapper in Base.registry.mappers:
        model: Any = mapper.class_
        if model.__tablename__ == proposal.subject_type:
            column = model.public_id if hasattr(model, "public_id") else model.id
            key = proposal.subject_id if hasattr(model, "public_id") else int(proposal.subject_id)
            found = session.scalar(select(model).where(column == key))
            if found is not None:
                return found
    raise NotFound()


def content_hash(session: Session, proposal: Proposal) -> str:
    """SHA-256 of what is proposed and of the subject as it is now."""
    content_of = kinds.find(proposal.kind).content_of
    content = {
        "kind": proposal.kind,
        "subject": [proposal.subject_type, proposal.subject_id],
        "content": proposal.content,
        "about": content_of(subject_of(session, proposal)) if content_of else None,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
