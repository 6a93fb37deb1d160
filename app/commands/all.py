"""Every command of `sendero`: each group of them is a file in this folder."""

from __future__ import annotations

import importlib
import sys

import typer

from app.commands import (
    accounts,
    assigning,
    auditing,
    backups,
    drills,
    erasures,
    fairness,
    flags,
    imports,
    installation,
    keys,
    listing,
    nightly,
    opendata,
    ranking,
    review,
    rules,
    same_person,
    seeding,
    serving,
    standard,
    taxonomy,
    voices,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Sendero: labour-mobility portal.",
)
for _group in (
    serving,
    installation,
    backups,
    drills,
    accounts,
    seeding,
    imports,
    keys,
    rules,
    listing,
    opendata,
    ranking,
    nightly,
    assigning,
    auditing,
    erasures,
    fairness,
    review,
    same_person,
    flags,
    standard,
    taxonomy,
    voices,
):
    _group.add_to(app)
if len(sys.argv) < 2 or sys.argv[1] in ("bench", "--help"):
    # The benches load every part of the house: seconds that no other command should wait for.
    importlib.import_module("app.commands.bench").add_to(app)
