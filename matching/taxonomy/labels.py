"""Ranking short labels for a short query: the arithmetic under `link` and under `sendero link --targets`.

Two views of a label are fused, because each fails where the other holds (measured, matching.md section 1):
character n-grams of the words as they sound, which survive spelling; and BM25 over gender-neutral stems,
which knows that "de" says nothing and "plomero" everything. A stem nobody has seen is read as the nearest one
that exists. Everything is deterministic; scikit-learn is imported when the first index is built, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.text import content_tokens, singular, sound, stem

Floats = NDArray[np.float32]

CHAR_SHARE = 0.6  # of the fused score; the rest is BM25. Flat between .4 and .7 on the development half
_AGREEMENT = (
    0.03  # weight of the other labels of a target that also fit; MRR .466 -> .487 there, flat from .02
)
_BM25_K1, _BM25_B = 0.9, 0.5  # short texts: a word counts about once, length matters a little
_REPAIRED = 0.8  # a stem that had to be repaired is weaker evidence than one that stands there
_QUERIES_AT_ONCE = 256  # rows of the dense score matrix held in memory


@dataclass(frozen=True, slots=True)
class Hit:
    """One target of a query: its id, the label that spoke for it, and the score 0..1 (1 = the same words)."""

    target: str
    label: str
    score: float


class LabelIndex:
    """All labels of all targets, prepared for ranking. Several labels may share a target: the best one
    counts.
    """

    def __init__(self, targets: Sequence[tuple[str, str]], lang: str | None = None) -> None:
        """targets: (id, label) in any order; the order of first appearance breaks ties.

        lang "en" or "fr" leaves final a and o alone; Spanish gender is taken off otherwise.
        """
        self._stem = stem if lang in (None, "es") else singular
        self.labels = [text for _, text in targets]
        self.ids = list(dict.fromkeys(target for target, _ in targets))
        position = {target: i for i, target in enumerate(self.ids)}
        self._owner = np.array([position[target] for target, _ in targets], dtype=np.int64)

    def rank(self, queries: Sequence[str], top: int) -> list[list[Hit]]:
        """For each query the `top` targets with a score above 0, best first; ties in the order of the
        targets.
        """
        if not self.labels or not queries:
            return [[] for _ in queries]
        found: list[list[Hit]] = []
        for start in range(0, len(queries), _QUERIES_AT_ONCE):
            scores = self._scores(queries[start : start + _QUERIES_AT_ONCE])
            found.extend(self._best(row, top) for row in scores)
        return found

    def _words(self, text: str) -> list[str]:
        return [self._stem(word) for word in content_tokens(text)]

    def _best(self, scores: Floats, top: int) -> list[Hit]:
        best = np.zeros(len(self.ids), dtype=np.float32)
        np.maximum.at(best, self._owner, scores)
        cubes = np.bincount(self._owner, weights=scores.astype(np.float64) ** 3, minlength=len(self.ids))
        together = best + _AGREEMENT * (np.cbrt(cubes) - best)
        order = np.lexsort((np.arange(len(best)), -together))[:top]
        hits = []
        for i in order[best[order] > 0]:
            mine = np.flatnonzero(self._owner == i)
            label = self.labels[mine[np.argmax(scores[mine])]]
            hits.append(Hit(self.ids[i], label, round(min(1.0, float(together[i])), 4)))
        return hits

    def _scores(self, queries: Sequence[str]) -> Floats:
        """Fused scores in 0..1, shape (queries, labels)."""
        stems = [self._words(query) for query in queries]
        vectorizer, grams = self._chars
        cosine = (vectorizer.transform([_sounded(s) for s in stems]) @ grams.T).toarray()
        fused: Floats = (CHAR_SHARE * cosine + (1 - CHAR_SHARE) * self._bm25(stems)).astype(np.float32)
        for row, query in enumerate(stems):
            fused[row, self._same_words.get(_sounded(query), [])] = 1
        return np.clip(fused, 0, 1, out=fused)

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
                known = word if word in vocabulary else repaired.get(word)
                ceilings[i] += idf[vocabulary[known]] if known else unseen
                if known:
                    rows.append(i)
                    columns.append(vocabulary[known])
                    values.append(1.0 if known == word else _REPAIRED)
        matrix = csr_array((values, (rows, columns)), shape=(len(queries), len(vocabulary)), dtype=np.float32)
        scores: Floats = (matrix @ weights.T).toarray() / np.maximum(ceilings, 1e-6)
        return np.minimum(scores, 1)

    def _repairs(self, unknown: set[str]) -> dict[str, str]:
        """Nearest known stem for each unknown one: one slip for four letters or more, two for eight or
        more.
        """
        vocabulary = list(self._stems[0])
        words = sorted(w for w in unknown if len(w) >= 4 and not w.isdigit())
        if not words or not vocabulary:
            return {}
        heard = [sound(v) for v in vocabulary]
        distances = process.cdist([sound(w) for w in words], heard, scorer=OSA.distance, processor=None,
                                  score_cutoff=2, dtype=np.uint8)  # fmt: skip
        best = distances.argmin(axis=1)
        allowed = [2 if len(w) >= 8 else 1 for w in words]
        return {
            word: vocabulary[j]
            for word, j, limit, row in zip(words, best, allowed, distances, strict=True)
            if row[j] <= limit
        }

    @cached_property
    def _same_words(self) -> dict[str, list[int]]:
        """Labels by how they sound: the very words of a query score 1, however long they are."""
        same: dict[str, list[int]] = {}
        for i, label in enumerate(self.labels):
            same.setdefault(_sounded(self._words(label)), []).append(i)
        return same

    @cached_property
    def _chars(self) -> tuple[Any, Any]:
        """The fitted n-gram vectorizer and the labels' unit vectors, sparse (labels, n-grams)."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), lowercase=False, sublinear_tf=True, dtype=np.float32
        )
        return vectorizer, vectorizer.fit_transform([_sounded(self._words(label)) for label in self.labels])

    @cached_property
    def _stems(self) -> tuple[dict[str, int], Floats, Any]:
        """Stem -> column, idf per column, and BM25 term weights, sparse (labels, stems)."""
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
        return vocabulary, idf, weights


def _sounded(stems: Sequence[str]) -> str:
    return " ".join(sound(s) for s in stems)


def rank_targets(
    queries: Sequence[tuple[str, str]],
    targets: Sequence[tuple[str, str]],
    top: int,
    lang: str | None = None,
) -> list[tuple[str, int, str, float]]:
    """Rank (id, text) targets for each (id, text) query: (query id, rank from 1, target id, score), queries
    in order.

    An id may have several texts; the best one counts. Targets that share nothing with a query are not listed.
    """
    ranked = LabelIndex(targets, lang).rank([text for _, text in queries], top)
    return [
        (query, place, hit.target, hit.score)
        for (query, _), hits in zip(queries, ranked, strict=True)
        for place, hit in enumerate(hits, start=1)
    ]
