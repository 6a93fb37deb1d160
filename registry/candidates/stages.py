"""The public word for where somebody stands: few, the same everywhere (experience.md 2.9).

Internal states of referrals stay internal; this is the only place that turns them into a stage.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.candidates.models import Candidate
from registry.candidates.states import CandidateState
from registry.events import Event
from registry.placements.models import Referral
from registry.placements.states import ReferralState


class Stage(StrEnum):
    REGISTERED = "registered"
    SEARCHING = "searching"
    OFFERED = "offered"
    PROPOSED = "proposed"
    INTERVIEW = "interview"
    SELECTED = "selected"
    DOCUMENTS = "documents"
    NOT_THIS_TIME = "not_this_time"
    PAUSED = "paused"
    # In a pause because nobody answered whether they still look (registry/messages/reconfirm.py).
    UNCONFIRMED = "unconfirmed"


R = ReferralState

# The furthest first: what is nearest to a job is what the person wants to know.
_FURTHEST = (
    (R.PLACED, Stage.DOCUMENTS),
    (R.SELECTED, Stage.SELECTED),
    (R.INTERVIEW, Stage.INTERVIEW),
    (R.CONSENTED, Stage.PROPOSED),
    (R.OFFERED, Stage.OFFERED),
)
_ENDED_BY_OTHERS = (R.NOT_SELECTED, R.WITHDRAWN)
_NEW_FOR = timedelta(days=1)


def stage_of(session: Session, candidate: Candidate) -> Stage:
    """Where this person stands today. One query."""
    if candidate.state == CandidateState.PAUSED:
        return _kind_of_pause(session, candidate)
    states = session.scalars(
        select(Referral.state)
        .where(Referral.candidate_id == candidate.id)
        .order_by(Referral.referred_at.desc(), Referral.id.desc())
    ).all()
    for state, stage in _FURTHEST:
        if state in states:
            return stage
    if states and states[0] in _ENDED_BY_OTHERS:
        return Stage.NOT_THIS_TIME
    is_new = clock.now() - candidate.registered_at < _NEW_FOR
    return Stage.REGISTERED if is_new else Stage.SEARCHING


def _kind_of_pause(session: Session, candidate: Candidate) -> Stage:
    """What the log says of the newest pause: the person's own, or for want of an answer."""
    data = session.scalar(
        select(Event.data)
        .where(Event.noun == "candidate", Event.record_id == candidate.public_id, Event.verb == "pause")
        .order_by(Event.id.desc())
        .limit(1)
    )
    return Stage.UNCONFIRMED if (data or {}).get("because") == "unconfirmed" else Stage.PAUSED
