"""bench verify: the verify box on generated questions over a register of its own, and the plain search one would write
instead, in the same run: right answers, green lights that were not due, and milliseconds."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import asdict, dataclass
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.config import Settings, prepare
from registry import migrations
from registry.db import Database
from registry.organisations.lookup import verify
from registry.organisations.models import Agency, AgencyContact
from registry.seeds.questions import Known, Question, questions, register_of


@dataclass(frozen=True, slots=True)
class Judged:
    """`right`: the agency that is meant is among the first three; `false_green`: shown as registered without an exact
    identifier of it in the question; `warned`: swindles with a warning. Times in milliseconds."""

    engine: str
    seed: int
    asked: int
    meant: int
    right: int
    false_green: int
    swindles: int
    warned: int
    p50_ms: float
    p95_ms: float


def judge(
    session: Session, known: list[Known], asked: list[Question], seed: int
) -> tuple[Judged, Counter[str]]:
    """Put every question to the box. Also how many of each kind went wrong."""
    codes = {one.registry_no: one.key for one in known}
    wrong: Counter[str] = Counter()
    times, right, false_green, warned = [], 0, 0, 0
    for question in asked:
        began = time.perf_counter_ns()
        found = verify(session, question.typed)
        times.append((time.perf_counter_ns() - began) / 1e6)
        first = [one.code for one in (*found.agencies, *found.similar)] + [
            one.agency_code for one in found.people
        ]
        shown = list(dict.fromkeys(codes[code] for code in first))[:3]
        green = [codes[one.code] for one in found.agencies if one.is_good and found.is_confirmed]
        false_green += any(key not in question.exact for key in green)
        warned += question.kind == "swindle" and bool(found.signs)
        hit = question.meant in shown
        right += hit
        if question.meant is not None and not hit:
            wrong[question.kind] += 1
    return _judged("sendero", seed, asked, right, false_green, warned, times), wrong


def _judged(
    engine: str,
    seed: int,
    asked: list[Question],
    right: int,
    false_green: int,
    warned: int,
    times: list[float],
) -> Judged:
    cuts = quantiles(times, n=20)
    return Judged(
        engine, seed, len(asked), sum(one.meant is not None for one in asked), right, false_green,
        sum(one.kind == "swindle" for one in asked), warned, round(cuts[9], 2), round(cuts[18], 2),
    )  # fmt: skip


def plain(session: Session, known: list[Known], asked: list[Question], seed: int) -> Judged:
    """What one would write first: whatever contains the text shows its status. It needs the text as registered."""
    good = set(session.scalars(select(Agency.id).where(Agency.state.in_(("registered", "conditional")))))
    times, right, false_green = [], 0, 0
    for question in asked:
        began = time.perf_counter_ns()
        text = f"%{question.typed}%"
        same = or_(Agency.legal_name.ilike(text), Agency.registry_no.ilike(text), Agency.nit.ilike(text))
        phones = select(AgencyContact.agency_id).where(AgencyContact.value.ilike(text))
        keys = list(session.scalars(select(Agency.id).where(or_(same, Agency.id.in_(phones))).limit(3)))
        times.append((time.perf_counter_ns() - began) / 1e6)
        right += question.meant in keys
        false_green += any(key in good and key not in question.exact for key in keys)
    return _judged("contains", seed, asked, right, false_green, 0, times)


def bench_verify(
    agencies: Annotated[int, typer.Option(min=10, help="How many agencies in the register.")] = 500,
    asked: Annotated[int, typer.Option(min=20, help="How many questions.")] = 300,
    seed: Annotated[list[int] | None, typer.Option(help="Seeds; several may be given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """The verify box: right answers in the first three, false green lights, milliseconds; beside a plain search."""
    rows: list[Judged] = []
    wrong: Counter[str] = Counter()
    for number in seed or [1]:
        found, more = _on_own_register(agencies, asked, number)
        rows += found
        wrong.update(more)
    if as_json:
        print(json.dumps({"bench": "verify", "engines": [asdict(row) for row in rows], "wrong": wrong}))
        return
    table = Table("engine", "seed", "right in first 3", "false green", "swindles warned", "p50 ms", "p95 ms")
    for row in rows:
        share = f"{row.right} of {row.meant} ({100 * row.right / row.meant:.1f} %)"
        table.add_row(
            row.engine, str(row.seed), share, str(row.false_green), f"{row.warned} of {row.swindles}",
            f"{row.p50_ms:.1f}", f"{row.p95_ms:.1f}",
        )  # fmt: skip
    Console(width=120).print(table)
    if wrong:
        print("wrong: " + ", ".join(f"{kind} {count}" for kind, count in wrong.most_common()))


def _on_own_register(agencies: int, asked: int, seed: int) -> tuple[list[Judged], Counter[str]]:
    with TemporaryDirectory() as folder:
        settings = prepare(Settings(env="demo", database_url=f"sqlite:///{folder}/bench.db", data_dir=folder))
        database = Database(settings.database_url)
        migrations.upgrade(database)
        with database.session(write=True) as session:
            known = register_of(session, agencies, seed)
            session.commit()
        with database.session(write=False) as session:
            put = questions(known, asked, seed)
            # The first question loads libraries.
            verify(session, "agencia")
            own, wrong = judge(session, known, put, seed)
            beside = plain(session, known, put, seed)
        database.dispose()
    return [own, beside], wrong
