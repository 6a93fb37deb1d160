"""The verify box and the register as anybody sees them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.commands.bench.reading import inflesz, sentences
from registry import clock
from registry.events import Event
from registry.organisations import sanctions
from registry.organisations.models import Agency, AgencyContact, Employer
from registry.organisations.states import AgencyState
from registry.tables import harmless
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.conftest import QueryBudget
from tests.registry.vetting.agencies import decided, submitted, two_people

NO_CHARGE = "Ningún reclutador puede cobrarle."


def main_of(html: str) -> str:
    found = re.search(r"<main.*?</main>", html, re.DOTALL)
    assert found
    return found.group(0)


@pytest.fixture
def agency(session: Session, tmp_path: Path) -> Agency:
    found, _case, _actor = decided(session, tmp_path)
    session.expire_all()
    return found


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("R-0001", "Inscrita vigente"),
        ("2232 0101", "Inscrita vigente"),
        ("576937-K", "Inscrita vigente"),
        ("RC-0001", "Este carné es de Marta Ical."),
        ("kaminos del nort", "Se parece a:"),
        ("Agencia Fantasma", "No inscrita: no podemos confirmarla"),
        ("<script>alert(1)</script>", "No inscrita: no podemos confirmarla"),
        ("x", "Escriba un poco más"),
    ],
)
def test_an_answer_to_whatever_was_typed(client: TestClient, agency: Agency, typed: str, says: str) -> None:
    answer = client.get("/verificar", params={"q": typed})
    assert answer.status_code == 200
    assert says in main_of(answer.text)
    assert "<script>alert" not in answer.text
    assert typed == "x" or NO_CHARGE in main_of(answer.text)


def test_a_name_never_shows_that_it_is_registered(client: TestClient, agency: Agency) -> None:
    answer = client.get("/verificar", params={"q": agency.legal_name})
    assert 'href="/verificar/R-0001"' in answer.text
    assert "Inscrita vigente" not in main_of(answer.text)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("registered", "Inscrita vigente"),
        ("conditional", "Inscrita con condiciones"),
        ("applied", "En proceso (no puede reclutar)"),
        ("suspended", "Suspendida"),
        ("revoked", "Cancelada"),
        ("expired", "Vencida"),
        ("refused", "No inscrita: no podemos confirmarla"),
    ],
)
def test_the_exact_words_of_each_status(client: TestClient, session: Session, state: str, words: str) -> None:
    other = Agency(
        legal_name="Sur, S.A. (ficticia)",
        registry_no="R-0002",
        state=AgencyState(state),
        applied_at=clock.now(),
        is_fictitious=True,
    )
    session.add(other)
    session.flush()
    text = main_of(client.get("/verificar/R-0002").text)
    assert f">{words}</h2>" in text
    assert NO_CHARGE in text
    assert not re.search(r"verificada|segura|confiable", text, re.IGNORECASE)


def test_the_page_of_an_agency(
    client: TestClient, session: Session, agency: Agency, query_budget: QueryBudget
) -> None:
    employer = Employer(legal_name="Big Farm LLC", country="US", applied_at=clock.now(), state="verified")
    session.add(employer)
    private = {"kind": "phone", "value": "5555 9999", "normalised": "55559999", "is_public": False}
    session.add(AgencyContact(agency_id=agency.id, **private))
    session.flush()
    session.add(
        Vacancy(
            number="V-2026-0001", scheme="H2A", employer_id=employer.id, agency_id=agency.id,
            title="Cosecha de manzana", country="US", facts={}, seats_total=10, state=VacancyState.PUBLISHED,
            created_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    with query_budget(20):
        text = client.get("/verificar/R-0001").text
    for shown in (
        "Caminos del Norte, S.A.", "2232 0101", "6 avenida 10-20, zona 1", "Tomás Cuc", "RC-0001", "Marta Ical",
        "Cosecha de manzana", "Estados Unidos", "Cumple los requisitos.", "576937K", "quedan 10 puestos",
    ):  # fmt: skip
        assert shown in text, shown
    for hidden in (
        "rosa@caminos.example",
        "Rosa Xol",
        "5555 9999",
        "Conforme con lo recomendado",
        "Revisado por",
    ):
        assert hidden not in text, hidden


def test_history_is_dated_and_newest_first(client: TestClient, session: Session, agency: Agency) -> None:
    two_people(
        session, agency, sanctions.propose_suspension, reason="Secreto.", public_reason="Hay una denuncia."
    )
    session.expire_all()
    text = main_of(client.get("/verificar/r-1").text)
    assert text.index("Hay una denuncia.") < text.index("Cumple los requisitos.")
    assert "Secreto." not in text
    assert "Hoy estos carnés no valen." in text


@pytest.mark.parametrize("code", ["R-9999", "RC-9999", "nada", "../etc", "%00", "R-0001'--"])
def test_an_unknown_address_is_an_answer_too(client: TestClient, agency: Agency, code: str) -> None:
    answer = client.get(f"/verificar/{code}")
    assert answer.status_code in (200, 404)
    assert "Inscrita vigente" not in answer.text


def test_no_trace_of_a_search(client: TestClient, session: Session, agency: Agency) -> None:
    before = session.scalar(select(func.count(Event.id)))
    client.get("/verificar", params={"q": "5555 1234"})
    client.get("/verificar/R-0001")
    assert session.scalar(select(func.count(Event.id))) == before


def test_english(client: TestClient, agency: Agency) -> None:
    text = client.get("/verificar/R-0001?lang=en").text
    for words in (
        "No recruiter may charge you.",
        "United States",
        "Its history in the register",
        ">Registered</h2>",
    ):
        assert words in text


# ---------------------------------------------------------------- open data


def test_open_data_hold_the_register_and_nothing_private(
    client: TestClient, session: Session, tmp_path: Path
) -> None:
    decided(session, tmp_path, legal_name='=HYPERLINK("http://mal.example")')
    submitted(session, tmp_path, email="b@b.example", nit="1234-7", legal_name="Rumbo Sur")
    session.expire_all()
    assert "2 agencias" in client.get("/datos").text
    answer = client.get("/datos/agencias.csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["status"] for row in rows] == ["registered", "in_process"]
    assert rows[0]["legal_name"].startswith("'=HYPERLINK")
    assert rows[0]["recruiters"] == "RC-0001 Marta Ical"
    content = client.get("/datos/agencias.json").json()
    assert content["agencies"][0]["registry_no"] == "R-0001"
    assert content["made_at"]
    for text in (answer.text, client.get("/datos/agencias.json").text):
        for private in ("rosa@caminos.example", "Rosa Xol", "b@b.example", "dpi"):
            assert private not in text


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+502 5555 0101", "+502 5555 0101"),
        ("+cmd|calc", "'+cmd|calc"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("Caminos", "Caminos"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, kept: str) -> None:
    assert harmless(cell) == kept


# ---------------------------------------------------------------- a pasted message

MESSAGE = "te ofrezco trabajo en Canadá, deposite Q1,500 al 5555 1234 Agencia Rioverde"


def test_a_pasted_message_is_answered_and_forgotten(
    client: TestClient, session: Session, agency: Agency, capfd: pytest.CaptureFixture[str]
) -> None:
    before = session.scalar(select(func.count(Event.id)))
    answer = client.post("/verificar", data={"q": MESSAGE})
    text = main_of(answer.text)
    assert answer.status_code == 200
    for words in (
        "Cuidado con este mensaje",
        "Le pide dinero",
        "Q1,500",
        "No pague nada.",
        'href="/denuncia"',
    ):
        assert words in text, words
    assert "Inscrita vigente" not in text
    assert "Rioverde" not in str(answer.headers)
    assert session.scalar(select(func.count(Event.id))) == before
    said = capfd.readouterr()
    assert "Rioverde" not in said.out + said.err


def test_what_workers_read_is_small_and_easy(client: TestClient, agency: Agency) -> None:
    pages = [client.get("/verificar/R-0001").text, client.get("/verificar/alertas").text]
    for typed in (MESSAGE, "2232 0102", "Hola, somos Caminos del Norte, registro R-0001. Tel 2232-0101"):
        pages.append(client.post("/verificar", data={"q": typed}).text)
    for html in pages:
        assert len(html.encode()) < 50_000
        assert inflesz(html) >= 70
        assert [one for one in sentences(html) if len(one) > 15] == []
