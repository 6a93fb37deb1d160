"""Which code ranks: compiled once `warm` has run and numba is there, else numpy. The lists are the same.

A server calls `warm` at its start, in a thread of its own; until it is done, and in short commands, numpy ranks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache, partial
from hashlib import blake2b
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching import marks as marks_of
from matching import plain, plan
from matching.asked import Asked, ask
from matching.index import CandidateIndex, Item, Kind
from matching.levels import Vocabulary
from matching.lottery import Lottery
from matching.marks import NO_BOUNDS, Bounds, Marks
from matching.segment import COLUMNS, Segment
from matching.tail import Tail
from matching.types import CandidateFacts, Skill, VacancyNeeds
from matching.weights import load_weights

_WIDEST_ID = 128  # bytes that the compiled draw can hash

_THREADS = min(4, len(os.sched_getaffinity(0)))
_LEAST_AT_ONCE = 65_536  # rows: fewer are not worth another thread
_LEAST_SCORED = 32_768  # and of people who are scored

T = TypeVar("T")

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


def sweep(index: CandidateIndex, asked: Asked) -> Sweep | plain.Sweep:
    """Everybody of the index before one vacancy, by the compiled loops where they are ready and can."""
    made = plan.make(index, asked) if _compiled is not None else None
    if _compiled is None or made is None:
        return plain.Sweep(index, asked)
    return Sweep(_compiled, index, asked, made)


def mark(base: Segment, names: Sequence[Item]) -> None:
    """Lay out what the loops read of a base beside its columns, before a list waits for it. names: of its tokens."""
    if _compiled is not None and base.marks is None:
        base.marks = _marked(_compiled, base, names)


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
        ids = index.tail.ids_at(rows[~in_base] - np.int32(size))
        drawn[~in_base] = draws_of(ids, np.arange(len(ids)), draw)
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


class Sweep:
    """Everybody of an index before one vacancy: what plain.Sweep says, by the compiled loops. Hold `index.lock`."""

    def __init__(self, compiled: Any, index: CandidateIndex, asked: Asked, made: plan.Plan) -> None:
        self._compiled = compiled
        self._plan = made
        self._base = len(index.base)
        self._parts = [
            _Part.of(compiled, index, asked, made, rows, offset)
            for rows, offset in ((index.base, 0), (index.tail, self._base))
            if len(rows)
        ]

    def lawful(self) -> tuple[NDArray[np.int32], int, dict[int, int]]:
        """As plain.Sweep.lawful."""
        found = [
            each
            for part in self._parts
            for each in _each_stretch(part.size, _LEAST_AT_ONCE, partial(self._lawful, part))
        ]
        rows = np.concatenate([np.zeros(0, np.int32), *(some for some, _, _ in found)])
        patterns = np.sum(
            [np.zeros(1 << self._plan.rules, np.int64), *(some for _, _, some in found)], axis=0
        )
        failed = {int(mask): int(patterns[mask]) for mask in np.flatnonzero(patterns)}
        return rows, sum(unknown for _, unknown, _ in found), failed

    def best(
        self, rows: NDArray[np.int32], top: int | None = None, bar: int = 0
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """As plain.Sweep.best."""
        cut = int(np.searchsorted(rows, self._base))
        by_part = (rows[:cut], rows[cut:] - np.int32(self._base)) if self._base else (rows,)
        found = [
            each
            for part, those in zip(self._parts, by_part, strict=False)
            for each in _each_stretch(len(those), _LEAST_SCORED, partial(self._best, part, those, top, bar))
        ]
        nobody = np.zeros(0, np.int32)
        reached, scores = (np.concatenate((nobody, *(some[at] for some in found))) for at in (0, 1))
        return reached, scores

    def walk(self, begin: int, until: int, heap: NDArray[np.int32], room: Room) -> int:
        """Fill the arrays of `room` with the rows [begin, until) that reach the bar, the least of `heap`, which rises
        as better ones come; and with their scores. Returns how many."""
        kept = 0
        for part in self._parts:
            low, high = max(begin - part.offset, 0), min(until - part.offset, part.size)
            if low < high:
                out = (room.rows[kept:], room.scores[kept:])
                rules = (part.columns, part.postings, part.ends, part.avoiding)
                scored = (part.items, part.marks, part.bounds, self._plan, part.offset)
                kept += self._compiled.walk(low, high, *rules, *scored, heap, room.listed, out)
        return kept

    def _lawful(self, part: _Part, low: int, high: int) -> tuple[NDArray[np.int32], int, NDArray[np.int64]]:
        out = np.empty(high - low + 1, np.int32)
        rules = (part.columns, part.postings, part.ends, part.avoiding, self._plan)
        listed, unknown, patterns = self._compiled.lawful(low, high, *rules, out)
        return out[:listed] + np.int32(part.offset), unknown, patterns[: 1 << self._plan.rules]

    def _best(
        self, part: _Part, rows: NDArray[np.int32], top: int | None, bar: int, low: int, high: int
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        some = rows[low:high]
        out = np.empty(len(some), np.int32), np.empty(len(some), np.int32)
        heap = np.full(top or 1, bar, np.int32)
        scored = (part.columns, part.items, part.marks, part.bounds, self._plan, part.offset)
        kept = self._compiled.best(some, *scored, heap, top is not None, out)
        return out[0][:kept], out[1][:kept]


class Room(NamedTuple):
    """Arrays for `Sweep.walk`, as long as its range; `listed` one longer."""

    rows: NDArray[np.int32]
    scores: NDArray[np.int32]
    listed: NDArray[np.int32]

    @classmethod
    def of(cls, size: int) -> Room:
        return cls(*(np.empty(size + more, np.int32) for more in (0, 0, 1)))


class _Part(NamedTuple):
    """What the loops read of the base, or of the tail."""

    size: int
    offset: int
    columns: tuple[NDArray[Any], ...]
    postings: tuple[NDArray[np.int32], NDArray[np.int16]]  # of the codes that rules ask for
    ends: NDArray[np.int64]
    avoiding: NDArray[np.int32]
    items: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int16]]
    marks: NDArray[np.uint64]
    bounds: Bounds

    @classmethod
    def of(
        cls,
        compiled: Any,
        index: CandidateIndex,
        asked: Asked,
        made: plan.Plan,
        part: Segment | Tail,
        offset: int,
    ) -> _Part:
        columns = tuple(part.columns[name] for name, _ in COLUMNS)
        postings, ends = _postings(part, made.hard_tokens)
        words, bounds = np.zeros((2, len(part)), np.uint64), NO_BOUNDS
        if isinstance(part, Segment):
            part.marks = marks = part.marks or _marked(compiled, part, index.items)
            words, bounds = marks.words, marks_of.bounds(made, marks.place)
        items = part.items.by_row
        return cls(
            len(part), offset, columns, postings, ends, _avoiding(index, part, asked), items, words, bounds
        )


def _marked(compiled: Any, part: Segment, names: Sequence[Item]) -> Marks:
    ends, tokens, _ = part.items.by_row
    made = Marks(marks_of.places(names, part.items), np.empty((2, len(part)), np.uint64))

    def some(low: int, high: int) -> None:
        compiled.mark(low, high, ends, tokens, made.place, made.words)

    _each_stretch(len(part), _LEAST_AT_ONCE, some)
    return made


def _each_stretch(size: int, least: int, act: Callable[[int, int], T]) -> list[T]:
    """`act` on ranges of at least so many rows that cover `size`, several at once."""
    stretch = max(least, -(-size // _THREADS))
    bounds = [(low, min(low + stretch, size)) for low in range(0, size, stretch)]
    if len(bounds) <= 1:
        return [act(*bound) for bound in bounds]
    return list(_threads().map(lambda bound: act(*bound), bounds))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="rank")


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
    made = plan.make(index, asked)
    if made is None:
        return
    sweep = Sweep(compiled, index, asked, made)
    rows, scores = sweep.best(sweep.lawful()[0])
    sweep.walk(0, 2, np.zeros(1, np.int32), Room.of(2))
    compiled.bar_of_all(scores, 1)
    _drawn(compiled, index.base.ids, rows[:1], "")
    _drawn(compiled, index.base.ids, np.flatnonzero(index.alive)[:1], "")  # as board.py numbers vacancies
