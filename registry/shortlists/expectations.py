"""What a person may expect: how many places there are, how many people look for work, how long it has taken.

Counts of people are told from LEAST up; fewer are unknown, so that nobody is found behind a figure (trust.md T8).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.index import CandidateIndex, Kind
from registry import clock
from registry.candidates.models import Candidate
from registry.placements.models import Referral
from registry.shortlists.pool import Pool
from registry.vacancies import queries as vacancies

LEAST = 5
_LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Market:
    """One country: free places of the vacancies open today, and who would go there; None: too few to tell."""

    country: str
    places: int
    people: int | None


@dataclass(frozen=True, slots=True)
class Expectations:
    """places, people: of all countries together. wait_days: median from registration to placement of those placed in
    the last year; None while they are fewer than LEAST."""

    markets: tuple[Market, ...]
    places: int
    people: int | None
    wait_days: int | None


def expectations(session: Session, pool: Pool, countries: tuple[str, ...]) -> Expectations:
    """The figures of today. `countries`: those shown, in this order; others count in the sums."""
    index = pool.index(session)
    places: Counter[str] = Counter()
    for vacancy in vacancies.open_now(session):
        places[vacancy.country] += max(vacancy.seats_total - vacancy.seats_filled, 0)
    with index.lock:
        markets = tuple(Market(one, places[one], told(_would_go(index, one))) for one in countries)
        everybody = len(index)
    return Expectations(markets, places.total(), told(everybody), _wait(session))


def told(number: int) -> int | None:
    """A count of people as it may be told."""
    return number if number >= LEAST else None


def proposed_for(session: Session, vacancy_id: int) -> int | None:
    """How many people were proposed for a vacancy so far, from LEAST up."""
    query = select(func.count(Referral.id)).where(Referral.vacancy_id == vacancy_id)
    return told(session.scalar(query) or 0)


def _would_go(index: CandidateIndex, country: str) -> int:
    """People who named this country, or none and so any."""
    wishing = index.column("any_country").copy()
    wishing[index.posting(Kind.COUNTRY, country)[0]] = True
    return int((wishing & index.alive).sum())


def _wait(session: Session) -> int | None:
    rows = session.execute(
        select(Candidate.registered_at, Referral.placed_at)
        .join(Candidate, Candidate.id == Referral.candidate_id)
        .where(Referral.placed_at >= clock.now() - _LOOKED_BACK)
    )
    days = [max((row.placed_at - row.registered_at).days, 0) for row in rows]
    return round(median(days)) if len(days) >= LEAST else None
