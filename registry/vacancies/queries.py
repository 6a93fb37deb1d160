"""Every question about vacancies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from registry import clock
from registry.access import Actor, Permission, Role, may
from registry.errors import NotFound
from registry.events import Event
from registry.organisations.models import Agency, Employer
from registry.organisations.standing import Act, allowing
from registry.organisations.states import EmployerState
from registry.vacancies.models import Vacancy, VacancyCheck
from registry.vacancies.states import VacancyState

_SHOWN = (VacancyState.PUBLISHED, VacancyState.FILLED, VacancyState.SUSPENDED, VacancyState.CLOSED)


def _with_parties() -> Select[Vacancy]:
    return select(Vacancy).options(joinedload(Vacancy.employer, innerjoin=True), joinedload(Vacancy.agency))


def visible_to(
    session: Session,
    actor: Actor,
    *,
    state: VacancyState | None = None,
    scheme: str | None = None,
    employer_id: int | None = None,
) -> list[Vacancy]:
    """The vacancies this actor works with, newest first: their own, or for staff all but drafts. Historical orders
    are shown when asked for: thousands of them would bury the rest."""
    if not may(actor, Permission.VACANCY_READ):
        return []
    query = _with_parties()
    if actor.role is Role.EMPLOYER:
        query = query.where(Vacancy.employer_id == actor.employer_id)
    elif actor.role is Role.AGENCY:
        query = query.where(Vacancy.agency_id == actor.agency_id)
    else:
        query = query.where(Vacancy.state != VacancyState.DRAFT)
    if state is not None:
        query = query.where(Vacancy.state == state)
    else:
        query = query.where(Vacancy.state != VacancyState.HISTORICAL)
    if scheme:
        query = query.where(Vacancy.scheme == scheme)
    if employer_id is not None:
        query = query.where(Vacancy.employer_id == employer_id)
    return list(session.scalars(query.order_by(Vacancy.created_at.desc(), Vacancy.id.desc()).limit(200)))


def count_by_state(session: Session, actor: Actor) -> dict[str, int]:
    """How many vacancies stand in each state that staff see."""
    if not may(actor, Permission.VACANCY_READ) or actor.role in (Role.EMPLOYER, Role.AGENCY):
        return {}
    query = (
        select(Vacancy.state, func.count()).where(Vacancy.state != VacancyState.DRAFT).group_by(Vacancy.state)
    )
    return {str(row[0]): row[1] for row in session.execute(query)}


def of_employer(session: Session, actor: Actor, employer_id: int) -> list[Vacancy]:
    """An employer's vacancies as this actor may see them."""
    return visible_to(session, actor, employer_id=employer_id)


def last_reason(session: Session, vacancy: Vacancy, verb: str) -> str | None:
    """The reason given with the last move of this kind."""
    query = select(Event.reason).where(
        Event.noun == "vacancy", Event.record_id == vacancy.public_id, Event.verb == verb
    )
    return session.scalar(query.order_by(Event.id.desc()).limit(1))


def load(session: Session, actor: Actor, public_id: str) -> Vacancy:
    """Raises NotFound for absent and forbidden alike."""
    vacancy = session.scalar(_with_parties().where(Vacancy.public_id == public_id))
    if vacancy is None or not may(actor, Permission.VACANCY_READ, vacancy):
        raise NotFound()
    if vacancy.state == VacancyState.DRAFT and not vacancy.is_own(actor):
        raise NotFound()
    return vacancy


def find(session: Session, given: str) -> Vacancy:
    """For the operator's commands: any vacancy by public id, number or official case number. Raises NotFound."""
    named = (
        Vacancy.public_id == given,
        Vacancy.number == given.upper(),
        Vacancy.official_ref == given.upper(),
    )
    vacancy = session.scalar(_with_parties().where(or_(*named)).limit(1))
    if vacancy is None:
        raise NotFound()
    return vacancy


def catalogue(session: Session, *, state: str | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """For the operator's commands: the columns of every vacancy, oldest first."""
    columns = (
        Vacancy.public_id, Vacancy.number, Vacancy.title, Vacancy.official_ref, Vacancy.scheme, Vacancy.state,
        Vacancy.start_on, Vacancy.end_on,
    )  # fmt: skip
    query = select(*columns).order_by(Vacancy.id)
    return session.execute(query.where(Vacancy.state == state) if state else query).all()


def awaiting_review(session: Session) -> list[Vacancy]:
    """Vacancies an officer has to look at, the longest waiting first."""
    query = _with_parties().where(Vacancy.state == VacancyState.IN_REVIEW)
    return list(session.scalars(query.order_by(Vacancy.submitted_at, Vacancy.id)))


# What the law of today is asked about: an officer looks at it, or people are shown it.
LIVE = (VacancyState.IN_REVIEW, VacancyState.PUBLISHED, VacancyState.SUSPENDED)


def live_of(session: Session, schemes: Sequence[str]) -> list[Vacancy]:
    """The live vacancies of these schemes, oldest first, without their parties."""
    query = select(Vacancy).where(Vacancy.state.in_(LIVE), Vacancy.scheme.in_(schemes))
    return list(session.scalars(query.order_by(Vacancy.id)))


def _last_check() -> Select[int]:
    """The key of the last check of each vacancy."""
    return select(func.max(VacancyCheck.id)).group_by(VacancyCheck.vacancy_id)


def published_but_blocked(session: Session) -> list[Vacancy]:
    """Published vacancies that a rule blocks since the law, or who stands behind them, changed."""
    blocked = select(VacancyCheck.vacancy_id).where(
        VacancyCheck.is_blocked, VacancyCheck.id.in_(_last_check())
    )
    query = _with_parties().where(Vacancy.state == VacancyState.PUBLISHED, Vacancy.id.in_(blocked))
    return list(session.scalars(query.order_by(Vacancy.start_on, Vacancy.id)))


def under_other_rules(session: Session, ruleset_hash: str) -> list[Vacancy]:
    """Live vacancies whose last check was made under other rules than these."""
    other = select(VacancyCheck.vacancy_id).where(
        VacancyCheck.ruleset_hash != ruleset_hash, VacancyCheck.id.in_(_last_check())
    )
    query = _with_parties().where(Vacancy.state.in_(LIVE), Vacancy.id.in_(other))
    return list(session.scalars(query.order_by(Vacancy.id)))


def _are_open() -> tuple[ColumnElement[bool], ...]:
    """Conditions on Vacancy outer-joined with Agency."""
    return (
        Vacancy.state == VacancyState.PUBLISHED,
        Vacancy.start_on > clock.today(),
        Vacancy.employer_id.in_(select(Employer.id).where(Employer.state == EmployerState.VERIFIED)),
        or_(Vacancy.agency_id.is_(None), allowing(Act.OFFER)),
    )


def parties_stand(session: Session, vacancy_id: int) -> bool:
    """True while the employer of this vacancy is verified and its agency, if any, in good standing."""
    query = (
        select(Vacancy.id).outerjoin(Agency, Agency.id == Vacancy.agency_id).where(Vacancy.id == vacancy_id)
    )
    return session.scalar(query.where(*_are_open()[2:])) is not None


def _open_to_candidates() -> Select[Vacancy]:
    return _with_parties().outerjoin(Agency, Agency.id == Vacancy.agency_id).where(*_are_open())


def published(
    session: Session, *, scheme: str | None = None, country: str | None = None, agency_id: int | None = None
) -> list[Vacancy]:
    """What the public may apply for today: published, not begun, its employer verified, its agency in good standing
    and not held. The first 200, for pages; who ranks asks `open_now`."""
    query = _open_to_candidates()
    if scheme:
        query = query.where(Vacancy.scheme == scheme)
    if country:
        query = query.where(Vacancy.country == country)
    if agency_id is not None:
        query = query.where(Vacancy.agency_id == agency_id)
    return list(session.scalars(query.order_by(Vacancy.start_on, Vacancy.id).limit(200)))


def open_now(session: Session, *, scheme: str | None = None, country: str | None = None) -> list[Vacancy]:
    """All that people may be ranked or proposed for today, however many, in the order they begin; without their
    parties. Nothing of an agency whose standing or whose holds forbid it to offer work."""
    query = select(Vacancy).outerjoin(Agency, Agency.id == Vacancy.agency_id).where(*_are_open())
    if scheme:
        query = query.where(Vacancy.scheme == scheme)
    if country:
        query = query.where(Vacancy.country == country)
    return list(session.scalars(query.order_by(Vacancy.start_on, Vacancy.id)))


def open_among(session: Session, public_ids: Sequence[str]) -> dict[str, Vacancy]:
    """Those of these few vacancies that are open today, with their parties, by public id."""
    found = session.scalars(_open_to_candidates().where(Vacancy.public_id.in_(public_ids)))
    return {vacancy.public_id: vacancy for vacancy in found}


def open_choices(session: Session) -> tuple[list[str], list[str]]:
    """(countries, schemes) among the vacancies open today, for the filters of the public list."""
    query = select(Vacancy.country, Vacancy.scheme).outerjoin(Agency, Agency.id == Vacancy.agency_id)
    pairs = session.execute(query.where(*_are_open()).distinct()).all()
    return sorted({row.country for row in pairs}), sorted({row.scheme for row in pairs})


def published_one(session: Session, public_id: str) -> Vacancy:
    """A vacancy that is or was public, by its id or its number: whoever holds a printed number reads what became of
    it. Raises NotFound for all others."""
    query = _with_parties().where((Vacancy.public_id == public_id) | (Vacancy.number == public_id.upper()))
    vacancy = session.scalar(query.where(Vacancy.state.in_(_SHOWN), Vacancy.published_at.is_not(None)))
    if vacancy is None:
        raise NotFound()
    return vacancy


def is_open(session: Session, vacancy_id: int) -> bool:
    return session.scalar(_open_to_candidates().where(Vacancy.id == vacancy_id)) is not None


def has_free_seat(session: Session, vacancy_id: int) -> bool:
    row = session.execute(
        select(Vacancy.seats_total, Vacancy.seats_filled, Vacancy.state).where(Vacancy.id == vacancy_id)
    ).one()
    return bool(row.seats_filled < row.seats_total and row.state == VacancyState.PUBLISHED)
