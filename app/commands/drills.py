"""drill: is a backup of this installation worth anything? Taken, restored, read and served, with the time it took."""

from __future__ import annotations

import os
import shutil
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import typer
import uvicorn
from sqlalchemy import text

from app.commands.backups import keys_of
from app.commands.point_in_time import archiving, go_back
from app.commands.running import CommandFailed, ready_settings
from app.commands.throw_away import ThrowAwayServer
from app.config import Settings
from registry import clock
from registry.backups import checking, restoring, taking
from registry.backups.restoring import Restored
from registry.backups.sealing import Unusable
from registry.db import Database

RTO_MINUTES = 30
RPO_HOURS = 24
RPO_MINUTES = 5
_NAME = "sendero"
_ARCHIVING = """
SELECT current_setting('archive_mode'), extract(epoch FROM current_setting('archive_timeout')::interval)
"""


def add_to(app: typer.Typer) -> None:
    app.command()(drill)


def drill() -> None:
    """Take a backup, restore it into a temporary place, read everything in it and open the sign-in page there.

    On PostgreSQL also: back to a chosen second, from a base backup and the archived log of a throw-away server.
    The live database is only read. Fails when anything does not come back, or takes over half an hour.
    """
    settings = ready_settings()
    keys = keys_of(settings)
    os.umask(0o077)
    try:
        with _work_folder(settings.data_dir) as work:
            seconds = _rehearse(settings, keys, work)
    except (Unusable, OSError) as error:
        raise CommandFailed(f"the drill failed: {error}") from error
    problems = _about_losing(settings)
    print(f"RTO: {seconds:.1f} s from the file to an answering page (promised: {RTO_MINUTES} min)")
    if seconds > RTO_MINUTES * 60:
        problems.append("it took longer than promised")
    if problems:
        raise CommandFailed("the drill failed: " + "; ".join(problems))
    print("pass")


def _rehearse(settings: Settings, keys: list[bytes], work: Path) -> float:
    """The whole drill in `work`; how many seconds it took from the file to an answering page."""
    database = Database(settings.database_url)
    try:
        began = time.monotonic()
        taken = taking.take(database, settings.data_dir, work / "kept", keys[0])
    finally:
        database.dispose()
    print(f"backup: {taken.size_bytes} bytes in {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    if taken.holdings.engine == "sqlite":
        made = restoring.restore(
            taken.path, keys, folder=work / "new", url=None, live=[settings.database_url]
        )
        _read_everything(settings, made)
        return time.monotonic() - began
    server = ThrowAwayServer()
    try:
        (server.folder / "archive").mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(server.folder / "archive", "postgres", "postgres")
        server.start(server.data, *archiving(server))
        url = server.create(_NAME).render_as_string(hide_password=False)
        made = restoring.restore(taken.path, keys, folder=work / "new", url=url, live=[settings.database_url])
        _read_everything(settings, made)
        seconds = time.monotonic() - began
        found, back = go_back(server, _NAME)
        print(f"point in time: {found.head[0]} events at the chosen second, none after it, in {back:.1f} s")
    finally:
        server.remove()
    return seconds


def _read_everything(settings: Settings, made: Restored) -> None:
    held = made.holdings
    print(f"rows: {sum(held.tables.values())} in {len(held.tables)} tables, the same as were counted")
    print(f"chain: {held.head[0]} events, head {held.head[1]}, {held.breaks} that do not fit")
    database = Database(made.url)
    try:
        with database.session(write=False) as session:
            fields = checking.sealed_fields(session)
            files = checking.stored_files(session, made.folder)
    finally:
        database.dispose()
    print(f"sealed: {fields.good} fields opened, {fields.bad} not; {files.good} files read, {files.bad} not")
    if held.breaks or fields.bad or files.bad:
        raise Unusable("not everything that came back can be read or trusted")
    status = _sign_in_page(settings, made)
    print(f"sign-in page: {status}")
    if status != 200:
        raise Unusable(f"the sign-in page answers {status}")


def _sign_in_page(settings: Settings, made: Restored) -> int:
    """Serve the restored place on loopback for one question. Without the clock: nobody is written to from a drill."""
    beside = settings.model_copy(
        update={
            "database_url": made.url, "data_dir": made.folder, "mail": "file", "gateway": "off",
            "trusted_proxies": "none",
        }
    )  # fmt: skip
    # Here, because to read the web takes seconds and most commands never ask for it.
    from app.main import create_app

    application = create_app(beside)
    server = uvicorn.Server(
        uvicorn.Config(
            application, host="127.0.0.1", port=0, lifespan="off", log_level="critical", log_config=None
        )
    )
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 60
    while not server.started and thread.is_alive() and time.monotonic() < end:
        time.sleep(0.02)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/entrar", timeout=60) as answer:  # nosec B310 # loopback
            return int(answer.status)
    except OSError as error:
        raise Unusable(f"the sign-in page does not answer: {type(error).__name__}") from error
    finally:
        server.should_exit = True
        thread.join()
        application.state.database.dispose()


def _about_losing(settings: Settings) -> list[str]:
    """Say what would be lost if the machine were gone now; what is against the promise."""
    last = taking.last_taken(settings.data_dir)
    if last is None:
        print("RPO: no backup is kept yet: run sendero backup every day (docs/operations.md)")
        return []
    hours = (clock.now() - last).total_seconds() / 3600
    print(f"RPO: the last kept backup is {hours:.1f} h old (promised: {RPO_HOURS} h)")
    problems = [] if hours <= RPO_HOURS + 1 else ["the last kept backup is older than a day"]
    return problems + _about_archiving(settings)


def _about_archiving(settings: Settings) -> list[str]:
    """The same of PostgreSQL's log, which can reach an archive within minutes."""
    database = Database(settings.database_url)
    if database.is_sqlite:
        return []
    with database.reading.connect() as connection:
        mode, seconds = connection.execute(text(_ARCHIVING)).one()
    database.dispose()
    if mode == "off" or not seconds:
        print("RPO: continuous archiving is off on this server: docs/operations.md")
        return []
    print(f"RPO: the log is archived every {int(seconds)} s at the latest (promised: {RPO_MINUTES} min)")
    return ["the log of PostgreSQL reaches the archive too seldom"] if seconds > RPO_MINUTES * 60 else []


@contextmanager
def _work_folder(data_dir: Path) -> Iterator[Path]:
    """Beside the data, for the owner alone; emptied of what a killed drill left."""
    folder = data_dir / ".drill-work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
