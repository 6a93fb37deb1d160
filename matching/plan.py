"""An asked vacancy as flat arrays of numbers: what the compiled sweep reads (compiled.py).

Hard rules become bits of a mask per person: the person's flags set them, posting lists clear them.
The score becomes parts of groups of terms; a term is a posting list with a table that turns the number of an item
(months, a level) into what it earns, in whole numbers. Within a group the best term counts; of months worked, all add
up, each times the credit of its occupation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.asked import Asked, AskedSkill
from matching.index import MONTHS_CAP, CandidateIndex, Kind
from matching.weights import FULL_CREDIT, WHOLE

SUM, CAPPED, WISHES = 0, 1, 2  # how a part's value comes out of its groups
MOST_RULES = 12  # bits of the mask, each mask counted; a vacancy that asks more goes the numpy way
_LARGEST = 2**30

Term = tuple[int, Sequence[int]]  # token, table


class Plan(NamedTuple):
    """`days`: adult by, whether dates are asked, first and last day needed. `avoid`: bit of the places to avoid."""

    days: NDArray[np.int64]
    masks: NDArray[np.uint32]  # of the dead; of the rules on country, licences, languages
    rules: int
    avoid: int
    strict: bool  # only people of whom nothing is unknown are listed
    hard_tokens: NDArray[np.int64]
    hard_bits: NDArray[np.uint32]
    hard_least: NDArray[np.int64]
    terms_of: NDArray[np.int32]  # token -> where its terms begin; the next begin where they end
    terms: NDArray[
        np.int32
    ]  # by token: where the table begins, its last place, the group, whether months are added up
    groups: int
    part_ends: NDArray[np.int64]  # groups up to
    part_kinds: NDArray[np.int64]
    part_weights: NDArray[np.float64]
    table: NDArray[np.int32]
    # Months asked; what the wish for any work earns; what a wish for all the days of the vacancy, or for none, earns in
    # thousandths; these days.
    numbers: NDArray[np.int64]


def make(index: CandidateIndex, asked: Asked) -> Plan | None:
    """The plan, or None where something is asked that does not fit its numbers."""
    if len(asked.requirements) > MOST_RULES or asked.needs.experience_months > _LARGEST // FULL_CREDIT:
        return None
    masks, hard = _rules(index, asked)
    parts = [(name, weight, _groups(index, asked, name)) for name, weight in asked.points.items()]
    groups = [(name == "experience", group) for name, _, those in parts for group in those]
    terms = [(token, table, at, adds) for at, (adds, group) in enumerate(groups) for token, table in group]
    begins = np.cumsum([0, *(len(table) for _, table, _, _ in terms)]).tolist()
    tokens = _ints(token for token, *_ in terms)
    laid_out = [
        (begin, len(table) - 1, at, adds) for begin, (_, table, at, adds) in zip(begins, terms, strict=False)
    ]
    return Plan(
        days=_ints(
            [
                asked.adult_by.toordinal(),
                asked.free is not None,
                *(day.toordinal() for day in asked.free or (asked.adult_by, asked.adult_by)),
            ]
        ),
        masks=masks,
        rules=len(asked.requirements),
        avoid=1 << asked.requirements.index("place"),
        strict=asked.is_strict,
        hard_tokens=_ints(token for token, _, _ in hard),
        hard_bits=np.array([bit for _, bit, _ in hard], np.uint32),
        hard_least=_ints(least for _, _, least in hard),
        terms_of=np.searchsorted(np.sort(tokens), np.arange(len(index.items) + 1)).astype(np.int32),
        terms=np.array(laid_out, np.int32).reshape(-1, 4)[np.argsort(tokens, kind="stable")],
        groups=len(groups),
        part_ends=_ints(np.cumsum([len(those) for _, _, those in parts])),
        part_kinds=_ints(_KINDS.get(name, SUM) for name, _, _ in parts),
        part_weights=np.array([weight for _, weight, _ in parts], np.float64),
        table=np.array([earned for _, table, _, _ in terms for earned in table], np.int32),
        numbers=_ints(
            [
                asked.needs.experience_months,
                asked.wishes.get("occupation", 0) * FULL_CREDIT,
                asked.wishes.get("length", 0) if asked.days else 0,
                asked.days or 1,
            ]
        ),
    )


_KINDS = {"experience": CAPPED, "wishes": WISHES}


def _rules(index: CandidateIndex, asked: Asked) -> tuple[NDArray[np.uint32], list[tuple[int, int, int]]]:
    """Masks, and (token, bit that it clears, least number) of the codes that fulfil a rule."""
    bit = {name: 1 << at for at, name in enumerate(asked.requirements)}
    needs = asked.needs
    country = [(index.token(Kind.COUNTRY, needs.country), bit["country"], 0)]
    licences = {code: bit[f"licence:{code}"] for code in needs.licences}
    languages = {code: (bit[f"language:{code}"], level) for code, level, _ in asked.languages}
    hard = country + [(index.token(Kind.SKILL, code), one, 0) for code, one in licences.items()]
    hard += [(index.token(Kind.LANGUAGE, code), one, level) for code, (one, level) in languages.items()]
    dead = 1 << len(asked.requirements)
    masks = (dead, bit["country"], sum(licences.values()), sum(one for one, _ in languages.values()))
    return np.array(masks, np.uint32), [one for one in hard if one[0] >= 0]


def _groups(index: CandidateIndex, asked: Asked, part: str) -> list[list[Term]]:
    if part in asked.skills:
        return [_skill(index, asked, skill) for skill in asked.skills[part]]
    if part == "occupation":
        return [_near(index, asked, Kind.WORK, WHOLE)]
    if part == "experience":
        return [_worked(index, asked)]
    if part == "languages":
        return [
            _known(index, Kind.LANGUAGE, {code: _level_table(level, share)})
            for code, level, share in asked.languages
        ]
    return [_near(index, asked, Kind.WANTED, asked.wishes.get("occupation", 0))]


def _skill(index: CandidateIndex, asked: Asked, skill: AskedSkill) -> list[Term]:
    return _known(
        index,
        Kind.SKILL,
        {code: _skill_table(asked, skill, nearness) for code, (_, nearness) in skill.near.items()},
    )


def _skill_table(asked: Asked, skill: AskedSkill, nearness: int) -> list[int]:
    """What months 0, 1, ... of a skill earn, times the asked skill's share."""
    if skill.months <= 0:
        return [skill.share * nearness]
    floor = asked.weights.without_months
    months = np.arange(min(skill.months, MONTHS_CAP) + 1, dtype=np.int64)
    by_months = floor + (FULL_CREDIT - floor) * months // skill.months
    earned: list[int] = (skill.share * (nearness * by_months // FULL_CREDIT)).tolist()
    return earned


def _level_table(level: int, share: int) -> list[int]:
    return [share * (FULL_CREDIT * have // level) for have in range(level + 1)]


def _near(index: CandidateIndex, asked: Asked, kind: Kind, share: int) -> list[Term]:
    return _known(
        index, kind, {code: [share * credit] for code, (_, credit) in asked.occupations.items() if share}
    )


def _worked(index: CandidateIndex, asked: Asked) -> list[Term]:
    if asked.needs.occupation:
        return _known(index, Kind.WORK, {code: [credit] for code, (_, credit) in asked.occupations.items()})
    return _known(index, Kind.WORK, {code: [FULL_CREDIT] for code in index.codes(Kind.WORK)})


def _known(index: CandidateIndex, kind: Kind, tables: Mapping[str, Sequence[int]]) -> list[Term]:
    """Terms of the codes that anybody has."""
    found = ((index.token(kind, code), table) for code, table in tables.items())
    return [(token, table) for token, table in found if token >= 0]


def _ints(numbers: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(numbers), np.int64)
