"""The life of a tick: made by the one who must act, taken back with a reason."""

from __future__ import annotations

from enum import StrEnum

from registry.access import Permission
from registry.moves import Machine, Transition, one_of


class TickState(StrEnum):
    STANDING = "standing"
    TAKEN_BACK = "taken_back"


TICK = Machine(
    "step",
    TickState,
    TickState.STANDING,
    [
        Transition(
            "take_back",
            one_of(TickState.STANDING),
            TickState.TAKEN_BACK,
            Permission.STEP_TAKE_BACK,
            needs_reason=True,
        ),
    ],
)
