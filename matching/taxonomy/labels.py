"""Ranking short labels for a short query: the arithmetic under `link` and under `sendero link --targets`.

Three readings of a label are fused, because each fails where the others hold (measured, docs/linking.md): character
n-grams of the words as they sound, which survive spelling; BM25 over gender-neutral stems, which knows that "de"
says nothing and "plomero" everything; and, where an installation trained it, the encoder, which knows that "plomero",
"fontanero" and "plumber" are one. Where the concept behind a label is known, its names in both languages and its
descriptions speak too, each as a view of its own. A stem nobody has seen is read as the nearest one that exists.
Everything is deterministic; scikit-learn is imported when the first index is built, not before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.taxonomy.encoder import Encoder
from matching.text import content_tokens, singular, sound, stem

Floats = NDArray[np.float32]

CHAR_SHARE = 0.6  # of the lexical score; the rest is BM25
# How these numbers were chosen, and on what: docs/linking.md.
ENCODER_SHARE = 0.9  # of a label's score, where there is an encoder; the rest is lexical
_OWN_WEIGHT = 1.0  # of the labels themselves beside each view of the concept behind them
# Names of one concept: the best counts, more that fit a little too. Concepts of one target: two that fit say more.
_OF_NAMES, _OF_CONCEPTS = 16, 8
_BM25_K1, _BM25_B = 0.9, 0.5  # short texts: a word counts about once, length matters a little
_REPAIRED = 0.8  # a stem that had to be repaired is weaker evidence than one that stands there
_NEAR, _SPAN = 0.9, 0.099  # scores above .9 are bent so that only the very words reach 1
SURE = 10.0  # above whatever resemblance can give
_CELLS_AT_ONCE = 8_000_000  # of the dense score matrix held in memory


@dataclass(frozen=True, slots=True)
class Hit:
    """One target of a query: its id, the label that spoke for it, and the score 0..1 (1 = the same words)."""

    target: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class View:
    """One way in which concepts are spoken of (their English names, their descriptions): texts per concept, or none."""

    weight: float
    texts: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Background:
    """What an installation knows of labels that are to be ranked.

    concepts: the number of the concept that each label names, NONE where nobody knows. hidden: further names of a
    target with their concept, which speak for it and are never shown. views: what is said of each concept.
    """

    encoder: Encoder
    concepts: Sequence[int]
    hidden: Sequence[tuple[str, str, int]]
    views: Sequence[View]


NONE = -1


class LabelIndex:
    """All labels of all targets, prepared for ranking. Several labels may share a target."""

    def __init__(
        self,
        targets: Sequence[tuple[str, str]],
        lang: str | None = None,
        background: Background | None = None,
    ) -> None:
        """targets: (id, label) in any order; the order of first appearance breaks ties.

        lang "en" or "fr" leaves final a and o alone; Spanish gender is taken off otherwise.
        """
        self._stem = stem if lang in (None, "es") else singular
        self._background = background
        self.ids = list(dict.fromkeys(target for target, _ in targets))
        position = {target: i for i, target in enumerate(self.ids)}
        concepts = background.concepts if background else [NONE] * len(targets)
        hidden = background.hidden if background else ()
        unknown = 1 + max([*concepts, *(concept for *_, concept in hidden)], default=NONE)
        # Labels of one concept stand together; a label of no known concept is a group of its own.
        rows = [
            (position[target], concept if concept != NONE else unknown + i, False, text)
            for i, ((target, text), concept) in enumerate(zip(targets, concepts, strict=True))
        ]
        rows += [(position[target], concept, True, text) for target, text, concept in hidden]
        rows.sort(key=lambda row: row[:2])
        self.labels = [text for *_, text in rows]
        self._shown = np.array([not is_hidden for _, _, is_hidden, _ in rows], dtype=bool)
        self.owners = np.array([owner for owner, *_ in rows], dtype=np.int64)
        self._starts = np.searchsorted(self.owners, np.arange(len(self.ids) + 1))
        groups = np.array([group for _, group, _, _ in rows], dtype=np.int64)
        begins = np.ones(len(rows), dtype=bool)
        begins[1:] = (self.owners[1:] != self.owners[:-1]) | (groups[1:] != groups[:-1])
        self._groups = np.flatnonzero(begins)
        self._group_concept = np.where(groups[self._groups] < unknown, groups[self._groups], NONE)
        self._target_groups = np.searchsorted(self.owners[self._groups], np.arange(len(self.ids)))

    def rank(self, queries: Sequence[str], top: int) -> list[list[Hit]]:
        """For each query the `top` targets with a score above 0, best first; ties in the order of the
        targets.
        """
        if not self.labels or not queries:
            return [[] for _ in queries]
        found: list[list[Hit]] = []
        at_once = max(1, _CELLS_AT_ONCE // len(self.labels))
        for start in range(0, len(queries), at_once):
            of_targets, of_labels = self.weigh(queries[start : start + at_once])
            found += [self._best(*rows, top) for rows in zip(of_targets, of_labels, strict=True)]
        return found

    def weigh(self, queries: Sequence[str]) -> tuple[Floats, Floats]:
        """Scores of the targets in the order of `ids`, and of all labels in the order of `labels`, a row per query.

        From 0 to about 1; SURE where a shown label is the query itself.
        """
        of_labels, same, seen = self._scores(queries)
        of_targets = self._of_targets(of_labels, seen)
        for row, labels in enumerate(same):
            of_labels[row, labels] = SURE
            exact = np.unique(self.owners[labels])
            of_targets[row, exact] += np.float32(SURE)
        return of_targets, of_labels

    @property
    def has_background(self) -> bool:
        return self._background is not None

    def knows(self, text: str) -> bool:
        """Whether a shown label is these very words."""
        return _sounded(self._words(text)) in self._same_words

    def _words(self, text: str) -> list[str]:
        return [self._stem(word) for word in content_tokens(text)]

    def _of_targets(self, scores: Floats, seen: Floats | None) -> Floats:
        """Scores of targets, shape (queries, targets), from those of labels and views; may exceed 1.

        seen: what the views say of each concept, (queries, concepts); None without a background.
        """
        of_groups = _pooled(scores, self._groups, _OF_NAMES)
        if seen is not None:
            known = self._group_concept != NONE
            heard = seen[:, self._group_concept[known]]
            weight = _OWN_WEIGHT + self._view_weight[self._group_concept[known]]
            of_groups[:, known] = (_OWN_WEIGHT * of_groups[:, known] + heard) / weight
        return _pooled(of_groups, self._target_groups, _OF_CONCEPTS)

    @cached_property
    def _view_weight(self) -> Floats:
        """What the views of each concept weigh together: one that nobody described is not worse for it."""
        views = self._background.views if self._background else ()
        weights: Floats = np.array(
            [[view.weight * bool(texts) for texts in view.texts] for view in views], dtype=np.float32
        ).sum(axis=0)
        return weights

    def _views(self, asked: Floats) -> Floats | None:
        """The weighted sum of the views of each concept, (queries, concepts), for unit vectors of the queries."""
        if self._background is None or not self._view_vectors:
            return None
        total: Floats | float = 0.0
        for weight, vectors, starts, owners, count in self._view_vectors:
            nearness = np.maximum(asked @ vectors.T, 0)
            seen = np.zeros((len(asked), count), dtype=np.float32)
            seen[:, owners] = _pooled(nearness, starts, _OF_NAMES)
            total = total + weight * seen
        return np.asarray(total, dtype=np.float32)

    @cached_property
    def _view_vectors(self) -> list[tuple[np.float32, Floats, NDArray[np.int64], NDArray[np.int64], int]]:
        """Per view: weight, unit vectors of its texts, where each concept begins, which concepts, and how many."""
        found = []
        for view in self._background.views if self._background else ():
            owners = np.repeat(np.arange(len(view.texts)), [len(texts) for texts in view.texts])
            if len(owners) and self._background:
                vectors = self._background.encoder.encode([text for texts in view.texts for text in texts])
                present, starts = np.unique(owners, return_index=True)
                found.append((np.float32(view.weight), vectors, starts, present, len(view.texts)))
        return found

    def _best(self, of_targets: Floats, of_labels: Floats, top: int) -> list[Hit]:
        hits = []
        for i in _first(of_targets, top):
            start, end = self._starts[i], self._starts[i + 1]
            spoke = np.where(self._shown[start:end], of_labels[start:end] + 1, 0).argmax()
            if of_targets[i] > 0:
                score = round(_bent(float(of_targets[i])), 4)
                hits.append(Hit(self.ids[i], self.labels[start + int(spoke)], score))
        return hits

    def _scores(self, queries: Sequence[str]) -> tuple[Floats, list[list[int]], Floats | None]:
        """Fused scores in 0..1, shape (queries, labels); the labels with a query's very words; what the views say."""
        stems = [self._words(query) for query in queries]
        vectorizer, grams = self._chars
        fused: Floats = (vectorizer.transform([_sounded(s) for s in stems]) @ grams).toarray()
        fused *= np.float32(CHAR_SHARE)
        fused += np.float32(1 - CHAR_SHARE) * self._bm25(stems)
        seen = None
        if self._background is not None:
            asked = self._background.encoder.encode(queries)
            nearness = asked @ self._vectors.T
            fused *= np.float32(1 - ENCODER_SHARE)
            fused += np.float32(ENCODER_SHARE) * np.maximum(nearness, 0, out=nearness)
            seen = self._views(asked)
        same = [self._same_words.get(_sounded(query), []) for query in stems]
        return np.clip(fused, 0, 1, out=fused), same, seen

    def _bm25(self, queries: Sequence[Sequence[str]]) -> Floats:
        """BM25 of each query over each label, divided by what a label of exactly these words would get."""
        from scipy.sparse import csr_array

        vocabulary, idf, weights = self._stems
        repaired = self._repairs({s for query in queries for s in query if s not in vocabulary})
        rows, columns, values = [], [], []
        ceilings = np.zeros((len(queries), 1), dtype=np.float32)
        unseen = float(idf.max(initial=1.0))
        for i, query in enumerate(queries):
            for word in dict.fromkeys(query):
                known = [word] if word in vocabulary else repaired.get(word, [])
                ceilings[i] += max((float(idf[vocabulary[one]]) for one in known), default=unseen)
                rows += [i] * len(known)
                columns += [vocabulary[one] for one in known]
                values += [1.0 if one == word else _REPAIRED for one in known]
        matrix = csr_array((values, (rows, columns)), shape=(len(queries), len(vocabulary)), dtype=np.float32)
        scores: Floats = (matrix @ weights).toarray() / np.maximum(ceilings, 1e-6)
        return np.minimum(scores, 1)

    def _repairs(self, unknown: set[str]) -> dict[str, list[str]]:
        """Nearest known stems for each unknown one: one slip for four letters or more, two for eight or more.

        Nearest as they sound, then as they are written; all of them where several are as near.
        """
        vocabulary = list(self._stems[0])
        words = sorted(w for w in unknown if len(w) >= 4 and not w.isdigit())
        if not words or not vocabulary:
            return {}
        heard = process.cdist([sound(w) for w in words], [sound(v) for v in vocabulary], scorer=OSA.distance,
                              processor=None, score_cutoff=2, dtype=np.uint8)  # fmt: skip
        repaired = {}
        for word, row in zip(words, heard, strict=True):
            nearest = int(row.min())
            if nearest <= (2 if len(word) >= 8 else 1):
                near = [vocabulary[i] for i in np.flatnonzero(row == nearest)]
                slips = [OSA.distance(word, known) for known in near]
                repaired[word] = [
                    known for known, count in zip(near, slips, strict=True) if count == min(slips)
                ]
        return repaired

    @cached_property
    def _same_words(self) -> dict[str, list[int]]:
        """Shown labels by how they sound: the very words of a query score 1, however long they are."""
        same: dict[str, list[int]] = {}
        for i in np.flatnonzero(self._shown).tolist():
            label = self.labels[i]
            same.setdefault(_sounded(self._words(label)), []).append(i)
        return same

    @cached_property
    def _chars(self) -> tuple[Any, Any]:
        """The fitted n-gram vectorizer and the labels' unit vectors, sparse (n-grams, labels)."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), lowercase=False, sublinear_tf=True, dtype=np.float32
        )
        grams = vectorizer.fit_transform([_sounded(self._words(label)) for label in self.labels])
        return vectorizer, grams.T.tocsr()

    @cached_property
    def _vectors(self) -> Floats:
        """The encoder's unit vectors of the labels, (labels, dimensions)."""
        assert self._background is not None
        return self._background.encoder.encode(self.labels)

    @cached_property
    def _stems(self) -> tuple[dict[str, int], Floats, Any]:
        """Stem -> column, idf per column, and BM25 term weights, sparse (stems, labels)."""
        from scipy.sparse import csr_array

        documents = [list(dict.fromkeys(self._words(label))) for label in self.labels]
        vocabulary: dict[str, int] = {}
        for document in documents:
            for word in document:
                vocabulary.setdefault(word, len(vocabulary))
        lengths = np.array([len(d) for d in documents], dtype=np.float32)
        rows = np.repeat(np.arange(len(documents)), [len(d) for d in documents])
        columns = np.array([vocabulary[w] for d in documents for w in d], dtype=np.int64)
        frequency = np.bincount(columns, minlength=len(vocabulary)).astype(np.float32)
        idf = np.log1p((len(documents) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        length_norm = 1 - _BM25_B + _BM25_B * lengths / lengths.mean()
        values = idf[columns] * (_BM25_K1 + 1) / (1 + _BM25_K1 * length_norm[rows])
        weights = csr_array(
            (values, (rows, columns)), shape=(len(documents), len(vocabulary)), dtype=np.float32
        )
        return vocabulary, idf, weights.T.tocsr()


def _sounded(stems: Sequence[str]) -> str:
    return " ".join(sound(s) for s in stems)


def _pooled(scores: Floats, starts: NDArray[np.int64], power: int) -> Floats:
    """Columns from one start to the next as one: the power mean's sum, between the best of them and their sum."""
    raised = scores.copy()
    for _ in range(power.bit_length() - 1):
        raised *= raised
    pooled: Floats = np.add.reduceat(raised, starts, axis=1) ** np.float32(1 / power)
    return pooled


def _first(scores: Floats, top: int) -> list[int]:
    """Places of the `top` highest scores, highest first, ties by place."""
    if top < len(scores):
        least = np.partition(scores, len(scores) - top)[len(scores) - top]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    first: list[int] = places[np.lexsort((places, -scores[places]))][:top].tolist()
    return first


def _bent(score: float) -> float:
    """The score kept below 1, in the same order: what only resembles a label is never sure."""
    if score >= SURE:
        return 1.0
    return score if score <= _NEAR else _NEAR + _SPAN * (1 - math.exp((_NEAR - score) / _SPAN))
