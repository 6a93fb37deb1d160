"""bench flags: how well the red flags tell which firms came back under another name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from statistics import mean
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.commands.bench.measure import AsJson
from registry.flags import measuring
from registry.seeds.reborn import pairs


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
