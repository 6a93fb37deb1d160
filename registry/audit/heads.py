"""The head of the chain, once a day, in a file that leaves the house: whoever keeps a copy finds a rewritten log.

`heads.jsonl` under FOLDER has one line for each day: number and hash of the newest event, and an Ed25519 signature of
these by the key of the open data. A chain that was made anew from its first event is whole in itself; it does not hold
the hashes that were handed out before (trust.md T6).
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM
from registry.opendata import signing

FOLDER = "log-heads"
FILE = "heads.jsonl"


class NotAHead(ValueError):
    """A line that is no exported head; the text names the line."""


@dataclass(frozen=True, slots=True)
class Head:
    """One exported line. `event`: number of the newest event; `signature`: base64, over the other four as JSON."""

    day: date
    made_at: str
    event: int
    hash: str
    signature: str

    def signed(self) -> bytes:
        return _canonical(
            {"day": self.day.isoformat(), "made_at": self.made_at, "event": self.event, "hash": self.hash}
        )

    def line(self) -> str:
        return json.dumps(json.loads(self.signed()) | {"signature": self.signature}, sort_keys=True)


def _canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def export_due(session: Session, folder: Path, key: Ed25519PrivateKey) -> Head | None:
    """Write down today's head, unless that is done or there is no event yet. `folder`: the data directory.

    The file first: a line without its event is one day twice, an event without its line would be a day nobody can
    check. The event is what the auditors' mail is made from.
    """
    day = clock.today()
    number, found = events.head(session)
    if number == 0 or _is_exported(session, day):
        return None
    content = {
        "day": day.isoformat(),
        "made_at": clock.now().isoformat(timespec="seconds"),
        "event": number,
        "hash": found,
    }
    signature = base64.b64encode(key.sign(_canonical(content))).decode()
    made = Head(day, content["made_at"], number, found, signature)  # type: ignore[arg-type]
    _append(folder / FOLDER, made.line())
    data = {"event": number, "hash": found}
    events.record(session, SYSTEM, "log_head", day.isoformat(), "make", data=data)
    return made


def _is_exported(session: Session, day: date) -> bool:
    query = select(events.Event.id).where(
        events.Event.noun == "log_head", events.Event.record_id == day.isoformat()
    )
    return session.scalar(query.limit(1)) is not None


def _append(folder: Path, line: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def text_of(folder: Path) -> str:
    """The file as it is handed out; empty before the first day."""
    path = folder / FOLDER / FILE
    return path.read_text(encoding="utf-8") if path.exists() else ""


def read(text: str) -> list[Head]:
    """Exported lines, or lines copied by hand: {"event": 12, "hash": "..."} is enough. Raises NotAHead."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            held = json.loads(line)
            found.append(
                Head(
                    date.fromisoformat(held.get("day", "1970-01-01")),
                    str(held.get("made_at", "")),
                    int(held["event"]),
                    str(held["hash"]).strip().lower(),
                    str(held.get("signature", "")),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotAHead(f"line {number} is no exported head") from error
    return found


def differences(
    session: Session, heads: Iterable[Head], public_key: Ed25519PublicKey | None = None
) -> list[tuple[int, str]]:
    """(event, what is wrong) for each head that this log does not hold: "log_cut_short" when the event is gone,
    "log_rewritten" when it has another hash, "head_not_signed" when the line is not what the key signed."""
    found = []
    for head in heads:
        held = session.scalar(select(events.Event.hash).where(events.Event.id == head.event))
        if held is None:
            found.append((head.event, "log_cut_short"))
        elif held != head.hash:
            found.append((head.event, "log_rewritten"))
        if public_key is not None and not _is_signed(head, public_key):
            found.append((head.event, "head_not_signed"))
    return found


def _is_signed(head: Head, public_key: Ed25519PublicKey) -> bool:
    try:
        signature = base64.b64decode(head.signature, validate=True)
    except ValueError:
        return False
    return signing.holds(public_key, signature, head.signed())
