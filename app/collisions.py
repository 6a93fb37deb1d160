"""Two people at one form: the second to save sees both texts, and nothing is overwritten unseen (trust.md R4).

A form that changes what others may change too carries a mark of what stood in it when it was opened (`page(...,
stored=...)`). `collide` compares it with what stands there when it comes back. Where somebody else saved meanwhile the
page is shown again with 409: beside each box that differs stands what they saved, in the box what was typed, and
sending it once more is a decision. On PostgreSQL two such forms of one address wait for each other (`take_turns`); on
SQLite there is one writer to begin with.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import Request
from sqlalchemy import text
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from app import words

if TYPE_CHECKING:
    from app.forms import Bound

# The field of a form that says what stood in it when it was opened.
SEEN = "form_seen"


def mark(stored: Mapping[str, Any]) -> str:
    """A short digest of what stands in the boxes of a form, by the names of the fields."""
    told = json.dumps({name: _plain(value) for name, value in stored.items()}, sort_keys=True)
    return base64.urlsafe_b64encode(hashlib.sha256(told.encode()).digest()[:16]).decode().rstrip("=")


def take_turns(request: Request, session: Session, form: FormData) -> None:
    """Let whoever sends the same form of the same record come one after the other: each finds what the one before
    did."""
    actor = request.state.actor
    is_of_record = actor.is_signed_in and bool(request.path_params)
    if (SEEN in form or is_of_record) and session.get_bind().dialect.name == "postgresql":
        # The address of one's own pages names no record: whose they are does.
        place = f"{request.url.path} {actor.agency_id} {actor.employer_id} {actor.candidate_id}"
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:place))"), {"place": place})


def collide(bound: Bound[Any], stored: Mapping[str, Any]) -> bool:
    """True when somebody else saved since this form was opened, and what they saved is not what was typed now. The form
    then has an error, and the page shows both texts; sent once more it has seen theirs.

    `stored`: the fields of the form as the record has them now. Every page of ours sends a mark; a program that sends
    none asks to write, whatever stands there.
    """
    now = mark(stored)
    if bound.seen in ("", now):
        return False
    theirs = {name: value for name, value in stored.items() if _plain(value) != _typed(bound, name, value)}
    if not theirs:
        return False
    bound.seen, bound.theirs, bound.data = now, theirs, None
    bound.errors = {"": words.text_of("changed_by_another")} | bound.errors
    return True


def _typed(bound: Bound[Any], name: str, stored: Any) -> str | list[str]:
    if isinstance(stored, date) or f"{name}_day" in bound.values:
        parts = [str(bound.value(f"{name}_{part}")) for part in ("year", "month", "day")]
        return "-".join(part.zfill(2) for part in parts) if all(parts) else ""
    value = _plain(bound.value(name))
    return [value] if isinstance(stored, list | tuple) and isinstance(value, str) and value else value or ""


def _plain(value: Any) -> str | list[str]:
    """As a browser sends it."""
    if value is None or value is False or value == []:
        return ""
    if value is True:
        return "1"
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(one) for one in value)
    return str(value).replace("\r\n", "\n").strip()
