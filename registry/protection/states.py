"""The life of a focal point's task: one person proposes, the head of the service approves, either ends it.

The task is of one account at one centre: it ends by itself when the account moves, is disabled or changes its role.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.protection.models import FocalPoint


class FocalState(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    ENDED = "ended"


def another_person(session: Session, actor: Actor, focal: FocalPoint) -> str | None:
    return "own_proposal" if actor.account_id in (focal.proposed_by_id, focal.account_id) else None


S = FocalState
FOCAL_POINT = Machine(
    "focal_point",
    FocalState,
    S.PROPOSED,
    [
        Transition(
            "approve", one_of(S.PROPOSED), S.ACTIVE, Permission.FOCAL_APPROVE, guards=(another_person,),
            stamps="since",
        ),
        Transition("end", one_of(S.PROPOSED, S.ACTIVE), S.ENDED, Permission.FOCAL_END, stamps="ended_at"),
        Transition("expire", one_of(S.PROPOSED, S.ACTIVE), S.ENDED, Permission.SYSTEM_EXPIRE, stamps="ended_at"),
    ],
)  # fmt: skip
