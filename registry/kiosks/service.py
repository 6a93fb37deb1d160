"""Turn a device into a kiosk, or end it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.kiosks.models import Kiosk
from registry.moves import move

PAPERS = ("58mm", "a6", "a4")


def turn_on(session: Session, actor: Actor, *, name: str, paper: str) -> tuple[Kiosk, str]:
    """A new kiosk of the actor's centre, and the token for the cookie of this device, which is stored nowhere else.

    Raises NotAllowed, NotPossible("centre_missing"), Invalid("paper_unknown").
    """
    if not may(actor, Permission.KIOSK_TURN_ON):
        raise NotAllowed()
    if actor.centre is None or actor.account_id is None:
        raise NotPossible("centre_missing")
    if paper not in PAPERS:
        raise Invalid("paper_unknown", field="paper")
    token = crypto.new_token()
    kiosk = Kiosk(
        name=name.strip(),
        centre=actor.centre,
        paper=paper,
        token_hash=crypto.token_hash(token),
        turned_on_by_id=actor.account_id,
        turned_on_at=clock.now(),
    )
    session.add(kiosk)
    session.flush()
    events.record(session, actor, "kiosk", kiosk.public_id, "turn_on", data={"centre": kiosk.centre})
    return kiosk, token


def revoke(session: Session, actor: Actor, kiosk: Kiosk) -> None:
    """End it, wherever the device is: its next page takes everything away. Raises NotAllowed, NotPossible."""
    move(session, actor, kiosk, "revoke")
