"""The life of a candidate's registration."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.candidates.models import Candidate


class CandidateState(StrEnum):
    REGISTERED = "registered"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    # Folded into another record of the same person; the code of this one opens that one.
    MERGED = "merged"


S = CandidateState
# Nobody to be found or looked for under this record.
LEFT = frozenset({S.WITHDRAWN, S.MERGED})


def erasure_can_be_undone(session: Session, actor: Actor, candidate: Candidate) -> str | None:
    from registry.candidates.queries import open_erasure

    return None if open_erasure(session, candidate.id) is not None else "nothing_to_undo"


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
        # Only of who asked to have their data deleted, while they still are there.
        Transition(
            "come_back", one_of(S.WITHDRAWN), S.REGISTERED, Permission.CANDIDATE_WITHDRAW,
            guards=(erasure_can_be_undone,),
        ),
        Transition("merge", one_of(S.REGISTERED, S.PAUSED), S.MERGED, Permission.DUPLICATE_ANSWER),
        Transition("separate", one_of(S.MERGED), S.REGISTERED, Permission.DUPLICATE_SEPARATE, needs_reason=True),
    ],
)  # fmt: skip
