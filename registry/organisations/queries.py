"""Every question about employers and agencies for those who work with them. What the public may know: register.py."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from matching.text import company_name
from registry.access import Actor, Permission, Role, may
from registry.errors import NotFound
from registry.events import Event
from registry.organisations.identifiers import PHONES
from registry.organisations.models import Agency, AgencyContact, Employer, Recruiter
from registry.organisations.states import IN_GOOD_STANDING, EmployerState


def employer_is_verified(session: Session, employer_id: int) -> bool:
    return session.scalar(select(Employer.state).where(Employer.id == employer_id)) == EmployerState.VERIFIED


def agency_is_in_good_standing(session: Session, agency_id: int) -> bool:
    return session.scalar(select(Agency.state).where(Agency.id == agency_id)) in IN_GOOD_STANDING


_WHOLE = (
    selectinload(Agency.contacts),
    selectinload(Agency.parties),
    selectinload(Agency.recruiters).selectinload(Recruiter.photo),
    selectinload(Agency.standings),
    selectinload(Agency.branches),
    selectinload(Agency.bonds),
    selectinload(Agency.certificates),
)


def load_agency(session: Session, actor: Actor, public_id: str) -> Agency:
    """The agency with its contacts, people, recruiters and history. Raises NotFound for absent and forbidden."""
    agency = session.scalar(select(Agency).where(Agency.public_id == public_id).options(*_WHOLE))
    if agency is None or not may(actor, Permission.AGENCY_READ, agency):
        raise NotFound()
    return agency


def own_agency(session: Session, actor: Actor) -> Agency:
    """The agency this account works for. Raises NotFound when it works for none."""
    agency = session.scalar(select(Agency).where(Agency.id == actor.agency_id).options(*_WHOLE))
    if agency is None or actor.role is not Role.AGENCY:
        raise NotFound()
    return agency


def agencies_visible_to(session: Session, actor: Actor, *, state: str | None = None) -> list[Agency]:
    """Agencies by name, for staff; an agency sees itself."""
    query = select(Agency).order_by(Agency.legal_name, Agency.id)
    if not may(actor, Permission.AGENCY_READ):
        return []
    if actor.role is Role.AGENCY:
        query = query.where(Agency.id == actor.agency_id)
    return list(session.scalars(query.where(Agency.state == state) if state else query))


def count_agencies(session: Session) -> dict[str, int]:
    """How many agencies stand in each state."""
    query = select(Agency.state, func.count()).group_by(Agency.state)
    return {str(row[0]): row[1] for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another agency that shares something with this one. `shared`: nit, phone, name (codes)."""

    agency: Agency
    shared: tuple[str, ...]


def alike(session: Session, agency: Agency) -> list[Likeness]:
    """Other agencies with the same NIT, a telephone in common, or the same name once legal form and usual words are
    gone: what an officer looks at before anything else (ethical-recruitment.md 6.7 PHX3, PHX5; trust.md T2)."""
    shared: dict[int, set[str]] = {}
    if agency.nit:
        for key in session.scalars(select(Agency.id).where(Agency.nit == agency.nit)):
            shared.setdefault(key, set()).add("nit")
    mine = select(AgencyContact.normalised).where(
        AgencyContact.agency_id == agency.id, AgencyContact.kind.in_(PHONES), AgencyContact.normalised != ""
    )
    phones = select(AgencyContact.agency_id).where(
        AgencyContact.kind.in_(PHONES), AgencyContact.normalised.in_(mine)
    )
    for key in session.scalars(phones):
        shared.setdefault(key, set()).add("phone")
    name = company_name(agency.legal_name)
    for key, other in session.execute(select(Agency.id, Agency.legal_name)):
        if company_name(other) == name:
            shared.setdefault(key, set()).add("name")
    shared.pop(agency.id, None)
    others = session.scalars(select(Agency).where(Agency.id.in_(shared)).order_by(Agency.id))
    return [Likeness(other, tuple(sorted(shared[other.id]))) for other in others]


def last_event(session: Session, firm: Agency | Employer, verb: str) -> Event | None:
    """The newest event of this verb in the life of an agency or employer."""
    query = select(Event).where(
        Event.noun == firm.machine.noun, Event.record_id == firm.public_id, Event.verb == verb
    )
    return session.scalar(query.order_by(Event.id.desc()).limit(1))
