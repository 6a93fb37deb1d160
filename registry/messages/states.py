"""The life of a call: open until somebody of a centre ends it, or nothing is left to call about."""

from __future__ import annotations

from enum import StrEnum

from registry.access import Permission
from registry.moves import Machine, Transition, one_of


class CallState(StrEnum):
    OPEN = "open"
    DONE = "done"
    # The person answered by themselves, or wants no more messages.
    DROPPED = "dropped"


S = CallState

CALL = Machine(
    "call",
    CallState,
    S.OPEN,
    [
        Transition("finish", one_of(S.OPEN), S.DONE, Permission.CALL_MAKE, stamps="ended_at"),
        Transition("drop", one_of(S.OPEN), S.DROPPED, Permission.SYSTEM_EXPIRE, stamps="ended_at"),
    ],
)
