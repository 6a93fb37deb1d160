"""The life of learned weights: nothing ranks with them before two people agreed and a third switched them on."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.learning.models import RankingModel


class ModelState(StrEnum):
    TRAINED = "trained"
    APPROVED = "approved"
    ON = "on"


S = ModelState


def is_better(session: Session, actor: Actor, model: RankingModel) -> str | None:
    """Offered only if it beats the transparent score and treats no group worse."""
    return None if model.is_offered else "model_not_better"


def is_agreed(session: Session, actor: Actor, model: RankingModel) -> str | None:
    """Only an approved proposal of another person approves (registry/learning/service.py)."""
    from registry.proposals import queries as proposals

    agreed = [one for one in proposals.of_subject(session, model) if one.state == "approved"]
    return None if agreed else "model_needs_two"


def is_whole(session: Session, actor: Actor, model: RankingModel) -> str | None:
    from registry.learning.stored import checksum

    return None if checksum(model.weights) == model.checksum else "model_changed"


def none_is_on(session: Session, actor: Actor, model: RankingModel) -> str | None:
    from registry.learning.queries import switched_on

    return "model_other_on" if switched_on(session) is not None else None


MODEL = Machine(
    "ranking_model",
    ModelState,
    S.TRAINED,
    [
        Transition(
            "approve", one_of(S.TRAINED), S.APPROVED, Permission.MODEL_APPROVE,
            guards=(is_better, is_agreed, is_whole), stamps="approved_at",
        ),
        Transition(
            "switch_on", one_of(S.APPROVED), S.ON, Permission.MODEL_SWITCH_ON, needs_reason=True,
            guards=(is_better, is_agreed, is_whole, none_is_on), stamps="switched_on_at",
        ),
        # At once, by either of those who answer for it: back to the transparent weights.
        Transition(
            "switch_off", one_of(S.ON), S.APPROVED, Permission.MODEL_SWITCH_OFF, needs_reason=True,
            stamps="switched_off_at",
        ),
    ],
)  # fmt: skip
