"""From the record to the ranking: the only bridge between a Candidate and matching.types.CandidateFacts.

What is not copied here cannot be ranked on: no name, no sex, no place of origin, no document, no telephone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from matching.types import CandidateFacts, Skill, Work
from registry.candidates.models import Candidate, CandidateLanguage, CandidateSkill, Safety, WorkHistory
from registry.candidates.registration import adult_on
from registry.candidates.states import CandidateState

_PEOPLE_AT_ONCE = 500
_SPAN = 10_000


def facts_of(candidate: Candidate, unsafe: Iterable[str] = ()) -> CandidateFacts:
    """What a ranking may know about one person. Work, skills and languages must be loaded. `unsafe`: places at home
    where they cannot work (safety.py), for a list of their own."""
    return _facts(
        candidate,
        [(job.occupation, job.months) for job in candidate.work],
        [(skill.skill, skill.months) for skill in candidate.skills],
        [(one.language, one.level) for one in candidate.languages],
        unsafe,
    )


def spans(session: Session) -> Iterator[tuple[int, int]]:
    """Ranges of internal ids, both ends counted, that hold everybody; small enough to be read at once."""
    lowest, highest = session.execute(select(func.min(Candidate.id), func.max(Candidate.id))).one()
    if lowest is not None:
        for low in range(lowest, highest + 1, _SPAN):
            yield low, min(low + _SPAN - 1, highest)


def facts_between(session: Session, span: tuple[int, int]) -> Iterator[CandidateFacts]:
    """Everybody in this range of internal ids who is looking for work, by id; paused and withdrawn people are not among
    them."""
    return _read(session, lambda key: key.between(*span))


def facts_by_ids(session: Session, ids: Iterable[int]) -> Iterator[CandidateFacts]:
    """As `facts_between`, for these internal ids only."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _PEOPLE_AT_ONCE):
        yield from _read(session, one_of(wanted[start : start + _PEOPLE_AT_ONCE]))


# Columns, not objects: ten thousand people are read in a second or two, and nothing is kept.
_PERSON = (
    Candidate.id, Candidate.public_id, Candidate.birth_date, Candidate.countries, Candidate.occupations_wanted,
    Candidate.places_to_avoid, Candidate.available_from, Candidate.available_to, Candidate.max_months_away,
    Candidate.licences_answered,
)  # fmt: skip
_WORK = select(WorkHistory.candidate_id, WorkHistory.occupation, WorkHistory.months).order_by(WorkHistory.id)
_SKILL = select(CandidateSkill.candidate_id, CandidateSkill.skill, CandidateSkill.months).order_by(
    CandidateSkill.id
)
_LANGUAGE = select(
    CandidateLanguage.candidate_id, CandidateLanguage.language, CandidateLanguage.level
).order_by(CandidateLanguage.id)


Chosen = Callable[[Any], ColumnElement[bool]]
"""A condition on whichever column holds the internal id of a candidate."""


def one_of(ids: Sequence[int]) -> Chosen:
    return lambda key: key.in_(ids)


def _read(session: Session, chosen: Chosen) -> Iterator[CandidateFacts]:
    """People whose internal id is `chosen`, each with what belongs to them."""
    query = select(*_PERSON).where(chosen(Candidate.id), Candidate.state == CandidateState.REGISTERED)
    people = session.execute(query.order_by(Candidate.id)).all()
    work = _by_person(session, _WORK.where(chosen(WorkHistory.candidate_id)))
    skills = _by_person(session, _SKILL.where(chosen(CandidateSkill.candidate_id)))
    spoken = _by_person(session, _LANGUAGE.where(chosen(CandidateLanguage.candidate_id)))
    # Few people have one, so this is a small table.
    told = select(Safety.candidate_id, Safety.places).where(
        chosen(Safety.candidate_id), Safety.places.is_not(None)
    )
    unsafe = {row.candidate_id: (row.places or "").split() for row in session.execute(told)}
    for person in people:
        yield _facts(person, work[person.id], skills[person.id], spoken[person.id], unsafe.get(person.id, ()))


def _by_person(session: Session, query: Select[*tuple[Any, ...]]) -> defaultdict[int, list[tuple[Any, Any]]]:
    found: defaultdict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for person, code, value in session.execute(query):
        found[person].append((code, value))
    return found


def _facts(
    person: Any,
    work: Iterable[tuple[str | None, int]],
    skills: Iterable[tuple[str | None, int]],
    spoken: Iterable[tuple[str, int]],
    unsafe: Iterable[str],
) -> CandidateFacts:
    """person: a row or an object. The same occupation twice: its months are added; a skill: the longer time counts."""
    months_of_work: dict[str, int] = {}
    for occupation, months in work:
        if occupation:
            months_of_work[occupation] = months_of_work.get(occupation, 0) + months
    months_of_skill: dict[str, int] = {}
    for code, months in skills:
        if code and months >= months_of_skill.get(code, 0):
            months_of_skill[code] = months
    return CandidateFacts(
        id=person.public_id,
        work=tuple(Work(occupation, months) for occupation, months in months_of_work.items()),
        skills=tuple(Skill(code, months) for code, months in months_of_skill.items()),
        languages=tuple(spoken),
        adult_on=adult_on(person.birth_date) if person.birth_date else None,
        available_from=person.available_from,
        available_to=person.available_to,
        countries=frozenset(person.countries),
        occupations_wanted=frozenset(person.occupations_wanted),
        avoid=frozenset((person.places_to_avoid or "").split()) | frozenset(unsafe),
        max_months_away=person.max_months_away,
        licences_answered=person.licences_answered,
    )
