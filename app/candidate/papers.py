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
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import files_folder
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import page, redirect
from app.person_papers import as_download
from registry.access import Actor, Permission
from registry.candidates import queries as candidates
from registry.errors import Invalid
from registry.files.checks import MAX_BYTES
from registry.papers import service
from registry.papers.models import PaperKind

router = APIRouter(prefix="/mi/papeles")
# What can be helped by a better photo; everything else is refused for good.
_DOUBTS = ("picture_small", "picture_dark", "picture_blank", "picture_blurred", "pdf_blank")
_BODY_BYTES = MAX_BYTES + 64 * 1024


class Paper(FormModel):
    kind: PaperKind
    words: Annotated[str, StringConstraints(max_length=200)] | None = None
    is_sure: str | None = None


@router.get("", dependencies=[allow(Permission.PAPER_READ)])
def list_papers(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _page(request, session, actor, Bound())


@router.post("", dependencies=[allow(Permission.PAPER_SEND)], max_body_size=_BODY_BYTES)
def send(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(Paper, form)
    explain_missing(bound, {"kind": N_("Diga qué papel es.")})
    is_doubtful = False
    if bound.data is not None:
        with attempt(session, bound):
            try:
                _add(request, session, actor, bound.data, form)
            except Invalid as error:
                is_doubtful = error.code in _DOUBTS
                raise
    if bound.has_errors:
        return _page(request, session, actor, bound, is_doubtful=is_doubtful)
    return redirect(request, session, "/mi/papeles")


def _add(request: Request, session: Session, actor: Actor, sent: Paper, form: FormData) -> None:
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Invalid("paper_missing", field="file")
    service.add(
        session,
        actor,
        candidates.own(session, actor),
        files_folder(settings_of(request)),
        file.file.read(MAX_BYTES + 1),
        kind=sent.kind,
        words=sent.words,
        is_sure=sent.is_sure is not None,
    )


@router.get("/{public_id}", dependencies=[allow(Permission.PAPER_READ)])
def download(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    paper = service.find(session, actor, candidates.own(session, actor), public_id)
    return as_download(paper, service.read(files_folder(settings_of(request)), paper))


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
