"""Why an employer does not go on with somebody, as a code that the person may read.

The employer's own words stay with the Ministry, as they are told; the person gets one of these plain reasons, or reads
that none was given.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.events import Event
from registry.placements.models import Referral


class WhyNot(StrEnum):
    FILLED = "filled"
    EXPERIENCE = "experience"
    LANGUAGE = "language"
    DATES = "dates"
    NOT_REACHED = "not_reached"
    FEWER_PLACES = "fewer_places"


def why_not(session: Session, referral: Referral) -> WhyNot | None:
    """The reason of the employer's refusal; None when there was none, or it named none of these."""
    data = session.scalar(
        select(Event.data)
        .where(Event.noun == "referral", Event.record_id == referral.public_id, Event.verb == "reject")
        .order_by(Event.id.desc())
        .limit(1)
    )
    code = (data or {}).get("why")
    return WhyNot(code) if code in set(WhyNot) else None
