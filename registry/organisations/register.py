"""The public register: what anybody may know of an agency (ethical-recruitment.md 6.9), as plain values.

Holds no DPI, no private contact, no shareholder, nothing of an officer. An application that was never handed in is
not in the register: nobody can point at "in process" who has only typed a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from registry import clock
from registry.errors import NotFound
from registry.organisations.identifiers import read_registry_no
from registry.organisations.models import Agency, AgencyContact, Employer, Recruiter
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
class HistoryLine:
    since: date
    status: str
    public_reason: str | None


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
)


def entries(session: Session) -> list[Entry]:
    """The whole register, numbered agencies first, in the order of their numbers."""
    query = (
        select(Agency)
        .where(is_public())
        .order_by(Agency.registry_no.is_(None), Agency.registry_no, Agency.id)
    )
    return [_entry(agency) for agency in session.scalars(query.options(*_SHOWN))]


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
    query = select(Agency).where(Agency.id.in_(wanted), is_public()).options(*_SHOWN)
    there = {agency.id: agency for agency in session.scalars(query)} if wanted else {}
    return [_entry(there[key]) for key in wanted if key in there]


def _entry(agency: Agency) -> Entry:
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
            Card(one.name, one.card_no, one.valid_to, good)
            for one in agency.recruiters
            if one.card_no and one.is_current
        ),
        history=tuple(
            HistoryLine(one.since, PUBLIC_STATUS[AgencyState(one.state)], one.public_reason)
            for one in reversed(agency.standings)
        ),
    )


def _day(agency: Agency) -> date:
    return agency.applied_at.astimezone(clock.GUATEMALA).date()


def live_vacancies(session: Session, code: str) -> list[LiveVacancy]:
    """What this agency has published now; nothing of one that may not recruit."""
    number = read_registry_no(code)
    mine = Agency.registry_no == number if number else Agency.public_id == code
    query = (
        select(Vacancy, Employer.legal_name)
        .join(Agency, Agency.id == Vacancy.agency_id)
        .join(Employer, Employer.id == Vacancy.employer_id)
        .where(mine, Agency.state.in_(IN_GOOD_STANDING), Vacancy.state == VacancyState.PUBLISHED)
        .order_by(Vacancy.start_on, Vacancy.id)
        .limit(50)
    )
    return [
        LiveVacancy(
            public_id=vacancy.public_id,
            number=vacancy.number,
            title=vacancy.title,
            employer=employer,
            country=vacancy.country,
            region=vacancy.region,
            start_on=vacancy.start_on,
            seats_left=vacancy.seats_total - vacancy.seats_filled,
        )
        for vacancy, employer in session.execute(query)
    ]


# ---------------------------------------------------------------- finding by what somebody types


def ids_by_registry_no(session: Session, registry_no: str) -> list[int]:
    return list(session.scalars(select(Agency.id).where(Agency.registry_no == registry_no)))


def ids_by_nit(session: Session, nit: str) -> list[int]:
    return list(session.scalars(select(Agency.id).where(Agency.nit == nit, is_public()).order_by(Agency.id)))


def public_contacts(session: Session, kinds: Iterable[str], normalised: Iterable[str]) -> list[AgencyContact]:
    """Published contacts with one of these normalised values."""
    query = (
        select(AgencyContact)
        .join(Agency, Agency.id == AgencyContact.agency_id)
        .where(
            AgencyContact.kind.in_(list(kinds)),
            AgencyContact.normalised.in_(list(normalised)),
            AgencyContact.is_public,
            AgencyContact.until.is_(None),
            is_public(),
        )
    )
    return list(session.scalars(query.order_by(AgencyContact.id)))


def recruiter_by_card(session: Session, card_no: str) -> Recruiter | None:
    return session.scalar(select(Recruiter).where(func.upper(Recruiter.card_no) == card_no.upper()))


def vacancy_by_number(session: Session, number: str) -> Vacancy | None:
    """A vacancy that is or was open to the public, by its number or its official reference."""
    shown = [VacancyState.PUBLISHED, VacancyState.SUSPENDED, VacancyState.FILLED, VacancyState.CLOSED]
    named = or_(
        func.upper(Vacancy.number) == number.upper(), func.upper(Vacancy.official_ref) == number.upper()
    )
    query = select(Vacancy).where(named, Vacancy.state.in_(shown)).limit(1)
    return session.scalar(query.options(selectinload(Vacancy.employer)))


def all_names(session: Session) -> list[tuple[int, str]]:
    """(agency id, name) for every legal and trade name in the register."""
    rows = session.execute(select(Agency.id, Agency.legal_name, Agency.trade_names).where(is_public()))
    return [(row[0], name) for row in rows for name in (row[1], *row[2])]
