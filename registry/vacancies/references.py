"""What other authorities' files say of a vacancy: is its number one they give, does the employer name its recruiter?

A reference that no file of ours can confirm is "unknown" and goes to an officer (ethical-recruitment.md 4.3; JOB2 and
JOB3 in 6.7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from matching.text import company_name
from registry.lists import queries as lists
from registry.lists.kinds import ListKind
from registry.lists.models import ListedParty, OfficialList
from registry.lists.reading import keys_of
from registry.organisations.models import Agency, Employer
from registry.vacancies.models import Vacancy

# How the US Department of Labor numbers its H-2 cases; JO- is a job order before certification.
_US_CASE = re.compile(r"^(H-(300|400)|JO-A-(300|400))-\d{5}-\d{6}$")
_US = frozenset({"H2A", "H2B"})
_CANADA = frozenset({"CA_AG", "CA_LOW"})


@dataclass(frozen=True, slots=True)
class Reference:
    """One question and its answer. code: case_number, recruiter_named, lmia_employer, spain_order.
    outcome: confirmed, not_found, unknown, missing. `official`: the list that was read, if any."""

    code: str
    outcome: str
    number: str | None = None
    official: OfficialList | None = None


def of_vacancy(session: Session, vacancy: Vacancy) -> list[Reference]:
    """Nothing for work at home: no foreign authority numbers it."""
    if vacancy.scheme in _US:
        return _united_states(session, vacancy)
    if vacancy.scheme in _CANADA:
        return [_canada(session, vacancy)]
    if vacancy.scheme == "ES_GECCO":
        # No list of authorised orders is published in a form that was read.
        return [
            Reference("spain_order", "unknown" if vacancy.official_ref else "missing", vacancy.official_ref)
        ]
    return []


def _united_states(session: Session, vacancy: Vacancy) -> list[Reference]:
    number = (vacancy.official_ref or "").upper()
    if not number:
        return [Reference("case_number", "missing")]
    official = lists.in_force(session, ListKind.US_RECRUITERS)
    case = Reference("case_number", "unknown" if _US_CASE.match(number) else "not_found", number)
    if official is not None and _has_case(session, official, number):
        case = Reference("case_number", "confirmed", number, official)
    # H-2A has no such list: its employers do not name recruiters in public.
    if vacancy.scheme != "H2B" or vacancy.agency_id is None:
        return [case]
    if official is None:
        return [case, Reference("recruiter_named", "unknown", number)]
    named = "confirmed" if _names_agency(session, official, vacancy, number) else "not_found"
    return [case, Reference("recruiter_named", named, number, official)]


def _has_case(session: Session, official: OfficialList, number: str) -> bool:
    query = select(ListedParty.id).where(
        ListedParty.list_id == official.id, func.upper(ListedParty.reference) == number
    )
    return session.scalar(query.limit(1)) is not None


def _names_agency(session: Session, official: OfficialList, vacancy: Vacancy, number: str) -> bool:
    """True when a row with the agency's name gives this case, or this employer where it gives employers."""
    agency = session.get_one(Agency, vacancy.agency_id)
    employer = company_name(session.get_one(Employer, vacancy.employer_id).legal_name)
    keys = {key for name in (agency.legal_name, *agency.trade_names) for key in keys_of(name) if key}
    query = select(ListedParty.reference).where(
        ListedParty.list_id == official.id,
        or_(ListedParty.name_key.in_(keys), ListedParty.other_key.in_(keys)),
    )
    return any(
        reference is not None and (reference.upper() == number or company_name(reference) == employer)
        for reference in session.scalars(query)
    )


def _canada(session: Session, vacancy: Vacancy) -> Reference:
    """The list of positive LMIAs names employers, not the numbers of their assessments."""
    if not vacancy.official_ref:
        return Reference("lmia_employer", "missing")
    official = lists.in_force(session, ListKind.CA_LMIA)
    if official is None:
        return Reference("lmia_employer", "unknown", vacancy.official_ref)
    employer = session.get_one(Employer, vacancy.employer_id)
    (mention,) = lists.mentions(session, employer, [ListKind.CA_LMIA])
    found = "confirmed" if mention.parties else "not_found"
    return Reference("lmia_employer", found, vacancy.official_ref, official)
