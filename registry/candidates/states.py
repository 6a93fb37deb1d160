"""The life of a candidate's registration."""

from enum import StrEnum

from registry.access import Permission
from registry.moves import Machine, Transition, one_of


class CandidateState(StrEnum):
    REGISTERED = "registered"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


S = CandidateState

CANDIDATE = Machine(
    "candidate",
    CandidateState,
    S.REGISTERED,
    [
        Transition("pause", one_of(S.REGISTERED), S.PAUSED, Permission.CANDIDATE_PAUSE),
        Transition("resume", one_of(S.PAUSED), S.REGISTERED, Permission.CANDIDATE_RESUME),
        Transition(
            "withdraw", one_of(S.REGISTERED, S.PAUSED), S.WITHDRAWN, Permission.CANDIDATE_WITHDRAW,
            stamps="withdrawn_at",
        ),
    ],
)  # fmt: skip
