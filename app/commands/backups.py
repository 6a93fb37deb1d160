"""backup, restore: the whole installation as one sealed file, and back into a new place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from app.commands.erasures import to_undo
from app.commands.running import CommandFailed, ready_settings
from app.config import Settings
from registry import migrations
from registry.backups import restoring, taking
from registry.backups.restoring import Restored
from registry.backups.sealing import Unusable
from registry.db import Database
from registry.holdings import erased_list
from registry.holdings.erased_list import FILE


def add_to(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(
    folder: Annotated[
        Path | None, typer.Argument(help="Where backups are kept; without it, backups in the data directory.")
    ] = None,
) -> None:
    """A sealed copy of the database and of the files, taken while the portal runs; old copies there are thinned.

    It is sealed with the first of SENDERO_BACKUP_KEYS. No key is in it: keep that one and the keys of the fields
    elsewhere; without them nobody can read it.
    """
    settings = ready_settings()
    key = keys_of(settings)[0]
    # Nobody but its owner reads the copy, from its first byte on.
    os.umask(0o077)
    database = Database(settings.database_url)
    try:
        taken = taking.take(database, settings.data_dir, folder or settings.data_dir / "backups", key)
        taking.note(settings.data_dir, taken)
    except (Unusable, OSError) as error:
        raise CommandFailed(f"no backup was made: {error}") from error
    finally:
        database.dispose()
    rows, (last, head) = sum(taken.holdings.tables.values()), taken.holdings.head
    print(
        f"written: {taken.path} ({taken.size_bytes} bytes): {rows} rows of {len(taken.holdings.tables)} tables, "
        f"{taken.files} files, schema {taken.holdings.revision}, {last} events, head {head}"
    )
    print(f"removed: {taken.removed} old backups; the keys are not in it")
    if taken.holdings.breaks:
        raise CommandFailed(
            f"the backup is whole, but {taken.holdings.breaks} events of the log do not fit: sendero verify-log"
        )


def restore(
    file: Annotated[Path, typer.Argument(help="What sendero backup wrote.", exists=True, dir_okay=False)],
    to: Annotated[
        str, typer.Option("--to", help="A new folder; for PostgreSQL the address of a new, empty database.")
    ],
    files: Annotated[
        Path | None, typer.Option("--files", help="For PostgreSQL: a new folder for the files.")
    ] = None,
) -> None:
    """Restore a backup into a new place, never over a live one, and check it: hashes, rows, the event chain.

    To use it, point SENDERO_DATABASE_URL and SENDERO_DATA_DIR at the new place, then: sendero migrate, sendero check.
    """
    settings = ready_settings()
    os.umask(0o077)
    is_address = "://" in to
    if is_address and not to.startswith("postgresql+psycopg://"):
        raise CommandFailed("--to must be a folder or start with postgresql+psycopg://")
    folder = files if is_address else Path(to)
    if folder is None:
        raise CommandFailed("give a new folder for the files with --files")
    try:
        made = restoring.restore(
            file,
            keys_of(settings),
            folder=folder,
            url=to if is_address else None,
            live=[settings.database_url],
        )
    except (Unusable, OSError) as error:
        raise CommandFailed(f"nothing was restored: {error}") from error
    print(
        f"restored into {made.folder}: the state of {made.taken_at}, {sum(made.holdings.tables.values())} rows, "
        f"{made.files} files, schema {made.holdings.revision}, head {made.holdings.head[1]}"
    )
    print(_erase_again(settings, made))
    if not is_address:
        print(f"SENDERO_DATABASE_URL={made.url}")
    print(f"SENDERO_DATA_DIR={made.folder.absolute()}")


def _erase_again(settings: Settings, made: Restored) -> str:
    """Who was erased since the backup is erased in the new place: by the live list, and by the one in the backup."""
    names = {**erased_list.read(settings.data_dir / FILE), **erased_list.read(made.folder / FILE)}
    database = Database(made.url)
    try:
        if not migrations.is_current(database):
            return f"the schema is older: sendero migrate, then sendero erase-again --list {settings.data_dir / FILE}"
        found = erased_list.erase_again(database, made.folder, names)
        with database.session(write=False) as session:
            erased_list.complete(session, made.folder)
        told = f"erased again: {found.erased} people who were erased after the backup was taken"
        return f"{told}\n{to_undo(found)}" if found.folded else told
    finally:
        database.dispose()


def keys_of(settings: Settings) -> list[bytes]:
    keys = settings.backup_key_list()
    if not keys:
        raise CommandFailed(
            "SENDERO_BACKUP_KEYS is missing. Make one with: sendero new-key, and keep a copy elsewhere"
        )
    return keys
