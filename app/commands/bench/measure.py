"""What every bench shares: timing acts, and one table that a reader can trust."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians and 95th percentiles in milliseconds; `agrees` None: other scores on purpose."""

    engine: str
    version: str
    p50_ms: float
    p95_ms: float
    agrees: bool | None


def timed(engine: str, release: str, acts: list[Callable[[], Any]], agrees: bool | None) -> Measured:
    """Run each act once and take the percentiles."""
    times = []
    for act in acts:
        began = time.perf_counter_ns()
        act()
        times.append((time.perf_counter_ns() - began) / 1e6)
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    return Measured(engine, release, round(cuts[9], 3), round(cuts[18], 3), agrees)


def show(title: str, rows: list[Measured], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"bench": title, "engines": [asdict(row) for row in rows]}))
        return
    own = next(row for row in rows if row.engine == "sendero")
    table = Table("engine", "version", "p50 ms", "p95 ms", "times sendero", "same answer", title=title)
    for row in rows:
        same = "-" if row.agrees is None else "yes" if row.agrees else "NO"
        ratio = f"{row.p50_ms / own.p50_ms:.1f}"
        table.add_row(row.engine, row.version, f"{row.p50_ms:.2f}", f"{row.p95_ms:.2f}", ratio, same)
    Console(width=120).print(table)
