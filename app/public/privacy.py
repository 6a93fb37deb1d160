"""/privacidad - what is kept of a person, how long, who sees it, how to use one's rights, and what nobody can protect.

The longer text for offices and lawyers is docs/privacy.md. Periods are read from what the clock uses, never retyped.
"""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app import words
from app.deps import CurrentActor
from app.guards import allow
from app.pages import page
from registry.access import Permission
from registry.candidates import drafts
from registry.retention.periods import Period, periods

router = APIRouter(prefix="/privacidad")
# The day on which these words were last held against what the portal does.
WRITTEN_ON = date(2026, 11, 22)


@router.get("", dependencies=[allow(Permission.PUBLIC_READ)])
def privacy(request: Request, actor: CurrentActor) -> HTMLResponse:
    return page(
        request,
        "public/privacy.html",
        written_on=WRITTEN_ON,
        ends=[(words.word(one.what, "period"), days_of(one)) for one in told() if not _stays(one)],
        stays=[words.word(one.what, "period") for one in told() if _stays(one)],
    )


def told() -> list[Period]:
    """The periods that say something of people who look for work or report; those of offices are in docs/privacy.md."""
    return [one for one in periods() if f"period.{one.what}" in words.WORDS]


def _stays(period: Period) -> bool:
    return period.act == "stays"


def days_of(period: Period) -> int | None:
    """Days, where the table has them; a draft's are with the drafts. None: until what the table says."""
    return drafts.KEPT_FOR.days if period.what == "registration_drafts" else period.days
