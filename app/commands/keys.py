"""sendero keys: which values hang on which key, all of them under a new one, the old one away, and the file packed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from time import sleep
from typing import Annotated

import typer
from cryptography.fernet import Fernet
from sqlalchemy import text

from app.commands.running import CommandFailed, ready_settings
from app.config import FIELD_KEYS, Settings, field_keys_in, write_field_keys
from registry import crypto
from registry.db import Database
from registry.sealing import places, rotation

_TOLD = {
    places.UNNAMED: "sealed before values named their key: on one of the keys here",
    places.CLEAR: "not sealed yet (files of before)",
}


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Keys of the fields and files (docs/keys.md).")
    group.command()(status)
    group.command()(rotate)
    group.command()(remove)
    group.command()(pack)
    app.add_typer(group, name="keys")


def status() -> None:
    """How many values hang on each key."""
    settings = ready_settings()
    found = _count(settings)
    for place, name in enumerate(_names(_keys(settings))):
        word = "seals what is new" if place == 0 else "only opens"
        print(f"key {name}: {found.pop(name, 0)} values ({word})")
    for name, number in sorted(found.items()):
        told = _TOLD.get(name, f"on key {name}, which is not here: nothing opens them")
        print(f"{number} values: {told}")


def rotate() -> None:
    """Put a new key in front and seal every value anew with it, while the portal runs. Killed half-way: run it again,
    it goes on."""
    settings = ready_settings()
    path, keys = settings.field_keys_file, _keys(settings)
    if len(keys) > 1:
        print(f"going on: everything to key {_names(keys)[0]}")
    elif path is None:
        raise CommandFailed(
            f"The keys stand in {FIELD_KEYS}: put a new one before the old one there (sendero new-key), with a comma "
            "between, restart every process of Sendero, and run this again."
        )
    else:
        keys = [Fernet.generate_key().decode(), *keys]
        write_field_keys(path, keys)
        print(f"new key {_names(keys)[0]} in {path}")
        # Whoever runs looks into the file once a second, and seals with the new key from then on.
        sleep(2 * crypto.LOOK_AGAIN_SECONDS)
        crypto.use_keys(keys, settings.secret_key)
    database = Database(settings.database_url)
    try:
        done = rotation.run(database, settings.data_dir, lambda place, number: _tell(place, number))
    finally:
        database.dispose()
    print(f"sealed anew: {done.done} values")
    if done.unreadable:
        raise CommandFailed(f"{done.unreadable} values are opened by no key here; they stay as they are.")
    olds = _names(keys)[1:]
    for name in olds:
        print(f"when `sendero keys status` shows 0 values on it: sendero keys remove {name}")


def _tell(place: str, number: int) -> None:
    if number and number % (10 * rotation.AT_ONCE) == 0:
        print(f"  {place}: {number}", flush=True)


def remove(
    name: Annotated[str, typer.Argument(help="The key's name, as `sendero keys status` shows it.")],
) -> None:
    """Take an old key away for ever, when nothing hangs on it."""
    settings = ready_settings()
    keys = _keys(settings)
    names = _names(keys)
    if name not in names:
        raise CommandFailed(f"There is no key {name}. There are: {', '.join(names)}.")
    if name == names[0]:
        raise CommandFailed("This key seals what is new. Run first: sendero keys rotate")
    found = _count(settings)
    hanging = found[name] + found[places.UNNAMED]
    if hanging:
        raise CommandFailed(f"{hanging} values may hang on this key. Run first: sendero keys rotate")
    path = settings.field_keys_file
    if path is None:
        raise CommandFailed(f"Nothing hangs on it. Take it out of {FIELD_KEYS} and restart.")
    write_field_keys(path, [key for key, own in zip(keys, names, strict=True) if own != name])
    print(f"removed: {name}. Backups of before the rotation need it: keep it where their keys are kept.")


def pack() -> None:
    """Write the database anew, so that nothing deleted or replaced is left in its free pages."""
    database = Database(ready_settings().database_url)
    try:
        with database.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM" if database.is_sqlite else "VACUUM (FULL)"))
            if database.is_sqlite:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    finally:
        database.dispose()
    print("packed")


def _count(settings: Settings) -> Counter[str]:
    database = Database(settings.database_url)
    try:
        with database.session(write=False) as session:
            return places.count(session, settings.data_dir)
    finally:
        database.dispose()


def _keys(settings: Settings) -> list[str]:
    path = settings.field_keys_file
    return field_keys_in(path) if path is not None else settings.field_key_list()


def _names(keys: Sequence[str]) -> list[str]:
    return [crypto.key_name(crypto.key_header(key)) for key in keys]
