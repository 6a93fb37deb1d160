"""The columnar index of all candidates: one row per candidate, one posting list per code.

Every fact of a candidate is either a column (dates, a flag) or an item: a kind and a code with a small
number, such as (skill, "skill:apples", 12 months). Items are kept by row, to give a person's facts back, and by
code, so that a ranking touches only the people who have what is asked.

Two parts: `base`, plain arrays that do not change (segment.py; a snapshot file maps them into memory, shared by all
processes), and `tail`, the rows written since. A change writes a new row at the tail and leaves the old one dead: it
is seen by the very next ranking, and costs microseconds. When the tail has grown, `freeze`, `Frozen.join` and
`rest_on` lay everything out anew; lists and changes go on meanwhile.

Nothing in here scores; see ranking.py. `lock` guards a ranking against a change in another thread.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching import segment
from matching.levels import Vocabulary
from matching.segment import ALIVE, ANSWERED, ANY_COUNTRY, ANY_OCCUPATION, COLUMNS, NAMED, Segment
from matching.tail import Tail
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
    AVOID = 5  # confidential: kept apart (Segment.sealed)


_BITS = {
    "licences_answered": ANSWERED,
    "named_language": NAMED,
    "any_country": ANY_COUNTRY,
    "any_occupation": ANY_OCCUPATION,
}
_SWEEP_AT = 20_000  # a small index is laid out anew in passing; a large one only when its owner says so
_NO_TRAITS: Traits = {}


class CandidateIndex:
    """All candidates that may be ranked. `build` once, then `put` and `remove` as people change.

    changes: goes up with every change, for those who keep something computed from the index.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.lock = threading.RLock()
        self.changes = 0
        self.items: list[Item] = []
        self.labels: dict[str, dict[str, int]] = {}
        self._tokens: dict[Item, int] = {}
        self._changed: set[str] | None = None
        self._take(segment.empty())

    @classmethod
    def build(cls, candidates: Iterable[CandidateFacts], vocabulary: Vocabulary) -> CandidateIndex:
        """Index many at once. A later entry of the same id replaces the earlier one."""
        return cls.build_with_traits(((facts, _NO_TRAITS) for facts in candidates), vocabulary)

    @classmethod
    def build_with_traits(
        cls, people: Iterable[tuple[CandidateFacts, Traits]], vocabulary: Vocabulary
    ) -> CandidateIndex:
        """As `build`, with the groups each person belongs to (see `trait`)."""
        gathered = _Gathered()
        for facts, traits in people:
            gathered.add(facts, traits)
        return cls.of(gathered.segment(), gathered.items, gathered.labels, vocabulary)

    @classmethod
    def of(
        cls,
        base: Segment,
        items: Iterable[Item],
        labels: Mapping[str, Mapping[str, int]],
        vocabulary: Vocabulary,
    ) -> CandidateIndex:
        """An index over ready arrays: `items` names the tokens, `labels` the codes of each trait."""
        index = cls(vocabulary)
        index.items = list(items)
        index.labels = {name: dict(codes) for name, codes in labels.items()}
        index._tokens = {item: token for token, item in enumerate(index.items)}
        index._take(base)
        return index

    def __len__(self) -> int:
        return self._size

    def __contains__(self, candidate: object) -> bool:
        return isinstance(candidate, str) and self._row_of(candidate) is not None

    def __iter__(self) -> Iterator[str]:
        for row in np.flatnonzero(self.alive).tolist():
            yield self.id_at(row)

    def put(self, facts: CandidateFacts, traits: Traits = _NO_TRAITS) -> None:
        """Add a candidate, or replace what is known about them, their groups included."""
        with self.lock:
            self._note(facts.id)
            self._kill(facts.id)
            found = {self._token(item): value for item, value in _items(facts).items()}
            codes = {name: _code(self.labels, name, group) for name, group in traits.items()}
            sealed = [token for token in found if self.items[token][0] is Kind.AVOID]
            self.tail.append(facts.id, _column_values(facts), found, sealed, codes)
            for token in found:
                self._holders[token] += 1
            self._size += 1
            if self._wants_sweep():
                self.rest_on(self.freeze().join())

    def remove(self, candidate: str) -> None:
        """Take a candidate out. Raises KeyError if they are not in the index."""
        with self.lock:
            self._note(candidate)
            if not self._kill(candidate):
                raise KeyError(candidate)

    def rows_of(self, candidates: Iterable[str]) -> NDArray[np.int64]:
        """Rows of those who are in the index."""
        rows = (self._row_of(one) for one in candidates)
        return np.array([row for row in rows if row is not None], dtype=np.int64)

    def facts_of(self, candidate: str) -> CandidateFacts:
        """The facts as the ranking reads them (repeated codes merged). Raises KeyError if not in the
        index."""
        with self.lock:
            row = self._row_of(candidate)
            if row is None:
                raise KeyError(candidate)
            return self.facts_at(row)

    def facts_at(self, row: int) -> CandidateFacts:
        """As `facts_of`, by row. Hold `lock` since the row was told."""
        part, at = self._part(row)
        columns, names = part.columns, self.items
        found = [
            (names[token], value)
            for items in (part.items, part.sealed)
            for token, value in zip(*items.of_row(at), strict=True)
        ]
        return _assemble(part.id_of(at), found, [int(columns[name][at]) for name, _ in COLUMNS])

    def traits_of(self, candidate: str) -> dict[str, str]:
        """The groups a person belongs to, as far as said. Raises KeyError if not in the index."""
        with self.lock:
            row = self._row_of(candidate)
            if row is None:
                raise KeyError(candidate)
            part, at = self._part(row)
            codes = {name: int(codes[at]) for name, codes in part.traits.items()}
            return {name: list(self.labels[name])[code] for name, code in codes.items() if code}

    def holders(self, skill: str) -> int:
        """How many candidates have that skill."""
        token = self._tokens.get((Kind.SKILL, skill))
        return 0 if token is None else self._holders[token]

    # What a ranking reads. Rows of people who left or changed are still there: mask with `alive`.

    @property
    def alive(self) -> NDArray[np.bool_]:
        return np.asarray((self._column("flags") & ALIVE) != 0)

    def column(self, name: str) -> NDArray[Any]:
        """A column of all rows: adult_on, available_from, available_to, max_months_away, or one of the flags
        licences_answered, named_language, any_country, any_occupation."""
        return (self._column("flags") & _BITS[name]) != 0 if name in _BITS else self._column(name)

    def trait(self, name: str) -> tuple[NDArray[np.int16], list[str]]:
        """Group of every row as a code into the labels; code 0 is "not_said". For fairness figures and the fair
        order only: no score reads it. A trait nobody has said is "not_said" for everybody."""
        codes = [
            part.traits.get(name, np.zeros(len(part), np.int16))
            for part in (self.base, self.tail)
            if len(part)
        ]
        labels = list(self.labels.get(name, {TRAIT_NOT_SAID: 0}))
        return _concatenated(codes, np.int16), labels

    def posting(self, kind: Kind, code: str) -> tuple[Ints, Ints]:
        """Rows that have the code (each once, ascending) and their numbers: months, level, or 0."""
        token = self._tokens.get((kind, code))
        if token is None:
            return _NOBODY
        rows, values = _of_kind(self.base, kind).posting(token)
        newer, their_values = _of_kind(self.tail, kind).posting(token)
        if len(newer):
            rows = np.concatenate((rows, newer + np.int32(len(self.base))))
            values = np.concatenate((values, their_values))
        return rows, values.astype(np.int32)

    def token(self, kind: Kind, code: str) -> int:
        """The number of that code in the postings of both parts; -1 where nobody has or had it."""
        return self._tokens.get((kind, code), -1)

    def codes(self, kind: Kind) -> list[str]:
        """Every code of that kind that anybody has or had."""
        return [code for of, code in self.items if of is kind]

    def id_at(self, row: int) -> str:
        part, at = self._part(row)
        return part.id_of(at)

    # Laying everything out anew

    def freeze(self) -> Frozen:
        """The state as it is now, to be joined elsewhere; what changes from here on is noted until `rest_on`."""
        with self.lock:
            self._changed = set()
            parts = [part.frozen() if isinstance(part, Tail) else part for part in (self.base, self.tail)]
            alive = [(part.columns["flags"] & ALIVE) != 0 for part in (self.base, self.tail)]
            return Frozen(parts, alive, len(self.items), list(self.labels))

    def rest_on(self, base: Segment) -> None:
        """Take over a joined segment; what has changed since `freeze` is written to the new tail."""
        with self.lock:
            changed, self._changed = self._changed or set(), None
            now = {ident: (self.facts_of(ident), self.traits_of(ident)) for ident in changed if ident in self}
            self._take(base)
            for ident in changed:
                if ident in now:
                    self.put(*now[ident])
                elif ident in self:
                    self.remove(ident)

    @property
    def behind(self) -> int:
        """Rows that the base does not hold as they are now: how much a new layout would tidy up."""
        return len(self.tail) + len(self.base) + len(self.tail) - self._size

    @property
    def nbytes(self) -> int:
        """Size of the base in memory; what is mapped from a snapshot file is shared between processes."""
        return self.base.nbytes

    def _wants_sweep(self) -> bool:
        rows = len(self.base) + len(self.tail)
        dead = rows - self._size
        return self._changed is None and rows <= _SWEEP_AT and dead > 1_000 and dead * 4 > rows

    def _take(self, base: Segment) -> None:
        self.base = base
        self.tail = Tail()
        alive = (base.columns["flags"] & ALIVE) != 0
        self._size = int(np.count_nonzero(alive))
        holders = _lengths(base.items, len(self.items)) + _lengths(base.sealed, len(self.items))
        for row in np.flatnonzero(~alive).tolist():
            for items in (base.items, base.sealed):
                holders[items.of_row(row)[0]] -= 1
        self._holders: list[int] = holders.tolist()
        self.changes += 1

    def _note(self, candidate: str) -> None:
        self.changes += 1
        if self._changed is not None:
            self._changed.add(candidate)

    def _column(self, name: str) -> NDArray[Any]:
        base = self.base.columns[name]
        return np.concatenate((base, self.tail.columns[name])) if len(self.tail) else base

    def _part(self, row: int) -> tuple[Segment | Tail, int]:
        return (self.base, row) if row < len(self.base) else (self.tail, row - len(self.base))

    def _row_of(self, candidate: str) -> int | None:
        row = self.tail.row_of(candidate)
        if row is not None:
            return row + len(self.base)
        row = self.base.row_of(candidate.encode())
        return row if row is not None and self.base.columns["flags"][row] & ALIVE else None

    def _kill(self, candidate: str) -> bool:
        row = self._row_of(candidate)
        if row is None:
            return False
        part, at = self._part(row)
        part.columns["flags"][at] &= ~np.uint8(ALIVE)
        for items in (part.items, part.sealed):
            for token in items.of_row(at)[0]:
                self._holders[token] -= 1
        self.tail.forget(candidate)
        self._size -= 1
        return True

    def _token(self, item: Item) -> int:
        token = self._tokens.get(item)
        if token is None:
            token = self._tokens[item] = len(self.items)
            self.items.append(item)
            self._holders.append(0)
        return token


class Frozen:
    """The rows of an index at one moment. `join` may take seconds; nothing it reads changes meanwhile."""

    def __init__(
        self, parts: list[Any], alive: list[NDArray[np.bool_]], known: int, traits: list[str]
    ) -> None:
        self._parts = parts
        self._alive = alive
        self._known = known
        self._traits = traits

    def join(self) -> Segment:
        """Everybody who was alive, laid out anew as one segment."""
        pairs = list(zip(self._parts, self._alive, strict=True))
        joined = segment.join(
            ids=[part.ids[alive] for part, alive in pairs],
            columns={name: [part.columns[name][alive] for part, alive in pairs] for name, _ in COLUMNS},
            items=[part.items.kept(alive) for part, alive in pairs],
            sealed=[part.sealed.kept(alive) for part, alive in pairs],
            traits={
                name: [part.traits.get(name, np.zeros(len(part), np.int16))[alive] for part, alive in pairs]
                for name in self._traits
            },
            known=self._known,
        )
        joined.columns["flags"] |= np.uint8(ALIVE)
        return joined


_NOBODY: tuple[Ints, Ints] = (np.zeros(0, np.int32), np.zeros(0, np.int32))


def as_read(facts: CandidateFacts) -> CandidateFacts:
    """The facts as an index would give them back: repeated codes merged, months within bounds."""
    return _assemble(facts.id, _items(facts).items(), list(_column_values(facts)))


class _Gathered:
    """People read one after another, as flat arrays."""

    def __init__(self) -> None:
        self.items: dict[Item, int] = {}
        self.labels: dict[str, dict[str, int]] = {}
        self._ids: list[bytes] = []
        self._latest: dict[bytes, int] = {}
        self._columns = array("i")
        self._open = (array("i"), array("i"), array("h"))
        self._sealed = (array("i"), array("i"), array("h"))
        self._traits: dict[str, array[int]] = {}

    def add(self, facts: CandidateFacts, traits: Traits) -> None:
        ident = facts.id.encode()
        row = len(self._ids)
        self._latest[ident] = row
        self._ids.append(ident)
        self._columns.extend(_column_values(facts))
        before = len(self._open[1]), len(self._sealed[1])
        known = self.items
        for item, value in _items(facts).items():
            _, tokens, values = self._sealed if item[0] is Kind.AVOID else self._open
            tokens.append(known.setdefault(item, len(known)))
            values.append(value)
        self._open[0].append(len(self._open[1]) - before[0])
        self._sealed[0].append(len(self._sealed[1]) - before[1])
        for name in traits.keys() - self._traits.keys():
            self._traits[name] = array("h", bytes(2 * row))
        for name, codes in self._traits.items():
            codes.append(_code(self.labels, name, traits.get(name)))

    def segment(self) -> Segment:
        keep = np.zeros(len(self._ids), np.bool_)
        keep[list(self._latest.values())] = True
        table = np.asarray(self._columns, np.int32).reshape(len(self._ids), len(COLUMNS))
        return segment.join(
            ids=[np.array(self._ids, np.bytes_)[keep] if self._ids else np.zeros(0, "S1")],
            columns={name: [table[keep, at]] for at, (name, _) in enumerate(COLUMNS)},
            items=[_kept(self._open, keep)],
            sealed=[_kept(self._sealed, keep)],
            traits={name: [np.asarray(codes, np.int16)[keep]] for name, codes in self._traits.items()},
            known=len(self.items),
        )


def _kept(said: tuple[array[int], array[int], array[int]], keep: NDArray[np.bool_]) -> segment.Rows:
    lengths, tokens, values = (np.asarray(one) for one in said)
    if keep.all():
        return lengths, tokens, values
    return segment.kept(segment.ends_of(lengths), tokens, values, keep)


def _code(labels: dict[str, dict[str, int]], name: str, group: str | None) -> int:
    known = labels.setdefault(name, {TRAIT_NOT_SAID: 0})
    return known.setdefault(group or TRAIT_NOT_SAID, len(known))


def _of_kind(part: Segment | Tail, kind: Kind) -> Any:
    return part.sealed if kind is Kind.AVOID else part.items


def _lengths(items: segment.Items, known: int) -> NDArray[np.int64]:
    lengths = np.zeros(known, np.int64)
    lengths[: len(items.posting_ends) - 1] = np.diff(items.posting_ends)
    return lengths


def _concatenated(parts: list[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, dtype)


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
        found[item] = max(found.get(item, 0), _months(level))
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
        ALIVE
        | (ANSWERED if facts.licences_answered else 0)
        | (NAMED if facts.languages else 0)
        | (0 if facts.countries else ANY_COUNTRY)
        | (0 if facts.occupations_wanted else ANY_OCCUPATION),
    )


# A few thousand different ones stand for millions: made once, they are found quicker than made again.
_work = lru_cache(maxsize=65_536)(Work)
_skill = lru_cache(maxsize=65_536)(Skill)


def _assemble(ident: str, found: Iterable[tuple[Item, int]], columns: list[int]) -> CandidateFacts:
    by_kind: tuple[list[tuple[str, int]], ...] = ([], [], [], [], [], [])
    skills, work, languages, countries, wanted, avoid = by_kind
    for (kind, code), value in found:
        by_kind[kind].append((code, value))
    adult_on, free_from, free_to, away, flags = columns
    return CandidateFacts(
        id=ident,
        work=tuple([_work(*one) for one in work]),
        skills=tuple([_skill(*one) for one in skills]),
        languages=tuple(languages),
        adult_on=_day(adult_on),
        available_from=_day(free_from),
        available_to=_day(free_to),
        countries=frozenset([code for code, _ in countries]),
        occupations_wanted=frozenset([code for code, _ in wanted]),
        avoid=frozenset([code for code, _ in avoid]),
        max_months_away=None if away == NOT_SAID else away,
        licences_answered=bool(flags & ANSWERED),
    )


def _day(ordinal: int) -> date | None:
    return None if ordinal in (UNKNOWN_DAY, OPEN_END) else date.fromordinal(ordinal)
