"""Notes on a case and the thread with its agency."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import download, files_folder
from app.forms import Bound, carry_out
from app.guards import allow
from app.ministry import case_page, desk_forms
from app.pages import redirect
from registry.access import Permission
from registry.files.checks import MAX_BYTES
from registry.vetting import notes

router = APIRouter(prefix="/expedientes/{public_id}")
# Room for three files that are a little too large, so that they are refused in words beside their field.
BODY_BYTES = 4 * MAX_BYTES


def uploads_of(form: FormData, field: str = "file") -> list[tuple[str, bytes]]:
    """The files that were chosen: name and content, each cut where it is too large to be kept anyway."""
    chosen = [one for one in form.getlist(field) if isinstance(one, UploadFile) and one.filename]
    return [(one.filename or "", one.file.read(MAX_BYTES + 1)) for one in chosen]


@router.post("/note", dependencies=[allow(Permission.CASE_NOTE)])
def note(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = case_page.open_case(session, actor, public_id)
    bound = carry_out(
        session,
        desk_forms.Note,
        form,
        lambda sent: notes.write_note(session, actor, case, sent.note, audience=sent.audience),
    )
    return _after(request, session, actor, public_id, bound, "#notas")


@router.post("/message", dependencies=[allow(Permission.CASE_MESSAGE)], max_body_size=BODY_BYTES)
def message(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = case_page.open_case(session, actor, public_id)

    def act(sent: desk_forms.Message) -> None:
        notes.write_message(
            session,
            actor,
            case,
            sent.message,
            uploads=uploads_of(form),
            folder=files_folder(settings_of(request)),
        )
        notes.mark_read(session, actor, case)

    return _after(
        request, session, actor, public_id, carry_out(session, desk_forms.Message, form, act), "#mensajes"
    )


@router.post("/mark-read", dependencies=[allow(Permission.CASE_MESSAGE)])
def mark_read(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """What the agency wrote needs no answer."""
    case = case_page.open_case(session, actor, public_id)
    if case.officer_id == actor.account_id:
        notes.mark_read(session, actor, case)
    return redirect(request, session, case_page.address(case, "notas"))


def _after(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any], anchor: str
) -> Response:
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound, "notas")
    return redirect(request, session, f"/ministerio/expedientes/{public_id}?ver=notas{anchor}")


@router.get("/mensajes/archivos/{file_id}", dependencies=[allow(Permission.CASE_READ)])
def message_file(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, file_id: str
) -> Response:
    """A file of this thread and of no other."""
    case = case_page.open_case(session, actor, public_id)
    return download(settings_of(request), notes.file_of_thread(session, actor, case, file_id))
