"""/datos/huellas - the head of the log of acts for every day: what an outsider keeps, to compare with later."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import open_data
from app.deps import CurrentActor, settings_of
from app.guards import allow
from app.pages import page
from app.security import limit
from registry.access import Permission
from registry.audit import heads

router = APIRouter(prefix="/datos")
SHOWN = 400


@router.get("/huellas", dependencies=[allow(Permission.PUBLIC_READ)])
def list_heads(request: Request, actor: CurrentActor) -> HTMLResponse:
    settings = settings_of(request)
    found = heads.read(heads.text_of(settings.data_dir))
    return page(
        request,
        "public/log_heads.html",
        heads=list(reversed(found))[:SHOWN],
        key_mark=open_data.key_mark(settings),
    )


@router.get(
    "/huellas.jsonl", dependencies=[allow(Permission.PUBLIC_READ), limit("register_data", "30/minute")]
)
def heads_file(request: Request, actor: CurrentActor) -> Response:
    return Response(
        heads.text_of(settings_of(request).data_dir),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="huellas.jsonl"'},
    )
