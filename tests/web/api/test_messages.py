"""Messages on their way: through a real gateway on this machine, signed both ways, by day, with one retry."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import gateway, texting
from app.config import Settings
from registry import clock
from registry.candidates import service
from registry.candidates.consents import How, Purpose
from registry.candidates.registration import answer
from registry.messages import optin, outbox, sending
from registry.messages.catalogue import Channel
from registry.messages.models import CallTask, Outgoing
from tests.conftest import NOW
from tests.databases import OneConnection
from tests.registry.messages.saying import approve_everything, happened, person

OUT, IN = "a key for what goes out " * 2, "another for what comes in " * 2


class Heard(list[dict[str, Any]]):
    """What the gateway was told; `status`: what it answers next."""

    status = 202
    headers: dict[str, str]


@pytest.fixture
def heard() -> Iterator[tuple[Heard, str]]:
    """A gateway: a web server of its own on this machine, and its address."""
    told = Heard()

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append(json.loads(body) | {"body": body, "path": self.path})
            told.headers = dict(self.headers.items())
            self.send_response(told.status)
            if 300 <= told.status < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_about: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, daemon=True).start()
    yield told, f"http://127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


@pytest.fixture
def post(settings: Settings, heard: tuple[Heard, str], tmp_path: Path) -> Settings:
    return settings.model_copy(
        update={
            "gateway": heard[1],
            "gateway_hosts": "127.0.0.1",
            "gateway_key": OUT,
            "webhook_key": IN,
            "data_dir": tmp_path,
        }
    )


def deliver(post: Settings, connection: Connection, session: Session) -> int:
    session.commit()
    sent = texting.deliver(post, OneConnection(connection))
    session.expire_all()
    return sent


def test_a_text_message_goes_out_once_signed_and_by_day(
    post: Settings, heard: tuple[Heard, str], connection: Connection, session: Session
) -> None:
    told, _address = heard
    approve_everything(session)
    with time_machine.travel(NOW.replace(hour=4), tick=False) as now:
        # Ten at night in Guatemala.
        candidate = person(session)
        made = outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
        assert made is not None
        assert deliver(post, connection, session) == 0
        now.move_to(NOW)
        assert deliver(post, connection, session) == 1
        assert deliver(post, connection, session) == 0
    (one,) = told
    assert one["text"].startswith("Sendero: María, tiene una oferta".replace("í", "i"))
    assert one["text"].endswith("Ayuda: 1511")
    assert (one["to"], one["id"]) == (candidate.phone, made.public_id)
    timestamp = told.headers[gateway.TIMESTAMP]
    signed = hmac.new(OUT.encode(), f"{timestamp}\n/send\n".encode() + one["body"], sha256).hexdigest()
    assert told.headers[gateway.SIGNATURE] == signed
    assert made.delivery == "sent"


def test_whatsapp_is_told_the_name_of_an_approved_text(
    post: Settings, heard: tuple[Heard, str], connection: Connection, session: Session, frozen_now: object
) -> None:
    approve_everything(session)
    candidate = person(session)
    yes = answer(Purpose.MESSAGES_WHATSAPP, is_given=True, how=How.SCREEN)
    service.give_consent(session, candidate.actor(), candidate, yes)
    outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    deliver(post, connection, session)
    (one,) = heard[0]
    assert (one["channel"], one["template"], one["language"]) == ("whatsapp", "sendero_stage_offered_1", "es")
    assert one["parameters"] == ["María", "1511"]
    assert "text" not in one


@pytest.mark.parametrize("status", [500, 302])
def test_what_is_refused_is_tried_once_more_then_somebody_calls(
    post: Settings, heard: tuple[Heard, str], connection: Connection, session: Session, status: int
) -> None:
    told, _address = heard
    told.status = status
    approve_everything(session)
    with time_machine.travel(NOW, tick=False) as now:
        candidate = person(session)
        made = outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
        for _ in range(3):
            deliver(post, connection, session)
            now.shift(timedelta(minutes=31))
    assert made is not None
    assert [one["path"] for one in told] == ["/send"] * 2, "no redirect was followed"
    assert told[0]["id"] == told[1]["id"]
    assert made.delivery == "failed"
    assert [one.why for one in session.scalars(select(CallTask))] == ["unreached"]


def test_a_gateway_that_is_down_is_no_try_and_other_hosts_are_never_called(
    post: Settings, heard: tuple[Heard, str], connection: Connection, session: Session, frozen_now: object
) -> None:
    approve_everything(session)
    candidate = person(session)
    made = outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    down = post.model_copy(update={"gateway": "http://127.0.0.1:1/send"})
    assert deliver(down, connection, session) == 0
    assert made is not None
    assert (made.tries, made.delivery) == (0, "waiting")
    made.due_at = clock.now()
    elsewhere = post.model_copy(update={"gateway_hosts": "gateway.example"})
    assert deliver(elsewhere, connection, session) == 0
    assert heard[0] == []
    assert made.tries == 1
    assert any("GATEWAY_HOSTS" in one for one in elsewhere.problems())
    assert any(
        "https" in one for one in post.model_copy(update={"gateway": "http://gw.example/x"}).problems()
    )
    assert post.problems() == []


def test_nothing_goes_out_that_two_people_did_not_agree_on_nor_to_who_said_no_meanwhile(
    post: Settings, heard: tuple[Heard, str], connection: Connection, session: Session
) -> None:
    with time_machine.travel(NOW, tick=False) as now:
        candidate = person(session)
        made = outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
        assert made is not None
        assert deliver(post, connection, session) == 0
        assert (made.delivery, made.tries) == ("waiting", 0)
        approve_everything(session)
        optin.stop(session, candidate.actor(), candidate)
        now.shift(timedelta(hours=1))
        assert deliver(post, connection, session) == 0
    assert made.delivery == "cancelled"
    assert made.body is None


def test_a_telephone_of_the_family_gets_less_and_a_place_that_tells_too_much_is_left_out(
    post: Settings, heard: tuple[Heard, str], connection: Connection, session: Session, frozen_now: object
) -> None:
    approve_everything(session)
    shared = person(session, is_phone_shared=True)
    own = person(session, phone="5555 0303")
    where = {"day": "lun 9 mar", "time": "9:00", "place": "Centro de Atención a Retornados"}
    outbox.write(session, shared, "stage_offered", because=happened(session, shared))
    outbox.write(session, own, "appointment", where, because=happened(session, own))
    deliver(post, connection, session)
    first, second = (one["text"] for one in heard[0])
    assert "oferta" not in first
    assert "novedad" in first
    assert "etornad" not in second
    assert "9:00" in second


def test_into_a_file_without_a_gateway(
    post: Settings, connection: Connection, session: Session, frozen_now: object
) -> None:
    approve_everything(session)
    candidate = person(session)
    outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    by_file = post.model_copy(update={"gateway": "file"})
    assert deliver(by_file, connection, session) == 1
    path = post.data_dir / texting.FILE
    assert json.loads(path.read_text())["to"] == candidate.phone
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("gateway_of", ["", "off"])
def test_outside_the_demo_no_telephone_lies_in_a_file_and_messages_wait_for_a_gateway(
    post: Settings,
    heard: tuple[Heard, str],
    connection: Connection,
    session: Session,
    frozen_now: object,
    gateway_of: str,
) -> None:
    approve_everything(session)
    candidate = person(session)
    made = outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    assert made is not None
    real = post.model_copy(update={"env": "production"})
    refused = [one for one in real.model_copy(update={"gateway": "file"}).problems() if "GATEWAY" in one]
    assert len(refused) == 1 and "outside demo" in refused[0]
    closed = real.model_copy(update={"gateway": gateway_of})
    assert not any("GATEWAY" in one for one in closed.problems())
    assert texting.open_ways(closed) == set()
    assert deliver(closed, connection, session) == 0
    assert (made.delivery, made.tries, made.body) == ("waiting", 0, None)
    assert not (post.data_dir / texting.FILE).exists()
    made.due_at = clock.now()
    assert deliver(real, connection, session) == 1
    assert [one["to"] for one in heard[0]] == [candidate.phone]


def test_what_cannot_go_yet_is_looked_at_a_few_at_a_time_and_holds_nothing_back(
    post: Settings, heard: tuple[Heard, str], connection: Connection, session: Session, frozen_now: object
) -> None:
    candidate = person(session)
    for _ in range(25):
        outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    assert sending.take(session, tuple(Channel)) is None, "no text was agreed on"
    put_off = select(func.count()).where(Outgoing.due_at > clock.now())
    assert session.scalar(put_off) == 20
    approve_everything(session)
    assert deliver(post, connection, session) == 5


# What the gateway tells us.


@pytest.fixture
def hook(app: FastAPI, client: TestClient, post: Settings) -> Iterator[Any]:
    """`hook("incoming", {...})`: a call signed as the gateway signs."""
    before = app.state.settings
    app.state.settings = post

    def call(name: str, told: dict[str, Any], *, key: str = IN, age: int = 0, path: str = "") -> Response:
        address = f"/api/v1/messages/{name}"
        body = json.dumps(told).encode()
        timestamp = str(int(clock.now().timestamp()) - age)
        headers = {
            "Content-Type": "application/json",
            gateway.TIMESTAMP: timestamp,
            gateway.SIGNATURE: gateway.signature(key, timestamp, path or address, body),
        }
        return client.post(address, content=body, headers=headers)

    yield call
    app.state.settings = before


def write_in(number: int, text: str, sender: str = "+502 5555 0101") -> dict[str, Any]:
    return {"id": f"gw-{number}", "sender": sender, "text": text}


def replies(session: Session) -> list[tuple[str, dict[str, str]]]:
    query = select(Outgoing).where(Outgoing.address.is_not(None)).order_by(Outgoing.id)
    return [(one.code, json.loads(one.values)) for one in session.scalars(query)]


def test_only_a_fresh_call_signed_with_its_own_key_is_heard(
    hook: Any, client: TestClient, session: Session
) -> None:
    good = write_in(1, "AYUDA")
    with time_machine.travel(NOW, tick=False):
        for wrong in (
            hook("incoming", good, key="guessed " * 5),
            hook("incoming", good, key=OUT),
            hook("incoming", good, age=301),
            hook("incoming", good, age=-301),
            hook("incoming", good, path="/api/v1/messages/delivered"),
            client.post("/api/v1/messages/incoming", json=good),
            client.post(
                "/api/v1/messages/incoming", json=good, headers={gateway.TIMESTAMP.encode(): "²".encode()}
            ),
        ):
            assert wrong.status_code == 401
            assert wrong.json()["code"] == "key_refused"
        assert replies(session) == []
        assert hook("incoming", good).json() == {"received": True}
        assert hook("incoming", good).status_code == 401, "the very same call again"
        assert hook("incoming", good, age=1).json() == {"received": True}
    assert replies(session) == [("answer_help", {})], "the same message told again counts once"
    assert hook("incoming", {"id": "x"}).status_code == 422


def test_without_a_key_nothing_is_heard(app: FastAPI, hook: Any, post: Settings) -> None:
    app.state.settings = post.model_copy(update={"webhook_key": ""})
    assert hook("incoming", write_in(1, "AYUDA"), key="").status_code == 401


def test_what_became_of_a_message(
    hook: Any, post: Settings, heard: tuple[Heard, str], connection: Connection, session: Session
) -> None:
    approve_everything(session)
    with time_machine.travel(NOW, tick=False) as now:
        candidate = person(session)
        made = outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
        assert made is not None
        deliver(post, connection, session)
        assert hook("delivered", {"message": "nobody", "status": "failed"}).json() == {"received": True}
        assert hook("delivered", {"message": made.public_id, "status": "failed"}).status_code == 200
        assert (made.delivery, session.scalars(select(CallTask)).all()) == ("waiting", [])
        now.shift(timedelta(minutes=31))
        deliver(post, connection, session)
        assert hook("delivered", {"message": made.public_id, "status": "delivered"}).status_code == 200
        assert made.delivery == "delivered"
        assert hook("delivered", {"message": made.public_id, "status": "failed"}).status_code == 200
    assert made.delivery == "delivered", "late news change nothing"
    assert len(heard[0]) == 2
