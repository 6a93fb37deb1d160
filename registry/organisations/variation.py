"""Changes of a registered agency that a case decides: a new owner, a new representative, a new office.

They are stored where they will stand, marked with their case: comparisons see them at once, the register only after
the decision. The first such change opens a case of kind `variation`; while a renewal is being prepared it goes there.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.text import fold
from registry import clock
from registry.access import Actor
from registry.errors import Invalid
from registry.organisations.keeping import check_open, note
from registry.organisations.models import Agency, AgencyContact, AgencyParty
from registry.vetting.models import Case

MATERIAL_ROLES = frozenset({"owner", "shareholder", "legal_representative"})
# Codes of the requirements whose papers speak of a person, or of the office.
OF_PEOPLE = frozenset({"application", "identity", "deed", "police_record"})
OF_OFFICE = frozenset({"application", "office"})


def case_for(session: Session, actor: Actor, agency: Agency, codes: frozenset[str]) -> Case:
    """The case that will decide on a change: the one being prepared, or a new one of kind variation.

    `codes`: requirements whose papers speak of what changes and are asked anew.
    """
    from registry.vetting import carry, queries, service

    case = queries.being_prepared(session, agency.id)
    if case is None:
        case = service.begin(session, actor, agency, kind="variation")
    carry.ask_anew(session, case, codes)
    return case


def propose_office(
    session: Session, actor: Actor, agency: Agency, *, municipality: str, address: str
) -> AgencyContact:
    """The office the agency moves to. Raises NotAllowed, NotPossible("agency_data_closed"), Invalid("office_same")."""
    check_open(session, actor, agency)
    if (municipality, fold(address)) == (agency.municipality, fold(agency.address or "")):
        raise Invalid("office_same", field="address")
    case = case_for(session, actor, agency, OF_OFFICE)
    pending = select(AgencyContact).where(
        AgencyContact.agency_id == agency.id, AgencyContact.variation_id.is_not(None)
    )
    for earlier in session.scalars(pending):
        session.delete(earlier)
    office = office_contact(agency.id, municipality, address)
    office.variation_id = case.id
    session.add(office)
    note(session, actor, agency, "propose_change", what="office")
    return office


def office_contact(agency_id: int, municipality: str, address: str) -> AgencyContact:
    """An address as the list of contacts keeps it, not yet added."""
    return AgencyContact(
        agency_id=agency_id,
        kind="address",
        value=f"{municipality} {address}",
        normalised=fold(address),
        is_public=False,
    )


def remember_office(session: Session, agency: Agency) -> None:
    """Keep the office that is about to change as one of the past."""
    if agency.address and agency.municipality:
        past = office_contact(agency.id, agency.municipality, agency.address)
        past.until = clock.today()
        session.add(past)


def of_case(session: Session, case: Case) -> tuple[list[AgencyParty], list[AgencyContact]]:
    """People and offices that this case decides on."""
    parties = session.scalars(select(AgencyParty).where(AgencyParty.variation_id == case.id))
    offices = session.scalars(select(AgencyContact).where(AgencyContact.variation_id == case.id))
    return list(parties), list(offices)


def settle(session: Session, case: Case, agency: Agency, *, accepted: bool) -> None:
    """Carry out what the case was about, or end it with the case that refused it or lapsed."""
    today = clock.today()
    parties, offices = of_case(session, case)
    for party in parties:
        party.variation_id = None
        party.since = (party.since or today) if accepted else party.since
        party.until = None if accepted else today
    for office in offices:
        office.variation_id = None
        if accepted:
            remember_office(session, agency)
            agency.municipality, _, agency.address = office.value.partition(" ")
            session.delete(office)
        else:
            office.until = today
    session.flush()
