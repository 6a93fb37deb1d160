"""The ranking's inner loops, compiled with numba: whole-number scores of everybody, the first of them, the draw.

The same numbers as plain.py (numpy) to the last unit; a test holds them together. Importing this takes a second and
200 MB, so only `engine.warm` does, at the start of a server and off the path of a request. Compiled code is kept on
disk beside this file (or where NUMBA_CACHE_DIR says) and read again by the next start.

Floors of divisions are taken in 64-bit floats, which the processor does many at a time: floor((n + .5) * (1 / d)) is
exactly n // d as long as n < 2**52 and the quotient's error (under 1e-9 here) is less than .5 / d.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from matching.plan import BEST, CAPPED, MONTHS, WISHES
from matching.segment import ALIVE, ANY_OCCUPATION

BLOCK = 4096  # rows whose sums stay in the nearest cache
DEAD = np.uint32(1 << 31)  # no rule's bit: counted nowhere, listed nowhere


@njit(nogil=True, cache=True)  # type: ignore[misc]
def lower_bound(rows: Any, start: int, end: int, row: int) -> int:
    """The first place in rows[start:end] (ascending) that holds `row` or more."""
    while start < end:
        middle = (start + end) // 2
        if rows[middle] < row:
            start = middle + 1
        else:
            end = middle
    return start


@njit(nogil=True, cache=True)  # type: ignore[misc]
def sweep(
    low: int,
    high: int,
    columns: Any,
    postings: Any,
    ends: Any,
    avoiding: Any,
    plan: Any,
    offset: int,
    out: Any,
) -> Any:
    """Rules and scores of the rows [low, high) of one segment.

    columns: adult_on, available_from, available_to, max_months_away, flags. postings: rows, values. ends: start and
    end of each hard term, then of each scoring term, in `postings`. avoiding: rows of people who avoid the place,
    ascending. out: rows (plus `offset`) and scores of those on the list, filled from the start. Returns how many are
    on the list, how many fail no rule, how many of them have something unknown, how many are alive; and per rule how
    many fail it, and how many fail nothing else.
    """
    rows = postings[0]
    out_rows, out_scores = out
    at = np.empty(len(ends), np.int64)
    for t in range(len(ends)):
        at[t] = lower_bound(rows, ends[t, 0], ends[t, 1], low)
    shunning = lower_bound(avoiding, 0, len(avoiding), low)
    failed, unknown = np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32)
    earned, best, total = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int32), np.empty(BLOCK, np.float64)
    by_rule = np.zeros((2, plan.rules), np.int64)
    listed, stay, open_questions, living = 0, 0, 0, 0
    for block in range(low, high, BLOCK):
        until = min(block + BLOCK, high)
        _by_columns(block, until, columns, plan, failed, unknown)
        _by_codes(block, until, postings, ends, at, plan, failed, unknown)
        while shunning < len(avoiding) and avoiding[shunning] < until:
            failed[avoiding[shunning] - block] |= np.uint32(plan.avoid)
            shunning += 1
        living += _count(block, until, columns[4], plan.rules, failed, by_rule)
        _score(block, until, columns, postings, ends, at, plan, earned, best, total)
        for i in range(until - block):
            if failed[i] == 0:
                stay += 1
                open_questions += unknown[i] != 0
                if not (plan.strict and unknown[i]):
                    out_rows[listed] = block + i + offset
                    out_scores[listed] = np.int32(total[i])
                    listed += 1
    return np.array([listed, stay, open_questions, living]), by_rule


# Stage 1: which rules does each person of a block fail, which are unknown?


@njit(nogil=True, cache=True)  # type: ignore[misc]
def _by_columns(block: int, until: int, columns: Any, plan: Any, failed: Any, unknown: Any) -> None:
    """The rules on days, and every rule on codes as the flags leave it until a posting list speaks."""
    adult_on, free_from, free_to, _, flags = columns
    adult_by, has_dates = np.int32(plan.days[0]), plan.days[1] != 0
    first, last = np.int32(plan.days[2]), np.int32(plan.days[3])
    for i in range(until - block):
        flag = flags[block + i] & 15
        day = adult_on[block + i]
        failed[i] = plan.begin_failed[flag] | np.uint32(day > adult_by)
        unknown[i] = plan.begin_unknown[flag] | np.uint32(day == 0)
    if has_dates:
        for i in range(until - block):
            begin = free_from[block + i]
            failed[i] |= np.uint32((begin > first) | (free_to[block + i] < last)) << np.uint32(1)
            unknown[i] |= np.uint32(begin == 0) << np.uint32(1)


@njit(nogil=True, cache=True)  # type: ignore[misc]
def _by_codes(
    block: int, until: int, postings: Any, ends: Any, at: Any, plan: Any, failed: Any, unknown: Any
) -> None:
    """Whoever has the country, licence or language that is asked does not fail that rule."""
    rows, values = postings
    for t in range(len(plan.hard_tokens)):
        p, end, least, others = at[t], ends[t, 1], plan.hard_least[t], ~plan.hard_bits[t]
        while p < end and rows[p] < until:
            if values[p] >= least:
                failed[rows[p] - block] &= others
                unknown[rows[p] - block] &= others
            p += 1
        at[t] = p


@njit(nogil=True, cache=True)  # type: ignore[misc]
def _count(block: int, until: int, flags: Any, rules: int, failed: Any, by_rule: Any) -> int:
    """How many live; who fails a rule, and who fails it alone, are added to `by_rule`. The dead are marked."""
    living = 0
    for i in range(until - block):
        lives = (flags[block + i] & ALIVE) != 0
        living += lives
        failed[i] = failed[i] if lives else DEAD
    for rule in range(rules):
        bit = np.uint32(1) << np.uint32(rule)
        some, only = 0, 0
        for i in range(until - block):
            some += (failed[i] & bit) != 0
            only += failed[i] == bit
        by_rule[0, rule] += some
        by_rule[1, rule] += only
    return living


# Stage 2: how well does each person of a block fit?


@njit(nogil=True, cache=True)  # type: ignore[misc]
def _score(
    block: int, until: int, columns: Any, postings: Any, ends: Any, at: Any, plan: Any,
    earned: Any, best: Any, total: Any,
) -> None:  # fmt: skip
    """`total`: the score of each row in units."""
    size = until - block
    total[:size] = 0.0
    group, term = 0, 0
    for part in range(len(plan.part_ends)):
        kind = plan.part_kinds[part]
        if kind == WISHES:
            _wishes(block, until, columns[3], columns[4], plan, earned)
        else:
            earned[:size] = 0
        while group < plan.part_ends[part]:
            op, end = plan.group_ops[group], plan.group_ends[group]
            into = earned
            if op == BEST:
                best[:size] = 0
                into = best
            while term < end:
                _earn(block, until, postings, ends, at, plan, term, op, into)
                term += 1
            if op == BEST:
                for i in range(size):
                    earned[i] += best[i]
            group += 1
        _add_up(size, kind, plan.part_weights[part], plan.experience, earned, total)


@njit(nogil=True, cache=True)  # type: ignore[misc]
def _wishes(block: int, until: int, away: Any, flags: Any, plan: Any, earned: Any) -> None:
    """What the wished length earns, and the wish for any work; named work is among the posting lists."""
    most = len(plan.lengths) - 1
    any_occupation = np.int32(plan.any_occupation)
    for i in range(until - block):
        wants_any = (flags[block + i] & ANY_OCCUPATION) != 0
        earned[i] = plan.lengths[min(away[block + i] + 1, most)] + (any_occupation if wants_any else 0)


@njit(nogil=True, cache=True)  # type: ignore[misc]
def _earn(
    block: int, until: int, postings: Any, ends: Any, at: Any, plan: Any, term: int, op: int, into: Any
) -> None:
    """What one posting list earns the people of this block."""
    rows, values = postings
    place = len(plan.hard_tokens) + term
    table, cap = plan.tables[term], plan.caps[term]
    p, end = at[place], ends[place, 1]
    if op == MONTHS:
        credit = plan.table[table]
        while p < end and rows[p] < until:
            into[rows[p] - block] += values[p] * credit
            p += 1
    elif op == BEST:
        while p < end and rows[p] < until:
            i = rows[p] - block
            into[i] = max(into[i], plan.table[table + min(np.int64(values[p]), cap)])
            p += 1
    else:
        while p < end and rows[p] < until:
            into[rows[p] - block] += plan.table[table + min(np.int64(values[p]), cap)]
            p += 1
    at[place] = p


@njit(nogil=True, cache=True)  # type: ignore[misc]
def _add_up(size: int, kind: int, weight: float, wanted: int, earned: Any, total: Any) -> None:
    """The part's points onto the score: its value in millionths, times its weight, rounded half up to a unit."""
    if kind == CAPPED:
        most = np.int32(wanted * 1000)
        share = 1.0 / wanted
        for i in range(size):
            value = np.floor((min(earned[i], most) * 1000.0 + 0.5) * share)
            total[i] += np.floor((weight * value + 500000.5) * 1e-6)
    else:
        for i in range(size):
            value = np.floor((earned[i] + 0.5) * 1e-3)
            total[i] += np.floor((weight * value + 500000.5) * 1e-6)


@njit(nogil=True, cache=True)  # type: ignore[misc]
def sift(heap: Any, score: Any) -> None:
    """Put `score` in the place of the smallest."""
    at, size = 0, len(heap)
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= score:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = score


@njit(nogil=True, cache=True)  # type: ignore[misc]
def bar_of_all(scores: Any, top: int) -> Any:
    """The `top`-th highest score."""
    heap = np.full(top, np.iinfo(np.int32).min, np.int32)
    for i in range(len(scores)):
        if scores[i] > heap[0]:
            sift(heap, scores[i])
    return heap[0]


# BLAKE2b (RFC 7693), keyed, 8 bytes of digest, for messages of at most one block: the lottery of ranking.Lottery.

_START = np.array(
    [
        0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
        0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
    ],
    np.uint64,
)  # fmt: skip
_SIGMA = np.array(
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ],
    np.int64,
)  # fmt: skip
_MIX = np.array(
    [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
     [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]],
    np.int64,
)  # fmt: skip


@njit(nogil=True, cache=True)  # type: ignore[misc]
def _turn(word: Any, by: int) -> Any:
    return (word >> np.uint64(by)) | (word << np.uint64(64 - by))


LANES = 8  # messages hashed side by side, so that the processor's wide registers are full


@njit(nogil=True, cache=True)  # type: ignore[misc]
def _compress(state: Any, words: Any, counted: Any, is_last: bool, v: Any) -> None:
    """BLAKE2b's F on LANES messages at once: state (8, LANES), words (16, LANES), counted bytes (LANES)."""
    for k in range(8):
        for lane in range(LANES):
            v[k, lane] = state[k, lane]
            v[k + 8, lane] = _START[k]
    for lane in range(LANES):
        v[12, lane] ^= counted[lane]
        if is_last:
            v[14, lane] = ~v[14, lane]
    for r in range(12):
        for g in range(8):
            a, b, c, d = _MIX[g, 0], _MIX[g, 1], _MIX[g, 2], _MIX[g, 3]
            x, y = _SIGMA[r % 10, 2 * g], _SIGMA[r % 10, 2 * g + 1]
            for lane in range(LANES):
                va, vb, vc, vd = v[a, lane], v[b, lane], v[c, lane], v[d, lane]
                va = va + vb + words[x, lane]
                vd = _turn(vd ^ va, 32)
                vc = vc + vd
                vb = _turn(vb ^ vc, 24)
                va = va + vb + words[y, lane]
                vd = _turn(vd ^ va, 16)
                vc = vc + vd
                vb = _turn(vb ^ vc, 63)
                v[a, lane], v[b, lane], v[c, lane], v[d, lane] = va, vb, vc, vd
    for k in range(8):
        for lane in range(LANES):
            state[k, lane] ^= v[k, lane] ^ v[k + 8, lane]


@njit(nogil=True, cache=True)  # type: ignore[misc]
def draws(ids: Any, rows: Any, key: Any) -> Any:
    """The draw of each row in [0, 1), as ranking.Lottery.of. ids: (people, width <= 128) bytes, zeros at the end; key:
    32 bytes."""
    width = ids.shape[1]
    drawn = np.empty(len(rows), np.float64)
    state, words = np.empty((8, LANES), np.uint64), np.zeros((16, LANES), np.uint64)
    v, counted = np.empty((16, LANES), np.uint64), np.full(LANES, 128, np.uint64)
    for k in range(8):
        for lane in range(LANES):
            state[k, lane] = _START[k]
    for lane in range(LANES):
        state[0, lane] ^= np.uint64(0x01012008)  # 8 bytes of digest, 32 of key, no tree
        for byte in range(32):
            words[byte >> 3, lane] |= np.uint64(key[byte]) << np.uint64(8 * (byte & 7))
    _compress(state, words, counted, False, v)
    keyed = state.copy()
    for begin in range(0, len(rows), LANES):
        size = min(LANES, len(rows) - begin)
        words[:] = 0
        for lane in range(size):
            row, length = rows[begin + lane], 0
            for byte in range(width):
                if ids[row, byte]:
                    length = byte + 1
                    words[byte >> 3, lane] |= np.uint64(ids[row, byte]) << np.uint64(8 * (byte & 7))
            counted[lane] = np.uint64(128 + length)
        state[:] = keyed
        _compress(state, words, counted, True, v)
        for lane in range(size):
            word, big = state[0, lane], np.uint64(0)
            for byte in range(8):
                big = (big << np.uint64(8)) | ((word >> np.uint64(8 * byte)) & np.uint64(0xFF))
            drawn[begin + lane] = np.float64(big >> np.uint64(11)) / 9007199254740992.0
    return drawn
