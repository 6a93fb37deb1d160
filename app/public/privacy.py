"""/privacidad - what is kept of a person, how long, who sees it, how to use one's rights, and what nobody can protect.

The longer text for offices and lawyers is docs/privacy.md. Periods are read from what the clock uses, never retyped.
"""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor
from app.guards import allow
from app.pages import page
from registry.access import Permission
from registry.candidates import drafts
from registry.holdings import erasing

router = APIRouter(prefix="/privacidad")
# The day on which these words were last held against what the portal does.
WRITTEN_ON = date(2026, 11, 22)


@router.get("", dependencies=[allow(Permission.PUBLIC_READ)])
def privacy(request: Request, actor: CurrentActor) -> HTMLResponse:
    return page(
        request,
        "public/privacy.html",
        written_on=WRITTEN_ON,
        days_to_come_back=erasing.DAYS_TO_COME_BACK,
        draft_days=drafts.KEPT_FOR.days,
    )
