"""The verbs of official lists: read a file into the record, and say what became of each row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, Role, may
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed
from registry.lists import queries, reading
from registry.lists.kinds import KINDS, ListKind
from registry.lists.models import ListedParty, OfficialList
from registry.lists.reading import Reading
from registry.vacancies.cells import Note


@dataclass(frozen=True, slots=True)
class Loaded:
    """outcome: loaded (a new reading), confirmed (the same content on a later day), same (nothing changed)."""

    official: OfficialList
    outcome: str


def load(
    session: Session,
    actor: Actor,
    kind: ListKind,
    file_name: str,
    data: bytes,
    *,
    read_on: date,
    found: Reading | None = None,
) -> Loaded:
    """Read a file as the newest of its kind. A file whose content is known only moves the day it was last seen.

    read_on: the day it was downloaded. `found`: what registry.lists.reading made of it, where others would
    have to wait for that. Raises NotAllowed, Invalid: read_in_future, file_unreadable, file_empty, list_without_names,
    list_without_rows.
    """
    # The operator's command runs as the system, which has no role of its own.
    if actor.role is not Role.SYSTEM and not may(actor, Permission.OFFICIAL_LIST_IMPORT):
        raise NotAllowed()
    if read_on > clock.today():
        raise Invalid("read_in_future", field="read_on")
    sha256 = hashlib.sha256(data).hexdigest()
    file_name = "".join(char for char in file_name if char.isprintable())
    known = session.scalar(
        select(OfficialList).where(OfficialList.kind == kind, OfficialList.sha256 == sha256)
    )
    if known is not None:
        return _seen_again(session, actor, known, read_on)
    found = found or reading.read(kind, file_name, data)
    if not found.parties:
        # An empty list would clear everybody: no file of this kind is without a name.
        raise Invalid("list_without_rows", field="file", file=file_name)
    official = _keep(session, actor, kind, file_name, sha256, found, read_on)
    told = {"kind": str(kind), "read_on": read_on.isoformat(), "sha256": sha256, "rows": official.row_count}
    events.record(session, actor, "official_list", official.public_id, "import", data=told)
    return Loaded(official, "loaded")


def _seen_again(session: Session, actor: Actor, official: OfficialList, read_on: date) -> Loaded:
    in_force = queries.in_force(session, ListKind(official.kind))
    is_newest = in_force is None or in_force.id == official.id
    if read_on < official.seen_on or (read_on == official.seen_on and is_newest):
        return Loaded(official, "same")
    # Read again on a later day; or on the same day, after another file was loaded by mistake.
    official.seen_on, official.loaded_at = read_on, clock.now()
    session.flush()
    data = {"read_on": read_on.isoformat()}
    events.record(session, actor, "official_list", official.public_id, "confirm", data=data)
    return Loaded(official, "confirmed")


def _keep(
    session: Session,
    actor: Actor,
    kind: ListKind,
    file_name: str,
    sha256: str,
    found: Reading,
    read_on: date,
) -> OfficialList:
    official = OfficialList(
        public_id=new_public_id(),
        kind=kind,
        read_on=read_on,
        seen_on=read_on,
        file_name=file_name[-200:],
        sha256=sha256,
        row_count=len(found.parties),
        refused=[{"row": one.row, "code": one.note.code, "args": one.note.args} for one in found.refused],
        unknown_columns=list(found.unknown_columns),
        loaded_at=clock.now(),
        loaded_by_id=actor.account_id,
    )
    session.add(official)
    session.flush()
    rows = [
        {
            "list_id": official.id, "row": one.row, "name": one.name, "name_key": one.name_key,
            "other_key": one.other_key, "country": KINDS[kind].country, "place": one.place, "region": one.region,
            "since": one.since, "until": one.until, "is_barred": one.is_barred, "reference": one.reference,
        }
        for one in found.parties
    ]  # fmt: skip
    session.execute(insert(ListedParty), rows)
    return official


def report(session: Session, loaded: Loaded) -> list[tuple[int, str, list[Note]]]:
    """Every row with its outcome (imported, duplicate, refused) and why, in the order of the file."""
    outcome = "imported" if loaded.outcome == "loaded" else "duplicate"
    known = (
        [] if outcome == "imported" else [Note("list_known", {"day": loaded.official.read_on.isoformat()})]
    )
    rows = [(row, outcome, known) for row in queries.rows_of(session, loaded.official)]
    rows += [(row, "refused", [note]) for row, note in queries.refused_of(loaded.official)]
    return sorted(rows, key=lambda row: row[0])
