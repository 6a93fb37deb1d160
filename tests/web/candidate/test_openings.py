"""What would open more jobs: counted by the ranking, told plainly, never a promise, nothing about who somebody is."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.commands.bench.reading import BANNED, EASY, LONGEST_SENTENCE, inflesz, sentences
from matching.types import SkillNeed
from registry.access import Role
from registry.candidates.code import grouped
from registry.candidates.models import Candidate
from registry.candidates.registration import KnownSkill, SpokenLanguage
from tests.registry.placements.market import Market, new_market, new_person, new_vacancy
from tests.web.conftest import AsRole


@pytest.fixture
def market(session: Session) -> Market:
    """Two jobs for drivers, one that needs English and a licence, and the coffee."""
    market = new_market(session)
    for _ in range(2):
        new_vacancy(session, market.employer, licences=("skill:licence-a",), skills=())
    new_vacancy(session, market.employer, licences=("skill:licence-b",), languages=(("en", 3),), skills=())
    new_vacancy(session, market.employer, skills=(SkillNeed("skill:prune"), SkillNeed("skill:machete")))
    return market


@pytest.fixture
def ana(session: Session, market: Market) -> Candidate:
    """Picks coffee; was asked about licences and has none; speaks Spanish and K'iche'."""
    return new_person(
        session,
        "Ana",
        months=12,
        licences_answered=True,
        languages=[SpokenLanguage(language="es", level=4), SpokenLanguage(language="quc", level=5)],
        places_to_avoid=["US-TX"],
    )


def openings(as_role: AsRole, person: Candidate) -> str:
    """What the person reads on their own page, from the heading on."""
    page = as_role(Role.CANDIDATE, candidate=person).get("/mi/vacantes").text
    return page[page.index("Qué le abre más trabajos") :]


def test_the_licence_that_opens_most_is_first_and_counted(as_role: AsRole, ana: Candidate) -> None:
    page = openings(as_role, ana)
    assert "Hoy hay 5 trabajos abiertos. Usted puede estar en la lista de 2." in page
    assert "Le abre 2 trabajos más de hoy." in page
    assert page.index("Licencia tipo A") < page.index("Podar")
    assert "Va mejor con 1 trabajo de hoy." in page
    assert "Le abre 1 trabajo más de hoy." in page and "Hablar Inglés: me doy a entender" in page, "the pair"
    assert "no una promesa" in page


def test_it_says_nothing_of_who_the_person_is(as_role: AsRole, ana: Candidate) -> None:
    page = openings(as_role, ana).partition("</main>")[0]
    for known in ("Ficticia", "Texas", "US-TX", "coffee", "mujer", "nacimiento", "K’iche"):
        assert known not in page


def test_a_person_who_told_little_is_asked_first(as_role: AsRole, session: Session, market: Market) -> None:
    quiet = new_person(session, "Luz", birth_date=None, machete=False, languages=[], available_from=None)
    page = openings(as_role, quiet)
    assert "no una promesa" in page
    for question in (
        "Diga su fecha de nacimiento",
        "Diga desde qué día puede",
        "Diga qué licencias tiene",
        "Diga qué idiomas habla",
        "Cuente en qué ha trabajado",
    ):
        assert question in page
    assert "trabajos esperan este dato" in page


def test_the_page_is_easy_to_read(as_role: AsRole, session: Session, market: Market, ana: Candidate) -> None:
    quiet = new_person(session, "Luz", birth_date=None, machete=False, languages=[])
    for person in (ana, quiet):
        html = as_role(Role.CANDIDATE, candidate=person).get("/mi/vacantes").text
        assert inflesz(html) >= EASY, f"{inflesz(html):.0f}"
        assert max(len(words) for words in sentences(html)) <= LONGEST_SENTENCE
        assert not BANNED.search(html.partition("<main")[2])


def test_the_slip_alone_leads_to_the_door_and_tells_no_gap(client: TestClient, ana: Candidate) -> None:
    page = client.get(f"/estado/{grouped(ana.code)}").text
    assert 'href="/mi/entrar?next=/mi/vacantes"' in page
    assert "trabajos abiertos" not in page and "Le abre" not in page
    for code in (grouped(ana.code), "7777-8888-K"):
        assert client.get(f"/estado/{code}/mas-trabajos").status_code == 404


def test_nobody_is_told_to_want_something_else(as_role: AsRole, session: Session, market: Market) -> None:
    """A wish that keeps jobs away is told on the own page only, and that it is theirs."""
    elsewhere = new_person(session, "Eva", countries=["CA"])
    page = as_role(Role.CANDIDATE, candidate=elsewhere).get("/mi/vacantes").text
    assert "Querer trabajar en ese país: 4 trabajos" in page and "Usted decide" in page


def test_the_counsellor_reads_whom_they_would_pass(
    as_role: AsRole, session: Session, market: Market, ana: Candidate
) -> None:
    for name in ("Bea", "Carla"):
        prunes = [KnownSkill(words="podar", skill="skill:prune", months=12)]
        new_person(session, name, months=12, skills=prunes)
    counsellor = as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")
    page = counsellor.get(f"/centro/personas/{ana.public_id}/mas-trabajos").text
    assert "La persona puede estar en la lista de 2." in page and "Le abre 2 trabajos más de hoy." in page
    assert "En sus mejores listas pasaría a 2 personas" in page


def test_nobody_else_asks_about_a_person(as_role: AsRole, ana: Candidate) -> None:
    for role in (Role.OFFICER, Role.AUDITOR):
        assert as_role(role).get(f"/centro/personas/{ana.public_id}/mas-trabajos").status_code == 404
