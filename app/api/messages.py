"""What the gateway of messages tells: what became of one, and what people wrote back. It signs each call.

Whether a message or a telephone is known is told by no answer.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.orm import Session

from app import gateway
from app.deps import DbSession, KeyRefused, settings_of
from app.guards import allow
from registry.access import Permission
from registry.messages import incoming, sending
from registry.messages.catalogue import settings as rules

router = APIRouter(tags=["messages"])


async def _body(request: Request) -> bytes:
    return await request.body()


def _signed(
    request: Request,
    session: DbSession,
    body: Annotated[bytes, Depends(_body, scope="function")],
    x_sendero_timestamp: Annotated[str, Header(max_length=12, description="Seconds since 1970.")] = "",
    x_sendero_signature: Annotated[
        str,
        Header(
            max_length=64, description="HMAC-SHA-256, hexadecimal, of timestamp, path and body, by lines."
        ),
    ] = "",
) -> Session:
    """The session, for a call of the gateway that was signed just now and not used before. Raises KeyRefused."""
    is_good = gateway.is_signed(
        settings_of(request).webhook_key,
        timestamp=x_sendero_timestamp,
        given=x_sendero_signature,
        path=request.url.path,
        body=body,
        seconds=rules().signature_seconds,
    )
    if not is_good or not incoming.is_new_signature(session, x_sendero_signature):
        raise KeyRefused()
    return session


SignedSession = Annotated[Session, Depends(_signed, scope="function")]


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Delivery(_Told):
    """`message`: the `id` it was handed over with."""

    message: Annotated[str, StringConstraints(max_length=40)]
    status: Literal["delivered", "failed"]


class Written(_Told):
    """`id`: the gateway's number of it; told again, it counts once."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    sender: Annotated[str, StringConstraints(min_length=3, max_length=40)]
    text: Annotated[str, StringConstraints(max_length=2000)]


class Heard(BaseModel):
    received: bool = True


@router.post("/messages/delivered", dependencies=[allow(Permission.MESSAGE_CALLBACK)])
def note_delivery(session: SignedSession, told: Delivery) -> Heard:
    """What became of a message that was handed over."""
    sending.note_delivery(session, told.message, arrived=told.status == "delivered")
    return Heard()


@router.post("/messages/incoming", dependencies=[allow(Permission.MESSAGE_CALLBACK)])
def take_in(session: SignedSession, written: Written) -> Heard:
    """Words somebody wrote to our number; their answer goes out by itself."""
    incoming.receive(session, gateway_id=written.id, sender=written.sender, text=written.text)
    return Heard()
