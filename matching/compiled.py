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
from matching.plan import CAPPED, WISHES
from matching.segment import ALIVE, ANSWERED, ANY_COUNTRY, ANY_OCCUPATION, NAMED

BLOCK = 8192  # rows whose masks stay in the nearest cache
STRIDE = 1024  # people whose marks are looked at side by side
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
def lawful(
    low: int, high: int, columns: Any, postings: Any, ends: Any, avoiding: Any, plan: Any, out: Any
) -> Any:  # fmt: skip
    """Which of the rows [low, high) of one segment are on the list.

    columns: adult_on, available_from, available_to, max_months_away, flags. postings: rows, values. ends: start and
    end of each rule's code in `postings`. avoiding: rows of people who avoid the place, ascending. out: filled with
    the rows on the list from the start; one place longer than the rows. Returns how many are on the list, how many
    fail no rule but have something unknown, and how many living people there are of each mask of failed rules.
    """
    adult_on, free_from, free_to, _, flags = columns
    rows, values = postings
    at = np.empty(len(ends), np.int64)
    for t in range(len(ends)):
        at[t] = lower_bound(rows, ends[t, 0], ends[t, 1], low)
    shunning = lower_bound(avoiding, 0, len(avoiding), low)
    failed, unknown, keeps = np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint8)
    patterns = np.zeros((4, 2 << plan.rules), np.int64)
    days, masks, bits, least = plan.days, plan.masks, plan.hard_bits, plan.hard_least
    listed, open_questions = 0, 0
    for block in range(low, high, BLOCK):
        until = min(block + BLOCK, high)
        # Slices, so that every loop runs from 0: only then does the compiler do many at a time.
        _by_columns(adult_on[block:until], flags[block:until], days[0], masks, failed, unknown)
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
        open_questions += _keep(until - block, failed, unknown, not plan.strict, keeps)
        for i in range(until - block):  # written each time, kept when the place moves on: no branch to guess
            out[listed] = block + i
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
def _keep(size: int, failed: Any, unknown: Any, known_enough: bool, keeps: Any) -> Any:
    """Who is on the list (1 or 0). Returns how many of those who fail nothing have something unknown."""
    open_questions = np.int32(0)
    allowed = np.uint32(0 if known_enough else 0xFFFFFFFF)
    for i in range(size):
        stays = failed[i] == 0
        open_questions += np.int32(stays & (unknown[i] != 0))
        keeps[i] = np.uint8(stays & ((unknown[i] & allowed) == 0))
    return open_questions


# Stage 2: how well does each person on the list fit? Most cannot reach the first places, whatever the numbers beside
# their codes: their marks (marks.py) say so, and only the others are read.


@njit(nogil=True, cache=True)
def best(
    rows: Any, columns: Any, items: Any, marks: Any, bounds: Any, plan: Any, offset: int, heap: Any, rises: bool,
    out: Any,
) -> Any:  # fmt: skip
    """Those of `rows` whose score reaches the bar, which is the least of `heap`; where it `rises`, each better score
    takes the place of that.

    items: ends by row, tokens, values. marks: two words of each row. bounds: the most points of anybody; then, of each
    sign, its word, its mask, and the points that nobody without it has. out: rows (plus `offset`) and scores, as long
    as `rows`, filled from the start. Returns how many.
    """
    away, flags = columns[3], columns[4]
    out_rows, out_scores = out
    most, signs = np.empty(STRIDE, np.int32), np.empty((2, STRIDE), np.uint64)
    ends, tokens, values = items
    terms_of, terms, table, numbers = plan.terms_of, plan.terms, plan.table, plan.numbers
    part_ends, part_kinds, part_weights = plan.part_ends, plan.part_kinds, plan.part_weights
    earned, kept = np.empty(plan.groups, np.int32), 0
    for begin in range(0, len(rows), STRIDE):
        some = rows[begin : begin + STRIDE]
        _at_most(some, marks, bounds, signs, most)
        for i in range(len(some)):
            if most[i] < heap[0]:
                continue
            row = some[i]
            score = _score(
                row, away[row], flags[row], ends, tokens, values, terms_of, terms, table,
                part_ends, part_kinds, part_weights, numbers, earned,
            )  # fmt: skip
            if score >= heap[0]:
                out_rows[kept], out_scores[kept] = row + offset, score
                kept += 1
                if rises:
                    sift(heap, score)
    size = 0
    for i in range(kept):  # the bar has risen meanwhile
        if out_scores[i] >= heap[0]:
            out_rows[size], out_scores[size] = out_rows[i], out_scores[i]
            size += 1
    return size


@njit(nogil=True, cache=True)
def _at_most(rows: Any, marks: Any, bounds: Any, signs: Any, most: Any) -> None:
    """`most`: what nobody with these marks can have more than."""
    whole, words, masks, points = bounds
    skills, work = marks[0], marks[1]  # out here: a view made in the loop would cost more than what it shows
    size = len(rows)
    for i in range(size):
        signs[0, i], signs[1, i] = skills[rows[i]], work[rows[i]]
    for i in range(size):
        most[i] = whole
    for b in range(len(words)):
        sign, mask, less, nothing = signs[words[b]], masks[b], np.int32(points[b]), np.int32(0)
        for i in range(size):
            most[i] -= nothing if sign[i] & mask else less


@njit(nogil=True, cache=True, inline="always")
def _score(
    row: int, away: int, flags: int, ends: Any, tokens: Any, values: Any, terms_of: Any, terms: Any, table: Any,
    part_ends: Any, part_kinds: Any, part_weights: Any, numbers: Any, earned: Any,
) -> Any:  # fmt: skip
    """The score of one person in units. Bare arrays, because each look into a tuple of arrays costs more than a sum."""
    for group in range(len(earned)):
        earned[group] = 0
    for item in range(ends[row], ends[row + 1]):
        token = tokens[item]
        if token >= len(terms_of) - 1:
            continue
        for t in range(terms_of[token], terms_of[token + 1]):
            begin, cap, group, number = terms[t, 0], terms[t, 1], terms[t, 2], np.int32(values[item])
            if terms[t, 3]:  # months
                earned[group] += number * table[begin]
            else:
                earned[group] = max(earned[group], table[begin + min(number, cap)])
    total, group = 0.0, 0
    for part in range(len(part_ends)):
        value: Any = 0.0
        while group < part_ends[part]:
            value += earned[group]
            group += 1
        if part_kinds[part] == CAPPED:
            months = np.float64(numbers[0])
            value = np.floor((min(value, months * 1000.0) * 1000.0 + 0.5) * (1.0 / months))
        else:
            if part_kinds[part] == WISHES:
                value += _wishes(away, flags, numbers)
            value = np.floor((value + 0.5) * 1e-3)
        total += np.floor((part_weights[part] * value + 500000.5) * 1e-6)
    return np.int32(total)


@njit(nogil=True, cache=True)
def _wishes(away: int, flags: int, numbers: Any) -> Any:
    """What the wished length earns, and the wish for any work; named work is among the terms."""
    any_work, share, days = numbers[1] if flags & ANY_OCCUPATION else 0, numbers[2], np.float64(numbers[3])
    credit = 1000.0
    if away >= 0:
        credit = np.floor((min(away * DAYS, days) * 1000.0 + 0.5) * (1.0 / days))
    return share * credit + any_work


@njit(nogil=True, cache=True)
def walk(
    low: int, high: int, columns: Any, postings: Any, ends: Any, avoiding: Any, items: Any, marks: Any, bounds: Any,
    plan: Any, offset: int, heap: Any, room: Any, out: Any,
) -> Any:  # fmt: skip
    """`lawful`, then `best` with a rising bar, of the rows [low, high). room: one place longer than these."""
    listed, _, _ = lawful(low, high, columns, postings, ends, avoiding, plan, room)
    return best(room[:listed], columns, items, marks, bounds, plan, offset, heap, True, out)


@njit(nogil=True, cache=True)
def mark(low: int, high: int, ends: Any, tokens: Any, place: Any, marks: Any) -> None:
    """Set in `marks` (two words a row) the bit `place` (0 to 127; -1: none) of each token of the rows [low, high)."""
    for row in range(low, high):
        first, second = np.uint64(0), np.uint64(0)
        for item in range(ends[row], ends[row + 1]):
            bit = place[tokens[item]]
            if bit >= 64:
                second |= np.uint64(1) << np.uint64(bit - 64)
            elif bit >= 0:
                first |= np.uint64(1) << np.uint64(bit)
        marks[0, row], marks[1, row] = first, second


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
