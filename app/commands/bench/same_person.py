"""bench same-person: one new registration against everybody, in memory and through the databases, beside fuzzy search
over all names. Half of those who come were registered before, with slips; the other half are new."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from cryptography.fernet import Fernet
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import create_engine, insert, make_url, text
from sqlalchemy.orm import Session

from app.commands.bench.measure import AsJson
from app.commands.bench.registrations import registrations, second
from matching.same_person.finder import Finder
from matching.same_person.told import Told
from matching.same_person.weights import load
from matching.text import fold
from registry import clock, crypto, migrations
from registry.candidates.code import code_hash, new_code
from registry.candidates.models import Candidate
from registry.candidates.registration import Registration
from registry.candidates.service import columns
from registry.db import Database, new_public_id
from registry.same_person import finding, keys

# Who comes: the registration, and the row of the same person, None for somebody new.
Comer = tuple[Told, int | None]
# Rows said to be the same person.
Ask = Callable[[Told], list[int]]
_AT_ONCE = 2_000
_LIKE = 88  # of rapidfuzz's 100, and pg_trgm's share below: chosen to be right nineteen times of twenty
_TRIGRAMS = 0.6


@dataclass(frozen=True, slots=True)
class Judged:
    """`recall`: of those who were there, found; `precision`: of all that were said, right. Milliseconds."""

    engine: str
    version: str
    how: str
    asked: int
    p50_ms: float
    p95_ms: float
    precision: float
    recall: float
    agrees: bool | None = None


def bench_same_person(
    people: Annotated[int, typer.Option(min=1000, help="How many are registered.")] = 100_000,
    asked: Annotated[int, typer.Option(min=20, help="How many come.")] = 1000,
    postgresql: Annotated[
        str | None,
        typer.Option(help="Address of a server where a database of its own may be made and dropped."),
    ] = None,
    sqlite: Annotated[
        bool, typer.Option(help="Through SQLite too, in a folder that is gone afterwards.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """One against all: milliseconds, precision and recall at probability one half."""
    told, _who = registrations(20_262, people, 0)
    comers = _comers(told, asked)
    finder = Finder(told)
    rows = [
        _judge(
            "sendero",
            version("sendero"),
            "in memory",
            comers,
            lambda one: [x.row for x in finder.find(one, load())],
        )
    ]
    crypto.use_keys([Fernet.generate_key().decode()], "only for the bench")
    if sqlite:
        with TemporaryDirectory() as folder:
            rows += _through(Database(f"sqlite:///{Path(folder) / 'bench.db'}"), "SQLite", told, comers)
    if postgresql:
        with _own_database(postgresql) as database:
            rows += _through(database, "PostgreSQL", told, comers)
            rows.append(_trigrams(database, told, comers[:40]))
    else:
        print("PostgreSQL and pg_trgm: no --postgresql given")
    names = [_whole(one) for one in told]
    few = comers[:40]
    rows.append(_judge("rapidfuzz", version("rapidfuzz"), "all names", few, lambda one: _fuzzy(one, names)))
    _show(rows, people, as_json=as_json)


def _comers(told: list[Told], asked: int) -> list[Comer]:
    dice = Random(20_263)  # noqa: S311 - invented people # nosec B311
    strangers, _who = registrations(20_264, asked // 2, 0)
    known: list[Comer] = [
        (second(dice, told[row]), row) for row in dice.sample(range(len(told)), asked - asked // 2)
    ]
    comers = known + [(one, None) for one in strangers]
    dice.shuffle(comers)
    return comers


def _judge(engine: str, release: str, how: str, comers: list[Comer], ask: Ask) -> Judged:
    ask(comers[0][0])
    times, right, said = [], 0, 0
    for one, row in comers:
        began = time.perf_counter_ns()
        found = ask(one)
        times.append((time.perf_counter_ns() - began) / 1e6)
        said += len(found)
        right += row is not None and row in found
    cuts = quantiles(times, n=20)
    known = sum(row is not None for _one, row in comers)
    return Judged(
        engine,
        release,
        how,
        len(comers),
        round(cuts[9], 2),
        round(cuts[18], 2),
        round(right / max(said, 1), 4),
        round(right / known, 4),
    )


def _whole(one: Told) -> str:
    return fold(f"{one.given_names} {one.surnames}")


def _fuzzy(one: Told, names: list[str]) -> list[int]:
    found = process.extract(
        _whole(one), names, scorer=fuzz.token_sort_ratio, processor=None, score_cutoff=_LIKE, limit=1
    )
    return [row for _name, _score, row in found]


# ---------------------------------------------------------------- through a database


def _through(database: Database, name: str, told: list[Told], comers: list[Comer]) -> list[Judged]:
    """As a registration asks: keys hashed, blocks and people read, levels and weights."""
    migrations.upgrade(database)
    with database.session(write=True) as session:
        for start in track(range(0, len(told), _AT_ONCE), description=name):
            _write(session, told[start : start + _AT_ONCE], start)
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
    with database.session(write=False) as session:

        def ask(one: Told) -> list[int]:
            found = finding.find(session, one, besides=None, least=0.5)
            return [number - 1 for number, _likeness in found]

        release = ".".join(map(str, session.connection().dialect.server_version_info or ()))
        judged = _judge(f"sendero, {name}", release, "registration", comers, ask)
    database.dispose()
    return [judged]


def _write(session: Session, told: list[Told], start: int) -> None:
    """People by the bulk path of the seeds, with the row number + 1 as internal id."""
    rows, keyed = [], []
    for number, one in enumerate(told, start=start + 1):
        facts = Registration.model_construct(
            given_names=one.given_names,
            surnames=one.surnames,
            birth_date=None,
            dpi=one.document or None,
            phone=one.phone or None,
            is_phone_shared=one.is_phone_shared,
            municipality=one.place or None,
        )
        code = new_code()
        rows.append(
            columns(facts)
            | {
                "id": number,
                "public_id": new_public_id(),
                "birth_date": date.fromisoformat(one.birth_date) if one.birth_date else None,
                "code": code,
                "code_hash": code_hash(code),
                "state": "registered",
                "is_fictitious": True,
                "registered_at": clock.now(),
            }
        )
        keyed.append((number, one))
    session.execute(insert(Candidate.__table__), rows)  # type: ignore[arg-type]
    keys.write(session, keyed)


@contextmanager
def _own_database(address: str) -> Iterator[Database]:
    name = "sendero_bench_same_person"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            own = make_url(address).set(database=name)
            database = Database(own.render_as_string(hide_password=False))
            yield database
            database.dispose()
        finally:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    server.dispose()


def _trigrams(database: Database, told: list[Told], comers: list[Comer]) -> Judged:
    """PostgreSQL's own fuzzy search: names in a table with a trigram index."""
    with database.session(write=True) as session:
        session.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        session.execute(text("CREATE TABLE bench_name (row integer, name text)"))
        for start in range(0, len(told), _AT_ONCE):
            part = [
                {"row": start + at, "name": _whole(one)}
                for at, one in enumerate(told[start : start + _AT_ONCE])
            ]
            session.execute(text("INSERT INTO bench_name VALUES (:row, :name)"), part)
        session.execute(text("CREATE INDEX ON bench_name USING gin (name gin_trgm_ops)"))
        session.execute(text(f"SET pg_trgm.similarity_threshold = {_TRIGRAMS}"))
        query = text(
            "SELECT row FROM bench_name WHERE name % :name ORDER BY similarity(name, :name) DESC LIMIT 1"
        )

        def ask(one: Told) -> list[int]:
            return list(session.scalars(query, {"name": _whole(one)}))

        release = ".".join(map(str, session.connection().dialect.server_version_info or ()))
        return _judge("pg_trgm", release, "all names", comers, ask)


def _show(rows: list[Judged], people: int, *, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps(
                {"bench": "same-person", "people": people, "engines": [asdict(row) for row in rows]}, indent=2
            )
        )
        return
    table = Table(
        "engine", "version", "how", "asked", "p50 ms", "p95 ms", "times sendero", "precision", "recall"
    )
    table.title = f"who of {people:,} is this? half of those who come were there, with slips"
    for row in rows:
        ratio = f"{row.p50_ms / rows[0].p50_ms:.1f}"
        shares: Any = (f"{row.precision:.4f}", f"{row.recall:.4f}")
        times = (f"{row.p50_ms:.2f}", f"{row.p95_ms:.2f}", ratio)
        table.add_row(row.engine, row.version, row.how, str(row.asked), *times, *shares)
    Console(width=130).print(table)
