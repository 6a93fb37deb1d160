"""The life of a likely pair, from the moment it was found."""

from enum import StrEnum

from registry.access import Permission
from registry.moves import Machine, Transition, one_of


class PairState(StrEnum):
    OPEN = "open"
    UNSURE = "unsure"
    PROPOSED = "proposed"
    MERGED = "merged"
    TWO_PEOPLE = "two_people"


S = PairState
P = Permission

LIKELY_PAIR = Machine(
    "likely_pair",
    PairState,
    S.OPEN,
    [
        Transition(
            "say_same", one_of(S.OPEN, S.UNSURE), S.PROPOSED, P.DUPLICATE_ANSWER, needs_reason=True,
            stamps="answered_at",
        ),
        Transition(
            "say_two", one_of(S.OPEN, S.UNSURE), S.TWO_PEOPLE, P.DUPLICATE_ANSWER, needs_reason=True,
            stamps="answered_at",
        ),
        Transition(
            "say_unsure", one_of(S.OPEN, S.UNSURE), S.UNSURE, P.DUPLICATE_ANSWER, needs_reason=True,
            stamps="answered_at",
        ),
        # By the proposal: a second person agreed, or did not.
        Transition("merge", one_of(S.PROPOSED), S.MERGED, P.DUPLICATE_ANSWER),
        Transition("reopen", one_of(S.PROPOSED), S.OPEN, P.DUPLICATE_ANSWER),
        Transition(
            "separate", one_of(S.MERGED), S.TWO_PEOPLE, P.DUPLICATE_SEPARATE, needs_reason=True, stamps="answered_at"
        ),
    ],
)  # fmt: skip
