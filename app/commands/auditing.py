"""verify-log, log-head, step-back, opened: the log checked against what left the house, and who was opened by whom."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app import open_data
from app.commands.running import CommandFailed, ready_settings
from app.commands.running import opened as database_opened
from app.config import Settings
from registry import clock, events
from registry.access import SYSTEM
from registry.audit import heads, opened
from registry.errors import NotFound
from registry.opendata.signing import BadKey

_FORMS = "2026-11-22, 2026-11-22T08:30 or with a zone; without one it is the clock of Guatemala"


def add_to(app: typer.Typer) -> None:
    app.command("verify-log")(verify_log)
    app.command("log-head")(log_head)
    app.command("step-back")(step_back)
    app.command("opened")(list_opened)


def verify_log(
    heads_file: Annotated[
        Path | None,
        typer.Option("--heads", help="Heads kept elsewhere: huellas.jsonl, or a copy of its lines."),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="With --heads: check their signatures, llave.pem.")] = None,
) -> None:
    """Walk the hash chain from the first event; name every row that does not fit.

    With --heads also compare it with heads that left the house: a chain that was made anew, or cut short, is whole in
    itself and does not hold them.
    """
    handed_out = _read_heads(heads_file) if heads_file else []
    public_key = _read_key(key) if key else None
    with database_opened(write=False) as session:
        broken = list(events.breaks(session)) + heads.differences(session, handed_out, public_key)
        last, head = events.head(session)
        steps = heads.steps_back(session)
    for one in steps:
        print(
            f"stepped back: {one.at.isoformat(timespec='seconds')}, from event {one.data['back_from']} to event "
            f"{one.data['event']}: {one.reason}"
        )
    if broken:
        raise CommandFailed(
            "the log is broken.\n" + "\n".join(f"  event {row}: {what}" for row, what in broken)
        )
    compared = f", {len(handed_out)} heads agree" if heads_file else ""
    print(f"ok: {last} events, head {head}{compared}")


def _read_heads(path: Path) -> list[heads.Head]:
    try:
        found = heads.read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, heads.NotAHead) as error:
        raise CommandFailed(f"cannot read {path}: {error}") from error
    if not found:
        raise CommandFailed(f"{path} holds no head: there is nothing to compare with.")
    return found


def _read_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise CommandFailed(f"cannot read {path}: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise CommandFailed(f"{path} is no Ed25519 public key")
    return key


def log_head() -> None:
    """Write down today's head of the log, signed, as the clock does once a day; print it."""
    settings = ready_settings()
    key = _signing_key(settings)
    with database_opened(write=True) as session:
        heads.export_due(session, settings.data_dir, key)
    lines = heads.text_of(settings.data_dir).splitlines()
    if not lines:
        raise CommandFailed("the log is empty: there is no head yet.")
    print(lines[-1])


def step_back(
    reason: Annotated[str, typer.Option(help="Why; it stays in the log, and auditors read it.")],
) -> None:
    """After a recovery to an earlier point in time: say that the log is meant to end before heads that were published.

    The published heads stay; a signed line more says from which event to which. Refused for a log that was changed.
    """
    settings = ready_settings()
    if not reason.strip():
        raise CommandFailed("say why: --reason.")
    with database_opened(write=True) as session:
        try:
            made = heads.step_back(session, settings.data_dir, _signing_key(settings), reason.strip())
        except (heads.NoStepBack, heads.NotAHead) as error:
            raise CommandFailed(str(error)) from error
    print(made.line())


def _signing_key(settings: Settings) -> Ed25519PrivateKey:
    try:
        return open_data.key_of(settings)
    except BadKey as error:
        raise CommandFailed(str(error)) from error


def list_opened(
    account: Annotated[str, typer.Argument(help="E-mail address or public number of the account.")],
    since: Annotated[str, typer.Option("--from", help=_FORMS)],
    until: Annotated[str, typer.Option("--to", help=_FORMS)],
    reason: Annotated[str, typer.Option(help="Why; it stays in the log.")] = "breach drill",
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Every person whose data an account opened between two moments, and what kind of data. No names."""
    with database_opened(write=True) as session:
        try:
            holder = opened.account_of(session, account)
        except NotFound as error:
            raise CommandFailed(f"there is no account {account}") from error
        first, last = _moment(since), _moment(until)
        opened.look_up(session, SYSTEM, holder, first, last, reason=reason)
        found = opened.between(session, holder.public_id, first, last)
    if as_json:
        print(
            json.dumps(
                {"people": _rows(found.people), "reports": _rows(found.reports), "lost": _rows(found.lost)}
            )
        )
        return
    for title, rows in (("people", found.people), ("reports", found.reports), ("deleted since", found.lost)):
        print(f"{title}: {len(rows)}")
        for one in rows:
            span = f"{one.first.isoformat()}  {one.last.isoformat()}"
            print(f"  {one.who}  {', '.join(sorted(one.kinds))}  x{one.times}  {span}")


def _rows(found: list[opened.Touched]) -> list[dict[str, object]]:
    return [
        {
            "who": one.who,
            "kinds": sorted(one.kinds),
            "times": one.times,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
        }
        for one in found
    ]


def _moment(typed: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as error:
        raise CommandFailed(f"{typed} is no moment: {_FORMS}") from error
    return found if found.tzinfo else found.replace(tzinfo=clock.GUATEMALA)
