"""The public register of agencies, and the verify box."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.answers import Cursor, Limit, Listing
from app.deps import DbSession
from app.guards import allow
from app.security import limit as limited
from registry.access import Permission
from registry.errors import Invalid
from registry.organisations import lookup, register
from registry.organisations.verification import Verification

router = APIRouter(tags=["agencies"])


@router.get("/agencies", dependencies=[allow(Permission.PUBLIC_READ)])
def list_agencies(session: DbSession, limit: Limit = 50, cursor: Cursor = None) -> Listing[register.Entry]:
    """Every agency of the public register, with status, dates, conditions and history."""
    entries = register.entries(session)
    codes = [entry.code for entry in entries]
    if cursor is not None and cursor not in codes:
        raise Invalid("cursor_unknown", field="cursor")
    first = codes.index(cursor) + 1 if cursor else 0
    part = entries[first : first + limit]
    following = part[-1].code if part and first + limit < len(entries) else None
    return Listing(items=part, next=following)


@router.get("/agencies/{code}", dependencies=[allow(Permission.PUBLIC_READ)])
def read_agency(session: DbSession, code: str) -> register.Entry:
    """One agency, by its public id or its registry number."""
    return register.entry(session, code)


@router.get("/verify", dependencies=[allow(Permission.PUBLIC_READ), limited("verify", "240/minute")])
def verify(session: DbSession, q: Annotated[str, Query(min_length=1, max_length=500)]) -> Verification:
    """What a name, number, telephone, card or vacancy number stands for. Nothing of the question is kept."""
    return lookup.verify(session, q)
