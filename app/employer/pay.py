"""/empleador/personas/ID/contrato - the wage in the contract of a placed person, beside what the vacancy promised."""

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
from app.words.facts import per
from registry.access import Actor, Permission
from registry.placements import pay, queries

router = APIRouter(prefix="/personas/{public_id}/contrato")
_TELL = [allow(Permission.PAY_TELL)]


class Contract(FormModel):
    """`amount`: in the vacancy's unit and currency."""

    amount: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]
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
        "employer/people/contract.html",
        bound=bound,
        referral=referral,
        pay=told,
        unit=per(told.unit),
    )


@router.post("/tell", dependencies=_TELL)
def tell(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    referral = queries.load(session, actor, public_id)

    def act(sent: Contract) -> None:
        pay.tell(session, actor, referral, "contract", amount=sent.amount, dated_on=sent.dated_on)

    bound = carry_out(session, Contract, form, act)
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"/empleador/personas/{public_id}/contrato")
