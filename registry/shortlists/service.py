"""The verbs of shortlists: rank, replay; and the vacancies for one candidate."""

from __future__ import annotations

import secrets
import time
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import fairness, ranking
from matching.types import Ranking, VacancyRanking
from matching.weights import Weights, load_weights
from registry import clock, events
from registry.access import Actor, Permission, may
from registry.candidates.facts import facts_of
from registry.candidates.models import Candidate
from registry.errors import NotAllowed, NotPossible
from registry.schemes.loader import ruleset
from registry.shortlists import queries, stored
from registry.shortlists.models import Entry, Shortlist
from registry.shortlists.pool import Pool, vocabulary
from registry.vacancies import needs
from registry.vacancies import queries as vacancies
from registry.vacancies.checks import archive
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState

RANKABLE = (VacancyState.PUBLISHED, VacancyState.IN_REVIEW, VacancyState.HISTORICAL)
SHOWN = 50


def rank(session: Session, actor: Actor, vacancy: Vacancy, pool: Pool, *, as_of: date | None = None) -> Shortlist:
    """Rank all candidates for a vacancy and store the list with everything needed to replay it.

    An agency out of standing gets no list. Raises NotAllowed, NotPossible("agency_not_in_good_standing").
    """
    if not may(actor, Permission.SHORTLIST_RANK, vacancy):
        raise NotAllowed()
    if vacancy.state not in RANKABLE:
        raise NotPossible("wrong_state", noun="vacancy", verb="rank", state=vacancy.state)
    if vacancy.state == VacancyState.PUBLISHED and not vacancies.is_open(session, vacancy.id):
        raise NotPossible("vacancy_not_open")
    asked_on = as_of or clock.today()
    found, microseconds = compute(session, vacancy, pool, as_of=asked_on, top=SHOWN)
    shortlist = _store(session, actor, vacancy, found, microseconds, pool)
    events.record(
        session,
        actor,
        "vacancy",
        vacancy.public_id,
        "rank",
        data={"shortlist": shortlist.public_id, "weights": found.weights_version, "counts": _public(found.counts)},
    )
    return shortlist


def compute(
    session: Session, vacancy: Vacancy, pool: Pool, *, as_of: date, top: int, weights: Weights | None = None
) -> tuple[Ranking, int]:
    """The ranking itself and the microseconds it took, nothing stored. The draw is the vacancy's own: the same list
    each time, a new lottery for each vacancy."""
    index = pool.index(session)
    weights = weights or load_weights()
    asked = needs.from_json(vacancy.needs)
    began = time.perf_counter_ns()
    found = ranking.rank(index, asked, weights=weights, draw=draw_of(session, vacancy), as_of=as_of, top=top)
    return found, (time.perf_counter_ns() - began) // 1000


def draw_of(session: Session, vacancy: Vacancy) -> str:
    """The lottery of this vacancy: drawn with its first shortlist, then kept."""
    stored_draw = session.scalar(
        select(Shortlist.draw).where(Shortlist.vacancy_id == vacancy.id).order_by(Shortlist.id).limit(1)
    )
    return stored_draw or secrets.token_hex(16)


def _store(
    session: Session, actor: Actor, vacancy: Vacancy, found: Ranking, microseconds: int, pool: Pool
) -> Shortlist:
    index = pool.index(session)
    asked = needs.from_json(vacancy.needs)
    shown = [one.candidate for one in found.ranked]
    eligible = ranking.on_the_list(index, asked, weights=load_weights(), as_of=found.as_of)
    reports = fairness.report(shown, eligible, queries.groups_of(session, eligible))
    shortlist = Shortlist(
        vacancy_id=vacancy.id,
        asked_by_id=actor.account_id,
        made_at=clock.now(),
        as_of=found.as_of,
        weights_version=found.weights_version,
        vocabulary_version=found.vocabulary_version,
        ruleset_hash=archive(session, ruleset()),
        draw=found.draw,
        needs=vacancy.needs,
        rarity=found.rarity,
        counts=found.counts,
        fairness=stored.fairness_to_json(reports),
        microseconds=microseconds,
    )
    session.add(shortlist)
    session.flush()
    rows = session.execute(select(Candidate.public_id, Candidate.id).where(Candidate.public_id.in_(shown)))
    ids = {row.public_id: row.id for row in rows}
    session.add_all(
        Entry(
            shortlist_id=shortlist.id,
            candidate_id=ids[one.candidate],
            rank=one.rank,
            score=one.score,
            parts=[stored.part_to_json(part) for part in one.parts],
            missing=stored.reasons_to_json(one.missing),
            draw=one.draw,
            facts=stored.facts_to_json(index.facts_of(one.candidate)),
        )
        for one in found.ranked
    )
    session.flush()
    return shortlist


def _public(counts: dict[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in ("all", "eligible", "unknown", "not_eligible")}


def replay(shortlist: Shortlist) -> Ranking:
    """The list again from what was stored with it. `differences` says whether it came out the same."""
    return ranking.replay(
        [stored.facts_from_json(entry.facts) for entry in shortlist.entries],
        needs.from_json(shortlist.needs),
        weights=load_weights(shortlist.weights_version),
        vocabulary=vocabulary(),
        draw=shortlist.draw,
        as_of=shortlist.as_of,
        rarity=shortlist.rarity,
    )


def differences(shortlist: Shortlist, again: Ranking) -> list[int]:
    """The places at which a replayed list differs from the stored one, in person, score or parts."""
    return [
        entry.rank
        for entry, one in zip(shortlist.entries, again.ranked, strict=True)
        if (entry.candidate.public_id, entry.score) != (one.candidate, one.score)
        or entry.parts != [stored.part_to_json(part) for part in one.parts]
    ]


def vacancies_for(session: Session, actor: Actor, candidate: Candidate, pool: Pool, *, top: int = 20) -> VacancyRanking:
    """The open vacancies that fit one candidate, with the same parts that the vacancy's own list would show.

    The candidate's work, skills and languages must be loaded. Raises NotAllowed.
    """
    if not may(actor, Permission.CANDIDATE_READ, candidate):
        raise NotAllowed()
    open_now = [needs.from_json(vacancy.needs) for vacancy in vacancies.published(session)]
    index = pool.index(session)
    weights = load_weights()
    codes = {skill.code for asked in open_now for skill in asked.skills} | {
        code for asked in open_now for code in asked.licences
    }
    return ranking.rank_vacancies(
        facts_of(candidate),
        open_now,
        weights=weights,
        vocabulary=index.vocabulary,
        draw=candidate.public_id,
        as_of=clock.today(),
        rarity=ranking.rarity_of(index, codes, weights=weights),
        top=top,
    )
