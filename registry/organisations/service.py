"""The verbs of agencies: what an agency keeps about itself, and how its standing changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.candidates.dpi import check_dpi
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.events import Event
from registry.moves import move
from registry.organisations import identifiers
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Recruiter, Standing
from registry.organisations.states import IN_GOOD_STANDING, AgencyState
from registry.vetting import queries as vetting

# The Ministry keeps corridors by country; more are a matter of agreements, not of code.
CORRIDORS = ("US", "CA", "ES", "MX", "GT")
PARTY_ROLES = ("owner", "legal_representative", "director", "manager", "guarantor")
_MAX_ROWS = 40


def keep(session: Session, actor: Actor, agency: Agency, *, data: Mapping[str, Any]) -> None:
    """Change the company's data: legal_name, trade_names, nit, municipality, address, corridors, founded_on.

    Raises NotAllowed, NotPossible("agency_data_closed"), Invalid("nit_unreadable").
    """
    _check_open(session, actor, agency)
    changed = []
    for column, value in data.items():
        read = _nit(value) if column == "nit" else value
        if getattr(agency, column) != read:
            setattr(agency, column, read)
            changed.append(column)
    if changed:
        _note(session, actor, agency, "keep", fields=sorted(changed))


def _nit(typed: str) -> str:
    nit = identifiers.read_nit(typed)
    if nit is None:
        raise Invalid("nit_unreadable", field="nit")
    return nit


def add_contact(
    session: Session, actor: Actor, agency: Agency, *, kind: str, value: str, is_public: bool = True
) -> AgencyContact:
    """A telephone, WhatsApp, e-mail or site. Raises Invalid: phone_unreadable, email, web_unreadable, twice."""
    _check_open(session, actor, agency)
    contact = new_contact(agency, kind, value, is_public=is_public)
    mine = select(AgencyContact).where(AgencyContact.agency_id == agency.id)
    there = list(session.scalars(mine))
    if any((one.kind, one.normalised) == (kind, contact.normalised) for one in there):
        raise Invalid("contact_twice", field="value")
    _check_room(len(there), "value")
    session.add(contact)
    _note(session, actor, agency, "add_contact", kind=kind)
    return contact


def new_contact(agency: Agency, kind: str, value: str, *, is_public: bool = True) -> AgencyContact:
    """A checked contact, not yet added. Raises Invalid on the field "value"."""
    value = value.strip()
    if kind in identifiers.PHONES and identifiers.read_phone(value) is None:
        raise Invalid("phone_unreadable", field="value")
    if kind == "email" and not identifiers.is_email(value):
        raise Invalid("email_unreadable", field="value")
    if kind == "web" and identifiers.web_host(value) is None:
        raise Invalid("web_unreadable", field="value")
    return AgencyContact(
        agency_id=agency.id,
        kind=kind,
        value=value,
        normalised=identifiers.normalised(kind, value),
        is_public=is_public,
    )


def add_party(
    session: Session,
    actor: Actor,
    agency: Agency,
    *,
    name: str,
    role: str,
    dpi: str | None = None,
    since: date | None = None,
) -> AgencyParty:
    """A person behind the agency. The DPI is kept encrypted; a doubtful one is kept too and shown to the officer."""
    _check_open(session, actor, agency)
    there = list(session.scalars(select(AgencyParty).where(AgencyParty.agency_id == agency.id)))
    _check_room(len(there), "name")
    digits = check_dpi(dpi).digits if dpi else None
    if dpi and digits is None:
        raise Invalid("dpi_unreadable", field="dpi")
    if any((one.name.casefold(), one.role) == (name.casefold(), role) for one in there):
        raise Invalid("person_twice", field="name")
    party = AgencyParty(
        agency_id=agency.id,
        name=name,
        role=role,
        dpi=digits,
        dpi_hash=crypto.keyed_hash("dpi", digits) if digits else None,
        since=since,
    )
    session.add(party)
    _note(session, actor, agency, "add_party", role=role)
    return party


def add_recruiter(session: Session, actor: Actor, agency: Agency, *, name: str) -> Recruiter:
    """A person who will recruit; the card number comes with the registration."""
    _check_open(session, actor, agency)
    there = list(session.scalars(select(Recruiter).where(Recruiter.agency_id == agency.id)))
    _check_room(len(there), "name")
    if any(one.name.casefold() == name.casefold() for one in there):
        raise Invalid("person_twice", field="name")
    recruiter = Recruiter(agency_id=agency.id, name=name)
    session.add(recruiter)
    _note(session, actor, agency, "add_recruiter")
    return recruiter


Part = type[AgencyContact] | type[AgencyParty] | type[Recruiter]


def remove(session: Session, actor: Actor, agency: Agency, part: Part, key: int) -> None:
    """Take out a contact, a person or a recruiter of this agency. Raises NotFound for anybody else's."""
    found = session.scalar(select(part).where(part.id == key, part.agency_id == agency.id))
    if found is None:
        raise NotFound()
    _check_open(session, actor, agency)
    session.delete(found)
    _note(session, actor, agency, "remove", part=part.__tablename__)


def _check_room(there: int, field: str) -> None:
    if there >= _MAX_ROWS:
        raise Invalid("list_full", field=field, most=_MAX_ROWS)


def _check_open(session: Session, actor: Actor, agency: Agency) -> None:
    """An agency writes its own data while it prepares a file and nobody relies on them yet: not while an officer
    reads them, and not while the register shows them."""
    if not may(actor, Permission.AGENCY_KEEP, agency):
        raise NotAllowed()
    if not data_are_open(session, agency):
        raise NotPossible("agency_data_closed")


def data_are_open(session: Session, agency: Agency) -> bool:
    on_show = agency.state not in (AgencyState.APPLIED, AgencyState.REFUSED, AgencyState.EXPIRED)
    return not on_show and vetting.is_being_prepared(session, agency.id)


def _note(session: Session, actor: Actor, agency: Agency, verb: str, **data: Any) -> None:
    session.flush()
    events.record(session, actor, "agency", agency.public_id, verb, data=data)


# ---------------------------------------------------------------- standing


def move_agency(
    session: Session,
    actor: Actor,
    agency: Agency,
    verb: str,
    *,
    reason: str | None = None,
    public_reason: str = "",
    sets: Mapping[str, Any] | None = None,
) -> Event:
    """Move an agency and write the dated line of its public history in the same transaction."""
    event = move(session, actor, agency, verb, reason=reason, sets=sets)
    session.add(
        Standing(
            agency_id=agency.id, state=agency.state, since=clock.today(), public_reason=public_reason or None
        )
    )
    session.flush()
    return event


def suspend(session: Session, actor: Actor, agency: Agency, *, reason: str, public_reason: str) -> None:
    """From this moment its vacancies count no more. `public_reason` stands in the register."""
    _check_public(public_reason)
    move_agency(session, actor, agency, "suspend", reason=reason, public_reason=public_reason)


def revoke(session: Session, actor: Actor, agency: Agency, *, reason: str, public_reason: str) -> None:
    _check_public(public_reason)
    move_agency(session, actor, agency, "revoke", reason=reason, public_reason=public_reason)


def reinstate(
    session: Session,
    actor: Actor,
    agency: Agency,
    *,
    reason: str,
    public_reason: str,
    conditions: str | None = None,
) -> None:
    """Lift a suspension; a different person than who suspended (states.py). With conditions it stands under them."""
    _check_public(public_reason)
    verb = "reinstate_with_conditions" if conditions else "reinstate"
    move_agency(
        session,
        actor,
        agency,
        verb,
        reason=reason,
        public_reason=public_reason,
        sets={"conditions": conditions},
    )


def _check_public(public_reason: str) -> None:
    if not public_reason.strip():
        raise Invalid("public_reason_missing", field="public_reason")


def expire_due(session: Session) -> int:
    """Expire agencies whose licence ended before today. Returns how many."""
    query = select(Agency).where(Agency.state.in_(IN_GOOD_STANDING), Agency.valid_to < clock.today())
    due = list(session.scalars(query))
    for agency in due:
        move_agency(session, SYSTEM, agency, "expire")
    return len(due)
