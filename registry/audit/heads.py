"""The head of the chain, once a day, in a file that leaves the house: whoever keeps a copy finds a rewritten log.

`heads.jsonl` under FOLDER has one line for each day: number and hash of the newest event, and an Ed25519 signature of
these by the key of the open data. A chain that was made anew from its first event is whole in itself; it does not hold
the hashes that were handed out before (trust.md T6).

After a recovery to an earlier point in time the log lacks the newest acts, and with them heads that were handed out.
Nothing is taken out of the file for that: a line more says from where to where the log was stepped back, and why is in
the log. Only a list that holds this line explains the heads before it; an older copy finds the log cut short.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
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


class NoStepBack(ValueError):
    """The log is not an older state of the one whose heads were written down; the text says why."""


@dataclass(frozen=True, slots=True)
class Head:
    """One exported line. `event`: number of the newest event; `signature`: base64, over the others as JSON;
    `back_from`: the newest event that was written down before, where the log was stepped back to `event`."""

    day: date
    made_at: str
    event: int
    hash: str
    signature: str
    back_from: int | None = None

    def signed(self) -> bytes:
        content = {
            "day": self.day.isoformat(),
            "made_at": self.made_at,
            "event": self.event,
            "hash": self.hash,
        }
        return _canonical(content if self.back_from is None else content | {"back_from": self.back_from})

    def line(self) -> str:
        return json.dumps(json.loads(self.signed()) | {"signature": self.signature}, sort_keys=True)


def _canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def export_due(session: Session, folder: Path, key: Ed25519PrivateKey) -> Head | None:
    """Write down today's head, unless that is done or there is no event yet. `folder`: the data directory.

    The file first: an event without its line would be a day nobody can check. A line whose event was not stored is
    taken for this day's when it comes again. The event is what the auditors' mail is made from.
    """
    day = clock.today()
    number, found = events.head(session)
    if number == 0 or _is_exported(session, day):
        return None
    made = _begun(session, folder, day) or _write(folder, key, day, number, found)
    data = {"event": made.event, "hash": made.hash}
    events.record(session, SYSTEM, "log_head", day.isoformat(), "make", data=data)
    return made


def _begun(session: Session, folder: Path, day: date) -> Head | None:
    """The line of this day that lacks its event, where the log holds what it says."""
    newest = read(text_of(folder))[-1:]
    is_of_today = newest and newest[0].day == day and newest[0].back_from is None
    return newest[0] if is_of_today and not differences(session, newest) else None


def step_back(session: Session, folder: Path, key: Ed25519PrivateKey, reason: str) -> Head:
    """Say in file and log that this log is meant to end before heads that were written down. Raises NoStepBack where
    it holds them all, or is no older state of the same log."""
    told = read(text_of(folder))
    number, found = events.head(session)
    missed = differences(session, told)
    if (
        number == 0
        or next(events.breaks(session), None)
        or any(what != "log_cut_short" for _, what in missed)
    ):
        raise NoStepBack("the log was changed, not only cut short: sendero verify-log, and call the auditor")
    if not missed:
        raise NoStepBack("the log holds every head that was written down: there is nothing to step back from")
    made = _write(folder, key, clock.today(), number, found, back_from=max(missed)[0])
    data = {"event": number, "hash": found, "back_from": made.back_from}
    events.record(session, SYSTEM, "log_head", made.day.isoformat(), "step_back", reason=reason, data=data)
    return made


def steps_back(session: Session) -> list[events.Event]:
    """Where the log was stepped back, the oldest first."""
    query = select(events.Event).where(events.Event.noun == "log_head", events.Event.verb == "step_back")
    return list(session.scalars(query.order_by(events.Event.id)))


def _write(
    folder: Path, key: Ed25519PrivateKey, day: date, number: int, found: str, *, back_from: int | None = None
) -> Head:
    bare = Head(day, clock.now().isoformat(timespec="seconds"), number, found, "", back_from)
    made = replace(bare, signature=base64.b64encode(key.sign(bare.signed())).decode())
    _append(folder / FOLDER, made.line())
    return made


def _is_exported(session: Session, day: date) -> bool:
    query = select(events.Event.id).where(
        events.Event.noun == "log_head",
        events.Event.record_id == day.isoformat(),
        events.Event.verb == "make",
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
                    int(held["back_from"]) if held.get("back_from") is not None else None,
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotAHead(f"line {number} is no exported head") from error
    return found


def differences(
    session: Session, heads: Sequence[Head], public_key: Ed25519PublicKey | None = None
) -> list[tuple[int, str]]:
    """(event, what is wrong) for each head that this log does not hold: "log_cut_short" when the event is gone,
    "log_rewritten" when it has another hash, "head_not_signed" when the line is not what the key signed.

    A head is not missed where a later line of the same list says that the log was stepped back behind it.
    """
    found = []
    for place, head in enumerate(heads):
        if not _is_left_behind(head, heads[place + 1 :]):
            held = session.scalar(select(events.Event.hash).where(events.Event.id == head.event))
            if held is None:
                found.append((head.event, "log_cut_short"))
            elif held != head.hash:
                found.append((head.event, "log_rewritten"))
        if public_key is not None and not _is_signed(head, public_key):
            found.append((head.event, "head_not_signed"))
    return found


def _is_left_behind(head: Head, later: Sequence[Head]) -> bool:
    return any(one.back_from is not None and one.event < head.event <= one.back_from for one in later)


def _is_signed(head: Head, public_key: Ed25519PublicKey) -> bool:
    try:
        signature = base64.b64decode(head.signature, validate=True)
    except ValueError:
        return False
    return signing.holds(public_key, signature, head.signed())
