"""/ferias - job fairs: where, when, which employers, and that they are free."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from app.words.agencies import country_name
from registry.access import Permission
from registry.fairs import queries
from registry.seeds.reference import departments, municipalities

router = APIRouter(prefix="/ferias")


@router.get("", dependencies=[allow(Permission.PUBLIC_READ)])
def list_fairs(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(
        request,
        "public/fairs/list.html",
        fairs=queries.upcoming(session),
        places=municipalities(),
        departments=departments(),
    )


@router.get("/{public_id}", dependencies=[allow(Permission.PUBLIC_READ)])
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    fair = queries.public_one(session, public_id)
    place = municipalities()[fair.municipality]
    return page(
        request,
        "public/fairs/read.html",
        fair=fair,
        place=place,
        department=departments()[place.department],
        stands=[
            (one.vacancy, one.vacancy.employer.trade_name or one.vacancy.employer.legal_name)
            for one in queries.stands(session, fair, coming=True)
        ],
        country_name=country_name,
    )
