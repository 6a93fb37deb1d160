"""The verbs of plans: make, replay."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matching import explain
from matching.asked import Asked, ask
from matching.assign import Floor, Market, assign
from matching.assign import Plan as Filled
from matching.assign.compare import Separate, greedy, separate
from matching.assign.why import Why
from matching.index import as_read
from matching.levels import Vocabulary
from matching.types import CandidateFacts
from matching.weights import UNITS, Weights
from registry import clock, crypto, events
from registry.access import Actor, Permission, may
from registry.candidates.models import Candidate
from registry.candidates.states import CandidateState
from registry.errors import NotAllowed, NotPossible
from registry.law.queries import in_force
from registry.learning.queries import weights_in_force, weights_of
from registry.plans import queries, stored
from registry.plans.gathering import Gathered, gathered
from registry.plans.models import Plan, PlanPlace, PlanVacancy
from registry.plans.stored import Models, Problem
from registry.shortlists.archive import (
    archived_vocabulary,
    archived_weights,
    keep_vocabulary,
    keep_weights,
)
from registry.shortlists.pool import Pool, vocabulary
from registry.shortlists.stored import facts_from_json, facts_to_json, reasons_to_json
from registry.vacancies import needs
from registry.vacancies.checks import archive
from registry.vacancies.models import Vacancy


@dataclass(frozen=True, slots=True)
class Computed:
    """A plan that is not stored, with what it is compared with."""

    scheme: str | None
    country: str | None
    found: Gathered
    filled: Filled
    pair_greedy: Any
    figures: dict[str, Any]
    facts: dict[str, CandidateFacts]
    weights: Weights
    draw: str
    as_of: date
    microseconds: int


def make(session: Session, actor: Actor, computed: Computed) -> Plan:
    """Store who could go where. Nobody is referred.

    Raises NotAllowed; NotPossible("plan_changed_meanwhile") where somebody who has a place stopped looking for work
    since the plan was computed.
    """
    if not may(actor, Permission.PLAN_MAKE):
        raise NotAllowed()
    plan = _store(session, actor, computed)
    data = {"scheme": computed.scheme, "country": computed.country} | {
        name: computed.figures["plan"][name] for name in ("placed", "points")
    }
    events.record(session, actor, "plan", plan.public_id, "make", data=data)
    return plan


def compute(
    session: Session, pool: Pool, *, scheme: str | None = None, country: str | None = None
) -> Computed:
    """The plan for all open vacancies of a scheme or country, with its figures; nothing is stored, and rankings wait
    only while the index is read. Raises NotPossible("nothing_open", "plan_changed_meanwhile")."""
    vacancies = queries.open_vacancies(session, scheme=scheme, country=country)
    if not vacancies:
        raise NotPossible("nothing_open")
    as_of, weights = clock.today(), weights_in_force(session)
    # One lottery a day and place: making the plan again is no second ticket.
    draw = crypto.keyed_hash("draw", f"plan:{scheme}:{country}:{as_of}")[:32]
    index = pool.index(session)
    began = time.perf_counter_ns()
    found = gathered(session, index, vacancies, weights=weights, as_of=as_of, draw=draw)
    filled = solved(found.problem)
    facts, lost = found.facts(filled), found.could_gain(filled)
    took = (time.perf_counter_ns() - began) // 1000
    by_hand = greedy(filled.market, parties=found.problem.parties, sites=np.array(found.problem.sites))
    figures = figures_of(filled, by_hand, separate(filled.market), lost)
    figures["shares"] = _reached(found.problem, filled)
    figures["together"] = len(found.problem.parties)
    return Computed(scheme, country, found, filled, by_hand, figures, facts, weights, draw, as_of, took)


def solved(problem: Problem) -> Filled:
    floors = []
    for share in problem.shares:
        members = np.zeros(len(problem.market.people), np.bool_)
        members[share.members] = True
        floors.append(Floor(members, share.least))
    return assign(problem.market, parties=problem.parties, sites=problem.sites, floors=floors)


def _reached(problem: Problem, filled: Filled) -> list[dict[str, Any]]:
    """Of each group with a share: places asked for and reached."""
    placed = set(np.flatnonzero(filled.pair >= 0).tolist())
    return [
        {
            "trait": share.trait,
            "group": share.group,
            "asked": int(share.least * len(placed)),
            "reached": len(placed & set(share.members)),
        }
        for share in problem.shares
    ]


def figures_of(filled: Filled, by_hand: Any, alone: Separate, lost: int) -> dict[str, Any]:
    """The plan, greedy and separate lists side by side. Points are sums of scores; gap is of the highest possible."""
    market = filled.market
    return {
        "vacancies": len(market.vacancies),
        "places": int(market.capacity.sum()),
        "people": int(np.count_nonzero(np.diff(market.starts))),
        "pairs": len(market.score),
        "left_out": market.left_out,
        "could_gain": lost / UNITS,
        "gap": round(filled.gap, 6),
        "plan": _totals(market, filled.pair),
        "greedy": _totals(market, by_hand),
        "separate": asdict(alone),
    }


def _totals(market: Market, pair: Any) -> dict[str, Any]:
    got = pair[pair >= 0]
    used = np.bincount(market.vacancy[got], minlength=len(market.vacancies))
    return {
        "points": int(market.score[got].sum()) / UNITS,
        "placed": len(got),
        "full": int(np.count_nonzero((used >= market.capacity) & (market.capacity > 0))),
        "empty": int(np.count_nonzero((used == 0) & (market.capacity > 0))),
    }


def _store(session: Session, actor: Actor, computed: Computed) -> Plan:
    models = Models(keep_weights(session, computed.weights), keep_vocabulary(session, vocabulary()))
    raw = stored.content(computed.found.problem, models)
    plan = Plan(
        scheme=computed.scheme,
        country=computed.country,
        made_by_id=actor.account_id,
        made_at=clock.now(),
        as_of=computed.as_of,
        weights_version=computed.weights.version,
        vocabulary_version=vocabulary().version,
        ruleset_hash=archive(session, in_force(session)),
        draw=computed.draw,
        market=stored.seal(raw),
        digest=stored.digest(raw),
        figures=computed.figures,
        microseconds=computed.microseconds,
    )
    session.add(plan)
    session.flush()
    ids = _ids(session, select(Vacancy.public_id, Vacancy.id), computed.filled.market.vacancies)
    session.add_all(_vacancy_rows(plan, computed, ids))
    session.add_all(_place_rows(session, plan, computed, ids))
    session.flush()
    return plan


def _vacancy_rows(plan: Plan, computed: Computed, ids: dict[str, int]) -> list[PlanVacancy]:
    market = computed.filled.market
    got = computed.pair_greedy[computed.pair_greedy >= 0]
    by_hand = np.bincount(market.vacancy[got], minlength=len(market.vacancies))
    return [
        PlanVacancy(
            plan_id=plan.id,
            vacancy_id=ids[ident],
            free=int(market.capacity[at]),
            filled=int(computed.filled.filled[at]),
            filled_greedy=int(by_hand[at]),
            needs=needs.to_json(computed.found.asked[at].needs),
            rarity=computed.found.asked[at].rarity,
        )
        for at, ident in enumerate(market.vacancies)
    ]


def _place_rows(session: Session, plan: Plan, computed: Computed, ids: dict[str, int]) -> list[PlanPlace]:
    filled, market = computed.filled, computed.filled.market
    why = Why(filled, [at for party in computed.found.problem.parties for at in party])
    looking = select(Candidate.public_id, Candidate.id).where(Candidate.state == CandidateState.REGISTERED)
    people = _ids(session, looking, tuple(computed.facts))
    if len(people) < len(computed.facts):
        raise NotPossible("plan_changed_meanwhile")
    ranks = list_ranks(filled)
    rows = [
        PlanPlace(
            plan_id=plan.id,
            candidate_id=people[market.people[at]],
            vacancy_id=ids[market.vacancies[filled.place[at]]],
            score=int(market.score[filled.pair[at]]) / UNITS,
            own_rank=why.own_rank(at),
            list_rank=ranks[at],
            reasons=reasons_to_json(why.reasons(at)),
            facts=facts_to_json(computed.facts[market.people[at]]),
        )
        for at in np.flatnonzero(filled.pair >= 0).tolist()
    ]
    return sorted(rows, key=lambda row: (row.vacancy_id, row.list_rank))


def list_ranks(filled: Filled) -> dict[int, int]:
    """Each placed person's place on the whole list of their vacancy, from 1; equal scores go by the draw."""
    market = filled.market
    order = np.lexsort((market.person, -market.score, market.vacancy))
    wanted = np.bincount(market.vacancy, minlength=len(market.vacancies))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    placed = np.flatnonzero(filled.pair >= 0)
    return dict(zip(placed.tolist(), (rank[filled.pair[placed]] + 1).tolist(), strict=True))


def _ids(session: Session, query: Select[str, int], public_ids: Sequence[str]) -> dict[str, int]:
    """Public to internal ids, as far as the query finds them."""
    found: dict[str, int] = {}
    for start in range(0, len(public_ids), 500):
        part = list(public_ids[start : start + 500])
        rows = session.execute(query.where(query.selected_columns[0].in_(part)))
        found |= {row[0]: row[1] for row in rows}
    return found


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stored plan made again. differs: people whose place or score comes out otherwise, or who have one in only one
    of the two. sealed_differs: what it is computed from is not what was stored under the digest."""

    people: int
    differs: list[str]
    sealed_differs: bool


def replay(session: Session, plan: Plan) -> Replayed:
    """Compute the plan again from the sealed market, and each score again from the stored facts. Its vacancies, places
    and people must be loaded."""
    raw = stored.unseal(plan.market)
    filled = solved(stored.problem_of(raw))
    names = {one.vacancy_id: one.vacancy.public_id for one in plan.vacancies}
    weights, words = _models(session, plan, stored.models_of(raw))
    asked = {
        one.vacancy_id: ask(
            needs.from_json(one.needs), weights=weights, vocabulary=words, rarity=one.rarity, as_of=plan.as_of
        )
        for one in plan.vacancies
    }
    old = {
        one.candidate.public_id: (names[one.vacancy_id], one.score)
        for one in plan.places
        if _score(asked[one.vacancy_id], one) == one.score
    }
    market = filled.market
    new = {
        market.people[at]: (market.vacancies[filled.place[at]], int(market.score[filled.pair[at]]) / UNITS)
        for at in np.flatnonzero(filled.pair >= 0).tolist()
    }
    everybody = {one.candidate.public_id for one in plan.places} | new.keys()
    return Replayed(
        people=len(plan.places),
        differs=sorted(ident for ident in everybody if old.get(ident) != new.get(ident)),
        sealed_differs=stored.digest(raw) != plan.digest,
    )


def _models(session: Session, plan: Plan, kept: Models | None) -> tuple[Weights, Vocabulary]:
    """Weights and vocabulary of that day; of a plan from before they were kept, by their version and today's."""
    if kept is None:
        return weights_of(session, plan.weights_version), vocabulary()
    return archived_weights(session, kept.weights), archived_vocabulary(session, kept.vocabulary)


def _score(asked: Asked, one: PlanPlace) -> float:
    return explain.score(explain.parts(asked, as_read(facts_from_json(one.facts))))
