"""R8: the disk is full. Writes are refused in words, reading works, and it recovers without a restart.

A small tmpfs of its own (root), or a limit on the size of files (RLIMIT_FSIZE) for whoever cannot mount.

    pytest -m trust tests/trust/test_full_disk.py
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.config import Settings
from tests.databases import Databases
from tests.trust.portals import (
    Answer,
    Portal,
    Property,
    Work,
    ask,
    key_of_a_centre,
    new_token,
    post,
    register,
    running,
    say,
)

pytestmark = pytest.mark.trust
# The start asks for 50 MB; the rest is for what the harness writes.
MEGABYTES = 160
PAGES = ("/", "/registro", "/verificar", "/denuncia", "/entrar", "/vacantes")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("no file system can be mounted here: run this harness as root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=False)


def fill(folder: Path) -> Path:
    """Take all room there is, to the last byte."""
    ballast = folder / "ballast"
    with suppress(OSError), ballast.open("ab", buffering=0) as file:
        while True:
            file.write(b"\0" * 65536)
    with suppress(OSError), ballast.open("ab", buffering=0) as file:
        while True:
            file.write(b"\0")
    return ballast


def test_full_disk(
    databases: Databases, settings: Settings, tmp_path: Path, disk: Path, record_property: Property
) -> None:
    with databases.migrated("sqlite") as made:
        key = key_of_a_centre(made)
        with closing(sqlite3.connect(str(made.url.database))) as whole:
            whole.execute("VACUUM INTO ?", (str(disk / "sendero.db"),))
    portal = Portal(settings, f"sqlite:///{disk}/sendero.db", disk / "data")
    work = Work(key)
    with running(portal):
        for number in range(5):
            register(portal.port, work, f"Antes {number}", time.monotonic() + 60)
        ballast = fill(disk)
        refused, told = _write_until_refused(portal.port)
        read = [ask(portal.port, "GET", path).status for path in PAGES]
        again = [_answer(portal.port, _form(n)).status for n in range(20)]
        uploaded = _upload(portal.port)
        assert shutil.disk_usage(disk).free < 65536, "the disk was full all the time"
        ballast.unlink()
        began = time.monotonic()
        register(portal.port, work, "Después", began + 60)
        recovered = time.monotonic() - began
        after = _answer(portal.port, told)
    say(
        record_property,
        f"R8 sqlite: {refused + len(again)} writes on a full disk: all 507 in words: {set(again) == {507}}; "
        f"pages read meanwhile {read}; an upload {uploaded}; recovered without restart in {recovered:.2f} s",
    )
    assert refused and set(again) == {507} and set(read) == {200}
    assert uploaded < 500 or uploaded == 507
    assert after.status == 303, "the same form is taken once there is room"
    assert len(work.candidates) == 6
    with closing(sqlite3.connect(disk / "sendero.db")) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _form(number: int) -> dict[str, str]:
    letters = str(number).translate(str.maketrans("0123456789", "abcdefghij"))
    return {"form_token": new_token(), "given_names": f"María Elena {letters.title()}"}


def _answer(port: int, sent: dict[str, str]) -> Answer:
    """The first answer of somebody who agreed to be registered: until then nothing is written."""
    return post(port, "/registro/nombres", sent, cookies=post(port, "/registro", {}).cookies)


def _write_until_refused(port: int) -> tuple[int, dict[str, str]]:
    """The log of SQLite holds free pages at first. The refusal says what happened and keeps what was typed."""
    for number in range(2000):
        sent = _form(number)
        answer = _answer(port, sent)
        if answer.status == 303:
            continue
        assert answer.status == 507, answer.text[-2000:]
        assert "Ya no hay espacio para guardar" in answer.text and sent["given_names"] in answer.text
        assert re.search(rf'name="form_token" value="{sent["form_token"]}"', answer.text)
        return 1, sent
    return 0, {}


def _upload(port: int) -> int:
    """A voice note or picture of a report, on the visit of somebody who began one."""
    begun = post(port, "/denuncia", {"form_token": new_token()})
    boundary = "limite" + os.urandom(8).hex()
    body = (
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
            f"Content-Type: image/png\r\n\r\n"
        ).encode()
        + b"\x89PNG\r\n\x1a\n"
        + os.urandom(200_000)
        + f"\r\n--{boundary}--\r\n".encode()
    )
    cookies = "; ".join(f"{name}={value}" for name, value in begun.cookies.items())
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Cookie": cookies}
    return ask(port, "POST", "/denuncia/cuente", body=body, headers=headers).status
