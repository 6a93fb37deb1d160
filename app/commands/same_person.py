"""dedupe: likely same persons of a file; duplicates: of the register, onto the list for review; same-person train: how
the weights of matching/data/same-person-*.json came about."""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from app.commands.running import CommandFailed, opened
from matching.same_person import training
from matching.same_person.batch import duplicates as compare_everybody
from matching.same_person.columns import People
from matching.same_person.levels import codes_of
from matching.same_person.told import Told
from matching.same_person.weights import NEWEST, load, probability
from registry.same_person import looking
from registry.seeds.twice import registrations

_COLUMNS = ("given_names", "surnames", "birth_date", "dpi", "phone", "municipality")
_DATA = Path(training.__file__).parent.parent / "data"
_SILENT = frozenset({"missing", "none"})
Least = Annotated[float, typer.Option(min=0.01, max=0.99, help="How likely a pair must be to be told.")]
same_person_app = typer.Typer(no_args_is_help=True, help="The weights of 'same person?'.")


def add_to(app: typer.Typer) -> None:
    app.command()(dedupe)
    app.command()(duplicates)
    app.add_typer(same_person_app, name="same-person")


def dedupe(
    people: Annotated[
        Path,
        typer.Option(
            "--input",
            exists=True,
            dir_okay=False,
            help="CSV: id, given_names, surnames, sex, birth_date, dpi, phone, municipality; any may be empty.",
        ),
    ],
    output: Annotated[Path, typer.Option(help="CSV: id_a, id_b, probability, reasons.")],
    least: Least = 0.5,
) -> None:
    """Likely same persons of a file, likeliest first. Nothing is stored."""
    ids, told = _read(people)
    began = time.perf_counter()
    found = compare_everybody(People(told), load(), least=least, threads=os.cpu_count() or 1)
    order = sorted(range(len(found.rows)), key=lambda at: (-found.scores[at], *found.rows[at]))
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id_a", "id_b", "probability", "reasons"))
        for at in order:
            first, second = found.rows[at]
            levels = codes_of(found.levels[at])
            reasons = " ".join(f"{name}:{code}" for name, code in levels.items() if code not in _SILENT)
            writer.writerow((ids[first], ids[second], f"{probability(int(found.scores[at])):.4f}", reasons))
    seconds = time.perf_counter() - began
    _say(
        f"{len(told)} people, {found.compared} pairs compared, {len(order)} likely: {output} ({seconds:.1f} s)"
    )


def _read(path: Path) -> tuple[list[str], list[Told]]:
    """Raises CommandFailed for a file without ids or with one twice."""
    ids: list[str] = []
    told: list[Told] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if "id" not in (rows.fieldnames or ()):
            raise CommandFailed(f"{path.name}: no column id")
        for row in rows:
            given, surnames, born, dpi, phone, home = ((row.get(name) or "").strip() for name in _COLUMNS)
            ids.append((row["id"] or "").strip())
            told.append(
                Told(
                    given_names=given,
                    surnames=surnames,
                    birth_date=born,
                    document=dpi,
                    phone=phone,
                    place=home,
                    # A code of four digits begins with its department; a name has none.
                    region=home[:2] if home.isdigit() else "",
                )
            )
    if len(set(ids)) != len(ids):
        raise CommandFailed(f"{path.name}: an id stands there twice")
    return ids, told


def duplicates(least: Least = 0.5) -> None:
    """Compare everybody in the register and put new likely pairs on the list at /ministerio/duplicados."""
    with opened(write=True) as session:
        found = looking.look(session, least=least, threads=os.cpu_count() or 1)
    _say(f"{found.people} people, {found.compared} pairs compared, {found.likely} likely, {found.new} new")


@same_person_app.command()
def train(
    people: Annotated[int, typer.Option(min=5000, help="How many invented people.")] = 200_000,
    seed: Annotated[int, typer.Option(help="Of the generator.")] = 1,
    twice: Annotated[float, typer.Option(min=0.01, max=0.5, help="The share registered twice.")] = 0.1,
    out: Annotated[Path, typer.Option(help="Where the two files go.")] = _DATA,
    name: Annotated[str, typer.Option(help="The version.")] = NEWEST,
) -> None:
    """Weights and name shares from invented registrations (registry/seeds/twice.py). The same seed, the same files."""
    told, who = registrations(seed, people, twice=twice)
    _say(f"{len(told)} registrations of {people} people")
    shares = training.shares(told[:people])
    with (out / "name-shares-1.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("sound", "given", "surname"))
        writer.writerows(shares)
    levels, same, missed = training.examples(told, who)
    _say(f"{len(levels)} pairs, {int(same.sum())} of one person; {missed} share no key")
    found = training.fit(levels, same, people, (len(told) - people) / people)
    path = out / f"{name}.json"
    path.write_text(json.dumps({"version": name} | found, indent=2) + "\n", encoding="utf-8")
    _say(f"written: {path}")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
