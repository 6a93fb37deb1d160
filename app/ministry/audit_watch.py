"""/ministerio/registro-de-actos/vigilancia - the auditor's list of a week: what was decided fast, by night, by the same
two, what each account opened and which doors it tried."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.ministry.audit import day_of, midnight, word
from app.pages import page
from registry import clock
from registry.access import Permission
from registry.audit import watch

router = APIRouter(prefix="/registro-de-actos/vigilancia")
LONGEST = 93
_EARLIEST, _LATEST = date(2000, 1, 1), date(2999, 1, 1)


@router.get("", dependencies=[allow(Permission.AUDIT_READ)])
def week(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    desde: Annotated[str, Query(max_length=10)] = "",
    hasta: Annotated[str, Query(max_length=10)] = "",
    minutos: Annotated[int, Query(ge=1, le=1440)] = 10,
) -> HTMLResponse:
    """Seven days up to today, unless others are asked for; at most LONGEST."""
    last = _within(day_of(hasta) or clock.today())
    first = _within(day_of(desde) or last - timedelta(days=6))
    first = max(min(first, last), last - timedelta(days=LONGEST - 1))
    seen = watch.watch(session, actor, midnight(first), midnight(last + timedelta(days=1)), minutes=minutos)
    return page(
        request,
        "ministry/audit/watch.html",
        seen=seen,
        first=first,
        last=last,
        before=first - timedelta(days=7),
        until=first - timedelta(days=1),
        minutes=minutos,
        few=watch.FEW,
        word=word,
        name_of=lambda pseudonym: seen.names.get(pseudonym.partition(":")[2], pseudonym),
    )


def _within(day: date) -> date:
    return min(max(day, _EARLIEST), _LATEST)
