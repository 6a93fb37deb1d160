"""One's own account in the browser: passkeys, sessions on two devices, the second factor asked again, cookies."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from fastapi import FastAPI
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import mail
from app.config import Settings
from app.public.sign_in import own_path
from app.security import is_used_up, session_cookie_name
from registry import crypto, events
from registry.access import SYSTEM, Role
from registry.accounts import changes, passkeys, passwords, resets, service, sessions
from registry.accounts.models import Account, AccountChange, Passkey, WebSession
from registry.messages.models import Message
from tests.databases import OneConnection
from tests.factories import new_account
from tests.registry.accounts.authenticator import Authenticator
from tests.web.conftest import NewClient

PASSWORD = "un camino de piedra"


@pytest.fixture
def moving() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-02T15:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def rosa(session: Session, moving: time_machine.Traveller) -> Account:
    account = new_account(session, Role.ADMIN)
    moving.shift(timedelta(minutes=1))
    return account


@pytest.fixture
def device(settings: Settings) -> Authenticator:
    return Authenticator(passkeys.site_of(settings.public_url))


def browser_of(account: Account, session: Session, new_client: NewClient, settings: Settings) -> TestClient:
    browser = new_client()
    browser.base_url = "http://localhost:8000"
    browser.cookies.set(session_cookie_name(settings), sessions.open_for_account(session, account, "tests"))
    return browser


def options_on(page: str) -> str:
    found = re.search(r'data-options="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def code_of(account: Account) -> str:
    return passwords.current_code(str(account.totp_secret))


def test_a_passkey_from_its_making_to_its_end(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings, device: Authenticator
) -> None:
    mine = browser_of(rosa, session, new_client, settings)
    made = device.make(options_on(mine.post("/cuenta/llaves/nueva").text))
    other = browser_of(rosa, session, new_client, settings)
    assert other.post("/cuenta/llaves", data={"name": "Robada", "passkey": made}).status_code == 422
    assert mine.post("/cuenta/llaves", data={"name": "Teléfono", "passkey": made}).status_code == 303
    assert "Teléfono" in mine.get("/cuenta").text
    door = new_client()
    door.base_url = "http://localhost:8000"
    given = device.give(options_on(door.get("/entrar").text), user=rosa.public_id)
    stranger = new_client()
    stranger.get("/entrar")
    assert stranger.post("/entrar", data={"passkey": given}).status_code == 422, "another browser's challenge"
    assert door.post("/entrar", data={"passkey": given}).headers["location"] == "/admin/cuentas"
    assert door.get("/cuenta").status_code == 200
    key = session.scalars(select(Passkey)).one()
    assert mine.post(f"/cuenta/llaves/{key.public_id}/remove").status_code == 303
    given = device.give(options_on(door.get("/entrar").text))
    assert door.post("/entrar", data={"passkey": given}).status_code == 422


def test_a_neighbour_who_sends_nonsense_keeps_no_passkey_out(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings, device: Authenticator
) -> None:
    mine = browser_of(rosa, session, new_client, settings)
    made = device.make(options_on(mine.post("/cuenta/llaves/nueva").text))
    assert mine.post("/cuenta/llaves", data={"name": "Teléfono", "passkey": made}).status_code == 303
    door, neighbour = new_client(), new_client()
    door.base_url = "http://localhost:8000"

    def enter() -> int:
        given = device.give(options_on(door.get("/entrar").text))
        return door.post("/entrar", data={"passkey": given}).status_code

    for nonsense in ("x", "{}", '{"id": 1}', "[" * 5000):
        assert neighbour.post("/entrar", data={"passkey": nonsense}).status_code == 422
    while not is_used_up("sign_in", "60/minute", "testclient"):
        pass
    assert neighbour.post("/entrar", data={"email": "a@b", "password": "x", "code": "1"}).status_code == 429
    assert enter() == 303, "whoever guesses passwords"
    while not is_used_up("sign_in_key", "600/minute", "testclient"):
        pass
    assert neighbour.post("/entrar", data={"passkey": "x"}).status_code == 429
    door.post("/salir")
    assert enter() == 303, "and whoever sends keys: this device is known"


def test_under_another_address_no_key_is_offered(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings
) -> None:
    mine = browser_of(rosa, session, new_client, settings)
    mine.base_url = "http://127.0.0.1:8000"
    assert "data-passkey" not in mine.get("/entrar").text
    assert "http://localhost:8000" in mine.get("/cuenta").text
    assert mine.post("/cuenta/llaves/nueva").status_code == 409


CHANGES_FACTORS = (
    "/cuenta/codigos",
    "/cuenta/aplicacion",
    "/cuenta/llaves/nueva",
    "/cuenta/llaves",
    "/cuenta/clave",
)


@pytest.mark.parametrize("path", CHANGES_FACTORS)
def test_what_changes_a_factor_asks_for_one_again(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings,
    moving: time_machine.Traveller, path: str,
) -> None:  # fmt: skip
    mine = browser_of(rosa, session, new_client, settings)
    assert "second_code" not in mine.post(path).text
    moving.shift(timedelta(minutes=16))
    asked = mine.post(path, data={"name": 'De "antes" <b>'})
    assert asked.status_code == 422 and 'name="second_code"' in asked.text
    assert "De &#34;antes&#34; &lt;b&gt;" in asked.text, "what was typed is carried along"
    assert 'name="second_code"' in mine.post(path, data={"second_code": "000000"}).text
    assert 'name="second_code"' not in mine.post(path, data={"second_code": code_of(rosa)}).text
    assert 'name="second_code"' not in mine.post(path).text, "fresh again"


def test_no_password_stands_in_the_page_that_asks_again(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings, moving: time_machine.Traveller
) -> None:
    mine = browser_of(rosa, session, new_client, settings)
    moving.shift(timedelta(minutes=16))
    sent = {"current": PASSWORD, "password": "otro camino largo", "again": "otro camino largo"}
    asked = mine.post("/cuenta/clave", data=sent).text
    assert "otra vez" in asked and PASSWORD not in asked and "otro camino largo" not in asked
    assert mine.post("/cuenta/clave", data={"second_code": code_of(rosa)}).status_code == 422
    assert mine.post("/cuenta/clave", data=sent).headers["location"] == "/entrar"


def test_an_approval_asks_for_it_again_and_happens_then(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings, moving: time_machine.Traveller
) -> None:
    first = browser_of(new_account(session, Role.ADMIN), session, new_client, settings)
    person = {"name": "Eva Pérez", "email": "eva@example.org", "role": "officer", "reason": "Hace falta."}
    assert first.post("/admin/cuentas/invite", data=person).status_code == 303
    change = session.scalars(select(AccountChange)).one()
    approve = f"/admin/cuentas/cambios/{change.public_id}/approve"
    mine = browser_of(rosa, session, new_client, settings)
    assert first.post(approve).status_code == 422, "not by who proposed it"
    moving.shift(timedelta(minutes=16))
    assert 'name="second_code"' in mine.post(approve).text
    assert session.scalars(select(AccountChange.state)).one() == "proposed"
    for _ in range(9):
        mine.post(approve, data={"second_code": "000000"})
    assert mine.post(approve, data={"second_code": "000000"}).status_code == 422
    slowed = mine.post(approve, data={"second_code": code_of(rosa)})
    assert slowed.status_code == 422 and "15 minutos" in slowed.text, "codes are not guessed here either"
    assert session.scalars(select(AccountChange.state)).one() == "proposed"
    again = browser_of(rosa, session, new_client, settings)
    assert again.post(approve).status_code == 303
    assert "Espera un día" in again.get("/admin/cuentas").text


def test_sessions_on_two_devices(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings
) -> None:
    mine, other, third = (browser_of(rosa, session, new_client, settings) for _ in range(3))
    stranger = browser_of(new_account(session, Role.OFFICER), session, new_client, settings)
    assert mine.get("/cuenta").text.count("/close&#34;") + mine.get("/cuenta").text.count('/close"') == 3
    key = session.scalars(select(WebSession.public_id).where(WebSession.account_id == rosa.id)).all()[1]
    assert stranger.post(f"/cuenta/sesiones/{key}/close").status_code == 404
    assert other.get("/cuenta").status_code == 200
    assert mine.post(f"/cuenta/sesiones/{key}/close").status_code == 303
    assert other.get("/cuenta").status_code == 303
    assert third.get("/cuenta").status_code == 200
    mine.post("/cuenta/sesiones/close-others")
    assert third.get("/cuenta").status_code == 303
    assert mine.get("/cuenta").status_code == 200 and stranger.get("/cuenta").status_code == 200


@pytest.mark.parametrize("verb", ["disable", "end-sessions"])
def test_an_administrator_ends_both_devices_at_once(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings, verb: str
) -> None:
    officer = new_account(session, Role.OFFICER)
    devices = [browser_of(officer, session, new_client, settings) for _ in range(2)]
    admin = browser_of(rosa, session, new_client, settings)
    act = f"/admin/cuentas/{officer.public_id}/{verb}"
    for role in (Role.SUPERVISOR, Role.OFFICER, Role.AUDITOR):
        refused = browser_of(new_account(session, role), session, new_client, settings)
        assert refused.post(act, data={"reason": "Se fue."}).status_code == 404
    assert [one.get("/cuenta").status_code for one in devices] == [200, 200]
    assert admin.post(act, data={"reason": "Se fue."}).status_code == 303
    assert [one.get("/cuenta").status_code for one in devices] == [303, 303]
    assert admin.get("/cuenta").status_code == 200


def test_signing_in_gives_a_new_session_and_ends_the_one_of_before(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings
) -> None:
    mine = browser_of(rosa, session, new_client, settings)
    before = mine.cookies[session_cookie_name(settings)]
    form = {"email": rosa.email, "password": PASSWORD, "code": code_of(rosa)}
    answer = mine.post("/entrar", data=form)
    assert answer.status_code == 303
    assert before not in str(answer.headers.get_list("set-cookie"))
    session.expire_all()
    assert sessions.holder(session, before) is None


@pytest.mark.parametrize(
    "path", ["//x.example", "/\\x.example", "/\t/x.example", "/\n\\x.example", "https://x.example", "x", ""]
)
def test_signing_in_leads_to_no_other_site(path: str) -> None:
    assert own_path(path) == "" and own_path("/cuenta?a=ñ b") == "/cuenta?a=ñ b"


def test_with_an_open_session_no_password_is_guessed(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings
) -> None:
    mine = browser_of(rosa, session, new_client, settings)
    sent = {"current": "no es esta clave", "password": "otro camino largo", "again": "otro camino largo"}
    for _ in range(10):
        assert mine.post("/cuenta/clave", data=sent).status_code == 422
    slowed = mine.post("/cuenta/clave", data=sent | {"current": PASSWORD})
    assert slowed.status_code == 422 and "15 minutos" in slowed.text
    assert passwords.is_password(PASSWORD, rosa.password_hash)


def test_strangers_who_apply_fill_nobodys_mailbox(session: Session, rosa: Account) -> None:
    eva, _token = service.invite(session, SYSTEM, email="eva@example.org", name="Eva", role=Role.OFFICER)
    for account, verb, before in ((rosa, "apply_again", 0), (eva, "invite", 1)):
        for _ in range(9):
            service.tell_who_applies_again(session, account)
        told = [one.verb for one in events.of_record(session, "account", account.public_id)]
        assert told.count(verb) == before + 3


def test_the_token_of_a_form_opens_nothing_by_itself(
    session: Session, rosa: Account, new_client: NewClient, moving: time_machine.Traveller
) -> None:
    """Whoever was at the device before may have read it in the page they left open."""
    sent = {"email": rosa.email, "password": PASSWORD, "code": code_of(rosa), "form_token": "x" * 20}
    assert new_client().post("/entrar", data=sent).status_code == 303
    for other in (
        {"password": "otra cosa larga"},
        {"code": "000000"},
        {"email": "x@example.org"},
        {"email": "x@example.org", "password": "x", "code": "1"},
        {"next": "/cuenta"},
        {"password": ""},
    ):
        thief = new_client()
        thief.post("/entrar", data=sent | other)
        assert thief.get("/cuenta").status_code == 303, other
    twice = new_client()
    assert twice.post("/entrar", data=sent).status_code == 303, "a double tap"
    assert twice.get("/cuenta").status_code == 200


def test_cookies_of_accounts_belong_to_this_host_alone(
    session: Session, rosa: Account, app: FastAPI, settings: Settings
) -> None:
    app.state.settings = settings.model_copy(update={"public_url": "https://sendero.example"})
    try:
        given = _cookies_given(session, rosa, app)
    finally:
        app.state.settings = settings
    names = {one.partition("=")[0] for one in given}
    assert names == {"__Host-entrada", "__Host-sendero", "__Host-aparato"}
    for one in given:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(
            one.split("; ")
        ) and "Domain" not in one


def _cookies_given(session: Session, rosa: Account, app: FastAPI) -> list[str]:
    session.flush()
    client = TestClient(app, base_url="https://sendero.example", follow_redirects=False)
    form = {"email": rosa.email, "password": PASSWORD, "code": code_of(rosa)}
    given: list[str] = client.get("/entrar").headers.get_list("set-cookie")
    return given + client.post("/entrar", data=form).headers.get_list("set-cookie")


def test_known_and_unknown_get_the_same_answer(
    session: Session, rosa: Account, new_client: NewClient
) -> None:
    def faceless(text: str, email: str) -> str:
        return re.sub(r'value="[\w-]{20,}"|[0-9a-f]{12}', "", text).replace(email, "")

    answers = {}
    for email in (rosa.email, "nadie@example.org"):
        client = new_client()
        wrong = client.post("/entrar", data={"email": email, "password": "otra cosa larga", "code": "123456"})
        asked = client.post("/entrar/olvido", data={"email": email})
        answers[email] = (
            wrong.status_code,
            faceless(wrong.text, email),
            asked.status_code,
            asked.headers["location"],
        )
    assert answers[rosa.email] == answers["nadie@example.org"]


def test_a_password_is_taken_as_typed(session: Session, rosa: Account, new_client: NewClient) -> None:
    for typed in (f" {PASSWORD}", f"{PASSWORD} "):
        form = {"email": rosa.email, "password": typed, "code": code_of(rosa)}
        assert new_client().post("/entrar", data=form).status_code == 422
    form = {"email": rosa.email, "password": PASSWORD, "code": code_of(rosa)}
    assert new_client().post("/entrar", data=form).status_code == 303


def test_the_owner_stops_a_renewal_on_their_own_page(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings
) -> None:
    officer = new_account(session, Role.OFFICER)
    admin, mine = (browser_of(one, session, new_client, settings) for one in (rosa, officer))
    admin.post(f"/admin/cuentas/{officer.public_id}/enable", data={"reason": "Dice que lo perdió"})
    change = session.scalars(select(AccountChange)).one()
    stop = f"/cuenta/cambios/{change.public_id}/stop"
    assert admin.post(stop).status_code == 404
    led_to = re.search(r'href="([^"]+)">[^<]+<span[^>]*> · Mi cuenta', mine.get("/privacidad").text)
    assert led_to and stop in mine.get(led_to[1]).text
    assert mine.post(stop).status_code == 303
    assert session.scalars(select(AccountChange.state)).one() == "stopped"


def test_a_change_that_was_altered_is_said_where_accounts_and_acts_are_looked_after(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings
) -> None:
    admin, auditor = (
        browser_of(one, session, new_client, settings) for one in (rosa, new_account(session, Role.AUDITOR))
    )
    change = changes.propose_account(
        session, new_account(session, Role.ADMIN).actor(), email="eva@example.org", name="Eva", role=Role.OFFICER,
        centre=None, reason="Ayuda en la ventanilla.",
    )  # fmt: skip
    for is_altered in (False, True):
        assert ("alteró" in admin.get("/admin/cuentas").text) == is_altered
        assert ("alterado" in auditor.get("/ministerio/registro-de-actos").text) == is_altered
        change.email = "ladron@example.org"


@pytest.mark.parametrize("way", ["by mail", "signed in"])
def test_after_a_new_password_the_holder_reads_what_still_opens_the_account(
    session: Session,
    rosa: Account,
    new_client: NewClient,
    settings: Settings,
    device: Authenticator,
    connection: Connection,
    way: str,
) -> None:
    mine = browser_of(rosa, session, new_client, settings)
    made = device.make(options_on(mine.post("/cuenta/llaves/nueva").text))
    mine.post("/cuenta/llaves", data={"name": "Teléfono <de> otro", "passkey": made})
    token = service.new_api_key(session, rosa, name="Hoja de <otro>", scopes=["vacancies:write", "of:old"])
    sent = {"password": "otro camino largo", "again": "otro camino largo"}
    if way == "by mail":
        here = f"/clave/{resets.new_link(session, rosa)}"
        sent |= {"code": code_of(rosa), "form_token": "x" * 20}
        mine = new_client()
        answer, twice = mine.post(here, data=sent), mine.post(here, data=sent)
        assert twice.headers["location"] == "/entrar", "a double tap reads the same"
    else:
        answer = mine.post("/cuenta/clave", data=sent | {"current": PASSWORD})
    assert answer.headers["location"] == "/entrar" and rosa.public_id not in str(answer.headers)
    page = mine.get("/entrar").text
    for said in (
        "Todas sus sesiones se cerraron",
        "Teléfono &lt;de&gt; otro",
        "Su aplicación de códigos",
        "10 códigos de recuperación",
        "Clave de un programa «Hoja de &lt;otro&gt;»",
        ": Crear y enviar vacantes<",
        "Entre y quítelo hoy",
    ):
        assert said in page
    assert "Teléfono" not in mine.get("/entrar").text, "the next person at this device reads nothing"
    mine.cookies.set("clave", "gAAAAAB")
    assert mine.get("/entrar").status_code == 200
    mail.deliver(settings, OneConnection(connection))
    told = session.scalars(select(Message.body).where(Message.template.like("account/%_password"))).all()
    assert len(told) == 1
    for said in (
        "Teléfono <de> otro", "aplicación de códigos", "10 códigos", "«Hoja de <otro>»", "/cuenta", "quítelo hoy",
        ": Crear y enviar vacantes\n",
    ):  # fmt: skip
        assert said in told[0]
    _is_withdrawn(token, browser_of(rosa, session, new_client, settings), browser_of(
        new_account(session, Role.OFFICER), session, new_client, settings
    ))  # fmt: skip


def _is_withdrawn(token: str, mine: TestClient, other: TestClient) -> None:
    page = mine.get("/cuenta").text
    assert ">Crear y enviar vacantes</td>" in page and "vacancies:write" not in page
    here = re.findall(r"/cuenta/programas/\w+/withdraw", page)[0]
    asks = {"Authorization": f"Bearer {token}"}
    for browser, answer, works in ((other, 404, True), (mine, 303, False), (mine, 404, False)):
        assert browser.post(here).status_code == answer
        assert (mine.get("/api/v1/schemes", headers=asks).status_code == 200) == works
    assert "Claves de programas" not in mine.get("/cuenta").text


def test_another_application_takes_the_place_of_the_first(
    session: Session, rosa: Account, new_client: NewClient, settings: Settings, moving: time_machine.Traveller
) -> None:
    mine = browser_of(rosa, session, new_client, settings)
    page = mine.post("/cuenta/aplicacion").text
    assert "hreflang" in mine.get("/cuenta").text and "hreflang" not in page, "no GET leads back here"
    found = re.search(r'name="sealed" value="([^"]+)"', page)
    assert found
    secret = str(passwords.open_totp_secret(found[1], rosa.public_id))
    old = str(rosa.totp_secret)
    for sealed in ("x", found[1][:-6] + "AAAAAA"):
        data = {"sealed": sealed, "code": passwords.current_code(secret)}
        assert mine.post("/cuenta/aplicacion", data=data).status_code == 404
    wrong = {"sealed": found[1], "code": "000000"}
    assert mine.post("/cuenta/aplicacion", data=wrong).status_code == 422
    right = {"sealed": found[1], "code": passwords.current_code(secret)}
    assert mine.post("/cuenta/aplicacion", data=right).status_code == 303
    moving.shift(timedelta(minutes=1))
    session.expire_all()
    assert rosa.totp_secret == secret != old


def test_another_link_for_who_did_not_open_their_account_in_time(
    session: Session,
    rosa: Account,
    new_client: NewClient,
    settings: Settings,
    connection: Connection,
    moving: time_machine.Traveller,
) -> None:
    def links() -> list[str]:
        mail.deliver(settings, OneConnection(connection))
        bodies = session.scalars(select(Message.body).where(Message.recipient_hash == mailed)).all()
        return [found[0] for one in bodies for found in re.findall(r"(/invitacion/[\w-]+)()", one)]

    eva, _printed = service.invite(session, SYSTEM, email="eva@example.org", name="Eva", role=Role.OFFICER)
    mailed = crypto.keyed_hash("recipient", eva.email)
    admin = browser_of(rosa, session, new_client, settings)
    here = f"/admin/cuentas/{eva.public_id}"
    (first,) = links()
    assert "sirve hasta" in admin.get(here).text
    moving.shift(timedelta(days=4))
    assert new_client().get(first).status_code == 409
    admin = browser_of(rosa, session, new_client, settings)
    assert "venció" in admin.get(here).text
    officer = browser_of(new_account(session, Role.SUPERVISOR), session, new_client, settings)
    assert officer.post(f"{here}/invite-again").status_code == 404
    assert admin.post(f"{here}/invite-again").headers["location"] == here
    _first, second = links()
    assert new_client().get(second).status_code == 200
    admin.post(f"{here}/invite-again")
    assert new_client().get(second).status_code == 409, "dead at once, before the new one is written"
    third = links()[-1]
    assert new_client().get(third).status_code == 200 and [
        new_client().get(one).status_code for one in (first, second)
    ] == [409, 409]
    assert admin.post(f"/admin/cuentas/{rosa.public_id}/invite-again").status_code == 422, "is open already"
    assert "invite-again" not in admin.get(f"/admin/cuentas/{rosa.public_id}").text


def test_who_opened_the_invitation_before_knows_nothing_of_the_second_factor(
    session: Session, new_client: NewClient, moving: time_machine.Traveller
) -> None:
    eva, token = service.invite(session, SYSTEM, email="eva@example.org", name="Eva", role=Role.OFFICER)
    here, mine = f"/invitacion/{token}", new_client()
    seals = [re.findall(r'name="sealed" value="([^"]+)"', mine.get(here).text)[0] for _ in range(2)]
    noted, own = (str(passwords.open_totp_secret(one, crypto.token_hash(token))) for one in seals)
    assert noted != own
    typed = {"password": PASSWORD, "again": PASSWORD, "code": passwords.current_code(own)}
    for sealed in ("", "x", passwords.sealed_totp_secret(own, eva.public_id), seals[0]):
        assert mine.post(here, data=typed | {"sealed": sealed}).status_code == 422
        assert eva.totp_secret is None
    assert "Pasó demasiado tiempo" in mine.post(here, data=typed).text
    mine.post(here, data=typed | {"sealed": seals[1]})
    session.expire_all()
    assert eva.totp_secret == own and eva.state == "active"
    late = typed | {"sealed": seals[0], "code": passwords.current_code(noted)}
    assert mine.post(here, data=late).status_code == 409 and eva.totp_secret == own
