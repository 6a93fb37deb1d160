"""From recorded referrals to what weights are learned from: the parts of the score as shown, and how it ended.

Chosen: the employer selected the person, or they are placed. Not chosen: the employer did not select them. Whoever said
no themselves, or was withdrawn, says nothing about the fit and is left out, as are referrals that are still open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.learn import Outcomes
from matching.weights import PARTS, load_weights
from registry.candidates.models import Candidate
from registry.events import Event
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.shortlists.models import Entry
from registry.shortlists.queries import groups_of

CHOSEN = (ReferralState.SELECTED, ReferralState.PLACED)
ENDED = (*CHOSEN, ReferralState.NOT_SELECTED)
_SINCE = date(2000, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Recorded:
    """people: public id of each outcome's person, for the groups. listed, referred: people on lists, and proposed from
    one; how few of them have an outcome is the selection bias that the card tells."""

    outcomes: Outcomes
    people: list[str]
    listed: int
    referred: int

    @property
    def first_on(self) -> date:
        return date.fromordinal(int(self.outcomes.day.min(initial=_SINCE)))

    @property
    def last_on(self) -> date:
        return date.fromordinal(int(self.outcomes.day.max(initial=_SINCE)))


def recorded(session: Session) -> Recorded:
    """Every ended referral that came from a stored list."""
    query = (
        select(Referral.vacancy_id, Referral.state, Entry.parts, Candidate.public_id, Referral.public_id)
        .join(
            Entry,
            (Entry.shortlist_id == Referral.shortlist_id) & (Entry.candidate_id == Referral.candidate_id),
        )
        .join(Candidate, Candidate.id == Referral.candidate_id)
        .where(Referral.state.in_(ENDED))
        .order_by(Referral.id)
    )
    rows = session.execute(query).all()
    days = _days(session)
    value, asked = _parts([row.parts for row in rows])
    outcomes = Outcomes(
        value=value,
        asked=asked,
        score=transparent(value, asked),
        chosen=np.array([row.state in CHOSEN for row in rows], np.bool_),
        vacancy=np.array([row.vacancy_id for row in rows], np.int64),
        day=np.array([days.get(row[4], _SINCE) for row in rows], np.int64),
    )
    return Recorded(
        outcomes,
        [row[3] for row in rows],
        listed=session.scalar(select(func.count()).select_from(Entry)) or 0,
        referred=session.scalar(select(func.count()).select_from(Referral)) or 0,
    )


def _days(session: Session) -> dict[str, int]:
    """The day of the employer's word on each referral."""
    query = (
        select(Event.record_id, func.min(Event.at))
        .where(Event.noun == "referral", Event.verb.in_(("select", "reject", "place")))
        .group_by(Event.record_id)
    )
    return {row[0]: row[1].date().toordinal() for row in session.execute(query)}


def _parts(stored: list[Any]) -> tuple[Any, Any]:
    value, asked = np.zeros((len(stored), len(PARTS))), np.zeros((len(stored), len(PARTS)), np.bool_)
    for row, parts in enumerate(stored):
        for part in parts:
            at = PARTS.index(part["name"])
            value[row, at], asked[row, at] = part["value"], True
    return value, asked


def transparent(value: Any, asked: Any) -> Any:
    """The score of the shipped weights, 0 to 100, from the values of the parts: a list may have had other weights."""
    points = np.array([load_weights().points[name] for name in PARTS], np.float64)
    return 100 * (value @ points) / np.maximum(asked @ points, 1.0)


def groups(session: Session, people: list[str]) -> dict[str, list[str]]:
    """Trait to the group of each of these people. For slices of the evaluation only."""
    known = groups_of(session, people)
    traits = sorted({trait for one in known.values() for trait in one})
    return {trait: [known.get(ident, {}).get(trait, "not_said") for ident in people] for trait in traits}
