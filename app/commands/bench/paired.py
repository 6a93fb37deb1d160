"""bench paired: people who differ in one protected fact and in nothing else, on every list of an invented market."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.commands.bench.measure import AsJson
from app.commands.running import CommandFailed
from app.config import Settings, prepare
from matching.types import Ranked
from registry import clock, migrations
from registry.db import Database
from registry.seeds import bulk
from registry.seeds.market import market
from registry.seeds.paired import CHANGES, pairs
from registry.seeds.people import InventedCandidate
from registry.shortlists import service
from registry.shortlists.pool import Pool
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState

_SEED = 11


@dataclass(frozen=True, slots=True)
class Compared:
    """One protected fact over all lists. on_lists: places of pairs that were on a list together; the rest must be 0:
    one of the two alone on a list, other points, other reasons or gaps."""

    fact: str
    pairs: int
    on_lists: int
    alone: int
    differing_scores: int
    differing_reasons: int


def bench_paired(
    people: Annotated[int, typer.Option("--pairs", min=1, help="How many pairs per protected fact.")] = 2_000,
    vacancies: Annotated[int, typer.Option(min=1, help="How many vacancies of an invented market.")] = 12,
    as_json: AsJson = False,
) -> None:
    """Pairs that differ in one protected fact, through the database and the service: how many are told apart."""
    with TemporaryDirectory() as folder:
        settings = prepare(Settings(env="demo", database_url=f"sqlite:///{folder}/bench.db", data_dir=folder))
        database = Database(settings.database_url)
        migrations.upgrade(database)
        with database.session(write=True) as session:
            twins = _seed(session, people, vacancies)
            rows, lists = compare(session, twins)
            session.rollback()
        database.dispose()
    if as_json:
        print(json.dumps({"lists": lists, "facts": [asdict(row) for row in rows]}))
    else:
        _show(rows, lists)
    if any(row.alone or row.differing_scores or row.differing_reasons for row in rows):
        raise CommandFailed("a protected fact changes a list")


def _seed(session: Session, people: int, vacancies: int) -> dict[str, list[tuple[str, str]]]:
    """Write everybody; the pairs of public ids by protected fact."""
    today = clock.today()
    bulk.seed(session, market(_SEED, vacancies, 3, as_of=today))
    everybody: dict[str, InventedCandidate] = {}
    twins: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for fact, one, twin in pairs(_SEED, people, list(CHANGES), as_of=today):
        everybody |= {one.public_id: one, twin.public_id: twin}
        twins[fact].append((one.public_id, twin.public_id))
    bulk.seed(session, everybody.values())
    return twins


def compare(session: Session, twins: dict[str, list[tuple[str, str]]]) -> tuple[list[Compared], int]:
    """Rank everybody for every published vacancy and hold each pair side by side. Also how many lists."""
    published = select(Vacancy).where(Vacancy.state == VacancyState.PUBLISHED).order_by(Vacancy.id)
    pool = Pool()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lists = 0
    for vacancy in session.scalars(published.options(joinedload(Vacancy.agency))).all():
        everybody = len(pool.index(session))
        found = service.compute(session, vacancy, pool, as_of=clock.today(), top=everybody).ranking
        on_list = {one.candidate: one for one in found.ranked}
        lists += 1
        for fact, them in twins.items():
            counts[fact] += _held_side_by_side(them, on_list)
    return [
        Compared(fact, len(them), *(counts[fact][name] for name in _COUNTED)) for fact, them in twins.items()
    ], lists


_COUNTED = ("on_lists", "alone", "differing_scores", "differing_reasons")


def _held_side_by_side(them: list[tuple[str, str]], on_list: dict[str, Ranked]) -> Counter[str]:
    found: Counter[str] = Counter()
    for first, second in them:
        one, two = on_list.get(first), on_list.get(second)
        found["alone"] += (one is None) != (two is None)
        if one is None or two is None:
            continue
        found["on_lists"] += 1
        found["differing_scores"] += one.score != two.score
        found["differing_reasons"] += (one.parts, one.missing) != (two.parts, two.missing)
    return found


def _show(rows: list[Compared], lists: int) -> None:
    title = f"paired: every pair on {lists} lists of everybody"
    table = Table(
        "differ only in", "pairs", "both on a list", "one alone", "other score", "other reasons", title=title
    )
    for row in rows:
        table.add_row(row.fact, *(f"{number:,}" for number in list(asdict(row).values())[1:]))
    Console(width=120).print(table)
    total = sum(row.pairs for row in rows)
    differing = sum(row.differing_scores for row in rows)
    print(
        f"{total:,} pairs, {sum(row.on_lists for row in rows):,} comparisons; differing scores: {differing}"
    )
