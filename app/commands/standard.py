"""standard list, import standard: the versions of the standard, and a new one put before a second person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app import words
from app.commands.imports import import_app
from app.commands.running import CommandFailed, opened
from registry.accounts import queries as accounts
from registry.errors import DomainError
from registry.schemes.strict import LawError
from registry.standard import loader, loading, queries

standard_app = typer.Typer(
    no_args_is_help=True, help="Versions of the standard that agencies are measured by."
)


def add_to(app: typer.Typer) -> None:
    app.add_typer(standard_app, name="standard")


@standard_app.command("list")
def list_versions(
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON array.")] = False,
) -> None:
    """Every version with what it holds; the one that new cases are opened with is in force."""
    with opened(write=False) as session:
        current = queries.in_force(session).version
        rows = [
            {
                "version": one.version,
                "state": "in force" if one.version == current else "kept for its cases",
                "criteria": len(one.criteria),
                "provisional": sum(each.provisional for each in one.criteria),
                "requirements": len(one.requirements),
                "fees": len(one.fees),
                "clocks": len(one.clocks),
                "digest": one.digest,
            }
            for one in queries.versions(session)
        ]
        rows += [
            {"version": one.version, "state": "waits for a second person", "digest": one.digest}
            for one in loading.waiting(session)
        ]
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        counts = [f"{row[key]} {key}" for key in ("criteria", "requirements", "fees", "clocks") if key in row]
        print(" · ".join([f"version {row['version']}", str(row["state"]), *counts, str(row["digest"])[:16]]))


@import_app.command("standard")
def import_standard(
    path: Annotated[Path, typer.Argument(help="A folder of YAML files, or one file with all parts.")],
    by: Annotated[str, typer.Option(help="E-mail of the officer who proposes it.")],
    reason: Annotated[str, typer.Option(help="Why, for the second person.")],
) -> None:
    """Check a new version and propose it; a second person puts it in force under /ministerio/propuestas."""
    try:
        with opened(write=True) as session:
            account = accounts.by_email(session, by)
            if account is None:
                raise CommandFailed(f"there is no account {by}")
            files = loader.files_of(path)
            loader.read(files, path if path.is_dir() else path.parent)
            made, proposal = loading.propose(session, account.actor(), files, reason=reason)
            print(f"version {made.version} proposed: {proposal.public_id}, {made.digest[:16]}")
    except LawError as error:
        raise CommandFailed(str(error)) from error
    except DomainError as error:
        raise CommandFailed(words.problem(error)) from error
