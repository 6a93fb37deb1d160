"""migrate, check, routes, openapi, verify-log, new-key: the installation itself."""

from __future__ import annotations

import json
import sqlite3
from typing import Annotated

import typer
from cryptography.fernet import Fernet
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from app import routes as route_table
from app.api.description import describe
from app.commands.running import CommandFailed, opened, ready_settings
from app.config import Settings
from app.main import create_app
from registry import events, migrations
from registry.certificates import keys
from registry.db import Database
from registry.opendata import signing

# Printed as "set" alone.
_SECRET = frozenset({
    "secret_key", "field_keys", "signing_key", "credential_keys", "backup_keys", "gateway_key", "webhook_key",
    "metrics_token",
})  # fmt: skip

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


def add_to(app: typer.Typer) -> None:
    app.command()(migrate)
    app.command()(check)
    app.command()(routes)
    app.command("verify-log")(verify_log)
    app.command("new-key")(new_key)
    app.command("rotate-credential-key")(rotate_credential_key)
    app.command()(openapi)


def migrate() -> None:
    """Bring the database to the newest schema."""
    database = Database(ready_settings().database_url)
    migrations.upgrade(database)
    print(f"schema: {migrations.heads()[0]}")


def check() -> None:
    """Check the installation and print every setting with its meaning."""
    settings = ready_settings()
    table = Table("setting", "value", "meaning")
    for name, field in Settings.model_fields.items():
        value = (
            ("set" if getattr(settings, name) else "") if name in _SECRET else str(getattr(settings, name))
        )
        table.add_row(f"SENDERO_{name.upper()}", value, field.description or "")
    Console(width=140).print(table)
    database = Database(settings.database_url)
    problems = []
    with database.session(write=False) as session:
        session.execute(text("SELECT 1"))
    if not migrations.is_current(database):
        problems.append("the schema is not current: run sendero migrate")
    if database.is_sqlite and sqlite3.sqlite_version_info < (3, 51, 3):
        print(
            f"note: SQLite {sqlite3.sqlite_version} has the WAL-reset fault of versions before 3.51.3; "
            "Sendero writes through one connection only, which avoids it. Do not start a second server process."
        )
    if problems:
        raise CommandFailed("; ".join(problems))
    print("ok")


def routes(as_json: AsJson = False) -> None:
    """Every address with method, audience and permission."""
    rows = route_table.table(create_app(ready_settings()))
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    table = Table("method", "path", "audience", "permission")
    for row in rows:
        table.add_row(row["method"], row["path"], row["audience"], row["permission"])
    Console(width=160).print(table)


def verify_log() -> None:
    """Walk the hash chain from the first event; name every row that does not fit."""
    with opened(write=False) as session:
        broken = list(events.breaks(session))
        last, head = events.head(session)
    if broken:
        raise CommandFailed(
            "the log is broken.\n" + "\n".join(f"  event {row}: {what}" for row, what in broken)
        )
    print(f"ok: {last} events, head {head}")


def new_key(
    signing_key: Annotated[bool, typer.Option("--signing", help="For SENDERO_SIGNING_KEY instead.")] = False,
) -> None:
    """Print a new key for SENDERO_FIELD_KEYS, or one that signs the open data."""
    print(signing.new_key() if signing_key else Fernet.generate_key().decode())


def rotate_credential_key() -> None:
    """Sign skill certificates with a new key from now on; what the one before signed can still be checked."""
    settings = ready_settings()
    if settings.credential_keys:
        raise CommandFailed(
            "The keys stand in SENDERO_CREDENTIAL_KEYS: put a new one before them (sendero new-key --signing)."
        )
    keys.rotate(settings.data_dir)
    print(keys.issuer(settings.public_url, "", settings.data_dir).kid)


def openapi() -> None:
    """Print the description of the API (OpenAPI 3.1); docs/openapi.json is its frozen copy."""
    print(json.dumps(describe(create_app(ready_settings())), indent=2, ensure_ascii=False))
