"""What the benches in a browser share: a portal with the demo story in a process of its own, Chromium, a slow line."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from app.commands.running import CommandFailed
from app.config import ROOT

PHONE = {"width": 360, "height": 740}
# Kilobits a second and milliseconds of the line that a fair in Huehuetenango has.
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400 * 1000 / 8,
    "uploadThroughput": 400 * 1000 / 8,
}
_CHROMIUM = "/usr/bin/chromium"
_SENDERO = [sys.executable, "-m", "app.cli"]
_START_SECONDS = 240


@dataclass(frozen=True, slots=True)
class Portal:
    """Where it answers, and the demo's sign-ins."""

    url: str
    logins: list[dict[str, str]]

    def login(self, role: str) -> dict[str, str]:
        return next(one for one in self.logins if one["role"] == role)


@contextmanager
def a_portal() -> Iterator[Portal]:
    """A portal with the demo story, on loopback, gone at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SENDERO_")}
    with TemporaryDirectory() as data:
        environment = kept | {
            "SENDERO_ENV": "demo", "SENDERO_DATA_DIR": data, "SENDERO_DATABASE_URL": f"sqlite:///{data}/demo.db",
            "SENDERO_PUBLIC_URL": url,
        }  # fmt: skip
        run: dict[str, Any] = {"cwd": ROOT, "env": environment}
        # Pages weigh what they weigh with their sounds.
        subprocess.run([*_SENDERO, "voices", "make"], check=False, capture_output=True, **run)  # noqa: S603 - ourselves # nosec B603
        server = subprocess.Popen(  # noqa: S603 - ourselves # nosec B603
            [*_SENDERO, "demo", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **run
        )  # fmt: skip
        try:
            _wait(url, server)
            told = subprocess.run(  # noqa: S603 - ourselves # nosec B603
                [*_SENDERO, "demo", "--logins", "--json"], check=True, capture_output=True, text=True, **run
            )
            yield Portal(url, json.loads(told.stdout))
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 - loopback # nosec B310
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    raise CommandFailed("the demo did not start")


@contextmanager
def a_browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise CommandFailed("playwright is not installed: pip install 'sendero[dev]'") from None
    quiet = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ]  # fmt: skip
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_CHROMIUM, args=quiet)
        yield opened
        opened.close()
