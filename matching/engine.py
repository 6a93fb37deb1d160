"""Which code ranks: compiled once `warm` has run and numba is there, else numpy. The lists are the same.

A server calls `warm` at its start, in a thread of its own; until it is done, and in short commands, numpy ranks.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from hashlib import blake2b
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching import plan
from matching.asked import Asked, ask
from matching.index import CandidateIndex, Kind
from matching.levels import Vocabulary
from matching.lottery import Lottery
from matching.segment import COLUMNS, Segment
from matching.tail import Tail
from matching.types import CandidateFacts, Skill, VacancyNeeds
from matching.weights import load_weights

_WIDEST_ID = 128  # bytes that the compiled draw can hash

_THREADS = min(4, len(os.sched_getaffinity(0)))
_LEAST_AT_ONCE = 65_536  # rows: fewer are not worth another thread

_compiled: ModuleType | None = None


def warm() -> bool:
    """Load and compile the inner loops (a second; half a minute the first time on a machine). False without numba,
    and where numba finds no folder to keep its code in."""
    global _compiled
    try:
        from matching import compiled
    except (ImportError, RuntimeError):
        return False
    _rehearse(compiled)
    _compiled = compiled
    return True


def is_warm() -> bool:
    return _compiled is not None


def cool() -> None:
    """Rank with numpy again: for comparing the two."""
    global _compiled
    _compiled = None


Found = tuple[NDArray[np.int32], NDArray[np.int32], int, dict[int, int]]  # as plain.scored


def scored(index: CandidateIndex, asked: Asked) -> Found | None:
    """What plain.scored finds, by the compiled sweep; None where numpy has to do it."""
    return None if _compiled is None else _swept(_compiled, index, asked)


def bar(scores: NDArray[np.int32], top: int) -> int:
    """The `top`-th highest of more than `top` scores."""
    if _compiled is None:
        return int(np.partition(scores, len(scores) - top)[len(scores) - top])
    return int(_compiled.bar_of_all(scores, top))


def draws(index: CandidateIndex, rows: NDArray[np.int32], draw: str) -> NDArray[np.float64]:
    """The draw of each row of the index, as lottery.Lottery draws."""
    size = len(index.base)
    in_base = rows < size
    drawn = np.empty(len(rows), np.float64)
    drawn[in_base] = draws_of(index.base.ids, rows[in_base], draw)
    if not in_base.all():
        drawn[~in_base] = draws_of(index.tail.ids, rows[~in_base] - np.int32(size), draw)
    return drawn


def draws_of(ids: NDArray[np.bytes_], rows: NDArray[Any], draw: str) -> NDArray[np.float64]:
    """The draw of each of these rows of `ids`."""
    if _compiled is not None and len(ids) and ids.itemsize <= _WIDEST_ID:
        return _drawn(_compiled, ids, rows, draw)
    lottery = Lottery(draw)
    return np.array([lottery.of(bytes(ids[row]).decode()) for row in rows.tolist()], np.float64)


def _drawn(compiled: Any, ids: NDArray[np.bytes_], rows: NDArray[Any], draw: str) -> NDArray[np.float64]:
    key = np.frombuffer(blake2b(draw.encode(), digest_size=32).digest(), np.uint8)
    found: NDArray[np.float64] = compiled.draws(ids.view(np.uint8).reshape(len(ids), ids.itemsize), rows, key)
    return found


def _swept(compiled: Any, index: CandidateIndex, asked: Asked) -> Found | None:
    made = plan.make(index, asked)
    if made is None:
        return None
    found = [
        part
        for rows, offset in ((index.base, 0), (index.tail, len(index.base)))
        if len(rows)
        for part in _swept_part(compiled, index, asked, made, rows, offset)
    ]
    nobody = np.zeros(0, np.int32)
    rows, scores = (np.concatenate((nobody, *(part[at] for part in found))) for at in (0, 1))
    patterns = np.sum([np.zeros(1 << made.rules, np.int64), *(part[3] for part in found)], axis=0)
    failed = {int(mask): int(patterns[mask]) for mask in np.flatnonzero(patterns)}
    return rows, scores, sum(part[2] for part in found), failed


def _swept_part(
    compiled: Any, index: CandidateIndex, asked: Asked, made: plan.Plan, part: Segment | Tail, offset: int
) -> list[tuple[NDArray[np.int32], NDArray[np.int32], int, NDArray[np.int64]]]:
    """Rows, scores, how many with something unknown, people by mask: of each stretch of rows, several at once."""
    arrays = _laid_out(index, asked, made, part)

    def one(low: int, high: int) -> tuple[NDArray[np.int32], NDArray[np.int32], int, NDArray[np.int64]]:
        out = np.empty(high - low + 1, np.int32), np.empty(high - low + 1, np.int32)
        listed, unknown, patterns = compiled.sweep(low, high, *arrays, made, offset, out)
        return out[0][:listed], out[1][:listed], unknown, patterns[: 1 << made.rules]

    stretch = max(_LEAST_AT_ONCE, -(-len(part) // _THREADS))
    bounds = [(low, min(low + stretch, len(part))) for low in range(0, len(part), stretch)]
    if len(bounds) == 1:
        return [one(*bounds[0])]
    return list(_threads().map(lambda bound: one(*bound), bounds))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="rank")


Sweep = Callable[[int, int, tuple[NDArray[np.int32], NDArray[np.int32]]], int]


def sweep(index: CandidateIndex, asked: Asked) -> Sweep | None:
    """A function (begin, until, (rows, scores)) that fills the arrays with the rows [begin, until) that are on the
    list, and says how many; plan and posting lists are laid out once for all ranges. None where numpy has to do it."""
    made = plan.make(index, asked) if _compiled is not None else None
    if _compiled is None or made is None:
        return None
    compiled = _compiled
    parts = [
        (offset, len(part), _laid_out(index, asked, made, part))
        for part, offset in ((index.base, 0), (index.tail, len(index.base)))
    ]

    def between(begin: int, until: int, out: tuple[NDArray[np.int32], NDArray[np.int32]]) -> int:
        listed = 0
        for offset, length, arrays in parts:
            low, high = max(begin - offset, 0), min(until - offset, length)
            if low < high:
                rest = (out[0][listed:], out[1][listed:])
                listed += compiled.sweep(low, high, *arrays, made, offset, rest)[0]
        return listed

    return between


def _laid_out(
    index: CandidateIndex, asked: Asked, made: plan.Plan, part: Segment | Tail
) -> tuple[Any, Any, Any, Any]:
    """What the sweep reads of a part: columns, postings, where each term begins and ends in them, who avoids the
    place."""
    columns = tuple(part.columns[name] for name, _ in COLUMNS)
    tokens = np.concatenate((made.hard_tokens, made.tokens))
    return columns, *_postings(part, tokens), _avoiding(index, part, asked)


def _postings(
    part: Segment | Tail, tokens: NDArray[np.int64]
) -> tuple[tuple[NDArray[np.int32], NDArray[np.int16]], NDArray[np.int64]]:
    """Posting lists of the tokens in one pair of arrays, and where each begins and ends."""
    if isinstance(part, Segment):
        items = part.items
        known = len(items.posting_ends) - 1
        place = np.where(tokens < known, tokens, 0)
        ends = np.stack((items.posting_ends[place], items.posting_ends[place + (known > 0)]), axis=1)
        ends[tokens >= known] = 0
        return (items.posting_rows, items.posting_values), ends
    lists = [part.items.posting(token) for token in tokens.tolist()]
    sizes = np.cumsum([0, *(len(rows) for rows, _ in lists)])
    nothing = (np.zeros(0, np.int32), np.zeros(0, np.int16))
    rows, values = (np.concatenate(arrays) for arrays in zip(nothing, *lists, strict=True))
    return (rows, values), np.stack((sizes[:-1], sizes[1:]), axis=1)


def _avoiding(index: CandidateIndex, part: Segment | Tail, asked: Asked) -> NDArray[np.int32]:
    """Rows of people who avoid the place of work, ascending; somebody may stand there twice."""
    lists = [part.sealed.posting(index.token(Kind.AVOID, code))[0] for code in asked.places]
    return np.sort(np.concatenate([np.zeros(0, np.int32), *lists]))


def _rehearse(compiled: Any) -> None:
    """Everything once by the very calls of a list, so that nothing is left to compile when somebody waits: an array
    that may not be written, or of other whole numbers, would be another function to the compiler."""
    index = CandidateIndex.build([CandidateFacts("first")], Vocabulary())
    index.put(CandidateFacts("second", skills=(Skill("a"),)))
    needs = VacancyNeeds("", "", None, "GT")
    asked = ask(needs, weights=load_weights(), vocabulary=Vocabulary(), rarity={}, as_of=date(2026, 1, 1))
    found = _swept(compiled, index, asked)
    if found is not None:
        compiled.bar_of_all(found[1], 1)
        _drawn(compiled, index.base.ids, found[0][:1], "")
        _drawn(compiled, index.base.ids, np.flatnonzero(index.alive)[:1], "")  # as board.py numbers vacancies
