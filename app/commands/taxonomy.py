"""taxonomy import, show, pairs: read ESCO, train the encoder on its names, say what is installed; write out what
people confirmed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Protocol, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.commands.running import CommandFailed, opened
from app.config import Settings
from matching.taxonomy import installed, official, training
from registry import clock
from registry.pairs import queries as pairs
from registry.tables import Writer

taxonomy_app = typer.Typer(no_args_is_help=True, help="The published taxonomies behind the linking of words.")
_ERRORS = Console(stderr=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(taxonomy_app, name="taxonomy")


@taxonomy_app.command("import")
def import_taxonomy(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", exists=True, file_okay=False, help="The CSVs of ESCO and ISCO-08."),
    ],
    steps: Annotated[int, typer.Option(min=1, help="How long to train; more is slower.")] = 3000,
    seed: Annotated[int, typer.Option(help="The same files, steps and seed give the same encoder.")] = 1,
) -> None:
    """Read ESCO and ISCO from DIR and train the encoder on their names: some minutes.

    What was there before stays until the end, and counts again where anything fails.

    DIR holds the files of the ESCO download in Spanish and English (occupations_es.csv, skills_en.csv,
    ISCOGroups_es.csv, occupationSkillRelations_en.csv ...) or the tidied ones with both languages.
    """
    settings = Settings()
    began = time.perf_counter()
    with _progress(steps) as tell:
        try:
            read = official.read_folder(folder, tell.reading)
        except official.TaxonomyFileError as error:
            raise CommandFailed(f"nothing was imported: {error}") from error
        tell.laying_out()
        encoder = training.train(training.lessons_of(read), steps=steps, seed=seed, progress=tell.step)
    card = installed.keep(
        settings.taxonomy_dir, read, encoder, version=_version(read), trained_on=clock.today().isoformat(),
        steps=steps, seed=seed,
    )  # fmt: skip
    for name, rows in card.files.items():
        print(f"{name}: {rows} rows")
    print(
        f"{card.occupations} occupations, {card.skills} skills; trained in {time.perf_counter() - began:.0f} s"
    )
    print(f"model {card.version}, checksum {card.checksum[:16]}, in {settings.taxonomy_dir}")
    print(official.CREDIT)


@taxonomy_app.command("show")
def show(as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False) -> None:
    """What is installed: version, day, files, checksum."""
    settings = Settings()
    installed.use(settings.taxonomy_dir)
    imported = installed.installed()
    if as_json:
        print(json.dumps(asdict(imported.card) if imported else None))
    elif imported is None:
        print(
            "No taxonomy is imported: words are linked by the lexicon alone. See: sendero taxonomy import --help"
        )
    else:
        for name, value in asdict(imported.card).items():
            print(f"{name}: {value}")
        print(official.CREDIT)


@taxonomy_app.command("pairs")
def write_pairs(
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="CSV file; else standard output.")] = None,
    at_least: Annotated[int, typer.Option(min=1, help="Only pairs confirmed so many times.")] = 5,
) -> None:
    """Write out which code people chose for which words, to train on: kind, lang, words, code, offered, times, days.

    An empty code: none of the offered ones. There is no person in it: only words of the lexicon's own names.
    """
    with opened(write=False) as session, _open(out) as file:
        writer = Writer(file)
        writer.row(("kind", "lang", "words", "code", "offered", "times", "first_on", "last_on"))
        for pair in pairs.confirmed(session, at_least=at_least):
            offered = "|".join(pair.offered)
            days = (pair.first_on.isoformat(), pair.last_on.isoformat())
            writer.row((pair.kind, pair.lang, pair.words, pair.code or "", offered, pair.times, *days))


@contextmanager
def _open(out: Path | None) -> Iterator[TextIO]:
    """The file, or standard output, which stays open."""
    if out is None:
        yield sys.stdout
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        yield file


def _version(read: official.Official) -> str:
    """Grows with the form of the encoder; the day, the files and the checksum tell two imports apart."""
    return f"encoder-1 ({len(read.entries)} concepts)"


class _Telling(Protocol):
    """What an operator is told while an import runs."""

    def reading(self, name: str) -> None: ...

    def laying_out(self) -> None: ...

    def step(self, step: int, loss: float) -> None: ...


@contextmanager
def _progress(steps: int) -> Iterator[_Telling]:
    """A bar on a terminal; elsewhere (a log, a pipe) lines that stay."""
    if not _ERRORS.is_terminal:
        yield _Lines(steps)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_ERRORS, transient=True) as bar:
        yield _Bar(bar, steps)


class _Bar:
    def __init__(self, bar: Progress, steps: int) -> None:
        self._bar = bar
        self._task = bar.add_task("reading", total=None)
        self._steps = steps

    def reading(self, name: str) -> None:
        self._bar.update(self._task, description=f"reading {name}")

    def laying_out(self) -> None:
        self._bar.update(self._task, description="laying out the names")

    def step(self, step: int, loss: float) -> None:
        self._bar.update(
            self._task, total=self._steps, completed=step, description=f"training, loss {loss:.2f}"
        )


class _Lines:
    """A line for each file and each twentieth of the training, with the seconds since the beginning."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._every = max(1, steps // 20)
        self._began = time.perf_counter()

    def reading(self, name: str) -> None:
        self._line(f"reading {name}")

    def laying_out(self) -> None:
        self._line("laying out the names")

    def step(self, step: int, loss: float) -> None:
        if step % self._every == 0 or step == self._steps:
            self._line(f"training: step {step} of {self._steps}, loss {loss:.2f}")

    def _line(self, text: str) -> None:
        seconds = time.perf_counter() - self._began
        print(f"{seconds:6.1f} s  {text}", file=sys.stderr, flush=True)
