"""What the harnesses of `make trust` share: the demo story on a server of its own, with or without limits."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pyotp
import pytest

from tests.journeys.conftest import SENDERO, Server, serving

ROLES = [
    "counsellor",
    "employer",
    "agency",
    "officer",
    "supervisor",
    "director",
    "inspector",
    "admin",
    "auditor",
]
"""Who has a sign-in in the demo, candidates apart."""

# The same command in a process that counts nobody: a tool that asks a thousand times a minute would otherwise be told
# 429 and meet nothing of what lies behind. The brakes themselves are proved in tests/web/public/test_sign_in.py.
_UNLIMITED = """
import sys
from limits.strategies import SlidingWindowCounterRateLimiter as Counter
Counter.hit = Counter.test = lambda self, *counted, **how: True
from app.cli import main
main()
"""
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo as anybody starts it, limits on."""
    with serving(tmp_path_factory.mktemp("demo"), [*SENDERO]) as found:
        yield found


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which the story has been told, and that nobody serves any more."""
    folder = tmp_path_factory.mktemp("told")
    with serving(folder, [*SENDERO]):
        return folder


@pytest.fixture(scope="session")
def unlimited(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo without the limits on requests, for whoever looks at many pages; everything else is as it is."""
    with _without_limits(told, tmp_path_factory.mktemp("unlimited")) as found:
        yield found


@pytest.fixture
def attacked(told: Path, tmp_path: Path) -> Iterator[Server]:
    """The same for tools that guess, one for each: what one closes is open to the next."""
    with _without_limits(told, tmp_path) as found:
        yield found


@contextmanager
def _without_limits(told: Path, folder: Path) -> Iterator[Server]:
    data = shutil.copytree(told, folder / "portal")
    with serving(data, [sys.executable, "-c", _UNLIMITED]) as found:
        yield found


CookieOf = Callable[[Server, str], str]


@pytest.fixture(scope="session")
def cookie_of() -> CookieOf:
    """`cookie_of(server, "officer")`: the value of the session cookie, after signing in through the page."""

    def sign_in(server: Server, role: str) -> str:
        login = server.logins[role]
        door, told = "/entrar", {}
        if role == "candidate":
            door, told = "/mi/entrar", {"code": login["code"], "phone": login["phone"]}
        else:
            told = {"email": login["email"], "password": login["password"]}
            told["code"] = pyotp.TOTP(login["totp_secret"]).now()
        with httpx2.Client(base_url=server.url, timeout=60) as browser:
            token = _TOKEN.search(browser.get(door).text)
            assert token is not None, door
            answer = browser.post(door, data={"form_token": token[1], "next": "", **told})
            assert answer.status_code == 303, f"{role} is not let in: {answer.status_code}"
            return browser.cookies["sendero"]

    return sign_in
