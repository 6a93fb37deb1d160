"""The officer's desk in a browser: declaration, queue, draw, notes, thread, interviews, visits, paper forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from registry import clock
from registry.access import Role
from registry.accounts.models import Account
from registry.vetting import desk, notes
from registry.vetting.models import Case
from registry.vetting.staff_records import CaseNote, Interview, Visit, VisitPhoto
from tests.conftest import QueryBudget
from tests.registry.vetting.agencies import PDF, person_of, picture, submitted
from tests.web.conftest import AsRole

QUEUE = "/ministerio/expedientes"
NO_LINK = dict.fromkeys(desk.TOPICS, "no")
SECTIONS = ("expediente", "banderas", "norma", "campo", "notas", "fianza", "historia")


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / "files"


@pytest.fixture
def case(session: Session, folder: Path) -> Case:
    return submitted(session, folder)[1]


@pytest.fixture
def here(case: Case) -> str:
    return f"{QUEUE}/{case.public_id}"


def own(browser: TestClient, **more: str) -> None:
    sent = {"surnames": "Ajcip Sicán"} | more
    assert browser.post("/ministerio/mi-declaracion", data=sent).status_code == 303


def in_review(browser: TestClient, here: str) -> TestClient:
    """The officer who declared and took the case."""
    own(browser)
    assert browser.post(f"{here}/declare", data=NO_LINK).status_code == 303
    assert browser.post(f"{here}/review").status_code == 303
    return browser


def test_the_questions_come_before_the_case(as_role: AsRole, here: str) -> None:
    officer = as_role(Role.OFFICER)
    first = officer.get(here).text
    assert "Hacer mi declaración" in first
    assert "Requisitos" not in first
    sent = officer.post("/ministerio/mi-declaracion", data={"surnames": "", "vuelve": here[-20:]})
    assert sent.status_code == 422
    assert "Error:" in sent.text
    sent = officer.post("/ministerio/mi-declaracion", data={"surnames": "Ajcip Sicán", "vuelve": here[-20:]})
    assert sent.headers["location"] == here
    asked = officer.get(here).text
    assert "Rosa Xol" in asked
    assert "¿Trabajó para esta agencia" in asked
    missing = officer.post(f"{here}/declare", data={"people": "no"})
    assert missing.status_code == 422
    assert 'href="#phone"' in missing.text
    unexplained = officer.post(f"{here}/declare", data=NO_LINK | {"phone": "yes"})
    assert unexplained.status_code == 422
    assert "Explique cuál es el vínculo" in unexplained.text
    assert officer.post(f"{here}/declare", data=NO_LINK).status_code == 303
    assert "Requisitos" in officer.get(here).text


def test_a_link_that_is_found_keeps_the_officer_away(
    session: Session, as_role: AsRole, here: str, case: Case
) -> None:
    officer = as_role(Role.OFFICER)
    own(officer, phones="2232 0101")
    assert officer.post(f"{QUEUE}/next").status_code == 422, "nothing that this officer may take"
    officer.post(f"{here}/declare", data=NO_LINK)
    text = officer.get(here).text
    assert "no puede abrir ni llevar" in text
    assert "un teléfono de la agencia" in text
    assert "Requisitos" not in text
    for path in ("?ver=campo", "?ver=notas"):
        assert "no puede abrir ni llevar" in officer.get(here + path).text
    assert officer.post(f"{here}/review").status_code == 422
    assert officer.post(f"{here}/note", data={"note": "Hola"}).status_code == 404
    session.refresh(case)
    assert case.officer_id is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.DIRECTOR, Role.AUDITOR])
def test_every_section_opens_for_everybody_inside(
    as_role: AsRole, here: str, role: Role, query_budget: QueryBudget
) -> None:
    browser = as_role(role)
    if role not in (Role.DIRECTOR, Role.AUDITOR):
        own(browser)
        browser.post(f"{here}/declare", data=NO_LINK)
    for section in (*SECTIONS, "nonsense"):
        with query_budget(75):
            answer = browser.get(f"{here}?ver={section}")
        assert answer.status_code == 200, section
        assert answer.text.count('aria-current="page"') >= 1


def test_next_takes_the_most_pressing(session: Session, as_role: AsRole, here: str, case: Case) -> None:
    officer = as_role(Role.OFFICER)
    taken = officer.post(f"{QUEUE}/next")
    assert taken.headers["location"] == here
    session.refresh(case)
    assert case.officer_id is not None
    none_left = officer.post(f"{QUEUE}/next")
    assert none_left.status_code == 422
    assert "No hay expedientes sin oficial" in none_left.text
    assert case.number in officer.get(f"{QUEUE}?whose=mine").text
    assert case.number in officer.get("/ministerio").text
    assert case.number not in as_role(Role.OFFICER).get(f"{QUEUE}?whose=mine").text


def test_a_supervisor_draws_and_reassigns(session: Session, as_role: AsRole, here: str, case: Case) -> None:
    as_role(Role.OFFICER), as_role(Role.OFFICER)
    supervisor = as_role(Role.SUPERVISOR)
    own(supervisor)
    supervisor.post(f"{here}/declare", data=NO_LINK)
    assert "Sortear" in supervisor.get(here).text
    assert supervisor.post(f"{here}/assign").status_code == 303
    session.refresh(case)
    first = case.officer_id
    assert first is not None
    assert supervisor.post(f"{here}/reassign", data={"assign_reason": ""}).status_code == 422
    assert supervisor.post(f"{here}/reassign", data={"assign_reason": "Vacaciones."}).status_code == 303
    session.refresh(case)
    assert case.officer_id not in (None, first)
    back = session.get_one(Account, first).public_id
    sent = {"officer": "nobody", "assign_reason": "Vacaciones."}
    assert supervisor.post(f"{here}/reassign", data=sent).status_code == 422
    assert supervisor.post(f"{here}/reassign", data=sent | {"officer": back}).status_code == 303
    history = supervisor.get(f"{here}?ver=historia").text
    assert "Por sorteo" in history
    assert "Vacaciones." in history
    assert "Cuánto lleva cada oficial" in supervisor.get(QUEUE).text
    assert "Cuánto lleva cada oficial" not in as_role(Role.OFFICER).get(QUEUE).text


def test_notes_and_thread(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, case, _person = submitted(session, folder)
    here = f"{QUEUE}/{case.public_id}"
    officer = in_review(as_role(Role.OFFICER), here)
    long = officer.post(f"{here}/note", data={"note": "x" * 5000, "audience": "internal"})
    assert long.status_code == 422
    officer.post(f"{here}/note", data={"note": "Solo <b>nosotros</b>.", "audience": "internal"})
    officer.post(f"{here}/note", data={"note": "Para quien decide.", "audience": "decision"})
    assert officer.post(f"{here}/note", data={"note": "x", "audience": "press"}).status_code == 422
    assert session.scalars(select(CaseNote.audience)).all() == ["internal", "decision"]
    sent = officer.post(
        f"{here}/message", data={"message": "¿Falta la firma?"}, files={"file": ("carta.pdf", PDF)}
    )
    assert sent.status_code == 303
    bad = officer.post(f"{here}/message", data={"message": "Va."}, files={"file": ("a.exe", b"MZ123")})
    assert bad.status_code == 422
    assert "Va." in bad.text
    text = officer.get(f"{here}?ver=notas").text
    assert "¿Falta la firma?" in text
    assert "Solo &lt;b&gt;nosotros" in text
    person = person_of(session, agency)
    notes.write_message(session, person, case, "Ya está firmada.", folder=folder)
    assert "Mensaje de la agencia" in officer.get("/ministerio").text
    assert officer.post(f"{here}/mark-read").status_code == 303
    assert "Mensaje de la agencia" not in officer.get("/ministerio").text
    address = text.split(f"{here}/mensajes/archivos/")[1][:20]
    assert officer.get(f"{here}/mensajes/archivos/{address}").content == PDF
    assert as_role(Role.OFFICER).get(f"{here}/mensajes/archivos/{address}").status_code == 404


def interview(**changes: str) -> dict[str, str]:
    return {
        "pseudonym": "Ceiba",
        "language": "mam",
        "place": "Comitancillo",
        "month": str(clock.today().month),
        "year": str(clock.today().year),
        "consent": "1",
        "source": "paper",
        "answer_paid_anything": "yes",
        "remarks": "Le cobraron el bus.",
    } | changes


def test_an_interview_from_the_paper_form(session: Session, as_role: AsRole, here: str, case: Case) -> None:
    officer = in_review(as_role(Role.OFFICER), here)
    assert officer.post(f"{here}/sample").status_code == 303
    assert "Sorteo del" in officer.get(f"{here}?ver=campo").text
    sheet = officer.get(f"{here}/entrevistas/hoja").text
    assert case.number in sheet
    assert "¿Pagó algo a alguien" in sheet
    assert "sd-print--a4" in sheet
    assert 'value="Ceiba"' in officer.get(f"{here}/entrevistas/nueva").text
    for changes, word in (
        ({"consent": ""}, "Respuestas"),
        ({"place": "Nowhere"}, "Escriba un municipio"),
        ({"place": "San José"}, "Hay varios municipios"),
        ({"month": "13"}, "Respuestas"),
        ({"remarks": "Su número es 5555-1234"}, "Quite el número"),
        ({"held_by": "nobody"}, "oficial o inspectora"),
    ):
        refused = officer.post(f"{here}/entrevistas/nueva", data=interview(**changes))
        assert refused.status_code == 422, changes
        assert word in refused.text, changes
        assert "Le cobraron el bus." in refused.text or "remarks" in changes
        assert 'value="yes" checked' in refused.text, "what was answered stays"
    assert officer.post(f"{here}/entrevistas/nueva", data=interview()).status_code == 303
    made = session.scalars(select(Interview)).one()
    assert (made.pseudonym, made.place, made.source) == ("Ceiba", "1204", "paper")
    text = officer.get(f"{here}?ver=campo").text
    assert "Ceiba" in text
    assert "Le cobraron el bus." in text
    twice = officer.post(f"{here}/entrevistas/nueva", data=interview())
    assert twice.status_code == 422


def test_interviews_are_shown_to_nobody_else(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, case, _person = submitted(session, folder)
    here = f"{QUEUE}/{case.public_id}"
    in_review(as_role(Role.OFFICER), here).post(f"{here}/entrevistas/nueva", data=interview())
    text = as_role(Role.AUDITOR).get(f"{here}?ver=campo").text
    assert "Hay 1 entrevista." in text
    assert "Le cobraron el bus." not in text
    browser = as_role(Role.AGENCY, agency_id=agency.id)
    for path in ("/agencia", "/agencia/expediente", f"/agencia/mensajes/{case.number}"):
        page = browser.get(path).text
        assert "Ceiba" not in page
        assert "bus" not in page
    assert browser.get(f"{here}?ver=campo").status_code == 404


def test_a_visit_with_photographs(session: Session, as_role: AsRole, here: str) -> None:
    officer = in_review(as_role(Role.OFFICER), here)
    today = clock.today()
    day = {
        "planned_on_day": str(today.day),
        "planned_on_month": str(today.month),
        "planned_on_year": str(today.year),
    }
    assert officer.post(f"{here}/plan-visit", data={"how": "visit", "place": "6 avenida"}).status_code == 422
    wrong = officer.post(
        f"{here}/plan-visit",
        data={"how": "visit", "place": "6 avenida", **day, "planned_on_day": "31", "planned_on_month": "2"},
    )
    assert wrong.status_code == 422
    assert (
        officer.post(f"{here}/plan-visit", data={"how": "visit", "place": "6 avenida", **day}).status_code
        == 303
    )
    visit = session.scalars(select(Visit)).one()
    at = f"{here}/visitas/{visit.public_id}"
    assert "Qué mirar" in officer.get(f"{at}/hoja").text
    assert officer.get(at).status_code == 200
    happened = {key.replace("planned", "happened"): value for key, value in day.items()}
    sent = {"result": "done", "seen": "Dos escritorios.", "answer_office_is_there": "yes", **happened}
    assert officer.post(at, data={"result": "done", **happened}).status_code == 422
    assert officer.post(at, data=sent).status_code == 303
    assert officer.get(at).status_code == 404, "it is written down"
    assert officer.post(f"{at}/fotos", data={}).status_code == 422
    pictures = [("file", ("a.jpg", picture())), ("file", ("b.png", picture("PNG")))]
    assert officer.post(f"{at}/fotos", data={"caption": "La entrada"}, files=pictures).status_code == 303
    assert len(session.scalars(select(VisitPhoto)).all()) == 2
    text = officer.get(f"{here}?ver=campo").text
    assert "Dos escritorios." in text
    address = text.split(f"{here}/visitas/fotos/")[1][:20]
    assert officer.get(f"{here}/visitas/fotos/{address}").headers["content-type"] == "image/jpeg"
    assert as_role(Role.AUDITOR).get(f"{here}/visitas/fotos/{address}").status_code == 404


def test_an_inspector_works_in_the_field(session: Session, as_role: AsRole, here: str) -> None:
    in_review(as_role(Role.OFFICER), here)
    inspector = as_role(Role.INSPECTOR)
    assert inspector.get(f"{here}/entrevistas/nueva").status_code == 404
    own(inspector)
    inspector.post(f"{here}/declare", data=NO_LINK)
    assert inspector.get(f"{here}/entrevistas/nueva").status_code == 200
    assert inspector.post(f"{here}/entrevistas/nueva", data=interview()).status_code == 303
    assert inspector.post(f"{here}/recommend", data={"outcome": "register"}).status_code == 404


@pytest.mark.parametrize("address", ["%00", "a%00b", "..%2f..%2fetc", "'--", "x" * 4000])
def test_no_address_breaks_it(as_role: AsRole, here: str, address: str) -> None:
    officer = in_review(as_role(Role.OFFICER), here)
    for path in (
        f"{here}/visitas/{address}",
        f"{here}/visitas/fotos/{address}",
        f"{here}/mensajes/archivos/{address}",
    ):
        assert officer.get(path).status_code == 404
    assert officer.get(f"/ministerio/mi-declaracion?vuelve={address[:20]}").status_code == 200
