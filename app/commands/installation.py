"""migrate, check, routes, openapi, new-key: the installation itself."""

from __future__ import annotations

import json
import re
from typing import Annotated

import typer
from cryptography.fernet import Fernet
from rich.console import Console
from rich.table import Table

from app import routes as route_table
from app import self_check
from app.api.description import describe
from app.commands.running import CommandFailed, ready_settings
from app.config import Settings
from registry import migrations
from registry.certificates import keys
from registry.db import Database
from registry.opendata import signing

# Printed as "set" alone.
_SECRET = frozenset({
    "secret_key", "field_keys", "signing_key", "credential_keys", "backup_keys", "gateway_key", "webhook_key",
    "metrics_token",
})  # fmt: skip

_PASSWORD = re.compile(r"(://[^:/@]*:)[^@]*@")

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


def add_to(app: typer.Typer) -> None:
    app.command()(migrate)
    app.command()(check)
    app.command()(routes)
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
            ("set" if getattr(settings, name) else "")
            if name in _SECRET
            else _PASSWORD.sub(r"\1***@", str(getattr(settings, name)))
        )
        table.add_row(f"SENDERO_{name.upper()}", value, field.description or "")
    Console(width=140).print(table)
    database = Database(settings.database_url)
    problems = self_check.refusals(settings, database)
    for note in self_check.notes(settings, database):
        print(f"note: {note}.")
    if problems:
        raise CommandFailed("; ".join(problems))
    print("ok")


def routes(as_json: AsJson = False) -> None:
    """Every address with method, audience and permission."""
    # Here, because to read the web takes seconds and most commands never ask for it.
    from app.main import create_app

    rows = route_table.table(create_app(ready_settings()))
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    table = Table("method", "path", "audience", "permission")
    for row in rows:
        table.add_row(row["method"], row["path"], row["audience"], row["permission"])
    Console(width=160).print(table)


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
    # Here, because to read the web takes seconds and most commands never ask for it.
    from app.main import create_app

    print(json.dumps(describe(create_app(ready_settings())), indent=2, ensure_ascii=False))
