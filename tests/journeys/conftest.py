"""Stories in a real browser against the real server with the demo story, at 360 x 740, with and without JavaScript.

One server per worker, on a free loopback port with its own data directory. Every page is watched: an error in the
browser's console, a blocked script or style included, fails the test.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
SENDERO = [sys.executable, "-m", "app.cli"]
# A browser that looks for nothing but the pages of the test.
QUIET = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PHONE = ViewportSize(width=360, height=740)
START_SECONDS = 240


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)


@dataclass
class Server:
    """A running portal: its address, its demo sign-ins by role, and the cookies of who signed in before."""

    url: str
    environment: dict[str, str]
    logins: dict[str, dict[str, str]]
    cookies: dict[str, list[Any]] = field(default_factory=dict)

    def run(self, *command: str) -> str:
        """Output of a `sendero` command on this server's data."""
        done = subprocess.run(
            [*SENDERO, *command], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("portal"), [*SENDERO]) as found:
        yield found


@contextmanager
def serving(data: Path, sendero: list[str]) -> Iterator[Server]:
    """The portal on this folder of data; `sendero`: how the command is started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SENDERO_")}
    environment = kept | {
        "SENDERO_ENV": "demo",
        "SENDERO_DATA_DIR": str(data),
        "SENDERO_DATABASE_URL": f"sqlite:///{data}/demo.db",
        "SENDERO_PUBLIC_URL": url,
    }
    log = data / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*sendero, "demo", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        _wait_until_ready(process, f"{url}/healthz", log)
        found = Server(url, environment, {})
        for login in json.loads(found.run("demo", "--logins", "--json")):
            found.logins.setdefault(login["role"], login)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=30)


# The same command in a process whose clock stands elsewhere and goes on from there.
_AT = """
import sys, time_machine
time_machine.travel(sys.argv.pop(1), tick=True).start()
from app.cli import main
main()
"""


@contextmanager
def serving_later(server: Server, moment: datetime, folder: Path) -> Iterator[Server]:
    """A copy of the portal, with everything that happened in it, on another day: its own clock runs there."""
    data = Path(server.environment["SENDERO_DATA_DIR"])
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("demo.db*"))
    with (
        closing(sqlite3.connect(data / "demo.db")) as now,
        closing(sqlite3.connect(folder / "demo.db")) as then,
    ):
        now.backup(then)
    with serving(folder, [sys.executable, "-c", _AT, moment.isoformat()]) as found:
        yield found


def moment_of(server: Server) -> datetime:
    """What time it is for this server."""
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=5) as answer:
        return parsedate_to_datetime(answer.headers["date"])


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Per module: while it is open, Playwright keeps an event loop running in this thread.
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


NewPage = Callable[..., Page]


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts: each journey is told both ways."""
    given: bool = request.param
    return given


@pytest.fixture
def new_page(server: Server, browser: Browser, javascript: bool) -> Iterator[NewPage]:
    """Another person's browser: `new_page()`, `new_page(role="officer")`, `new_page(width=1280)`."""
    complaints: list[str] = []

    def make(role: str | None = None, *, width: int = PHONE["width"], language: str = "es-GT") -> Page:
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": PHONE["height"]},
            java_script_enabled=javascript,
            locale=language,
            timezone_id="America/Guatemala",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        if role is not None:
            sign_in(server, page, role)
        return page

    yield make
    for context in browser.contexts:
        context.close()
    assert complaints == [], "the browser complained"


def _is_complaint(said: Any) -> bool:
    # Chromium also reports answers that are not 200 here, and a form with errors is answered with 422.
    return said.type == "error" and "Failed to load resource" not in said.text


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def sign_in(server: Server, page: Page, role: str) -> None:
    """Sign in as the demo's person of this role: through the form the first time, with their cookie after that."""
    if role not in server.cookies:
        login = server.logins[role]
        if role == "candidate":
            page.goto("/mi/entrar")
            page.fill("[name=code]", login["code"])
            page.fill("[name=phone]", login["phone"])
        else:
            page.goto("/entrar")
            page.fill("[name=email]", login["email"])
            page.fill("[name=password]", login["password"])
            page.fill("[name=code]", pyotp.TOTP(login["totp_secret"]).now())
        page.click("main form button")
        page.wait_for_url(lambda url: "/entrar" not in url)
        server.cookies[role] = list(page.context.cookies())
    else:
        _confirm_again(server)
    page.context.add_cookies(server.cookies[role])


def _confirm_again(server: Server) -> None:
    """Whoever signed in for an earlier story has given the second factor just now: no story waits for a new code."""
    data = Path(server.environment["SENDERO_DATA_DIR"]) / "demo.db"
    with closing(sqlite3.connect(data, timeout=20)) as database:
        moment = f"{moment_of(server).replace(tzinfo=None):%Y-%m-%d %H:%M:%S.%f}"
        database.execute("UPDATE web_session SET confirmed_at = ? WHERE account_id IS NOT NULL", (moment,))
        database.commit()


AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def axe(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands: "rule: element" lines, empty when nothing."""
    browser = page.context.browser
    assert browser is not None
    # axe needs scripts, which this browser may not run: the same markup is looked at in one that does. The debugger
    # evaluates it, so no page has to allow it.
    context = browser.new_context()
    twin = context.new_page()
    twin.set_viewport_size(page.viewport_size or PHONE)
    markup = page.content()
    twin.route(page.url, lambda route: route.fulfill(body=markup, content_type="text/html; charset=utf-8"))
    twin.goto(page.url)
    twin.evaluate(AXE.read_text())
    found = twin.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    context.close()
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]
    ]


@dataclass
class Traffic:
    """What went over the wire since counting began."""

    requests: int = 0
    bytes: int = 0


def count_traffic(page: Page) -> Traffic:
    """Count requests and bytes as sent (compressed, with headers) from here on, with an empty cache."""
    traffic = Traffic()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")

    def finished(event: dict[str, Any]) -> None:
        traffic.requests += 1
        traffic.bytes += int(event["encodedDataLength"])

    wire.on("Network.loadingFinished", finished)
    return traffic
