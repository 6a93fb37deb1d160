"""bench index: laying a million people out, the file, the memory, and how soon another process sees a change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from app.commands.bench.crowd import SEEDS, drawn, invented
from app.commands.bench.measure import AsJson
from app.config import Settings, prepare
from matching import snapshot
from matching.index import CandidateIndex
from matching.snapshot import Snapshot
from registry import clock, migrations
from registry.candidates import service as candidates
from registry.candidates.models import Candidate
from registry.db import Database
from registry.seeds import bulk
from registry.seeds.population import population
from registry.shortlists.pool import Pool, vocabulary


def bench_index(
    candidates: Annotated[int, typer.Option(min=1000, help="How many candidates.")] = 100_000,
    in_database: Annotated[int, typer.Option(min=100, help="How many of them through a database.")] = 5_000,
    as_json: AsJson = False,
) -> None:
    """Build from arrays and from the database, write, load, size, and seconds until a change is seen elsewhere."""
    today = clock.today()
    seeds, _needs = invented(min(candidates, SEEDS), 1, today)
    few = CandidateIndex.build_with_traits(seeds, vocabulary())
    rows: dict[str, str] = {}
    began = time.perf_counter()
    base = drawn(few.base, candidates, len(few.items))
    index = CandidateIndex.of(base, few.items, few.labels, vocabulary())
    rows[f"build from arrays, {candidates}"] = (
        f"{time.perf_counter() - began:.2f} s (drawing the people included)"
    )
    rows["in memory"] = f"{index.nbytes / 1e6:.0f} MB"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        rows["write the file"] = _seconds(
            lambda: snapshot.write(path, Snapshot(index.base, index.items, index.labels, {}), seal=bytes)
        )
        rows["size of the file"] = f"{path.stat().st_size / 1e6:.0f} MB"
        rows["load the file"] = _seconds(lambda: snapshot.read(path, unseal=bytes).index(vocabulary()))
    rows |= _change(index, few)
    rows |= _through_a_database(in_database)
    if as_json:
        print(json.dumps({"bench": "index", "rows": rows}))
        return
    table = Table("what", "measured", title=f"index of {candidates}")
    for what, measured in rows.items():
        table.add_row(what, measured)
    Console(width=110).print(table)


def _seconds(act: Callable[[], Any]) -> str:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return f"{sorted(times)[1]:.3f} s"


def _change(index: CandidateIndex, few: CandidateIndex) -> dict[str, str]:
    facts = [few.facts_of(ident) for ident in list(few)[:2_000]]
    began = time.perf_counter()
    for one in facts:
        index.put(one)
    each = (time.perf_counter() - began) / len(facts)
    return {"one changed candidate": f"{each * 1e6:.0f} microseconds"}


_OTHER = """
import sys, time
from app.config import Settings, prepare
from registry.db import Database
from registry.shortlists.pool import Pool
settings = prepare(Settings(env="demo", data_dir=sys.argv[1], database_url=sys.argv[2]))
database, pool = Database(settings.database_url), Pool(settings.data_dir / "index")
print("ready", flush=True)
for line in sys.stdin:
    began = time.perf_counter()
    with database.session(write=False) as session:
        index = pool.index(session)
    found = [line.strip() in index, len(index), (time.perf_counter() - began) * 1e3]
    print(*found, flush=True)
"""


def _through_a_database(count: int) -> dict[str, str]:
    """A SQLite database of its own: build, and a candidate withdrawn here, asked for in another process."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        settings = prepare(Settings(env="demo", data_dir=Path(folder), database_url=url))
        database = Database(settings.database_url)
        migrations.upgrade(database)
        with database.session(write=True) as session:
            bulk.seed(session, population(1, count, 1, 4, as_of=clock.today()))
            session.commit()
        began = time.perf_counter()
        with database.session(write=False) as session:
            ids = list(Pool().index(session))
        built = time.perf_counter() - began
        times = _seen_elsewhere(database, folder, url, ids[:40])
        database.dispose()
    cuts = quantiles(times, n=20)
    return {
        f"build from the database, {count}": f"{built:.2f} s = {built / count * 1e6:.0f} s a million",
        "a change seen by another process": f"p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, always",
    }


def _seen_elsewhere(database: Database, folder: str, url: str, ids: list[str]) -> list[float]:
    """Milliseconds of the other process's next look, after each commit here. Raises RuntimeError where it sees none."""
    other = subprocess.Popen(  # noqa: S603 - our own words # nosec B603
        [sys.executable, "-c", _OTHER, folder, url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"SENDERO_ENV": "demo"},
    )  # fmt: skip
    times = []
    with other:
        if other.stdin is None or other.stdout is None:
            raise RuntimeError("no pipe to the other process")
        other.stdout.readline()
        for ident in ["", *ids]:
            if ident:
                with database.session(write=True) as session:
                    person = session.scalars(select(Candidate).where(Candidate.public_id == ident)).one()
                    candidates.withdraw(session, person.actor(), person)
                    session.commit()
            other.stdin.write(f"{ident}\n")
            other.stdin.flush()
            is_there, _count, took = other.stdout.readline().split()
            if ident and is_there != "False":
                raise RuntimeError("a change was not seen")
            if ident:
                times.append(float(took))
        other.stdin.close()
    return times
