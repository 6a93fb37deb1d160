"""serve, demo, worker: start the portal."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from app import jobs, logs, metrics, self_check
from app.commands.running import CommandFailed, ready_settings
from app.config import Settings
from app.reading import code_is_read
from registry import migrations
from registry.access import Role
from registry.accounts import passwords
from registry.db import Database
from registry.seeds import demo as story

DEMO_DATABASE = "demo.db"


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(demo)
    app.command()(worker)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Server processes; more than one needs PostgreSQL.")] = 1,
) -> None:
    """Migrate if needed, check the installation, serve."""
    settings = ready_settings()
    database = Database(settings.database_url)
    if database.is_sqlite and workers > 1:
        raise CommandFailed("SQLite has one writer: use one worker, or a PostgreSQL database.")
    # On PostgreSQL the role that serves may not change the schema, and need not when it is the newest.
    if database.is_sqlite or not migrations.is_current(database):
        migrations.upgrade(database)
    _check_self(settings, database)
    database.dispose()
    _run(settings, host, port, workers)


def demo(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    logins: Annotated[bool, typer.Option("--logins", help="Only print the demo's sign-ins.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --logins: as JSON.")] = False,
) -> None:
    """Serve the demo story on the embedded database, with one sign-in per role."""
    os.environ["SENDERO_ENV"] = os.environ.get("SENDERO_ENV", "demo")
    settings = _demo_settings(port)
    if not settings.is_demo:
        raise CommandFailed("demo is refused outside demo mode (SENDERO_ENV is not 'demo').")
    database = Database(settings.database_url)
    if logins:
        _print_logins(database, as_json=as_json)
        return
    migrations.upgrade(database)
    with database.session(write=True) as session:
        if not story.is_told(session):
            with Console(stderr=True).status("Telling the demo story ..."):
                story.tell(session, files=settings.data_dir / "files")
                session.commit()
    _print_logins(database, as_json=False)
    database.dispose()
    _run(settings, "127.0.0.1", port, 1)


def worker() -> None:
    """Run what is on a clock and send messages, for PostgreSQL or several server processes."""
    settings = ready_settings()
    database = Database(settings.database_url)
    _check_self(settings, database)
    logs.take_over(settings)
    ending = Event()
    # A round that has begun is finished: what was sent is noted as sent (trust.md R14).
    signal.signal(signal.SIGTERM, lambda _number, _frame: ending.set())
    while not ending.is_set():
        jobs.attempt_tick(settings, database)
        ending.wait(jobs.EVERY_SECONDS)
    database.dispose()


def _demo_settings(port: int) -> Settings:
    data_dir = Path(os.environ.get("SENDERO_DATA_DIR", "var"))
    data_dir.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SENDERO_DATABASE_URL", f"sqlite:///{data_dir}/{DEMO_DATABASE}")
    os.environ.setdefault("SENDERO_PUBLIC_URL", f"http://127.0.0.1:{port}")
    return ready_settings()


def _print_logins(database: Database, *, as_json: bool) -> None:
    """E-mail, password and code for each role; code of the slip and telephone for candidates, once they are told."""
    rows = [
        {
            "role": str(login.role),
            "email": login.email,
            "password": login.password,
            "totp_secret": login.totp_secret,
            "code_now": passwords.current_code(login.totp_secret),
        }
        for login in story.logins()
    ]
    people = [
        {"role": str(Role.CANDIDATE), "name": one.name, "code": one.code, "phone": one.phone}
        for one in _candidate_logins(database)
    ]
    if as_json:
        print(json.dumps(rows + people, ensure_ascii=False, indent=2))
        return
    console = Console(width=120)
    table = Table(
        "role", "e-mail", "password", "code now", "TOTP secret", title="Demo sign-ins (fictitious people)"
    )
    for row in rows:
        table.add_row(row["role"], row["email"], row["password"], row["code_now"], row["totp_secret"])
    console.print(table)
    slips = Table("role", "name", "code of the slip", "telephone", title="Candidates sign in at /mi/entrar")
    for row in people:
        slips.add_row(row["role"], row["name"], row["code"], row["phone"])
    if people:
        console.print(slips)
    console.print("New codes any time: .venv/bin/sendero demo --logins", style="dim")


def _candidate_logins(database: Database) -> list[story.CandidateLogin]:
    if not migrations.is_current(database):
        return []
    with database.session(write=False) as session:
        return story.candidate_logins(session)


def _check_self(settings: Settings, database: Database) -> None:
    """Raises CommandFailed with everything that forbids to serve."""
    problems = self_check.refusals(settings, database)
    if problems:
        raise CommandFailed("cannot start safely.\n" + "\n".join(f"  - {text}" for text in problems))


def _run(settings: Settings, host: str, port: int, workers: int) -> None:
    print(f"Sendero: http://{host}:{port}")
    options = {
        "host": host,
        "port": port,
        "log_level": "warning",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": settings.trusted_proxies not in {"", "none"},
        "forwarded_allow_ips": settings.trusted_proxies,
        "timeout_graceful_shutdown": 20,
    }
    logs.take_over(settings)
    if workers > 1:
        metrics.share(settings.data_dir / "metrics")
        uvicorn.run("app.asgi:application", factory=True, workers=workers, **options)  # type: ignore[arg-type]
    else:
        with code_is_read():
            # Here, because to read the web takes seconds and most commands never ask for it.
            from app.main import create_app

            application = create_app(settings)
        uvicorn.run(application, **options)  # type: ignore[arg-type]
