"""The slip: what is printed on it, for the person's own pages and for the centre. No document number, no address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import segno
from fastapi import Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app.deps import settings_of
from app.i18n import format_date
from app.pages import page
from registry.candidates import queries
from registry.candidates.code import grouped
from registry.candidates.models import Candidate
from registry.candidates.stages import stage_of
from registry.clock import today

PAPERS = ("a6", "a4", "58mm")


def slip(request: Request, session: Session, candidate: Candidate) -> dict[str, Any]:
    """Context of the slip's templates."""
    code = grouped(candidate.code)
    address = f"{settings_of(request).public_url}/estado/{code}"
    drawn = segno.make(address, error="q", boost_error=False).svg_inline(
        scale=4, dark="#000", light="#fff", omitsize=True
    )
    return {
        "name": f"{candidate.given_names} {candidate.surnames}",
        "code": code,
        "qr_svg": Markup(drawn),  # noqa: S704 - drawn by segno from our own address # nosec B704
        "address": address.removeprefix("https://").removeprefix("http://").rpartition("/")[0],
        "registered_on": candidate.registered_at,
        "centre": candidate.centre,
        "helper": queries.helper_name(session, candidate),
        "stage": stage_of(session, candidate),
        "come_back": format_date(today() + timedelta(days=30), "MMMM y"),
    }


def slip_page(
    request: Request, session: Session, candidate: Candidate, paper: str, back: str, pathways: str
) -> HTMLResponse:
    """The sheet to print, on A6, A4 or the 58 mm roll of a thermal printer. `back`, `pathways`: addresses beside the
    sheet, not on it."""
    chosen = paper if paper in PAPERS else PAPERS[0]
    context = slip(request, session, candidate)
    return page(
        request, "candidate/registration/slip.html", paper=chosen, back=back, pathways=pathways, **context
    )
