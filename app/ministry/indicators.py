"""/ministerio/indicadores - what recruitment costs a worker (SDG 10.7.1), and how much money came back."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from registry.access import Permission
from registry.complaints import aggregates, indicator, rates
from registry.complaints.kinds import FEWEST

router = APIRouter(prefix="/indicadores")


@router.get("", dependencies=[allow(Permission.STATISTICS_READ)])
def indicators(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    told = indicator.told_of_pay(session)
    return page(
        request,
        "ministry/complaints/indicators.html",
        figures=indicator.current(session),
        # Fewer than the smallest group are not told either.
        told=told if told >= FEWEST else None,
        fewest=FEWEST,
        money=aggregates.money_back(session),
        agencies=aggregates.with_reports(session),
        rates=rates.known(),
        source=indicator.SOURCE,
    )
