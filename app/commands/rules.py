"""rules list, check, explain, stale: the law from the command line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from sqlalchemy.orm import Session

from app import words
from app.commands.running import CommandFailed, law_in_force, opened, recorded
from app.words.vacancies import note
from registry import clock
from registry.errors import Invalid, NotFound
from registry.law.queries import confirmed_on, in_force
from registry.schemes.evaluate import Outcome
from registry.schemes.explain import Stale, explain, rules_listing, stale, values_count
from registry.schemes.facts import VacancyFacts, read_facts
from registry.schemes.loader import ruleset
from registry.vacancies import checks, queries
from registry.vacancies.cells import RowRefused
from registry.vacancies.files import load
from registry.vacancies.models import Vacancy, VacancyCheck
from registry.vacancies.shapes import Shape, open_source

rules_app = typer.Typer(
    no_args_is_help=True, help="The law of the schemes: what is modelled, asked and explained."
)
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day the law is asked.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(rules_app, name="rules")


@rules_app.command("list")
def list_rules(as_json: Annotated[bool, typer.Option("--json", help="As a JSON array.")] = False) -> None:
    """Every rule, those that are not checked too."""
    law = law_in_force()
    listing = rules_listing(law)
    if as_json:
        print(json.dumps(listing, ensure_ascii=False, indent=2))
        return
    for rule in listing:
        mark = "" if rule["checked"] else "  (not checked)"
        print(
            f"{rule['id']:8} {rule['effective_severity']:8} {rule['confidence']:10} {rule['title']['en']}{mark}"
        )
    values = values_count(law)
    schemes: dict[str, int] = {}
    for rule in listing:
        schemes[rule["scheme"]] = schemes.get(rule["scheme"], 0) + 1
    print(f"{len(listing)} rules: " + ", ".join(f"{scheme} {count}" for scheme, count in schemes.items()))
    print(f"values: {values['verified']} verified, {values['unverified']} unverified; ruleset {law.hash}")
    old = _stale(180)
    due = sum(item.reason == "renewal" for item in old)
    print(f"stale: {due} past their renewal, {len(old) - due} not looked at for 180 days")


@rules_app.command("stale")
def list_stale(
    days: Annotated[int, typer.Option(min=1, help="Not looked at for so many days.")] = 180,
) -> None:
    """Values nobody has checked for 180 days, or whose renewal has passed."""
    for item in _stale(days):
        renewal = f", renewal was due {item.renewal_due}" if item.reason == "renewal" else ""
        print(f"{item.parameter}: checked {item.checked_on}{renewal}  {item.title['en']}")


def _stale(days: int) -> list[Stale]:
    """As `stale` has them, with what was confirmed in this installation."""
    with recorded() as session:
        confirmed = confirmed_on(session) if session is not None else {}
        law = in_force(session) if session is not None else ruleset()
    return stale(law, clock.today(), days, confirmed)


@rules_app.command("check")
def check(
    target: Annotated[
        str, typer.Argument(help="A JSON or CSV/XLSX file, or a vacancy (id, number or case).")
    ],
    asof: AsOf = None,
    scheme: Annotated[str | None, typer.Option(help="Scheme of rows that name none.")] = None,
) -> None:
    """Outcomes as JSON lines, one per vacancy and rule."""
    day = asof.date() if asof else None
    if Path(target).exists():
        lines = _of_file(Path(target), day, scheme)
    else:
        with opened(write=False) as session:
            lines = iter(list(_of_vacancy(session, target, day)))
    for line in lines:
        print(json.dumps(line, ensure_ascii=False))


@rules_app.command("explain")
def explain_vacancy(
    vacancy: Annotated[str, typer.Argument(help="Id, number or official case number.")],
    asof: AsOf = None,
    check: Annotated[
        int | None, typer.Option(min=1, help="Which stored check, counted from the first; else the last.")
    ] = None,
    lang: Annotated[str, typer.Option(help="es or en.")] = "es",
) -> None:
    """The working of each rule in words: as it was when checked, or, with --asof, by the law in force now."""
    if lang not in ("es", "en"):
        raise CommandFailed("--lang is es or en.")
    with opened(write=False) as session:
        found = _find(session, vacancy)
        stored = _stored(session, found, check) if asof is None else None
        if stored is not None:
            outcomes = checks.outcomes_of(stored)
        else:
            outcomes = checks.preview(session, found, on=asof.date() if asof else None)
        print(f"{found.number}  {found.title}\n")
        print(explain(outcomes, lang))


def _stored(session: Session, vacancy: Vacancy, number: int | None) -> VacancyCheck | None:
    if number is None:
        return checks.latest(session, vacancy)
    stored = checks.all_of(session, vacancy)
    if number > len(stored):
        raise CommandFailed(f"{vacancy.number} was checked {len(stored)} times")
    return stored[number - 1]


def _find(session: Session, given: str) -> Vacancy:
    try:
        return queries.find(session, given)
    except NotFound:
        raise CommandFailed(f"there is no vacancy and no file {given}") from None


def _line(vacancy: str | None, case_number: str | None, outcome: Outcome) -> dict[str, Any]:
    return {
        "vacancy": vacancy,
        "case_number": case_number,
        "rule": outcome.rule,
        "outcome": outcome.outcome,
        "severity": outcome.severity,
        "facts": outcome.facts,
        "value": outcome.value,
        "reference": outcome.reference or outcome.citation,
    }


def _of_vacancy(session: Session, given: str, day: date | None) -> Iterator[dict[str, Any]]:
    vacancy = _find(session, given)
    for outcome in checks.preview(session, vacancy, on=day):
        yield _line(vacancy.public_id, vacancy.official_ref, outcome)


def _of_file(path: Path, day: date | None, scheme: str | None) -> Iterator[dict[str, Any]]:
    if path.suffix.lower() == ".json" and not _is_official(path):
        yield from _of_json(path, day)
        return
    try:
        source = open_source(str(path), load(path))
    except Invalid as error:
        raise CommandFailed(words.problem(error)) from error
    read = []
    for position, cells in enumerate(source.rows, start=1):
        try:
            row = source.read(cells, scheme)
        except RowRefused as refusal:
            typer.echo(f"row {position}: {note(refusal.note.code, refusal.note.args)}", err=True)
            continue
        read.append((row.row_id or f"row:{position}", row.facts))
    yield from _of_facts(read, day)


def _is_official(path: Path) -> bool:
    """Whether a JSON file is the registry's own, and not facts in our words."""
    try:
        return open_source(str(path), load(path)).shape is Shape.JOB_ORDERS
    except Invalid:
        return False


def _of_json(path: Path, day: date | None) -> Iterator[dict[str, Any]]:
    """One object of facts, or an array of them; each may carry an id, and its facts may lie under "facts"."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise CommandFailed(f"{path} is not readable JSON: {error}") from error
    read = []
    for position, item in enumerate(content if isinstance(content, list) else [content], start=1):
        if not isinstance(item, dict):
            typer.echo(f"item {position}: not an object", err=True)
            continue
        name = str(item.get("id") or item.get("vacancy") or f"item:{position}")
        values = item.get("facts")
        if not isinstance(values, dict):
            values = {key: value for key, value in item.items() if key not in ("id", "vacancy")}
        try:
            facts, misread = read_facts(values)
        except ValidationError:
            typer.echo(f"item {position}: the scheme is missing or not written as one", err=True)
            continue
        for wrong in misread:
            typer.echo(f"item {position}: left out {wrong.field} = {wrong.value}", err=True)
        read.append((name, facts))
    yield from _of_facts(read, day)


def _of_facts(read: list[tuple[str, VacancyFacts]], day: date | None) -> Iterator[dict[str, Any]]:
    """As an imported order would be checked: a past one as of its own dates, unless a day is given."""
    law = law_in_force()
    times = Counter(facts.official_ref for _name, facts in read)
    for name, facts in read:
        for outcome in checks.of_unstored(law, facts, on=day, is_unique=times[facts.official_ref] == 1):
            yield _line(name, facts.official_ref, outcome)
