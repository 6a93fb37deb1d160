"""Every question about plans."""

from __future__ import annotations

from sqlalchemy import select
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
