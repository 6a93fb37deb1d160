"""/mi/papeles - photos and PDFs of diplomas, letters and licences: sent from the telephone, seen, removed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from app import words
from app.candidate.questions.question import explain_missing
from app.deps import CurrentActor, DbSession, SentForm, computes, settings_of, writing
from app.downloads import files_folder
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import page, redirect
from app.person_papers import as_download
from app.security import TooMany, is_used_up
from registry.access import Actor, Permission
from registry.candidates import queries as candidates
from registry.errors import Invalid
from registry.files.ahead import Checked
from registry.files.checks import MAX_BYTES
from registry.papers import service
from registry.papers.models import PaperKind

router = APIRouter(prefix="/mi/papeles")
# What can be helped by a better photo; everything else is refused for good.
_DOUBTS = ("picture_small", "picture_dark", "picture_blank", "picture_blurred", "pdf_blank")
# Nobody has more papers than this; each picture costs the machine a second or so.
_RATE = "20/hour"
_BODY_BYTES = MAX_BYTES + 64 * 1024


class Paper(FormModel):
    kind: PaperKind
    words: Annotated[str, StringConstraints(max_length=200)] | None = None
    is_sure: str | None = None


@router.get("", dependencies=[allow(Permission.PAPER_READ)])
def list_papers(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _page(request, session, actor, Bound())


@router.post("", dependencies=[allow(Permission.PAPER_SEND)], max_body_size=_BODY_BYTES)
@computes
def send(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """The picture is looked at and made small while nobody waits for the writer."""
    bound = bind(Paper, form)
    explain_missing(bound, {"kind": N_("Diga qué papel es.")})
    if bound.data is None:
        return _page(request, session, actor, bound)
    if is_used_up("paper", _RATE, actor.pseudonym):
        raise TooMany()
    is_doubtful = False
    with attempt(session, bound):
        try:
            looked = service.look(_file(form), is_sure=bound.data.is_sure is not None)
        except Invalid as error:
            is_doubtful = error.code in _DOUBTS
            raise
    if bound.has_errors:
        return _page(request, session, actor, bound, is_doubtful=is_doubtful)
    with writing(request, session, form) as keeping:
        with attempt(keeping, bound):
            _add(request, keeping, actor, bound.data, looked)
        if not bound.error_list:
            return redirect(request, keeping, "/mi/papeles")
    return _page(request, session, actor, bound)


def _file(form: FormData) -> bytes:
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Invalid("paper_missing", field="file")
    return file.file.read(MAX_BYTES + 1)


def _add(request: Request, session: Session, actor: Actor, sent: Paper, looked: Checked) -> None:
    folder = files_folder(settings_of(request))
    person = candidates.own(session, actor)
    service.add(session, actor, person, folder, looked, kind=sent.kind, words=sent.words)


@router.get("/{public_id}", dependencies=[allow(Permission.PAPER_READ)])
def download(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    paper = service.find(session, actor, candidates.own(session, actor), public_id)
    return as_download(paper, service.read(files_folder(settings_of(request)), paper))


@router.get("/{public_id}/borrar", dependencies=[allow(Permission.PAPER_SEND)])
def remove_page(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    """Asks once more: what is deleted does not come back."""
    paper = service.find(session, actor, candidates.own(session, actor), public_id)
    return page(request, "candidate/papers/remove.html", paper=paper)


@router.post("/{public_id}/remove_paper", dependencies=[allow(Permission.PAPER_SEND)])
def remove(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    person = candidates.own(session, actor)
    paper = service.find(session, actor, person, public_id)
    service.remove(session, actor, person, files_folder(settings_of(request)), paper)
    return redirect(request, session, "/mi/papeles")


def _page(
    request: Request, session: Session, actor: Actor, bound: Bound[Any], *, is_doubtful: bool = False
) -> Response:
    papers = service.of_person(session, actor, candidates.own(session, actor))
    return page(
        request,
        "candidate/papers/list.html",
        bound=bound,
        papers=papers,
        kinds=words.choices("paper.kind", PaperKind),
        is_full=len(papers) >= service.MOST_PAPERS,
        is_doubtful=is_doubtful,
    )
