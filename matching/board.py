"""All open vacancies laid out for one candidate at a time: the same lists as ranking.rank_vacancies, a thousand times
quicker.

What a vacancy asks is turned into arrays once. A candidate then touches only the entries of codes that they have.
Shares follow the rarity of skills, which moves a little whenever somebody registers: `rank` brings them up to date,
for the vacancies that ask for a skill whose rarity has changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching import engine, explain
from matching.asked import DAYS_A_MONTH, Asked, ask, asked_codes
from matching.index import OPEN_END, UNKNOWN_DAY, as_read
from matching.levels import Vocabulary
from matching.ranking import Kept, rarity_for
from matching.types import CandidateFacts, RankedVacancy, VacancyNeeds, VacancyRanking
from matching.weights import FULL_CREDIT, PARTS, WHOLE, Weights

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SKILLS = ("skills_required", "skills_desired")


class Board:
    """The vacancies of one day. `needs`: in the order they were given. `before`: an earlier board with the same day,
    weights and vocabulary, to take over from."""

    def __init__(
        self,
        vacancies: Iterable[VacancyNeeds],
        *,
        weights: Weights,
        vocabulary: Vocabulary,
        as_of: date,
        rarity: Mapping[str, float],
        kept: Kept | None = None,
        before: Board | None = None,
    ) -> None:
        self.needs = tuple(vacancies)
        self.as_of = as_of
        self.codes = frozenset(code for needs in self.needs for code in asked_codes(needs))
        self._weights = weights
        self._vocabulary = vocabulary
        self._kept = kept or {}
        self._asking: dict[str, list[int]] = defaultdict(list)
        for at, needs in enumerate(self.needs):
            for code in set(asked_codes(needs)) - self._kept.get(needs.id, {}).keys():
                self._asking[code].append(at)
        self._rarity = rarity
        same = (
            {} if before is None else {(one.needs, tuple(one.rarity.values())): one for one in before._asked}
        )
        self._asked: list[Asked] = [same.get(self._key(needs)) or self._ask(needs) for needs in self.needs]
        self._ids = np.array([needs.id.encode() for needs in self.needs] or [], np.bytes_)
        self._rules = _Rules(self._asked)
        self._scores = _Scores(self._asked, weights)

    def rank(
        self, candidate: CandidateFacts, *, draw: str, rarity: Mapping[str, float], top: int | None = 50
    ) -> VacancyRanking:
        """As ranking.rank_vacancies over all vacancies of the board. Not for several threads at once."""
        self._follow(rarity)
        facts = as_read(candidate)
        rows, counts = self._rules.passed(facts)
        order = self._first(rows, self._scores.of(facts)[rows], draw, top)
        used: dict[str, float] = {}
        for row in rows.tolist():
            used |= self._asked[row].rarity
        ranked = []
        for place, (row, drawn) in enumerate(order, start=1):
            asked = self._asked[row]
            parts = explain.parts(asked, facts)
            missing = explain.missing(explain.verdicts(asked, facts), parts)
            ranked.append(
                RankedVacancy(self.needs[row].id, place, explain.score(parts), parts, missing, drawn)
            )
        return VacancyRanking(
            candidate=candidate.id,
            weights_version=self._weights.version,
            draw=draw,
            as_of=self.as_of,
            counts=counts,
            ranked=tuple(ranked),
            rarity=used,
            vocabulary_version=self._vocabulary.version,
        )

    def best(
        self, candidate: CandidateFacts, *, draw: str, rarity: Mapping[str, float], top: int | None = 50
    ) -> list[tuple[str, int]]:
        """Vacancies and scores in units, in the order of `rank`, without reasons."""
        self._follow(rarity)
        facts = as_read(candidate)
        rows, _counts = self._rules.passed(facts)
        scores = self._scores.of(facts)
        return [
            (self.needs[row].id, int(scores[row])) for row, _ in self._first(rows, scores[rows], draw, top)
        ]

    def _first(self, rows: Ints, scores: Ints, draw: str, top: int | None) -> list[tuple[int, float]]:
        if top is not None and len(rows) > top:
            if top <= 0:
                return []
            near = scores >= np.partition(scores, len(scores) - top)[len(scores) - top]
            rows, scores = rows[near], scores[near]
        drawn = engine.draws_of(self._ids, rows, draw)
        keys = zip((-scores).tolist(), drawn.tolist(), self._ids[rows].tolist(), rows.tolist(), strict=True)
        return [(row, one) for _, one, _, row in sorted(keys)[:top]]

    def _key(self, needs: VacancyNeeds) -> tuple[VacancyNeeds, tuple[float, ...]]:
        return needs, tuple(self._rarity_for(needs).values())

    def _rarity_for(self, needs: VacancyNeeds) -> dict[str, float]:
        return rarity_for(needs, self._rarity, self._kept)

    def _ask(self, needs: VacancyNeeds) -> Asked:
        return ask(
            needs,
            weights=self._weights,
            vocabulary=self._vocabulary,
            rarity=self._rarity_for(needs),
            as_of=self.as_of,
        )

    def _follow(self, rarity: Mapping[str, float]) -> None:
        """Ask those vacancies anew whose skills have become rarer or less rare."""
        if rarity is self._rarity:
            return
        before, self._rarity = self._rarity, rarity
        moved = {
            at
            for code, those in self._asking.items()
            if rarity.get(code, 1.0) != before.get(code, 1.0)
            for at in those
        }
        for at in sorted(moved):
            self._asked[at] = self._ask(self.needs[at])
            self._scores.share(at, self._asked[at])


class _Rules:
    """Stage 1 of all vacancies as columns."""

    def __init__(self, asked: list[Asked]) -> None:
        self._adult_by = _ints(one.adult_by.toordinal() for one in asked)
        self._has_dates = np.array([one.free is not None for one in asked], np.bool_)
        free = [one.free or (one.adult_by, one.adult_by) for one in asked]
        self._first = _ints(first.toordinal() for first, _ in free)
        self._last = _ints(last.toordinal() for _, last in free)
        countries = np.array([one.needs.country for one in asked] or [], np.str_)
        self._outside = {str(code): countries != code for code in np.unique(countries)}
        self._places = [frozenset(one.places) for one in asked]
        self._every_place = frozenset(code for places in self._places for code in places)
        licences = [(at, code) for at, one in enumerate(asked) for code in dict.fromkeys(one.needs.licences)]
        self._licence_of, self._licences = _ints(at for at, _ in licences), [code for _, code in licences]
        spoken = [(at, code, level) for at, one in enumerate(asked) for code, level, _ in one.languages]
        self._language_of, self._languages = (
            _ints(at for at, _, _ in spoken),
            [(code, level) for _, code, level in spoken],
        )

    def passed(self, facts: CandidateFacts) -> tuple[Ints, dict[str, int]]:
        """The vacancies whose list this person may be on, and the counts of types.VacancyRanking."""
        size = len(self._adult_by)
        by_name, unknown = self._by_name(facts)
        held, highest = {skill.code for skill in facts.skills}, dict(facts.languages)
        lacks = np.array([code not in held for code in self._licences], np.bool_)
        no_licence = lacks & facts.licences_answered
        unknown[self._licence_of[lacks & (not facts.licences_answered)]] = True
        short = np.array([highest.get(code, 0) < level for code, level in self._languages], np.bool_)
        no_language = short & bool(highest)
        if not highest:
            unknown[self._language_of] = True
        failures = np.sum([flags.astype(np.int64) for flags in by_name.values()], axis=0)
        failures = failures + np.bincount(self._licence_of[no_licence], minlength=size)
        failures = failures + np.bincount(self._language_of[no_language], minlength=size)
        failures = failures.astype(np.int64)
        stays = failures == 0
        doubtful = int(np.count_nonzero(stays & unknown))
        listed = int(np.count_nonzero(stays))
        counts = Counter(all=size, eligible=listed - doubtful, unknown=doubtful, not_eligible=size - listed)
        for name, flags in by_name.items():
            counts[f"failed_{name}"] = int(np.count_nonzero(flags))
            counts[f"only_{name}"] = int(np.count_nonzero(flags & (failures == 1)))
        self._count_codes(counts, failures, no_licence, no_language)
        return np.flatnonzero(stays), {
            name: n for name, n in counts.items() if n or not name.startswith(("failed_", "only_"))
        }

    def _by_name(self, facts: CandidateFacts) -> tuple[dict[str, Flags], Flags]:
        size = len(self._adult_by)
        adult_on = UNKNOWN_DAY if facts.adult_on is None else facts.adult_on.toordinal()
        since = UNKNOWN_DAY if facts.available_from is None else facts.available_from.toordinal()
        to = OPEN_END if facts.available_to is None else facts.available_to.toordinal()
        wants_any = not facts.countries
        avoided = facts.avoid & self._every_place
        shunned = [bool(places & avoided) for places in self._places] if avoided else [False] * size
        outside = [self._outside[code] for code in facts.countries & self._outside.keys()]
        failed = {
            "adult": adult_on > self._adult_by,
            "availability": self._has_dates & ((since > self._first) | (to < self._last)),
            "country": np.logical_and.reduce([np.full(size, not wants_any), *outside]),
            "place": np.array(shunned, np.bool_),
        }
        unknown = np.full(size, adult_on == UNKNOWN_DAY) | (self._has_dates & (since == UNKNOWN_DAY))
        return failed, unknown

    def _count_codes(
        self, counts: Counter[str], failures: Ints, no_licence: Flags, no_language: Flags
    ) -> None:
        for at in np.flatnonzero(no_licence).tolist():
            name, alone = f"licence:{self._licences[at]}", failures[self._licence_of[at]] == 1
            counts[f"failed_{name}"] += 1
            counts[f"only_{name}"] += int(alone)
        for at in np.flatnonzero(no_language).tolist():
            name, alone = f"language:{self._languages[at][0]}", failures[self._language_of[at]] == 1
            counts[f"failed_{name}"] += 1
            counts[f"only_{name}"] += int(alone)


class _Scores:
    """Stage 2 of all vacancies: entries by code for skills, a table of nearness for occupations."""

    def __init__(self, asked: list[Asked], weights: Weights) -> None:
        self._floor = weights.without_months
        self._points = {name: _ints(one.points.get(name, 0) for one in asked) for name in PARTS}
        self._lay_out_skills(asked)
        self._lay_out_work(asked)
        spoken = [(at, *one) for at, each in enumerate(asked) for one in each.languages]
        self._language_of = _ints(at for at, _, _, _ in spoken)
        self._language = [code for _, code, _, _ in spoken]
        self._level, self._level_share = _ints(n for _, _, n, _ in spoken), _ints(n for *_, n in spoken)
        self._days = _ints(one.days or 1 for one in asked)
        self._work_wish = _ints(one.wishes.get("occupation", 0) for one in asked)
        self._length_wish = _ints(one.wishes.get("length", 0) if one.days else 0 for one in asked)

    def share(self, at: int, asked: Asked) -> None:
        """Take over the shares of this vacancy's skills."""
        for part in _SKILLS:
            slot = self._slot_from[part][at]
            for skill in asked.skills[part]:
                self._share[slot] = skill.share
                slot += 1

    def of(self, facts: CandidateFacts) -> Ints:
        """The score of this person in units, for every vacancy."""
        values = self._skills(facts) | self._work(facts) | {"languages": self._languages(facts)}
        total = np.zeros(len(self._days), np.int64)
        for name, points in self._points.items():
            total += (points * values[name] + WHOLE // 2) // WHOLE
        return total

    def _lay_out_skills(self, asked: list[Asked]) -> None:
        """A slot per asked skill; entries (slot, credit) by the code that earns it."""
        shares: list[int] = []
        months: list[int] = []
        slots_of: list[tuple[int, int]] = []
        self._slot_from: dict[str, list[int]] = {part: [] for part in _SKILLS}
        entries: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, part in enumerate(_SKILLS):
            for at, one in enumerate(asked):
                self._slot_from[part].append(len(shares))
                for skill in one.skills[part]:
                    for code, (_, credit) in skill.near.items():
                        entries[code].append((len(shares), credit))
                    shares.append(skill.share)
                    months.append(skill.months)
                    slots_of.append((number, at))
        self._share, self._months = _ints(shares), _ints(months)
        self._slot_place = _ints(number * len(asked) + at for number, at in slots_of)
        self._entries = {
            code: (_ints(slot for slot, _ in those), _ints(credit for _, credit in those))
            for code, those in entries.items()
        }

    def _skills(self, facts: CandidateFacts) -> dict[str, Ints]:
        best = np.zeros(len(self._share), np.int64)
        for skill in facts.skills:
            if skill.code in self._entries:
                slots, credit = self._entries[skill.code]
                asked = np.maximum(self._months[slots], 1)
                by_months = (
                    self._floor + (FULL_CREDIT - self._floor) * np.minimum(skill.months, asked) // asked
                )
                earned = credit * np.where(self._months[slots] > 0, by_months, FULL_CREDIT) // FULL_CREDIT
                best[slots] = np.maximum(best[slots], earned)
        size = len(self._days)
        sums = np.bincount(self._slot_place, weights=self._share * best, minlength=2 * size)
        values = sums.astype(np.int64) // FULL_CREDIT  # whole numbers under 2**53: exact as floats
        return {part: values[at * size : (at + 1) * size] for at, part in enumerate(_SKILLS)}

    def _lay_out_work(self, asked: list[Asked]) -> None:
        wanted = list(dict.fromkeys(one.needs.occupation for one in asked))
        self._occupation = _ints(wanted.index(one.needs.occupation) for one in asked)
        self._has_occupation = np.array([one.needs.occupation is not None for one in asked], np.bool_)
        self._experience = _ints(max(one.needs.experience_months, 0) for one in asked)
        near = {one.needs.occupation: one.occupations for one in asked}
        table: dict[str, Ints] = {}
        for at, occupation in enumerate(wanted):
            for code, (_, credit) in near[occupation].items():
                table.setdefault(code, np.zeros(len(wanted), np.int64))[at] = credit
        self._credit, self._unknown_work = table, np.zeros(len(wanted), np.int64)

    def _work(self, facts: CandidateFacts) -> dict[str, Ints]:
        nothing = self._unknown_work
        worked = [(self._credit.get(work.occupation, nothing), work.months) for work in facts.work]
        best = np.max([nothing, *(credit for credit, _ in worked)], axis=0)[self._occupation]
        near = np.sum([nothing, *(credit * months for credit, months in worked)], axis=0)[self._occupation]
        every = FULL_CREDIT * sum(work.months for work in facts.work)
        thousandths = np.where(self._has_occupation, near, every)
        asked = np.maximum(self._experience, 1)
        experience = np.minimum(thousandths, asked * FULL_CREDIT) * (WHOLE // FULL_CREDIT) // asked
        wished = np.full(len(asked), FULL_CREDIT)
        if facts.occupations_wanted:
            found = [self._credit.get(code, nothing) for code in facts.occupations_wanted]
            wished = np.max([nothing, *found], axis=0)[self._occupation]
        length = np.full(len(asked), FULL_CREDIT)
        if facts.max_months_away is not None:
            days = np.minimum(facts.max_months_away * DAYS_A_MONTH, self._days)
            length = FULL_CREDIT * days // self._days
        wishes = (self._work_wish * wished + self._length_wish * length) // FULL_CREDIT
        return {"occupation": best * (WHOLE // FULL_CREDIT), "experience": experience, "wishes": wishes}

    def _languages(self, facts: CandidateFacts) -> Ints:
        highest = dict(facts.languages)
        have = _ints(max(highest.get(code, 0), 0) for code in self._language)
        earned = self._level_share * (
            FULL_CREDIT * np.minimum(have, self._level) // np.maximum(self._level, 1)
        )
        sums = np.bincount(self._language_of, weights=earned, minlength=len(self._days))
        return sums.astype(np.int64) // FULL_CREDIT


def _ints(numbers: Iterable[int]) -> Ints:
    return np.array(list(numbers), np.int64)
