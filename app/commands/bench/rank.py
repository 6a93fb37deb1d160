"""bench rank: the top 50 of all candidates."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from typing import Annotated, Any

import typer

from app.commands.bench.measure import AsJson, Measured, show, timed
from matching import explain
from matching.asked import ask, asked_codes
from matching.index import CandidateIndex
from matching.ranking import Lottery, rank, rarity_of
from matching.types import CandidateFacts, Skill, VacancyNeeds, Verdict, Work
from matching.weights import load_weights
from registry import clock
from registry.candidates.registration import adult_on
from registry.seeds.market import InventedVacancy
from registry.seeds.people import InventedCandidate
from registry.seeds.population import population
from registry.shortlists.pool import vocabulary


def bench_rank(
    candidates: Annotated[int, typer.Option(min=100, help="How many candidates.")] = 10_000,
    as_json: AsJson = False,
) -> None:
    """Top 50 of all candidates, eligible, scored and explained; beside a plain loop over the same rules."""
    today = clock.today()
    facts: list[CandidateFacts] = []
    needs: list[VacancyNeeds] = []
    for one in population(1, candidates, 40, 4, as_of=today):
        if isinstance(one, InventedCandidate):
            facts.append(facts_of_invented(one))
        elif isinstance(one, InventedVacancy):
            needs.append(one.needs)
    weights = load_weights()
    index = CandidateIndex.build(facts, vocabulary())

    def ours(asked: VacancyNeeds) -> list[str]:
        found = rank(index, asked, weights=weights, draw="bench", as_of=today, top=50)
        return [person.candidate for person in found.ranked]

    def loop(asked_needs: VacancyNeeds) -> list[str]:
        rarity = rarity_of(index, asked_codes(asked_needs), weights=weights)
        asked = ask(asked_needs, weights=weights, vocabulary=index.vocabulary, rarity=rarity, as_of=today)
        lottery = Lottery("bench")
        scored = [
            (-explain.score(explain.parts(asked, person)), lottery.of(person.id), person.id)
            for person in facts
            if Verdict.NOT_MET not in explain.verdicts(asked, person).values()
        ]
        return [ident for _score, _draw, ident in sorted(scored)[:50]]

    few = needs[:5]
    same = all(ours(asked) == loop(asked) for asked in few)
    rows = [
        timed("sendero", version("sendero"), [partial(ours, asked) for asked in needs], True),
        timed("plain Python loop", "", [partial(loop, asked) for asked in few], same),
        _tfidf(facts, needs),
    ]
    show(f"rank: top 50 of {candidates}", rows, as_json=as_json)


def facts_of_invented(one: InventedCandidate) -> CandidateFacts:
    """What a ranking knows about somebody of the invented population."""
    return CandidateFacts(
        id=one.public_id,
        work=tuple(Work(job.occupation, job.months) for job in one.work if job.occupation),
        skills=tuple(Skill(skill.code, skill.months) for skill in one.skills if skill.code),
        languages=one.languages,
        adult_on=adult_on(one.birth_date),
        available_from=one.available_from,
        available_to=one.available_to,
        countries=frozenset(one.countries),
        occupations_wanted=frozenset(one.occupations_wanted),
        avoid=frozenset(one.avoid),
        max_months_away=one.max_months_away,
        licences_answered=True,
    )


def _tfidf(facts: list[CandidateFacts], needs: list[VacancyNeeds]) -> Measured:
    """scikit-learn's TF-IDF over the same codes with a dense product: no hard rules, no reasons, other scores."""
    import sklearn
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    vectors = TfidfVectorizer(analyzer=str.split)
    people = vectors.fit_transform(
        " ".join([*(s.code for s in person.skills), *(w.occupation for w in person.work)]) for person in facts
    )

    def best(asked: VacancyNeeds) -> Any:
        words = " ".join([*(s.code for s in asked.skills), asked.occupation or ""])
        return linear_kernel(vectors.transform([words]), people)[0].argsort()[::-1][:50]

    return timed("scikit-learn TF-IDF", sklearn.__version__, [partial(best, a) for a in needs], None)
