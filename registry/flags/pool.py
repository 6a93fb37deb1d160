"""Every agency of the register as matching compares it, loaded in a handful of questions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import addresses
from matching.firms import Crowd, Firm, Person
from registry.flags.rulebook import Rulebook
from registry.organisations.identifiers import PHONES
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Branch, Recruiter, Standing
from registry.standard.models import Finding
from registry.vetting.models import Case

_WATCHED = ("surveillance", "complaint")
_ENDED = ("decided", "lapsed")


@dataclass(frozen=True)
class Pool:
    """All firms by key, and what is usual among them."""

    firms: dict[int, Firm]
    crowd: Crowd


def load(session: Session, book: Rulebook) -> Pool:
    """The whole register and everybody who applies. About half a second for 500 agencies."""
    parts: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
    kinds: tuple[tuple[str, Any], ...] = (
        ("contact", AgencyContact),
        ("party", AgencyParty),
        ("recruiter", Recruiter),
        ("branch", Branch),
    )
    for name, model in kinds:
        for row in session.scalars(select(model).order_by(model.id)):
            parts[name, row.agency_id].append(row)
    since = {
        row.agency_id: row.since
        for row in session.scalars(select(Standing).order_by(Standing.since, Standing.id))
    }
    watched = _watched(session)
    firms = {
        agency.id: _firm(agency, parts, since.get(agency.id), agency.id in watched)
        for agency in session.scalars(select(Agency).order_by(Agency.id))
    }
    return Pool(firms, Crowd(list(firms.values())))


def _watched(session: Session) -> set[int]:
    """Agencies under surveillance, or with a critical finding that is open: PHX1 counts them as sanctioned."""
    cases = select(Case.agency_id).where(Case.kind.in_(_WATCHED), Case.state.not_in(_ENDED))
    findings = (
        select(Case.agency_id)
        .join(Finding, Finding.case_id == Case.id)
        .where(Finding.grade == "critical", Finding.state == "open")
    )
    return set(session.scalars(cases)) | set(session.scalars(findings))


def _firm(agency: Agency, parts: dict[tuple[str, int], list[Any]], since: Any, is_watched: bool) -> Firm:
    contacts: list[AgencyContact] = parts["contact", agency.id]
    places = [addresses.read(agency.address, agency.municipality or "")] if agency.address else []
    places += [addresses.read(one.value) for one in contacts if one.kind == "address"]
    places += [
        addresses.read(one.address, one.municipality, one.latitude, one.longitude)
        for one in parts["branch", agency.id]
    ]
    status = str(agency.state)
    if is_watched and status in ("registered", "conditional", "expired"):
        status = "under_surveillance"
    return Firm(
        id=agency.public_id,
        names=tuple(dict.fromkeys((agency.legal_name, *agency.trade_names))),
        nit=agency.nit or "",
        status=status,
        status_since=since,
        founded_on=agency.founded_on,
        people=(*map(_party, parts["party", agency.id]), *map(_recruiter, parts["recruiter", agency.id])),
        phones=tuple(one.value for one in contacts if one.kind in PHONES),
        emails=tuple(one.value for one in contacts if one.kind == "email"),
        webs=(
            *(one.value for one in contacts if one.kind == "web"),
            *([agency.website] if agency.website else []),
        ),
        places=tuple(places),
        accounts=tuple(one.normalised for one in contacts if one.kind == "bank_account"),
    )


def _party(one: AgencyParty) -> Person:
    return Person(one.name, one.dpi_hash or "", one.nit_hash or "", one.role, one.since, one.until)


def _recruiter(one: Recruiter) -> Person:
    return Person(one.name, one.dpi_hash or "", "", "recruiter", one.since, one.until)
