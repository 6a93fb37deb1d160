"""Official files of other countries beside a vacancy: confirmed, not there, or unknown and for an officer."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from registry.lists.kinds import ListKind
from registry.organisations.models import Agency
from registry.vacancies import references
from registry.vacancies.models import Vacancy
from tests.registry.lists.files import load
from tests.registry.placements.market import new_agency, new_employer, new_vacancy

CASE = "H-400-26001-222222"
# The list has been published with the case and with the employer's name; each is read.
BY_CASE = f"""Recruiter Name,City,Country,Case Number
"Agencia Sol, S.A. (ficticia)",Guatemala,GUATEMALA,{CASE}
"Otra, S.A.",Guatemala,GUATEMALA,H-400-26001-333333
"""
BY_EMPLOYER = """Recruiter Name,City,Country,Employer Name
"Agencia Sol, S.A. (ficticia)",Guatemala,GUATEMALA,Invented Gardens Inc
"""


def order(
    session: Session, scheme: str, number: str | None, *, agency: Agency | None = None, **more: Any
) -> Vacancy:
    vacancy = new_vacancy(
        session, new_employer(session, more.pop("employer", "Invented Gardens Inc")), agency=agency
    )
    vacancy.scheme, vacancy.official_ref = scheme, number
    session.flush()
    return vacancy


def answers(session: Session, vacancy: Vacancy) -> dict[str, str]:
    return {one.code: one.outcome for one in references.of_vacancy(session, vacancy)}


def test_a_case_and_its_recruiter_are_found_in_the_list(session: Session) -> None:
    agency = new_agency(session)
    vacancy = order(session, "H2B", CASE, agency=agency)
    assert answers(session, vacancy) == {"case_number": "unknown", "recruiter_named": "unknown"}
    official = load(session, ListKind.US_RECRUITERS, BY_CASE).official
    assert answers(session, vacancy) == {"case_number": "confirmed", "recruiter_named": "confirmed"}
    assert references.of_vacancy(session, vacancy)[0].official is official


def test_a_list_of_employers_names_the_recruiter_but_no_case(session: Session) -> None:
    load(session, ListKind.US_RECRUITERS, BY_EMPLOYER)
    vacancy = order(session, "H2B", CASE, agency=new_agency(session))
    assert answers(session, vacancy) == {"case_number": "unknown", "recruiter_named": "confirmed"}


def test_an_agency_that_the_employer_does_not_name_is_told(session: Session) -> None:
    load(session, ListKind.US_RECRUITERS, BY_CASE)
    vacancy = order(
        session, "H2B", "H-400-26001-333333", agency=new_agency(session), employer="Other Gardens Inc"
    )
    assert answers(session, vacancy) == {"case_number": "confirmed", "recruiter_named": "not_found"}


@pytest.mark.parametrize(
    ("number", "outcome"), [(None, "missing"), ("ABC-1", "not_found"), ("h-300-26001-111111", "unknown")]
)
def test_a_number_is_missing_malformed_or_to_be_looked_up(
    session: Session, number: str | None, outcome: str
) -> None:
    assert answers(session, order(session, "H2A", number)) == {"case_number": outcome}


def test_canada_names_employers_spain_nobody_and_home_needs_no_foreign_number(session: Session) -> None:
    assert answers(session, order(session, "CA_AG", None)) == {"lmia_employer": "missing"}
    known = order(session, "CA_AG", "1234567", employer="Invented Berries")
    assert answers(session, known) == {"lmia_employer": "unknown"}
    load(session, ListKind.CA_LMIA)
    assert answers(session, known) == {"lmia_employer": "confirmed"}
    assert answers(session, order(session, "CA_LOW", "7654321", employer="Nobody Inc")) == {
        "lmia_employer": "not_found"
    }
    assert answers(session, order(session, "ES_GECCO", "OF-1")) == {"spain_order": "unknown"}
    assert answers(session, order(session, "GT_SNE", None)) == {}
