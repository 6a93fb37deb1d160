"""/denuncia in a browser without script: the questions, the receipt, coming back, and the way out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.public.report import sending, start, thread
from registry import clock
from registry.access import Role
from registry.complaints.kinds import Kind, MessageKind, Urgency
from registry.complaints.models import Complaint, ComplaintFile, ComplaintMessage, FeeReport, Visit
from registry.complaints.service import whole
from registry.organisations.models import Agency
from registry.standard import queries as standard
from tests.registry.complaints import sounds
from tests.web.conftest import AsRole, NewClient
from tests.web.public.reporting import begin, finish, report, send, token


@pytest.fixture
def agency(session: Session) -> Agency:
    found = Agency(
        legal_name="Manos del Maíz (ficticia)",
        registry_no="R-0901",
        is_fictitious=True,
        applied_at=clock.now(),
    )
    session.add(found)
    session.flush()
    return found


def only(session: Session) -> Complaint:
    return whole(session, session.scalars(select(Complaint.id)).one())


def test_a_whole_report(client: TestClient, session: Session) -> None:
    report(
        client,
        kinds=("not_paid", "other"),
        quien={"words": "don Chepe, 5555 1234"},
        cuente={"text": "No pagaron diciembre."},
        donde={"municipality": "jacaltenango", "corridor": "US"},
        pide={"wishes": ["money_back"]},
        contacto={"way": "whatsapp", "value": "4444 1234", "when": "de noche"},
    )
    page = client.get("/denuncia/revisar").text
    for said in (
        "don Chepe, 5555 1234",
        "No pagaron diciembre.",
        "Jacaltenango",
        "Estados Unidos",
        "4444 1234",
    ):
        assert said in page
    finish(client)
    kept = only(session)
    assert (kept.kinds, kept.who, kept.text) == (
        ["not_paid", "other"],
        "don Chepe, 5555 1234",
        "No pagaron diciembre.",
    )
    assert (kept.municipality, kept.corridor, kept.wants_contact) == ("1307", "US", True)
    assert (kept.channel, kept.language, kept.state) == ("web", "es", "received")


def test_the_shortest_report_needs_two_answers(client: TestClient, session: Session) -> None:
    begin(client)
    send(client, "/denuncia/peligro", {"in_danger": "no"})
    send(client, "/denuncia/que-paso", {"kinds": ["other"]})
    assert "No quiero contar más" in client.get("/denuncia/quien").text
    page = client.get("/denuncia/revisar").text
    assert "No quiere que le contacten" not in page
    assert 'href="/denuncia/que-paso"' in page
    finish(client)
    assert only(session).kinds == ["other"]


def test_nothing_can_be_sent_before_the_two_answers(client: TestClient, session: Session) -> None:
    begin(client)
    assert client.get("/denuncia/revisar").headers["location"] == "/denuncia/peligro"
    assert client.post("/denuncia/send").headers["location"] == "/denuncia/peligro"
    assert session.scalar(select(Complaint.id)) is None


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"]
)
def test_a_form_that_arrives_broken_is_refused_in_words(client: TestClient, kind: str) -> None:
    answer = client.post("/denuncia/send", content=b"roto", headers={"Content-Type": kind})
    assert answer.status_code == 400 and "No se pudo" in answer.text


def test_danger_comes_first_with_whom_to_ask(client: TestClient, session: Session) -> None:
    begin(client)
    answered = send(client, "/denuncia/peligro", {"in_danger": "yes"})
    assert answered.headers["location"] == "/denuncia/ayuda"
    page = client.get("/denuncia/ayuda").text
    assert page.count("(número por confirmar)") == page.count('href="tel:')
    send(client, "/denuncia/que-paso", {"kinds": ["fee"]})
    finish(client)
    assert only(session).urgency == Urgency.SAME_DAY


def test_several_payments_without_any_receipt(client: TestClient, session: Session) -> None:
    begin(client)
    send(client, "/denuncia/peligro", {"in_danger": "no"})
    send(client, "/denuncia/que-paso", {"kinds": ["fee"]})
    assert send(client, "/denuncia/quien", {"none": "1"}).headers["location"] == "/denuncia/pagos"
    assert client.get("/denuncia/pagos").headers["location"] == "/denuncia/pagos/1"
    first = send(client, "/denuncia/pagos/1", {"amount": "Q1,500.50", "cost_code": "F1", "currency": "GTQ"})
    assert first.headers["location"] == "/denuncia/pagos/1/como"
    month = f"{clock.today():%Y-%m}"
    how = {"paid_to": "sub_agent", "paid_to_name": "Chepe", "month": month, "method": "cash", "loan": "yes"}
    send(client, "/denuncia/pagos/1/como", how)
    send(client, "/denuncia/pagos/2", {"cost_code": "X3"})
    send(client, "/denuncia/pagos/3", {"cost_code": "C1", "amount": "40", "currency": "USD"})
    send(client, "/denuncia/pagos", {}, at="/denuncia/pagos/2/remove")
    assert send(client, "/denuncia/pagos", {"first_pay": "1800"}, at="/denuncia/pagos").status_code == 303
    finish(client)
    fees = session.scalars(select(FeeReport).order_by(FeeReport.place)).all()
    assert [(fee.cost_code, fee.currency, str(fee.amount)) for fee in fees] == [
        ("F1", "GTQ", "1500.50"),
        ("C1", "USD", "40.00"),
    ]
    assert (fees[0].paid_to, fees[0].method, fees[0].financed_by_loan) == ("sub_agent", "cash", True)
    assert (fees[0].paid_on, fees[0].has_receipt) == (clock.today().replace(day=1), False)
    assert str(fees[0].first_pay) == "1800.00"


def test_what_a_payment_was_for_is_asked_in_few_groups(client: TestClient, session: Session) -> None:
    report(client, kinds=("fee",))
    send(client, "/denuncia/pagos/1", {"cost_code": "C7"})
    page = client.get("/denuncia/pagos/1").text
    groups = page.split("sd-fold")[1:]
    assert 2 <= len(groups) <= 6
    assert all(2 <= group.count('name="cost_code"') <= 6 for group in groups)
    fees = {fee.code for fee in standard.in_force(session).fees}
    assert set(re.findall(r'name="cost_code" type="radio" value="(\w+)"', page)) == fees
    assert [" open" in group.split(">")[0] for group in groups].count(True) == 1


@pytest.mark.parametrize("amount", ["mil", "1e9", "NaN", "-5", "0", "99999999999", "١٠٠"])
def test_an_amount_that_is_none_is_asked_again_and_stays(client: TestClient, amount: str) -> None:
    report(client, kinds=("fee",))
    page = send(client, "/denuncia/pagos/1", {"amount": amount, "cost_code": "F1"})
    assert page.status_code == 422
    assert f'value="{amount}"' in page.text


@pytest.mark.parametrize(
    ("slug", "sent", "words"),
    [
        ("peligro", {}, "Diga si hay peligro ahora."),
        ("que-paso", {}, "Toque lo que pasó."),
        ("que-paso", {"kinds": ["nonsense"]}, "Hay un problema"),
        ("contacto", {"way": "call", "when": "de noche"}, "Escriba su número o su correo."),
        ("cuente", {"text": "a" * 4001}, "Hay un problema"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: TestClient, slug: str, sent: dict[str, str | list[str]], words: str
) -> None:
    begin(client)
    page = send(client, f"/denuncia/{slug}", sent)
    assert page.status_code == 422
    assert words in page.text
    for typed in sent.values():
        assert isinstance(typed, list) or typed in page.text


def test_an_agency_of_the_register_can_be_picked(
    client: TestClient, session: Session, agency: Agency
) -> None:
    report(client)
    assert (
        send(client, "/denuncia/quien", {"words": "Manos de Mais"}).headers["location"]
        == "/denuncia/quien-es"
    )
    assert "Manos del Maíz (ficticia)" in client.get("/denuncia/quien-es").text
    assert send(client, "/denuncia/quien-es", {}).status_code == 422
    send(client, "/denuncia/quien-es", {"agency": "R-0901"})
    finish(client)
    assert (only(session).agency_id, only(session).who) == (agency.id, "Manos de Mais")


def test_none_of_these_keeps_the_words_alone(client: TestClient, session: Session, agency: Agency) -> None:
    report(client)
    send(client, "/denuncia/quien", {"words": "Manos de Mais"})
    send(client, "/denuncia/quien-es", {"agency": "none"})
    finish(client)
    assert (only(session).agency_id, only(session).who) == (None, "Manos de Mais")


def test_coming_from_an_agency_it_is_filled_in(client: TestClient, session: Session, agency: Agency) -> None:
    assert 'name="agencia" value="R-0901"' in client.get("/denuncia?agencia=R-0901").text
    begin(client, agencia="R-0901")
    send(client, "/denuncia/peligro", {"in_danger": "no"})
    send(client, "/denuncia/que-paso", {"kinds": ["other"]})
    assert 'value="Manos del Maíz (ficticia)"' in client.get("/denuncia/quien").text
    send(client, "/denuncia/quien", {"words": "Manos del Maíz (ficticia)"})
    finish(client)
    assert only(session).agency_id == agency.id


def test_an_unknown_agency_in_the_address_does_no_harm(client: TestClient) -> None:
    begin(client, agencia="R-9999", vacante="V-2026-99999")
    assert client.get("/denuncia/quien").status_code == 200


def test_a_voice_note_and_a_photo_go_with_it(client: TestClient, session: Session) -> None:
    report(client)
    page = client.get("/denuncia/cuente").text
    assert re.search(r'name="voice" type="file" accept="audio/\*"[^>]* capture', page)
    files = {"voice": ("nota.ogg", sounds.ogg(), "audio/ogg"), "file": ("x.wav", sounds.wav(), "audio/wav")}
    sent = client.post("/denuncia/cuente", data={"form_token": token(page), "text": "Hablé."}, files=files)
    assert sent.status_code == 303
    assert "2 notas de voz" in client.get("/denuncia/cuente").text
    finish(client)
    assert len(only(session).files) == 2
    assert session.scalars(select(ComplaintFile.visit_id)).all() == [None, None]


def test_the_same_upload_twice_is_kept_once(client: TestClient, session: Session) -> None:
    report(client)
    data = {"form_token": token(client.get("/denuncia/cuente").text), "text": ""}
    for _ in range(2):
        client.post("/denuncia/cuente", data=data, files={"voice": ("n.ogg", sounds.ogg(), "audio/ogg")})
    assert len(session.scalars(select(ComplaintFile)).all()) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "Mande una foto de la pantalla"),
        (sounds.video(), "Eso es un video"),
        (b"MZ" * 99, "Otros archivos no"),
    ],
    ids=["pdf", "video", "program"],
)
def test_a_file_that_cannot_be_cleaned_is_refused_and_the_words_stay(
    client: TestClient, content: bytes, words: str
) -> None:
    report(client)
    data = {"form_token": token(client.get("/denuncia/cuente").text), "text": "Lo que escribí"}
    page = client.post("/denuncia/cuente", data=data, files={"file": ("a.jpg", content, "image/jpeg")})
    assert page.status_code == 422
    assert words in page.text
    assert "Lo que escribí" in page.text


def test_the_receipt_must_be_typed_back(client: TestClient) -> None:
    report(client)
    send(client, "/denuncia/revisar", at="/denuncia/send")
    assert client.get("/denuncia/listo").headers["location"] == "/denuncia/numero"
    wrong = send(client, "/denuncia/repetir", {"receipt": "1234 5678 9012 3456"})
    assert wrong.status_code == 422
    assert "No es el mismo número" in wrong.text
    shown = client.get("/denuncia/numero").text
    digits = " ".join(re.findall(r'sd-receipt__group">(\d{4})<', shown))
    assert send(client, "/denuncia/repetir", {"receipt": digits}).headers["location"] == "/denuncia/listo"
    assert client.get("/denuncia/numero").headers["location"] == "/denuncia/listo"


def test_sending_twice_is_one_report(client: TestClient, session: Session) -> None:
    report(client)
    send(client, "/denuncia/revisar", at="/denuncia/send")
    assert client.post("/denuncia/send").headers["location"] == "/denuncia/numero"
    assert len(session.scalars(select(Complaint)).all()) == 1


def test_it_is_opened_elsewhere_with_the_receipt_and_talks_both_ways(
    client: TestClient, new_client: NewClient, session: Session
) -> None:
    report(client)
    digits = finish(client)
    session.add(
        ComplaintMessage(
            complaint_id=only(session).id, place=1, author="reporter", kind=MessageKind.STATUS, day=clock.today(),
            text="investigating",
        )
    )  # fmt: skip
    elsewhere = new_client()
    assert "No hay una denuncia" in send(elsewhere, "/denuncia/volver", {"receipt": "1" * 16}).text
    opened = send(elsewhere, "/denuncia/volver", {"receipt": f"{digits[:4]} {digits[4:8]}-{digits[8:]}"})
    assert opened.headers["location"] == "/denuncia/hilo"
    assert "La estamos revisando." in elsewhere.get("/denuncia/hilo").text
    send(elsewhere, "/denuncia/hilo", {"text": "Tengo más <b>pruebas</b>"}, at="/denuncia/hilo/write")
    assert "Tengo más &lt;b&gt;pruebas" in elsewhere.get("/denuncia/hilo").text
    send(elsewhere, "/denuncia/hilo/amenaza", {"text": ""})
    send(elsewhere, "/denuncia/hilo/devolvieron", {"answer": "part", "amount": "200"})
    send(elsewhere, "/denuncia/hilo/contacto", {"way": "email", "value": "a@example.org"})
    kept = only(session)
    assert [message.kind for message in kept.messages][1:] == ["message", "threat", "not_repaid"]
    assert (kept.was_threatened, kept.urgency, kept.wants_contact) == (True, Urgency.SAME_DAY, True)
    assert 'value="a@example.org"' in elsewhere.get("/denuncia/hilo/contacto").text


def test_a_receipt_opens_nothing_of_another(
    client: TestClient, new_client: NewClient, session: Session
) -> None:
    report(client, cuente={"text": "Uno"})
    finish(client)
    other = new_client()
    report(other, cuente={"text": "Dos"})
    digits = finish(other)
    third = new_client()
    send(third, "/denuncia/volver", {"receipt": digits})
    send(third, "/denuncia/hilo", {"text": "hola"}, at="/denuncia/hilo/write")
    assert "hola" not in client.get("/denuncia/hilo").text


@pytest.mark.parametrize(
    "path", ["hilo", "numero", "repetir", "listo", "hilo/amenaza", "hilo/contacto", "revisar", "quien"]
)
def test_without_a_visit_there_is_nothing(client: TestClient, path: str) -> None:
    assert client.get(f"/denuncia/{path}").headers["location"] == "/denuncia?sin-respuestas=1"


def test_the_way_out_takes_the_cookie_and_leads_elsewhere(client: TestClient, session: Session) -> None:
    report(client)
    left = client.get("/denuncia/salir")
    assert left.headers["location"] == "https://es.wikipedia.org/"
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    assert left.headers["referrer-policy"] == "same-origin"
    assert client.cookies.get("aviso") is None
    assert client.get("/denuncia/revisar").headers["location"] == "/denuncia?sin-respuestas=1"


def test_deleting_leaves_no_row(client: TestClient, session: Session) -> None:
    report(client)
    client.post("/denuncia/forget")
    assert session.scalars(select(Visit)).all() == []


def test_a_telephone_is_read_back_in_groups(client: TestClient) -> None:
    report(client, contacto={"way": "call", "value": "44441234"})
    assert "4444 1234" in client.get("/denuncia/revisar").text
    assert 'value="44441234"' in client.get("/denuncia/contacto?cambiar=1").text


def test_whoever_closes_is_told_what_was_sent_and_that_nothing_stays(client: TestClient) -> None:
    stays = "En este teléfono no queda nada."
    assert stays not in client.get("/denuncia").text
    report(client)
    unsent = client.post("/denuncia/forget").headers["location"]
    assert "No se mandó nada. Lo que escribió ya no está aquí." in client.get(unsent).text
    report(client)
    assert "No se mandó nada" not in client.get(unsent).text
    finish(client)
    sent = client.post("/denuncia/forget").headers["location"]
    assert f"Ya se mandó. {stays}" in client.get(sent).text
    assert "No se mandó nada" not in client.get(sent).text
    nothing_was_here = client.get(client.post("/denuncia/forget").headers["location"]).text
    assert stays in nothing_was_here and "mandó nada" not in nothing_was_here


def test_after_half_an_hour_it_is_gone(client: TestClient) -> None:
    report(client)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=41), tick=False):
        assert client.get("/denuncia/revisar").headers["location"] == "/denuncia?sin-respuestas=1"


def test_the_cookie_ends_with_the_browser_and_is_for_no_script(client: TestClient) -> None:
    cookie = client.post("/denuncia").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age" not in cookie
    assert "expires" not in cookie


def test_whoever_is_signed_in_reports_as_nobody(as_role: AsRole, session: Session) -> None:
    browser = as_role(Role.AGENCY)
    report(browser)
    finish(browser)
    page = browser.get("/denuncia/hilo").text
    assert "agency 1" not in page
    assert "/agencia" not in page
    assert only(session).channel == "web"


def test_in_a_rush_each_waits_and_none_is_refused(
    client: TestClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_UNUSUAL", "1/10 minutes")
    report(client)
    finish(client)
    report(client, cuente={"text": "No se pierde"})
    assert send(client, "/denuncia/revisar", at="/denuncia/send").headers["location"] == "/denuncia/espere"
    assert client.post("/denuncia/send").headers["location"] == "/denuncia/espere"
    assert "Espere 45 segundos" in client.get("/denuncia/espere").text
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=46), tick=False):
        assert client.post("/denuncia/send").headers["location"] == "/denuncia/numero"
    assert "No se pierde" in {whole(session, key).text for key in session.scalars(select(Complaint.id))}


def test_guessing_makes_every_number_wait_whoever_types_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(client)
    digits = finish(client)
    client.post("/denuncia/forget")
    monkeypatch.setattr(thread, "_GUESSING", "3/minute")
    for number in range(3):
        send(client, "/denuncia/volver", {"receipt": f"{number:016d}"})
    held = send(client, "/denuncia/volver", {"receipt": digits})
    assert held.status_code == 422
    assert "Espere 20 segundos" in held.text
    ticket = re.findall(r'name="ticket" value="([^"]+)"', held.text)[0]
    again = {"receipt": digits, "ticket": ticket}
    assert client.post("/denuncia/volver", data=again).status_code == 422
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=21), tick=False):
        # A ticket is of one number: it lets no other one through.
        assert client.post("/denuncia/volver", data=again | {"receipt": "7" * 16}).status_code == 422
        assert client.post("/denuncia/volver", data=again).headers["location"] == "/denuncia/hilo"


def test_kinds_are_kept_the_most_dangerous_first(client: TestClient, session: Session) -> None:
    report(client, kinds=("fee", "minor"))
    finish(client)
    assert only(session).kinds == [Kind.MINOR, Kind.FEE]


def test_in_a_rush_of_new_visits_each_waits_before_the_questions(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "_UNUSUAL", "1/10 minutes")
    with time_machine.travel(datetime(2026, 3, 2, 15, 0, tzinfo=UTC), tick=False) as now:
        assert client.post("/denuncia").headers["location"] == "/denuncia/peligro"
        client.cookies.clear()
        assert client.post("/denuncia").headers["location"] == "/denuncia/espere"
        assert client.get("/denuncia/peligro").headers["location"] == "/denuncia/espere"
        now.shift(timedelta(seconds=46))
        assert client.post("/denuncia/send").headers["location"] == "/denuncia/peligro"
        assert client.get("/denuncia/peligro").status_code == 200
