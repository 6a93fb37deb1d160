"""dump: the register's signed files of today, and the check of a folder of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app import open_data
from app.commands.running import CommandFailed, ready_settings
from registry import clock
from registry.db import Database
from registry.opendata import dumps, signing


def add_to(app: typer.Typer) -> None:
    app.command()(dump)


def dump(
    check: Annotated[Path | None, typer.Option(help="A folder of one day's files to check instead.")] = None,
    key: Annotated[Path | None, typer.Option(help="With --check: the public key, llave.pem.")] = None,
    previous: Annotated[Path | None, typer.Option(help="With --check: the folder of the day before.")] = None,
) -> None:
    """Make today's signed files of the register, or check a folder of them (needs no database)."""
    if check is not None:
        _check(check, key, previous)
        return
    settings = ready_settings()
    database = Database(settings.database_url)
    try:
        with database.session(write=True) as session:
            made = open_data.make_due(session, settings)
            session.commit()
            found = dumps.of_day(session, clock.today())
    except signing.BadKey as error:
        raise CommandFailed(str(error)) from error
    finally:
        database.dispose()
    if found is None:
        raise CommandFailed("no files were made")
    folder = settings.data_dir / dumps.FOLDER / found.day.isoformat()
    print(f"{'made' if made else 'made before'}: {folder}, {found.agencies} agencies, {found.alerts} alerts")
    print(f"{found.sums_hash}  {dumps.SUMS}")


def _check(folder: Path, key: Path | None, previous: Path | None) -> None:
    if key is None:
        raise CommandFailed("--check needs --key llave.pem")
    try:
        public_key = load_pem_public_key(key.read_bytes())
        before = (previous / dumps.SUMS).read_bytes() if previous else None
    except (OSError, ValueError) as error:
        raise CommandFailed(f"cannot read: {error}") from error
    if not isinstance(public_key, Ed25519PublicKey):
        raise CommandFailed(f"{key} is no Ed25519 public key")
    problems = dumps.check(folder, public_key, before).problems
    if problems:
        raise CommandFailed("; ".join(problems))
    print(f"ok: {folder} is what was signed" + (" and follows the day before" if before else ""))
