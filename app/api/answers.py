"""What every endpoint shares: problem details, scopes, lists with a cursor, one act per Idempotency-Key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Header, Query, Request
from pydantic import BaseModel, BeforeValidator
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.access import Actor
from registry.accounts.models import FormToken
from registry.accounts.once import earlier, holder_of
from registry.errors import NotAllowed

Item = TypeVar("Item")


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class Listing(BaseModel, Generic[Item]):
    """One part of a list. `next` is the cursor of the following part, null at the end."""

    items: list[Item]
    next: str | None


_MEANINGS = {
    400: "The body is not readable.",
    401: "The key is missing or not valid.",
    403: "The request came from another site.",
    404: "It does not exist, or this key may not know that it does.",
    405: "This address does not take that method; Allow says which it takes.",
    409: "The record is not in a state for this.",
    413: "The body is too large.",
    422: "A field is missing or not valid.",
    429: "Too many requests; wait a minute.",
}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": meaning,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, meaning in _MEANINGS.items()
}

Limit = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]
Cursor = Annotated[str | None, Query(max_length=40, description="The `next` of the part before.")]
IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=60, description="The same key gives the first answer again."),
]


def _is_written_out(text: object) -> object:
    if isinstance(text, str) and not _DAY.match(text):
        raise ValueError("a day is written 2026-11-30")
    return text


# A number alone would be read as seconds since 1970.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
Day = Annotated[date, BeforeValidator(_is_written_out)]


def scope(name: str) -> Any:
    """A dependency that asks for a scope of the key; endpoints open to the public do not use it."""

    def check(request: Request) -> None:
        if name not in getattr(request.state, "scopes", frozenset()):
            raise NotAllowed("scope_missing")

    check_scope: Callable[[Request], None] = check
    return Depends(check_scope)


def once(
    session: Session, request: Request, actor: Actor, key: str | None, act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Do `act`, or, when this key was used for this address before, return what it answered then."""
    if not key:
        return act()
    token = crypto.token_hash(f"api:{request.url.path}:{key}")
    before = earlier(session, token, actor)
    if before is not None:
        kept: dict[str, Any] = json.loads(before.answer)
        return kept
    answer = act()
    session.add(
        FormToken(
            token=token,
            holder=holder_of(actor),
            path=request.url.path,
            sent_at=clock.now(),
            answer=json.dumps(answer),
        )
    )
    return answer
