"""replay: a stored list once more, to the byte. fairness export: the yearly audit of how lists treated groups."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app import i18n
from app.commands.running import CommandFailed, opened
from app.words import matching
from registry import clock
from registry.access import Actor, Role
from registry.errors import NotFound
from registry.fairness import export, queries
from registry.schemes.facts import MODELLED_SCHEMES
from registry.shortlists import queries as shortlists
from registry.shortlists import replay as repeating

# Who has the machine sees what an officer sees of a list, and of the audit what an auditor sees.
_OFFICER = Actor(Role.OFFICER, name="sendero replay")
_AUDITOR = Actor(Role.AUDITOR, name="sendero fairness")
fairness_app = typer.Typer(no_args_is_help=True, help="How lists treat groups.")


def add_to(app: typer.Typer) -> None:
    app.command()(replay)
    app.add_typer(fairness_app, name="fairness")


def replay(
    shortlist: Annotated[str, typer.Argument(help="The id of a stored list.")],
    text: Annotated[
        bool, typer.Option("--text", help="Print the list as it comes out, one JSON line.")
    ] = False,
) -> None:
    """A stored list once more from what was kept with it: fails unless every byte is the same."""
    with opened(write=False) as session:
        try:
            found = shortlists.load(session, _OFFICER, shortlist)
        except NotFound as error:
            raise CommandFailed(f"there is no list {shortlist}") from error
        again = repeating.replay(session, found)
        stored = found.digest or "none: made before lists were hashed"
    if text:
        print(again.text)
    print(f"people {again.people}, now {again.digest}, stored {stored}", file=sys.stderr)
    if not again.is_same:
        places = ", ".join(map(str, again.differs)) or "none, but what it was made with"
        raise CommandFailed(f"the list comes out otherwise; places that differ: {places}")
    print("the same list", file=sys.stderr)


@fairness_app.command("policy")
def policy() -> None:
    """What every new list follows today, per scheme."""
    table = Table("scheme", "version", "mode", "traits", "share", "alpha", "from", title="fairness policies")
    with opened(write=False) as session:
        for scheme in MODELLED_SCHEMES:
            found = queries.policy_for(session, scheme, clock.today())
            start = found.starts_on.isoformat() if found.starts_on else "default"
            traits = ", ".join(found.traits)
            table.add_row(
                scheme, str(found.version), str(found.mode), traits, found.share, found.alpha, start
            )
    Console().print(table)


@fairness_app.command("export")
def export_year(
    year: Annotated[int, typer.Option(min=2000, max=2999, help="The year of the lists.")],
    out: Annotated[Path | None, typer.Option(help="Write here instead of to the screen.")] = None,
) -> None:
    """The yearly audit as CSV: aggregates per scheme, size of the vacancy and trait; no group of fewer than five."""
    i18n.use_language("es")
    with opened(write=False) as session:
        found = export.rows(session, _AUDITOR, year)
    content = export.csv_of(found, matching.group_name)
    if out is None:
        sys.stdout.write(content)
        return
    out.write_text(content, encoding="utf-8", newline="")
    print(f"{len(found)} rows: {out}", file=sys.stderr)
