"""Every question about learned weights."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching.weights import Weights, load_weights
from registry.access import Actor, Permission, may
from registry.errors import NotFound, NotPossible
from registry.learning import stored
from registry.learning.models import RankingModel
from registry.learning.states import ModelState


def switched_on(session: Session) -> RankingModel | None:
    """The learned weights that rank today."""
    return session.scalar(select(RankingModel).where(RankingModel.state == ModelState.ON))


def weights_in_force(session: Session) -> Weights:
    """What every ranking uses: the learned weights that are switched on, else the transparent ones. Raises
    NotPossible("model_changed") when they are not those that two people agreed on: nobody is ranked with them."""
    model = switched_on(session)
    if model is not None and stored.checksum(model.weights) != model.checksum:
        raise NotPossible("model_changed")
    return load_weights() if model is None else stored.read(model.weights)


def weights_of(session: Session, version: str) -> Weights:
    """The weights of that version, learned or shipped. Raises FileNotFoundError for one that does not exist."""
    model = session.scalar(select(RankingModel).where(RankingModel.version == version))
    return load_weights(version) if model is None else stored.read(model.weights)


def every(session: Session, actor: Actor) -> list[RankingModel]:
    """All that were trained, the newest first, with who trained them."""
    if not may(actor, Permission.MODEL_READ):
        return []
    query = select(RankingModel).options(joinedload(RankingModel.trained_by)).order_by(RankingModel.id.desc())
    return list(session.scalars(query.limit(50)))


def load(session: Session, actor: Actor, public_id: str) -> RankingModel:
    """Raises NotFound for absent and forbidden alike."""
    query = select(RankingModel).options(joinedload(RankingModel.trained_by))
    found = session.scalar(query.where(RankingModel.public_id == public_id))
    if found is None or not may(actor, Permission.MODEL_READ):
        raise NotFound()
    return found
