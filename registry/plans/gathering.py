"""From the open vacancies and the index to the market of a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import explain
from matching.asked import Asked, ask, asked_codes
from matching.assign import Market, could_gain, gather, market_of
from matching.assign import Plan as Filled
from matching.fairness import SMALLEST_GROUP
from matching.index import CandidateIndex, as_read
from matching.ranking import rarity_of, scored
from matching.types import CandidateFacts
from matching.weights import UNITS, Weights
from registry.candidates.models import Candidate
from registry.errors import NotPossible
from registry.fairness.queries import policy_for
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.plans import companions
from registry.plans.stored import Problem, Share
from registry.shortlists.service import asked_of
from registry.vacancies.models import Vacancy

# Of each person so many of their best vacancies; what that could lose is worked out and told.
BEST = 40
_HAVE_WORK = (ReferralState.SELECTED, ReferralState.PLACED)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The problem, what each vacancy asks (in the order of the market), and who must not be placed: people, and
    (person, vacancy) pairs."""

    problem: Problem
    asked: list[Asked]
    index: CandidateIndex
    people_out: frozenset[str]
    pairs_out: frozenset[tuple[str, str]]

    def could_gain(self, filled: Filled) -> int:
        """What the pairs that were left out for speed could add at most, in ten-thousandths of a point. Those that must
        not be are no loss."""
        if not self.problem.market.left_out:
            return 0
        with self.index.lock:
            return could_gain(filled, self._possible(), rows=len(self.index.alive), id_of=self.index.id_at)

    def _possible(self) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
        """Rows and scores of everybody who may be placed, of one vacancy after another."""
        never = self.index.rows_of(self.people_out)
        proposed: defaultdict[str, list[str]] = defaultdict(list)
        for person, vacancy in self.pairs_out:
            proposed[vacancy].append(person)
        for vacancy, asked in zip(self.problem.market.vacancies, self.asked, strict=True):
            rows, scores = scored(self.index, asked)
            stays = ~np.isin(rows, np.concatenate([never, self.index.rows_of(proposed[vacancy])]))
            yield rows[stays], scores[stays]

    def facts(self, filled: Filled) -> dict[str, CandidateFacts]:
        """What was read about everybody who got a place. Raises NotPossible("plan_changed_meanwhile") where it is not
        what the pair was scored by: the index did not stand still while the plan was computed."""
        market = filled.market
        placed = np.flatnonzero(filled.pair >= 0).tolist()
        try:
            with self.index.lock:
                found = {market.people[at]: self.index.facts_of(market.people[at]) for at in placed}
        except KeyError:
            raise NotPossible("plan_changed_meanwhile") from None
        for at in placed:
            parts = explain.parts(self.asked[filled.place[at]], as_read(found[market.people[at]]))
            if round(explain.score(parts) * UNITS) != market.score[filled.pair[at]]:
                raise NotPossible("plan_changed_meanwhile")
        return found


def gathered(
    session: Session,
    index: CandidateIndex,
    vacancies: Sequence[Vacancy],
    *,
    weights: Weights,
    as_of: date,
    draw: str,
) -> Gathered:
    """Everybody who may take one of these vacancies, without those who have work or were proposed for it before."""
    with index.lock:
        return _gathered(session, index, vacancies, weights=weights, as_of=as_of, draw=draw)


def _gathered(
    session: Session,
    index: CandidateIndex,
    vacancies: Sequence[Vacancy],
    *,
    weights: Weights,
    as_of: date,
    draw: str,
) -> Gathered:
    asked = {}
    for vacancy in vacancies:
        needs = asked_of(vacancy)
        rarity = rarity_of(index, asked_codes(needs), weights=weights)
        asked[vacancy.public_id] = ask(
            needs, weights=weights, vocabulary=index.vocabulary, rarity=rarity, as_of=as_of
        )
    market = gather(
        (scored(index, one) for one in asked.values()),
        rows=len(index.alive),
        id_of=index.id_at,
        vacancies=list(asked),
        capacity=_free(session, vacancies),
        draw=draw,
        best=BEST if len(asked) > BEST else None,
    )
    gone, busy = _gone(session, vacancies), _with_work(session)
    market = _without(market, gone, busy)
    by_id = {vacancy.public_id: vacancy for vacancy in vacancies}
    position = {ident: at for at, ident in enumerate(market.people)}
    parties: list[tuple[int, ...]] = [
        (position[one], position[other])
        for one, other in companions.couples(session)
        if one in position and other in position
    ]
    # Somebody whose companion may take nothing here is placed with them in a later plan, not alone.
    alone = {ident for pair in companions.couples(session) for ident in pair} & position.keys()
    alone -= {market.people[at] for party in parties for at in party}
    market = _without(market, set(), alone)
    sites = _sites([by_id[ident] for ident in market.vacancies])
    shares = _shares(session, index, market, {one.scheme for one in vacancies}, as_of)
    problem = Problem(market, parties, sites, shares)
    in_order = [asked[ident] for ident in market.vacancies]
    return Gathered(problem, in_order, index, frozenset(busy | alone), frozenset(gone))


def _free(session: Session, vacancies: Sequence[Vacancy]) -> list[int]:
    """Places that nobody has or is about to have."""
    query = (
        select(Referral.vacancy_id, func.count())
        .where(Referral.state == ReferralState.SELECTED)
        .group_by(Referral.vacancy_id)
    )
    selected = {row[0]: row[1] for row in session.execute(query)}
    return [max(one.seats_total - one.seats_filled - selected.get(one.id, 0), 0) for one in vacancies]


def _gone(session: Session, vacancies: Sequence[Vacancy]) -> set[tuple[str, str]]:
    """(person, vacancy) that were proposed before, however it ended: nobody is proposed twice."""
    ids = {one.id: one.public_id for one in vacancies}
    query = select(Candidate.public_id, Referral.vacancy_id).join(
        Candidate, Candidate.id == Referral.candidate_id
    )
    return {(row[0], ids[row[1]]) for row in session.execute(query) if row[1] in ids}


def _with_work(session: Session) -> set[str]:
    query = select(Candidate.public_id).join(Referral, Referral.candidate_id == Candidate.id)
    return set(session.scalars(query.where(Referral.state.in_(_HAVE_WORK))))


def _without(market: Market, pairs: set[tuple[str, str]], people: set[str]) -> Market:
    """The market without these pairs and without any pair of these people."""
    if not pairs and not people:
        return market
    person, vacancy = market.person, market.vacancy
    names = zip(person.tolist(), vacancy.tolist(), strict=True)
    stays = np.array(
        [
            market.people[who] not in people and (market.people[who], market.vacancies[what]) not in pairs
            for who, what in names
        ],
        np.bool_,
    )
    kept = (person[stays], vacancy[stays], market.score[stays])
    return market_of(
        market.people, market.vacancies, market.capacity, kept, draw=market.draw, left_out=market.left_out
    )


def _shares(
    session: Session, index: CandidateIndex, market: Market, schemes: set[str], as_of: date
) -> list[Share]:
    """Of each group of the policy's traits, its share of the people who may take a place, as far as the policy asks
    for it. Only where all vacancies are of one scheme: a policy is a scheme's."""
    policies = [policy_for(session, scheme, as_of) for scheme in sorted(schemes)]
    if len(policies) != 1 or policies[0].fair is None:
        return []
    able = np.flatnonzero(np.diff(market.starts) > 0).tolist()
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at in able:
        for trait, group in index.traits_of(market.people[at]).items():
            if trait in policies[0].traits:
                groups[trait, group].append(at)
    return [
        Share(trait, group, round(float(policies[0].share) * len(members) / len(able), 6), members)
        for (trait, group), members in sorted(groups.items())
        if len(members) >= SMALLEST_GROUP
    ]


def _sites(vacancies: Sequence[Vacancy]) -> list[int]:
    """The same number for vacancies of one employer in one region on the same dates."""
    numbers: dict[tuple[Any, ...], int] = {}
    keys: list[tuple[Any, ...]] = [
        (one.employer_id, one.country, one.region, one.start_on, one.end_on) for one in vacancies
    ]
    return [numbers.setdefault(key, len(numbers)) for key in keys]
