"""The page of fair mode, the script that keeps it for when there is no connection, and what makes it installable.

The page is the same for everybody: nothing in it tells who is signed in, so that the browser may keep it.
"""

from __future__ import annotations

import hashlib
import json

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app import i18n
from app.assets import STATIC
from app.centre import forms
from app.deps import CurrentActor
from app.fair_mode import record
from app.guards import allow
from app.pages import asset, page
from app.security import keep_storage
from registry.access import Permission

router = APIRouter(prefix="/feria")
_REGISTER = [allow(Permission.CANDIDATE_REGISTER)]
# Everything the page names; the browser keeps each under its address, which carries its digest.
_FILES = (
    "staff.css", "htmx.js", "sendero.js", "favicon.svg", "icons.svg", "fair.js", "fair-words.js", "fair-rules.js",
    "fair-store.js", "fair-seal.js", "fair-form.js", "fair-send.js", "fair-queue.js", "fair-list.js",
    "fair-lock.js",
)  # fmt: skip


@router.get("", dependencies=_REGISTER)
def shell(request: Request, actor: CurrentActor) -> HTMLResponse:
    return _shell(request)


@router.get("/sw.js", dependencies=_REGISTER)
def worker(request: Request, actor: CurrentActor) -> Response:
    """The service worker: its version is the digest of the very page it keeps, so that any change of either is an
    update."""
    files = [asset(name) for name in _FILES]
    version = hashlib.sha256(b"".join([_shell(request).body, *map(str.encode, files)])).hexdigest()[:16]
    told = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(files)};\n"
    response = Response(told + (STATIC / "js" / "fair-worker.js").read_text(), media_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/feria"
    keep_storage(request, response)
    return response


@router.get("/manifest.json", dependencies=_REGISTER)
def manifest(request: Request, actor: CurrentActor) -> JSONResponse:
    content = {
        "name": i18n.gettext("Sendero, modo feria"),
        "short_name": i18n.gettext("Feria"),
        "start_url": "/feria",
        "scope": "/feria",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b4f6c",
        "icons": [{"src": asset("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JSONResponse(content, media_type="application/manifest+json")


def _shell(request: Request) -> HTMLResponse:
    return page(
        request,
        "fair_mode/shell.html",
        user=None,
        nav=[],
        request_id="",
        rows=record.ROWS,
        occupations=record.occupation_names(),
        consent_versions=record.consent_versions(),
        **forms.choices(),
    )
