"""import vacancies, agencies or an official list: files into the record, each row with its outcome and its reason."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app import words
from app.commands.running import CommandFailed, opened
from app.words.agencies import import_note as agency_note
from app.words.vacancies import note
from registry import clock
from registry.access import SYSTEM
from registry.errors import Invalid
from registry.flags import files
from registry.lists import service as lists
from registry.lists.kinds import ListKind
from registry.organisations import importing as agency_import
from registry.schemes.facts import MODELLED_SCHEMES
from registry.tables import Writer
from registry.vacancies import matches
from registry.vacancies.cells import Note
from registry.vacancies.files import load
from registry.vacancies.importing import RowOutcome, import_rows
from registry.vacancies.shapes import Shape, Source, open_source

import_app = typer.Typer(no_args_is_help=True, help="Read official or exported files into the record.")
Report = Annotated[Path | None, typer.Option(help="Write row, outcome and reason of every row here.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(import_app, name="import")


@import_app.command("vacancies")
def import_vacancies(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, JSON, or a ZIP with one of these.")],
    scheme: Annotated[
        str | None, typer.Option(help="Scheme of rows that name none, for example H2A.")
    ] = None,
    kind: Annotated[
        Shape | None, typer.Option(help="What the file is, if its content does not tell.")
    ] = None,
    report: Report = None,
) -> None:
    """Import job orders: a table, the US registry's JSON, an OFLC disclosure file. Twice changes nothing."""
    if scheme is not None and scheme not in MODELLED_SCHEMES:
        raise CommandFailed(f"{scheme} is no scheme; choose one of {', '.join(MODELLED_SCHEMES)}.")
    source = _opened_source(file, kind)
    began = time.perf_counter()
    done: list[RowOutcome] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar, opened(write=True) as session:
        task = bar.add_task("importing", total=len(source.rows))
        for outcome in import_rows(
            session, SYSTEM, source.rows, source=file.name, scheme=scheme, read=source.read
        ):
            done.append(outcome)
            bar.advance(task)
    if report is not None:
        write_report(report, ((one.row, one.outcome, reason_of(one)) for one in done))
    _print_summary(done, source, time.perf_counter() - began)


def _opened_source(file: Path, kind: Shape | None) -> Source:
    try:
        return open_source(str(file), load(file), kind)
    except Invalid as error:
        raise CommandFailed(words.problem(error)) from error


@import_app.command("agencies")
def import_agencies(
    file: Annotated[Path, typer.Argument(help="A JSON array of agencies.")],
    report: Report = None,
) -> None:
    """Import agencies, each as an application: the standing that a file gives is a claim. Twice changes nothing."""
    try:
        rows = files.rows(file)
    except files.Unreadable as error:
        raise CommandFailed(str(error)) from error
    with opened(write=True) as session:
        done = list(agency_import.import_rows(session, SYSTEM, rows, source=file.name))
    if report is not None:
        told = (
            (one.row, one.outcome, " ".join(agency_note(n.code, n.args) for n in one.notes)) for one in done
        )
        write_report(report, told)
    counts = Counter(one.outcome for one in done)
    shown = ", ".join(f"{counts[name]} {name}" for name in ("imported", "duplicate", "refused"))
    print(f"{len(done)} rows: {shown}")
    claims = Counter(
        note.args["status"] for one in done for note in one.notes if note.code == "agency_begins"
    )
    for status, count in sorted(claims.items()):
        print(f"  {count} begin as an application; the file says: {status}")


@import_app.command("list")
def import_list(
    kind: Annotated[ListKind, typer.Argument(help="Which official list the file is.")],
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or JSON, as downloaded.")],
    read_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day it was downloaded; today without it."),
    ] = None,
    report: Report = None,
) -> None:
    """Import an official list: recruiters, debarred or ineligible employers, positive LMIAs."""
    day = read_on.date() if read_on else clock.today()
    began = time.perf_counter()
    try:
        with opened(write=True) as session:
            loaded = lists.load(session, SYSTEM, kind, file.name, load(file), read_on=day)
            told = lists.report(session, loaded)
            touched = matches.recheck_touched(session, SYSTEM, kind) if loaded.outcome != "same" else 0
    except Invalid as error:
        raise CommandFailed(words.problem(error)) from error
    if report is not None:
        write_report(report, ((row, outcome, _words(notes)) for row, outcome, notes in told))
    took = time.perf_counter() - began
    counts = Counter(outcome for _row, outcome, _notes in told)
    print(
        f"{kind}: {words.word(loaded.outcome, 'list.outcome')} "
        f"{len(told)} rows: {counts['imported']} imported, {counts['duplicate']} duplicate, "
        f"{counts['refused']} refused in {took:.1f} s; "
        f"read on {loaded.official.seen_on}"
    )
    if touched:
        print(f"  {touched} live vacancies have a name of the lists, or one like it: checked again")
    _print_unknown(loaded.official.unknown_columns)


def reason_of(outcome: RowOutcome) -> str:
    """Why, in words a clerk understands; of an imported row, what was noticed on the way."""
    return _words(outcome.notes)


def _words(notes: Iterable[Note]) -> str:
    return " ".join(note(one.code, one.args) for one in notes)


def write_report(path: Path, rows: Iterable[tuple[int, str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = Writer(file)
        writer.row(["row", "outcome", "reason"])
        writer.rows(rows)


def _print_summary(outcomes: list[RowOutcome], source: Source, seconds: float) -> None:
    counts = Counter(one.outcome for one in outcomes)
    told = ", ".join(f"{counts[name]} {name}" for name in ("imported", "duplicate", "refused"))
    print(f"{len(outcomes)} rows: {told} in {seconds:.1f} s (read as {source.shape})")
    reasons = Counter((one.outcome, one.notes[0].code) for one in outcomes if one.notes)
    for (outcome, code), count in sorted(reasons.items()):
        example = next(one for one in outcomes if (one.outcome, one.notes[0].code) == (outcome, code))
        print(f"  {count} {outcome}: {note(code, example.notes[0].args)}")
    _print_unknown(source.unknown)


def _print_unknown(columns: Iterable[str]) -> None:
    if named := ", ".join(columns):
        print(f"  columns not understood: {named}")
