"""/datos - the public register as open data: as it is now, and the signed files of every day."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app import open_data
from app.deps import CurrentActor, DbSession, settings_of
from app.guards import allow
from app.pages import page
from app.security import limit
from matching.taxonomy import installed
from registry import clock
from registry.access import Permission
from registry.alerts import queries as alerts
from registry.complaints import aggregates, indicator
from registry.errors import NotFound
from registry.opendata import dumps, rows, signing
from registry.organisations import register

router = APIRouter(prefix="/datos")
_READ = [allow(Permission.PUBLIC_READ)]
_FILE = [allow(Permission.PUBLIC_READ), limit("register_data", "30/minute")]
_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8", "json": "application/json"}


@router.get("", dependencies=_READ)
def data(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    entries = register.entries(session)
    counts: dict[str, int] = {}
    for one in entries:
        counts[one.status] = counts.get(one.status, 0) + 1
    return page(
        request,
        "public/register_data.html",
        total=len(entries),
        counts=counts,
        dumps=dumps.history(session),
        key_mark=open_data.key_mark(settings_of(request)),
        # Of groups of five and more; nothing else of a report is for the public.
        costs=indicator.current(session),
        reported=aggregates.with_reports(session),
        taxonomy=installed.installed(),
    )


@router.get("/agencias.csv", dependencies=_FILE)
def agencies_csv(session: DbSession, actor: CurrentActor) -> Response:
    """One row per agency as of now, UTF-8 with a mark so that spreadsheets read the accents."""
    lines = rows.agency_lines(session, clock.now())
    return _file(
        rows.csv_table(lines, open_data.status_words(), clock.today()), f"agencias-{clock.today()}.csv"
    )


@router.get("/agencias.json", dependencies=_FILE)
def agencies_json(session: DbSession, actor: CurrentActor) -> Response:
    content = {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "agencies": rows.agency_lines(session, clock.now()),
        "alerts": rows.alert_lines(alerts.published(session)),
    }
    answer = JSONResponse(content)
    answer.headers["Content-Disposition"] = f'attachment; filename="agencias-{clock.today()}.json"'
    return answer


@router.get("/llave.pem", dependencies=_FILE)
def current_key(request: Request, actor: CurrentActor) -> Response:
    """The public key that signs from now on; with openssl this file is enough to check every day signed with it."""
    return _file(open_data.public_pem(settings_of(request)), "llave.pem")


@router.get("/{day}/llave.pem", dependencies=_FILE)
def key_of_day(session: DbSession, actor: CurrentActor, day: date) -> Response:
    """The key of that day: another one after a change of keys."""
    found = dumps.of_day(session, day)
    if found is None:
        raise NotFound()
    return _file(signing.public_pem(found.public_key), f"llave-{day}.pem")


@router.get("/{day}/{name}", dependencies=_FILE)
def file_of_day(
    request: Request, session: DbSession, actor: CurrentActor, day: date,
    name: Annotated[str, Path(max_length=40)],
) -> Response:  # fmt: skip
    return _file(dumps.read(session, settings_of(request).data_dir, day, name), name)


def _file(content: bytes, name: str) -> Response:
    """A download; its digest in a header too (RFC 9530 says how)."""
    media_type = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Repr-Digest": f"sha-256=:{_digest(content)}:",
        },
    )


def _digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()
