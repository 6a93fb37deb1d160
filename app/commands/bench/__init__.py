"""`sendero bench`: measured against what one would pick instead, in the same run, as ratios. One file a bench.

Times are of this machine on this day; only the ratios travel. Each row says whether its answers agree with ours
("-" where an engine computes other scores on purpose). Peers come with the extra `bench`; one that is not installed
says so. Start at measure.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from app.commands.bench.assign import bench_assign
from app.commands.bench.duplicates import bench_duplicates
from app.commands.bench.fair import bench_fair
from app.commands.bench.fair_day import bench_registrations
from app.commands.bench.flags import bench_flags
from app.commands.bench.index import bench_index
from app.commands.bench.journeys import bench_journeys
from app.commands.bench.link import bench_link
from app.commands.bench.nightly import bench_nightly
from app.commands.bench.page import bench_page
from app.commands.bench.pages import bench_pages
from app.commands.bench.paired import bench_paired
from app.commands.bench.people import bench_people
from app.commands.bench.rank import bench_rank
from app.commands.bench.rules import bench_rules
from app.commands.bench.same_person import bench_same_person
from app.commands.bench.vacancies import bench_vacancies
from app.commands.bench.verify import bench_verify
from app.commands.bench.web import bench_web

BENCHES: dict[str, Callable[..., Any]] = {
    "rank": bench_rank,
    "index": bench_index,
    "vacancies": bench_vacancies,
    "fair": bench_fair,
    "link": bench_link,
    "flags": bench_flags,
    "rules": bench_rules,
    "verify": bench_verify,
    "web": bench_web,
    "registrations": bench_registrations,
    "people": bench_people,
    "pages": bench_pages,
    "journeys": bench_journeys,
    "page": bench_page,
    "assign": bench_assign,
    "nightly": bench_nightly,
    "paired": bench_paired,
    "same-person": bench_same_person,
    "duplicates": bench_duplicates,
    "dedupe": bench_duplicates,
}
bench_app = typer.Typer(no_args_is_help=True, help="Measure against peers in the same run.")
for _name, _bench in BENCHES.items():
    bench_app.command(_name)(_bench)


def add_to(app: typer.Typer) -> None:
    app.add_typer(bench_app, name="bench")
