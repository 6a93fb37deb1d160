"""seed: a synthetic, clearly fictitious population through the bulk path."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.commands.running import CommandFailed, opened
from registry import clock
from registry.errors import NotPossible
from registry.seeds import bulk
from registry.seeds.population import population


def add_to(app: typer.Typer) -> None:
    app.command()(seed)


def seed(
    candidates: Annotated[int, typer.Option(min=0, help="How many candidates.")] = 1000,
    vacancies: Annotated[int, typer.Option(min=0, help="How many vacancies.")] = 0,
    agencies: Annotated[int, typer.Option(min=0, help="How many agencies.")] = 0,
    number: Annotated[int, typer.Option("--seed", help="The same number gives the same population.")] = 1,
    asof: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Dates lie around it; today.")
    ] = None,
) -> None:
    """Fill the database with invented people, vacancies and agencies."""
    began = time.perf_counter()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar, opened(write=True) as session:
        task = bar.add_task("seeding", total=candidates + vacancies + agencies)
        people = population(
            number, candidates, vacancies, agencies, as_of=asof.date() if asof else clock.today()
        )
        try:
            written = bulk.seed(session, people, lambda done: bar.update(task, completed=done))
        except NotPossible as error:
            raise CommandFailed(
                f"seed {number} is in this database already; choose another with --seed."
            ) from error
    counts = ", ".join(f"{count} {noun}" for noun, count in written.items())
    print(f"written: {counts} in {time.perf_counter() - began:.1f} s")
