"""Training of the encoder: names of one concept are drawn together, names of different concepts apart.

Symmetric InfoNCE over batches of 512 concepts (60 % occupations, 30 % skills, 10 % an occupation with an essential
skill), temperature .06, Adagrad; half of the Spanish names also as somebody in a hurry types them. The same input
and seed give the same numbers on the same machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.taxonomy.encoder import Encoder, Floats, groups_of, text_keys
from matching.taxonomy.official import Entry, Official
from matching.text import fold

_Drawn = TypeVar("_Drawn")

_TEMPERATURE = 0.06
_RATE, _LAST_RATE = 0.1, 0.01
_BATCH = 512
_OCCUPATIONS, _SKILLS = 0.6, 0.3  # of a batch; the rest are occupations with an essential skill
_TEXT_WORDS = 60  # words read of a description


@dataclass(frozen=True, slots=True)
class Concept:
    """What one occupation or skill is called and how it is described; any of the three may be empty, not all."""

    es: tuple[str, ...]
    en: tuple[str, ...]
    described: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lessons:
    """What there is to learn from. `needs`: (place of an occupation, place of a skill essential to it)."""

    occupations: Sequence[Concept]
    skills: Sequence[Concept]
    needs: Sequence[tuple[int, int]]


def lessons_of(official: Official) -> Lessons:
    """What an import teaches. ISCO groups count as occupations, and an occupation is described by its group as well."""
    occupations = [*official.of("occupation"), *official.of("isco")]
    skills = official.of("skill")
    groups = {entry.isco08: entry for entry in official.of("isco")}
    place = {entry.id: i for i, entry in enumerate(occupations)}
    of_skill = {entry.id: i for i, entry in enumerate(skills)}
    needs = [(place[o], of_skill[s]) for o, s in official.needs]
    taught = [_concept(one, groups.get(one.isco08)) for one in occupations]
    return Lessons(taught, [_concept(one, None) for one in skills], needs)


def _concept(entry: Entry, group: Entry | None) -> Concept:
    described = [text for text in entry.described.values() if text]
    if group is not None and group is not entry:
        described += [*group.names["es"], *group.names["en"]]
    return Concept(tuple(entry.names["es"]), tuple(entry.names["en"]), tuple(described))


def train(
    lessons: Lessons,
    *,
    steps: int = 3000,
    dimensions: int = 192,
    seed: int = 1,
    progress: Callable[[int, float], None] = lambda _step, _loss: None,
) -> Encoder:
    """An encoder for these lessons. `progress` is told each step and its loss (in nats; falls)."""
    chance = Random(seed)  # noqa: S311 - repeatable on purpose # nosec B311
    texts = _Texts()
    drawn = _Draw(lessons, texts, chance)
    groups, vocabulary, telling = texts.matrices()
    weights = np.random.default_rng(seed).standard_normal((len(vocabulary), dimensions)).astype(np.float32)
    weights /= np.sqrt(dimensions)
    seen = np.full(len(vocabulary), 1e-6, dtype=np.float32)
    for step in range(steps):
        left, right = drawn.batch()
        counts = texts.counts(np.concatenate([left, right]))
        words, local = np.unique(counts.indices, return_inverse=True)
        per_text = csr_array((counts.data, local, counts.indptr), shape=(counts.shape[0], len(words)))
        spelt = groups[words]
        rows, local = np.unique(spelt.indices, return_inverse=True)
        per_word = csr_array((spelt.data, local, spelt.indptr), shape=(len(words), len(rows)))
        touched = weights[rows]
        loss, slope = _contrast(per_text @ (per_word @ touched))
        gradient = per_word.T @ (per_text.T @ slope)
        seen[rows] += np.einsum("ij,ij->i", gradient, gradient) / np.float32(dimensions)
        rate = np.float32(_RATE + (_LAST_RATE - _RATE) * step / steps)
        gradient *= (rate / np.sqrt(seen[rows]))[:, None]
        touched -= gradient
        weights[rows] = touched
        progress(step + 1, loss)
    return Encoder(vocabulary, weights * telling[:, None])


def _contrast(summed: Floats) -> tuple[float, Floats]:
    """Loss, and its slope for the summed vectors; row i of the upper half belongs to row i of the lower half."""
    half = len(summed) // 2
    lengths = np.linalg.norm(summed, axis=1, keepdims=True) + 1e-8
    vectors = summed / lengths
    left, right = vectors[:half], vectors[half:]
    logits = left @ right.T / np.float32(_TEMPERATURE)
    across = _softmax(logits, 1)
    down = _softmax(logits, 0)
    own = np.arange(half)
    loss = -float(np.log(across[own, own] + 1e-9).mean() + np.log(down[own, own] + 1e-9).mean()) / 2
    error = across + down
    error[own, own] -= 2
    error /= 2 * half * _TEMPERATURE
    slope = np.concatenate([error @ right, error.T @ left])
    return loss, (slope - (slope * vectors).sum(axis=1, keepdims=True) * vectors) / lengths


def _softmax(logits: Floats, axis: int) -> Floats:
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    shares: Floats = powers / powers.sum(axis=axis, keepdims=True)
    return shares


class _Texts:
    """All texts of a lesson as numbers: text -> word counts, word -> letter groups weighted by how telling they are."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._places: dict[tuple[int, ...], int] = {}

    def place(self, text: str) -> int | None:
        """The number of a text, the same for texts with the same keys; None when nothing is left of it."""
        keys = text_keys(text)[:_TEXT_WORDS]
        numbers = tuple(self._words.setdefault(key, len(self._words)) for key in keys)
        return self._places.setdefault(numbers, len(self._places)) if numbers else None

    def matrices(self) -> tuple[csr_array, dict[str, int], Floats]:
        """Letter groups of each word, their numbers, and the weight of each; a group of one text alone is left out."""
        texts = list(self._places)
        ends = np.cumsum([0, *(len(text) for text in texts)])
        columns = np.fromiter(chain.from_iterable(texts), dtype=np.int32)
        shape = (len(texts), len(self._words))
        self._counts = csr_array((np.ones(len(columns), dtype=np.float32), columns, ends), shape=shape)
        spelt = [groups_of(word) for word in self._words]
        numbers: dict[str, int] = {}
        flat = np.fromiter(
            (numbers.setdefault(g, len(numbers)) for one in spelt for g in one), dtype=np.int32
        )
        ends = np.cumsum([0, *(len(one) for one in spelt)])
        every = csr_array(
            (np.ones(len(flat), dtype=np.float32), flat, ends), shape=(len(spelt), len(numbers))
        )
        present = self._counts @ every
        frequency = np.bincount(present.indices, minlength=len(numbers))
        kept = np.flatnonzero(frequency >= 2)
        telling = (1 + np.log((1 + len(texts)) / (1 + frequency[kept]))).astype(np.float32)
        groups = csr_array(every[:, kept])
        groups.data *= telling[groups.indices]
        names = list(numbers)
        return groups, {names[old]: new for new, old in enumerate(kept)}, telling

    def counts(self, places: NDArray[np.int64]) -> csr_array:
        """Word counts of these texts, each made one unit long so that a description weighs as much as a name."""
        rows = csr_array(self._counts[places])
        lengths = np.sqrt(np.diff(rows.indptr)).astype(
            np.float32
        )  # in double the whole step would take twice as long
        rows.data = rows.data / np.repeat(lengths, np.diff(rows.indptr))
        return rows


@dataclass(frozen=True, slots=True)
class _Placed:
    """A concept as numbers of texts."""

    es: tuple[int, ...]
    typed: tuple[int, ...]
    en: tuple[int, ...]
    described: tuple[int, ...]

    @property
    def names(self) -> tuple[int, ...]:
        return self.es + self.en


class _Draw:
    """Draws the pairs of a batch."""

    def __init__(self, lessons: Lessons, texts: _Texts, chance: Random) -> None:
        self._chance = chance
        occupations = [self._placed(one, texts) for one in lessons.occupations]
        skills = [self._placed(one, texts) for one in lessons.skills]
        self._needs = [(occupations[o], skills[s]) for o, s in lessons.needs]
        self._needs = [(o, s) for o, s in self._needs if o.names and s.names]
        self._occupations = [one for one in occupations if one.names]
        self._skills = [one for one in skills if one.names]

    def _placed(self, concept: Concept, texts: _Texts) -> _Placed:
        def places(names: Sequence[str]) -> tuple[int, ...]:
            found = (texts.place(name) for name in names)
            return tuple(dict.fromkeys(place for place in found if place is not None))

        typed = places([mistyped(name, self._chance) for name in concept.es])
        return _Placed(places(concept.es), typed, places(concept.en), places(concept.described))

    def batch(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Texts of the left and of the right side of up to 512 pairs; no concept stands on one side twice."""
        pairs = [self._pair(one) for one in self._some(self._occupations, _OCCUPATIONS)]
        pairs += [self._pair(one) for one in self._some(self._skills, _SKILLS)]
        for occupation, skill in self._some(self._needs, 1 - _OCCUPATIONS - _SKILLS):
            pairs.append((self._chance.choice(occupation.names), self._chance.choice(skill.names)))
        left, right = zip(*pairs, strict=True)
        return np.array(left), np.array(right)

    def _some(self, population: Sequence[_Drawn], share: float) -> list[_Drawn]:
        return self._chance.sample(population, min(len(population), round(_BATCH * share)))

    def _pair(self, one: _Placed) -> tuple[int, int]:
        """Two texts of a concept: Spanish-Spanish, Spanish-English, English-English or name-description."""
        chance = self._chance
        kind = chance.random()
        if one.es and (kind < 0.4 or not one.en):
            pair = (self._spanish(one), chance.choice(one.es))
        elif one.es and kind < 0.7:
            pair = (self._spanish(one), chance.choice(one.en))
        elif kind < 0.8 or not one.described:
            pair = (chance.choice(one.en or one.es), chance.choice(one.en or one.es))
        else:
            pair = (chance.choice(one.names), chance.choice(one.described))
        return pair if chance.random() < 0.5 else pair[::-1]

    def _spanish(self, one: _Placed) -> int:
        return self._chance.choice(one.typed if one.typed and self._chance.random() < 0.5 else one.es)


_BY_EAR = (("b", "v"), ("v", "b"), ("z", "s"), ("s", "z"), ("ce", "se"), ("ci", "si"), ("ll", "y"), ("y", "ll"),
           ("ge", "je"), ("gi", "ji"), ("qu", "k"), ("h", ""), ("m", "n"))  # fmt: skip


def mistyped(text: str, chance: Random) -> str:
    """The text as somebody may type it: in about half of the longer words a letter lost, swapped, doubled or by ear."""
    return " ".join(
        _slip(word, chance) if len(word) >= 4 and chance.random() < 0.5 else word
        for word in fold(text).split()
    )


def _slip(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    heard = [(old, new) for old, new in _BY_EAR if old in word]
    return word.replace(*chance.choice(heard), 1) if heard else word
