"""Agencies from a JSON file (interfaces.md) into the record: each row imported, a duplicate, or refused with a reason.

Nobody is in the register without two people who decided it here, so every imported agency begins as an application
without a file. The standing that the file gives is what somebody claims: it is kept in the event and shown to officers,
never to the public. Card numbers are not taken over, bank accounts only as hash and last digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.firms import Firm, Person
from matching.text import fold
from registry import clock, crypto, events
from registry.access import Actor
from registry.candidates.dpi import check_dpi
from registry.errors import Invalid
from registry.flags import files
from registry.organisations import identifiers
from registry.organisations.keeping import account_hash
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Recruiter
from registry.organisations.service import new_contact
from registry.organisations.variation import office_contact
from registry.seeds.reference import countries, municipalities_named

KINDS = ("company", "individual", "foreign")
ROLES = frozenset({"owner", "shareholder", "director", "legal_representative", "manager", "guarantor"})
# Other words for a role of the list.
_ALSO = {"legal_rep": "legal_representative", "representative": "legal_representative"}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Noted:
    """Something a clerk should know about a row: a code and its arguments."""

    code: str
    args: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row, counted from 1: imported, duplicate or refused."""

    row: int
    outcome: str
    notes: tuple[Noted, ...]


def import_rows(session: Session, actor: Actor, rows: Iterable[Any], *, source: str) -> Iterator[Outcome]:
    """Import row by row, in the caller's transaction; the caller consumes the outcomes and commits.

    `source`: name of the file. A firm is known by its NIT; where it or the known one has none, by its legal name.
    """
    known = {one.public_id: _marks(one.nit, one.legal_name) for one in session.scalars(select(Agency))}
    for number, row in enumerate(rows, start=1):
        try:
            firm = files.firm(row, fallback="")
            corridors = [one for one in files.texts(row, "corridors") if one in countries()]
        except files.Unreadable as error:
            yield Outcome(number, "refused", (Noted("agency_unreadable", {"why": str(error)}),))
            continue
        wrong = _refusal(row, firm)
        if wrong is not None:
            yield Outcome(number, "refused", (wrong,))
            continue
        marks = _marks(firm.nit, _name(row))
        same = next((key for key, one in known.items() if _is_same(one, marks)), None)
        if same is not None:
            yield Outcome(number, "duplicate", (Noted("agency_known", {"agency": same}),))
            continue
        agency, notes = _import(session, actor, row, firm, corridors, source)
        known[agency.public_id] = marks
        yield Outcome(number, "imported", tuple(notes))


def _marks(nit: str | None, legal_name: str) -> tuple[str, str]:
    return nit or "", fold(legal_name)


def _is_same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] == other[0] if one[0] and other[0] else one[1] == other[1]


def _name(row: dict[str, Any]) -> str:
    return str(row.get("legal_name") or "").strip()


def _refusal(row: dict[str, Any], firm: Firm) -> Noted | None:
    name = _name(row)
    if not name:
        return Noted("agency_nameless", {})
    if len(name) > _LONGEST:
        return Noted("agency_name_long", {"most": str(_LONGEST)})
    if row.get("nit") and not firm.nit:
        return Noted("agency_nit_unreadable", {})
    if row.get("kind") and row["kind"] not in KINDS:
        return Noted("agency_kind_unknown", {"kinds": ", ".join(KINDS)})
    return None


def _import(
    session: Session, actor: Actor, row: dict[str, Any], firm: Firm, corridors: list[str], source: str
) -> tuple[Agency, list[Noted]]:
    policy = row.get("declared_fee_policy")
    agency = Agency(
        kind=row.get("kind") or "company",
        legal_name=_name(row),
        trade_names=[name[:_LONGEST] for name in firm.names[1:]],
        nit=firm.nit or None,
        founded_on=firm.founded_on,
        declared_fee_policy=policy if policy in ("zero", "worker_pays") else None,
        corridors=corridors,
        applied_at=clock.now(),
    )
    session.add(agency)
    session.flush()
    left_out: list[str] = []
    for contact in row.get("contacts") or ():
        left_out += _contact(session, agency, contact)
    for person in firm.people:
        left_out += _person(session, agency, person)
    session.flush()
    claim = {
        "file": source[:100],
        "row_id": firm.id[:40],
        "status": firm.status,
        "status_since": firm.status_since.isoformat() if firm.status_since else "",
        "registry_no": str(row.get("registry_no") or "")[:20],
    }
    data = {name: value for name, value in claim.items() if value}
    events.record(session, actor, "agency", agency.public_id, "import", data=data)
    notes = [Noted("agency_begins", {"status": firm.status or "–"})]
    if left_out:
        notes.append(Noted("agency_left_out", {"parts": ", ".join(dict.fromkeys(left_out))}))
    return agency, notes


def _contact(session: Session, agency: Agency, row: dict[str, Any]) -> list[str]:
    """Keep one contact; the name of its type when it cannot be kept."""
    kind, value = str(row.get("type") or "").lower(), str(row.get("value") or "").strip()
    if kind == "address":
        return _address(session, agency, value, str(row.get("municipality") or ""))
    if kind == "bank_account":
        digits = identifiers.read_account(value)
        if digits is None:
            return [kind]
        session.add(
            AgencyContact(
                agency_id=agency.id,
                kind=kind,
                value=f"···{digits[-4:]}",
                normalised=account_hash(digits),
                is_public=False,
            )
        )
        return []
    if kind not in ("phone", "whatsapp", "email", "web"):
        return [kind or "contact"]
    try:
        session.add(new_contact(agency, kind, value, is_public=False))
    except Invalid:
        return [kind]
    return []


def _address(session: Session, agency: Agency, value: str, place: str) -> list[str]:
    """The first office is the agency's own; others are kept to compare with."""
    found = municipalities_named(place) if place else []
    if not value or len(found) != 1:
        return ["address"]
    if agency.address is None:
        agency.municipality, agency.address = found[0].code, value[:300]
    else:
        session.add(office_contact(agency.id, found[0].code, value[:300]))
    return []


def _person(session: Session, agency: Agency, person: Person) -> list[str]:
    """Keep somebody behind the firm, or a recruiter without a card."""
    if not person.name:
        return ["person"]
    digits = check_dpi(person.document).digits if person.document else None
    hashed = crypto.keyed_hash("dpi", digits) if digits else None
    if person.role == "recruiter":
        session.add(Recruiter(agency_id=agency.id, name=person.name[:_LONGEST], dpi=digits, dpi_hash=hashed))
        return ["dpi"] if person.document and not digits else []
    role = _ALSO.get(person.role, person.role)
    if role not in ROLES:
        return [f"role {re.sub(r'[^a-z_]', '', role)[:30]}".strip()]
    session.add(
        AgencyParty(
            agency_id=agency.id,
            name=person.name[:_LONGEST],
            role=role,
            dpi=digits,
            dpi_hash=hashed,
            nit=person.nit or None,
            nit_hash=crypto.keyed_hash("nit", person.nit) if person.nit else None,
            since=person.since,
            until=person.until,
        )
    )
    return ["dpi"] if person.document and not digits else []
