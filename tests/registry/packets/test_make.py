"""Due-diligence packets: what stands on them, what never does, and that a changed one is known."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Role
from registry.errors import NotAllowed, NotFound
from registry.organisations.bands import ENDS, band
from registry.organisations.models import Agency, Bond
from registry.packets import queries, service
from registry.vacancies.models import Vacancy
from tests.factories import new_account
from tests.registry.placements.market import new_agency, new_employer, new_vacancy


@pytest.fixture
def agency(session: Session) -> Agency:
    return new_agency(session)


@pytest.fixture
def vacancy(session: Session, agency: Agency) -> Vacancy:
    return new_vacancy(session, new_employer(session), agency=agency)


@pytest.fixture
def employer(session: Session, vacancy: Vacancy) -> Actor:
    return new_account(session, Role.EMPLOYER, employer_id=vacancy.employer_id).actor()


def test_its_hash_is_of_the_bytes_that_are_handed_out(
    session: Session, employer: Actor, agency: Agency, vacancy: Vacancy
) -> None:
    packet = service.make(session, employer, agency, vacancy)
    session.expire(packet)
    kept = queries.load(session, employer, packet.public_id)
    assert queries.digest(kept.content) == kept.sha256
    again = json.loads(queries.canonical(kept.content))
    assert queries.digest(again) == kept.sha256
    again["agency"]["status"] = "cancelled"
    assert queries.digest(again) != kept.sha256
    assert again["vacancy"]["number"] == vacancy.number and again["complaints"] is None


def test_what_stood_on_it_stays_when_the_agency_changes(
    session: Session, employer: Actor, agency: Agency
) -> None:
    packet = service.make(session, employer, agency, None)
    before = packet.sha256
    agency.legal_name = "Otro Nombre, S.A."
    session.flush()
    session.expire(packet)
    assert queries.printed(session, f" {packet.public_id.upper()} ") is packet
    assert packet.content["agency"]["legal_name"] != agency.legal_name and packet.sha256 == before


def test_the_size_of_a_bond_is_told_not_its_amount(session: Session, employer: Actor, agency: Agency) -> None:
    today = clock.today()
    session.add(
        Bond(
            agency_id=agency.id,
            issuer="Fiadora",
            number="F-77-SECRETO",
            amount=Decimal("231456.78"),
            currency="GTQ",
            valid_from=today,
            valid_to=today + timedelta(days=90),
            given_at=clock.now(),
        )
    )
    session.flush()
    told = service.make(session, employer, agency, None).content
    assert told["bond"]["up_to"] == 250_000
    assert "231456" not in json.dumps(told) and "SECRETO" not in json.dumps(told)


@given(st.decimals(min_value=1, max_value=3_000_000, places=2))
def test_a_band_holds_its_amount_and_is_the_smallest(amount: Decimal) -> None:
    least, below = band(amount)
    assert least <= amount
    assert below is None or amount < below
    assert not [one for one in ENDS if least < one <= amount]


def test_not_about_what_is_not_in_the_register_nor_another_agencys_vacancy(
    session: Session, employer: Actor, agency: Agency, vacancy: Vacancy
) -> None:
    applicant = Agency(legal_name="Solo Solicitó, S.A.", applied_at=clock.now())
    session.add(applicant)
    session.flush()
    with pytest.raises(NotFound):
        service.make(session, employer, applicant, None)
    with pytest.raises(NotFound):
        service.make(session, employer, new_agency(session), vacancy)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.COUNSELLOR, Role.DIRECTOR])
def test_who_makes_none(session: Session, agency: Agency, role: Role) -> None:
    with pytest.raises(NotAllowed):
        service.make(session, new_account(session, role).actor(), agency, None)


def test_anothers_packet_does_not_exist_for_me(session: Session, employer: Actor, agency: Agency) -> None:
    packet = service.make(session, employer, agency, None)
    other = new_account(session, Role.EMPLOYER, employer_id=new_employer(session, "Otra").id).actor()
    with pytest.raises(NotFound):
        queries.load(session, other, packet.public_id)
    assert queries.made_by(session, other) == []
