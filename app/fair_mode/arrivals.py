"""What comes in from fair mode: the key of a device, one record at a time, a saved copy; and the slips to print."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse, Response

from app.candidate.questions.question import explain_missing
from app.candidate.slip import slip
from app.centre import forms
from app.centre.people import masked_name
from app.deps import CurrentActor, DbSession, SentForm, computes, database_of, read_form, settings_of
from app.fair_mode.record import facts_of, record_form
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import page
from app.security import keep_storage, limit
from app.words import text_of
from registry.access import Actor, Permission
from registry.deliveries import copies, queries, service
from registry.deliveries.models import FairDelivery, FairDevice
from registry.deliveries.service import Parcel

router = APIRouter(prefix="/feria")
_REGISTER = [allow(Permission.CANDIDATE_REGISTER)]
_COPY_BYTES = 4 * 1024 * 1024
# Half a second of writing, so that the web can write in between.
_AT_ONCE = 20
_PREFIX = 3
_MISSING = forms.MISSING | {"confirmed_on": N_("Diga dónde confirmó la persona sus datos.")}
Typed = Annotated[FormData, Depends(read_form, scope="function")]


class Envelope(FormModel):
    """What a device says of a record, beside the answers."""

    device: str
    record_id: str = Field(pattern=copies.RECORD_ID)
    local_number: str = Field(pattern=copies.LOCAL_NUMBER)
    typed_at: AwareDatetime


@router.post("/llave", dependencies=[*_REGISTER, limit("fair_key", "60/minute")])
def key(request: Request, session: DbSession, actor: CurrentActor, form: Typed) -> Response:
    """The key of the queue: of a new device, or again of one of the same account."""
    known = str(form.get("device") or "")
    device = service.open_device(session, actor, known) if known else service.prepare_device(session, actor)
    prefix = device.public_id[:_PREFIX].upper()
    response = JSONResponse({"device": device.public_id, "key": device.key, "prefix": prefix})
    keep_storage(request, response)
    return response


@router.post("/entregas", dependencies=[*_REGISTER, limit("fair_delivery", "1200/minute")])
def deliver(request: Request, session: DbSession, actor: CurrentActor, form: Typed) -> Response:
    """One record. The same one may come again, when an answer got lost: it is answered as the first time.

    The record's id says which it is, so no token of a form is kept.
    """
    envelope = bind(Envelope, form)
    if envelope.data is None:
        return JSONResponse({"outcome": "unreadable"}, status_code=422)
    device = queries.load_device(session, actor, envelope.data.device)
    sent = envelope.data
    delivery, bound = _deliver(
        request, session, actor, device, sent.record_id, sent.local_number, sent.typed_at, form, "network"
    )
    if delivery is None:
        errors = [{"field": field, "message": message} for field, message in bound.error_list]
        return JSONResponse({"outcome": "refused", "errors": errors})
    # No code: it would lie open on the device. Slips are printed from /feria/hojas.
    return JSONResponse({"outcome": delivery.outcome})


@router.get("/copia", dependencies=_REGISTER)
def copy_page(request: Request, actor: CurrentActor) -> Response:
    return page(request, "fair_mode/copy.html", bound=Bound(), results=None)


@router.post("/copia", dependencies=_REGISTER, max_body_size=_COPY_BYTES)
@computes
def import_copy(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """Each record of a saved file, as if its device had sent it: what had arrived before is not registered again, so
    the file may be brought again when something failed in the middle."""
    bound: Bound[Any] = Bound()
    brought: tuple[FairDevice, list[copies.Opened]] | None = None
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        bound.add("file", text_of("copy_missing"))
    else:
        with attempt(session, bound):
            brought = copies.read_copy(session, actor, file.file.read(_COPY_BYTES))
    results: list[tuple[str, FairDelivery | None, list[str]]] = []
    # What was being read ends here, as nothing more is asked of it.
    session.commit()
    if brought is not None:
        device, records = brought
        for start in range(0, len(records), _AT_ONCE):
            results += _store(request, actor, device, records[start : start + _AT_ONCE])
    return page(request, "fair_mode/copy.html", bound=bound, results=None if bound.has_errors else results)


def _store(
    request: Request, actor: Actor, device: FairDevice, records: list[copies.Opened]
) -> list[tuple[str, FairDelivery | None, list[str]]]:
    """Some records of a copy, stored together."""
    stored: list[tuple[str, FairDelivery | None, list[str]]] = []
    with database_of(request).session(write=True) as session:
        for one in records:
            delivery, bound = _deliver(
                request, session, actor, device, one.record_id, one.local_number, one.typed_at,
                FormData([*one.fields]), "copy",
            )  # fmt: skip
            stored.append((one.local_number, delivery, list(bound.errors.values())))
        session.commit()
    return stored


@router.get("/hojas", dependencies=_REGISTER)
def delivered(request: Request, session: DbSession, actor: CurrentActor, numero: str = "") -> Response:
    """What arrived, by the number that people took home."""
    found = queries.delivered(session, actor, local_number=numero[:12])
    rows = [(one, candidate, masked_name(candidate)) for one, candidate in found]
    can_print = len(queries.to_print(session, actor))
    return page(request, "fair_mode/delivered.html", rows=rows, numero=numero[:12], can_print=can_print)


@router.get("/hojas/imprimir", dependencies=_REGISTER)
def print_slips(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    """All slips of the last half hour, one sheet each: as long as who registered them may read who they are."""
    sheets = [slip(request, session, one) for one in queries.to_print(session, actor)]
    return page(request, "fair_mode/slips.html", sheets=sheets, paper="a6")


def _deliver(
    request: Request,
    session: Session,
    actor: Actor,
    device: FairDevice,
    record_id: str,
    local_number: str,
    typed_at: datetime,
    fields: FormData,
    came_by: Literal["network", "copy"],
) -> tuple[FairDelivery | None, Bound[Any]]:
    """The delivery, or None and what is wrong with which field."""
    before = queries.arrived(session, actor, record_id)
    if before is not None:
        return before, Bound()
    bound = bind(record_form(), fields)
    explain_missing(bound, _MISSING)
    delivery = None
    if bound.data is not None:
        with attempt(session, bound):
            parcel = Parcel(record_id, local_number, typed_at, bound.data.confirmed_on, came_by)
            is_demo = settings_of(request).is_demo
            delivery = service.deliver(
                session, actor, device, parcel, facts_of(bound.data), is_fictitious=is_demo
            )
    return delivery, bound
