"""What two registrations must share to be looked at together: any one key is enough.

doc    the document number
phone  the telephone
birth  the birth date (day and month in either order) with one word of the name, by sound: one key per word
name   all words of the name, by sound, in any order and any field
place  the municipality or postcode with all words of the name, and with all but one
home   the postcode or municipality with a word of the address (only where addresses are told)

`text_keys` gives them for one registration as text, to be hashed with a key before they are stored; `key_columns` the
same blocks for many at once, as numbers.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matching.same_person.columns import ADDRESS_WORDS, FIELD_WORDS, HOME_WORDS, Heard
from matching.same_person.spelling import spelt
from matching.same_person.told import Told, day_number, document_key, phone_number

_DOC, _PHONE, _BIRTH, _NAME, _PLACE, _HOME = range(1, 7)
_FEWEST_FOR_PLACE = 3  # of two words one alone would be left


def text_keys(told: Told) -> list[str]:
    """The keys of one registration, each once, in a fixed order."""
    named = spelt(told.given_names, FIELD_WORDS, is_given=True) + spelt(told.surnames, FIELD_WORDS)
    each = sorted({sound for _folded, sound in named})
    document, phone, birth = (
        document_key(told.document),
        phone_number(told.phone),
        day_number(told.birth_date),
    )
    keys = [f"doc:{document}"] if document else []
    keys += [f"phone:{phone:08d}"] if phone else []
    if birth:
        month, of_month = birth // 100 % 100, birth % 100
        day = birth // 10_000 * 10_000 + min(month, of_month) * 100 + max(month, of_month)
        keys += [f"birth:{day}:{one}" for one in each]
    if len(each) > 1:
        keys.append("name:" + " ".join(each))
    if told.place:
        if len(each) >= _FEWEST_FOR_PLACE:
            most = [each, *combinations(each, len(each) - 1)]
            keys += [f"place:{told.place}:" + " ".join(left) for left in most]
        home = [sound for _folded, sound in spelt(told.address, ADDRESS_WORDS)[:HOME_WORDS]]
        keys += [f"home:{told.place}:{sound}" for sound in dict.fromkeys(home)]
    return keys


def _without_order(birth: NDArray[np.int32]) -> NDArray[np.int64]:
    """yyyymmdd with the smaller of month and day first."""
    year, month, day = birth // 10_000, birth // 100 % 100, birth % 100
    found = year.astype(np.int64) * 10_000 + np.minimum(month, day) * 100 + np.maximum(month, day)
    return np.where(birth > 0, found, 0)


def key_columns(heard: Heard) -> NDArray[np.int64]:
    """(n, k) keys as numbers, sorted within a row; 0 where a row has fewer. Equal text keys have equal numbers."""
    sounds = _each_once(heard.sounds)
    has = sounds >= 0
    day = _without_order(heard.birth)[:, None]
    place = heard.place[:, None]
    count = has.sum(axis=1)[:, None]
    # Sums of well mixed numbers do not mind the order, and leaving a word out is a subtraction.
    scattered = np.where(has, _mixed(_NAME, sounds), 0)
    total = scattered.sum(axis=1)[:, None]
    lives_known = (place > 0) & (count >= _FEWEST_FOR_PLACE)
    parts = [
        np.where(heard.document > 0, _mixed(_DOC, heard.document), 0)[:, None],
        np.where(heard.phone > 0, _mixed(_PHONE, heard.phone), 0)[:, None],
        np.where(has & (day > 0), _mixed(_BIRTH, day, sounds), 0),
        np.where(count > 1, _mixed(_NAME, total), 0),
        np.where(lives_known, _mixed(_PLACE, place, total), 0),
        np.where(has & lives_known, _mixed(_PLACE, place, total - scattered), 0),
    ]
    lives = (place > 0) & (heard.home >= 0)
    if lives.any():
        parts.append(np.where(lives, _mixed(_HOME, place, heard.home), 0))
    keys = np.hstack(parts)
    keys.sort(axis=1)
    twice = keys[:, 1:] == keys[:, :-1]
    if twice.any():
        keys[:, 1:][twice] = 0
        keys.sort(axis=1)
    return keys


def _each_once(heard: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sounds of a row in order, a repeated one replaced by -1."""
    ordered = np.sort(heard, axis=1)
    ordered[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = -1
    return ordered


def _mixed(kind: int, *parts: NDArray[np.signedinteger]) -> NDArray[np.int64]:
    """Well spread 64-bit numbers (the finisher of splitmix64, Steele and others 2014); never 0."""
    with np.errstate(over="ignore"):
        state: np.uint64 | NDArray[np.unsignedinteger] = np.uint64(kind) * np.uint64(0x9E3779B97F4A7C15)
        for part in parts:
            state = np.asarray(part).astype(np.int64).view(np.uint64) + state * np.uint64(0xD1342543DE82EF95)
            state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            state = state ^ (state >> np.uint64(31))
    found = state.view(np.int64)
    return np.where(found == 0, 1, found)
