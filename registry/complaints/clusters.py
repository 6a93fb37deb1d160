"""Which reports come from one source: the same contact, or nearly the same words.

Plain values in, plain values out: the texts are compared in memory, right after they were opened by the system, and
nobody is shown one beside the other. A flood of copies is one source; it is marked, never thrown away.
Source: ethical-recruitment.md 6.6 (rapidfuzz token-set ratio over 95 counts as one source).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from rapidfuzz import fuzz

from matching.text import words

# The token-set ratio of a short text with any longer one that holds its words is 100: below this many different words
# the whole texts are compared instead, or "they charged me" would swallow every honest report.
FEWEST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of one report. `contact`: its keyed hash, None when none was left."""

    key: int
    text: str | None
    contact: str | None
    day: date


def likeness(one: str, other: str) -> float:
    """0 to 100. Two empty texts (a voice note each) say nothing about one another."""
    return _likeness(_words(one), _words(other))


def _words(text: str | None) -> list[str]:
    return [word.folded for word in words(text or "")]


def _likeness(first: list[str], second: list[str]) -> float:
    if not first or not second:
        return 0.0
    fewest = min(len(set(first)), len(set(second)))
    ratio = fuzz.token_set_ratio if fewest >= FEWEST_WORDS else fuzz.token_sort_ratio
    return float(ratio(" ".join(first), " ".join(second), processor=None))


def is_one_source(one: Told, other: Told, *, alike_over: float) -> bool:
    """The same contact, or nearly the same words."""
    same_contact = one.contact is not None and one.contact == other.contact
    return same_contact or _likeness(_words(one.text), _words(other.text)) > alike_over


def sources(told: Sequence[Told], *, alike_over: float) -> dict[int, int]:
    """The key of each report -> the smallest key of its source. Whatever order they come in, the answer is the same."""
    lead = {one.key: one.key for one in told}

    def find(key: int) -> int:
        while lead[key] != key:
            key = lead[key]
        return key

    ordered = sorted(((one.key, one.contact, _words(one.text)) for one in told), key=itemgetter(0))
    for at, (key, contact, text) in enumerate(ordered):
        for other_key, other_contact, other_text in ordered[:at]:
            first, second = find(key), find(other_key)
            if first == second:
                continue
            same_contact = contact is not None and contact == other_contact
            if same_contact or _likeness(text, other_text) > alike_over:
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
