"""The portal as a process of its own, to be killed, stopped, starved and cut off; and clients that never give up.

`Portal` starts `sendero serve` on a database and a data directory; `insist` sends one form or call with one token until
it is answered, whatever happens to the server meanwhile.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.config import Settings
from registry.access import Role
from registry.accounts import service as accounts
from registry.candidates.consents import How, Purpose
from registry.candidates.registration import answer
from registry.db import Database
from tests.factories import new_account

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180.0
Property = Callable[[str, object], None]
_FORM = "application/x-www-form-urlencoded"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    cookies: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Portal:
    """`before`: what stands before the command, such as faketime; `environment`: more of it."""

    settings: Settings
    address: str
    data: Path
    environment: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Seconds until the first answer."""
        self.data.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SENDERO_")}
        environment = kept | {
            "SENDERO_ENV": "demo",
            "SENDERO_DATA_DIR": str(self.data),
            "SENDERO_DATABASE_URL": self.address,
            "SENDERO_PUBLIC_URL": self.url,
            "SENDERO_SECRET_KEY": self.settings.secret_key,
            "SENDERO_FIELD_KEYS": self.settings.field_keys,
            "SENDERO_LOG_LEVEL": "ERROR",
        }
        began = time.monotonic()
        with (self.data.parent / f"{self.data.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.before, sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=environment | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self._wait()
        return time.monotonic() - began

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                ask(self.port, "GET", "/denuncia", seconds=5)
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"the server did not start:\n{self.log()[-3000:]}")

    def log(self) -> str:
        return (self.data.parent / f"{self.data.name}.log").read_text(errors="replace")

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> float:
        """SIGTERM; seconds until the process is gone."""
        began = time.monotonic()
        self._end(signal.SIGTERM)
        return time.monotonic() - began

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)


@contextmanager
def running(portal: Portal) -> Iterator[Portal]:
    portal.start()
    try:
        yield portal
    finally:
        portal.kill()


def ask(
    port: int,
    method: str,
    path: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = 120,
) -> Answer:
    """One request on a connection of its own. Raises OSError when no whole answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()
    if "Permissions-Policy" not in response.headers:
        # One of the last that every answer carries. A browser takes no answer that was cut before; this client does.
        raise ConnectionError("the answer was cut in its headers")
    cookies = [one.split(";", 1)[0].split("=", 1) for one in response.headers.get_all("set-cookie") or []]
    return Answer(response.status, dict(response.headers), text, {one[0]: one[1] for one in cookies})


def post(
    port: int, path: str, fields: Mapping[str, Any], *, cookies: Mapping[str, str] | None = None, **more: Any
) -> Answer:
    headers = {"Content-Type": _FORM, "Cookie": "; ".join(f"{k}={v}" for k, v in (cookies or {}).items())}
    return ask(
        port, "POST", path, body=urllib.parse.urlencode(fields, doseq=True).encode(), headers=headers, **more
    )


def call(port: int, path: str, sent: Any, headers: Mapping[str, str], **more: Any) -> Answer:
    return ask(
        port, "POST", path, body=json.dumps(sent).encode(),
        headers={"Content-Type": "application/json", **headers}, **more,
    )  # fmt: skip


def say(record_property: Property, line: str) -> None:
    """A measured figure, for `make trust` and for whoever runs pytest with -s."""
    record_property("figure", line)
    sys.stdout.write(f"\n{line}\n")


def new_token() -> str:
    return secrets.token_urlsafe(24)


@dataclass
class Work:
    """What one client was promised. `key`: of a centre's system; `patience`: seconds it waits for an answer before it
    sends again; `refused`: answers that were neither."""

    key: str
    patience: float = 60
    candidates: list[str] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    saves: dict[str, str] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    retries: int = 0

    @property
    def acknowledged(self) -> int:
        return len(self.candidates) + len(self.receipts) + 2 * len(self.saves)


PERSON: dict[str, Any] = {"surnames": "Caal", "sex": "F", "birth_date": "1994-08-17", "municipality": "1601"}


def register(port: int, work: Work, name: str, end: float) -> None:
    """One registration, by one Idempotency-Key, until it is acknowledged."""
    consent = answer(Purpose.REGISTER, is_given=True, how=How.READ_ALOUD).model_dump(mode="json")
    headers = {"Authorization": f"Bearer {work.key}", "Idempotency-Key": new_token()}
    person = PERSON | {"given_names": name, "consents": [consent]}
    got = insist(
        lambda: call(port, "/api/v1/candidates", person, headers, seconds=work.patience),
        work, {201}, end,
    )  # fmt: skip
    if got is not None:
        work.candidates.append(name)


def report(port: int, work: Work, name: str, end: float) -> None:
    """One complaint; the receipt is what was promised."""
    headers = {"Idempotency-Key": new_token()}
    sent = {"kinds": ["fee"], "text": name}
    got = insist(
        lambda: call(port, "/api/v1/complaints", sent, headers, seconds=work.patience), work, {201}, end
    )
    if got is not None:
        work.receipts[name] = got.json()["receipt"]


def save(port: int, work: Work, name: str, end: float) -> None:
    """A registration begun on a page, and its first answer saved: two forms, each with its token."""
    token, second = new_token(), new_token()
    begun = insist(
        lambda: post(port, "/registro", {"form_token": token}, seconds=work.patience), work, {303}, end
    )
    if begun is None:
        return
    sent = {"form_token": second, "given_names": name}
    kept = insist(
        lambda: post(port, "/registro/nombres", sent, cookies=begun.cookies, seconds=work.patience),
        work,
        {303},
        end,
    )
    if kept is not None:
        assert kept.headers["location"] == "/registro/apellidos", "what was begun is not asked for again"
        work.saves[name] = "; ".join(f"{key}={value}" for key, value in begun.cookies.items())


def insist(send: Any, work: Work, wanted: set[int], end: float) -> Answer | None:
    """Send the same until it is answered with one of `wanted`; None when time is over."""
    while time.monotonic() < end:
        try:
            got: Answer = send()
        except OSError:
            work.retries += 1
            time.sleep(0.02)
            continue
        if got.status in wanted:
            return got
        work.refused.append(got.status)
        time.sleep(0.05)
    return None


def key_of_a_centre(database: Database) -> str:
    """An API key of a counsellor, for registrations."""
    with database.session(write=True) as session:
        account = new_account(session, Role.COUNSELLOR, centre="centro")
        key = accounts.new_api_key(session, account, name="harness", scopes=["candidates:write"])
        session.commit()
    return key
