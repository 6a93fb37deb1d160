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

from matching.asked import DAYS_A_MONTH
from matching.plan import BEST, CAPPED, MONTHS, WISHES
from matching.segment import ALIVE, ANSWERED, ANY_COUNTRY, ANY_OCCUPATION, NAMED

BLOCK = 8192  # rows whose sums stay in the nearest cache
DAYS = np.float64(DAYS_A_MONTH)


@njit(nogil=True, cache=True)
def lower_bound(rows: Any, start: int, end: int, row: int) -> int:
    """The first place in rows[start:end] (ascending) that holds `row` or more."""
    while start < end:
        middle = (start + end) // 2
        if rows[middle] < row:
            start = middle + 1
        else:
            end = middle
    return start


@njit(nogil=True, cache=True)
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
    ascending. out: rows (plus `offset`) and scores of those on the list, filled from the start; one place longer than
    the rows. Returns how many are on the list, how many fail no rule but have something unknown, and how many living
    people there are of each mask of failed rules.
    """
    adult_on, free_from, free_to, away, flags = columns
    rows, values = postings
    out_rows, out_scores = out
    at = np.empty(len(ends), np.int64)
    for t in range(len(ends)):
        at[t] = lower_bound(rows, ends[t, 0], ends[t, 1], low)
    shunning = lower_bound(avoiding, 0, len(avoiding), low)
    failed, unknown, keeps = np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint8)
    earned, best, total = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int32), np.empty(BLOCK, np.float64)
    patterns = np.zeros((4, 2 << plan.rules), np.int64)
    days, masks, bits, least = plan.days, plan.masks, plan.hard_bits, plan.hard_least
    listed, open_questions = 0, 0
    for block in range(low, high, BLOCK):
        until = min(block + BLOCK, high)
        # Slices, so that every loop runs from 0: only then does the compiler do many at a time.
        said = flags[block:until]
        _by_columns(adult_on[block:until], said, days[0], masks, failed, unknown)
        if days[1]:
            _by_days(free_from[block:until], free_to[block:until], days[2], days[3], failed, unknown)
        for t in range(len(bits)):
            p = at[t]
            at[t] = lower_bound(rows, p, min(p + BLOCK, ends[t, 1]), until)
            _clear(block, rows[p : at[t]], values[p : at[t]], least[t], bits[t], failed, unknown)
        while shunning < len(avoiding) and avoiding[shunning] < until:
            failed[avoiding[shunning] - block] |= np.uint32(plan.avoid)
            shunning += 1
        _count(until - block, failed, patterns)
        _score(block, until, away[block:until], said, rows, values, ends, at, plan, earned, best, total)
        open_questions += _keep(until - block, failed, unknown, not plan.strict, total, keeps, best)
        for i in range(until - block):  # written each time, kept when the place moves on: no branch to guess
            out_rows[listed] = block + i + offset
            out_scores[listed] = best[i]
            listed += keeps[i]
    return listed, open_questions, patterns.sum(0)


# Stage 1: which rules does each person of a block fail, which are unknown?


@njit(nogil=True, cache=True)
def _by_columns(adult_on: Any, flags: Any, adult_by: int, masks: Any, failed: Any, unknown: Any) -> None:
    """Age, and every rule on codes as the flags leave it until a posting list speaks. The dead get a bit of their
    own."""
    by, none = np.int32(adult_by), np.uint32(0)
    dead, country, licences, languages = masks[0], masks[1], masks[2], masks[3]
    for i in range(len(flags)):
        flag, day = flags[i], adult_on[i]
        fail = np.uint32(day > by) | (none if flag & ANY_COUNTRY else country)
        fail |= licences if flag & ANSWERED else none
        fail |= languages if flag & NAMED else none
        failed[i] = fail | (none if flag & ALIVE else dead)
        ask = np.uint32(day == 0) | (none if flag & ANSWERED else licences)
        unknown[i] = ask | (none if flag & NAMED else languages)


@njit(nogil=True, cache=True)
def _by_days(free_from: Any, free_to: Any, first: int, last: int, failed: Any, unknown: Any) -> None:
    """Whoever is not free from the first to the last day needed fails the second rule."""
    begin, end, two, none = np.int32(first), np.int32(last), np.uint32(2), np.uint32(0)
    for i in range(len(free_from)):
        failed[i] |= two if (free_from[i] > begin) | (free_to[i] < end) else none
        unknown[i] |= two if free_from[i] == 0 else none


@njit(nogil=True, cache=True)
def _clear(block: int, who: Any, values: Any, least: int, bit: Any, failed: Any, unknown: Any) -> None:
    """Whoever has the country, licence or language that is asked does not fail that rule."""
    for q in range(len(who)):
        i = np.uintp(who[q] - block)
        others = ~bit if values[q] >= least else np.uint32(0xFFFFFFFF)
        failed[i] &= others
        unknown[i] &= others


@njit(nogil=True, cache=True)
def _count(size: int, failed: Any, patterns: Any) -> None:
    """Count each mask; by turns in four places, so that no count waits for the one before it."""
    for i in range(0, size - 3, 4):
        patterns[0, failed[i]] += 1
        patterns[1, failed[i + 1]] += 1
        patterns[2, failed[i + 2]] += 1
        patterns[3, failed[i + 3]] += 1
    for i in range(size - size % 4, size):
        patterns[0, failed[i]] += 1


@njit(nogil=True, cache=True)
def _keep(
    size: int, failed: Any, unknown: Any, known_enough: bool, total: Any, keeps: Any, scores: Any
) -> Any:
    """Who is on the list (1 or 0), and the scores as whole numbers. Returns how many of those who fail nothing have
    something unknown."""
    open_questions = np.int32(0)
    allowed = np.uint32(0 if known_enough else 0xFFFFFFFF)
    for i in range(size):
        stays = failed[i] == 0
        open_questions += np.int32(stays & (unknown[i] != 0))
        keeps[i] = np.uint8(stays & ((unknown[i] & allowed) == 0))
        scores[i] = np.int32(total[i])
    return open_questions


# Stage 2: how well does each person of a block fit?


@njit(nogil=True, cache=True)
def _score(
    block: int, until: int, away: Any, flags: Any, rows: Any, values: Any, ends: Any, at: Any, plan: Any,
    earned: Any, best: Any, total: Any,
) -> None:  # fmt: skip
    """`total`: the score of each row in units."""
    size = until - block
    table, tables, caps, hard = plan.table, plan.tables, plan.caps, len(plan.hard_bits)
    group_ends, group_ops, part_ends = plan.group_ends, plan.group_ops, plan.part_ends
    for i in range(size):
        total[i] = 0.0
    group, term = 0, 0
    for part in range(len(part_ends)):
        kind = plan.part_kinds[part]
        for i in range(size):
            earned[i] = 0
        if kind == WISHES:
            _wishes(away, flags, plan.any_occupation, plan.length_share, plan.length_days, earned)
        while group < part_ends[part]:
            op = group_ops[group]
            if op == BEST:
                for i in range(size):
                    best[i] = 0
            while term < group_ends[group]:
                t, begin, cap = hard + term, tables[term], caps[term]
                p = at[t]
                at[t] = lower_bound(rows, p, min(p + size, ends[t, 1]), until)
                if p < at[t]:
                    _earn(
                        op,
                        block,
                        rows[p : at[t]],
                        values[p : at[t]],
                        table[begin : begin + cap + 1],
                        earned,
                        best,
                    )
                term += 1
            if op == BEST:
                for i in range(size):
                    earned[i] += best[i]
            group += 1
        _add_up(size, kind, plan.part_weights[part], plan.experience, earned, total)


@njit(nogil=True, cache=True)
def _wishes(away: Any, flags: Any, any_occupation: int, share: int, days: int, earned: Any) -> None:
    """What the wished length earns, and the wish for any work; named work is among the posting lists."""
    any_work, nothing, whole = np.float64(any_occupation), 0.0, np.float64(share)
    each, most = 1.0 / days, np.float64(days)
    for i in range(len(away)):
        wished = np.float64(away[i])
        credit = np.floor((min(wished * DAYS, most) * 1000.0 + 0.5) * each)
        length = whole * (credit if wished >= 0.0 else 1000.0)
        earned[i] = np.int32(length + (any_work if flags[i] & ANY_OCCUPATION else nothing))


@njit(nogil=True, cache=True)
def _earn(op: int, block: int, who: Any, values: Any, worth: Any, earned: Any, best: Any) -> None:
    """What the people of one list earn by it. worth: the table of this term, by the number they have."""
    cap: Any = len(worth) - 1
    if op == MONTHS:
        credit = worth[0]
        for q in range(len(who)):
            earned[np.uintp(who[q] - block)] += values[q] * credit
    elif op == BEST and cap == 0:
        credit = worth[0]
        for q in range(len(who)):
            i = np.uintp(who[q] - block)
            best[i] = max(best[i], credit)
    elif op == BEST:
        for q in range(len(who)):
            i = np.uintp(who[q] - block)
            best[i] = max(best[i], worth[np.uintp(min(np.int64(values[q]), cap))])
    elif cap == 0:
        credit = worth[0]
        for q in range(len(who)):
            earned[np.uintp(who[q] - block)] += credit
    else:
        for q in range(len(who)):
            earned[np.uintp(who[q] - block)] += worth[np.uintp(min(np.int64(values[q]), cap))]


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
def _turn(word: Any, by: int) -> Any:
    return (word >> np.uint64(by)) | (word << np.uint64(64 - by))


LANES = 8  # messages hashed side by side, so that the processor's wide registers are full


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
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
