"""The life of a recruitment drive. That its day has passed is a question of the date, not of its state."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.drives.models import Drive


class DriveState(StrEnum):
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


def still_to_come(session: Session, actor: Actor, drive: Drive) -> str | None:
    return None if drive.starts_on >= clock.today() else "drive_is_over"


DRIVE = Machine(
    "drive",
    DriveState,
    DriveState.ANNOUNCED,
    [
        Transition(
            "cancel", one_of(DriveState.ANNOUNCED), DriveState.CANCELLED, Permission.DRIVE_ANNOUNCE,
            needs_reason=True, guards=(still_to_come,),
        ),
    ],
)  # fmt: skip
