"""/mi/ofertas/ID/pago - the first pay, as the person tells it, beside what was promised. Only the Ministry reads it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.words.facts import choice
from registry.access import Actor, Permission
from registry.placements import pay, queries

router = APIRouter(prefix="/mi/ofertas/{public_id}/pago")
_TELL = [allow(Permission.PAY_TELL)]


class FirstPay(FormModel):
    """`amount`: for one unit of the vacancy (an hour, a month), in its currency; `taken_off`: all that was deducted."""

    amount: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]
    taken_off: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)] | None = None
    dated_on: date


@router.get("", dependencies=_TELL)
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _page(request, session, actor, public_id, None)


def _page(
    request: Request, session: Session, actor: Actor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    referral = queries.load(session, actor, public_id)
    told = pay.of_referral(session, actor, referral)
    return page(
        request,
        "candidate/offers/pay.html",
        bound=bound,
        referral=referral,
        pay=told,
        unit=choice("wage_unit", told.unit) if told.unit else "",
    )


@router.post("/tell", dependencies=_TELL)
def tell(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    referral = queries.load(session, actor, public_id)

    def act(sent: FirstPay) -> None:
        pay.tell(
            session,
            actor,
            referral,
            "first_pay",
            amount=sent.amount,
            taken_off=sent.taken_off,
            dated_on=sent.dated_on,
        )

    bound = carry_out(session, FirstPay, form, act)
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"/mi/ofertas/{public_id}/pago")
