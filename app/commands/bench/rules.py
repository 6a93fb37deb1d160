"""bench rules: a vacancy against the rules of its scheme."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands.bench.measure import AsJson, show, timed
from registry import clock
from registry.schemes.evaluate import evaluate
from registry.schemes.facts import VacancyFacts
from registry.schemes.loader import ruleset
from registry.seeds.market import InventedVacancy
from registry.seeds.population import population
from registry.vacancies.cells import RowRefused
from registry.vacancies.files import read_table
from registry.vacancies.rows import read_row


def bench_rules(
    orders: Annotated[
        Path | None, typer.Argument(help="A CSV or XLSX of job orders; else invented vacancies.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """One vacancy against every rule of its scheme, beside reading its facts; vacancies per second on one core."""
    import pydantic

    today = clock.today()
    facts = _ordered(orders) if orders else _invented(1000, today)
    law = ruleset()
    asked = sum(len(evaluate(law, one, today)) for one in facts)
    acts: list[Callable[[], Any]] = [partial(evaluate, law, one, today) for one in facts]
    each = _least(acts) / len(facts)
    sent = [one.model_dump(mode="json") for one in facts]
    rows = [
        timed("sendero", version("sendero"), acts, True),
        timed(
            "pydantic, the facts alone",
            pydantic.VERSION,
            [partial(VacancyFacts.model_validate, one) for one in sent],
            None,
        ),
    ]
    show("rules: one vacancy against its scheme", rows, as_json=as_json)
    if not as_json:
        pace = f"{1 / each:.0f} vacancies per second on one core, {each * 1e6:.0f} microseconds per vacancy"
        print(f"{len(facts)} vacancies, {asked} answers: {pace}")


def _least(acts: list[Callable[[], Any]]) -> float:
    """Seconds for all of them, each the least of five passes: what else the machine was doing does not count."""
    passes: list[list[float]] = [[timeit.timeit(act, number=1) for act in acts] for _ in range(5)]
    least: list[float] = [min(times) for times in zip(*passes, strict=True)]
    return sum(least)


def _ordered(path: Path) -> list[VacancyFacts]:
    """The facts of the orders in a file, those that cannot be read left out."""
    facts = []
    for cells in read_table(path):
        with suppress(RowRefused):
            facts.append(read_row(cells).facts)
    return facts


def _invented(count: int, today: date) -> list[VacancyFacts]:
    made = population(1, 0, count, 4, as_of=today)
    return [VacancyFacts.model_validate(one.facts) for one in made if isinstance(one, InventedVacancy)]
