"""Agencies as JSON (interfaces.md), read for `sendero flags`: any field may be missing, nothing else may be wrong.

What is wrong is said with the file, the place and the field; nothing is guessed. No database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from matching import addresses
from matching.firms import Crowd, Firm, Person
from registry.flags.links import Finding, worth_a_look
from registry.flags.rulebook import Rulebook
from registry.organisations.identifiers import read_nit

STATUSES = frozenset(
    {
        "applied",
        "registered",
        "conditional",
        "suspended",
        "revoked",
        "expired",
        "refused",
        "under_surveillance",
    }
)


class Unreadable(ValueError):
    """A file that is no list of agencies; the message is one line for the person who runs the command."""


def read(path: Path) -> list[Firm]:
    """The agencies of a JSON file. Raises Unreadable."""
    firms = []
    for number, row in enumerate(rows(path), start=1):
        try:
            firms.append(firm(row, fallback=str(number)))
        except Unreadable as error:
            raise Unreadable(f"{path}: agency {number}: {error}") from error
    seen: set[str] = set()
    for one in firms:
        if one.id in seen:
            raise Unreadable(f"{path}: id {one.id} is there twice")
        seen.add(one.id)
    return firms


def rows(path: Path) -> list[Any]:
    """What stands in the array of a JSON file, as it stands there. Raises Unreadable."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path}: not UTF-8 text") from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"{path}: not JSON{where}") from error
    if not isinstance(found, list):
        raise Unreadable(f"{path}: expected an array of agencies")
    return found


def firm(row: Any, *, fallback: str) -> Firm:
    """One agency. `fallback`: its id where it gives none. Raises Unreadable."""
    if not isinstance(row, dict):
        raise Unreadable("expected an object")
    status = _text(row, "status")
    if status and status not in STATUSES:
        raise Unreadable(f"status {status!r} is none of {', '.join(sorted(STATUSES))}")
    contacts = [_contact(one) for one in _list(row, "contacts")]
    names = [_text(row, "legal_name"), *(_plain(one, "trade_names") for one in _list(row, "trade_names"))]
    return Firm(
        id=_text(row, "id") or fallback,
        names=tuple(dict.fromkeys(name for name in names if name)),
        nit=_nit(_text(row, "nit")),
        status=status,
        status_since=_day(row, "status_since"),
        founded_on=_day(row, "founded_on"),
        people=tuple(_people(row)),
        phones=tuple(value for kind, value, _place in contacts if kind in ("phone", "whatsapp")),
        emails=tuple(value for kind, value, _place in contacts if kind == "email"),
        webs=tuple(value for kind, value, _place in contacts if kind == "web"),
        places=tuple(addresses.read(value, place) for kind, value, place in contacts if kind == "address"),
        accounts=tuple(value for kind, value, _place in contacts if kind == "bank_account"),
    )


def _people(row: dict[str, Any]) -> Iterator[Person]:
    for one in _list(row, "parties"):
        if not isinstance(one, dict):
            raise Unreadable("parties: expected objects")
        yield Person(
            name=_text(one, "name"),
            document=re.sub(r"\D", "", _text(one, "dpi")),
            nit=_nit(_text(one, "nit")),
            role=_text(one, "role").lower().replace(" ", "_"),
            since=_day(one, "from"),
            until=_day(one, "to"),
        )
    for one in _list(row, "recruiters"):
        if not isinstance(one, dict):
            raise Unreadable("recruiters: expected objects")
        yield Person(name=_text(one, "name"), document=re.sub(r"\D", "", _text(one, "dpi")), role="recruiter")


def _contact(one: Any) -> tuple[str, str, str]:
    if not isinstance(one, dict):
        raise Unreadable("contacts: expected objects")
    return _text(one, "type").lower(), _text(one, "value"), _text(one, "municipality")


def _list(row: dict[str, Any], key: str) -> list[Any]:
    found = row.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Unreadable(f"{key}: expected an array")
    return found


def texts(row: dict[str, Any], key: str) -> list[str]:
    """A list of texts. Raises Unreadable."""
    return [_plain(one, key) for one in _list(row, key)]


def _text(row: dict[str, Any], key: str) -> str:
    found = row.get(key)
    return "" if found is None else _plain(found, key)


def _plain(found: Any, key: str) -> str:
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise Unreadable(f"{key}: expected text")
    return str(found).strip()


def _nit(typed: str) -> str:
    return read_nit(typed) or ""


def _day(row: dict[str, Any], key: str) -> date | None:
    """A day as ISO 8601; of a moment, its day."""
    typed = _text(row, key)
    if not typed:
        return None
    try:
        return date.fromisoformat(typed[:10])
    except ValueError as error:
        raise Unreadable(f"{key}: {typed!r} is no date (2026-03-31)") from error


def flags(
    register: list[Firm], applicants: list[Firm], book: Rulebook, *, asof: date
) -> Iterator[tuple[str, str, Finding]]:
    """(applicant, registered, finding) for every applicant against every firm of the register but itself."""
    crowd = Crowd([*register, *applicants])
    for ours in applicants:
        others = (theirs for theirs in register if ours.id != theirs.id or ours != theirs)
        for theirs, findings in worth_a_look(ours, others, crowd, book, asof=asof):
            for finding in findings:
                yield ours.id, theirs.id, finding
