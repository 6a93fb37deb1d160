"""Every question about likely pairs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from registry.access import Actor, Permission, may
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.errors import NotFound
from registry.same_person.models import LikelyPair
from registry.same_person.states import PairState

LIST_SIZE = 30
_WHOLE = (joinedload(LikelyPair.first), joinedload(LikelyPair.second))
_WAITING = (PairState.OPEN, PairState.UNSURE, PairState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of pairs, whether another follows, and how many wait for an answer."""

    pairs: list[LikelyPair]
    has_more: bool
    waiting: int


def load(session: Session, actor: Actor, public_id: str) -> LikelyPair:
    """The pair with both people. Raises NotFound for absent and forbidden, and when somebody of it has left."""
    found = session.scalar(select(LikelyPair).where(LikelyPair.public_id == public_id).options(*_WHOLE))
    if found is None or not may(actor, Permission.DUPLICATE_READ):
        raise NotFound()
    if found.state in _WAITING and (found.first.state in LEFT or found.second.state in LEFT):
        raise NotFound()
    return found


def listed(session: Session, actor: Actor, *, answered: bool = False, page: int = 1) -> Page:
    """Pairs that wait for an answer, likeliest first; or those answered, newest first."""
    if not may(actor, Permission.DUPLICATE_READ):
        return Page([], False, 0)
    waiting = session.scalar(select(func.count()).select_from(_waiting().subquery())) or 0
    if answered:
        query = select(LikelyPair).where(LikelyPair.state.not_in(_WAITING))
        query = query.order_by(LikelyPair.answered_at.desc(), LikelyPair.id.desc())
    else:
        query = _waiting().order_by(LikelyPair.state, LikelyPair.probability.desc(), LikelyPair.id)
    rows = session.scalars(query.options(*_WHOLE).offset((page - 1) * LIST_SIZE).limit(LIST_SIZE + 1)).all()
    return Page(list(rows[:LIST_SIZE]), len(rows) > LIST_SIZE, waiting)


def _waiting() -> Select[LikelyPair]:
    first, second = aliased(Candidate), aliased(Candidate)
    return (
        select(LikelyPair)
        .join(first, first.id == LikelyPair.first_id)
        .join(second, second.id == LikelyPair.second_id)
        .where(LikelyPair.state.in_(_WAITING), first.state.not_in(LEFT), second.state.not_in(LEFT))
    )
