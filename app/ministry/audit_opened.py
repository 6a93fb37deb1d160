"""/ministerio/registro-de-actos/abierto - the breach drill: everybody whose data an account opened between two moments.

Looking it up takes a reason and is in the log; the list is then at the address of that entry, for who looked it up.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Reason, carry_out
from app.guards import allow
from app.ministry.audit import account_choices
from app.pages import page, redirect
from registry import clock
from registry.access import Actor, Permission
from registry.accounts import queries as accounts
from registry.audit import opened
from registry.errors import Invalid, NotFound

router = APIRouter(prefix="/registro-de-actos/abierto")
_DRILL = [allow(Permission.AUDIT_DRILL)]


class Asked(Reason):
    """`from_day` to `until_day`, on the clock of Guatemala."""

    account: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    from_day: date
    from_time: time = time.min
    until_day: date
    until_time: time = time(23, 59)


@router.get("", dependencies=_DRILL)
def ask(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _form(request, session, actor, None)


def _form(request: Request, session: Session, actor: Actor, bound: Bound[Asked] | None) -> HTMLResponse:
    return page(
        request,
        "ministry/audit/opened_ask.html",
        bound=bound,
        accounts=account_choices(session, actor),
        today=clock.today(),
    )


@router.post("/look_up", dependencies=_DRILL)
def look_up(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    made: list[int] = []

    def act(sent: Asked) -> None:
        try:
            account = opened.account_of(session, sent.account)
        except NotFound as error:
            raise Invalid("account_unknown", field="account") from error
        since = datetime.combine(sent.from_day, sent.from_time, tzinfo=clock.GUATEMALA)
        until = datetime.combine(sent.until_day, sent.until_time, tzinfo=clock.GUATEMALA)
        made.append(opened.look_up(session, actor, account, since, until, reason=sent.reason).id)

    bound = carry_out(session, Asked, form, act)
    if bound.has_errors:
        return _form(request, session, actor, bound)
    return redirect(request, session, f"/ministerio/registro-de-actos/abierto/{made[0]}")


@router.get("/{event_id}", dependencies=_DRILL)
def read(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    event_id: Annotated[int, Path(ge=1, le=2**62)],
) -> HTMLResponse:
    entry, found = opened.of_event(session, actor, event_id)
    account = next(
        (one for one in accounts.visible_to(session, actor) if one.public_id == entry.record_id), None
    )
    return page(
        request,
        "ministry/audit/opened.html",
        account=account.name if account else entry.record_id,
        entry=entry,
        since=datetime.fromisoformat(entry.data["since"]),
        until=datetime.fromisoformat(entry.data["until"]),
        found=found,
    )
