"""A long run (R13): people read, register at a fair and are told what was wrong, for minutes or hours; then the server
has made no error, has grown little, and holds as many files as before.

    SENDERO_LONG_RUN_MINUTES=480 .venv/bin/python -m pytest -m trust -s tests/trust/test_long_run.py     # eight hours

`make trust` runs three minutes. The first third warms up (caches fill, the index is laid out) and is not counted.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.journeys.conftest import SENDERO, Server, serving

pytestmark = pytest.mark.trust
MINUTES = float(os.environ.get("SENDERO_LONG_RUN_MINUTES", "3"))
MOST_MEGABYTES_AN_HOUR = 30
# What a run of minutes can tell: a few megabytes more are caches, whatever they come to in an hour.
NOISE_MEGABYTES = 8
PAGES = (
    "/", "/vacantes", "/verificar", "/verificar?q=agencia", "/registro", "/entrar", "/estado", "/informacion",
    "/norma", "/datos", "/jornadas", "/no-existe", "/api/v1/agencies", "/healthz", "/metrics",
)  # fmt: skip


@dataclass(frozen=True)
class Footprint:
    megabytes: float
    handles: int
    files: int


def process_of(server: Server) -> Path:
    """Where the kernel tells about the server: the process that was started with its port."""
    words = f"demo\0--port\0{server.url.rsplit(':', 1)[1]}\0".encode()
    found = [
        path.parent for path in Path("/proc").glob("[0-9]*/cmdline") if path.read_bytes().endswith(words)
    ]
    return found[0]


def footprint(server: Server) -> Footprint:
    process = process_of(server)
    pages = int((process / "statm").read_text().split()[1])
    return Footprint(
        megabytes=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        handles=len(list((process / "fd").iterdir())),
        files=sum(1 for path in Path(server.environment["SENDERO_DATA_DIR"]).rglob("*") if path.is_file()),
    )


def ask(url: str, data: bytes | None = None) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            refused.read()
        return refused.code


def use(server: Server, until: float, dice: Random, statuses: Counter[int]) -> None:
    while time.monotonic() < until:
        statuses[ask(server.url + dice.choice(PAGES))] += 1
        if dice.random() < 0.1:
            # A form with nothing in it, and one with too much.
            statuses[
                ask(f"{server.url}/entrar", dice.choice((b"email=&password=", b"x=" + b"y" * 70_000)))
            ] += 1
        time.sleep(0.02)


def test_a_long_run_leaves_nothing_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dice, statuses = Random(1), Counter[int]()
    with serving(tmp_path, [*SENDERO]) as server:
        began = time.monotonic()
        use(server, began + MINUTES * 20, dice, statuses)
        before, counted_from = footprint(server), time.monotonic()
        use(server, began + MINUTES * 60, dice, statuses)
        after, hours = footprint(server), (time.monotonic() - counted_from) / 3600
    grown = after.megabytes - before.megabytes
    with capsys.disabled():
        sys.stdout.write(f"\n{sum(statuses.values())} requests {dict(statuses)}; {before} -> {after}; ")
        sys.stdout.write(f"{grown / hours:.1f} MB/h\n")
    assert not [status for status in statuses if status >= 500]
    assert grown < max(NOISE_MEGABYTES, MOST_MEGABYTES_AN_HOUR * hours)
    assert after.handles <= before.handles + 5
    assert after.files <= before.files + 2
