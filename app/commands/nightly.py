"""nightly: the first people of every open vacancy, here or on the workers of a Dask cluster (docs/scaling.md)."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands.running import CommandFailed, everybody, ready_settings
from matching import engine, snapshot
from matching.everybody import First, Wanted, first_of_each, on_workers
from matching.index import CandidateIndex
from registry import clock, crypto
from registry.db import Database
from registry.shortlists import nightly as lists


def add_to(app: typer.Typer) -> None:
    app.command()(nightly)


def nightly(
    out: Annotated[Path, typer.Argument(help="Where to write: one JSON line a vacancy. For staff only.")],
    top: Annotated[int, typer.Option(min=1, max=1000, help="How many of each list.")] = 100,
    threads: Annotated[int, typer.Option(min=1, help="Threads of this process.")] = 2,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Address of a Dask scheduler whose workers see the data directory and have the keys."
        ),
    ] = None,
) -> None:
    """Rank all open vacancies against everybody at once. Nothing is stored in the database."""
    settings = ready_settings()
    database = Database(settings.database_url)
    with database.session(write=False) as session, everybody() as pool:
        index = pool.index(session)
        wanted = lists.wanted(session, index, clock.today())
    database.dispose()
    began = time.perf_counter()
    if scheduler:
        found = _on_cluster(scheduler, settings.data_dir, index, list(wanted.values()), top)
    else:
        engine.warm()
        found = first_of_each(index, list(wanted.values()), top=top, threads=threads)
    _write(out, dict(zip(wanted, found, strict=True)))
    seconds = time.perf_counter() - began
    print(f"{len(wanted)} vacancies, {len(index)} candidates, {seconds:.1f} s: {out}", file=sys.stderr)


def unseal(sealed: bytes) -> bytes:
    """Opens a snapshot on a worker, with the keys of its own settings."""
    ready_settings()
    return crypto.decrypt_bytes(sealed)


def _on_cluster(
    scheduler: str, data_dir: Path, index: CandidateIndex, wanted: list[Wanted], top: int
) -> list[First]:
    try:
        from distributed import Client
    except ImportError as error:
        raise CommandFailed("Dask is not installed: pip install 'sendero[scale]'") from error
    joined = index.freeze().join()
    path = data_dir / "index" / "nightly.index"
    snapshot.write(path, snapshot.Snapshot(joined, index.items, index.labels, {}), seal=crypto.encrypt_bytes)
    try:
        with Client(scheduler, timeout=20) as client:
            client.wait_for_workers(1, timeout=60)
            parts = 4 * len(client.scheduler_info()["workers"])
            return on_workers(client, path, wanted, people=len(joined), unseal=unseal, top=top, parts=parts)
    except (OSError, TimeoutError) as error:
        raise CommandFailed(f"no cluster answers at {scheduler}: {error}") from error
    finally:
        path.unlink(missing_ok=True)


def _write(out: Path, found: dict[str, First]) -> None:
    """Readable by its owner alone: the lines join ids of people with work."""
    with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(json.dumps(_line(vacancy, first)) + "\n" for vacancy, first in found.items())


def _line(vacancy: str, first: First) -> dict[str, Any]:
    people = zip(first.ids.tolist(), first.scores.tolist(), strict=True)
    return {
        "vacancy": vacancy,
        "candidates": [{"candidate": ident.decode(), "score": score / 10_000} for ident, score in people],
    }
