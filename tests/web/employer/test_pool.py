"""What an employer is told about the pool of their own vacancy: bands, and only what they themselves ask for."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from registry.access import Role
from registry.candidates.registration import SpokenLanguage
from registry.shortlists.bands import Band, band_of
from tests.registry.placements.market import Market, new_market, new_person, new_vacancy
from tests.web.conftest import AsRole


@pytest.mark.parametrize(
    "number, band",
    [
        (0, (0, 4)),
        (4, (0, 4)),
        (5, (5, 9)),
        (9, (5, 9)),
        (10, (10, 24)),
        (999, (500, 999)),
        (70_000, (10_000, None)),
    ],
)
def test_a_number_of_people_is_told_as_a_band(number: int, band: tuple[int, int | None]) -> None:
    assert band_of(number) == Band(*band)


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


def test_only_own_requirements_and_only_in_bands(as_role: AsRole, session: Session, market: Market) -> None:
    """Six lack the licence, the four of the market the English, six want another country, six avoid the place."""
    vacancy = new_vacancy(session, market.employer, licences=("skill:licence-a",), languages=(("en", 2),))
    english: dict[str, Any] = {
        "licences_answered": True,
        "languages": [SpokenLanguage(language="en", level=3)],
    }
    for at in range(6):
        new_person(session, f"Nolicencia{at}", **english)
        new_person(session, f"Lejos{at}", countries=["CA"], **(english | {"licences_answered": False}))
        new_person(
            session, f"Evita{at}", places_to_avoid=["US-GA"], **(english | {"licences_answered": False})
        )
    market.vacancy = vacancy
    market.ranked(session)
    buyer = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    for address in ("", "/personas"):
        page = buyer.get(f"/empleador/vacantes/{vacancy.public_id}{address}").text
        main = page.partition("<main")[2]
        assert "Licencia tipo A" in main and "de 5 a 9 personas más" in main
        assert "podían estar: menos de 5 personas" in main
        for kept in ("Hablar Inglés", "ese país", "evita", "18 años"):
            assert kept not in main


def test_without_a_list_nothing_is_told(as_role: AsRole, session: Session, market: Market) -> None:
    buyer = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    assert "Qué requisitos" not in buyer.get(f"/empleador/vacantes/{market.vacancy.public_id}").text
