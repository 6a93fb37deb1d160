"""Every question about checklists: the steps of a vacancy or of a person, and what presses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from registry import clock
from registry.access import Actor, Permission, Role, may
from registry.candidates.models import Candidate
from registry.candidates.queries import consented_to_vacancies, has_consented_to_vacancy
from registry.errors import NotFound
from registry.law.queries import in_force
from registry.placements.models import Referral
from registry.placements.queries import REACHABLE
from registry.placements.states import ReferralState
from registry.schemes.clocks import calendar_for
from registry.schemes.facts import VacancyFacts
from registry.schemes.law import Ruleset, Text
from registry.schemes.timeline import Dates, Due, DueState, shown_by_facts, timeline
from registry.timelines.models import Tick
from registry.timelines.states import TickState
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState

V = VacancyState
# Whose steps are followed: sent in and not given up.
FOLLOWED = (V.IN_REVIEW, V.RETURNED, V.PUBLISHED, V.SUSPENDED, V.FILLED)
# Whose steps are followed person by person.
CHOSEN = (ReferralState.SELECTED, ReferralState.PLACED)
# The longest clock after the last day of work, with some room: later nothing presses.
_AFTER_THE_END = timedelta(days=45)
_FOLLOWED_AT_ONCE = 500

_OUTSIDERS = (Role.EMPLOYER, Role.AGENCY)
# The body of a person, and their way to another employer: no business of the one they work for.
OWN_MATTERS = frozenset({"medical", "biometrics", "change_of_employer"})

# Who may tick a step that somebody must do. The counsellor helps the person; the answer of a foreign authority comes
# to the employer or to the Ministry.
ACTS_FOR: dict[str, frozenset[Role]] = {
    "employer": frozenset({Role.EMPLOYER, Role.AGENCY}),
    "agency": frozenset({Role.AGENCY}),
    "ministry": frozenset({Role.OFFICER}),
    "candidate": frozenset({Role.CANDIDATE, Role.COUNSELLOR}),
    "authority": frozenset({Role.EMPLOYER, Role.AGENCY, Role.OFFICER}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step as this actor finds it. tick: what somebody said; a step can also be shown by the vacancy itself."""

    due: Due
    tick: Tick | None
    may_tick: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The steps of one vacancy, or of one person's placement (then `referral` is set), in the order of the law.

    texts: every step of the scheme, by id: one of these may wait for one that is not here.
    """

    vacancy: Vacancy
    referral: Referral | None
    lines: tuple[Line, ...]
    texts: Mapping[str, Text]

    def line(self, step: str) -> Line:
        """Raises NotFound."""
        for line in self.lines:
            if line.due.id == step:
                return line
        raise NotFound()


@dataclass(frozen=True, slots=True)
class Pressing:
    """A step that is overdue or due within a week. people: how many placements it is about, 0 for the vacancy's own.

    referral: the placement, when it is only one.
    """

    vacancy: Vacancy
    due: Due
    people: int = 0
    referral: Referral | None = None


def load_placement(session: Session, actor: Actor, public_id: str) -> Referral:
    """The referral of somebody who said yes, with its vacancy; for its employer or agency while that yes stands.

    Raises NotFound for absent and forbidden alike.
    """
    query = select(Referral).options(*_with_parties()).where(Referral.public_id == public_id)
    referral = session.scalar(query)
    if referral is None or not may(actor, Permission.STEP_READ, referral) or referral.state not in REACHABLE:
        raise NotFound()
    is_agreed = actor.role not in _OUTSIDERS or has_consented_to_vacancy(
        session, referral.candidate_id, referral.vacancy_id
    )
    if not is_agreed:
        raise NotFound()
    return referral


def placements_of(session: Session, actor: Actor, candidate: Candidate) -> list[Referral]:
    """The placements of one person that are followed, newest first."""
    if not may(actor, Permission.STEP_READ):
        return []
    query = select(Referral).options(*_with_parties())
    query = query.where(Referral.candidate_id == candidate.id, Referral.state.in_(CHOSEN))
    found = session.scalars(query.order_by(Referral.referred_at.desc(), Referral.id.desc()))
    return [referral for referral in found if may(actor, Permission.STEP_READ, referral)]


def person_of(session: Session, referral: Referral) -> str:
    """The public id of the person, and nothing else of them."""
    return session.scalars(select(Candidate.public_id).where(Candidate.id == referral.candidate_id)).one()


def place_of(session: Session, referral: Referral) -> int:
    """The number by which the employer knows the person: the order in which people were proposed for the vacancy."""
    query = select(Referral.id).where(Referral.vacancy_id == referral.vacancy_id)
    return list(session.scalars(query.order_by(Referral.rank, Referral.id))).index(referral.id) + 1


def _with_parties() -> tuple[ExecutableOption, ...]:
    vacancy = joinedload(Referral.vacancy, innerjoin=True)
    return vacancy.joinedload(Vacancy.employer, innerjoin=True), vacancy.joinedload(Vacancy.agency)


def of_vacancy(session: Session, actor: Actor, vacancy: Vacancy) -> Checklist:
    """The vacancy's own steps. The vacancy must be one this actor may read."""
    law, ticks = in_force(session), standing(session, [vacancy.id])
    return _checklist(law, actor, vacancy, None, ticks)


def of_placement(session: Session, actor: Actor, referral: Referral) -> Checklist:
    """One person's steps, which may wait for steps of the vacancy."""
    law, ticks = in_force(session), standing(session, [referral.vacancy_id])
    return _checklist(law, actor, referral.vacancy, referral, ticks)


def standing(session: Session, vacancy_ids: Iterable[int]) -> list[Tick]:
    """The ticks of these vacancies and of their people that were not taken back."""
    query = select(Tick).where(Tick.vacancy_id.in_(list(vacancy_ids)), Tick.state == TickState.STANDING)
    return list(session.scalars(query.order_by(Tick.id)))


def load_tick(session: Session, tick_id: int) -> Tick:
    """A tick with what it belongs to."""
    options = (joinedload(Tick.vacancy, innerjoin=True), joinedload(Tick.referral))
    query = select(Tick).options(*options).where(Tick.id == tick_id)
    return session.execute(query, execution_options={"populate_existing": True}).unique().scalar_one()


def _checklist(
    law: Ruleset, actor: Actor, vacancy: Vacancy, referral: Referral | None, ticks: list[Tick]
) -> Checklist:
    own = {tick.step: tick for tick in ticks if tick.referral_id == (referral.id if referral else None)}
    dates, subject = _dates(law, vacancy, ticks), "vacancy"
    if referral is not None:
        dates, subject = _with_person(dates, ticks, referral), "placement"
    steps = timeline(law, vacancy.scheme, dates, clock.today(), subject=subject)
    scheme = law.scheme(vacancy.scheme)
    return Checklist(
        vacancy,
        referral,
        tuple(_line(actor, vacancy, referral, due, own.get(due.id)) for due in steps if _may_see(actor, due)),
        {step.id: step.text for step in scheme.clocks} if scheme else {},
    )


def _may_see(actor: Actor, due: Due) -> bool:
    return actor.role not in _OUTSIDERS or due.id not in OWN_MATTERS


def _line(actor: Actor, vacancy: Vacancy, referral: Referral | None, due: Due, tick: Tick | None) -> Line:
    is_theirs = actor.role in ACTS_FOR[due.who] and not due.is_duty
    is_open = tick is None and due.state != DueState.DONE and is_followed(vacancy, referral)
    record = referral or vacancy
    return Line(
        due,
        tick,
        may_tick=is_theirs and is_open and may(actor, Permission.STEP_TICK, record),
        may_take_back=is_theirs and tick is not None and may(actor, Permission.STEP_TAKE_BACK, record),
    )


def is_followed(vacancy: Vacancy, referral: Referral | None) -> bool:
    """Whether steps can be ticked now: the vacancy is under way, and the person has been chosen."""
    if referral is not None:
        return referral.state in CHOSEN
    return vacancy.state in FOLLOWED


def _dates(law: Ruleset, vacancy: Vacancy, ticks: Iterable[Tick]) -> Dates:
    """What is known of a vacancy: its dates, what it shows to be done, and its own ticks."""
    scheme = law.scheme(vacancy.scheme)
    facts = VacancyFacts.model_validate(vacancy.facts)
    done: dict[str, date | None] = shown_by_facts(scheme, facts) if scheme else {}
    # What somebody dated says more than what the vacancy shows without a day.
    done |= {tick.step: tick.done_on for tick in ticks if tick.referral_id is None}
    return Dates(vacancy.start_on, vacancy.end_on, done, calendar_for(vacancy.country, vacancy.region))


def _with_person(dates: Dates, ticks: Iterable[Tick], referral: Referral) -> Dates:
    own = {tick.step: tick.done_on for tick in ticks if tick.referral_id == referral.id}
    return replace(dates, done={**dates.done, **own})


def pressing(session: Session, actor: Actor) -> list[Pressing]:
    """What is overdue or due within a week in the vacancies this actor works with, the most urgent first.

    The same step of several people of one vacancy is one line.
    """
    if not may(actor, Permission.STEP_READ):
        return []
    vacancies = list(session.scalars(_own(_followed(), actor)))
    ticks: dict[int, list[Tick]] = {}
    for tick in standing(session, [one.id for one in vacancies]):
        ticks.setdefault(tick.vacancy_id, []).append(tick)
    chosen = _chosen(session, actor, vacancies)
    law, today = in_force(session), clock.today()
    found: list[Pressing] = []
    for vacancy in vacancies:
        own = ticks.get(vacancy.id, [])
        dates = _dates(law, vacancy, own)
        found += [Pressing(vacancy, due) for due in _pressing(law, vacancy, dates, today, "vacancy")]
        found += _pressing_people(law, vacancy, chosen.get(vacancy.id, []), own, dates, today)
    found = [one for one in found if _may_see(actor, one.due)]
    return sorted(found, key=lambda one: (one.due.until or date.max, one.vacancy.id))


def _chosen(session: Session, actor: Actor, vacancies: list[Vacancy]) -> dict[int, list[Referral]]:
    """By vacancy id, the people whose steps this actor may follow."""
    ids = [one.id for one in vacancies]
    agreed = consented_to_vacancies(session, ids) if actor.role in _OUTSIDERS else None
    found: dict[int, list[Referral]] = {}
    query = select(Referral).where(Referral.vacancy_id.in_(ids), Referral.state.in_(CHOSEN))
    for referral in session.scalars(query):
        if agreed is None or (referral.candidate_id, referral.vacancy_id) in agreed:
            found.setdefault(referral.vacancy_id, []).append(referral)
    return found


def _pressing(law: Ruleset, vacancy: Vacancy, dates: Dates, today: date, subject: str) -> list[Due]:
    steps = timeline(law, vacancy.scheme, dates, today, subject=subject)
    return [due for due in steps if due.is_pressing(today)]


def _pressing_people(
    law: Ruleset, vacancy: Vacancy, people: list[Referral], ticks: list[Tick], dates: Dates, today: date
) -> list[Pressing]:
    with_ticks = {tick.referral_id for tick in ticks}
    # Most people of a vacancy have ticked nothing: they have the same steps.
    untouched = _pressing(law, vacancy, dates, today, "placement") if people else []
    by_step: dict[str, list[tuple[Due, Referral]]] = {}
    for referral in people:
        steps = untouched
        if referral.id in with_ticks:
            steps = _pressing(law, vacancy, _with_person(dates, ticks, referral), today, "placement")
        for due in steps:
            by_step.setdefault(due.id, []).append((due, referral))
    return [
        Pressing(
            vacancy,
            min((due for due, _referral in group), key=lambda due: due.until or date.max),
            len(group),
            group[0][1] if len(group) == 1 else None,
        )
        for group in by_step.values()
    ]


def _followed() -> Select[Vacancy]:
    recent = clock.today() - _AFTER_THE_END
    return (
        select(Vacancy)
        .where(Vacancy.state.in_(FOLLOWED), or_(Vacancy.end_on.is_(None), Vacancy.end_on >= recent))
        .order_by(Vacancy.start_on, Vacancy.id)
        .limit(_FOLLOWED_AT_ONCE)
    )


def _own(query: Select[Vacancy], actor: Actor) -> Select[Vacancy]:
    if actor.role is Role.EMPLOYER:
        return query.where(Vacancy.employer_id == actor.employer_id)
    if actor.role is Role.AGENCY:
        return query.where(Vacancy.agency_id == actor.agency_id)
    return query
