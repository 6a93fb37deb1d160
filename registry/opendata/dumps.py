"""One folder of files a day: made, hashed, signed, chained to the day before, and never written again.

A folder holds agencias.jsonl, agencias.csv, alertas.jsonl, datos.json (when, how many, which folder came before),
SHA256SUMS over these four, and SHA256SUMS.sig, the Ed25519 signature of SHA256SUMS. How to check it: docs/open-data.md.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM
from registry.alerts import queries as alerts
from registry.errors import NotFound
from registry.opendata import rows, signing
from registry.opendata.models import RegisterDump

FOLDER = "open-data"
JSONL, CSV, ALERTS, ABOUT, SUMS, SIGNATURE = (
    "agencias.jsonl", "agencias.csv", "alertas.jsonl", "datos.json", "SHA256SUMS", "SHA256SUMS.sig",
)  # fmt: skip
NAMES = (JSONL, CSV, ALERTS, ABOUT, SUMS, SIGNATURE)
_SIGNED = (JSONL, CSV, ALERTS, ABOUT)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a folder of files; nothing when it holds."""

    problems: tuple[str, ...]


def of_day(session: Session, day: date) -> RegisterDump | None:
    return session.scalar(select(RegisterDump).where(RegisterDump.day == day))


def history(session: Session) -> list[RegisterDump]:
    """Every day's files, the newest first."""
    return list(session.scalars(select(RegisterDump).order_by(RegisterDump.day.desc())))


def make_due(
    session: Session, folder: Path, key: Ed25519PrivateKey, status_words: dict[str, str]
) -> RegisterDump | None:
    """Today's files, unless they are made already. `folder`: the data directory; `status_words`: 6.3 in Spanish."""
    day = clock.today()
    if of_day(session, day) is not None:
        return None
    files, counts = _files(session, status_words)
    previous = session.scalar(select(RegisterDump).order_by(RegisterDump.day.desc()).limit(1))
    files[ABOUT] = _about(counts, previous)
    sums = "".join(f"{_sha256(files[name])}  {name}\n" for name in _SIGNED).encode()
    signature = key.sign(sums)
    _store(folder / FOLDER / day.isoformat(), files | {SUMS: sums, SIGNATURE: signature})
    dump = RegisterDump(
        day=day,
        made_at=clock.now(),
        agencies=counts["agencies"],
        alerts=counts["alerts"],
        jsonl_hash=_sha256(files[JSONL]),
        csv_hash=_sha256(files[CSV]),
        sums_hash=_sha256(sums),
        previous_hash=previous.sums_hash if previous else None,
        signature=base64.b64encode(signature).decode(),
        public_key=signing.public_text(key),
    )
    session.add(dump)
    session.flush()
    events.record(session, SYSTEM, "register_dump", day.isoformat(), "make", data={"sums": dump.sums_hash})
    return dump


def _files(session: Session, status_words: dict[str, str]) -> tuple[dict[str, bytes], dict[str, int]]:
    agencies = rows.agency_lines(session, clock.now())
    warnings = rows.alert_lines(alerts.published(session))
    files = {
        JSONL: rows.json_lines(agencies),
        CSV: rows.csv_table(agencies, status_words, clock.today()),
        ALERTS: rows.json_lines(warnings),
    }
    return files, {"agencies": len(agencies), "alerts": len(warnings)}


def _about(counts: dict[str, int], previous: RegisterDump | None) -> bytes:
    """When and how many, and the SHA-256 of the SHA256SUMS before: no day can be changed or taken out unseen."""
    content = {
        "day": clock.today().isoformat(),
        "made_at": clock.now().isoformat(timespec="seconds"),
        **counts,
        "previous_day": previous.day.isoformat() if previous else None,
        "previous_sums_sha256": previous.sums_hash if previous else None,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _store(folder: Path, files: dict[str, bytes]) -> None:
    """All of them or none: a folder of a round that failed half way is written anew."""
    half = folder.with_name(folder.name + ".half")
    for leftover in (half, folder):
        # The day has no row yet, so whatever lies here was never published.
        shutil.rmtree(leftover, ignore_errors=True)
    half.mkdir(parents=True)
    for name, data in files.items():
        (half / name).write_bytes(data)
    half.rename(folder)


def read(session: Session, folder: Path, day: date, name: str) -> bytes:
    """One published file. Raises NotFound."""
    path = folder / FOLDER / day.isoformat() / name
    if name not in NAMES or of_day(session, day) is None or not path.is_file():
        raise NotFound()
    return path.read_bytes()


def check(folder: Path, public_key: Ed25519PublicKey, previous_sums: bytes | None = None) -> Checked:
    """Is this folder what was signed? `previous_sums`: the SHA256SUMS of the day before, to check the chain too."""
    missing = [name for name in NAMES if not (folder / name).is_file()]
    if missing:
        return Checked(tuple(f"missing: {name}" for name in missing))
    sums = (folder / SUMS).read_bytes()
    problems = []
    if not signing.holds(public_key, (folder / SIGNATURE).read_bytes(), sums):
        problems.append(f"{SIGNATURE} is not the signature of {SUMS} by this key")
    listed = {line[66:]: line[:64] for line in sums.decode().splitlines()}
    for name in _SIGNED:
        if listed.get(name) != _sha256((folder / name).read_bytes()):
            problems.append(f"{name} is not the file that was hashed")
    about = json.loads((folder / ABOUT).read_bytes())
    if previous_sums is not None and about.get("previous_sums_sha256") != _sha256(previous_sums):
        problems.append("it does not follow the day before")
    return Checked(tuple(problems))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
