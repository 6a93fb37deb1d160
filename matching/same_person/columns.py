"""Many registrations as columns: words, dates and numbers as integers, every spelling worked out once.

A million people hold a few hundred thousand different names, so what is costly (folding, sounds) is done per name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.same_person import kernels
from matching.same_person.shares import OF_PEOPLE, Shares, shipped
from matching.same_person.spelling import spelt
from matching.same_person.told import Told, day_number, document_key, phone_number

FIELD_WORDS = 4  # of the given names, and as many of the surnames
ADDRESS_WORDS = 6
HOME_WORDS = 3
LETTERS = 18
_COUNTED_FROM = 5_000  # with so many people their own counts say how common a name is


class Columns(NamedTuple):
    """`words` int32 (n, 8): given names, then surnames, -1 where there is none. `address` int32 (n, 6). `birth` int32
    yyyymmdd, `document` int32 row of `documents`, `phone` int32, `place` and `region` int32: 0 is missing in each."""

    words: NDArray[np.int32]
    address: NDArray[np.int32]
    birth: NDArray[np.int32]
    document: NDArray[np.int32]
    phone: NDArray[np.int32]
    is_phone_shared: NDArray[np.bool_]
    place: NDArray[np.int32]
    region: NDArray[np.int32]


class Vocabulary(NamedTuple):
    """Per word: `letters` uint8 (w, 18), `length`, `letter_set` as bits, `sound` id, `bits` (w, 2): how seldom it
    is as a given name and as a surname. `documents` uint8 (d, 16), `document_length`."""

    letters: NDArray[np.uint8]
    length: NDArray[np.int32]
    letter_set: NDArray[np.int32]
    sound: NDArray[np.int32]
    bits: NDArray[np.int32]
    documents: NDArray[np.uint8]
    document_length: NDArray[np.int32]


class Heard(NamedTuple):
    """What keys are made of, by row: `sounds` int64 (n, 8) of the name and `home` (n, 3) of the address, -1 for none;
    `document`, `phone`, `birth`, `place` as in Columns."""

    sounds: NDArray[np.int64]
    home: NDArray[np.int64]
    document: NDArray[np.int32]
    phone: NDArray[np.int32]
    birth: NDArray[np.int32]
    place: NDArray[np.int32]


class _Ids:
    """Numbers for values, in the order they come. 0 stands for the empty one when `empty` is given."""

    def __init__(self, empty: Any = None) -> None:
        self.known: dict[Any, int] = {} if empty is None else {empty: 0}

    def of(self, value: Any) -> int:
        return self.known.setdefault(value, len(self.known))


class People:
    """Registrations ready to be compared, by row. `sounds`: the phonetic key of each sound id."""

    def __init__(self, told: Sequence[Told], shares: Shares | None = None) -> None:
        """`shares`: how common names are; without, counted here when there are enough people, else those shipped."""
        self.size = len(told)
        self._words, self._sounds = _Ids(), _Ids()
        self._documents, self._places = _Ids(empty=""), _Ids(empty="")
        given, surnames, births, documents, phones, shared, places, regions, addresses = (
            zip(*(_fields(one) for one in told), strict=True) if told else ((),) * 9
        )
        self.columns = Columns(
            words=np.hstack((
                self._word_column(given, FIELD_WORDS, is_given=True), self._word_column(surnames, FIELD_WORDS)
            )),
            address=self._word_column(addresses, ADDRESS_WORDS),
            birth=_by_value(births, day_number),
            document=_by_value(documents, lambda text: self._documents.of(document_key(text))),
            phone=_by_value(phones, phone_number),
            is_phone_shared=np.array(shared, dtype=np.bool_),
            place=_by_value(places, self._places.of),
            region=_by_value(regions, _Ids(empty="").of),
        )  # fmt: skip
        self.sounds: list[str] = list(self._sounds.known)
        self.vocabulary = self._vocabulary(shares)

    def _word_column(self, texts: Sequence[str], most: int, *, is_given: bool = False) -> NDArray[np.int32]:
        """(n, most) word ids; each different text is read once."""
        known: dict[str, int] = {}
        rows = np.fromiter((known.setdefault(text, len(known)) for text in texts), np.int32, len(texts))
        table = np.full((max(len(known), 1), most), -1, dtype=np.int32)
        for at, text in enumerate(known):
            ids = [self._words.of(word) for word in spelt(text, most, is_given=is_given)]
            table[at, : len(ids)] = ids
        return np.asarray(table[rows])

    def _vocabulary(self, shares: Shares | None) -> Vocabulary:
        spelt = list(self._words.known)
        sound = np.array([self._sounds.of(key) for _folded, key in spelt], dtype=np.int32)
        self.sounds = list(self._sounds.known)
        letters, length = _letters([folded for folded, _key in spelt], LETTERS)
        documents, document_length = _letters(list(self._documents.known), 16)
        bits = (shares or (self.shares() if self.size >= _COUNTED_FROM else shipped())).bits(self.sounds)
        return Vocabulary(
            letters=letters,
            length=length,
            letter_set=_letter_sets(letters),
            sound=sound,
            bits=bits[sound] if len(sound) else np.zeros((0, 2), dtype=np.int32),
            documents=documents,
            document_length=document_length,
        )

    def shares(self) -> Shares:
        """How common each name is among these people."""
        sound = np.array([self._sounds.known[key] for _folded, key in self._words.known], dtype=np.int64)
        found = []
        for part in (self.columns.words[:, :FIELD_WORDS], self.columns.words[:, FIELD_WORDS:]):
            counts = np.bincount(sound[part[part >= 0]], minlength=len(self.sounds))
            found.append((counts * (OF_PEOPLE / max(self.size, 1))).tolist())
        return Shares(dict(zip(self.sounds, zip(*found, strict=True), strict=True)))

    def heard(self) -> Heard:
        cols = self.columns
        return Heard(
            sounds=self._sounds_of(cols.words),
            home=self._sounds_of(cols.address[:, :HOME_WORDS]),
            document=cols.document,
            phone=cols.phone,
            birth=cols.birth,
            place=cols.place,
        )

    def _sounds_of(self, word_ids: NDArray[np.int32]) -> NDArray[np.int64]:
        if not len(self.vocabulary.sound):
            return np.full(word_ids.shape, -1, dtype=np.int64)
        return np.where(word_ids >= 0, self.vocabulary.sound[word_ids], -1).astype(np.int64)

    def heard_of(self, told: Told) -> Heard:
        """Somebody else, by the numbers used here: what nobody here has gets numbers that nobody here has."""
        one = People([told], Shares({}))
        theirs = one.heard()
        known = self._sounds.known
        numbers = [known.get(sound, len(known) + at) for at, sound in enumerate(one.sounds)]
        table = np.array([*numbers, -1], dtype=np.int64)  # the last one is what -1 finds
        document = self._documents.known.get(document_key(told.document), len(self._documents.known))
        place = self._places.known.get(told.place, len(self._places.known))
        return theirs._replace(
            sounds=table[theirs.sounds],
            home=table[theirs.home],
            document=np.array([document], dtype=np.int32),
            place=np.array([place], dtype=np.int32),
        )

    def levels(self, pairs: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The level of each comparison for each pair of rows: (p, 2) in, (p, 9) out, as levels.COMPARISONS."""
        out = np.zeros((len(pairs), kernels.COMPARISONS), dtype=np.uint8)
        kernels.compare_all(self.columns, self.vocabulary, pairs, out)
        return out


def _fields(one: Told) -> tuple[Any, ...]:
    return (
        one.given_names, one.surnames, one.birth_date, one.document, one.phone, one.is_phone_shared, one.place,
        one.region, one.address,
    )  # fmt: skip


def _by_value(texts: Iterable[str], read: Any) -> NDArray[np.int32]:
    known: dict[str, int] = {}
    found = []
    for text in texts:
        value = known.get(text)
        if value is None:
            value = known[text] = read(text)
        found.append(value)
    return np.array(found, dtype=np.int32)


def _letters(texts: list[str], width: int) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Texts as rows of bytes, cut at `width`; letters outside ASCII (other scripts) by their last byte,
    those beyond the first 65,536 by two."""
    cut = [text[:width].encode("utf-16-le")[::2][:width] for text in texts]
    # Signed: lengths are subtracted.
    length = np.array([len(text) for text in cut], dtype=np.int32)
    joined = b"".join(text.ljust(width, b"\0") for text in cut)
    return np.frombuffer(joined, dtype=np.uint8).reshape(len(texts), width).copy(), length


def _letter_sets(letters: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Which of 31 classes of letters a word holds, as bits: two words far apart here need no closer look."""
    bits = np.where(letters > 0, np.left_shift(1, (letters % 31).astype(np.int32)), 0)
    return np.asarray(np.bitwise_or.reduce(bits, axis=1), dtype=np.int32)
