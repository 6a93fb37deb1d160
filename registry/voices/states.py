"""The life of a recording: it waits for another person's ear, is heard, and is taken back or replaced."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.voices.models import Recording


class RecordingState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


S = RecordingState


def heard_by_another_person(session: Session, actor: Actor, recording: Recording) -> str | None:
    return "voice_own" if actor.account_id == recording.uploaded_by_id else None


RECORDING = Machine(
    "recording",
    RecordingState,
    S.WAITING,
    [
        Transition(
            "approve", one_of(S.WAITING), S.APPROVED, Permission.VOICE_APPROVE, guards=(heard_by_another_person,),
            stamps="decided_at",
        ),
        Transition(
            "refuse", one_of(S.WAITING), S.REFUSED, Permission.VOICE_APPROVE, needs_reason=True, stamps="decided_at",
        ),
        # Silence does no harm and cannot wait for two.
        Transition("withdraw", one_of(S.APPROVED), S.WITHDRAWN, Permission.VOICE_APPROVE, needs_reason=True),
        Transition("replace", one_of(S.APPROVED), S.REPLACED, Permission.VOICE_APPROVE),
    ],
)  # fmt: skip
