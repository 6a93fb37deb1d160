"""Coming back with the receipt: what became of it, messages both ways, more files, contact, threats, repayment."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Annotated, Any, Literal

from cryptography.fernet import InvalidToken
from fastapi import APIRouter, Path, Request
from pydantic import StringConstraints
from starlette.responses import Response

from app.deps import DbSession, computes, keeping_what_was_found
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import gettext as _
from app.public.report.questions import Amount, HowToReach, contact_values, read_contact
from app.public.report.visit import (
    BODY_BYTES,
    Back,
    Here,
    ReportForm,
    attach,
    current,
    files_said,
    folder_of,
    go,
    is_second_tap,
    keep_files,
    show,
    uploads,
)
from app.security import is_crowded
from registry import crypto
from registry.access import Permission
from registry.complaints import receipts, service, visits
from registry.complaints.models import Complaint, Remedy
from registry.complaints.told import Contact
from registry.complaints.visits import Page
from registry.errors import NotFound, NotPossible

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=999)]
_FOLLOW = [allow(Permission.COMPLAINT_FOLLOW)]
# Wrong receipts of everybody together. Beyond it each number waits before it is looked up; no address is asked for.
_GUESSING = "60/minute"
_WAIT_SECONDS, _WAIT_ENDS = 20, 3600


class Given(FormModel):
    receipt: Annotated[str, StringConstraints(max_length=60)]


class Message(FormModel):
    text: Annotated[str, StringConstraints(max_length=4000)] | None = None


class Repaid(FormModel):
    answer: Literal["yes", "part", "no"]
    amount: Amount | None = None
    text: Annotated[str, StringConstraints(max_length=2000)] | None = None


@router.get("/volver", dependencies=_FOLLOW)
def come_back(request: Request) -> Response:
    return show(request, "come_back", bound=None, ticket="")


@router.post("/volver", dependencies=_FOLLOW)
@computes
def open_it(request: Request, session: DbSession, form: ReportForm) -> Response:
    bound = bind(Given, form)
    digits = receipts.read(bound.data.receipt) if bound.data else None
    if digits is None:
        bound.errors["receipt"] = _("El número tiene 16 cifras. Escríbalas todas.")
        return show(request, "come_back", bound=bound, ticket="")
    if is_crowded("receipt_wrong", _GUESSING, counts=False) and not _has_waited(form, digits):
        return _come_later(request, bound, digits)
    try:
        complaint = service.by_receipt(session, digits)
    except NotPossible:
        return _come_later(request, bound, digits)
    if complaint is None:
        is_crowded("receipt_wrong", _GUESSING)
        bound.add("receipt", _("No hay una denuncia con ese número. Revise cada cifra."))
        return show(request, "come_back", bound=bound, ticket="")
    complaint_id = complaint.id
    with keeping_what_was_found(request, session) as keeping:
        before = current(request, keeping)
        if before is not None:
            visits.end(keeping, folder_of(request), before.visit)
        service.mark_read(service.whole(keeping, complaint_id))
        _visit, token = visits.start(keeping, Page(), complaint_id=complaint_id)
    return attach(request, go("/denuncia/hilo"), token)


def _come_later(request: Request, bound: Bound[Any], digits: str) -> Response:
    bound.add("receipt", _("Hay mucha gente ahora. Espere 20 segundos y toque Abrir otra vez."))
    return show(request, "come_back", bound=bound, ticket=_ticket(digits))


def _ticket(digits: str) -> str:
    """Since when this very number waits: sealed, kept by nobody but the page."""
    return crypto.encrypt_to_text(f"{int(time.time())} {crypto.keyed_hash('waiting', digits)}")


def _has_waited(form: Any, digits: str) -> bool:
    try:
        since, whose = crypto.decrypt_text(str(form.get("ticket", ""))).split()
    except (InvalidToken, ValueError):
        return False
    waited = int(time.time()) - int(since)
    return whose == crypto.keyed_hash("waiting", digits) and _WAIT_SECONDS <= waited <= _WAIT_ENDS


def _complaint(session: DbSession, here: Here) -> Complaint:
    # Until it was typed back the receipt comes first.
    if here.visit.complaint_id is None:
        raise NotFound()
    return service.whole(session, here.visit.complaint_id)


@router.get("/hilo", dependencies=_FOLLOW)
def read(request: Request, session: DbSession, here: Back) -> Response:
    return _thread(request, session, here, None)


def _thread(request: Request, session: DbSession, here: Here, bound: Bound[Any] | None) -> Response:
    complaint = _complaint(session, here)
    return show(
        request,
        "thread",
        bound=bound,
        complaint=complaint,
        files=files_said(complaint.files),
        asks_repaid=bool(complaint.fees) and not complaint.remedies,
        to_answer=_open_repayments(complaint),
    )


@router.post("/hilo/write", dependencies=_FOLLOW, max_body_size=BODY_BYTES)
def write(request: Request, session: DbSession, form: ReportForm, here: Back) -> Response:
    """A message, with or without pictures and voice notes."""
    bound = bind(Message, form)
    if bound.data is None:
        return _thread(request, session, here, bound)
    if is_second_tap(here, form):
        return go("/denuncia/hilo")
    complaint = _complaint(session, here)
    if bound.data.text or not uploads(form):
        with attempt(session, bound):
            service.write(session, complaint, bound.data.text or "")
    if not bound.has_errors:
        keep_files(session, folder_of(request), form, bound, complaint_id=complaint.id)
    if bound.has_errors:
        return _thread(request, session, here, bound)
    service.mark_read(complaint)
    here.save(session)
    return go("/denuncia/hilo")


@router.get("/hilo/amenaza", dependencies=_FOLLOW)
def ask_threat(request: Request, here: Back) -> Response:
    return show(request, "threat", bound=None, back="/denuncia/hilo")


@router.post("/hilo/amenaza", dependencies=_FOLLOW)
def threat(request: Request, session: DbSession, form: ReportForm, here: Back) -> Response:
    bound = bind(Message, form)
    if bound.data is not None and not is_second_tap(here, form):
        with attempt(session, bound):
            service.tell_threat(session, _complaint(session, here), bound.data.text or "")
    if bound.has_errors:
        return show(request, "threat", bound=bound, back="/denuncia/hilo")
    here.save(session)
    return go("/denuncia/hilo")


@router.get("/hilo/devolvieron", dependencies=_FOLLOW)
def ask_repaid(request: Request, session: DbSession, here: Back) -> Response:
    """While no repayment was planned; each planned one has its own page."""
    if _open_repayments(_complaint(session, here)):
        return go("/denuncia/hilo")
    return _repaid_page(request, None, None, None)


@router.post("/hilo/devolvieron", dependencies=_FOLLOW)
def repaid(request: Request, session: DbSession, form: ReportForm, here: Back) -> Response:
    complaint = _complaint(session, here)
    if _open_repayments(complaint):
        return go("/denuncia/hilo")
    return _tell_repaid(request, session, form, here, complaint, None, None)


@router.get("/hilo/devolvieron/{number}", dependencies=_FOLLOW)
def ask_one_repaid(request: Request, session: DbSession, here: Back, number: Number) -> Response:
    row = _open_repayments(_complaint(session, here)).get(number)
    return go("/denuncia/hilo") if row is None else _repaid_page(request, None, number, row)


@router.post("/hilo/devolvieron/{number}", dependencies=_FOLLOW)
def one_repaid(
    request: Request, session: DbSession, form: ReportForm, here: Back, number: Number
) -> Response:
    complaint = _complaint(session, here)
    row = _open_repayments(complaint).get(number)
    if row is None:
        return go("/denuncia/hilo")
    return _tell_repaid(request, session, form, here, complaint, number, row)


def _open_repayments(complaint: Complaint) -> dict[int, Remedy]:
    """Those that the worker has not said yes to, by their place among all."""
    return {
        place: one
        for place, one in enumerate(complaint.remedies, start=1)
        if one.state not in ("confirmed", "given_up")
    }


def _repaid_page(
    request: Request, bound: Bound[Any] | None, place: int | None, row: Remedy | None
) -> Response:
    return show(request, "repaid", bound=bound, place=place, repayment=row, back="/denuncia/hilo")


def _tell_repaid(
    request: Request,
    session: DbSession,
    form: Any,
    here: Here,
    complaint: Complaint,
    place: int | None,
    row: Remedy | None,
) -> Response:
    bound = bind(Repaid, form)
    if "answer" in bound.errors:
        bound.errors["answer"] = _("Diga si le devolvieron el dinero.")
    if bound.data is not None and not is_second_tap(here, form):
        sent = bound.data
        amount: Decimal | None = sent.amount if sent.answer != "no" else None
        with attempt(session, bound):
            service.tell_repaid(
                session, complaint, row, is_repaid=sent.answer == "yes", amount=amount, text=sent.text or ""
            )
    if bound.has_errors:
        return _repaid_page(request, bound, place, row)
    here.save(session)
    return go("/denuncia/hilo")


@router.get("/hilo/contacto", dependencies=_FOLLOW)
def ask_contact(request: Request, session: DbSession, here: Back) -> Response:
    complaint = _complaint(session, here)
    known = Contact.model_validate_json(complaint.contact) if complaint.contact else None
    return show(
        request, "thread_contact", bound=Bound(contact_values(known) or {"way": "no"}), back="/denuncia/hilo"
    )


@router.post("/hilo/contacto", dependencies=_FOLLOW)
def change_contact(request: Request, session: DbSession, form: ReportForm, here: Back) -> Response:
    bound = bind(HowToReach, form)
    if bound.data is not None and bound.data.way != "no" and not bound.data.value:
        bound.add("value", _("Escriba su número o su correo. O toque «No»."))
    if bound.has_errors:
        return show(request, "thread_contact", bound=bound, back="/denuncia/hilo")
    service.change_contact(session, _complaint(session, here), read_contact(bound.checked))
    here.save(session)
    return go("/denuncia/hilo")
