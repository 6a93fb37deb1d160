"""The agency's own pages: task list, data, answers with files, handing in, what is told and what is not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from registry import clock
from registry.access import Role
from registry.files.models import StoredFile
from registry.organisations.models import Agency, AgencyContact, AgencyParty
from registry.vetting import requirements, service
from registry.vetting.models import Answer, Case
from tests.registry.vetting.agencies import (
    PDF,
    answered,
    applied,
    decided,
    out_of_standing,
    pdf,
    picture,
    recommended,
    reviewed,
    submitted,
)
from tests.web.conftest import AsRole


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / "files"


def browser_of(as_role: AsRole, agency: Agency) -> TestClient:
    return as_role(Role.AGENCY, agency_id=agency.id)


def date_boxes(days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {"dated_on_day": str(day.day), "dated_on_month": str(day.month), "dated_on_year": str(day.year)}


def test_the_task_list_over_days(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    text = browser.get("/agencia").text
    assert "Sin empezar" in text
    assert "Todavía no puede reclutar." in text
    assert "Revisar y enviar" not in text
    for sent in (
        {"name": "Rosa Xol", "role": "owner"},
        {"name": "Tomás Cuc", "role": "legal_representative"},
    ):
        assert browser.post("/agencia/personas", data=sent).status_code == 303
    assert browser.post("/agencia/reclutadores", data={"name": "Marta Ical"}).status_code == 303
    answer = browser.post(
        "/agencia/contactos", data={"kind": "whatsapp", "value": "5555 0101", "is_public": "1"}
    )
    assert answer.status_code == 303
    assert (
        session.scalars(select(AgencyContact.value).where(AgencyContact.kind == "whatsapp")).one()
        == "5555 0101"
    )
    assert browser.get("/agencia").text.count("Listo") == 4


def test_every_requirement_can_be_answered_and_the_case_handed_in(session: Session, as_role: AsRole) -> None:
    agency, case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    browser.post("/agencia/personas", data={"name": "Rosa Xol", "role": "owner"})
    browser.post("/agencia/personas", data={"name": "Tomás Cuc", "role": "legal_representative"})
    for one in requirements.of_case(session, case):
        assert browser.get(f"/agencia/requisitos/{one.code}").status_code == 200
        boxes = {"no": {}, "issued": date_boxes(-30), "expires": date_boxes(300)}[one.dated]
        if one.declaration:
            sent = browser.post(
                f"/agencia/requisitos/{one.code}", data={"agrees": "1", "declarer": "Rosa Xol"}
            )
        else:
            files = {"file": ("papel.pdf", pdf(one.code), "application/pdf")}
            sent = browser.post(f"/agencia/requisitos/{one.code}", data=boxes, files=files)
        assert sent.status_code == 303, (one.code, sent.text)
    assert "Revisar y enviar" in browser.get("/agencia").text
    assert "Enviar al Ministerio" in browser.get("/agencia/expediente").text
    assert browser.post("/agencia/expediente/submit").status_code == 303
    assert session.scalars(select(Case.state)).one() == "submitted"
    text = browser.get("/agencia").text
    assert "En revisión" in text
    assert "Solicitud enviada" in text


def test_sending_too_early_says_what_is_missing(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    answer = browser_of(as_role, agency).post("/agencia/expediente/submit")
    assert answer.status_code == 422
    assert "Falta algo. Vea la lista" in answer.text


@pytest.mark.parametrize(
    ("name", "data", "boxes", "says"),
    [
        ("a.pdf", b"<html>", {}, "Ese tipo de archivo no sirve"),
        ("foto.jpg", picture()[:400], {}, "dañado o incompleto"),
        ("foto.png", picture("PNG", (80, 60)), {}, "muy pequeña"),
        ("a.pdf", b"", {}, "está vacío"),
        ("a.pdf", PDF.replace(b"startxref", b"/Encrypt 5 0 R\nstartxref"), {}, "contraseña"),
        ("a.pdf", b"%PDF-" + b"0" * (6 * 1024 * 1024), {}, "pesa mucho"),
        ("a.pdf", PDF, {"dated_on_year": ""}, "Falta una parte de la fecha"),
        ("a.pdf", PDF, {"dated_on_month": "2", "dated_on_day": "31"}, "Esa fecha no existe"),
        ("a.pdf", PDF, {"dated_on_year": "2020"}, "ya venció"),
        ("", b"", {}, "Elija el archivo"),
    ],
)
def test_it_is_told_at_once_what_is_wrong_with_a_file(
    session: Session, as_role: AsRole, name: str, data: bytes, boxes: dict[str, str], says: str
) -> None:
    agency, _case, _actor = applied(session)
    files = {"file": (name, data, "application/pdf")} if name else None
    sent = date_boxes(200) | boxes
    answer = browser_of(as_role, agency).post("/agencia/requisitos/bond", data=sent, files=files)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'maxlength="2" value="{sent["dated_on_day"]}"' in answer.text
    assert session.scalars(select(Answer)).all() == []


def test_a_far_too_large_body_is_refused_before_it_is_read(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    files = {"file": ("a.pdf", b"%PDF-" + b"0" * (26 * 1024 * 1024), "application/pdf")}
    answer = browser_of(as_role, agency).post("/agencia/requisitos/bond", data=date_boxes(20), files=files)
    assert answer.status_code == 413


def test_bad_input_keeps_what_was_typed(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    for path, sent, says in (
        ("/agencia/personas", {"name": "Ana Pop", "role": "boss", "dpi": ""}, "Elija una de las opciones."),
        ("/agencia/personas", {"name": "Ana Pop", "role": "owner", "dpi": "12"}, "El DPI tiene 13 números."),
        ("/agencia/contactos", {"kind": "phone", "value": "doce"}, "Escriba un teléfono con 8 números."),
        ("/agencia/contactos", {"kind": "phone", "value": "2232-0101"}, "Ese contacto ya está en la lista."),
        ("/agencia/datos", {"legal_name": "Nuevo nombre", "nit": ""}, "Escriba o elija una respuesta."),
        ("/agencia/requisitos/staff", {"statement": "Solo yo"}, "La respuesta es muy corta."),
        ("/agencia/requisitos/zero_fee", {"declarer": "Rosa Xol"}, "Marque la casilla para declarar."),
    ):
        answer = browser.post(path, data=sent)
        assert answer.status_code == 422, path
        assert says in answer.text, path
        assert max(sent.values(), key=len) in answer.text
    assert session.scalars(select(AgencyParty)).all() == []


def test_a_returned_case_shows_the_notes_and_what_to_do(
    session: Session, as_role: AsRole, folder: Path
) -> None:
    agency, case, officer = reviewed(session, folder)
    service.question(session, officer, case, "bond", note="Falta la firma del asegurador.")
    browser = browser_of(as_role, agency)
    assert "Falta la firma" not in browser.get("/agencia/requisitos/bond").text
    service.send_return(session, officer, case, reason="Corrija la fianza.")
    session.expire_all()
    assert "Falta algo" in browser.get("/agencia").text
    assert "Corrija la fianza." in browser.get("/agencia").text
    assert "Falta la firma del asegurador." in browser.get("/agencia/requisitos/bond").text
    files = {"file": ("nueva.jpg", picture(), "image/jpeg")}
    assert browser.post("/agencia/requisitos/bond", data=date_boxes(90), files=files).status_code == 303
    assert browser.post("/agencia/expediente/submit").status_code == 303


def test_names_of_officers_and_recommendations_stay_inside(
    session: Session, as_role: AsRole, folder: Path
) -> None:
    agency, _case, _officer = recommended(session, folder)
    text = browser_of(as_role, agency).get("/agencia/expediente").text
    for inside in ("officer 3", "officer 2", "Revisado por completo", "Recomendación", "Por decidir"):
        assert inside not in text
    assert "Se empezó a revisar" in text


def test_the_decision_comes_with_its_reasons(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, _case, _actor = decided(session, folder, "condition")
    browser = browser_of(as_role, agency)
    text = browser.get("/agencia/expediente").text
    for said in ("Decisión: Inscribir con condiciones", "Conforme con lo recomendado.", "Cumple los requisitos.",
                 "Presentar la fianza renovada antes de junio."):  # fmt: skip
        assert said in text
    assert "R-0001" in browser.get("/agencia").text


def test_closed_data_are_shown_but_not_changed(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, _case, _actor = submitted(session, folder)
    browser = browser_of(as_role, agency)
    assert "no se pueden cambiar ahora" in browser.get("/agencia/datos").text
    for path in ("/agencia/contactos", "/agencia/personas", "/agencia/reclutadores", "/agencia/sucursales"):
        text = browser.get(path).text
        assert "No se puede agregar nada ahora" in text
        assert ">Agregar</h2>" not in text
    answer = browser.post("/agencia/reclutadores", data={"name": "Otra Persona"})
    assert answer.status_code == 422


def test_downloads_are_attachments_for_their_owner_alone(
    session: Session, as_role: AsRole, folder: Path
) -> None:
    agency, _case, _actor = answered(session, folder)
    other, _case, _actor = applied(session, email="b@b.example", nit="1234-7")
    answer = session.scalars(select(Answer).where(Answer.requirement == "bond")).one()
    stored = session.get_one(StoredFile, answer.file_id)
    path = f"/agencia/archivos/{stored.public_id}"
    got = browser_of(as_role, agency).get(path)
    assert got.content == PDF
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox")
    assert browser_of(as_role, other).get(path).status_code == 404
    assert as_role(Role.PUBLIC).get(path).status_code == 303


def test_nobody_reaches_another_agency(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    other, _case, _actor = applied(session, email="b@b.example", nit="1234-7")
    browser_of(as_role, agency).post("/agencia/personas", data={"name": "Ana Pop", "role": "owner"})
    party = session.scalars(select(AgencyParty)).one()
    assert browser_of(as_role, other).post(f"/agencia/personas/{party.id}/remove").status_code == 404
    assert browser_of(as_role, agency).post(f"/agencia/contactos/{party.id + 99}/remove").status_code == 404
    assert browser_of(as_role, agency).post(f"/agencia/otra/{party.id}/remove").status_code == 404
    assert browser_of(as_role, agency).post(f"/agencia/personas/{2**70}/remove").status_code == 404
    assert browser_of(as_role, agency).post(f"/agencia/personas/{party.id}/remove").status_code == 303
    assert session.scalars(select(AgencyParty)).all() == []


def test_a_revoked_agency_can_open_nothing(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, _case, _actor = decided(session, folder)
    browser = browser_of(as_role, agency)
    out_of_standing(session, agency, "revoked")
    assert "Renovar la inscripción" not in browser.get("/agencia").text
    assert browser.post("/agencia/expediente/open").status_code == 422


def test_english(session: Session, as_role: AsRole) -> None:
    agency, _case, _actor = applied(session)
    browser = browser_of(as_role, agency)
    assert "Zero-fee declaration" in browser.get("/agencia?lang=en").text
    assert "I swear that the agency" in browser.get("/agencia/requisitos/zero_fee?lang=en").text
