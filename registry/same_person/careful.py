"""Who must be dealt with carefully under either record stays so when the two become one (trust.md T12)."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import clock
from registry.candidates import safety
from registry.candidates.models import Candidate, Safety
from registry.errors import NotPossible

_SEALED = ("contact", "places")


def refuse_two_words(session: Session, kept: Candidate, folded: Candidate) -> None:
    """Two secret words cannot both close one record, and nobody but the person can say which: they, or a centre with
    them, take one away first. Raises NotPossible("both_careful")."""
    words = {
        one.word_hash for one in (safety.of(session, kept), safety.of(session, folded)) if one is not None
    }
    if len(words - {None}) > 1:
        raise NotPossible("both_careful")


def join(session: Session, kept: Candidate, folded: Candidate) -> dict[str, Any] | None:
    """Where both records say something (of one, the row has moved): the stronger of both, under the kept record. The
    other's row stays as it is. Returns what `part` puts back."""
    own, theirs = safety.of(session, kept), safety.of(session, folded)
    if own is None or theirs is None:
        return None
    before = {
        "is_quiet": own.is_quiet,
        "word_hash": own.word_hash,
        "changed_at": own.changed_at.isoformat(),
        "sealed": _sealed(session, own),
    }
    newest, older = sorted((own, theirs), key=lambda one: one.changed_at, reverse=True)
    places = {*(own.places or "").split(), *(theirs.places or "").split()}
    own.is_quiet = own.is_quiet or theirs.is_quiet
    own.word_hash = own.word_hash or theirs.word_hash
    # Of two ways to reach them safely, the one they told last.
    own.contact = newest.contact or older.contact
    own.places = " ".join(sorted(places)) or None
    own.changed_at = clock.now()
    session.flush()
    return before | {"joined_at": own.changed_at.isoformat()}


def part(session: Session, kept: Candidate, before: dict[str, Any] | None) -> None:
    """As it was, unless the person changed it since: then what they said stands."""
    own = safety.of(session, kept)
    if before is None or own is None or own.changed_at.isoformat() != before["joined_at"]:
        return
    own.is_quiet, own.word_hash = before["is_quiet"], before["word_hash"]
    own.changed_at = datetime.fromisoformat(before["changed_at"])
    session.flush()
    values = {
        name: base64.b64decode(raw) if raw is not None else None for name, raw in before["sealed"].items()
    }
    session.execute(
        text("UPDATE safety SET contact = :contact, places = :places WHERE id = :id"), values | {"id": own.id}
    )
    session.expire(own)


def _sealed(session: Session, row: Safety) -> dict[str, str | None]:
    """As it lies in the table, so that it can be put back to the byte."""
    query = text("SELECT contact, places FROM safety WHERE id = :id")
    found = session.execute(query, {"id": row.id}).one()
    return {
        name: base64.b64encode(bytes(raw)).decode() if raw is not None else None
        for name, raw in zip(_SEALED, found, strict=True)
    }
