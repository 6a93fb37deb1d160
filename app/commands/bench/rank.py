"""bench rank: the top 50 of all candidates, beside other engines that score the same to the unit."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from importlib.metadata import version
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from app.commands.bench import rank_peers
from app.commands.bench.crowd import crowd, richer
from app.commands.bench.measure import AsJson, Measured, show, timed
from app.commands.bench.rank_peers import TOP, Best, Peer, Query
from app.commands.bench.server import throw_away_server
from matching import engine, explain, group_scan, ranking
from matching.asked import Asked
from matching.fair_order import FairPolicy
from matching.fair_ranking import rank_fairly
from matching.index import CandidateIndex
from matching.types import CandidateFacts, VacancyNeeds, Verdict
from matching.weights import Weights, load_weights
from registry import clock
from registry.shortlists.pool import vocabulary

_FAIR = FairPolicy(("sex",), Fraction(4, 5), Fraction(1, 10))
_LOOP = 20_000  # people that a plain loop can take


def bench_rank(
    candidates: Annotated[int, typer.Option(min=100, help="How many candidates.")] = 10_000,
    vacancies: Annotated[int, typer.Option(min=5, help="How many vacancies, each asked once.")] = 60,
    postgresql: Annotated[
        bool, typer.Option(help="Beside a throw-away PostgreSQL, where it is installed.")
    ] = True,
    sqlite: Annotated[bool, typer.Option(help="Beside SQLite in memory.")] = True,
    as_json: AsJson = False,
) -> None:
    """Top 50 of all candidates: eligible, scored, explained and in fair order; beside engines with the same scores."""
    today = clock.today()
    index, asked = crowd(candidates, vacancies, today, vocabulary())
    needs = richer(asked)
    weights = load_weights()
    prepared = [ranking.prepared(index, one, weights=weights, as_of=today) for one in needs]
    engine.cool()
    before = [_best(index, one) for one in prepared[:5]]
    plain = timed("sendero, numpy", version("sendero"), _whole(index, needs[:10], weights), None)
    if not engine.warm():
        print("numba: not installed")
    group_scan.warm()
    gc.freeze()  # as a server does at its start
    truth = [_best(index, one) for one in prepared]
    rows = [
        timed("sendero", version("sendero"), _whole(index, needs, weights), before == truth[:5]),
        timed("sendero, plain order", "", _whole(index, needs, weights, None), True),
        timed(
            "sendero, first scores only",
            "",
            [partial(_first, index, one) for one in prepared],
            True,
        ),
        replace(plain, agrees=before == truth[:5]),
    ]
    rows += _peers(index, prepared, truth, postgresql=postgresql, sqlite=sqlite)
    rows += _loops(index, needs, weights)
    show(
        f"rank: top {TOP} of {candidates}; sendero with counts, draw, reasons and fair order, the others without",
        rows,
        as_json=as_json,
    )


def _whole(
    index: CandidateIndex, needs: list[VacancyNeeds], weights: Weights, policy: FairPolicy | None = _FAIR
) -> list[Callable[[], Any]]:
    today = clock.today()
    act = partial(
        rank_fairly, index, weights=weights, draw="bench", as_of=today, top=TOP, traits=("sex", "department"),
        policy=policy,
    )  # fmt: skip
    act(needs=needs[0])
    return [partial(act, needs=one) for one in needs]


def _best(index: CandidateIndex, asked: Asked) -> Best:
    rows, scores = _first(index, asked)
    if len(rows) <= TOP:
        return set(zip(rows.tolist(), scores.tolist(), strict=True))
    near = scores >= np.sort(scores)[-TOP]
    return set(zip(rows[near].tolist(), scores[near].tolist(), strict=True))


def _first(index: CandidateIndex, asked: Asked) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Rules and counts of everybody, and the scores of those who may be among the first."""
    found = ranking.listed(index, asked)
    return found.best(found.rows, TOP)


def _peers(
    index: CandidateIndex, prepared: list[Asked], truth: list[Best], *, postgresql: bool, sqlite: bool
) -> Iterator[Measured]:
    data = rank_peers.tables(index)
    queries = [rank_peers.query(index, one) for one in prepared]
    peers: list[tuple[Any, int]] = [(rank_peers.polars_peer(data), 40), (rank_peers.duckdb_peer(data), 20)]
    if sqlite:
        peers.append((rank_peers.sqlite_peer(data), 6))
    for peer, most in peers:
        with peer as found:
            if found is not None:
                yield _measured(found, queries[:most], truth)
    if postgresql:
        with throw_away_server() as url:
            if url is None:
                print("PostgreSQL: not installed")
                return
            with rank_peers.postgresql_peer(data, url) as found:
                yield _measured(found, queries[:6], truth)


def _measured(peer: Peer, queries: list[Query], truth: list[Best]) -> Measured:
    peer.best(queries[0])
    answers: list[Best] = []
    acts: list[Callable[[], Any]] = [
        partial(lambda one: answers.append(peer.best(one)), one) for one in queries
    ]
    found = timed(peer.name, peer.version, acts, None)
    return replace(found, agrees=answers == truth[: len(answers)])


def _loops(index: CandidateIndex, needs: list[VacancyNeeds], weights: Weights) -> Iterator[Measured]:
    """What needs every person as an object, over the first people of the index."""
    people = [index.facts_at(row) for row in range(min(len(index.base), _LOOP))]
    few = CandidateIndex.build(people, index.vocabulary)
    today = clock.today()
    asked = [ranking.prepared(few, one, weights=weights, as_of=today) for one in needs[:3]]

    def loop(one: Asked) -> Best:
        scored = [
            (row, round(explain.score(explain.parts(one, person)) * 10_000))
            for row, person in enumerate(people)
            if Verdict.NOT_MET not in explain.verdicts(one, person).values()
        ]
        bar = sorted((score for _, score in scored), reverse=True)[:TOP]
        return {(row, score) for row, score in scored if score >= bar[-1]}

    answers: list[Best] = []
    acts: list[Callable[[], Any]] = [partial(lambda one: answers.append(loop(one)), one) for one in asked]
    found = timed(f"plain Python loop over {len(people)}", "", acts, None)
    yield replace(found, agrees=answers == [_best(few, one) for one in asked])
    yield _tfidf(people, needs)


def _tfidf(people: list[CandidateFacts], needs: list[VacancyNeeds]) -> Measured:
    """scikit-learn's TF-IDF over the same codes with a dense product: no hard rules, no reasons, other scores."""
    import sklearn
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    vectors = TfidfVectorizer(analyzer=str.split)
    known = vectors.fit_transform(
        " ".join([*(s.code for s in person.skills), *(w.occupation for w in person.work)])
        for person in people
    )

    def best(asked: VacancyNeeds) -> Any:
        words = " ".join([*(s.code for s in asked.skills), asked.occupation or ""])
        return linear_kernel(vectors.transform([words]), known)[0].argsort()[::-1][:TOP]

    return timed(
        f"scikit-learn TF-IDF over {len(people)}",
        sklearn.__version__,
        [partial(best, a) for a in needs],
        None,
    )
