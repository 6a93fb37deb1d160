"""One file with all that is held on one person: fields, files, lists, permissions, disclosures, readers (trust.md L3).

Read from the schema itself: every table that points at a person is in it. Left out, and named in the file as left out:
keyed hashes, which say nothing, and what is about a pair of people, which would tell of the other. What was sealed by
an adviser or told for protection is in nobody's file, nor whether there is any: the file names the same tables for
everybody. At a centre each is opened by its own door, which writes down who opened it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor
from registry.accounts.models import Account
from registry.candidates import ceilings, identity
from registry.candidates.code import grouped
from registry.candidates.models import Candidate
from registry.classes import DataClass, classes
from registry.errors import NotAllowed
from registry.holdings.people_tables import pointing_at
from registry.placements.models import Referral
from registry.same_person.merging import folded_into
from registry.vacancies.models import Vacancy

LEFT_OUT = ("candidate_key", "candidate_merge", "companion", "likely_pair", "web_session")
AT_A_CENTRE = ("protection_note", "sealed_answer", "support_referral")
# Where somebody is not safe: told to the person alone, never to an authority either.
_UNSAFE = frozenset({"places", "places_to_avoid"})
_HIDDEN = ("id", "name_key", "version", "digest", "name_salt", "groups", "draw")


def file_of(session: Session, actor: Actor, candidate: Candidate) -> dict[str, Any]:
    """Everything held on this person, in JSON's own types. For themselves, and for staff who have opened their identity
    with a reason; that it was handed over is then in the log, and so in the file's own list of readers.

    Raises NotAllowed, NotPossible("copies_enough").
    """
    if not identity.may_read_identity(session, actor, candidate):
        raise NotAllowed()
    is_own = candidate.is_own(actor)
    if not is_own:
        ceilings.check_copy(session, actor, candidate.public_id)
        events.record(session, actor, "candidate", candidate.public_id, "hand_over")
    people = [candidate, *folded_into(session, candidate)]
    ids = [one.id for one in people]
    return {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "person": [_person(session, one, is_own=is_own) for one in people],
        "tables": _tables(session, ids, is_own=is_own),
        "referral_details": _of_referrals(session, ids, is_own=is_own),
        "log": [_event(session, one) for person in people for one in _log(session, person)],
        "readers": [_json(one) for one in _readers(session, candidate)],
        "left_out": list(LEFT_OUT),
        "at_a_centre": list(AT_A_CENTRE),
    }


def _person(session: Session, candidate: Candidate, *, is_own: bool) -> dict[str, Any]:
    table: Table = Candidate.__table__  # type: ignore[assignment]
    row = session.execute(select(table).where(table.c.id == candidate.id)).one()
    found = _row(session, table, row._mapping, _theirs(table, is_own=is_own))
    return found | {"code": grouped(candidate.code), "record": candidate.public_id}


def _tables(session: Session, ids: Iterable[int], *, is_own: bool) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for table, column in pointing_at("candidate"):
        if table.name == "candidate" or table.name in (*LEFT_OUT, *AT_A_CENTRE):
            continue
        closed = _theirs(table, is_own=is_own)
        found.setdefault(table.name, []).extend(_rows(session, table, column, ids, closed))
    return {name: rows for name, rows in found.items() if rows}


def _theirs(table: Table, *, is_own: bool) -> frozenset[str]:
    """Columns that are in no copy but the person's own, not even as empty: where they are not safe, what is sealed."""
    if is_own:
        return frozenset()
    return frozenset(
        column.name
        for column in table.columns
        if column.name in _UNSAFE or classes()[table.name, column.name].data_class is DataClass.SEALED
    )


def _of_referrals(session: Session, ids: Iterable[int], *, is_own: bool) -> dict[str, list[dict[str, Any]]]:
    """What hangs on the person's proposals: pay told, steps ticked."""
    own = session.scalars(select(Referral.id).where(Referral.candidate_id.in_(list(ids)))).all()
    found = {
        table.name: _rows(session, table, column, own, _theirs(table, is_own=is_own))
        for table, column in pointing_at("referral")
    }
    return {name: rows for name, rows in found.items() if rows}


def _rows(
    session: Session, table: Table, column: Column[Any], ids: Iterable[int], closed: frozenset[str]
) -> list[dict[str, Any]]:
    query = select(table).where(column.in_(list(ids))).order_by(*table.primary_key.columns)
    return [_row(session, table, row._mapping, closed) for row in session.execute(query)]


def _row(session: Session, table: Table, row: Any, closed: frozenset[str]) -> dict[str, Any]:
    """One row: hashes, inner keys and `closed` left out, accounts as role and office, vacancies by number."""
    found: dict[str, Any] = {}
    for column in table.columns:
        name, value = column.name, row[column]
        if name in _HIDDEN or name in closed or name.endswith("_hash"):
            continue
        target = next((key.column.table.name for key in column.foreign_keys), None)
        if target is None:
            found[name] = _json(value)
        elif target == "account" and value is not None:
            found[name.removesuffix("_id")] = _office(session, value)
        elif target == "vacancy" and value is not None:
            found["vacancy"] = _vacancy(session, value)
    return found


def _office(session: Session, account_id: int) -> dict[str, Any]:
    """Who among the staff: role and office, never a name."""
    row = session.execute(select(Account.role, Account.centre).where(Account.id == account_id)).one()
    return {"role": str(row.role), "centre": row.centre}


def _vacancy(session: Session, vacancy_id: int) -> dict[str, Any]:
    row = session.execute(select(Vacancy.number, Vacancy.title).where(Vacancy.id == vacancy_id)).one()
    return {"number": row.number, "title": row.title}


def _log(session: Session, candidate: Candidate) -> list[events.Event]:
    return events.of_record(session, "candidate", candidate.public_id)


def _event(session: Session, entry: events.Event) -> dict[str, Any]:
    role = entry.actor.partition(":")[0]
    return {"at": _json(entry.at), "verb": entry.verb, "by": role, "reason": entry.reason}


def _readers(session: Session, candidate: Candidate) -> list[dict[str, Any]]:
    return [
        {
            "at": one.at,
            "verb": one.verb,
            "role": one.role,
            "centre": one.centre,
            "firm": one.firm,
            "reason": one.reason,
        }
        for one in identity.readings(session, candidate)
    ]


def _json(value: Any) -> Any:
    """A column's value in JSON's own types."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, dict):
        return {str(key): _json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    return value
