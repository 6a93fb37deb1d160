"""Where people may go: what is known with its source and day, the rest "por confirmar"; the Ministry writes it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from registry import events
from registry.access import Role
from registry.support.models import SupportService
from tests.registry.placements.market import new_person
from tests.web.candidate.walk import register, send, words_of

PAGE = "/ministerio/centros"
NEW = {
    "kind": "ministry_centre",
    "name": "Oficina ficticia de Cobán",
    "address": "Calle Ficticia 1",
    "hours": "8:00 a 16:00",
    "phone": "2222 0000",
    "municipality": "1601",
}
SAID = {
    "source": "Oficio del Ministerio",
    "source_on_day": "1",
    "source_on_month": "3",
    "source_on_year": "2026",
}


def test_what_nobody_confirmed_says_so_and_every_page_leads_there(client: TestClient) -> None:
    page = words_of(client.get("/centros").text)
    assert "El Ministerio todavía no los ha escrito aquí." in page
    assert "Kilómetro 233" in page and "acnur.org/mx/node/23373" in page
    assert "CAPMiR Huehuetenango Dónde por confirmar" in page and "Nadie nos lo dijo todavía." in page
    # Where to hide is not told to everybody.
    assert "Casa del Migrante" not in page
    for path in ("/", "/estado", "/mi/entrar"):
        assert 'href="/centros"' in client.get(path).text, path


def test_the_supervisor_writes_a_centre_with_where_it_is_from(as_role, client, session: Session) -> None:
    supervisor = as_role(Role.SUPERVISOR)
    refused = send(supervisor, f"{PAGE}/nuevo", NEW)
    assert refused.status_code == 422 and "Calle Ficticia 1" in refused.text
    assert send(supervisor, f"{PAGE}/nuevo", NEW | SAID | {"kind": "health"}).status_code == 422
    assert send(supervisor, f"{PAGE}/nuevo", NEW | SAID).status_code == 303
    page = words_of(client.get("/centros").text)
    assert "Calle Ficticia 1" in page and "Oficio del Ministerio" in page and "Cobán, Alta Verapaz" in page
    one = session.scalars(select(SupportService)).one()
    assert [entry.verb for entry in events.of_record(session, "support_service", one.public_id)] == ["open"]
    send(supervisor, PAGE, {"in_use": "no"}, to=f"{PAGE}/{one.public_id}/use")
    assert "Calle Ficticia 1" not in client.get("/centros").text


def test_a_corrected_name_does_not_bring_the_old_entry_back(as_role, client, session: Session) -> None:
    supervisor = as_role(Role.SUPERVISOR)
    send(supervisor, PAGE, {}, to=f"{PAGE}/take_shipped")
    one = session.scalars(select(SupportService).where(SupportService.name == "CAPMiR Tecún Umán")).one()
    sent = {"kind": one.kind, "name": "CAPMiR de Ayutla"}
    assert send(supervisor, f"{PAGE}/{one.public_id}", sent).status_code == 303
    page = client.get("/centros").text
    assert "CAPMiR de Ayutla" in page and "CAPMiR Tecún Umán" not in page
    before = session.scalar(select(func.count(SupportService.id)))
    send(supervisor, PAGE, {}, to=f"{PAGE}/take_shipped")
    assert session.scalar(select(func.count(SupportService.id))) == before


def test_a_counsellor_does_not_change_what_everybody_reads(as_role, session: Session) -> None:
    counsellor = as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")
    send(counsellor, "/centro/servicios", {}, to="/centro/servicios/take_shipped")
    one = session.scalars(select(SupportService).where(SupportService.kind == "migrant_centre")).first()
    assert one is not None and counsellor.get(f"/centro/servicios/{one.public_id}").status_code == 404
    sent = NEW | SAID | {"kind": "migrant_centre"}
    assert (
        send(counsellor, "/centro/servicios", sent, to=f"/centro/servicios/{one.public_id}").status_code
        == 404
    )
    assert send(counsellor, "/centro/servicios/nuevo", sent).status_code == 422
    assert session.scalar(select(SupportService.id).where(SupportService.phone.is_not(None))) is None


@pytest.mark.parametrize("is_set", [True, False])
def test_numbers_to_call_and_write_to_are_shown_where_they_help(
    app: FastAPI, client: TestClient, as_role, session: Session, monkeypatch: pytest.MonkeyPatch, is_set: bool
) -> None:
    numbers = {"sms_number": "5151", "whatsapp_number": "55550100", "helpline": "+50222451599"}
    with_them = app.state.settings.model_copy(update=numbers if is_set else dict.fromkeys(numbers, ""))
    monkeypatch.setitem(app.state._state, "settings", with_them)
    code = register(client)
    pages = {path: words_of(client.get(path).text) for path in ("/registro/hoja", "/verificar")}
    person = as_role(Role.CANDIDATE, candidate=new_person(session, "Ana"))
    pages["/mi/avisos"] = words_of(person.get("/mi/avisos").text)
    pages["enganos"] = words_of(client.get("/informacion/enganos").text)
    home = client.get("/").text
    assert ("por WhatsApp al 5555 0100" in words_of(home)) is is_set
    assert ('href="tel:+50222451599"' in home) is is_set
    assert (f"al 5151: ESTADO {code}" in pages["/registro/hoja"]) is is_set
    for path, page in pages.items():
        assert ("5151" in page and "al +502 2245 1599" in page) is is_set, path
    assert ("VERIFICAR" in pages["/verificar"]) is ("ESTADO" in pages["/mi/avisos"]) is is_set


def test_a_number_that_is_none_stops_the_start() -> None:
    assert any(
        "SENDERO_SMS_NUMBER" in one for one in Settings(env="demo", sms_number="mande aquí").problems()
    )
    assert not Settings(env="demo", sms_number="+502 5555 0100").problems()
