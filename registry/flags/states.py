"""The life of a red flag: who may lay it aside alone, and when it takes two (ethical-recruitment.md 6.5, 6.7)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.flags.models import RedFlag

# From this weight on, alone or together, an officer must explain (ethical-recruitment.md 6.7).
EXPLAIN_FROM = 40
# From this score on nothing goes on until two people have disposed of it.
HARD_STOP_FROM = 100


class FlagState(StrEnum):
    OPEN = "open"
    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    FALSE = "false"


F = FlagState


def no_hard_stop(session: Session, actor: Actor, flag: RedFlag) -> str | None:
    from registry.flags import queries

    return "flag_needs_two" if queries.hard_stop(session, flag.agency_id) else None


def light(session: Session, actor: Actor, flag: RedFlag) -> str | None:
    return "flag_needs_two" if flag.weight >= EXPLAIN_FROM else None


FLAG = Machine(
    "flag",
    FlagState,
    F.OPEN,
    [
        Transition(
            "explain", one_of(F.OPEN), F.EXPLAINED, Permission.FLAG_DISPOSE, needs_reason=True,
            guards=(no_hard_stop,), stamps="disposed_at",
        ),
        Transition(
            "set_aside", one_of(F.OPEN), F.FALSE, Permission.FLAG_DISPOSE, needs_reason=True,
            guards=(light, no_hard_stop), stamps="disposed_at",
        ),
        Transition(
            "confirm", one_of(F.OPEN, F.EXPLAINED), F.CONFIRMED, Permission.FLAG_DISPOSE, needs_reason=True,
            stamps="disposed_at",
        ),
        # The second person of a proposal: service.py carries these out, with the proposal written beside them.
        Transition(
            "accept", one_of(F.OPEN, F.CONFIRMED), F.EXPLAINED, Permission.FLAG_DISMISS, needs_reason=True,
            stamps="disposed_at",
        ),
        Transition(
            "dismiss", one_of(F.OPEN, F.CONFIRMED, F.EXPLAINED), F.FALSE, Permission.FLAG_DISMISS,
            needs_reason=True, stamps="disposed_at",
        ),
        # More was found than what had been answered.
        Transition("reopen", one_of(F.EXPLAINED, F.FALSE), F.OPEN, Permission.SYSTEM_FILL),
    ],
)  # fmt: skip
