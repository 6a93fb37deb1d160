"""The verbs of shortlists: rank; and the vacancies for one candidate. Repeating a list: replay.py."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from matching.fair_order import FairOrder
from matching.fair_ranking import FairRanking, rank_fairly
from matching.fairness import TraitReport
from matching.types import Ranking, VacancyNeeds, VacancyRanking
from matching.weights import Weights
from registry import clock, crypto, events
from registry.access import Actor, Permission, may
from registry.candidates import safety
from registry.candidates.facts import facts_of
from registry.candidates.models import Candidate
from registry.errors import NotAllowed, NotPossible
from registry.fairness import policy
from registry.fairness import queries as fairness
from registry.fairness.policy import TRAITS, Policy
from registry.law.queries import in_force
from registry.learning.queries import weights_in_force
from registry.organisations.standing import Act, allows
from registry.shortlists import archive, firsts, replay, stored
from registry.shortlists.models import Entry, Shortlist
from registry.shortlists.pool import Pool, vocabulary
from registry.vacancies import needs
from registry.vacancies import queries as vacancies
from registry.vacancies.checks import archive as archive_law
from registry.vacancies.checks import asked_on
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState

RANKABLE = (VacancyState.PUBLISHED, VacancyState.IN_REVIEW, VacancyState.HISTORICAL)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Computed:
    """A list that is not stored, the fairness policy it follows, and the microseconds that it took."""

    found: FairRanking
    weights: Weights
    policy: Policy
    microseconds: int

    @property
    def ranking(self) -> Ranking:
        return self.found.ranking

    @property
    def fairness(self) -> tuple[TraitReport, ...]:
        return self.found.report


def rank(
    session: Session,
    actor: Actor,
    vacancy: Vacancy,
    pool: Pool,
    *,
    as_of: date | None = None,
    is_strict: bool = False,
) -> Shortlist:
    """Rank all candidates for a vacancy and store the list with everything needed to replay it.

    as_of: the day the question is asked; without it today, or for a historical order the day before it began.
    is_strict: list only people who are known to meet everything; else those of whom something is unknown as well.
    Raises NotAllowed, NotPossible("wrong_state", "vacancy_not_open", "agency_gets_no_list").
    """
    if not may(actor, Permission.SHORTLIST_RANK, vacancy):
        raise NotAllowed()
    if vacancy.state not in RANKABLE:
        raise NotPossible("wrong_state", noun="vacancy", verb="rank", state=vacancy.state)
    if not agency_allows(session, vacancy):
        raise NotPossible("agency_gets_no_list")
    if vacancy.state == VacancyState.PUBLISHED and not vacancies.is_open(session, vacancy.id):
        raise NotPossible("vacancy_not_open")
    computed = compute(
        session, vacancy, pool, as_of=as_of or asked_on(vacancy), top=SHOWN, is_strict=is_strict
    )
    shortlist = _store(session, actor, vacancy, computed, is_strict=is_strict)
    found = computed.ranking
    events.record(
        session,
        actor,
        "vacancy",
        vacancy.public_id,
        "rank",
        data={
            "shortlist": shortlist.public_id,
            "weights": found.weights_version,
            "fairness": f"{computed.policy.version} {computed.policy.mode}",
            "counts": _public(found.counts),
            "is_strict": is_strict,
        },
    )
    return shortlist


def agency_allows(session: Session, vacancy: Vacancy) -> bool:
    """False for a vacancy through an agency whose standing or whose holds forbid it: nobody is ranked for it."""
    return vacancy.agency_id is None or allows(session, vacancy.agency_id, Act.OFFER) is None


def compute(
    session: Session, vacancy: Vacancy, pool: Pool, *, as_of: date, top: int, is_strict: bool = False
) -> Computed:
    """The list in the order of the scheme's policy, with its fairness figures, nothing stored. An agency out of
    standing gets an empty list."""
    index = pool.index(session)
    asked = asked_of(vacancy)
    weights = weights_in_force(session)
    first = firsts.of(session, vacancy)
    followed = fairness.policy_for(session, vacancy.scheme, clock.today())
    if not agency_allows(session, vacancy):
        everybody = len(index)
        counts = {
            "all": everybody,
            "eligible": 0,
            "unknown": 0,
            "not_eligible": everybody,
            "failed_agency": everybody,
        }
        nobody = Ranking(
            asked.id, weights.version, first.draw, as_of, counts, (), vocabulary_version=vocabulary().version
        )
        return Computed(FairRanking(nobody, 0, {}, {}, None, (), {}), weights, followed, 0)
    began = time.perf_counter_ns()
    found = rank_fairly(
        index,
        asked,
        weights=weights,
        draw=first.draw,
        as_of=as_of,
        top=top,
        traits=TRAITS,
        policy=followed.fair,
        rarity=first.rarity,
        is_strict=is_strict,
    )
    took = (time.perf_counter_ns() - began) // 1000
    return Computed(found, weights, followed, took)


def asked_of(vacancy: Vacancy) -> VacancyNeeds:
    """What a list asks. Of a historical order not its dates: when people are free, they told us about the time to
    come, and nobody can be free in the past. Who was of age is then asked for the day of the list."""
    asked = needs.kept_of(vacancy)
    return replace(asked, start_on=None, end_on=None) if vacancy.state == VacancyState.HISTORICAL else asked


def _store(
    session: Session, actor: Actor, vacancy: Vacancy, computed: Computed, *, is_strict: bool
) -> Shortlist:
    found, order = computed.ranking, computed.found.order
    lines = [replay.line_of(one, computed.found.plain[one.candidate]) for one in found.ranked]
    shortlist = Shortlist(
        vacancy_id=vacancy.id,
        asked_by_id=actor.account_id,
        made_at=clock.now(),
        as_of=found.as_of,
        weights_version=found.weights_version,
        weights_hash=archive.keep_weights(session, computed.weights),
        vocabulary_version=found.vocabulary_version,
        vocabulary_hash=archive.keep_vocabulary(session, vocabulary()),
        ruleset_hash=archive_law(session, in_force(session)),
        draw=found.draw,
        is_strict=is_strict,
        needs=needs.to_json(asked_of(vacancy)),
        rarity=found.rarity,
        counts=found.counts,
        policy=policy.to_json(computed.policy) | _short(order),
        pools=order.pools if order else None,
        shown=computed.found.shown,
        fairness=fairness.to_json(computed.fairness),
        microseconds=computed.microseconds,
    )
    shortlist.digest = hashlib.sha256(replay.text_of(shortlist, lines).encode()).hexdigest()
    session.add(shortlist)
    session.flush()
    people = [one.candidate for one in found.ranked]
    rows = session.execute(select(Candidate.public_id, Candidate.id).where(Candidate.public_id.in_(people)))
    ids = {row.public_id: row.id for row in rows}
    entries = [
        {
            "shortlist_id": shortlist.id,
            "candidate_id": ids[line.pop("candidate")],
            "facts": stored.facts_to_json(computed.found.facts[ident]),
            "groups": _sealed(computed.found.groups.get(ident)),
            **line,
        }
        for ident, line in zip(people, lines, strict=True)
    ]
    if entries:
        session.execute(insert(Entry), entries)
    return shortlist


def _short(order: FairOrder | None) -> dict[str, Any]:
    """Where the order could not keep a minimum, as it is stored with the policy of the list: nobody fitted both."""
    return {"short": [list(one) for one in map(astuple, order.short)]} if order and order.short else {}


def _sealed(groups: Mapping[str, str] | None) -> str | None:
    """The groups a fair order read of a person, to repeat it with; unreadable in the file and in a dump."""
    return json.dumps(dict(groups), sort_keys=True) if groups else None


def _public(counts: dict[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in ("all", "eligible", "unknown", "not_eligible")}


def vacancies_for(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    pool: Pool,
    *,
    as_of: date | None = None,
    top: int = 20,
) -> VacancyRanking:
    """The open vacancies that fit one candidate, with the same parts that the vacancy's own list would show.

    The candidate's work, skills and languages must be loaded. Raises NotAllowed.
    """
    if not may(actor, Permission.CANDIDATE_READ, candidate):
        raise NotAllowed()
    return pool.boards.rank(
        session,
        pool.index(session),
        facts_of(candidate, safety.unsafe_places(session, candidate)),
        weights=weights_in_force(session),
        draw=crypto.keyed_hash("draw", candidate.public_id)[:32],
        as_of=as_of or clock.today(),
        top=top,
    )
