"""What the agency keeps about itself, page by page: added, refused in words, ended, and never lost half typed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from registry import clock
from registry.access import Role
from registry.files.models import StoredFile
from registry.organisations.models import (
    Agency,
    AgencyContact,
    AgencyParty,
    Bond,
    Branch,
    Certificate,
    HalfTyped,
    Recruiter,
)
from registry.standard.models import CorrectiveAction, Finding
from registry.vetting import appeals, notes, service
from registry.vetting.models import AnswerPage, Case
from tests.registry.vetting.agencies import PDF, applied, decided, pdf, person_of, picture, reviewed, staff
from tests.web.conftest import AsRole
from tests.web.ministry.test_cases import declares


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / "files"


def browser_of(as_role: AsRole, agency: Agency) -> TestClient:
    return as_role(Role.AGENCY, agency_id=agency.id)


def boxes(name: str, days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


BOND = {"issuer": "Afianzadora Ficticia", "number": "F-77", "amount": "250000", "currency": "GTQ"}
IRIS = {"scheme": "iris", "number": "IR-1", "issuer": "Auditora Ficticia"}
ONTARIO = {"scheme": "foreign_licence", "country": "CA", "region": "CA-ON"}
OFFICE = {"municipality": "0901", "address": "4 calle 5-66"}
SUB_AGENT = {"name": "Juan Caal", "kind": "sub_agent", "dpi": "2456 78901 0101", "pay_terms": "Sueldo"}
NOW = boxes("valid_from", 0) | boxes("valid_to", 9)


def test_every_list_takes_a_line_and_shows_it(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    term = boxes("valid_from", -10) | boxes("valid_to", 300)
    for path, sent, shows in (
        ("sucursales", OFFICE | {"position": "14.83, -91.52"}, "4 calle 5-66"),
        ("cuentas", {"bank": "Banco Ficticio", "account": "30-4455-6677"}, "···6677"),
        ("fianza", BOND | term, "Afianzadora Ficticia"),
        ("certificados", IRIS | term, "Certificado IRIS"),
        ("certificados", IRIS | term | ONTARIO, "Ontario"),
        ("personas", {"name": "Ana Pop", "role": "shareholder", "percent": "40", "nit": "576937-K"}, "40 %"),
        ("reclutadores", SUB_AGENT, "Subagente"),
    ):  # fmt: skip
        assert browser.post(f"/agencia/{path}", data=sent).status_code == 303, path
        assert shows in browser.get(f"/agencia/{path}").text, path
    assert "30445566" not in browser.get("/agencia/cuentas").text
    branch = session.scalars(select(Branch)).one()
    assert (branch.latitude, branch.longitude) == (14.83, -91.52)


@pytest.mark.parametrize(
    ("path", "sent", "says"),
    [
        ("sucursales", {"municipality": "9999", "address": "4 calle 5-66"}, "Elija una de las opciones."),
        ("sucursales", OFFICE | {"position": "aquí"}, "Copie los dos números"),
        ("cuentas", {"bank": "Banco", "account": "la de siempre"}, "Escriba el número de cuenta"),
        ("fianza", BOND | boxes("valid_from", 5) | boxes("valid_to", 1), "no puede ser antes del primero"),
        ("fianza", BOND | boxes("valid_from", -50) | boxes("valid_to", -1), "ya venció"),
        ("fianza", BOND | {"amount": "-4"} | boxes("valid_from", 0) | boxes("valid_to", 9), 'id="amount"'),
        ("certificados", IRIS | {"scheme": "foreign_licence"} | NOW, "Elija el país"),
        ("personas", {"name": "Ana Pop", "role": "manager", "percent": "5"}, "La parte es de dueños y socios"),
        ("personas", {"name": "Ana Pop", "role": "owner", "percent": "140"}, 'id="percent"'),
        ("reclutadores", {"name": "Juan Caal", "kind": "sub_agent"}, "De un subagente se necesita el DPI."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays_for_another_day(
    session: Session, as_role: AsRole, path: str, sent: dict[str, str], says: str
) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    answer = browser.post(f"/agencia/{path}", data=sent)
    assert answer.status_code == 422
    assert says in answer.text
    typed = next(value for name, value in sent.items() if name in ("address", "bank", "issuer", "name"))
    assert typed in browser.get(f"/agencia/{path}").text
    assert "Empezado" in browser.get("/agencia").text


def test_save_and_go_on_later_keeps_everything_but_numbers_of_people(
    session: Session, as_role: AsRole
) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    sent = {"name": "Ana P", "role": "owner", "dpi": "2456789010101", "later": "1"}
    assert browser.post("/agencia/personas", data=sent).headers["location"] == "/agencia"
    assert session.scalars(select(AgencyParty)).all() == []
    page = browser.get("/agencia/personas").text
    assert 'value="Ana P"' in page
    assert "2456789010101" not in page
    kept = bytes(session.execute(text("SELECT typed FROM half_typed")).scalar_one())
    assert b"Ana P" not in kept
    browser.post("/agencia/personas", data={"name": "Ana Pop", "role": "owner"})
    assert session.scalars(select(HalfTyped)).all() == []


def test_nobody_ends_a_line_of_another_agency(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    other, _case, _actor = applied(session, email="b@b.example", nit="1234-7")
    browser_of(as_role, agency).post("/agencia/cuentas", data={"bank": "Banco", "account": "1234567"})
    account = session.scalars(select(AgencyContact).where(AgencyContact.kind == "bank_account")).one()
    assert browser_of(as_role, other).post(f"/agencia/cuentas/{account.id}/remove").status_code == 404
    assert browser_of(as_role, agency).post(f"/agencia/cuentas/{account.id}/remove").status_code == 303


def test_a_registered_agency_keeps_its_last_representative(
    session: Session, as_role: AsRole, folder: Path
) -> None:
    agency, _case, _officer = decided(session, folder)
    browser = browser_of(as_role, agency)
    last = session.scalars(select(AgencyParty).where(AgencyParty.role == "legal_representative")).one()
    answer = browser.post(f"/agencia/personas/{last.id}/remove")
    assert answer.status_code == 422
    assert "Agregue primero a la persona nueva" in answer.text
    browser.post("/agencia/personas", data={"name": "Luis Tzoc", "role": "legal_representative"})
    assert "Por decidir" in browser.get("/agencia/personas").text
    home = browser.get("/agencia").text
    assert "Cambio" in home
    assert "Falta" in home


def test_a_photograph_for_the_card(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, _case, _officer = decided(session, folder)
    browser = browser_of(as_role, agency)
    recruiter = session.scalars(select(Recruiter)).one()
    path = f"/agencia/reclutadores/{recruiter.id}/foto"
    assert "Aquí va una foto" in browser.post(path, files={"file": ("a.pdf", PDF, "application/pdf")}).text
    assert "Elija el archivo" in browser.post(path).text
    face = {"file": ("cara.jpg", picture(size=(900, 1200)), "image/jpeg")}
    assert browser.post(path, files=face).status_code == 303
    photo = session.get_one(StoredFile, recruiter.photo_id)
    assert photo.media_type == "image/jpeg"
    address = photo.public_id
    cards = browser.get("/agencia/carnes").text
    assert address in cards
    assert "RC-0001" in cards


def test_papers_of_several_photographs_through_the_page(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    several = [("file", (f"{n}.jpg", picture(words=f"HOJA {n}"), "image/jpeg")) for n in range(3)]
    assert browser.post("/agencia/requisitos/deed", files=several).status_code == 303
    shown = browser.get("/agencia/requisitos/deed").text
    assert "Página 3" in shown
    page = session.scalars(select(AnswerPage).order_by(AnswerPage.position)).first()
    assert page is not None
    assert browser.post(f"/agencia/requisitos/deed/paginas/{page.id}/remove").status_code == 303
    more = {"file": ("4.jpg", picture(words="HOJA 4"), "image/jpeg")}
    assert browser.post("/agencia/requisitos/deed/paginas", files=more).status_code == 303
    assert len(session.scalars(select(AnswerPage)).all()) == 2
    assert len(session.scalars(select(StoredFile)).all()) == 4


def test_an_unreadable_paper_is_told_and_can_be_insisted_on(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    empty = {"file": ("a.pdf", pdf().replace(b"(Constancia) Tj", b""), "application/pdf")}
    answer = browser.post("/agencia/requisitos/deed", files=empty)
    assert answer.status_code == 422
    assert "no tiene nada en sus páginas" in answer.text
    assert "Lo revisé y está bien" in answer.text
    assert browser.post("/agencia/requisitos/deed", files=empty, data={"is_sure": "1"}).status_code == 303


def test_the_self_assessment_page_by_page(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    assert "24 criterios" in browser.get("/agencia/autoevaluacion").text
    following = browser.post("/agencia/autoevaluacion/begin").headers["location"]
    assert following == "/agencia/autoevaluacion/criterios/A.1"
    assert "Pruebas que se van a pedir" in browser.get(following).text
    assert browser.post(following, data={}).status_code == 422
    answers = 0
    while "criterios" in following:
        given = {
            "answer": "no" if answers == 2 else "yes",
            "lacking": "Falta la regla." if answers == 2 else "",
        }
        following = browser.post(following, data=given).headers["location"]
        answers += 1
    assert answers == 24
    assert browser.post("/agencia/autoevaluacion/finish").headers["location"].endswith("/resultado")
    result = browser.get("/agencia/autoevaluacion/resultado").text
    assert "Falta la regla." in result
    assert "1 criterio crítico no está listo" in result


def test_a_finding_is_answered_with_a_plan_and_its_proof(
    session: Session, as_role: AsRole, folder: Path
) -> None:
    agency, _case, _officer = decided(session, folder)
    officer = staff(session, Role.OFFICER)
    case = service.begin_official(session, officer, agency, "surveillance", reason="Vigilancia del año.")
    finding = Finding(
        case_id=case.id, criterion="B.3", grade="major", statement="Dos subagentes sin contrato.",
        due_on=clock.today() + timedelta(days=30), raised_by_id=officer.account_id, raised_at=clock.now(),
    )  # fmt: skip
    session.add(finding)
    session.flush()
    browser = browser_of(as_role, agency)
    assert "Dos subagentes" not in browser.get("/agencia/hallazgos").text
    case.state, case.findings_sent_at, case.officer_id = "findings_sent", clock.now(), officer.account_id  # type: ignore[assignment]
    session.flush()
    assert "30 días" in browser.get("/agencia/hallazgos").text
    assert "Hay hallazgos del expediente" in browser.get("/agencia").text
    path = f"/agencia/hallazgos/{case.number}/{finding.public_id}"
    assert browser.post(f"{path}/plan", data={"plan": "Firmar contratos"}).status_code == 422
    plan = {"plan": "Firmar contratos con los dos."} | boxes("due_on", 10)
    assert browser.post(f"{path}/plan", data=plan).status_code == 303
    action = session.scalars(select(CorrectiveAction)).one()
    action.state = "accepted"  # type: ignore[assignment]
    session.flush()
    sent = browser.post(
        f"{path}/{action.public_id}/prove",
        data={"proof": "Contratos del 3 de mayo."},
        files={"file": ("contratos.pdf", PDF, "application/pdf")},
    )
    assert sent.status_code == 303
    assert session.scalars(select(CorrectiveAction.state)).one() == "proven"
    stranger, _case, _actor = applied(session, email="b@b.example", nit="1234-7")
    assert browser_of(as_role, stranger).get(path).status_code == 404


def test_a_refused_agency_appeals_while_the_term_runs(
    session: Session, as_role: AsRole, folder: Path
) -> None:
    agency, _case, _officer = decided(session, folder, "refuse")
    browser = browser_of(as_role, agency)
    assert "puede apelar hasta" in browser.get("/agencia").text
    assert browser.post("/agencia/apelacion", data={"grounds": "No."}).status_code == 422
    grounds = {"grounds": "La fianza sí estaba vigente el día de la decisión."}
    assert browser.post("/agencia/apelacion", data=grounds).status_code == 303
    assert session.scalars(select(Case.kind).order_by(Case.id.desc())).first() == "appeal"
    assert "Apelación" in browser.get("/agencia/apelacion").text
    assert grounds["grounds"] in browser.get("/agencia/apelacion").text
    assert browser.post("/agencia/apelacion", data=grounds).status_code == 422


def test_the_officer_reads_why_an_agency_appeals(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, _case, _officer = decided(session, folder, "refuse")
    grounds = "La fianza sí estaba vigente el día de la decisión."
    appeal = appeals.open_appeal(session, person_of(session, agency), agency, grounds=grounds)
    officer, here = as_role(Role.OFFICER), f"/ministerio/expedientes/{appeal.public_id}"
    declares(officer, here)
    text = officer.get(here).text
    assert "Por qué apela la agencia" in text
    assert grounds in text


def test_pressing_days_and_history_are_shown(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, _case, _officer = decided(session, folder)
    agency.valid_to = clock.today() + timedelta(days=25)
    session.flush()
    browser = browser_of(as_role, agency)
    home = browser.get("/agencia").text
    assert "Vence la inscripción" in home
    assert "25 días" in home
    history = browser.get("/agencia/historia").text
    assert "Inscrita vigente" in history
    assert "Todavía hay pocas decisiones" in history


def test_the_thread_with_the_officer(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, case, officer = reviewed(session, folder)
    notes.write_message(session, officer, case, "Falta el poder de la empresa.", folder=folder)
    browser = browser_of(as_role, agency)
    assert "1 mensaje del Ministerio sin leer" in browser.get("/agencia").text
    page = browser.get(f"/agencia/mensajes/{case.number}").text
    assert "Falta el poder" in page
    assert officer.name not in page
    sent = browser.post(
        f"/agencia/mensajes/{case.number}",
        data={"text": "Va adjunto."},
        files={"file": ("poder.pdf", PDF, "application/pdf")},
    )
    assert sent.status_code == 303
    assert "sin leer" not in browser.get("/agencia").text
    assert "poder.pdf" in browser.get(f"/agencia/mensajes/{case.number}").text


def test_english(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    for path, says in (
        ("autoevaluacion", "Self-assessment"), ("fianza", "Bond or insurance"), ("personas", "What share"),
        ("cuentas", "Account number"), ("historia", "working days"),
    ):  # fmt: skip
        assert says in browser.get(f"/agencia/{path}?lang=en").text


def test_two_certificates_are_facts_of_their_own(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    term = boxes("valid_from", -10) | boxes("valid_to", 300)
    browser.post("/agencia/certificados", data=IRIS | term)
    browser.post("/agencia/fianza", data=BOND | term)
    assert browser.post("/agencia/certificados", data=IRIS | term).status_code == 422
    assert (len(session.scalars(select(Certificate)).all()), len(session.scalars(select(Bond)).all())) == (
        1,
        1,
    )
    assert agency.state == "applied"
