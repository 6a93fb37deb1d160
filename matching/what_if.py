"""What would make me fit: what one more skill, paper, language or answer would change, by asking the ranking again.

Nothing here guesses. Each thing that open vacancies ask for and the person has not told us about is added to their
facts, `rank_vacancies` is asked again about the vacancies it can touch, and the two lists are compared: which
vacancies open, on which the score rises, how many people would be passed. Only what somebody can learn, obtain
or tell is ever tried: never a date of birth other than a missing one, a wish, a place, or a protected fact.

A question that nobody has answered is not guessed either: `waits` says how many vacancies hang on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matching import explain
from matching.asked import ask
from matching.levels import Vocabulary
from matching.ranking import Kept, rank_vacancies
from matching.types import CandidateFacts, RankedVacancy, Skill, VacancyNeeds, Verdict
from matching.weights import UNITS, Weights

_SINGLES = 3
_TRIED = 40  # skills asked for most; each is one more question to the ranking


class StepKind(StrEnum):
    SKILL = "skill"
    LICENCE = "licence"
    LANGUAGE = "language"
    ANSWER = "answer"


class Question(StrEnum):
    """What a person may not have told us yet, and open vacancies wait for."""

    BIRTH_DATE = "birth_date"
    AVAILABLE_FROM = "available_from"
    LICENCES = "licences"
    LANGUAGES = "languages"
    WORK = "work"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One thing to learn, obtain or tell. code: a skill, licence, language or Question. level: of languages."""

    kind: StepKind
    code: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """What the steps (one or two) would change, each by vacancy ids.

    opens: not on the list today, on it with the steps, best fit first. lifts: on it today, with a higher score then.
    passed: people with a score between the two, in the lists of `standing` (at least so many places).
    waits: for an answer: on the list today, but only with this question open.
    """

    steps: tuple[Step, ...]
    opens: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()
    passed: int = 0
    waits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """On how many of the open vacancies' lists; what would open more, best first; and two things together.

    pair: the best that opens a vacancy which neither of its steps opens alone.
    """

    vacancies: int
    on_list: int
    answers: tuple[Opening, ...]
    openings: tuple[Opening, ...]
    pair: Opening | None


@dataclass(frozen=True)
class Market:
    """The open vacancies and how they are ranked.

    standing: vacancy -> scores of everybody on its list, in whole units, ascending; may hold some vacancies only.
    kept: rarities that the first lists of vacancies have fixed.
    """

    vacancies: Sequence[VacancyNeeds]
    weights: Weights
    vocabulary: Vocabulary
    as_of: date
    rarity: Mapping[str, float]
    standing: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    kept: Kept = field(default_factory=dict)


def what_if(candidate: CandidateFacts, market: Market) -> WhatIf:
    """The few things that open most of the open vacancies, or lift most in them."""
    today = _ranked(candidate, market, market.vacancies)
    hurdles = _hurdles(candidate, market, [one for one in market.vacancies if one.id not in today])
    requirements = {step for steps in hurdles.values() for step in steps}
    found = [_opening(candidate, market, today, (step,)) for step in sorted(requirements)]
    found += _skills(candidate, market, today, requirements)
    found = [one for one in found if one.opens or one.lifts]
    found.sort(key=_worth)
    singles = {one.steps[0]: one for one in found}
    return WhatIf(
        vacancies=len(market.vacancies),
        on_list=len(today),
        answers=_answers(candidate, market, today),
        openings=tuple(found[:_SINGLES]),
        pair=_best_pair(candidate, market, today, hurdles, singles),
    )


def with_steps(candidate: CandidateFacts, steps: Iterable[Step]) -> CandidateFacts:
    """The same person with these skills, licences and languages. A newly learned skill has no months of use."""
    skills, languages = list(candidate.skills), list(candidate.languages)
    for step in steps:
        if step.kind is StepKind.LANGUAGE:
            languages.append((step.code, step.level))
        else:
            skills.append(Skill(step.code))
    return replace(candidate, skills=tuple(skills), languages=tuple(languages))


def _worth(opening: Opening) -> tuple[int, int, int, tuple[Step, ...]]:
    """Most vacancies opened, then most people passed, then most lists in which the score rises; then by name."""
    return -len(opening.opens), -opening.passed, -len(opening.lifts), opening.steps


def _ranked(
    candidate: CandidateFacts, market: Market, vacancies: Iterable[VacancyNeeds]
) -> dict[str, RankedVacancy]:
    ranking = rank_vacancies(
        candidate,
        vacancies,
        weights=market.weights,
        vocabulary=market.vocabulary,
        draw="",  # places among equals are not asked
        as_of=market.as_of,
        rarity=market.rarity,
        kept=market.kept,
        top=None,
    )
    return {one.vacancy: one for one in ranking.ranked}


def _opening(
    candidate: CandidateFacts, market: Market, today: Mapping[str, RankedVacancy], steps: tuple[Step, ...]
) -> Opening:
    """Ask the ranking again about every vacancy that the steps can touch."""
    then = _ranked(
        with_steps(candidate, steps),
        market,
        [one for one in market.vacancies if any(_touches(step, one, market.vocabulary) for step in steps)],
    )
    lifts = [key for key in then if key in today and then[key].score > today[key].score]
    return Opening(
        steps=steps,
        opens=tuple(key for key in then if key not in today),
        lifts=tuple(lifts),
        passed=sum(_passed(market, key, today[key].score, then[key].score) for key in lifts),
    )


def _touches(step: Step, needs: VacancyNeeds, vocabulary: Vocabulary) -> bool:
    if step.kind is StepKind.LANGUAGE:
        return any(code == step.code for code, _level in needs.languages)
    return step.code in needs.licences or any(
        step.code in vocabulary.skills_near(need.code) for need in needs.skills
    )


def _passed(market: Market, vacancy: str, before: float, after: float) -> int:
    """People on the list whose score lies strictly between: whatever the lottery says, they would come behind."""
    scores = market.standing.get(vacancy)
    if scores is None:
        return 0
    low = np.searchsorted(scores, round(before * UNITS), "right")
    return max(int(np.searchsorted(scores, round(after * UNITS), "left") - low), 0)


def _hurdles(
    candidate: CandidateFacts, market: Market, closed: Iterable[VacancyNeeds]
) -> dict[str, tuple[Step, ...]]:
    """Vacancy -> the steps that would open it, for vacancies kept closed by licences and languages alone."""
    found: dict[str, tuple[Step, ...]] = {}
    for needs in closed:
        asked = ask(
            needs,
            weights=market.weights,
            vocabulary=market.vocabulary,
            rarity=market.rarity,
            as_of=market.as_of,
        )
        failed = [
            name for name, verdict in explain.verdicts(asked, candidate).items() if verdict is Verdict.NOT_MET
        ]
        levels = {code: level for code, level, _share in asked.languages}
        steps = [_step_for(name, levels) for name in failed]
        if steps and None not in steps:
            found[needs.id] = tuple(sorted(step for step in steps if step is not None))
    return found


def _step_for(requirement: str, levels: Mapping[str, int]) -> Step | None:
    name, _colon, code = requirement.partition(":")
    if name == "licence":
        return Step(StepKind.LICENCE, code)
    if name == "language":
        return Step(StepKind.LANGUAGE, code, levels[code])
    return None  # a wish, a date, an age: nothing to learn


def _skills(
    candidate: CandidateFacts, market: Market, today: Mapping[str, RankedVacancy], known: set[Step]
) -> list[Opening]:
    """The skills that the lists of this person ask for most, each with what it would lift."""
    held = {skill.code for skill in candidate.skills} | {step.code for step in known}
    asking: dict[str, int] = defaultdict(int)
    for needs in market.vacancies:
        if needs.id in today:
            for code in {need.code for need in needs.skills} - held:
                asking[code] += 1
    most_asked = sorted(asking, key=lambda code: (-asking[code], code))[:_TRIED]
    return [_opening(candidate, market, today, (Step(StepKind.SKILL, code),)) for code in most_asked]


def _best_pair(
    candidate: CandidateFacts,
    market: Market,
    today: Mapping[str, RankedVacancy],
    hurdles: Mapping[str, tuple[Step, ...]],
    singles: Mapping[Step, Opening],
) -> Opening | None:
    """Two steps together, where they open a vacancy that neither opens alone."""
    pairs = {pair for steps in hurdles.values() if len(steps) == 2 for pair in combinations(steps, 2)}
    found = [_opening(candidate, market, today, pair) for pair in sorted(pairs)]
    more = [
        one
        for one in found
        if set(one.opens) - {key for step in one.steps if step in singles for key in singles[step].opens}
    ]
    return min(more, key=_worth, default=None)


_WAITS_FOR = {
    "adult.unknown": Question.BIRTH_DATE,
    "availability.unknown": Question.AVAILABLE_FROM,
    "licence.unknown": Question.LICENCES,
    "language.unknown": Question.LANGUAGES,
}


def _answers(
    candidate: CandidateFacts, market: Market, today: Mapping[str, RankedVacancy]
) -> tuple[Opening, ...]:
    """Questions still open, with the vacancies that hang on each."""
    waiting: dict[Question, list[str]] = defaultdict(list)
    for needs in market.vacancies:
        if needs.id not in today:
            continue
        questions = {
            _WAITS_FOR[reason.code] for reason in today[needs.id].missing if reason.code in _WAITS_FOR
        }
        if not candidate.work and (needs.occupation or needs.experience_months):
            questions.add(Question.WORK)
        for question in questions:
            waiting[question].append(needs.id)
    found = [
        Opening((Step(StepKind.ANSWER, question),), waits=tuple(ids)) for question, ids in waiting.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.waits), one.steps)))
