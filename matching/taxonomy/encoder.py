"""The bilingual encoder: a short text to a unit vector, so that names of one occupation lie close in any language.

A word is the sum of the vectors of its letter groups (3 to 5 letters as they sound, without gender and number, and
the word as a whole); a text is the sum of its words, made one unit long. So a misspelt word stays near the right
one, and "cocinera" is "cocinero". Trained by `training.py` on the labels an installation imported; never shipped.

Source of the idea: subword vectors (Bojanowski et al. 2017) trained with symmetric InfoNCE (Radford et al. 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from matching.text import STOP_WORDS, WORD, fold, sound, stem

Floats = NDArray[np.float32]

SHORTEST, LONGEST = 3, 5  # letters of a group; a word counts with a sign before and after it


def text_keys(text: str) -> list[str]:
    """The words of a text as the encoder reads them: no accents, stop words, gender or number, spelt by ear.

    Each once: "director/directora" is one word. Stop words stay where nothing else is left.
    """
    written = WORD.findall(text.lower())
    keys = dict.fromkeys(key for key, is_stop in map(_key, written) if not is_stop)
    return list(keys or dict.fromkeys(key for key, _ in map(_key, written) if key))


@lru_cache(maxsize=200_000)
def _key(written: str) -> tuple[str, bool]:
    """The key of one word, and whether it says nothing."""
    folded = fold(written)
    return sound(stem(folded)), not folded or folded in STOP_WORDS


def groups_of(word: str) -> list[str]:
    """The letter groups of one key, and the whole of it: "plomer" -> "<pl", "plo", ..., "omer>", "=plomer"."""
    marked = f"<{word}>"
    groups = [
        marked[at : at + size]
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(len(marked) - size + 1)
    ]
    return [*groups, f"={word}"]


@dataclass(slots=True)
class Encoder:
    """vocabulary: letter group -> row of `weights` (float32, (groups, dimensions)), how telling a group is included."""

    vocabulary: dict[str, int]
    weights: Floats
    _words: dict[str, Floats] = field(default_factory=dict)

    @property
    def dimensions(self) -> int:
        return int(self.weights.shape[1])

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, shape (texts, dimensions); zeros for a text in which no letter group is known."""
        from scipy.sparse import csr_array

        keys = [text_keys(text) for text in texts]
        place = {word: i for i, word in enumerate(dict.fromkeys(chain.from_iterable(keys)))}
        columns = np.fromiter((place[word] for one in keys for word in one), dtype=np.int32)
        ends = np.cumsum([0, *(len(one) for one in keys)])
        counts = csr_array(
            (np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(keys), len(place))
        )
        vectors = np.zeros((len(place), self.dimensions), dtype=np.float32)
        for word, i in place.items():
            vectors[i] = self._word(word)
        return unit(counts @ vectors)

    def _word(self, word: str) -> Floats:
        vector = self._words.get(word)
        if vector is None:
            rows = [self.vocabulary[group] for group in groups_of(word) if group in self.vocabulary]
            vector = self.weights[rows].sum(axis=0, dtype=np.float32)
            if len(self._words) < _KEPT_WORDS:
                self._words[word] = vector
        return vector


_KEPT_WORDS = 50_000  # 40 MB at most


def unit(vectors: Floats) -> Floats:
    """Rows made one unit long; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = vectors / np.maximum(lengths, 1e-8)
    return scaled
