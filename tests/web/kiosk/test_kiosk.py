"""A kiosk: who turns it on and off, what it can do, and that nothing of one person is there for the next."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import routes
from app.deps import is_kiosk_page
from registry.access import PUBLIC, Role
from registry.accounts.models import WebSession
from registry.candidates import service
from registry.candidates.code import grouped
from registry.candidates.models import Candidate, RegistrationDraft
from registry.complaints.models import Visit
from registry.kiosks.models import Kiosk
from tests.registry.candidates.people import registration
from tests.web.conftest import AsRole, NewClient

CENTRE = "CAPMiR Quetzaltenango"
DOORS = ("registro", "verificar", "denuncia", "estado")


@pytest.fixture
def device(as_role: AsRole) -> TestClient:
    """A device that a counsellor has just turned into a kiosk."""
    browser = as_role(Role.COUNSELLOR, centre=CENTRE)
    answer = browser.post("/centro/kioscos/turn-on", data={"name": "Mesa norte", "paper": "58mm"})
    assert answer.headers["location"] == "/kiosco"
    return browser


def through(device: TestClient, door: str) -> None:
    assert device.post("/kiosco/start", data={"door": door}).headers["location"] == f"/{door}"


def held(device: TestClient) -> set[str]:
    """Cookies that the server gave; the one a test signed in with has no domain."""
    return {cookie.name for cookie in device.cookies.jar if cookie.domain}


def is_reset(device: TestClient, address: str) -> bool:
    answer = device.get(address)
    return answer.status_code == 303 and answer.headers["location"] == "/kiosco"


def test_whoever_turns_it_on_is_signed_out_and_it_registers_for_the_centre(
    device: TestClient, session: Session
) -> None:
    assert is_reset(device, "/centro")
    assert session.scalars(select(WebSession.closed_at)).one() is not None
    through(device, "registro")
    device.post("/registro")
    _answer_the_names(device)
    draft = session.scalars(select(RegistrationDraft)).one()
    assert "Zenobia" in draft.answers
    assert session.scalars(select(Kiosk)).one().centre == CENTRE


def _answer_the_names(device: TestClient) -> None:
    device.post("/registro/nombres", data={"given_names": "Zenobia"})
    assert "Zenobia" in device.get("/registro/nombres").text


def test_nothing_of_whoever_turns_it_on_stays(as_role: AsRole) -> None:
    """The mark of a known device spares an account the brakes: not on a device that is everybody's."""
    browser = as_role(Role.COUNSELLOR, centre=CENTRE)
    marks = {"aparato", "entrada"}
    for name in marks:
        browser.cookies.set(name, "de-la-consejera")
    answer = browser.post("/centro/kioscos/turn-on", data={"name": "Mesa norte", "paper": "58mm"})
    given = [one for one in answer.headers.get_list("set-cookie") if "Max-Age=0" in one]
    assert marks <= {one.partition("=")[0] for one in given}


@pytest.mark.parametrize(
    "address", ["/", "/vacantes", "/entrar", "/mi/entrar", "/ministerio", "/feria", "/cuenta"]
)
def test_only_its_four_doors_answer(device: TestClient, address: str) -> None:
    through(device, "registro")
    assert is_reset(device, address)
    for door in DOORS:
        assert device.get(f"/{door}").status_code == 200


def test_what_the_frame_leads_to_does_not_end_a_registration(device: TestClient) -> None:
    through(device, "registro")
    device.post("/registro")
    _answer_the_names(device)
    footer = device.get("/registro/nombres").text.split('class="sd-footer"')[1]
    led_to = re.findall(r'href="(/[^"]*)"', footer)
    assert {"/privacidad", "/centros"} <= set(led_to)
    assert [path for path in led_to if device.get(path).status_code != 200] == []
    assert "Zenobia" in device.get("/registro/nombres").text


def test_before_a_visit_has_begun_only_the_start_answers(device: TestClient) -> None:
    start = device.get("/kiosco")
    assert start.status_code == 200
    assert all(f'value="{door}"' in start.text for door in DOORS)
    assert all(is_reset(device, f"/{door}") for door in DOORS)


def test_the_start_ends_the_visit_on_the_server_and_in_the_browser(
    device: TestClient, session: Session
) -> None:
    through(device, "registro")
    device.post("/registro")
    _answer_the_names(device)
    through(device, "denuncia")
    device.post("/denuncia")
    device.get("/registro?lang=en")
    answer = device.get("/kiosco")
    assert "Nothing of whoever was here before is left." in answer.text
    assert "Aquí ya no queda nada" not in device.get("/kiosco").text
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert answer.headers["cache-control"] == "no-store"
    assert held(device) == {"kiosco"}
    assert session.scalar(select(func.count(RegistrationDraft.id))) == 0
    assert session.scalar(select(func.count(Visit.id))) == 0
    through(device, "registro")
    assert "Zenobia" not in device.get("/registro").text
    assert device.get("/registro/nombres").headers["location"].startswith("/registro?")


def test_a_stage_is_shown_without_a_code_in_the_address_and_gone_afterwards(
    device: TestClient, client: TestClient, session: Session
) -> None:
    client.post("/registro")
    person = _registered(session)
    through(device, "estado")
    code = grouped(person.code)
    assert device.post("/estado", data={"code": code}).headers["location"] == "/estado/aqui"
    assert code in device.get("/estado/aqui").text
    assert device.get(f"/estado/{code}").headers["location"] == "/estado"
    device.get("/kiosco")
    through(device, "estado")
    assert device.get("/estado/aqui").headers["location"] == "/estado"
    # Elsewhere the address of the slip's QR goes on working.
    assert client.get(f"/estado/{code}").status_code == 200
    assert client.get("/estado/aqui").headers["location"] == "/estado"


def _registered(session: Session) -> Candidate:
    return service.register(session, PUBLIC, registration())[0]


def test_whoever_ends_a_visit_finds_the_way_on_every_page_and_is_told(device: TestClient) -> None:
    assert "sd-kiosk-end" not in device.get("/kiosco").text
    through(device, "verificar")
    assert "sd-kiosk-end" in device.get("/verificar").text
    assert "Aquí ya no queda nada de quien estuvo antes." in device.get("/kiosco").text


def test_its_pages_reset_themselves_and_remember_nothing(device: TestClient) -> None:
    through(device, "registro")
    device.post("/registro")
    page = device.get("/registro/nombres").text
    assert 'http-equiv="refresh" content="90;url=/kiosco/aviso?de=/registro/nombres"' in page
    assert 'id="still-there"' in page
    assert set(re.findall(r'autocomplete="([^"]+)"', page)) == {"off"}
    asked = device.get("/kiosco/aviso?de=/registro/nombres").text
    assert 'content="60;url=/kiosco"' in asked
    assert 'href="/registro/nombres"' in asked
    wrong = device.post("/registro/nombres", data={"given_names": ""})
    assert wrong.status_code == 422 and "url=/kiosco/aviso?de=/registro/nombres" in wrong.text, "not the end"
    assert "un minuto y medio" in wrong.text
    assert 'href="//evil' not in device.get("/kiosco/aviso?de=//evil.example").text


def test_another_telephone_knows_no_kiosk(client: TestClient) -> None:
    page = client.get("/kiosco")
    assert "no es un kiosco" in page.text
    assert "clear-site-data" not in page.headers
    assert "still-there" not in client.get("/registro").text
    assert client.post("/kiosco/start", data={"door": "registro"}).headers["location"] == "/kiosco"


def test_its_centre_turns_it_off_from_elsewhere_and_nobody_else_does(
    device: TestClient, as_role: AsRole, session: Session
) -> None:
    kiosk = session.scalars(select(Kiosk)).one()
    address = f"/centro/kioscos/{kiosk.public_id}/revoke"
    stranger, colleague = as_role(Role.COUNSELLOR, centre="Otro"), as_role(Role.COUNSELLOR, centre=CENTRE)
    assert stranger.post(address).status_code == 404
    assert kiosk.name not in stranger.get("/centro/kioscos").text
    assert kiosk.name in colleague.get("/centro/kioscos").text
    through(device, "registro")
    assert colleague.post(address).status_code == 303
    assert colleague.post(address).status_code == 422
    assert is_reset(device, "/registro")
    assert "no es un kiosco" in device.get("/kiosco").text
    assert held(device) == set()


def test_an_invented_token_is_no_kiosk(client: TestClient) -> None:
    client.cookies.set("kiosco", "x" * 43)
    assert is_reset(client, "/registro")
    assert "no es un kiosco" in client.get("/kiosco").text


@pytest.mark.parametrize(
    ("centre", "data"),
    [(CENTRE, {"name": ""}), (CENTRE, {"name": "entrada", "paper": "a0"}), (None, {"name": "entrada"})],
)
def test_what_cannot_be_turned_on(
    as_role: AsRole, session: Session, centre: str | None, data: dict[str, str]
) -> None:
    answer = as_role(Role.COUNSELLOR, centre=centre).post("/centro/kioscos/turn-on", data=data)
    assert answer.status_code == 422
    assert session.scalar(select(func.count(Kiosk.id))) == 0


def test_a_device_that_holds_a_queue_of_fair_mode_becomes_no_kiosk(as_role: AsRole, session: Session) -> None:
    browser = as_role(Role.COUNSELLOR, centre=CENTRE)
    browser.post("/feria/llave")
    assert browser.post("/centro/kioscos/turn-on", data={"name": "entrada"}).status_code == 422
    assert session.scalar(select(func.count(Kiosk.id))) == 0


@pytest.mark.usefixtures("frozen_now")
def test_each_kiosk_is_counted_by_itself(device: TestClient, new_client: NewClient) -> None:
    """A queue at one kiosk stops nobody at the address: not at another kiosk, not on a telephone."""
    through(device, "estado")
    used_up = [device.get("/estado/nadie").status_code for _ in range(121)]
    assert (used_up[0], used_up[-1]) == (303, 429)
    assert new_client().get("/estado/nadie").status_code == 422


def test_no_other_route_answers_a_kiosk(device: TestClient, app: FastAPI) -> None:
    """All of them, whatever they need: a kiosk's token registers, verifies, reports and shows a stage."""
    through(device, "registro")
    asked, let_in = 0, []
    for row in routes.table(app):
        path = re.sub(r"\{[^}]+\}", "x", row["path"])
        if is_kiosk_page(path) or path.startswith("/api/"):
            continue
        answer = device.request(row["method"], path)
        asked += 1
        if (answer.status_code, answer.headers.get("location")) != (303, "/kiosco"):
            let_in.append((row["method"], path, answer.status_code))
    assert asked > 300
    assert let_in == []
    assert device.get("/registro").status_code == 200
