"""Complaints: a program sends one for somebody, and anybody follows one with its receipt. No key is asked for.

Nothing of the sender is kept, no line is written into the log, and the answer to an Idempotency-Key is worked out anew
from key, content and day instead of being stored (registry/complaints/receipts.py).
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Request
from pydantic import BaseModel, StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.deps import DbSession, computes, keeping_what_was_found
from app.errors import problem
from app.guards import allow
from app.security import TooMany, is_crowded
from registry.access import Permission
from registry.complaints import receipts, service
from registry.complaints.models import Complaint
from registry.complaints.told import Told
from registry.errors import NotFound, NotPossible

router = APIRouter(tags=["complaints"])
# From everybody together; the pages of /denuncia go on taking reports when a program has used this up.
_MOST = "600/10 minutes"
_GUESSES = "120/minute"
# While many are wrong, receipts of programs are looked up one after another and few wait: guessing gets slow and
# queues no threads; a right one is answered as soon as there is room.
_ONE_BY_ONE = receipts.Room(at_once=1, waiting=2)
# A shorter key could be guessed, and with the content it opens the report of somebody else.
_SHORTEST_KEY = 32
LongKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=60,
        description="The same key gives the first answer again.",
        # Only told: a short one gets an answer of its own, which says why.
        json_schema_extra={"minLength": _SHORTEST_KEY},
    ),
]


class Report(Told):
    """What happened. `kinds` is all that must be told; never a name, never a receipt of a payment."""

    language: Literal["es", "en"] = "es"


class Kept(BaseModel):
    """`receipt`: sixteen digits, the only key to the complaint. It is told this once and cannot be found again."""

    receipt: str
    day: date
    triage_by: date


class ThreadMessage(BaseModel):
    """`author`: reporter or office; `kind`: message, question, status, repaid, not_repaid or threat. A status is a
    code: the state that was reached, or another step."""

    author: str
    kind: str
    day: date
    text: str


class Followed(BaseModel):
    """What became of it, for whoever holds the receipt."""

    status: str
    day: date
    messages: list[ThreadMessage]


class Asked(BaseModel):
    """`receipt`: with or without spaces."""

    receipt: Annotated[str, StringConstraints(max_length=40)]


@router.post(
    "/complaints", dependencies=[allow(Permission.COMPLAINT_SEND)], status_code=201, response_model=Kept
)
@computes
def send_complaint(
    request: Request, session: DbSession, sent: Report, key: LongKey = None
) -> Kept | Response:
    """Report a charge, a swindle, papers held, threats. Agencies by register number, vacancies by number.

    An Idempotency-Key has 32 random characters or more, a new one for each report; it counts until midnight in
    Guatemala.
    """
    if is_crowded("complaint_api", _MOST):
        raise TooMany()
    if key is not None and len(key) < _SHORTEST_KEY:
        return problem(422, "idempotency_key_short", words.text_of("idempotency_key_short"))
    told = Told.model_validate(sent.model_dump(exclude={"language"}))
    # Slow: nobody waits for the one writer meanwhile.
    receipt = receipts.new(receipts.repeatable(key, sent.model_dump_json()) if key else None)
    with keeping_what_was_found(request, session) as keeping:
        complaint, digits = service.send(
            keeping, told, language=sent.language, channel="api", receipt=receipt
        )
        return Kept(receipt=receipts.grouped(digits), day=complaint.day, triage_by=complaint.triage_due_on)


@router.post("/complaints/follow", dependencies=[allow(Permission.COMPLAINT_FOLLOW)])
@computes
def follow_quietly(session: DbSession, asked: Asked) -> Followed:
    """Follow a complaint with its receipt in the body, so that no machine on the way writes it into a log. Prefer
    this one."""
    return _followed(session, asked.receipt)


@router.get("/complaints/{receipt}", dependencies=[allow(Permission.COMPLAINT_FOLLOW)])
def follow_complaint(session: DbSession, receipt: Annotated[str, Path(max_length=40)]) -> Followed:
    """Follow a complaint with its receipt, with or without spaces. The receipt stands in the address, and machines on
    the way may write addresses into logs: prefer POST /complaints/follow."""
    return _followed(session, receipt)


def _followed(session: Session, receipt: str) -> Followed:
    digits = receipts.read(receipt)
    if digits is None:
        raise NotFound()
    found = _found(session, digits)
    complaint = service.whole(session, found.id)
    return Followed(
        status=complaint.state,
        day=complaint.day,
        messages=[
            ThreadMessage(author=one.author, kind=one.kind, day=one.day, text=one.text)
            for one in complaint.messages
        ],
    )


def _found(session: Session, digits: str) -> Complaint:
    """A right receipt is never refused for the wrong ones of others; a wrong one is, when there are many."""
    crowded = is_crowded("complaint_api_wrong", _GUESSES, counts=False)
    try:
        with _ONE_BY_ONE.enter() if crowded else nullcontext():
            found = service.by_receipt(session, digits)
    except NotPossible:
        raise TooMany() from None
    if found is not None:
        return found
    if crowded:
        raise TooMany()
    is_crowded("complaint_api_wrong", _GUESSES)
    raise NotFound()
