"""The sheet with a recruiter's card, for the agency and for the Ministry. Its code leads to /verificar/CARD, where the
register says what the card is worth at that moment: nothing, once the licence has ended."""

from __future__ import annotations

import base64
from typing import Any

import segno
from fastapi import Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app.deps import settings_of
from app.downloads import files_folder
from app.pages import page
from app.words import problem
from registry.errors import NotPossible
from registry.organisations import cards
from registry.organisations.models import Agency, Recruiter


def card_page(
    request: Request, session: Session, agency: Agency, recruiter: Recruiter, back: str
) -> HTMLResponse:
    """The card to print, or why it is not printed. `back`: the page that led here."""
    settings = settings_of(request)
    more: dict[str, Any] = {"card": None, "problem": None, "back": back, "name": recruiter.name}
    try:
        card = cards.printed(session, agency, recruiter, files_folder(settings))
    except NotPossible as error:
        return page(request, "public/verify/card.html", **(more | {"problem": problem(error)}))
    address = f"{settings.public_url}/verificar/{card.card_no}"
    drawn = segno.make(address, error="q", boost_error=False).svg_inline(
        scale=4, dark="#000", light="#fff", omitsize=True
    )
    more |= {
        "card": card,
        "qr_svg": Markup(drawn),  # noqa: S704 - drawn by segno from our own address # nosec B704
        "address": address.removeprefix("https://").removeprefix("http://"),
        "photo": base64.b64encode(card.photo).decode() if card.photo else None,
    }
    return page(request, "public/verify/card.html", **more)
