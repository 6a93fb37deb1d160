"""What would make this person fit more of the open vacancies: matching.what_if asked with the record's facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from matching import ranking
from matching.asked import asked_codes
from matching.index import CandidateIndex
from matching.ranking import Kept
from matching.types import VacancyNeeds
from matching.weights import Weights
from matching.what_if import Market, WhatIf, what_if
from registry import clock
from registry.access import Actor, Permission, may
from registry.candidates.facts import facts_by_ids
from registry.candidates.models import Candidate
from registry.errors import NotAllowed
from registry.learning.queries import weights_in_force
from registry.shortlists import firsts
from registry.shortlists.pool import Pool
from registry.vacancies import needs
from registry.vacancies import queries as vacancies

# On so many of the lists that fit a person best it is counted whom they would pass; each is a ranking of everybody.
_COMPARED = 5


def openings_for(session: Session, actor: Actor, candidate: Candidate, pool: Pool) -> WhatIf | None:
    """The one or two things that would open most of the vacancies open today; None for who is not looking for work.

    Nothing is stored: who asks what they lack leaves no trace. Raises NotAllowed.
    """
    if not may(actor, Permission.CANDIDATE_READ, candidate):
        raise NotAllowed()
    facts = next(facts_by_ids(session, [candidate.id]), None)
    if facts is None:
        return None
    index, weights, today = pool.index(session), weights_in_force(session), clock.today()
    open_now = [needs.kept_of(vacancy) for vacancy in vacancies.open_now(session)]
    kept = {vacancy: first.rarity for vacancy, first in firsts.of_published(session).items()}
    rarity = ranking.rarity_of(
        index, {code for asked in open_now for code in asked_codes(asked)}, weights=weights
    )
    best = ranking.rank_vacancies(
        facts,
        open_now,
        weights=weights,
        vocabulary=index.vocabulary,
        draw="",
        as_of=today,
        rarity=rarity,
        kept=kept,
        top=_COMPARED,
    )
    shown = {one.vacancy for one in best.ranked}
    market = Market(
        vacancies=open_now,
        weights=weights,
        vocabulary=index.vocabulary,
        as_of=today,
        rarity=rarity,
        standing=_standing(index, [one for one in open_now if one.id in shown], weights, today, kept),
        kept=kept,
    )
    return what_if(facts, market)


def _standing(
    index: CandidateIndex, asked: Iterable[VacancyNeeds], weights: Weights, as_of: date, kept: Kept
) -> dict[str, NDArray[np.int64]]:
    """Vacancy -> the scores of everybody on its list, ascending."""
    found = {}
    with index.lock:
        for one in asked:
            question = ranking.prepared(index, one, weights=weights, as_of=as_of, rarity=kept.get(one.id))
            _rows, scores = ranking.scored(index, question)
            found[one.id] = np.sort(scores).astype(np.int64)
    return found
