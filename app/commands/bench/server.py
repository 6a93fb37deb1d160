"""A PostgreSQL of a bench's own: made in a temporary folder, on loopback, gone at the end."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SETTINGS = (
    "-c shared_buffers=512MB -c work_mem=256MB -c temp_buffers=512MB -c fsync=off -c max_parallel_workers=2"
)


@contextmanager
def throw_away_server() -> Iterator[str | None]:
    """The address of a server with a database "postgres"; None where Debian's PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="sendero-bench-"))
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    run: dict[str, Any] = {"cwd": "/", "check": True, "stdout": subprocess.DEVNULL}
    if os.geteuid() == 0:  # initdb refuses root
        run |= {"user": "postgres", "group": "postgres", "extra_groups": []}
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {_SETTINGS}"
    try:
        subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with our words # nosec B603
            [str(found[-1] / "initdb"), "-D", data, "-U", "sendero", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
             "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"],
            **run,
        )  # fmt: skip
        control = [str(found[-1] / "pg_ctl"), "-D", data, "-w"]
        subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], **run)  # noqa: S603  # nosec B603
        try:
            yield f"postgresql://sendero:{password}@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **run)  # noqa: S603  # nosec B603
    finally:
        shutil.rmtree(folder, ignore_errors=True)
