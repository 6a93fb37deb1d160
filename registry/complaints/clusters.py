"""Which reports come from one source: the same contact, or nearly the same words.

Plain values in, plain values out: the texts are compared in memory, right after they were opened by the system, and
nobody is shown one beside the other. A flood of copies is one source; it is marked, never thrown away.
Source: ethical-recruitment.md 6.6 (rapidfuzz token-set ratio over 95 counts as one source).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from rapidfuzz import fuzz

from matching.text import fold

# The token-set ratio of a short text with any longer one that holds its words is 100: below this many different words
# the whole texts are compared instead, or "they charged me" would swallow every honest report.
FEWEST_WORDS = 8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of one report. `contact`: its keyed hash, None when none was left."""

    key: int
    text: str | None
    contact: str | None
    day: date


@dataclass(frozen=True, slots=True)
class _Folded:
    """The words of a text, folded once however often it is compared."""

    joined: str
    different: frozenset[str]


def likeness(one: str, other: str) -> float:
    """0 to 100. Two empty texts (a voice note each) say nothing about one another."""
    return _likeness(_folded(one), _folded(other), 0)


def _folded(text: str | None) -> _Folded:
    found = _WORD.findall(fold(text or ""))
    return _Folded(" ".join(found), frozenset(found))


def _likeness(first: _Folded, second: _Folded, at_least: float) -> float:
    """0 when it is not `at_least` that."""
    fewest = min(len(first.different), len(second.different))
    if fewest == 0:
        return 0.0
    if fewest < FEWEST_WORDS:
        return float(
            fuzz.token_sort_ratio(first.joined, second.joined, processor=None, score_cutoff=at_least)
        )
    if 5 * len(first.different & second.different) < 3 * fewest:
        # Texts that share fewer than three in five words of the shorter one are far from alike.
        return 0.0
    return float(fuzz.token_set_ratio(first.joined, second.joined, processor=None, score_cutoff=at_least))


def sources(told: Sequence[Told], *, alike_over: float, new: Collection[int] | None = None) -> dict[int, int]:
    """The key of each report -> the smallest key of its source. Whatever order they come in, the answer is the same.

    `new`: only these are compared, with one another and with the rest."""
    lead = {one.key: one.key for one in told}

    def find(key: int) -> int:
        while lead[key] != key:
            key = lead[key]
        return key

    ordered = sorted(((one.key, one.contact, _folded(one.text)) for one in told), key=itemgetter(0))
    for at, (key, contact, text) in enumerate(ordered):
        for other_key, other_contact, other_text in ordered[:at]:
            if new is not None and key not in new and other_key not in new:
                continue
            first, second = find(key), find(other_key)
            if first == second:
                continue
            same_contact = contact is not None and contact == other_contact
            if same_contact or _likeness(text, other_text, alike_over) > alike_over:
                lead[max(first, second)] = min(first, second)
    return {key: find(key) for key in lead}


def copies(found: Mapping[int, int]) -> dict[int, int]:
    """The key of each report -> how many reports its source sent, itself included."""
    sizes = Counter(found.values())
    return {key: sizes[source] for key, source in found.items()}


def in_bursts(told: Iterable[Told], *, reports: int, days: int) -> set[int]:
    """Keys of the reports that lie in any stretch of `days` days in which at least `reports` of them came."""
    ordered = sorted(told, key=lambda one: (one.day, one.key))
    marked: set[int] = set()
    first = 0
    for last, one in enumerate(ordered):
        while one.day - ordered[first].day >= timedelta(days=days):
            first += 1
        if last - first + 1 >= reports:
            marked.update(each.key for each in ordered[first : last + 1])
    return marked
