"""The verbs of agencies: what an agency keeps about itself. How its standing changes: sanctions.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.access import Actor
from registry.candidates.dpi import check_dpi
from registry.errors import Invalid, NotPossible
from registry.numbering import next_number
from registry.organisations import identifiers, keeping, variation
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Recruiter
from registry.organisations.states import IN_GOOD_STANDING
from registry.vetting import queries as vetting

# The Ministry keeps corridors by country; more are a matter of agreements, not of code.
CORRIDORS = ("US", "CA", "ES", "MX", "GT")
PARTY_ROLES = ("owner", "shareholder", "legal_representative", "director", "manager", "guarantor")
SHARING_ROLES = frozenset({"owner", "shareholder"})
RECRUITER_KINDS = ("recruiter", "sub_agent")
FEE_POLICIES = ("zero", "worker_pays")


def keep(session: Session, actor: Actor, agency: Agency, *, data: Mapping[str, Any]) -> None:
    """Change the company's data: legal_name, trade_names, nit, municipality, address, corridors, founded_on,
    declared_fee_policy.

    Raises NotAllowed, NotPossible("agency_data_closed"), Invalid("nit_unreadable").
    """
    keeping.check_open(session, actor, agency)
    if not data_are_open(session, agency):
        raise NotPossible("agency_data_closed")
    changed = []
    for column, value in data.items():
        read = _nit(value) if column == "nit" else value
        if getattr(agency, column) != read:
            if column == "address" and vetting.was_ever_submitted(session, agency.id):
                variation.remember_office(session, agency)
            setattr(agency, column, read)
            changed.append(column)
    if changed:
        keeping.note(session, actor, agency, "keep", fields=sorted(changed))


def _nit(typed: str) -> str:
    nit = identifiers.read_nit(typed)
    if nit is None:
        raise Invalid("nit_unreadable", field="nit")
    return nit


def add_contact(
    session: Session, actor: Actor, agency: Agency, *, kind: str, value: str, is_public: bool = True
) -> AgencyContact:
    """A telephone, WhatsApp, e-mail or site. Raises Invalid: phone_unreadable, email, web_unreadable, twice."""
    keeping.check_open(session, actor, agency)
    contact = new_contact(agency, kind, value, is_public=is_public)
    mine = select(AgencyContact).where(AgencyContact.agency_id == agency.id, AgencyContact.until.is_(None))
    there = list(session.scalars(mine))
    if any((one.kind, one.normalised) == (kind, contact.normalised) for one in there):
        raise Invalid("contact_twice", field="value")
    keeping.check_room(len(there), "value")
    contact.since = clock.today()
    session.add(contact)
    keeping.note(session, actor, agency, "add_contact", kind=kind)
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
    nit: str | None = None,
    percent: Decimal | None = None,
    since: date | None = None,
) -> AgencyParty:
    """A person behind the agency. DPI and NIT are kept encrypted; a doubtful DPI is kept too and shown to the officer.

    A new owner or representative of a registered agency waits for the decision of a case (variation.py).
    Raises Invalid: dpi_unreadable, nit_unreadable, person_twice, percent_wrong, percent_over, list_full, date_future.
    """
    keeping.check_open(session, actor, agency)
    mine = select(AgencyParty).where(AgencyParty.agency_id == agency.id, AgencyParty.until.is_(None))
    there = list(session.scalars(mine))
    keeping.check_room(len(there), "name")
    if any((one.name.casefold(), one.role) == (name.casefold(), role) for one in there):
        raise Invalid("person_twice", field="name")
    if since is not None and since > clock.today():
        raise Invalid("date_future", field="since")
    _check_share(role, percent, there)
    digits = _dpi_digits(dpi)
    read_nit = _nit(nit) if nit else None
    party = AgencyParty(
        agency_id=agency.id,
        name=name,
        role=role,
        dpi=digits,
        dpi_hash=crypto.keyed_hash("dpi", digits) if digits else None,
        nit=read_nit,
        nit_hash=crypto.keyed_hash("nit", read_nit) if read_nit else None,
        percent=percent,
        since=since,
    )
    waits = keeping.is_on_show(agency) and role in variation.MATERIAL_ROLES
    if waits:
        party.variation_id = variation.case_for(session, actor, agency, variation.OF_PEOPLE).id
    session.add(party)
    keeping.note(session, actor, agency, "propose_change" if waits else "add_party", role=role)
    return party


def _dpi_digits(dpi: str | None) -> str | None:
    digits = check_dpi(dpi).digits if dpi else None
    if dpi and digits is None:
        raise Invalid("dpi_unreadable", field="dpi")
    return digits


def _check_share(role: str, percent: Decimal | None, there: list[AgencyParty]) -> None:
    """Shares are of owners and shareholders, more than nothing, and no more than the whole taken together.

    What a change under review adds comes in the place of somebody who leaves, so the officer adds that up.
    """
    if percent is None:
        return
    if role not in SHARING_ROLES or not 0 < percent <= 100:
        raise Invalid("percent_wrong", field="percent")
    if sum((one.percent or 0 for one in there), percent) > 100:
        raise Invalid("percent_over", field="percent", taken=sum(one.percent or 0 for one in there))


def add_recruiter(
    session: Session,
    actor: Actor,
    agency: Agency,
    *,
    name: str,
    kind: str = "recruiter",
    dpi: str | None = None,
    municipality: str | None = None,
    pay_terms: str | None = None,
    trained_on: date | None = None,
    since: date | None = None,
) -> Recruiter:
    """A person who recruits or will; the card number comes with the registration, or at once when there is one.

    Of a sub-agent the DPI and the terms of pay are asked too (criterion B.3). Raises Invalid: person_twice, list_full,
    dpi_unreadable, dpi_missing, pay_terms_missing, date_future.
    """
    keeping.check_open(session, actor, agency)
    mine = select(Recruiter).where(Recruiter.agency_id == agency.id, Recruiter.until.is_(None))
    there = list(session.scalars(mine))
    keeping.check_room(len(there), "name")
    if any(one.name.casefold() == name.casefold() for one in there):
        raise Invalid("person_twice", field="name")
    for field, day in (("trained_on", trained_on), ("since", since)):
        if day is not None and day > clock.today():
            raise Invalid("date_future", field=field)
    digits = _dpi_digits(dpi)
    if kind == "sub_agent" and digits is None:
        raise Invalid("sub_agent_dpi_missing", field="dpi")
    if kind == "sub_agent" and not (pay_terms and pay_terms.strip()):
        raise Invalid("pay_terms_missing", field="pay_terms")
    recruiter = Recruiter(
        agency_id=agency.id,
        name=name,
        kind=kind,
        dpi=digits,
        dpi_hash=crypto.keyed_hash("dpi", digits) if digits else None,
        municipality=municipality,
        pay_terms=pay_terms,
        trained_on=trained_on,
        since=since or clock.today(),
    )
    if agency.state in IN_GOOD_STANDING:
        recruiter.card_no = next_number(session, Recruiter.card_no, "RC-", digits=4)
        recruiter.valid_to = agency.valid_to
    session.add(recruiter)
    keeping.note(session, actor, agency, "add_recruiter", kind=kind)
    return recruiter


def data_are_open(session: Session, agency: Agency) -> bool:
    """May the company's own data (name, NIT, office) be written now? Not while the register shows them."""
    return not keeping.is_on_show(agency) and keeping.facts_are_open(session, agency)
