"""Same firm? Same person? Names with a typo in them still find the one that is meant.

For /verificar and for the officer's search: a ranked list, never a decision. Nothing merges by what is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.text import company_name, fold, name_key, tokens

# Of 600 generated slips (tests/matching/test_linkage.py) every one scores above it, and names that share no
# telling word with the query stay below.
LIKELY = 0.62
_SAME_SOUND = 0.97  # written otherwise, heard the same
_HALF_WORD = 4  # from so many letters on, the beginning of a word counts as the word half typed
_UNLIKE = 0.6  # words less alike than this have nothing to do with each other: "Tikal" and "Total" share 0.6
_BESIDES = 0.15  # what is taken off for words of the name that the query does not have


@dataclass(frozen=True, slots=True)
class NameHit:
    """One name found: its id, as it is registered, and the score 0..1 (1 = the same but for case and accents)."""

    id: str
    name: str
    score: float


def search_names(
    query: str, names: Sequence[tuple[str, str]], top: int = 10, threshold: float = LIKELY
) -> list[NameHit]:
    """The names most like a query, best first, for firms and people: (id, name) in, ties in the order given.

    Forgives accents, case, one or two slips a word, word order, legal forms, half-typed last words and the spellings of
    `name_key`. A query of two words finds a name of three; a name of one word does not swallow a query of three.
    """
    asked = _view(query)
    if not asked.words:
        return []
    hits = [
        NameHit(key, name, score) for key, name in names if (score := _score(asked, _view(name))) >= threshold
    ]
    return sorted(hits, key=lambda hit: -hit.score)[:top]


@dataclass(frozen=True, slots=True)
class _View:
    """A name prepared: folded, its telling words, everything it can be found by, its sound."""

    whole: str
    words: tuple[str, ...]
    findable: tuple[str, ...]
    key: str


@lru_cache(maxsize=50_000)
def _view(name: str) -> _View:
    bare = company_name(name)
    every = tokens(name)
    pairs = (a + b for a, b in pairwise(every))  # "Rioverde" for "Río Verde"
    return _View(fold(name), tuple(tokens(bare)), (*every, *pairs), name_key(bare))


def _score(asked: _View, name: _View) -> float:
    if asked.whole == name.whole:
        return 1.0
    if not name.words:
        return 0.0
    if asked.key == name.key:
        return 0.99 if asked.words == name.words else _SAME_SOUND
    return round(0.95 * _covered(asked, name), 4)


def _covered(asked: _View, name: _View) -> float:
    """How much of the query stands in the name, letter for letter, less a little for what the name has besides."""
    similarity = process.cdist(asked.words, name.findable, scorer=_likeness, processor=None)
    lengths = [len(word) for word in asked.words]
    found = float(sum(s * n for s, n in zip(similarity.max(axis=1), lengths, strict=True))) / sum(lengths)
    extra = max(0, len(name.words) - len(asked.words)) / len(name.words)
    return found * (1 - _BESIDES * extra)


def _likeness(a: str, b: str, **_: object) -> float:
    """Likeness of two words, 0..1: by letters, by sound, or one the beginning of the other; unlike words give 0."""
    if a == b:
        return 1.0
    by_letters = OSA.normalized_similarity(a, b)
    by_sound = _SAME_SOUND * OSA.normalized_similarity(name_key(a), name_key(b))
    typed_so_far = 0.9 if len(a) >= _HALF_WORD and b.startswith(a) else 0.0
    likeness = max(by_letters, by_sound, typed_so_far)
    return likeness if likeness >= _UNLIKE else 0.0
