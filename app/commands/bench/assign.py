"""bench assign: all vacancies filled at once, beside greedy, deferred acceptance, and two exact solvers."""

from __future__ import annotations

import heapq
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import csr_array

from app.commands.bench.crowd import facts_of as facts_of_invented
from app.commands.bench.measure import AsJson
from matching.asked import ask, asked_codes
from matching.assign import Market, assign, gather, market_of
from matching.assign.auction import NOBODY
from matching.assign.compare import greedy
from matching.index import CandidateIndex
from matching.ranking import rarity_of, scored
from matching.types import CandidateFacts, VacancyNeeds
from matching.weights import UNITS, load_weights
from registry import clock
from registry.seeds.market import InventedVacancy
from registry.seeds.people import InventedCandidate
from registry.seeds.population import population
from registry.shortlists.pool import vocabulary

Pairs = NDArray[np.int64]
_SMALL = (2_000, 80)


@dataclass(frozen=True, slots=True)
class Filled:
    """One engine's plan. share: of what the proof says no plan can exceed. allowed: no place twice, own pairs only."""

    engine: str
    version: str
    what: str
    seconds: float
    points: float
    share_of_bound: float
    placed: int
    allowed: bool


def bench_assign(
    candidates: Annotated[int, typer.Option(min=100)] = 50_000,
    vacancies: Annotated[int, typer.Option(min=10)] = 2_000,
    best: Annotated[int, typer.Option(min=1, help="Pairs kept of each person.")] = 14,
    as_json: AsJson = False,
) -> None:
    """Everybody to all vacancies with their places; then a small market that the dense solvers can hold too."""
    began = time.perf_counter()
    market, took = _market(candidates, vacancies, best)
    say = f"{len(market.people)} people, {len(market.vacancies)} vacancies, {int(market.capacity.sum())} places, "
    say += f"{len(market.score)} pairs ({market.left_out} more left out)"
    assign(_part(market, 50, 10))  # compiled before it is timed
    rows = [_timed(market, *engine) for engine in (_OURS, *_WHOLE)]
    _show(f"assign: {say}; eligible, scored and kept in {took:.1f} s", rows, as_json=as_json)
    small = _part(market, *_SMALL)
    rows = [_timed(small, *engine) for engine in (_OURS, *_WHOLE, *_DENSE)]
    _show(f"assign: {len(small.people)} people, {len(small.score)} pairs", rows, as_json=as_json)
    Console(stderr=True).print(f"all in {time.perf_counter() - began:.0f} s")


def _market(candidates: int, vacancies: int, best: int) -> tuple[Market, float]:
    """An invented Guatemala through the index and the score, and the seconds that took once the index stood."""
    today = clock.today()
    facts: list[CandidateFacts] = []
    offers: list[InventedVacancy] = []
    for one in population(1, candidates, vacancies, 4, as_of=today):
        if isinstance(one, InventedCandidate):
            facts.append(facts_of_invented(one))
        elif isinstance(one, InventedVacancy):
            offers.append(one)
    index = CandidateIndex.build(facts, vocabulary())
    weights = load_weights()

    def scores(needs: VacancyNeeds) -> tuple[Any, Any]:
        rarity = rarity_of(index, asked_codes(needs), weights=weights)
        asked = ask(needs, weights=weights, vocabulary=index.vocabulary, rarity=rarity, as_of=today)
        return scored(index, asked)

    capacity = np.random.default_rng(1).integers(1, 40, len(offers)).tolist()
    began = time.perf_counter()
    market = gather(
        (scores(one.needs) for one in offers),
        rows=len(index.alive),
        id_of=index.id_at,
        vacancies=[one.needs.id for one in offers],
        capacity=capacity,
        draw="bench",
        best=best,
    )
    return market, time.perf_counter() - began


def _part(market: Market, people: int, vacancies: int) -> Market:
    """The first people and vacancies of a market, as a market."""
    inside = (market.person < people) & (market.vacancy < vacancies)
    return market_of(
        market.people[:people],
        market.vacancies[:vacancies],
        market.capacity[:vacancies],
        (market.person[inside], market.vacancy[inside], market.score[inside]),
        draw=market.draw,
    )


Engine = tuple[str, str, str, Callable[[Market], Pairs]]


def _timed(market: Market, engine: str, release: str, what: str, act: Callable[[Market], Pairs]) -> Filled:
    began = time.perf_counter()
    try:
        pair = act(market)
    except ImportError:
        return Filled(engine, "not installed", what, 0.0, 0.0, 0.0, 0, False)
    seconds = time.perf_counter() - began
    got = pair[pair >= 0]
    used = np.bincount(market.vacancy[got], minlength=len(market.capacity))
    own = bool((market.person[got] == np.flatnonzero(pair >= 0)).all())
    worth = int(market.score[got].sum()) + len(got)
    return Filled(
        engine,
        release,
        what,
        round(seconds, 3),
        round(int(market.score[got].sum()) / UNITS, 1),
        round(worth / assign(market).most, 6),
        len(got),
        own and bool((used <= market.capacity).all()),
    )


def _deferred(market: Market) -> Pairs:
    """Gale and Shapley 1962, people asking: each asks their best vacancy, which keeps the best it has places for."""
    starts, vacancy, score = (part.tolist() for part in (market.starts, market.vacancy, market.score))
    capacity = market.capacity.tolist()
    held: list[list[tuple[int, int, int]]] = [[] for _ in capacity]
    pair = np.full(len(market.people), NOBODY)
    waiting, at = list(range(len(market.people))), list(starts[:-1])
    while waiting:
        person = waiting.pop()
        while at[person] < starts[person + 1]:
            own = at[person]
            at[person] += 1
            where = held[vacancy[own]]
            heapq.heappush(where, (score[own], -person, own))
            pair[person] = own
            if len(where) <= capacity[vacancy[own]]:
                break
            _, loser, _ = heapq.heappop(where)
            pair[-loser] = NOBODY
            if loser != -person:
                waiting.append(-loser)
                break
    return pair


def _flow(market: Market) -> Pairs:
    """OR-tools' min-cost flow with people, vacancies and a way round for who stays without."""
    from ortools.graph.python import min_cost_flow

    people, jobs = len(market.people), len(market.vacancies)
    source, sink = people + jobs, people + jobs + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    every = np.arange(people)
    own = flow.add_arcs_with_capacity_and_unit_cost(
        market.person, people + market.vacancy, np.ones(len(market.score), np.int64), -(market.score + 1)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(people, source), every, np.ones(people, np.int64), np.zeros(people, np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        every, np.full(people, sink), np.ones(people, np.int64), np.zeros(people, np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        people + np.arange(jobs), np.full(jobs, sink), market.capacity, np.zeros(jobs, np.int64)
    )
    flow.set_nodes_supplies(np.array([source, sink]), np.array([people, -people]))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the flow has no solution")
    return _of_used(market, flow.flows(own) > 0)


def _highs(market: Market) -> Pairs:
    """HiGHS on the linear programme; its corners are whole numbers."""
    pairs = len(market.score)
    rows = np.concatenate([market.person, len(market.people) + market.vacancy])
    matrix = csr_array((np.ones(2 * pairs), (rows, np.tile(np.arange(pairs), 2))))
    limits = np.concatenate([np.ones(len(market.people)), market.capacity])[: matrix.shape[0]]
    found = linprog(-(market.score + 1.0), A_ub=matrix, b_ub=limits, bounds=(0, 1), method="highs")
    return _of_used(market, found.x > 0.5)


def _dense(market: Market) -> Pairs:
    """scipy's dense assignment: a column for each place."""
    seats = np.repeat(np.arange(len(market.vacancies)), market.capacity)
    worth = np.zeros((len(market.people), len(market.vacancies)), np.int64)
    worth[market.person, market.vacancy] = market.score + 1
    rows, columns = linear_sum_assignment(worth[:, seats], maximize=True)
    chosen = np.zeros_like(worth, np.bool_)
    chosen[rows, seats[columns]] = True
    return _of_used(market, chosen[market.person, market.vacancy])


def _of_used(market: Market, used: NDArray[np.bool_]) -> Pairs:
    pair = np.full(len(market.people), NOBODY)
    pair[market.person[used]] = np.flatnonzero(used)
    return pair


def _release(package: str) -> str:
    try:
        return version(package)
    except ImportError:
        return ""


_OURS: Engine = ("sendero", version("sendero"), "auction with proof", lambda market: assign(market).pair)
_WHOLE: tuple[Engine, ...] = (
    ("greedy", "ours", "best pair first", greedy),
    ("deferred acceptance", "ours", "people ask, vacancies keep", _deferred),
    ("OR-tools", _release("ortools"), "min-cost flow, exact", _flow),
)
_DENSE: tuple[Engine, ...] = (
    ("HiGHS", _release("scipy"), "linear programme, exact", _highs),
    ("scipy", _release("scipy"), "dense assignment, exact", _dense),
)


def _show(title: str, rows: list[Filled], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"bench": title, "engines": [asdict(row) for row in rows]}))
        return
    names = (
        "engine",
        "version",
        "what",
        "seconds",
        "times sendero",
        "points",
        "of the bound",
        "placed",
        "allowed",
    )
    table = Table(*names, title=title)
    for row in rows:
        ratio = f"{row.seconds / rows[0].seconds:.1f}" if row.seconds else "-"
        numbers = (
            f"{row.seconds:.3f}",
            ratio,
            f"{row.points:,.1f}",
            f"{row.share_of_bound:.4%}",
            str(row.placed),
        )
        table.add_row(row.engine, row.version, row.what, *numbers, "yes" if row.allowed else "NO")
    Console(width=160).print(table)
