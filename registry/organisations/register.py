"""The public register: what anybody may know of an agency (ethical-recruitment.md 6.9), as plain values.

Holds no DPI, no private contact, no shareholder, nothing of an officer. An application that was never handed in is
not in the register: nobody can point at "in process" who has only typed a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from registry import clock
from registry.errors import NotFound
from registry.organisations import corrections
from registry.organisations.bands import band
from registry.organisations.identifiers import PHONES, read_registry_no
from registry.organisations.models import (
    Agency,
    AgencyContact,
    AgencyParty,
    Bond,
    Certificate,
    Employer,
    Recruiter,
)
from registry.organisations.states import IN_GOOD_STANDING, AgencyState
from registry.seeds.reference import departments, municipalities
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from registry.vetting.models import Case

# The words of ethical-recruitment.md 6.3 hang on these codes (app/words/agencies.py).
PUBLIC_STATUS = {
    AgencyState.REGISTERED: "registered",
    AgencyState.CONDITIONAL: "conditional",
    AgencyState.APPLIED: "in_process",
    AgencyState.SUSPENDED: "suspended",
    AgencyState.REVOKED: "cancelled",
    AgencyState.EXPIRED: "expired",
    AgencyState.REFUSED: "not_registered",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A recruiter and the number on the photo card. `is_good`: the agency's standing lets it be used."""

    name: str
    card_no: str
    valid_to: date | None
    is_good: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong with a line of the history. `since`: the right date, where the date was wrong."""

    corrected_on: date
    text: str
    since: date | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    since: date
    status: str
    public_reason: str | None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """Another office of the agency, open now."""

    address: str
    municipality: str | None
    department: str | None


@dataclass(frozen=True, slots=True)
class OutsideCertificate:
    """What somebody else certified: a fact beside the Ministry's decision. `last_checked`: by an officer with its
    issuer; None when nobody did."""

    scheme: str
    country: str | None
    number: str
    issuer: str
    scope: str | None
    valid_from: date
    valid_to: date
    last_checked: date | None


@dataclass(frozen=True, slots=True)
class BondBand:
    """That a bond stands, how large roughly (lower and upper end of the band), and until when."""

    currency: str
    least: int
    most: int | None
    valid_to: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One agency as the register shows it. `code` is its fixed address: the registry number, or the opaque id of one
    that was never registered. `is_good`: it may recruit. `nit` only of companies."""

    code: str
    registry_no: str | None
    legal_name: str
    trade_names: tuple[str, ...]
    nit: str | None
    status: str
    is_good: bool
    since: date
    valid_from: date | None
    valid_to: date | None
    conditions: str | None
    corridors: tuple[str, ...]
    municipality: str | None
    department: str | None
    address: str | None
    phones: tuple[str, ...]
    whatsapps: tuple[str, ...]
    emails: tuple[str, ...]
    webs: tuple[str, ...]
    representatives: tuple[str, ...]
    recruiters: tuple[Card, ...]
    history: tuple[HistoryLine, ...]
    offices: tuple[Office, ...] = ()
    certificates: tuple[OutsideCertificate, ...] = ()
    bond: BondBand | None = None
    # Born with the synthetic population, without a case behind it.
    is_fictitious: bool = False


@dataclass(frozen=True, slots=True)
class LiveVacancy:
    """A published vacancy of an agency."""

    public_id: str
    number: str
    title: str
    employer: str
    country: str
    region: str | None
    start_on: date | None
    seats_left: int


def is_public() -> ColumnElement[bool]:
    handed_in = select(Case.agency_id).where(Case.submitted_at.is_not(None))
    return or_(Agency.state != AgencyState.APPLIED, Agency.registry_no.is_not(None), Agency.id.in_(handed_in))


_SHOWN = (
    selectinload(Agency.contacts),
    selectinload(Agency.parties),
    selectinload(Agency.recruiters),
    selectinload(Agency.standings),
    selectinload(Agency.branches),
    selectinload(Agency.certificates),
    selectinload(Agency.bonds),
)


def entries(session: Session) -> list[Entry]:
    """The whole register, numbered agencies first, in the order of their numbers."""
    query = (
        select(Agency)
        .where(is_public())
        .order_by(Agency.registry_no.is_(None), Agency.registry_no, Agency.id)
    )
    return _entries(session, list(session.scalars(query.options(*_SHOWN))))


def entry(session: Session, code: str) -> Entry:
    """The agency at this fixed address. Raises NotFound."""
    if not code.isprintable():
        raise NotFound()
    number = read_registry_no(code)
    found = of_ids(session, session.scalars(select(Agency.id).where(
        Agency.registry_no == number if number else Agency.public_id == code
    )))  # fmt: skip
    if not found:
        raise NotFound()
    return found[0]


def of_ids(session: Session, ids: Iterable[int]) -> list[Entry]:
    """The entries of these agencies, in the order given; those that are not public are left out."""
    wanted = list(dict.fromkeys(ids))
    there = by_id(session, wanted)
    return [there[key] for key in wanted if key in there]


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Entry]:
    """The entries of these agencies by their internal keys; those that are not public are left out."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    query = select(Agency).where(Agency.id.in_(wanted), is_public()).options(*_SHOWN)
    agencies = list(session.scalars(query))
    return {agency.id: one for agency, one in zip(agencies, _entries(session, agencies), strict=True)}


def _entries(session: Session, agencies: list[Agency]) -> list[Entry]:
    corrected = corrections.of_standings(
        session, [line.id for agency in agencies for line in agency.standings]
    )
    return [_entry(agency, corrected) for agency in agencies]


def _entry(agency: Agency, corrected: dict[int, list[corrections.StandingCorrection]]) -> Entry:
    good = agency.state in IN_GOOD_STANDING
    place = municipalities().get(agency.municipality or "")
    contacts = {
        kind: tuple(
            one.value for one in agency.contacts if one.kind == kind and one.is_public and one.is_current
        )
        for kind in ("phone", "whatsapp", "email", "web")
    }
    return Entry(
        code=agency.registry_no or agency.public_id,
        registry_no=agency.registry_no,
        legal_name=agency.legal_name,
        trade_names=tuple(agency.trade_names),
        nit=agency.nit if agency.kind != "individual" else None,
        status=PUBLIC_STATUS[AgencyState(agency.state)],
        is_good=good,
        since=agency.standings[-1].since if agency.standings else _day(agency),
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
        conditions=agency.conditions if agency.state == AgencyState.CONDITIONAL else None,
        corridors=tuple(agency.corridors),
        municipality=place.name if place else None,
        department=departments()[place.department].name if place else None,
        address=agency.address,
        phones=contacts["phone"],
        whatsapps=contacts["whatsapp"],
        emails=contacts["email"],
        webs=contacts["web"],
        representatives=tuple(
            one.name for one in agency.parties if one.role == "legal_representative" and one.is_current
        ),
        recruiters=tuple(
            _card(one, good, agency.valid_to) for one in agency.recruiters if one.card_no and one.is_current
        ),
        history=tuple(
            HistoryLine(
                one.since,
                PUBLIC_STATUS[AgencyState(one.state)],
                one.public_reason,
                tuple(Correction(x.corrected_on, x.text, x.since) for x in corrected.get(one.id, ())),
            )
            for one in reversed(agency.standings)
        ),
        offices=tuple(_office(one.address, one.municipality) for one in agency.branches if one.until is None),
        certificates=tuple(
            _certificate(one)
            for one in agency.certificates
            if one.withdrawn_on is None and one.valid_to >= clock.today()
        ),
        bond=_bond(agency.bonds),
        is_fictitious=agency.is_fictitious,
    )


def _card(one: Recruiter, is_good: bool, licensed_to: date | None) -> Card:
    """The card dies with its own end, and with the licence of the agency: one that ends on the licence's last day goes
    on while a renewal that was filed in time is decided."""
    ended = one.valid_to is not None and one.valid_to < clock.today() and one.valid_to != licensed_to
    in_time = one.is_current and not ended
    return Card(one.name, one.card_no or "", one.valid_to, is_good and in_time)


def _office(address: str, municipality: str) -> Office:
    place = municipalities().get(municipality)
    return Office(
        address, place.name if place else None, departments()[place.department].name if place else None
    )


def _certificate(one: Certificate) -> OutsideCertificate:
    return OutsideCertificate(
        one.scheme,
        one.country,
        one.number,
        one.issuer,
        one.scope,
        one.valid_from,
        one.valid_to,
        one.last_checked,
    )


def _bond(bonds: Iterable[Bond]) -> BondBand | None:
    """The bond that runs longest, of those their issuer confirmed and nobody took back."""
    today = clock.today()
    standing = [
        one
        for one in bonds
        if one.verified_with_issuer_on
        and one.withdrawn_on is None
        and one.valid_from <= today <= one.valid_to
    ]
    if not standing:
        return None
    longest = max(standing, key=lambda one: one.valid_to)
    least, most = band(longest.amount)
    return BondBand(longest.currency, least, most, longest.valid_to)


def _day(agency: Agency) -> date:
    return agency.applied_at.astimezone(clock.GUATEMALA).date()


def live_vacancies(session: Session, code: str) -> list[LiveVacancy]:
    """What this agency has published now; nothing of one that may not recruit."""
    number = read_registry_no(code)
    mine = Agency.registry_no == number if number else Agency.public_id == code
    return live_by_agency(session, mine, most=50).get(number or code, [])


def live_by_agency(
    session: Session, which: ColumnElement[bool] | None = None, most: int | None = None
) -> dict[str, list[LiveVacancy]]:
    """What agencies in good standing have published now, by the address of the agency (`Entry.code`)."""
    query = (
        select(Vacancy, Employer.legal_name, Agency.registry_no, Agency.public_id)
        .join(Agency, Agency.id == Vacancy.agency_id)
        .join(Employer, Employer.id == Vacancy.employer_id)
        .where(Agency.state.in_(IN_GOOD_STANDING), Vacancy.state == VacancyState.PUBLISHED)
        .order_by(Vacancy.start_on, Vacancy.id)
        .limit(most)
    )
    found: dict[str, list[LiveVacancy]] = {}
    for vacancy, employer, registry_no, public_id in session.execute(
        query if which is None else query.where(which)
    ):
        found.setdefault(registry_no or public_id, []).append(_live(vacancy, employer))
    return found


def _live(vacancy: Vacancy, employer: str) -> LiveVacancy:
    return LiveVacancy(
        public_id=vacancy.public_id,
        number=vacancy.number,
        title=vacancy.title,
        employer=employer,
        country=vacancy.country,
        region=vacancy.region,
        start_on=vacancy.start_on,
        seats_left=vacancy.seats_total - vacancy.seats_filled,
    )


# ---------------------------------------------------------------- finding by what somebody types


def ids_by_registry_no(session: Session, registry_no: str) -> list[int]:
    return list(session.scalars(select(Agency.id).where(Agency.registry_no == registry_no)))


def keys_of(session: Session, codes: Iterable[str]) -> list[int]:
    """The internal keys of the agencies at these addresses (`Entry.code`)."""
    wanted = list(codes)
    return list(
        session.scalars(
            select(Agency.id).where(or_(Agency.registry_no.in_(wanted), Agency.public_id.in_(wanted)))
        )
    )


def ids_by_nit(session: Session, nit: str) -> list[int]:
    return list(session.scalars(select(Agency.id).where(Agency.nit == nit, is_public()).order_by(Agency.id)))


def _is_shown() -> ColumnElement[bool]:
    """Of contacts: published, in use, and not a change that a case has still to decide."""
    return and_(AgencyContact.is_public, AgencyContact.until.is_(None), AgencyContact.variation_id.is_(None))


def public_contacts(session: Session, kinds: Iterable[str], normalised: Iterable[str]) -> list[AgencyContact]:
    """Published contacts with one of these normalised values."""
    query = (
        select(AgencyContact)
        .join(Agency, Agency.id == AgencyContact.agency_id)
        .where(
            AgencyContact.kind.in_(list(kinds)),
            AgencyContact.normalised.in_(list(normalised)),
            _is_shown(),
            is_public(),
        )
    )
    return list(session.scalars(query.order_by(AgencyContact.id)))


def card(session: Session, card_no: str) -> tuple[Card, Entry, int] | None:
    """The card with this number, its agency's entry and internal key; None when nobody public has it."""
    recruiter = session.scalar(select(Recruiter).where(func.upper(Recruiter.card_no) == card_no.upper()))
    agency = by_id(session, [recruiter.agency_id]).get(recruiter.agency_id) if recruiter else None
    if recruiter is None or agency is None:
        return None
    return _card(recruiter, agency.is_good, agency.valid_to), agency, recruiter.agency_id


def vacancy_by_number(session: Session, number: str) -> Vacancy | None:
    """A vacancy that is or was open to the public, by its number or its official reference."""
    shown = [VacancyState.PUBLISHED, VacancyState.SUSPENDED, VacancyState.FILLED, VacancyState.CLOSED]
    named = or_(
        func.upper(Vacancy.number) == number.upper(), func.upper(Vacancy.official_ref) == number.upper()
    )
    query = select(Vacancy).where(named, Vacancy.state.in_(shown)).limit(1)
    return session.scalar(query.options(selectinload(Vacancy.employer)))


def all_names(session: Session) -> tuple[tuple[int, str], ...]:
    """(agency id, name) for every legal and trade name in the register."""
    rows = session.execute(select(Agency.id, Agency.legal_name, Agency.trade_names).where(is_public()))
    return tuple((row[0], name) for row in rows for name in (row[1], *row[2]))


def phones(session: Session) -> list[tuple[int, str]]:
    """(agency id, last eight digits) for every telephone in the register."""
    query = (
        select(AgencyContact.agency_id, AgencyContact.normalised)
        .join(Agency, Agency.id == AgencyContact.agency_id)
        .where(AgencyContact.kind.in_(PHONES), _is_shown(), is_public())
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def nits(session: Session) -> list[tuple[int, str]]:
    """(agency id, NIT) for every agency in the register that has one."""
    query = select(Agency.id, Agency.nit).where(Agency.nit.is_not(None), is_public())
    return [(row[0], row[1] or "") for row in session.execute(query)]


def people(session: Session) -> tuple[tuple[str, str | None, int], ...]:
    """(name, card number, agency id) for every recruiter with a card and every representative in the register."""
    recruiters = (
        select(Recruiter.name, Recruiter.card_no, Recruiter.agency_id)
        .join(Agency, Agency.id == Recruiter.agency_id)
        .where(Recruiter.card_no.is_not(None), Recruiter.until.is_(None), is_public())
        .order_by(Recruiter.id)
    )
    representatives = (
        select(AgencyParty.name, AgencyParty.agency_id)
        .join(Agency, Agency.id == AgencyParty.agency_id)
        .where(
            AgencyParty.role == "legal_representative",
            AgencyParty.until.is_(None),
            AgencyParty.variation_id.is_(None),
            is_public(),
        )
        .order_by(AgencyParty.id)
    )
    found: list[tuple[str, str | None, int]] = [
        (row[0], row[1], row[2]) for row in session.execute(recruiters)
    ]
    known = {(name, agency) for name, _card_no, agency in found}
    found += [
        (row[0], None, row[1]) for row in session.execute(representatives) if (row[0], row[1]) not in known
    ]
    return tuple(found)


def hiring(session: Session) -> list[tuple[int, str, int]]:
    """(employer id, name, published vacancies) for every employer that has some."""
    query = (
        select(Employer.id, Employer.legal_name, func.count(Vacancy.id))
        .join(Vacancy, Vacancy.employer_id == Employer.id)
        .where(Vacancy.state == VacancyState.PUBLISHED)
        .group_by(Employer.id, Employer.legal_name)
        .order_by(Employer.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]
