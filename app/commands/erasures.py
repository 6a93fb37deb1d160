"""sendero erase-again: after a restore, delete anew whom the list of erased people names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.running import CommandFailed, ready_settings
from registry.db import Database
from registry.holdings import erased_list


def add_to(app: typer.Typer) -> None:
    app.command("erase-again")(erase_again)


def erase_again(
    names: Annotated[
        Path | None, typer.Option("--list", help="The newest erased.list; else that of the data directory.")
    ] = None,
) -> None:
    """After a restore: delete anew everybody who had been erased when the list was written."""
    settings = ready_settings()
    path = names or settings.data_dir / erased_list.FILE
    if not path.exists():
        raise CommandFailed(f"There is no {path}: nobody can be found whom an older backup brought back.")
    database = Database(settings.database_url)
    try:
        found = erased_list.erase_again(database, settings.data_dir, erased_list.read(path))
        with database.session(write=False) as session:
            erased_list.complete(session, settings.data_dir)
    finally:
        database.dispose()
    print(f"erased again: {found.erased}; on the list and not here, or erased already: {found.missing}")
    if found.folded:
        raise CommandFailed(to_undo(found))


def to_undo(found: erased_list.ErasedAgain) -> str:
    """Who is still there, in a record of somebody else, and what to do."""
    lines = "\n".join(f"  {folded} lies in {kept}" for folded, kept in found.folded)
    return (
        f"{len(found.folded)} people who were erased lie in records of others, because the backup is older than "
        f"the undoing of a merge. Undo it at /ministerio/duplicados, then sendero erase-again:\n{lines}"
    )
