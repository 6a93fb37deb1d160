"""/ministerio/listas - the official lists of other countries: what is in force since when, reading a new file, and one
page per reading with what became of each row."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm, computes, writing
from app.forms import Bound, FormModel, attempt, bind, clean
from app.guards import allow
from app.pages import page, redirect
from app.words.vacancies import colour, note
from registry import clock, events
from registry.access import Permission, may
from registry.law.queries import in_force as law_in_force
from registry.lists import queries, reading, service
from registry.lists.kinds import KINDS, ListKind
from registry.lists.models import OfficialList
from registry.tables import Writer
from registry.vacancies import matches

router = APIRouter(prefix="/listas")
# Twenty times the largest list seen (640 KB of positive LMIAs).
_MOST_BYTES = 12_000_000
_BODY_BYTES = _MOST_BYTES + 1_000_000


class NewList(FormModel):
    kind: ListKind
    read_on: date


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind on the page: the reading in force, how old it is, and whether that is too old to count."""

    kind: ListKind
    official: OfficialList | None
    age: int | None
    is_old: bool
    readings: int


@router.get("", dependencies=[allow(Permission.OFFICIAL_LIST_READ)])
def list_kinds(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _kinds(request, session, actor, None)


def _kinds(
    request: Request, session: DbSession, actor: CurrentActor, bound: Bound[NewList] | None
) -> HTMLResponse:
    longest = _longest_age(session)
    return page(
        request,
        "ministry/lists/list.html",
        bound=bound,
        rows=[_row(session, kind, longest) for kind in ListKind],
        longest=longest,
        kinds=words.choices("list.kind", ListKind),
        today=clock.today(),
        may_import=may(actor, Permission.OFFICIAL_LIST_IMPORT),
    )


def _longest_age(session: DbSession) -> int | None:
    """Days a list counts, by the law in force today."""
    value = law_in_force(session).parameters["portal-list-age"].on(clock.today())
    return int(str(value.amount)) if value else None


def _row(session: DbSession, kind: ListKind, longest: int | None) -> KindRow:
    readings = queries.of_kind(session, kind)
    official = readings[0] if readings else None
    age = (clock.today() - official.seen_on).days if official else None
    return KindRow(
        kind, official, age, age is not None and longest is not None and age > longest, len(readings)
    )


@router.post("/import", dependencies=[allow(Permission.OFFICIAL_LIST_IMPORT)], max_body_size=_BODY_BYTES)
@computes
def import_list(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """The file is read, which takes seconds, while nobody waits for the writer."""
    bound = bind(NewList, form)
    name, data = _chosen(form, bound)
    if bound.data is None or bound.has_errors:
        return _kinds(request, session, actor, bound)
    sent = bound.data
    with attempt(session, bound):
        found = reading.read(sent.kind, name, data)
    if bound.errors:
        return _kinds(request, session, actor, bound)
    with writing(request, session, form) as keeping:
        with attempt(keeping, bound):
            loaded = service.load(keeping, actor, sent.kind, name, data, read_on=sent.read_on, found=found)
            if loaded.outcome != "same":
                matches.recheck_touched(keeping, actor, sent.kind)
        if not bound.error_list:
            address = f"/ministerio/listas/{loaded.official.public_id}?hecho={loaded.outcome}"
            return redirect(request, keeping, address)
    return _kinds(request, session, actor, bound)


def _chosen(form: FormData, bound: Bound[NewList]) -> tuple[str, bytes]:
    """Name and bytes of the file; what is wrong with it is an error of the form."""
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        bound.add("file", words.text_of("upload_missing"))
        return "", b""
    data = upload.file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        bound.add("file", words.text_of("list_too_large"))
    return clean(upload.filename)[-200:], data


@router.get("/{public_id}", dependencies=[allow(Permission.OFFICIAL_LIST_READ)])
def read_list(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    public_id: str,
    nombre: Annotated[str, Query(max_length=100)] = "",
    hecho: Annotated[str, Query(max_length=12)] = "",
) -> HTMLResponse:
    official = queries.load(session, actor, public_id)
    kind = ListKind(official.kind)
    readings = queries.of_kind(session, kind)
    is_in_force = readings[0].id == official.id
    return page(
        request,
        "ministry/lists/read.html",
        official=official,
        kind=KINDS[kind],
        is_in_force=is_in_force,
        others=[one for one in readings if one.id != official.id],
        parties=queries.parties(session, official, name=nombre.strip()),
        name=nombre,
        refused=[(row, note(why.code, why.args)) for row, why in queries.refused_of(official)],
        touched=matches.touched(session, KINDS[kind].country) if is_in_force and KINDS[kind].bars else [],
        history=events.of_record(session, "official_list", official.public_id),
        told=words.word(hecho, "list.outcome") if hecho in ("loaded", "confirmed", "same") else "",
        colour=colour,
    )


@router.get("/{public_id}/informe.csv", dependencies=[allow(Permission.OFFICIAL_LIST_READ)])
def report(session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    """Every row with what became of it, as the command writes it."""
    official = queries.load(session, actor, public_id)
    out = io.StringIO()
    writer = Writer(out)
    writer.row(["row", "outcome", "reason"])
    for row, outcome, notes in service.report(session, service.Loaded(official, "loaded")):
        reasons = " ".join(note(one.code, one.args) for one in notes)
        writer.row([row, outcome, reasons])
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{official.kind}-{official.read_on}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
