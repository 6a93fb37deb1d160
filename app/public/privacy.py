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
from registry.backups.taking import KEEP_WEEKS
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
        backup_days=KEEP_WEEKS.days,
        ends=[(words.word(one.what, "period"), _end_of(one)) for one in told() if not _stays(one)],
        stays=[words.word(one.what, "period") for one in told() if _stays(one)],
    )


def told() -> list[Period]:
    """The periods that say something of people who look for work or report; those of offices are in docs/privacy.md."""
    return [one for one in periods() if f"period.{one.what}" in words.WORDS]


def _stays(period: Period) -> bool:
    """Also when the person asks to be erased: an act of the state. Not what has an end of its own in words."""
    return period.act == "stays" and f"period_end.{period.what}" not in words.WORDS


def _end_of(period: Period) -> int | str:
    """Days, where the table has them; a draft's are with the drafts. Elsewhere the words of what it waits for."""
    if period.what == "registration_drafts":
        return drafts.KEPT_FOR.days
    return words.word(period.what, "period_end") if period.days is None else period.days
