"""Which of many names does a text name? One typo, other spelling, other order, inside a long message or alone.

Built once for a register's names and kept while they stay the same. What was asked is never remembered: only the
register's own names are held here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.text import STOP_WORDS, Word, company_name, firm_tokens, fold, tokens, word_key, words

LIKELY = 0.62  # of a name asked alone, as in matching.linkage
IN_TEXT = 0.84  # of a name somewhere in a message: running words must not make one
_SAME_SOUND = 0.97
_HALF_WORD = 4
_UNLIKE = 0.6
_BESIDES = 0.15
_SLACK = 2  # words that may stand between the words of a name
_CUE_BEFORE = 3  # words before a name in which "agencia" counts
_CUE_GAIN = 0.03
# Words of many firms tell none apart; the rarest word of a register counts this much more.
_RAREST = 2.0

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name that the text has. `score` 0..1; text[start:end] is where (the whole text for a name asked alone)."""

    key: int
    name: str
    score: float
    start: int
    end: int


class NameIndex:
    """Names of firms or people, ready to be found. `names`: (key, name); a key may have several names."""

    def __init__(self, names: Iterable[tuple[int, str]], *, firms: bool = True) -> None:
        # A name without a letter or digit cannot be found.
        self.names = [(key, name) for key, name in names if tokens(name)]
        self._telling = [tokens(company_name(name)) if firms else tokens(name) for _key, name in self.names]
        findable = [
            dict.fromkeys([*tokens(name), *telling, *(a + b for a, b in pairwise(tokens(name)))])
            for (_key, name), telling in zip(self.names, self._telling, strict=True)
        ]
        self._vocabulary = list(dict.fromkeys(word for found in findable for word in found))
        place = {word: number for number, word in enumerate(self._vocabulary)}
        self._sounds = [word_key(word) for word in self._vocabulary]
        # The findable words of all names one after the other, and where those of each name begin.
        self._flat = np.array([place[word] for found in findable for word in found], dtype=np.intp)
        self._first = np.cumsum([0, *(len(found) for found in findable[:-1])])
        self._count = np.array([max(len(telling), 1) for telling in self._telling], dtype=np.float32)
        self._folded = [fold(name) for _key, name in self.names]
        # In a message "Servicios" helps to find "Servicios Milpa"; asked alone it tells nothing.
        self._spoken = [
            [word for word in (firm_tokens(name) if firms else tokens(name)) if word not in STOP_WORDS]
            or telling
            for (_key, name), telling in zip(self.names, self._telling, strict=True)
        ]
        self._spoken_at = [
            np.array([place[word] for word in spoken], dtype=np.intp) for spoken in self._spoken
        ]
        self._weights = self._weigh()

    def _weigh(self) -> list[Matrix]:
        """Each spoken word by its length, and more the fewer names have it."""
        count = Counter(word for spoken in self._spoken for word in set(spoken))
        most = log(1 + len(self._spoken)) or 1.0
        worth = {word: len(word) * (1 + (_RAREST - 1) * (1 - log(1 + n) / most)) for word, n in count.items()}
        return [np.array([worth[word] for word in spoken], dtype=np.float32) for spoken in self._spoken]

    # ------------------------------------------------------------------ a name asked alone

    def alone(self, asked: str, top: int) -> list[NameFound]:
        """The names most like `asked`, best first, one for each key."""
        typed = tokens(company_name(asked))
        if not typed or not self.names:
            return []
        pairs = [a + b for a, b in pairwise(typed)]
        alike = self._likeness([*typed, *pairs])
        lengths = np.array([len(word) for word in typed], dtype=np.float32)
        scores = self._covered(alike, lengths)
        whole = fold(asked)
        hits = [
            NameFound(
                *self.names[n], 1.0 if self._folded[n] == whole else round(float(scores[n]), 4), 0, len(asked)
            )
            for n in np.flatnonzero(scores >= LIKELY)
        ]
        return _best_of_each(hits)[:top]

    def _covered(self, alike: Matrix, lengths: Matrix) -> Matrix:
        """Of each name: how much of what was typed stands in it, less a little for what the name has besides."""
        best = np.maximum.reduceat(alike[:, self._flat], self._first, axis=1)
        single, joined = best[: len(lengths)].copy(), best[len(lengths) :]
        for place in range(len(joined)):
            # "rio verde" for "Rioverde"
            better = joined[place] * 2 > single[place] + single[place + 1]
            for one in (place, place + 1):
                single[one] = np.where(better, np.maximum(single[one], joined[place]), single[one])
        found = (single * lengths[:, None]).sum(axis=0) / lengths.sum()
        extra = np.maximum(0, self._count - len(lengths)) / self._count
        covered: Matrix = 0.95 * found * (1 - _BESIDES * extra)
        return covered

    # ------------------------------------------------------------------ names inside a text

    def inside(self, text: str, top: int, cues: frozenset[str] = frozenset()) -> list[NameFound]:
        """The names that a text has somewhere, best first, one for each key.

        A name of one telling word counts only near a word of `cues` ("agencia"), or written with a capital in a text
        that has small letters too.
        """
        there = [word for word in words(text) if word.folded not in STOP_WORDS and not word.folded.isdigit()]
        if not there or not self.names:
            return []
        singles = [word.folded for word in there]
        unique = list(dict.fromkeys([*singles, *(a + b for a, b in pairwise(singles))]))
        place = {word: number for number, word in enumerate(unique)}
        alike = self._likeness(unique)
        rows = np.array([place[word] for word in singles], dtype=np.intp)
        joined = np.array([place[a + b] for a, b in pairwise(singles)] or [0], dtype=np.intp)
        cued = _near_cue(there, cues)
        hits = []
        for number in self._worth_a_look(alike):
            found = self._window(number, alike, rows, joined, cued, there)
            if found is not None:
                hits.append(found)
        return _best_of_each(hits)[:top]

    def _worth_a_look(self, alike: Matrix) -> list[int]:
        """The names all of whose words are somewhere in the text, in whatever order and place."""
        best = alike.max(axis=0)
        return [
            number
            for number, (at, weights) in enumerate(zip(self._spoken_at, self._weights, strict=True))
            if len(at) and float((best[at] * weights).sum() / weights.sum()) >= IN_TEXT - 0.05
        ]

    def _window(
        self,
        number: int,
        alike: Matrix,
        rows: NDArray[np.intp],
        joined: NDArray[np.intp],
        cued: NDArray[np.bool_],
        there: Sequence[Word],
    ) -> NameFound | None:
        """Where in the text this name stands best, words of it near each other. None where it does not."""
        at, weights = self._spoken_at[number], self._weights[number]
        close = alike[np.ix_(rows, at)]
        if len(rows) > 1:
            both = alike[np.ix_(joined, at)]
            close[:-1] = np.maximum(close[:-1], both)
        width = min(len(at) + _SLACK, len(rows))
        windows = np.lib.stride_tricks.sliding_window_view(close, width, axis=0).max(axis=2)
        scores = (windows * weights).sum(axis=1) / weights.sum()
        near: NDArray[np.bool_] = np.lib.stride_tricks.sliding_window_view(cued, width).max(axis=1)
        scores = np.minimum(scores + np.where(near, _CUE_GAIN, 0), 1)
        first = int(scores.argmax())
        score = float(scores[first])
        if score < IN_TEXT or (
            len(at) == 1 and not near[first] and not _stands_out(there, close, first, width)
        ):
            return None
        inside = [n for n in range(first, first + width) if close[n].max() >= _UNLIKE] or [first]
        key, name = self.names[number]
        # Of names that fit alike, the one with more words of its own.
        return NameFound(
            key,
            name,
            round(min(score + 0.001 * min(len(at), 9), 1), 4),
            there[inside[0]].start,
            there[inside[-1]].end,
        )

    def _likeness(self, typed: list[str]) -> Matrix:
        """(typed, vocabulary): by letters, by sound, or the typed word the beginning of the other; unlike words 0."""
        by_letters = process.cdist(
            typed, self._vocabulary, scorer=OSA.normalized_similarity, processor=None, dtype=np.float32
        )
        keys = [word_key(word) for word in typed]
        by_sound = process.cdist(
            keys, self._sounds, scorer=OSA.normalized_similarity, processor=None, dtype=np.float32
        )
        alike: Matrix = np.maximum(by_letters, np.where(by_letters >= 1, 1, _SAME_SOUND) * by_sound)
        for row, word in enumerate(typed):
            if len(word) >= _HALF_WORD:
                begun = [n for n, known in enumerate(self._vocabulary) if known.startswith(word)]
                alike[row, begun] = np.maximum(alike[row, begun], 0.9)
        alike[alike < _UNLIKE] = 0
        return alike


@lru_cache(maxsize=4)
def index_of(names: tuple[tuple[int, str], ...], *, firms: bool = True) -> NameIndex:
    """The index of these names; kept, for a register changes rarely."""
    return NameIndex(names, firms=firms)


def _near_cue(there: Sequence[Word], cues: frozenset[str]) -> NDArray[np.bool_]:
    """For each word: is one of the cues just before it?"""
    marks = np.zeros(len(there), dtype=np.bool_)
    for number, word in enumerate(there):
        if word.folded in cues:
            marks[number + 1 : number + 1 + _CUE_BEFORE] = True
    return marks


def _stands_out(there: Sequence[Word], close: Matrix, first: int, width: int) -> bool:
    """Is the word of this name written like a name, where not all is in capitals, and just as registered?"""
    place = first + int(close[first : first + width, 0].argmax())
    raw = there[place].raw
    return bool(
        close[place, 0] >= 0.95 and raw[:1].isupper() and not all(word.raw.isupper() for word in there)
    )


def _best_of_each(hits: list[NameFound]) -> list[NameFound]:
    best: dict[int, NameFound] = {}
    for hit in hits:
        if hit.key not in best or best[hit.key].score < hit.score:
            best[hit.key] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)
