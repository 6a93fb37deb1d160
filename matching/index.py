"""The columnar index of all candidates: one row per candidate, one posting list per code.

Every fact of a candidate is either a column (dates, a flag) or an item: a kind and a code with a small
number, such as (skill, "skill:apples", 12 months). Items are kept twice: by row, to give a person's facts
back, and by code, so that a ranking touches only the people who have what is asked. A change writes a new row
at the tail and leaves the old one
dead: it is seen by the very next ranking, and costs microseconds. Dead rows are swept when they pass a
quarter.

Nothing in here scores; see ranking.py. `lock` guards a ranking against a change in another thread.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from matching.levels import Vocabulary
from matching.types import CandidateFacts, Skill, Work

MONTHS_CAP = 1_200  # a century: what lies above is a typing error, and sums must fit 32 bits
NOT_SAID = -1
UNKNOWN_DAY = 0
OPEN_END = np.iinfo(np.int32).max
TRAIT_NOT_SAID = "not_said"

Item = tuple["Kind", str]
Traits = Mapping[
    str, str
]  # of a person: trait (sex, department, ...) -> group; for fairness figures, never for a score
Ints = NDArray[np.int32]


class Kind(IntEnum):
    SKILL = 0
    WORK = 1
    LANGUAGE = 2
    COUNTRY = 3
    WANTED = 4
    AVOID = 5


COLUMNS: tuple[tuple[str, DTypeLike], ...] = (
    ("adult_on", np.int32),  # days are proleptic ordinals; UNKNOWN_DAY where not known
    ("available_from", np.int32),
    ("available_to", np.int32),  # OPEN_END where no end is named
    ("max_months_away", np.int32),  # NOT_SAID where not said
    ("licences_answered", np.bool_),
    ("named_language", np.bool_),
    ("any_country", np.bool_),
    ("any_occupation", np.bool_),
)


class _Buffer:
    """An array that grows at its end."""

    __slots__ = ("data", "size")

    def __init__(self, dtype: DTypeLike, data: NDArray[Any] | None = None) -> None:
        self.data: NDArray[Any] = np.zeros(4, dtype) if data is None else np.ascontiguousarray(data, dtype)
        self.size = 0 if data is None else len(data)

    def append(self, value: int) -> None:
        if self.size == len(self.data):
            grown = np.zeros(max(4, 2 * self.size), self.data.dtype)
            grown[: self.size] = self.data
            self.data = grown
        self.data[self.size] = value
        self.size += 1

    @property
    def view(self) -> NDArray[Any]:
        return self.data[: self.size]


class _Trait:
    """One trait: a code per row into its labels."""

    __slots__ = ("codes", "labels")

    def __init__(self, rows: int = 0) -> None:
        self.codes = _Buffer(np.int16, np.zeros(rows, np.int16))
        self.labels: dict[str, int] = {TRAIT_NOT_SAID: 0}

    def append(self, group: str | None) -> None:
        self.codes.append(self.labels.setdefault(group or TRAIT_NOT_SAID, len(self.labels)))


_NO_TRAITS: Traits = {}


class CandidateIndex:
    """All candidates that may be ranked. `build` once, then `put` and `remove` as people change."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.lock = threading.RLock()
        self._traits: dict[str, _Trait] = {}
        self._load([], {name: [] for name, _ in COLUMNS}, [], [], [], [])

    @classmethod
    def build(cls, candidates: Iterable[CandidateFacts], vocabulary: Vocabulary) -> CandidateIndex:
        """Index many at once. A later entry of the same id replaces the earlier one."""
        return cls.build_with_traits(((facts, {}) for facts in candidates), vocabulary)

    @classmethod
    def build_with_traits(
        cls, people: Iterable[tuple[CandidateFacts, Traits]], vocabulary: Vocabulary
    ) -> CandidateIndex:
        """As `build`, with the groups each person belongs to (see `trait`)."""
        index = cls(vocabulary)
        said: dict[str, Traits] = {}

        def noting() -> Iterator[CandidateFacts]:
            for facts, traits in people:
                said[facts.id] = traits
                yield facts

        index._load(*_collect(noting()))
        for name in sorted({name for traits in said.values() for name in traits}):
            trait = index._traits[name] = _Trait()
            for ident in index._ids:
                trait.append(said[ident].get(name))
        return index

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, candidate: object) -> bool:
        return candidate in self._row_of

    def __iter__(self) -> Iterator[str]:
        return iter(self._row_of)

    def put(self, facts: CandidateFacts, traits: Traits = _NO_TRAITS) -> None:
        """Add a candidate, or replace what is known about them, their groups included."""
        with self.lock:
            self._kill(facts.id)
            row = len(self._ids)
            for name in sorted(traits.keys() - self._traits.keys()):
                self._traits[name] = _Trait(row)
            for name, trait in self._traits.items():
                trait.append(traits.get(name))
            self._ids.append(facts.id)
            self._row_of[facts.id] = row
            self._alive.append(True)
            for (name, _), value in zip(COLUMNS, _column_values(facts), strict=True):
                self._columns[name].append(value)
            for item, value in _items(facts).items():
                token = self._token(item)
                self._item_tokens.append(token)
                self._item_values.append(value)
                self._posting_rows[token].append(row)
                self._posting_values[token].append(value)
                self._holders[token] += 1
            self._item_ends.append(self._item_tokens.size)

    def remove(self, candidate: str) -> None:
        """Take a candidate out. Raises KeyError if they are not in the index."""
        with self.lock:
            if not self._kill(candidate):
                raise KeyError(candidate)

    def facts_of(self, candidate: str) -> CandidateFacts:
        """The facts as the ranking reads them (repeated codes merged). Raises KeyError if not in the
        index."""
        with self.lock:
            return self._facts(self._row_of[candidate])

    def holders(self, skill: str) -> int:
        """How many candidates have that skill."""
        token = self._tokens.get((Kind.SKILL, skill))
        return 0 if token is None else self._holders[token]

    # What a ranking reads. Rows of people who left or changed are still there: mask with `alive`.

    @property
    def alive(self) -> NDArray[np.bool_]:
        return self._alive.view

    def column(self, name: str) -> NDArray[Any]:
        return self._columns[name].view

    def trait(self, name: str) -> tuple[NDArray[np.int16], list[str]]:
        """Group of every row as a code into the labels; code 0 is "not_said". For fairness figures and the fair
        order only: no score reads it. A trait nobody has said is "not_said" for everybody."""
        trait = self._traits.get(name)
        if trait is None:
            return np.zeros(len(self._ids), np.int16), [TRAIT_NOT_SAID]
        return trait.codes.view, list(trait.labels)

    def posting(self, kind: Kind, code: str) -> tuple[Ints, Ints]:
        """Rows that have the code (each once, ascending) and their numbers: months, level, or 0."""
        token = self._tokens.get((kind, code))
        if token is None:
            return _NOBODY, _NOBODY
        return self._posting_rows[token].view, self._posting_values[token].view

    def codes(self, kind: Kind) -> list[str]:
        """Every code of that kind that anybody has or had."""
        return [code for of, code in self._items if of is kind]

    def id_at(self, row: int) -> str:
        return self._ids[row]

    def _kill(self, candidate: str) -> bool:
        row = self._row_of.pop(candidate, None)
        if row is None:
            return False
        self._alive.data[row] = False
        for at in self._slice(row):
            self._holders[self._item_tokens.data[at]] -= 1
        dead = len(self._ids) - len(self._row_of)
        if dead > 1_000 and dead * 4 > len(self._ids):
            self._sweep()
        return True

    def _slice(self, row: int) -> range:
        return range(int(self._item_ends.data[row - 1]) if row else 0, int(self._item_ends.data[row]))

    def _token(self, item: Item) -> int:
        token = self._tokens.get(item)
        if token is None:
            token = self._tokens[item] = len(self._items)
            self._items.append(item)
            self._posting_rows.append(_Buffer(np.int32))
            self._posting_values.append(_Buffer(np.int32))
            self._holders.append(0)
        return token

    def _facts(self, row: int) -> CandidateFacts:
        found = {
            self._items[self._item_tokens.data[at]]: int(self._item_values.data[at])
            for at in self._slice(row)
        }
        return _assemble(self._ids[row], found, [int(self._columns[name].data[row]) for name, _ in COLUMNS])

    def _sweep(self) -> None:
        """Drop dead rows: everything is renumbered once, then appending goes on."""
        keep = self.alive
        ends = self._item_ends.view
        lengths = np.diff(ends, prepend=0)
        kept_items = np.repeat(keep, lengths)
        for trait in self._traits.values():
            trait.codes = _Buffer(np.int16, trait.codes.view[keep])
        self._load(
            [ident for ident, alive in zip(self._ids, keep, strict=True) if alive],
            {name: self._columns[name].view[keep] for name, _ in COLUMNS},
            lengths[keep],
            self._item_tokens.view[kept_items],
            self._item_values.view[kept_items],
            self._items,
        )

    def _load(
        self,
        ids: list[str],
        columns: Mapping[str, NDArray[Any] | list[int]],
        lengths: NDArray[Any] | array[int] | list[int],
        tokens: NDArray[Any] | array[int] | list[int],
        values: NDArray[Any] | array[int] | list[int],
        items: list[Item],
    ) -> None:
        """Take over rows (ids, columns) with their items: `lengths` per row, flat `tokens` (into items) and
        `values`."""
        self._ids = ids
        self._row_of = {ident: row for row, ident in enumerate(ids)}
        self._alive = _Buffer(np.bool_, np.ones(len(ids), np.bool_))
        self._columns = {name: _Buffer(dtype, np.asarray(columns[name], dtype)) for name, dtype in COLUMNS}
        self._item_ends = _Buffer(np.int64, np.cumsum(np.asarray(lengths, np.int64)))
        self._item_tokens = _Buffer(np.int32, np.asarray(tokens, np.int32))
        self._item_values = _Buffer(np.int32, np.asarray(values, np.int32))
        self._items = items
        self._tokens = {item: token for token, item in enumerate(items)}
        rows = np.repeat(np.arange(len(ids), dtype=np.int32), np.asarray(lengths, np.int64))
        by_token = np.argsort(self._item_tokens.view, kind="stable")
        counts = np.bincount(self._item_tokens.view, minlength=len(items))
        ends = np.cumsum(counts)[:-1]
        self._posting_rows = [_Buffer(np.int32, part) for part in np.split(rows[by_token], ends)]
        self._posting_values = [
            _Buffer(np.int32, part) for part in np.split(self._item_values.view[by_token], ends)
        ]
        self._holders: list[int] = counts.tolist()


_NOBODY: Ints = np.zeros(0, np.int32)


def as_read(facts: CandidateFacts) -> CandidateFacts:
    """The facts as an index would give them back: repeated codes merged, months within bounds."""
    return _assemble(facts.id, _items(facts), list(_column_values(facts)))


def _collect(
    candidates: Iterable[CandidateFacts],
) -> tuple[list[str], dict[str, NDArray[Any]], array[int], array[int], array[int], list[Item]]:
    latest: dict[str, int] = {}
    ids: list[str] = []
    columns = array("i")
    lengths, tokens, values = array("i"), array("i"), array("i")
    known: dict[Item, int] = {}
    for row, facts in enumerate(candidates):
        latest[facts.id] = row
        ids.append(facts.id)
        columns.extend(_column_values(facts))
        found = _items(facts)
        lengths.append(len(found))
        for item, value in found.items():
            tokens.append(known.setdefault(item, len(known)))
            values.append(value)
    table = (
        np.frombuffer(columns, np.int32).reshape(len(ids), len(COLUMNS))
        if ids
        else np.zeros((0, len(COLUMNS)))
    )
    by_name = {name: table[:, at] for at, (name, _) in enumerate(COLUMNS)}
    if len(latest) == len(ids):
        return ids, by_name, lengths, tokens, values, list(known)
    keep = np.zeros(len(ids), np.bool_)
    keep[list(latest.values())] = True
    kept_items = np.repeat(keep, np.asarray(lengths))
    return (
        [ident for row, ident in enumerate(ids) if keep[row]],
        {name: column[keep] for name, column in by_name.items()},
        array("i", np.asarray(lengths)[keep].tolist()),
        array("i", np.asarray(tokens)[kept_items].tolist()),
        array("i", np.asarray(values)[kept_items].tolist()),
        list(known),
    )


def _items(facts: CandidateFacts) -> dict[Item, int]:
    """Every coded fact with its number. The longest statement of a skill counts; months in one occupation add
    up."""
    found: dict[Item, int] = {}
    for skill in facts.skills:
        item = (Kind.SKILL, skill.code)
        found[item] = max(found.get(item, 0), _months(skill.months))
    for work in facts.work:
        item = (Kind.WORK, work.occupation)
        found[item] = _months(found.get(item, 0) + _months(work.months))
    for code, level in facts.languages:
        item = (Kind.LANGUAGE, code)
        found[item] = max(found.get(item, 0), level)
    for kind, codes in (
        (Kind.COUNTRY, facts.countries),
        (Kind.WANTED, facts.occupations_wanted),
        (Kind.AVOID, facts.avoid),
    ):
        for code in codes:
            found[(kind, code)] = 0
    return found


def _months(months: int) -> int:
    return min(max(months, 0), MONTHS_CAP)


def _column_values(facts: CandidateFacts) -> tuple[int, ...]:
    away = facts.max_months_away
    return (
        UNKNOWN_DAY if facts.adult_on is None else facts.adult_on.toordinal(),
        UNKNOWN_DAY if facts.available_from is None else facts.available_from.toordinal(),
        OPEN_END if facts.available_to is None else facts.available_to.toordinal(),
        NOT_SAID if away is None else _months(away),
        facts.licences_answered,
        bool(facts.languages),
        not facts.countries,
        not facts.occupations_wanted,
    )


def _assemble(ident: str, found: dict[Item, int], columns: list[int]) -> CandidateFacts:
    def having(kind: Kind) -> list[tuple[str, int]]:
        return [(code, value) for (of, code), value in found.items() if of is kind]

    def day(ordinal: int) -> date | None:
        return None if ordinal in (UNKNOWN_DAY, OPEN_END) else date.fromordinal(ordinal)

    adult_on, free_from, free_to, away, answered = columns[:5]
    return CandidateFacts(
        id=ident,
        work=tuple(Work(code, months) for code, months in having(Kind.WORK)),
        skills=tuple(Skill(code, months) for code, months in having(Kind.SKILL)),
        languages=tuple(having(Kind.LANGUAGE)),
        adult_on=day(adult_on),
        available_from=day(free_from),
        available_to=day(free_to),
        countries=frozenset(code for code, _ in having(Kind.COUNTRY)),
        occupations_wanted=frozenset(code for code, _ in having(Kind.WANTED)),
        avoid=frozenset(code for code, _ in having(Kind.AVOID)),
        max_months_away=None if away == NOT_SAID else away,
        licences_answered=bool(answered),
    )
