"""The words of a name or address, folded and by sound, read once each."""

from __future__ import annotations

from functools import lru_cache

from matching.text import word_key, words

_PARTICLES_TEXT = "de del la las los y e da do san viuda vda"
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
_SHORT_FORMS = {"ma": "maria", "fco": "francisco", "fca": "francisca", "gpe": "guadalupe", "jse": "jose"}

Spelt = tuple[str, str]
"""(folded, sound)."""


def spelt(text: str, most: int, *, is_given: bool = False) -> list[Spelt]:
    """The first `most` telling words of a text; its particles when it has nothing else."""
    found: list[Spelt] = []
    for piece in text.split():
        found += _given_piece(piece) if is_given else _piece(piece)
    if not found:
        found = [(word.folded, word_key(word.raw) or word.folded) for word in words(text)]
    return found[:most]


@lru_cache(maxsize=200_000)
def _piece(piece: str) -> tuple[Spelt, ...]:
    return tuple(
        (word.folded, word_key(word.raw) or word.folded)
        for word in words(piece)
        if word.folded not in _PARTICLES
    )


@lru_cache(maxsize=100_000)
def _given_piece(piece: str) -> tuple[Spelt, ...]:
    """As `_piece`; what is usually shortened in given names at full length."""
    read = _piece(piece)
    return tuple(
        (_SHORT_FORMS[one], word_key(_SHORT_FORMS[one])) if one in _SHORT_FORMS else (one, key)
        for one, key in read
    )
