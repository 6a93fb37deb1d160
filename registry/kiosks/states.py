"""The life of a kiosk: on until somebody of its centre turns it off. A device turned on again is a new kiosk."""

from __future__ import annotations

from enum import StrEnum

from registry.access import Permission
from registry.moves import Machine, Transition, one_of


class KioskState(StrEnum):
    ON = "on"
    OFF = "off"


KIOSK = Machine(
    "kiosk",
    KioskState,
    KioskState.ON,
    [
        Transition(
            "revoke", one_of(KioskState.ON), KioskState.OFF, Permission.KIOSK_REVOKE, stamps="revoked_at"
        )
    ],
)
