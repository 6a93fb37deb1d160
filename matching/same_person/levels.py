"""The comparisons and their levels, by name and number: the one list that kernels, weights and words share.

Missing is a level of its own everywhere: an empty field is neither for nor against. Order within a comparison is
kept by every file of weights: numbers are never given anew.
"""

from __future__ import annotations

from enum import IntEnum

MISSING = 0


class Name(IntEnum):
    """Given names, and surnames: the words of both sides laid beside each other, each used once.

    SAME letter for letter; SOUND written otherwise, heard the same; TURNED all there in another order; SLIP all there,
    some with a slip of the pen; PART one side leaves words out; PART_SLIP both of these; ONE some words agree and some
    do not; MOVED found on the other side's other field; INITIAL only the first letter is given; DIFFERENT.
    """

    MISSING = 0
    SAME = 1
    SOUND = 2
    TURNED = 3
    SLIP = 4
    PART = 5
    PART_SLIP = 6
    ONE = 7
    MOVED = 8
    INITIAL = 9
    DIFFERENT = 10


class Birth(IntEnum):
    """TURNED: day and month the other way round. DIGIT: one digit away. PART: day, month or year differs, the other
    two do not. YEAR: only the year agrees."""

    MISSING = 0
    SAME = 1
    TURNED = 2
    DIGIT = 3
    PART = 4
    YEAR = 5
    DIFFERENT = 6


class Document(IntEnum):
    """SLIP: one digit wrong, left out or turned; NEAR: two."""

    MISSING = 0
    SAME = 1
    SLIP = 2
    NEAR = 3
    DIFFERENT = 4


class Phone(IntEnum):
    """SHARED: the same, and somebody said that others use it too."""

    MISSING = 0
    SAME = 1
    SHARED = 2
    SLIP = 3
    DIFFERENT = 4


class Place(IntEnum):
    MISSING = 0
    SAME = 1
    REGION = 2
    DIFFERENT = 3


class Address(IntEnum):
    MISSING = 0
    SAME = 1
    PART = 2
    DIFFERENT = 3


class Rarity(IntEnum):
    """How surprising the words are that agree, in bits: names that many bear say less. Steps of five bits."""

    NONE = 0
    TO_5 = 1
    TO_10 = 2
    TO_15 = 3
    TO_20 = 4
    TO_25 = 5
    MORE = 6


class Kin(IntEnum):
    """What families look like: SIBLINGS other given names and another birth date under the same surnames; TWINS the
    same birth date besides; PARENT the same given names and a generation between; NAMESAKES the same names and another
    birth date."""

    NONE = 0
    SIBLINGS = 1
    TWINS = 2
    PARENT = 3
    NAMESAKES = 4


COMPARISONS: dict[str, type[IntEnum]] = {
    "given_names": Name,
    "surnames": Name,
    "rarity": Rarity,
    "birth_date": Birth,
    "document": Document,
    "phone": Phone,
    "place": Place,
    "address": Address,
    "kin": Kin,
}
NAMES = tuple(COMPARISONS)
GIVEN, SURNAMES, RARITY, BIRTH, DOCUMENT, PHONE, PLACE, ADDRESS, KIN = range(len(NAMES))
MOST_LEVELS = max(len(levels) for levels in COMPARISONS.values())


def codes_of(row: object) -> dict[str, str]:
    """Level numbers of one pair as codes: {"given_names": "same", ...}."""
    return {
        name: levels(int(number)).name.lower()
        for (name, levels), number in zip(COMPARISONS.items(), row, strict=True)  # type: ignore[call-overload]
    }
