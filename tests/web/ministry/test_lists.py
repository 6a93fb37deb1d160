"""/ministerio/listas in a browser without scripts: what is old, a file read, its report, and who is meant."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy.orm import Session

from registry.access import Role
from registry.lists import queries
from registry.lists.kinds import ListKind
from registry.vacancies import service
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.conftest import QueryBudget
from tests.registry.lists.files import DEBARRED, LMIA, OF_KIND, load
from tests.registry.vacancies.offers import employer_of, facts
from tests.registry.vetting.agencies import applied
from tests.web.conftest import AsRole

pytestmark = pytest.mark.usefixtures("frozen_now")
PAGE = "/ministerio/listas"


def send(
    desk: Any, content: str, kind: str = "us-debarred", day: str = "2026-03-01", name: str = "l.csv"
) -> Response:
    year, month, of_month = day.split("-")
    data = {"kind": kind, "read_on_year": year, "read_on_month": month, "read_on_day": of_month}
    files = {"file": (name, content.encode(), "text/csv")} if name else None
    answer: Response = desk.post(f"{PAGE}/import", data=data, files=files)
    return answer


def waiting(session: Session, **employer: Any) -> Vacancy:
    """A vacancy in the United States that an officer has to look at."""
    who, account = employer_of(session, country="US", **employer)
    actor = account.actor()
    offer = facts(scheme="H2A", worksites=[{"city": "Vidalia", "region": "GA", "country": "US"}])
    vacancy = service.start(session, actor, who, offer)
    vacancy.state = VacancyState.IN_REVIEW
    session.flush()
    return vacancy


def test_the_page_says_what_there_is_and_what_is_old(as_role: AsRole, session: Session) -> None:
    desk = as_role(Role.OFFICER)
    empty = desk.get(PAGE).text
    assert empty.count("Nunca cargada") == len(ListKind) and "92 días" in empty
    load(session, ListKind.US_DEBARRED, read_on=date(2026, 2, 28))
    load(session, ListKind.CA_INELIGIBLE, read_on=date(2025, 11, 1))
    page = desk.get(PAGE).text
    for shown in ("hace 2 días", "Al día", "hace 121 días", "Vieja", "Cargar la lista"):
        assert shown in page
    read_only = as_role(Role.AUDITOR).get(PAGE)
    assert read_only.status_code == 200 and "Cargar la lista" not in read_only.text
    assert as_role(Role.EMPLOYER, employer_id=employer_of(session)[0].id).get(PAGE).status_code == 404


def test_an_officer_loads_a_file_and_sees_every_row(as_role: AsRole, session: Session) -> None:
    desk = as_role(Role.OFFICER)
    sent = send(desk, DEBARRED + "H-2A,A Farm,Lyons,GA,Monday,\n")
    assert sent.status_code == 303
    page = desk.get(sent.headers["location"]).text
    for shown in (
        "Lista nueva cargada.",
        "Invented Orchards, LLC",
        "Vidalia, GA",
        "1 fila no se pudo leer",
        "Monday",
    ):
        assert shown in page
    address = sent.headers["location"].partition("?")[0]
    assert "Make-Believe" in desk.get(f"{address}?nombre=melons").text
    assert "Nadie con ese nombre" in desk.get(f"{address}?nombre=zzz").text
    told = desk.get(f"{address}/informe.csv")
    rows = list(csv.DictReader(io.StringIO(told.text)))
    assert [row["outcome"] for row in rows] == ["imported"] * 3 + ["refused"]
    assert told.headers["content-disposition"].startswith("attachment")
    again = send(desk, DEBARRED + "H-2A,A Farm,Lyons,GA,Monday,\n")
    assert again.headers["location"].endswith("hecho=same")
    assert "ya estaba cargado" in desk.get(again.headers["location"]).text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "Elija el archivo."),
        ({"content": "Colour\nred\n"}, "columnas de esa lista"),
        ({"day": "2026-03-03"}, "no puede ser futura"),
        ({"day": "2026-02-30"}, "fecha"),
        ({"kind": "of-the-moon"}, "Elija"),
        ({"content": LMIA}, "columnas de esa lista"),
        ({"content": DEBARRED, "kind": "ca-lmia"}, "columnas de esa lista"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    as_role: AsRole, session: Session, changes: dict[str, str], told: str
) -> None:
    desk = as_role(Role.OFFICER)
    refused = send(desk, **{"content": DEBARRED, **changes})
    assert refused.status_code == 422 and told in refused.text and "Hay un problema" in refused.text
    assert queries.in_force(session, ListKind.US_DEBARRED) is None


def test_names_alike_are_answered_on_the_page_of_the_vacancy(as_role: AsRole, session: Session) -> None:
    load(session, ListKind.US_DEBARRED)
    vacancy = waiting(session, legal_name="Invented Orchards", city="Macon", region="GA")
    desk = as_role(Role.OFFICER)
    address = f"/ministerio/vacantes/{vacancy.public_id}"
    desk.post(f"{address}/recheck")
    page = desk.get(address).text
    for shown in (
        "Posible coincidencia",
        "Invented Orchards, LLC, Vidalia, GA",
        "¿Es la misma?",
        "lista del",
    ):
        assert shown in page
    sent = {"kind": "us-debarred", "listed": "Invented Orchards, LLC", "place": "Vidalia, GA"}
    unsaid = desk.post(f"{address}/answer-match", data={**sent, "match_note": "Otro dueño"})
    assert unsaid.status_code == 422 and "Otro dueño" in unsaid.text
    answer = {**sent, "is_same": "different", "match_note": "Otro dueño"}
    assert as_role(Role.AUDITOR).post(f"{address}/answer-match", data=answer).status_code == 404
    assert desk.post(f"{address}/answer-match", data=answer).status_code == 303
    after = desk.get(address).text
    assert "¿Es la misma?" not in after and "Posible coincidencia" not in after
    assert desk.post(f"{address}/answer-match", data=answer).status_code == 422
    assert "Corregir: Es la misma empresa" in after and "Otro dueño" in after
    wrong = {**sent, "is_same": "same", "match_note": ""}
    assert desk.post(f"{address}/correct-match", data=wrong).status_code == 422
    wrong["match_note"] = "Mismo número oficial"
    assert as_role(Role.AUDITOR).post(f"{address}/correct-match", data=wrong).status_code == 404
    assert desk.post(f"{address}/correct-match", data=wrong).status_code == 303
    assert "Corregir: No es la misma empresa" in desk.get(address).text
    elsewhere = {**sent, "place": "Otra", "is_same": "different", "match_note": "Se quedaría abierta"}
    refused = desk.post(f"{address}/correct-match", data=elsewhere)
    assert refused.status_code == 422 and "Ese nombre ya tiene esa respuesta." in refused.text
    assert "Se quedaría abierta" not in refused.text, "it was about the same name in another place"
    freed = {**sent, "is_same": "different", "match_note": "El número era de otra"}
    assert desk.post(f"{address}/correct-match", data=freed).status_code == 303
    page = desk.get(address).text
    assert "Alguien propuso corregirlo." in page and "Corregir: No es la misma empresa" not in page
    proposal = page.split('href="/ministerio/aprobaciones/')[1].split('"')[0]
    decision = f"/ministerio/aprobaciones/{proposal}"
    assert desk.post(f"{decision}/approve", data={"reason": "Yo mismo."}).status_code == 422
    chief = as_role(Role.SUPERVISOR)
    page = chief.get(decision).text
    assert "Invented Orchards, LLC, Vidalia, GA" in page and "El número era de otra" in page
    assert address in page and "Mismo número oficial" in page
    assert chief.post(f"{decision}/approve", data={"reason": "Llamé al registro."}).status_code == 303
    assert "Corregir: Es la misma empresa" in desk.get(address).text


def test_the_reading_shows_the_vacancies_it_touches(as_role: AsRole, session: Session) -> None:
    vacancy = waiting(session, legal_name="Invented Orchards LLC", city="Vidalia", region="GA")
    desk = as_role(Role.OFFICER)
    page = desk.get(send(desk, DEBARRED).headers["location"]).text
    assert vacancy.number in page and "Misma empresa" in page


def test_the_employers_page_says_what_lists_say(as_role: AsRole, session: Session) -> None:
    who, _account = employer_of(session, country="CA", legal_name="Invented Berries", city="Leamington")
    desk = as_role(Role.OFFICER)
    address = f"/ministerio/empleadores/{who.public_id}"
    assert "la lista no se ha cargado" in desk.get(address).text
    load(session, ListKind.CA_LMIA)
    load(session, ListKind.CA_INELIGIBLE)
    page = desk.get(address).text
    for shown in ("aparece en la lista del", "Primary Agriculture", "Misma empresa", "1 de febrero de 2026"):
        assert shown in page


def test_the_agencys_page_says_what_lists_say(as_role: AsRole, session: Session) -> None:
    agency, _case, _actor = applied(session)
    agency.legal_name, agency.corridors = "Reclutadora Inventada", ["US"]
    load(session, ListKind.US_RECRUITERS)
    page = as_role(Role.OFFICER).get(f"/ministerio/agencias/{agency.public_id}").text
    assert "Reclutadora Inventada, S.A." in page and "Invented Gardens Inc" in page


def test_the_pages_ask_the_database_a_fixed_number_of_times(
    as_role: AsRole, session: Session, query_budget: QueryBudget
) -> None:
    for kind, content in OF_KIND.items():
        load(session, kind, content)
    many = LMIA + "".join(f"Ontario,Low Wage,Firm {n},Guelph,Cooks,,1,1\n" for n in range(300))
    official = load(session, ListKind.CA_LMIA, many, read_on=date(2026, 3, 1)).official
    desk = as_role(Role.OFFICER)
    with query_budget(10):
        assert desk.get(PAGE).status_code == 200
    with query_budget(10):
        page = desk.get(f"{PAGE}/{official.public_id}")
    assert "primeros 200" in page.text
