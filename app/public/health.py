"""/healthz and /metrics: for whoever watches the machines. Codes and figures, nothing personal."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app import metrics, readiness
from app.config import LOOPBACK, Settings
from app.deps import CandidatePool, database_of, settings_of
from app.guards import allow
from app.security import address_of
from registry.access import Permission
from registry.errors import NotFound

router = APIRouter()
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


@router.get("/healthz", dependencies=[allow(Permission.PUBLIC_READ)])
def healthz(request: Request, pool: CandidatePool) -> JSONResponse:
    """Ready? 200 {"status": "ok"}, or 503 and "error" when a code forbids to serve (app/readiness.py: STOPS); as it was
    within the last second.

    Who may read the figures (`_may_read`) is told why: "warning" too, "problems": [codes] and "index". What is amiss,
    and the number of the newest event, which tells when something happens, are not for strangers (trust.md T3, T8).
    index: how the index of people stands in this process, null until it is there: the last event it knows, how many
    people were changed since its file, and when that was made. Nothing waits for it, lists alone need it.
    """
    settings, lookout = settings_of(request), request.app.state.lookout
    standing = lookout.look(settings, database_of(request), pool)
    code = 200 if standing.is_ready else 503
    if not _may_read(request, settings):
        return JSONResponse({"status": "ok" if standing.is_ready else "error"}, status_code=code)
    problems, index = standing.problems(), None
    if standing.index is not None:
        made_at = standing.index.kept_at.isoformat(timespec="seconds") if standing.index.kept_at else None
        index = {
            "event": standing.index.event,
            "changed_since_file": standing.index.behind,
            "file_made_at": made_at,
        }
    status = "error" if not standing.is_ready else "warning" if problems else "ok"
    content = {"status": status, "problems": problems, "index": index}
    return JSONResponse(content, status_code=code)


@router.get("/healthz/vivo", dependencies=[allow(Permission.PUBLIC_READ)])
async def alive() -> JSONResponse:
    """Does this process answer at all? Asks neither database nor disk: who does not answer here is to be started
    again."""
    return JSONResponse({"status": "ok"})


@router.get("/metrics", dependencies=[allow(Permission.PUBLIC_READ)])
def prometheus(request: Request, pool: CandidatePool) -> Response:
    """Figures for Prometheus, for this machine and for the holder of SENDERO_METRICS_TOKEN (trust.md 13.4.5). For
    everybody else, and where they are off, there is no such page."""
    settings = settings_of(request)
    if settings.metrics == "off" or not _may_read(request, settings):
        raise NotFound()
    standing = readiness.look(settings, database_of(request), pool)
    return Response(metrics.text(standing), media_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read(request: Request, settings: Settings) -> bool:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if settings.metrics_token and kind.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.metrics_token.encode())
    # Whoever comes through a proxy on this machine comes from elsewhere.
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    return address_of(request) in LOOPBACK and not is_forwarded
