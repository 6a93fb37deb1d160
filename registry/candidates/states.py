"""The life of a candidate's registration."""

from enum import StrEnum

from registry.access import Permission
from registry.moves import Machine, Transition, one_of


class CandidateState(StrEnum):
    REGISTERED = "registered"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    # Folded into another record of the same person; the code of this one opens that one.
    MERGED = "merged"


S = CandidateState
# Nobody to be found or looked for under this record.
LEFT = frozenset({S.WITHDRAWN, S.MERGED})

CANDIDATE = Machine(
    "candidate",
    CandidateState,
    S.REGISTERED,
    [
        Transition("pause", one_of(S.REGISTERED), S.PAUSED, Permission.CANDIDATE_PAUSE),
        Transition("resume", one_of(S.PAUSED), S.REGISTERED, Permission.CANDIDATE_RESUME),
        # Who leaves, leaves with everything that was folded into their record.
        Transition(
            "withdraw", one_of(S.REGISTERED, S.PAUSED, S.MERGED), S.WITHDRAWN, Permission.CANDIDATE_WITHDRAW,
            stamps="withdrawn_at",
        ),
        Transition("merge", one_of(S.REGISTERED, S.PAUSED), S.MERGED, Permission.DUPLICATE_ANSWER),
        Transition("separate", one_of(S.MERGED), S.REGISTERED, Permission.DUPLICATE_SEPARATE, needs_reason=True),
    ],
)  # fmt: skip
