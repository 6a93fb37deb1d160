"""flags: what applicants share with firms of a register; bench flags: how well that tells who came back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from statistics import mean
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.commands.bench import AsJson, bench_app
from app.commands.running import CommandFailed
from registry import clock
from registry.flags import files, measuring, rulebook
from registry.seeds.reborn import pairs


def add_to(app: typer.Typer) -> None:
    app.command()(flags)


def flags(
    register: Annotated[
        Path, typer.Option(help="Agencies as JSON: the register, sanctioned firms among them.")
    ],
    applicants: Annotated[Path, typer.Option(help="Agencies as JSON: who applies.")],
    asof: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to judge by; today without.")
    ] = None,
) -> None:
    """Red flags between firms, one JSON line each: applicant, registered, rule, weight, evidence."""
    try:
        known, asking = files.read(register), files.read(applicants)
    except files.Unreadable as error:
        raise CommandFailed(str(error)) from error
    day = asof.date() if asof else clock.today()
    for applicant, registered, finding in files.flags(known, asking, rulebook.newest(), asof=day):
        line = {
            "applicant": applicant,
            "registered": registered,
            "rule": finding.rule,
            "weight": finding.weight,
            "evidence": finding.evidence,
        }
        print(json.dumps(line, ensure_ascii=False))


@bench_app.command("flags")
def bench_flags(
    seeds: Annotated[int, typer.Option(min=1, max=50, help="How many sets of pairs.")] = 5,
    first: Annotated[int, typer.Option(help="The first seed.")] = 100,
    as_json: AsJson = False,
) -> None:
    """50 firms that came back and 500 that did not, per seed; beside the rules PHX1 to PHX5 by the letter."""
    rows = []
    for engine, weigh in (("sendero", measuring.ours), ("rules by the letter", measuring.plain)):
        sets = [measuring.measure(engine, weigh, pairs(first + one)) for one in range(seeds)]
        rows.append(_together(engine, sets))
    if as_json:
        print(json.dumps({"engines": rows}, indent=2))
        return
    table = Table(title=f"flags: {seeds} sets of 50 reborn and 500 unrelated firms", title_justify="left")
    for column in rows[0]:
        table.add_column(column.replace("_", " "))
    for row in rows:
        table.add_row(
            *(
                f"{value:.1%}" if isinstance(value, float) and value <= 1 else str(value)
                for value in row.values()
            )
        )
    Console(width=120).print(table)


def _together(engine: str, sets: Iterable[measuring.Figures]) -> dict[str, str | float]:
    rows = [one.row() for one in sets]
    shares = ("flagged", "stopped", "false_flagged", "false_stopped")
    worst = {
        "least_flagged": min(row["flagged"] for row in rows),
        "most_false_stopped": max(row["false_stopped"] for row in rows),
    }
    seconds = round(mean(row["seconds"] for row in rows), 2)
    return {
        "engine": engine,
        **{key: round(mean(row[key] for row in rows), 4) for key in shares},
        **worst,
        "seconds_each": f"{seconds}",
    }
