"""A reporter's visit on the web: its cookie, its forms, and the frame of every page.

Forms are read without remembering their token (app/deps.py would keep it with its second): the last one stands sealed
in the visit, which is enough for a second tap. Uploads stay in memory, so that nothing touches the disk in clear.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.config import Settings
from app.deps import CurrentActor, DbSession, files_of, settings_of
from app.forms import Bound, attempt
from app.i18n import ngettext
from app.pages import FORM_TOKEN, AlreadySent, page, put_cookie
from app.security import leave_nothing
from registry import clock
from registry.complaints import attachments, visits
from registry.complaints.kinds import FileKind
from registry.complaints.models import ComplaintFile, Visit
from registry.files import ahead
from registry.files.legible import look_ahead

# A picture or a voice note, and room to refuse a larger one in words.
BODY_BYTES = 2 * attachments.MAX_BYTES

# In a rush each one waits so long, before the questions or before it is sent; nobody is refused.
WAIT = timedelta(seconds=45)
_WHILE_WAITING = "/denuncia/espere"


class InMemory(MultiPartParser):
    """Uploads of these pages are never written to a temporary file."""

    spool_max_size = BODY_BYTES


class Here:
    """The visit of this browser. `page`: what it holds; save it after a change."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page = visits.content_of(visit)

    def save(self, session: Session) -> None:
        visits.save(session, self.visit, self.page)


class NoVisit(AlreadySent):
    """There is nothing to go on with: to the start, which says so."""

    def __init__(self) -> None:
        super().__init__("/denuncia?sin-respuestas=1")


def cookie_name(settings: Settings) -> str:
    return "__Host-aviso" if settings.is_https else "aviso"


def current(request: Request, session: Session, *, alone: bool = False) -> Here | None:
    token = request.cookies.get(cookie_name(settings_of(request)))
    visit = visits.find(session, token, alone=alone) if token else None
    return Here(visit) if visit is not None else None


def reporting(request: Request, session: DbSession, actor: CurrentActor) -> Here:
    """A report on its way. Raises NoVisit; AlreadySent to the page that waits, while a rush makes this one wait."""
    here = current(request, session)
    if here is None or here.visit.complaint_id is not None:
        raise NoVisit()
    until = here.page.not_before
    if until is not None and clock.now() < until and request.url.path != _WHILE_WAITING:
        raise AlreadySent(_WHILE_WAITING)
    return here


def come_back(request: Request, session: DbSession, actor: CurrentActor) -> Here:
    """A complaint that was sent here or opened with its receipt. Raises NoVisit."""
    here = current(request, session)
    if here is None or here.visit.complaint_id is None:
        raise NoVisit()
    return here


Reporting = Annotated[Here, Depends(reporting)]
Back = Annotated[Here, Depends(come_back)]


async def _read(request: Request, session: DbSession) -> AsyncIterator[FormData]:
    """What was sent. Pictures are written again here, before anything was written that others would wait for."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        try:
            form = await InMemory(request.headers, request.stream(), max_files=4, max_fields=100).parse()
        except MultiPartException:
            raise HTTPException(400) from None
    else:
        form = await request.form(max_fields=100)
    pictures = files_of(form, attachments.MAX_BYTES)
    try:
        if pictures:
            await run_in_threadpool(session.commit)
            await run_in_threadpool(look_ahead, pictures)
        yield form
    finally:
        ahead.forget(pictures)
        await form.close()


ReportForm = Annotated[FormData, Depends(_read, scope="function")]


def is_second_tap(here: Here, form: FormData) -> bool:
    """True for a form that was carried out before; else it is remembered, and saved with the answers."""
    mark = str(form.get(FORM_TOKEN, ""))[:64]
    if mark and mark == here.page.last_form:
        return True
    here.page.last_form = mark
    return False


def uploads(form: FormData) -> list[tuple[str, bytes]]:
    """Field and bytes of every file chosen: `voice` and `file` are two doors to the same place."""
    return [
        (field, one.file.read())
        for field in ("voice", "file")
        for one in form.getlist(field)
        if isinstance(one, UploadFile) and one.filename
    ]


def keep_files(
    session: Session,
    folder: Path,
    form: FormData,
    bound: Bound[Any],
    *,
    visit_id: int | None = None,
    complaint_id: int | None = None,
) -> None:
    """Keep the pictures and voice notes of a form; what cannot be taken is said beside its own field."""
    for field, data in uploads(form):
        tried: Bound[Any] = Bound()
        with attempt(session, tried):
            attachments.add(session, folder, data, visit_id=visit_id, complaint_id=complaint_id)
        for message in tried.errors.values():
            bound.add(field, message)


def files_said(files: Sequence[ComplaintFile]) -> str:
    """ "2 fotos, 1 nota de voz"; empty without any."""
    voices = sum(file.kind == FileKind.VOICE for file in files)
    pictures = len(files) - voices
    parts = (
        [ngettext("%(count)s foto", "%(count)s fotos", pictures) % {"count": pictures}] if pictures else []
    )
    if voices:
        said = ngettext("%(count)s nota de voz", "%(count)s notas de voz", voices)
        parts.append(said % {"count": voices})
    return ", ".join(parts)


def folder_of(request: Request) -> Path:
    return settings_of(request).data_dir


def show(request: Request, template: str, **context: Any) -> HTMLResponse:
    """A page of these: no menu, nobody's name, no number of the page, although somebody may be signed in."""
    return page(request, f"public/report/{template}.html", user=None, nav=[], request_id="", **context)


def go(location: str) -> Response:
    """After a form, to one of our own addresses."""
    return RedirectResponse(location, status_code=303)


def attach(request: Request, response: Response, token: str) -> Response:
    put_cookie(request, response, cookie_name(settings_of(request)), token)
    return response


def leave(request: Request, location: str) -> Response:
    """Take the cookie away and tell the browser to keep nothing of these pages."""
    settings = settings_of(request)
    response = RedirectResponse(location, status_code=303)
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.is_https, httponly=True)
    leave_nothing(request, response)
    return response
