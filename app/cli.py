"""The `sendero` command. Each group of commands is a file in app/commands/.

Exit codes: 0 success, 1 failure with one clear line, 2 wrong use.
"""

from __future__ import annotations

import sys

import typer

from app.commands import (
    accounts,
    bench,
    flags,
    imports,
    installation,
    listing,
    opendata,
    ranking,
    review,
    rules,
    seeding,
    serving,
    standard,
)
from app.commands.running import CommandFailed
from registry.errors import DomainError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Sendero: labour-mobility portal.",
)
for _group in (
    serving,
    installation,
    accounts,
    bench,
    seeding,
    imports,
    rules,
    listing,
    opendata,
    ranking,
    review,
    flags,
    standard,
):
    _group.add_to(app)


def main() -> None:
    try:
        app()
    except (CommandFailed, DomainError) as failure:
        print(f"sendero: {failure}", file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
