"""flags: what applicants share with firms of a register."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.running import CommandFailed
from registry import clock
from registry.flags import files, rulebook


def add_to(app: typer.Typer) -> None:
    app.command()(flags)


def flags(
    register: Annotated[
        Path, typer.Option(help="Agencies as JSON: the register, sanctioned firms among them.")
    ],
    applicants: Annotated[Path, typer.Option(help="Agencies as JSON: who applies.")],
    asof: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to judge by; today without.")
    ] = None,
) -> None:
    """Red flags between firms, one JSON line each: applicant, registered, rule, weight, evidence."""
    try:
        known, asking = files.read(register), files.read(applicants)
    except files.Unreadable as error:
        raise CommandFailed(str(error)) from error
    day = asof.date() if asof else clock.today()
    for applicant, registered, finding in files.flags(known, asking, rulebook.newest(), asof=day):
        line = {
            "applicant": applicant,
            "registered": registered,
            "rule": finding.rule,
            "weight": finding.weight,
            "evidence": finding.evidence,
        }
        print(json.dumps(line, ensure_ascii=False))
