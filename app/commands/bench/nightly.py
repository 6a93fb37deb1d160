"""bench nightly: every vacancy against everybody, the first hundred of each list."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from app.commands.bench.crowd import crowd
from app.commands.bench.measure import AsJson
from matching import engine, ranking, snapshot
from matching.everybody import First, Wanted, first_of_each, on_workers
from matching.index import CandidateIndex, Kind
from matching.weights import load_weights
from registry import clock
from registry.shortlists.pool import vocabulary

_SAMPLE = 50  # vacancies of which a slow way is asked; its time is then multiplied


@dataclass(frozen=True, slots=True)
class Night:
    """Seconds for all vacancies; `asked`: of how many that was measured. `agrees` None: other scores on purpose."""

    engine: str
    release: str
    seconds: float
    asked: int
    agrees: bool | None


def bench_nightly(
    candidates: Annotated[int, typer.Option(min=1000, help="How many candidates.")] = 100_000,
    vacancies: Annotated[int, typer.Option(min=10, help="How many vacancies.")] = 2_000,
    top: Annotated[int, typer.Option(min=1, help="How many of each list.")] = 100,
    workers: Annotated[int, typer.Option(min=1, help="Threads, and worker processes of the cluster.")] = 2,
    as_json: AsJson = False,
) -> None:
    """All vacancies against all candidates: in one pass, one after another, and on Dask; the same lists to the bit."""
    index, needs = crowd(candidates, vacancies, clock.today(), vocabulary())
    weights = load_weights()
    if not engine.warm():
        print("numba: not installed")
    began = time.perf_counter()
    wanted = [
        Wanted(ranking.prepared(index, one, weights=weights, as_of=clock.today()), one.id) for one in needs
    ]
    prepared = time.perf_counter() - began
    seconds, truth = _timed(partial(first_of_each, index, wanted, top=top, threads=workers))
    rows = [
        Night(f"sendero, {workers} threads", version("sendero"), seconds + prepared, len(wanted), True),
        _one_by_one(index, wanted, truth, top),
        _sparse(index, wanted, top),
        *_cluster(index, wanted, truth, top, workers),
    ]
    _show(f"nightly: {len(wanted)} vacancies x {candidates} candidates, top {top}", rows, as_json=as_json)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found


def _same(found: list[First], truth: list[First]) -> bool:
    return all(
        np.array_equal(one.ids, other.ids)
        and np.array_equal(one.scores, other.scores)
        and np.array_equal(one.draws, other.draws)
        for one, other in zip(found, truth, strict=True)
    )


def _one_by_one(index: CandidateIndex, wanted: list[Wanted], truth: list[First], top: int) -> Night:
    some = wanted[:_SAMPLE]

    def ask() -> list[list[bytes]]:
        orders = [
            ranking.first(index, *ranking.scored(index, one.asked), one.draw, top).rows.tolist()
            for one in some
        ]
        return [[index.id_at(row).encode() for row in rows] for rows in orders]

    seconds, found = _timed(ask)
    agrees = found == [one.ids.tolist() for one in truth[: len(some)]]
    whole = seconds * len(wanted) / len(some)
    return Night("sendero, one after another", version("sendero"), whole, len(some), agrees)


def _sparse(index: CandidateIndex, wanted: list[Wanted], top: int) -> Night:
    """A sparse product of asked skills and held skills: no rules, no months, no nearness, so other scores."""
    import scipy
    from scipy.sparse import csr_matrix

    items = index.base.items
    held = csr_matrix(
        (np.ones(len(items.tokens), np.float32), items.tokens, items.ends),
        shape=(len(index.base), len(index.items)),
    ).T.tocsr()
    some = wanted[:_SAMPLE]

    def ask() -> None:
        for one in some:
            tokens = [index.token(Kind.SKILL, need.code) for need in one.asked.needs.skills]
            known = [token for token in tokens if token >= 0]
            scores = np.asarray(held[known].sum(axis=0)).ravel()
            np.argpartition(scores, len(scores) - top)[-top:]

    seconds, _nothing = _timed(ask)
    return Night(
        "scipy sparse product", scipy.__version__, seconds * len(wanted) / len(some), len(some), None
    )


def _cluster(
    index: CandidateIndex, wanted: list[Wanted], truth: list[First], top: int, workers: int
) -> list[Night]:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        print("Dask distributed: not installed (extra `scale`)")
        return []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        path = folder / "people.snapshot"
        snapshot.write(path, snapshot.Snapshot(index.base, index.items, index.labels, {}), seal=unchanged)
        cluster = stack.enter_context(
            LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, local_directory=str(folder)
            )
        )
        client = stack.enter_context(Client(cluster))
        ask = partial(
            on_workers,
            client,
            path,
            people=len(index.base),
            unseal=unchanged,
            top=top,
            parts=4 * workers,
        )
        loading, _nothing = _timed(partial(ask, wanted[:1]))
        seconds, found = _timed(partial(ask, wanted))
    release, agrees = version("distributed"), _same(found, truth)
    return [
        Night(f"Dask, {workers} worker processes", release, seconds, len(wanted), agrees),
        Night("Dask, starting and loading, once", release, loading, 1, None),
    ]


def unchanged(sealed: bytes) -> bytes:
    """The invented people of a bench have nothing to seal."""
    return sealed


def _show(title: str, rows: list[Night], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"bench": title, "engines": [asdict(row) for row in rows]}))
        return
    table = Table("engine", "version", "seconds", "times sendero", "measured on", "same lists", title=title)
    for row in rows:
        same = "-" if row.agrees is None else "yes" if row.agrees else "NO"
        ratio = f"{row.seconds / rows[0].seconds:.1f}"
        table.add_row(row.engine, row.release, f"{row.seconds:.2f}", ratio, f"{row.asked} vacancies", same)
    Console(width=120).print(table)
