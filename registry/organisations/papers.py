"""Offices, bonds and certificates of an agency: facts with a term, each checked by somebody else than who states it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.text import fold
from registry import clock, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotFound
from registry.organisations import identifiers
from registry.organisations.keeping import check_open, check_papers_open, check_room, note
from registry.organisations.models import Agency, Bond, Branch, Certificate

SCHEMES = ("iris", "clearview", "foreign_licence")
CURRENCIES = ("GTQ", "USD")
# Where a licence to recruit for Guatemalans can come from.
LICENCE_COUNTRIES = ("US", "CA", "ES", "MX")


def add_branch(
    session: Session,
    actor: Actor,
    agency: Agency,
    *,
    municipality: str,
    address: str,
    position: str = "",
    since: date | None = None,
) -> Branch:
    """Another office. `position`: latitude and longitude as a map gives them, "14.6349, -90.5069"; may be empty.

    Raises Invalid: position_unreadable, branch_twice, list_full, date_future.
    """
    check_open(session, actor, agency)
    where = identifiers.read_position(position) if position.strip() else None
    if position.strip() and where is None:
        raise Invalid("position_unreadable", field="position")
    _not_in_the_future(since, "since")
    normalised = fold(address)
    there = list(session.scalars(select(Branch).where(Branch.agency_id == agency.id, Branch.until.is_(None))))
    if any((one.municipality, one.normalised) == (municipality, normalised) for one in there):
        raise Invalid("branch_twice", field="address")
    check_room(len(there), "address")
    branch = Branch(
        agency_id=agency.id,
        municipality=municipality,
        address=address,
        normalised=normalised,
        latitude=where[0] if where else None,
        longitude=where[1] if where else None,
        since=since or clock.today(),
    )
    session.add(branch)
    note(session, actor, agency, "add_branch", municipality=municipality)
    return branch


@dataclass(frozen=True, slots=True)
class BondTerms:
    """What stands on the policy. `amount` in `currency`."""

    issuer: str
    number: str
    amount: Decimal
    currency: str
    valid_from: date
    valid_to: date
    scope: str | None = None


def add_bond(
    session: Session, actor: Actor, agency: Agency, terms: BondTerms, *, file_id: int | None = None
) -> Bond:
    """A bond as the agency states it; it counts once somebody asked the issuer (`verify_bond`).

    Raises Invalid: dates_crossed, document_expired, amount_wrong, paper_twice.
    """
    check_papers_open(session, actor, agency)
    _term(terms.valid_from, terms.valid_to)
    if terms.amount <= 0:
        raise Invalid("amount_wrong", field="amount")
    mine = select(Bond).where(Bond.agency_id == agency.id, Bond.withdrawn_on.is_(None))
    if any(
        _same(one.number, terms.number) and one.valid_to == terms.valid_to for one in session.scalars(mine)
    ):
        raise Invalid("paper_twice", field="number")
    bond = Bond(
        agency_id=agency.id,
        issuer=terms.issuer,
        number=terms.number,
        amount=terms.amount,
        currency=terms.currency,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        scope=terms.scope,
        file_id=file_id,
        given_at=clock.now(),
    )
    session.add(bond)
    note(session, actor, agency, "add_bond", valid_to=terms.valid_to.isoformat())
    return bond


@dataclass(frozen=True, slots=True)
class Certified:
    """What stands on the certificate. `country` and `region`: of a foreign licence."""

    scheme: str
    number: str
    issuer: str
    valid_from: date
    valid_to: date
    country: str | None = None
    region: str | None = None
    scope: str | None = None
    evidence: str | None = None


def add_certificate(
    session: Session, actor: Actor, agency: Agency, stated: Certified, *, file_id: int | None = None
) -> Certificate:
    """A licence of another country or a certificate of IRIS or ClearView, as the agency states it.

    Raises Invalid: country_missing, dates_crossed, document_expired, web_unreadable, paper_twice.
    """
    check_papers_open(session, actor, agency)
    if stated.scheme == "foreign_licence" and stated.country not in LICENCE_COUNTRIES:
        raise Invalid("country_missing", field="country")
    _term(stated.valid_from, stated.valid_to)
    if stated.evidence and identifiers.web_host(stated.evidence) is None:
        raise Invalid("web_unreadable", field="evidence")
    mine = select(Certificate).where(Certificate.agency_id == agency.id, Certificate.withdrawn_on.is_(None))
    for one in session.scalars(mine):
        if (
            one.scheme == stated.scheme
            and _same(one.number, stated.number)
            and one.valid_to == stated.valid_to
        ):
            raise Invalid("paper_twice", field="number")
    licence = stated.scheme == "foreign_licence"
    certificate = Certificate(
        agency_id=agency.id,
        scheme=stated.scheme,
        country=stated.country if licence else None,
        region=stated.region if licence else None,
        number=stated.number,
        issuer=stated.issuer,
        scope=stated.scope,
        evidence=stated.evidence,
        valid_from=stated.valid_from,
        valid_to=stated.valid_to,
        file_id=file_id,
        given_at=clock.now(),
    )
    session.add(certificate)
    note(session, actor, agency, "add_certificate", scheme=stated.scheme)
    return certificate


def standing(agency: Agency, verb: str) -> list[Bond] | list[Certificate]:
    """The agency's papers that this verb is about: those that nobody took back and that have not ended."""
    today = clock.today()
    if verb == "verify_bond":
        return [one for one in agency.bonds if one.withdrawn_on is None and one.valid_to >= today]
    if verb == "check_certificate":
        return [one for one in agency.certificates if one.withdrawn_on is None and one.valid_to >= today]
    return []


def to_check(agency: Agency) -> list[str]:
    """What an officer can confirm about an agency: verify_bond, check_certificate, as far as it has such papers."""
    return [verb for verb in ("verify_bond", "check_certificate") if standing(agency, verb)]


def verify_bond(session: Session, actor: Actor, agency: Agency, key: int, *, on: date) -> None:
    """An officer asked the issuer on this day, and the issuer confirmed it. Raises NotAllowed, NotFound, Invalid."""
    bond = session.scalar(select(Bond).where(Bond.id == key, Bond.agency_id == agency.id))
    _check_officer(actor, agency, bond, on)
    if bond is not None:
        bond.verified_with_issuer_on, bond.verified_by_id = on, actor.account_id
        session.flush()
        events.record(session, actor, "agency", agency.public_id, "verify_bond", data={"on": on.isoformat()})


def check_certificate(session: Session, actor: Actor, agency: Agency, key: int, *, on: date) -> None:
    """An officer looked at the issuer's own page or asked there, and it holds. Raises NotAllowed, NotFound, Invalid."""
    found = session.scalar(
        select(Certificate).where(Certificate.id == key, Certificate.agency_id == agency.id)
    )
    _check_officer(actor, agency, found, on)
    if found is not None:
        found.last_checked, found.checked_by_id = on, actor.account_id
        session.flush()
        data = {"scheme": found.scheme, "on": on.isoformat()}
        events.record(session, actor, "agency", agency.public_id, "check_certificate", data=data)


def _check_officer(actor: Actor, agency: Agency, found: object | None, on: date) -> None:
    if not may(actor, Permission.CASE_REVIEW, agency):
        raise NotAllowed()
    if found is None:
        raise NotFound()
    _not_in_the_future(on, "checked_on")


def _term(valid_from: date, valid_to: date) -> None:
    if valid_to < valid_from:
        raise Invalid("dates_crossed", field="valid_to")
    if valid_to < clock.today():
        raise Invalid("document_expired", field="valid_to")


def _not_in_the_future(day: date | None, field: str) -> None:
    if day is not None and day > clock.today():
        raise Invalid("date_future", field=field)


def _same(one: str, other: str) -> bool:
    return fold(one).replace(" ", "") == fold(other).replace(" ", "")
