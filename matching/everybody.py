"""All vacancies against everybody, as each night: the first people of each list, the same as asked one by one.

The people go by in blocks, and every vacancy looks at a block while it is in the processor's cache. Ranges of rows can
be ranked apart, in other processes or on other machines (`between`), and put together again (`merged`): the score of a
person depends on nobody else once the rarities are known, so the lists stay the same to the bit (docs/scaling.md).
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching import engine, plain, ranking, snapshot
from matching.asked import Asked
from matching.index import CandidateIndex
from matching.levels import Vocabulary
from matching.ranking import Order

BLOCK = 65_536  # people whose columns fit the processor's cache
_ROOM = 4_096  # people a vacancy may hold before it draws lots among equals


class Wanted(NamedTuple):
    """A vacancy made ready (ranking.prepared) and its lottery."""

    asked: Asked
    draw: str


class First(NamedTuple):
    """The first people of one vacancy in the total order: ids as bytes, scores in units, draws in [0, 1)."""

    ids: NDArray[np.bytes_]
    scores: NDArray[np.int32]
    draws: NDArray[np.float64]


def first_of_each(
    index: CandidateIndex,
    wanted: Sequence[Wanted],
    *,
    top: int = 100,
    threads: int = 1,
    between: tuple[int, int] | None = None,
) -> list[First]:
    """The first `top` (at least 1) of every vacancy, as `ranking.rank` orders them. `between`: only these rows."""
    everybody = len(index.base) + len(index.tail)
    low, high = between or (0, everybody)
    with index.lock, ThreadPoolExecutor(threads) as workers:
        engine.mark(index.base, index.items)  # once, and not by every thread that comes to it
        shares = [wanted[at::threads] for at in range(threads)]
        found = list(workers.map(lambda mine: _walk(index, mine, top, low, high), shares))
        orders = [found[at % threads][at // threads] for at in range(len(wanted))]
        return [_named(index, order) for order in orders]


def merged(parts: Iterable[First], top: int) -> First:
    """The first `top` of lists over different people."""
    those = list(parts)
    ids, scores, draws = (np.concatenate([part[at] for part in those]) for at in range(3))
    order = np.lexsort((ids, draws, -scores.astype(np.int64)))[:top]
    return First(ids[order], scores[order], draws[order])


def on_workers(
    client: Any,
    path: Path,
    wanted: Sequence[Wanted],
    *,
    people: int,
    unseal: snapshot.Bytes,
    top: int = 100,
    parts: int = 8,
) -> list[First]:
    """As `first_of_each`, by the workers of a Dask cluster, each over ranges of the snapshot that they all can read.

    client: a distributed.Client. people: rows of the snapshot. unseal: a function of a module, which the workers
    import; the key never travels. A range that a lost worker had is computed again by another.
    """
    cuts = np.linspace(0, people, parts + 1).astype(int).tolist()
    ranges = [between for between in pairwise(cuts) if between[0] < between[1]]
    # A task and not scattered data: what a lost worker held is made again.
    shared = client.submit(_unpacked, zlib.compress(pickle.dumps(list(wanted)), 1), pure=False)
    tasks = [client.submit(of_file, path, shared, top, between, unseal, pure=False) for between in ranges]
    found = client.gather(tasks)
    return [merged([part[at] for part in found], top) for at in range(len(wanted))]


def of_file(
    path: Path, wanted: Sequence[Wanted], top: int, between: tuple[int, int], unseal: snapshot.Bytes
) -> list[First]:
    """One range of a snapshot: what a worker does. Raises FileNotFoundError and snapshot.Damaged."""
    return first_of_each(_mapped(path, path.stat().st_mtime_ns, unseal), wanted, top=top, between=between)


def _unpacked(wanted: bytes) -> list[Wanted]:
    """What this process's own scheduler sent; nothing from outside is ever read so."""
    found: list[Wanted] = pickle.loads(zlib.decompress(wanted))  # noqa: S301  # nosec B301
    return found


@lru_cache(maxsize=1)
def _mapped(path: Path, _written: int, unseal: snapshot.Bytes) -> CandidateIndex:
    """The file as an index, once per process and writing. What is asked was prepared by whoever sent it, so no
    vocabulary is needed here."""
    engine.warm()
    return snapshot.read(path, unseal=unseal).index(Vocabulary())


def _named(index: CandidateIndex, order: Order) -> First:
    ids = [index.id_at(row).encode() for row in order.rows.tolist()]
    return First(np.array(ids, np.bytes_) if ids else np.zeros(0, "S1"), order.scores, order.draws)


def _walk(index: CandidateIndex, wanted: Sequence[Wanted], top: int, low: int, high: int) -> list[Order]:
    """One thread's vacancies: block after block, each vacancy in turn; those that numpy ranks, one after another. The
    caller holds the lock for all threads."""
    kept = [_Kept(index, one, top) for one in wanted]
    sweeps = [engine.sweep(index, one.asked) for one in wanted]
    room = engine.Room.of(min(BLOCK, high - low))
    for begin in range(low, high, BLOCK):
        for mine, sweep in zip(kept, sweeps, strict=True):
            if isinstance(sweep, engine.Sweep):
                size = sweep.walk(begin, min(begin + BLOCK, high), mine.heap, room)
                mine.take(room.rows[:size].copy(), room.scores[:size].copy())
    for mine, sweep in zip(kept, sweeps, strict=True):
        if isinstance(sweep, plain.Sweep):
            rows, _, _ = sweep.lawful()
            mine.take(*sweep.best(rows[(rows >= low) & (rows < high)]))
    return [mine.order() for mine in kept]


class _Kept:
    """Who can still be among the first of one vacancy. heap: the best scores; the least of them is the bar."""

    def __init__(self, index: CandidateIndex, wanted: Wanted, top: int) -> None:
        self.index, self.wanted, self.top = index, wanted, top
        self.heap = np.zeros(top, np.int32)
        self.size = 0
        self.parts: list[tuple[NDArray[Any], NDArray[Any]]] = []

    def take(self, rows: NDArray[Any], scores: NDArray[Any]) -> None:
        """Keep these people of a block."""
        if not len(rows):
            return
        self.parts.append((rows, scores))
        self.size += len(rows)
        if self.size > self.top:
            self._narrow()

    def order(self) -> Order:
        return ranking.first(self.index, *self._together(), self.wanted.draw, self.top)

    def _together(self) -> tuple[NDArray[Any], NDArray[Any]]:
        nothing = (np.zeros(0, np.int32), np.zeros(0, np.int32))
        rows, scores = (np.concatenate(arrays) for arrays in zip(nothing, *self.parts, strict=True))
        return rows, scores

    def _narrow(self) -> None:
        rows, scores = self._together()
        near = scores >= engine.bar(scores, self.top)
        rows, scores = rows[near], scores[near]
        if len(rows) > _ROOM:
            rows, scores, _ = ranking.first(self.index, rows, scores, self.wanted.draw, self.top)
        self.parts, self.size = [(rows, scores)], len(rows)
