"""A PostgreSQL of one's own for a drill: on loopback, with a random password, gone at the end.

The server's programs are Debian's (package postgresql). As root it runs as the user postgres: initdb refuses root.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from registry.backups.copying import run_postgresql
from registry.backups.sealing import Unusable

_WAIT_SECONDS = "600"


class ThrowAwayServer:
    """`folder` holds everything, for its owner alone; `start` and `stop` as often as wanted, `remove` at the end."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not found:
            raise Unusable("the drill needs a PostgreSQL server of its own here: install postgresql")
        self._bin = found[-1]
        self._identity: dict[str, Any] = {"cwd": "/"}
        self.folder = Path(tempfile.mkdtemp(prefix="sendero-drill-"))
        if os.geteuid() == 0:
            self._identity |= {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.folder, "postgres", "postgres")
        self._password = secrets.token_hex(16)
        self._port = 0
        self.data = self.folder / "data"
        secret = self.folder / "password"
        self.write(secret, self._password)
        self.run("initdb", "-D", str(self.data), "-U", "sendero", "-E", "UTF8", "--locale=C.UTF-8",
                 "--auth=scram-sha-256", f"--pwfile={secret}")  # fmt: skip
        secret.unlink()

    def url(self, database: str) -> URL:
        return URL.create("postgresql+psycopg", "sendero", self._password, "127.0.0.1", self._port, database)

    def write(self, path: Path, text: str) -> None:
        """A file that the server's user may read."""
        path.touch(mode=0o600)
        path.write_text(text)
        if os.geteuid() == 0:
            shutil.chown(path, "postgres", "postgres")

    def run(self, program: str, *words: str) -> None:
        """One of the server's programs, as the server's user. Raises Unusable with its last line."""
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with our words # nosec B603
            [str(self._bin / program), *words],
            **self._identity,
            env=os.environ | {"PGPASSWORD": self._password},
            # A file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            check=False,
        )
        if done.returncode != 0:
            said = (done.stderr or b"see the log of the server").decode(errors="replace").strip()
            raise Unusable(f"{program} failed: {said.splitlines()[-1] if said else ''}")

    def start(self, data: Path, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        words = [
            f"-p {self._port}",
            "-c listen_addresses=127.0.0.1",
            "-c unix_socket_directories=''",
            *options,
        ]
        log = str(self.folder / "log")
        self.data = data
        self.run(
            "pg_ctl", "-D", str(data), "-l", log, "-w", "-t", _WAIT_SECONDS, "-o", " ".join(words), "start"
        )

    def stop(self, mode: str) -> None:
        """`immediate` is a power cut, as far as a server can tell."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def base_backup(self, target: Path) -> None:
        self.run("pg_basebackup", "-D", str(target), "-h", "127.0.0.1", "-p", str(self._port), "-U", "sendero",
                 "--checkpoint=fast", "--wal-method=none", "--no-password")  # fmt: skip

    def create(self, database: str) -> URL:
        run_postgresql(self.url("postgres"), ["psql", "--quiet", "--command", f"CREATE DATABASE {database}"])
        return self.url(database)

    def remove(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)
