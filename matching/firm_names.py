"""Names of firms: "Servicios Laborales El Puente, S.A." and "Bridge Staffing Intl." may be one firm that came back.

A name is taken apart into words, abbreviations are written out, English and Spanish of one thing become one concept
(data/firm_words.csv), and words that half of all agencies carry count little. How rare the shared words are is counted
among the firms compared, so that ten firms called "Quetzal" are not ten brothers.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log2
from pathlib import Path

from rapidfuzz.distance import OSA

from matching.text import firm_words, fold, name_key, singular

_WORDS = Path(__file__).parent / "data" / "firm_words.csv"
_GENERIC = 0.2  # what a word of the trade counts beside a telling one
_SLIP = 0.8  # words of five letters and more that are this alike are one word with a slip
_HALF_SLIP = 0.75  # one slip in a word of four letters
_SMALL = 40
_UNKNOWN_BITS, _USUAL_BITS, _MOST_BITS = 9.0, 7.0, 10.0
# Score and bits of surprise from which two names are the same, near, or share what is telling.
_SAME, _NEAR, _PART = 0.86, 0.68, 0.45
_USUAL, _TELLING = 4.0, 6.5
_SKIPPED_TEXT = "de del la las el los y e a en para por the of and for to at"
_SKIPPED = frozenset(_SKIPPED_TEXT.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: as heard and, where data/firm_words.csv knows it, what it means."""

    text: str
    concept: str
    is_generic: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class FirmName:
    """A firm's name taken apart; `joined` is its telling words written together ("rioverde")."""

    whole: str
    words: tuple[Word, ...]
    joined: str


@cache
def _dictionary() -> dict[str, tuple[str, bool]]:
    """Every form with its concept and whether that is a word of the trade."""
    with _WORDS.open(encoding="utf-8", newline="") as file:
        return {
            form: (row["concept"], row["generic"] == "yes")
            for row in csv.DictReader(file)
            for form in row["forms"].split()
        }


@lru_cache(maxsize=50_000)
def read(name: str) -> FirmName:
    """Take a name apart. A firm called only by words of the trade keeps them all."""
    kept = firm_words(name)
    words = tuple(_word(word) for word in kept if word not in _SKIPPED) or tuple(_word(word) for word in kept)
    return FirmName(fold(name), words, "".join(word.text for word in words if not word.is_generic))


def _word(text: str) -> Word:
    known = _dictionary()
    found = known.get(text) or known.get(singular(text))
    if found is None:
        return Word(text, name_key(text) or text, False, False)
    return Word(text, found[0], found[1], True)


class Rarity:
    """How surprising a word of a firm's name is, in bits, among the firms compared in one run."""

    def __init__(self, firms: Iterable[Iterable[str]] = ()) -> None:
        """`firms`: of each firm the names it uses."""
        self._concepts = [
            frozenset(word.concept for name in names for word in read(name).words) for names in firms
        ]
        self._seen = Counter(concept for concepts in self._concepts for concept in concepts)
        self._firms = len(self._concepts)
        self._together: dict[frozenset[str], float] = {}

    def bits(self, word: Word) -> float:
        """0 for a word of the trade; otherwise up to 10, less the more firms carry it."""
        if word.is_generic:
            return 0.0
        if self._firms < _SMALL:
            return _USUAL_BITS if word.is_known else _UNKNOWN_BITS
        # A firm that came back carries its own word a second time.
        return min(log2(self._firms / max(self._seen[word.concept] - 1, 1)), _MOST_BITS)

    def bits_together(self, words: Iterable[Word]) -> float:
        """How surprising it is to meet these words in one name: "Río Verde" is one word in two."""
        telling = [word for word in words if not word.is_generic]
        alone = sum(self.bits(word) for word in telling)
        if len(telling) < 2 or self._firms < _SMALL:
            return alone
        key = frozenset(word.concept for word in telling)
        if key not in self._together:
            carry = sum(key <= concepts for concepts in self._concepts)
            self._together[key] = log2(self._firms / max(carry - 1, 1))
        return min(alone, self._together[key])


@dataclass(frozen=True, slots=True)
class Likeness:
    """`level`: same, near, part (only the telling word), common and usual (alike, but of words that some or many firms
    carry), or "".

    `score` 0..1; `shared`: the words alike, as the first firm writes them.
    """

    level: str
    score: float
    shared: tuple[str, ...] = ()


def likeness(a: FirmName, b: FirmName, rarity: Rarity) -> Likeness:
    """Compare two names of firms."""
    if a.whole == b.whole:
        return Likeness(_level(1.0, rarity.bits_together(a.words), list(a.words)), 1.0, _texts(a.words))
    pairs = _aligned(a.words, b.words)
    weight = {id(word): _weight(word, rarity) for word in (*a.words, *b.words)}
    total = sum(weight[id(word)] for word in (*a.words, *b.words))
    score = sum((weight[id(x)] + weight[id(y)]) * alike for x, y, alike in pairs) / total if total else 0.0
    shared = [x for x, _y, _alike in pairs]
    bits = rarity.bits_together(shared) * (
        sum(alike for _x, _y, alike in pairs) / len(pairs) if pairs else 0.0
    )
    if score < _SAME and _is_one_word(a.joined, b.joined):
        telling = [word for word in a.words if not word.is_generic]
        return Likeness(_level(0.95, rarity.bits_together(telling), telling), 0.95, _texts(telling))
    return Likeness(_level(score, bits, shared), round(score, 3), _texts(shared))


def _level(score: float, bits: float, shared: list[Word]) -> str:
    if bits < _USUAL:
        telling = any(not word.is_generic for word in shared)
        return "usual" if (score >= _SAME and len(shared) >= 2) or (telling and score >= _PART) else ""
    if bits < _TELLING:
        return "common" if score >= _PART else ""
    if score >= _SAME:
        return "same"
    if score >= _NEAR:
        return "near"
    return "part" if score >= _PART else ""


def _weight(word: Word, rarity: Rarity) -> float:
    """What a word counts in the score: one that a sixteenth of all firms carry is a word of the trade."""
    bits = rarity.bits(word)
    return bits / _MOST_BITS if bits >= _USUAL else _GENERIC


def _texts(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.text for word in words)


def _is_one_word(a: str, b: str) -> bool:
    """ "Río Verde" and "Rioverde": the telling words written together, with at most one slip."""
    return min(len(a), len(b)) >= 7 and OSA.distance(a, b, score_cutoff=1) <= 1


def _aligned(a: tuple[Word, ...], b: tuple[Word, ...]) -> list[tuple[Word, Word, float]]:
    """The best pairs of words, each word used once, with how alike they are."""
    found = sorted(
        ((_alike(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b)), key=lambda one: -one[0]
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs = []
    for alike, i, j in found:
        if alike < _HALF_SLIP:
            break
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            pairs.append((a[i], b[j], alike))
    return pairs


def _alike(a: Word, b: Word) -> float:
    return 1.0 if a.concept == b.concept else _letters(a.text, b.text)


@lru_cache(maxsize=300_000)
def _letters(a: str, b: str) -> float:
    """Likeness of two words by letters; an abbreviation is the beginning of the other ("Agríc." for "Agrícola")."""
    short, long = sorted((a, b), key=len)
    if len(short) >= 3 and long.startswith(short):
        return 0.9
    if len(short) < 4:
        return 0.0
    alike = OSA.normalized_similarity(a, b, score_cutoff=_HALF_SLIP)
    return alike if alike >= _SLIP or (len(short) >= 4 and OSA.distance(a, b, score_cutoff=1) <= 1) else 0.0
