"""bench vacancies: one candidate against all open vacancies."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import Annotated, Any

import typer

from app.commands.bench.crowd import crowd, richer
from app.commands.bench.measure import AsJson, show, timed
from matching import engine, ranking
from matching.asked import asked_codes
from matching.board import Board
from matching.weights import load_weights
from registry import clock
from registry.shortlists.pool import vocabulary

_SHOWN = 20


def bench_vacancies(
    vacancies: Annotated[int, typer.Option(min=10, help="How many open vacancies.")] = 2_000,
    as_json: AsJson = False,
) -> None:
    """One candidate against all open vacancies: rules, scores and order; beside the same one vacancy at a time."""
    today, weights = clock.today(), load_weights()
    index, some = crowd(4_000, 60, today, vocabulary())
    asked = richer(some)
    needs = [replace(asked[at % len(asked)], id=f"v{at}") for at in range(vacancies)]
    engine.warm()
    codes = {code for one in needs for code in asked_codes(one)}
    rarity = ranking.rarity_of(index, codes, weights=weights)
    began = time.perf_counter()
    board = Board(needs, weights=weights, vocabulary=index.vocabulary, as_of=today, rarity=rarity)
    laid_out = time.perf_counter() - began
    people = [index.facts_of(ident) for ident in list(index)[:300]]
    one_by_one = partial(
        ranking.rank_vacancies, vacancies=needs, weights=weights, vocabulary=index.vocabulary, draw="d",
        as_of=today, rarity=rarity, top=_SHOWN,
    )  # fmt: skip
    answers: list[bool] = []
    loops: list[Callable[[], Any]] = [
        partial(
            lambda one: answers.append(
                board.rank(one, draw="d", rarity=rarity, top=_SHOWN) == one_by_one(one)
            ),
            one,
        )
        for one in people[:2]
    ]
    by_loop = timed("one vacancy at a time", "", loops, None)
    same = all(answers)
    best: list[Callable[[], Any]] = [
        partial(board.best, one, draw="d", rarity=rarity, top=_SHOWN) for one in people
    ]
    reasons: list[Callable[[], Any]] = [
        partial(board.rank, one, draw="d", rarity=rarity, top=_SHOWN) for one in people
    ]
    rows = [
        timed("sendero", version("sendero"), best, same),
        timed(f"sendero, with reasons of the first {_SHOWN}", "", reasons, same),
        replace(by_loop, agrees=same),
    ]
    show(f"vacancies: one candidate against {vacancies}, laid out in {laid_out:.1f} s", rows, as_json=as_json)
