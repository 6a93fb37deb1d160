"""Every question about plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.plans.models import Plan, PlanPlace, PlanVacancy
from registry.vacancies import queries as vacancies
from registry.vacancies.models import Vacancy


def open_vacancies(session: Session, *, scheme: str | None, country: str | None) -> list[Vacancy]:
    """All that people may be proposed for today, in the order they begin."""
    return vacancies.open_now(session, scheme=scheme, country=country)


def all_plans(session: Session, actor: Actor) -> list[Plan]:
    """The newest first, with who made them."""
    if not may(actor, Permission.PLAN_READ):
        return []
    query = select(Plan).options(joinedload(Plan.made_by)).order_by(Plan.id.desc()).limit(100)
    return list(session.scalars(query))


@dataclass(frozen=True, slots=True)
class Planned:
    """Where the newest plan with a vacancy puts somebody: that vacancy (`is_here`) or another, by its number."""

    plan: str
    made_at: datetime
    vacancy: str
    is_here: bool


def planned_for(
    session: Session, actor: Actor, vacancy: Vacancy, people: Iterable[int]
) -> dict[int, Planned]:
    """Of these candidates (by key) those to whom the newest plan that holds the vacancy gives a place."""
    if not may(actor, Permission.PLAN_READ):
        return {}
    newest = select(func.max(PlanVacancy.plan_id)).where(PlanVacancy.vacancy_id == vacancy.id)
    query = (
        select(PlanPlace.candidate_id, Plan.public_id, Plan.made_at, Vacancy.id, Vacancy.number)
        .join(Plan, Plan.id == PlanPlace.plan_id)
        .join(Vacancy, Vacancy.id == PlanPlace.vacancy_id)
        .where(PlanPlace.plan_id == newest.scalar_subquery(), PlanPlace.candidate_id.in_(list(people)))
    )
    return {
        candidate: Planned(plan, made_at, number, there == vacancy.id)
        for candidate, plan, made_at, there, number in session.execute(query)
    }


def load(session: Session, actor: Actor, public_id: str) -> Plan:
    """A plan with its vacancies, places and people, and what it is computed from. Raises NotFound."""
    query = (
        select(Plan)
        .options(
            undefer(Plan.market),
            joinedload(Plan.made_by),
            selectinload(Plan.vacancies).joinedload(PlanVacancy.vacancy, innerjoin=True),
            selectinload(Plan.places).joinedload(PlanPlace.candidate, innerjoin=True),
        )
        .where(Plan.public_id == public_id)
    )
    found = session.scalar(query)
    if found is None or not may(actor, Permission.PLAN_READ):
        raise NotFound()
    return found
