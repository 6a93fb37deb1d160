"""Names of people as clerks write them: the same person, a namesake, or somebody of the same family?

Order ("Choc Caal, Juan"), initials, a second surname left out, Mayan spellings and typing slips are forgiven; how rare
a name is decides what a likeness is worth. Holds no decision: documents decide, and a person who looks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from rapidfuzz.distance import OSA

from matching.text import fold, name_key

_PARTICLES_TEXT = "de del la las los y e da do vda viuda lic licda licenciado licenciada ing dr dra sr sra"
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
# About one Guatemalan in forty and more bears each: alone they say nothing. From general knowledge, not a count.
_COMMON_SURNAMES_TEXT = """
garcia lopez hernandez perez gonzalez rodriguez morales ramirez gomez martinez castillo de leon cruz
    mendez diaz ramos reyes chavez ortiz vasquez juarez aguilar flores velasquez estrada sanchez torres rivera santos
    fuentes contreras barrios orozco monterroso miranda alvarado castro mejia choc caal chub tzoc xol pop ical coc
    ejemplo ejemplar ficticio ficticia prueba muestra ensayo demo
ajanel tzul tum batz cux sac chen cac"""
COMMON_SURNAMES = frozenset(name_key(one) for one in _COMMON_SURNAMES_TEXT.split())
# Bits of surprise: a shared word this rare (1 in 64 of those compared) says something.
_TELLING = 6.0
_SAME_BITS, _SHORT_BITS = 12.5, 9.0
_PAIR_BITS, _RARE_PAIR_BITS = 8.0, 13.0
_ALIKE = 0.82
_SMALL = 40  # with fewer names than that, a count says nothing of how common a word is


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name: all words folded, its surnames (one or two), the rest."""

    whole: str
    given: tuple[str, ...]
    surnames: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return self.given + self.surnames


@lru_cache(maxsize=50_000)
def read(name: str) -> Name:
    """ "Choc Caal, Juan" and "Juan Choc Caal" alike: two given names and two surnames where there are four words."""
    before, comma, after = name.partition(",")
    if comma and _words(after):
        return Name(
            " ".join((*_words(after), *_words(before))), tuple(_words(after)), tuple(_words(before)[:2])
        )
    words = _words(name)
    count = 1 if len(words) <= 2 else 2
    return Name(" ".join(words), tuple(words[:-count]), tuple(words[-count:]))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]+", fold(text)) if word not in _PARTICLES]


class Rarity:
    """How surprising it is to meet a word of a name, in bits, among the names compared in one run."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._seen: Counter[str] = Counter()
        self._names = 0
        for name in names:
            self._names += 1
            self._seen.update({_key(word) for word in read(name).words})

    def bits(self, word: str) -> float:
        """5 bits for a common surname, 10 for a word nobody else bears; counted where enough names are compared."""
        key = _key(word)
        usual = 5.0 if key in COMMON_SURNAMES else 8.0
        if self._names < _SMALL:
            return usual
        # Two bearers are what one person in two firms makes: they do not make the word common.
        counted = log2(self._names / max(self._seen[key] - 1, 1))
        return min(counted, 10.0)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`level`: same_name, short_name (less than three words of it), kin_rare and kin_pair (both surnames, seldom met
    together or not), kin (one seldom surname), or "". `shared`: the words alike."""

    level: str
    bits: float = 0.0
    shared: tuple[str, ...] = ()


STRANGERS = Likeness("")


def likeness(a: Name, b: Name, rarity: Rarity) -> Likeness:
    """Compare two names, best reading first."""
    matched, initials = _aligned(a.words, b.words)
    given = [word for word in matched if any(_same(word, one) for one in b.given) and word in a.given]
    surnames = [
        word for word in matched if word in a.surnames and any(_same(word, one) for one in b.surnames)
    ]
    bits = sum(rarity.bits(word) for word in matched)
    nothing_against = len(matched) + initials >= min(len(a.words), len(b.words))
    if nothing_against and surnames and (given or initials):
        if len(matched) >= 3 and bits >= _SAME_BITS:
            return Likeness("same_name", bits, tuple(matched))
        if bits >= _SHORT_BITS:
            return Likeness("short_name", bits, tuple(matched))
    kin_bits = sum(rarity.bits(word) for word in surnames)
    if len(surnames) == 2 and kin_bits >= _PAIR_BITS:
        return Likeness("kin_rare" if kin_bits >= _RARE_PAIR_BITS else "kin_pair", kin_bits, tuple(surnames))
    if surnames and max(rarity.bits(word) for word in surnames) >= _TELLING:
        return Likeness("kin", kin_bits, tuple(surnames))
    return STRANGERS


def _aligned(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[list[str], int]:
    """The words of `a` that stand in `b` too, each used once, and how many more are an initial of the other's."""
    left = list(b)
    matched, rest = [], []
    for word in a:
        found = next(
            (other for other in left if len(word) > 1 and len(other) > 1 and _same(word, other)), None
        )
        if found is None:
            rest.append(word)
        else:
            left.remove(found)
            matched.append(word)
    initials = 0
    for word in rest:
        found = next((other for other in left if 1 in (len(word), len(other)) and word[0] == other[0]), None)
        if found is not None:
            left.remove(found)
            initials += 1
    return matched, initials


@lru_cache(maxsize=200_000)
def _same(a: str, b: str) -> bool:
    """One word, also with a slip or another spelling; short words must sound the same."""
    if a == b or _key(a) == _key(b):
        return True
    if min(len(a), len(b)) < 4 or a[0] != b[0]:
        return False
    if OSA.distance(a, b, score_cutoff=1) <= 1 and max(len(a), len(b)) >= 5:
        return True
    return OSA.normalized_similarity(a, b) > _ALIKE


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    return name_key(word) or word
