"""import vacancies: job orders from a file, each row imported, a duplicate, or refused with a reason."""

from __future__ import annotations

import csv
import time
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app import words
from app.commands.running import CommandFailed, opened
from app.words.vacancies import note
from registry.access import SYSTEM
from registry.errors import Invalid
from registry.schemes.facts import MODELLED_SCHEMES
from registry.vacancies.files import read_table
from registry.vacancies.importing import RowOutcome, import_rows

import_app = typer.Typer(no_args_is_help=True, help="Read official or exported files into the record.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(import_app, name="import")


@import_app.callback()
def _group() -> None:
    """Keep `import vacancies` a command of a group, also while it is the only one."""


@import_app.command("vacancies")
def import_vacancies(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX.")],
    scheme: Annotated[
        str | None, typer.Option(help="Scheme of rows that name none, for example H2A.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write row, outcome and reason of every row here.")
    ] = None,
) -> None:
    """Import job orders. The same file twice changes nothing."""
    if scheme is not None and scheme not in MODELLED_SCHEMES:
        raise CommandFailed(f"{scheme} is no scheme; choose one of {', '.join(MODELLED_SCHEMES)}.")
    try:
        rows = read_table(file)
    except Invalid as error:
        raise CommandFailed(words.problem(error)) from error
    began = time.perf_counter()
    done: list[RowOutcome] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar, opened(write=True) as session:
        task = bar.add_task("importing", total=len(rows))
        for outcome in import_rows(session, SYSTEM, rows, source=file.name, scheme=scheme):
            done.append(outcome)
            bar.advance(task)
    if report is not None:
        write_report(report, done)
    _print_summary(done, time.perf_counter() - began)


def reason_of(outcome: RowOutcome) -> str:
    """Why, in words a clerk understands; of an imported row, what was noticed on the way."""
    return " ".join(note(one.code, one.args) for one in outcome.notes)


def write_report(path: Path, outcomes: list[RowOutcome]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "outcome", "reason"])
        writer.writerows([one.row, one.outcome, reason_of(one)] for one in outcomes)


def _print_summary(outcomes: list[RowOutcome], seconds: float) -> None:
    counts = Counter(one.outcome for one in outcomes)
    told = ", ".join(f"{counts[name]} {name}" for name in ("imported", "duplicate", "refused"))
    print(f"{len(outcomes)} rows: {told} in {seconds:.1f} s")
    reasons = Counter((one.outcome, one.notes[0].code) for one in outcomes if one.notes)
    for (outcome, code), count in sorted(reasons.items()):
        example = next(one for one in outcomes if (one.outcome, one.notes[0].code) == (outcome, code))
        print(f"  {count} {outcome}: {note(code, example.notes[0].args)}")
