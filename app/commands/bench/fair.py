"""bench fair: who is shown first among a million, with a minimum for each group, beside the plain order alone and
beside sorting everybody. Scores and groups are generated: the fair order is measured, not the scoring before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import version
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from app.commands.bench.measure import AsJson, Measured, show, timed
from matching import engine, fair_order, group_scan
from matching.fair_order import FairPolicy, Line, Trait, arrange, fair_first, minimums

_SCORES = 1_000_000  # units of a score
_LABELS = {
    "sex": ["not_said", "F", "M"],
    "department": ["not_said", *(f"{code:02}" for code in range(1, 23))],
}


@dataclass(frozen=True, slots=True)
class _Pool:
    rows: NDArray[np.int32]
    scores: NDArray[np.int32]
    traits: list[Trait]
    pools: dict[str, dict[str, int]]  # counted before, for the panel

    def first(self, rows: NDArray[np.int32], count: int) -> list[Line]:
        """The first so many by score, then by row."""
        scores = self.scores[rows]
        if len(rows) > count:
            near = scores >= engine.bar(scores, count)
            rows, scores = rows[near], scores[near]
        order = np.lexsort((rows, -scores))[:count]
        return [Line(int(rows[at]), int(scores[at]), 0.0) for at in order]

    def above(self, score: int) -> NDArray[np.int32]:
        return self.scores[self.scores > score]


def bench_fair(
    size: Annotated[
        int, typer.Option("--n", min=1_000, help="How many people may be on the list.")
    ] = 1_000_000,
    pools: Annotated[int, typer.Option(min=2, max=200, help="How many pools, each asked once.")] = 30,
    top: Annotated[int, typer.Option(min=1, max=500, help="Places of the list.")] = 50,
    by: Annotated[str, typer.Option(help="Traits of the policy: sex, or sex,department.")] = "sex",
    as_json: AsJson = False,
) -> None:
    """The fair first 50 of a million: a share of four fifths, alpha .1; women score up to 30 % less in the pools."""
    policy = FairPolicy(tuple(by.split(",")), Fraction("0.8"), Fraction("0.1"))
    made = [_pool(size, seed, policy) for seed in range(pools)]
    answers = [_ids(_fair(one, policy, top)) for one in made]
    title = f"fair: first {top} of {size:,} people, minimum shares by {by}, {pools} pools"
    release = version("sendero")

    def acts(act: Callable[[_Pool], Any]) -> list[Callable[[], Any]]:
        return [lambda one=one: act(one) for one in made]  # type: ignore[misc]

    def forget(one: _Pool) -> Any:
        fair_order.corrected.cache_clear()  # each vacancy has a pool of its own
        fair_order.minimum.cache_clear()
        return _fair(one, policy, top)

    is_compiled = engine.warm() and group_scan.warm()
    same = [_ids(_fair(one, policy, top)) for one in made] == answers
    rows = [timed("sendero", f"{release}, {'compiled' if is_compiled else 'numpy'}", acts(forget), same)]
    engine.cool()
    group_scan.cool()
    rows.append(timed("sendero without numba", release, acts(forget), agrees=True))
    rows.append(timed("plain order alone", release, acts(lambda one: one.first(one.rows, top)), None))
    sorted_same = [_sorted(one, policy, top) for one in made[:3]] == answers[:3]
    rows.append(
        timed(
            "everybody sorted",
            f"numpy {np.__version__}",
            acts(lambda one: _sorted(one, policy, top)),
            sorted_same,
        )
    )
    show(title, _with_extra(rows), as_json=as_json)


def _with_extra(rows: list[Measured]) -> list[Measured]:
    """One more row: what the fair order costs on top of the plain one."""
    ours, plain = rows[0], rows[2]
    extra = Measured(
        "sendero, beyond the plain order", ours.version,
        round(ours.p50_ms - plain.p50_ms, 3), round(ours.p95_ms - plain.p95_ms, 3), None,
    )  # fmt: skip
    return [ours, extra, *rows[1:]]


def _pool(size: int, seed: int, policy: FairPolicy) -> _Pool:
    draw = np.random.default_rng(seed)
    codes = {
        "sex": draw.choice(np.array([0, 1, 2], np.int16), size, p=[0.02, 0.38, 0.6]),
        "department": draw.integers(0, 23, size, dtype=np.int16),
    }
    scores = draw.triangular(0, _SCORES / 3, _SCORES, size)
    scores[codes["sex"] == 1] *= 1 - draw.uniform(0, 0.3)
    traits = [Trait(name, codes[name], _LABELS[name]) for name in policy.traits]
    rows = np.arange(size, dtype=np.int32)
    counts = {one.name: group_scan.counted(rows, one.codes, one.labels) for one in traits}
    return _Pool(rows, scores.astype(np.int32), traits, counts)


def _fair(pool: _Pool, policy: FairPolicy, top: int) -> list[Line]:
    found = fair_first(pool, pool.traits, policy, top, pools=pool.pools)
    return [one.line for one in found.people[:top]]


def _ids(lines: list[Line]) -> list[int]:
    return [line.row for line in lines]


def _sorted(pool: _Pool, policy: FairPolicy, top: int) -> list[int]:
    """The same by sorting everybody: people below the first thousand of their group cannot be among the first."""
    order = np.lexsort((pool.rows, -pool.scores))
    least = {trait.name: minimums(pool.pools[trait.name], policy, top) for trait in pool.traits}
    kept: set[int] = set(order[:top].tolist())
    for trait in pool.traits:
        for code in range(len(trait.labels)):
            kept |= set(order[trait.codes[order] == code][:top].tolist())
    rows = [row for row in order.tolist() if row in kept]
    groups = [{trait.name: trait.labels[trait.codes[row]] for trait in pool.traits} for row in rows]
    return [rows[at] for at in arrange(groups, least, top)]
