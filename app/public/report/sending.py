"""The check page, sending, the receipt, and typing it back before going on.

Half of those who report elsewhere never come back (experience.md 2.10): the receipt is large, can be printed and read
aloud, and is asked for once, while it can still be looked at.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n
from app.deps import CurrentActor, DbSession, computes, keeping_what_was_found
from app.forms import FormModel, bind
from app.guards import allow
from app.i18n import format_phone
from app.i18n import gettext as _
from app.public.report import payments, questions
from app.public.report.questions import MONEY, QUESTIONS, WHO
from app.public.report.visit import (
    WAIT,
    Back,
    Here,
    NoVisit,
    ReportForm,
    Reporting,
    current,
    files_said,
    go,
    show,
)
from app.security import is_crowded
from app.words import word
from registry import clock
from registry.access import Permission
from registry.complaints import queries as complaints
from registry.complaints import receipts, service
from registry.complaints.helplines import places
from registry.complaints.models import ComplaintFile
from registry.complaints.receipts import Receipt
from registry.complaints.told import Told
from registry.errors import NotFound

router = APIRouter()
_SEND = [allow(Permission.COMPLAINT_SEND)]
_FOLLOW = [allow(Permission.COMPLAINT_FOLLOW)]
# More than this from everybody together, and each is asked to wait a little; nobody is refused.
_UNUSUAL = "40/10 minutes"


class TypedBack(FormModel):
    receipt: Annotated[str, StringConstraints(max_length=60)]


def said(here: Here, files: list[ComplaintFile]) -> list[dict[str, Any]]:
    """Every answer in words, with its Change link."""
    told = here.page.told
    unanswered = _("Sin contestar")
    values: dict[str, Any] = {
        "peligro": _("Sí") if told.in_danger else _("No"),
        "que-paso": [word(kind, "report.kind") for kind in told.kinds],
        WHO: here.page.who_shown or unanswered,
        MONEY: [payments.said(one) for one in told.payments] or unanswered,
        "cuente": [part for part in (told.text, files_said(files)) if part] or unanswered,
        "donde": _where(here) or unanswered,
        "pide": [word(wish, "report.wish") for wish in told.wishes] or unanswered,
        "contacto": _how_to_reach(here) or unanswered,
    }  # fmt: skip
    labels = {slug: _(question.label) for slug, question in QUESTIONS.items()} | {
        WHO: _("Quién"),
        MONEY: _("Dinero"),
    }
    return [
        {"key": labels[slug], "value": values[slug], "href": f"/denuncia/{slug}?cambiar=1"}
        for slug in questions.asked(here.page)
    ]


def _how_to_reach(here: Here) -> str:
    if here.page.told.contact:
        return format_phone(here.page.told.contact.value)
    return _("No quiere que le contacten") if "contacto" in here.page.answered else ""


def _where(here: Here) -> str:
    country = here.page.told.corridor
    parts = (word(country, "report.country") if country else "", questions.place_of(here.page))
    return ", ".join(part for part in parts if part)


@router.get("/revisar", dependencies=_SEND)
def review(request: Request, session: DbSession, here: Reporting) -> Response:
    missing = questions.first_open(here.page)
    if missing is not None:
        return go(f"/denuncia/{missing}")
    rows = said(here, complaints.files_of_visit(session, here.visit.id))
    last = next(slug for slug in reversed(questions.asked(here.page)) if slug in here.page.answered)
    return show(request, "review", rows=rows, back=f"/denuncia/{last}")


@router.post("/send", dependencies=_SEND)
@computes
def send(request: Request, session: DbSession, actor: CurrentActor, form: ReportForm) -> Response:
    """Keep the report. In a rush each sender waits a little first; what was written stays. A second tap is shown the
    number like the first: without scripts the browser keeps only the last answer."""
    here = _unsent(current(request, session))
    if here is None:
        return go("/denuncia/numero")
    missing = questions.first_open(here.page)
    if missing is not None:
        return go(f"/denuncia/{missing}")
    until = here.page.not_before
    if until is None and is_crowded("complaint_send", _UNUSUAL):
        until = clock.now() + WAIT
    must_wait = until is not None and clock.now() < until
    # Slow: nobody waits for the one writer meanwhile.
    receipt = None if must_wait else receipts.new()
    with keeping_what_was_found(request, session) as keeping:
        # As it is by now: a second tap may have come first.
        here = _unsent(current(request, keeping, alone=True))
        if here is None:
            return go("/denuncia/numero")
        if receipt is None:
            here.page.not_before = until
            here.save(keeping)
            return go("/denuncia/espere")
        _keep(keeping, here, receipt)
    return go("/denuncia/numero")


def _unsent(here: Here | None) -> Here | None:
    """None when it was sent. Raises NoVisit."""
    if here is None:
        raise NoVisit()
    return here if here.visit.complaint_id is None else None


def _keep(session: Session, here: Here, receipt: Receipt) -> None:
    """The report as it stands in the visit, of which only the receipt stays there."""
    complaint, digits = service.send(
        session, _whole(here), language=i18n.language(), channel="web", receipt=receipt, visit=here.visit
    )
    here.visit.complaint_id = complaint.id
    here.page.told, here.page.receipt = (
        Told(in_danger=here.page.told.in_danger, kinds=here.page.told.kinds),
        digits,
    )
    here.page.who_shown = here.page.place_words = ""
    here.save(session)


def _whole(here: Here) -> Told:
    """With the place that no list knows, in the person's own words."""
    told = here.page.told.model_copy()
    if here.page.place_words and told.municipality is None:
        told.text = "\n\n".join(part for part in (told.text, f"[{here.page.place_words}]") if part)
    return told


@router.get("/espere", dependencies=_SEND)
def wait(request: Request, here: Reporting) -> Response:
    """Before the questions, or before it is sent."""
    to = questions.first_open(here.page)
    back = "/denuncia/revisar" if to is None else "/denuncia"
    return show(request, "wait", back=back, to=to, seconds=int(WAIT.total_seconds()))


@router.get("/numero", dependencies=_FOLLOW)
def number(request: Request, here: Back) -> Response:
    """The receipt, until it was typed back."""
    if here.page.receipt is None:
        return go("/denuncia/listo")
    return show(request, "receipt", groups=receipts.grouped(here.page.receipt).split(" "))


@router.get("/repetir", dependencies=_FOLLOW)
def ask_back(request: Request, here: Back) -> Response:
    if here.page.receipt is None:
        return go("/denuncia/listo")
    return show(request, "type_back", bound=None, back="/denuncia/numero")


@router.post("/repetir", dependencies=_FOLLOW)
def typed_back(request: Request, session: DbSession, form: ReportForm, here: Back) -> Response:
    if here.page.receipt is None:
        return go("/denuncia/listo")
    bound = bind(TypedBack, form)
    if bound.data is None:
        bound.errors["receipt"] = _("Escriba los 16 números.")
    elif receipts.read(bound.data.receipt) != here.page.receipt:
        bound.add("receipt", _("No es el mismo número. Vuelva a verlo y cópielo bien."))
    if bound.has_errors:
        return show(request, "type_back", bound=bound, back="/denuncia/numero")
    here.page.receipt = None
    here.save(session)
    return go("/denuncia/listo")


@router.get("/listo", dependencies=_FOLLOW)
def done(request: Request, session: DbSession, here: Back) -> Response:
    if here.page.receipt is not None:
        return go("/denuncia/numero")
    if here.visit.complaint_id is None:
        raise NotFound()
    complaint = service.whole(session, here.visit.complaint_id)
    return show(request, "done", complaint=complaint, places=places())
