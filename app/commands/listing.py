"""list vacancies, agencies, candidates: ids and titles, for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from sqlalchemy import select

from app.commands.running import opened
from matching.taxonomy import lexicon
from registry.access import Actor, Role
from registry.candidates.models import Candidate
from registry.organisations.queries import agencies_visible_to
from registry.vacancies import queries as vacancies

list_app = typer.Typer(no_args_is_help=True, help="Ids and titles of what is in the record.")
AsJson = Annotated[bool, typer.Option("--json", help="As a JSON array.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(list_app, name="list")


@list_app.command("vacancies")
def list_vacancies(
    as_json: AsJson = False,
    state: Annotated[str | None, typer.Option(help="Only this state, for example published.")] = None,
) -> None:
    """Every vacancy, historical ones too."""
    with opened(write=False) as session:
        rows = [
            {
                "id": row.public_id,
                "title": row.title,
                "number": row.number,
                "case_number": row.official_ref,
                "scheme": row.scheme,
                "status": str(row.state),
                "starts_on": row.start_on.isoformat() if row.start_on else None,
                "ends_on": row.end_on.isoformat() if row.end_on else None,
            }
            for row in vacancies.catalogue(session, state=state)
        ]
    _print(rows, as_json)


@list_app.command("agencies")
def list_agencies(as_json: AsJson = False) -> None:
    """Every agency."""
    with opened(write=False) as session:
        rows = [
            {
                "id": row.public_id,
                "title": row.legal_name,
                "registry_no": row.registry_no,
                "status": str(row.state),
            }
            for row in agencies_visible_to(session, Actor(Role.AUDITOR))
        ]
    _print(rows, as_json)


@list_app.command("candidates")
def list_candidates(as_json: AsJson = False) -> None:
    """Every candidate by opaque id; the title is the work they want or have done, never a name."""
    known = lexicon().occupations
    columns = select(Candidate.public_id, Candidate.occupations_wanted, Candidate.state)
    with opened(write=False) as session:
        rows = [
            {
                "id": row.public_id,
                "title": ", ".join(known[code].es for code in row.occupations_wanted if code in known),
                "status": str(row.state),
            }
            for row in session.execute(columns.order_by(Candidate.id))
        ]
    _print(rows, as_json)


def _print(rows: Iterable[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print(json.dumps(list(rows), ensure_ascii=False, indent=1))
        return
    for row in rows:
        print("\t".join("" if value is None else str(value) for value in row.values()))
