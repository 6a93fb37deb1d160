"""/centro/personas/ID/pruebas - a passed practical test is written down here; another person issues the certificate.
And /centro/personas/ID/papeles - the diplomas and letters that a person sent, looked at with them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n
from app.credentials import row
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import files_folder
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.person_papers import as_download
from registry.access import Actor, Permission
from registry.candidates import identity
from registry.candidates import queries as candidates
from registry.candidates.models import Candidate
from registry.certificates import achievements, queries, service
from registry.errors import NotFound
from registry.papers import service as papers

router = APIRouter(prefix="/centro/personas/{public_id}")
_ASSESS = [allow(Permission.CERTIFICATE_ASSESS)]
_PAPERS = [allow(Permission.PAPER_READ)]
MINISTRY = "ministry"


class PracticalTest(FormModel):
    achievement: str
    training_centre: str = MINISTRY
    tested_on: date
    evaluators: Annotated[str, StringConstraints(max_length=600)]
    met: list[str] = []
    reason: Annotated[str, StringConstraints(min_length=3, max_length=500)]


def _person(session: Session, actor: Actor, public_id: str) -> Candidate:
    """Only with their identity open: who stands there, and why it is looked at, is known."""
    person = candidates.load(session, actor, public_id)
    if not identity.may_read_identity(session, actor, person):
        raise NotFound()
    return person


@router.get("/pruebas", dependencies=_ASSESS)
def list_tests(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, prueba: str = ""
) -> Response:
    person = _person(session, actor, public_id)
    return _page(request, session, person, prueba, Bound({"achievement": prueba}))


@router.post("/pruebas", dependencies=_ASSESS)
def record(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    person = _person(session, actor, public_id)
    bound = carry_out(session, PracticalTest, form, lambda sent: _record(session, actor, person, sent))
    if bound.has_errors:
        return _page(request, session, person, str(bound.value("achievement")), bound)
    return redirect(request, session, f"/centro/personas/{person.public_id}/pruebas")


def _record(session: Session, actor: Actor, person: Candidate, sent: PracticalTest) -> None:
    told = achievements.every().get(sent.achievement)
    centre = None if sent.training_centre == MINISTRY else queries.load_centre(session, sent.training_centre)
    service.record_test(
        session,
        actor,
        person,
        achievement=sent.achievement,
        training_centre=centre,
        tested_on=sent.tested_on,
        evaluators=sent.evaluators.split("\n"),
        met={one.id: one.id in sent.met for one in told.criteria} if told else {},
        reason=sent.reason,
    )


def _page(request: Request, session: Session, person: Candidate, code: str, bound: Bound[Any]) -> Response:
    language = i18n.language()
    chosen = achievements.every().get(code)
    criteria = [(one.id, one.en if language == "en" else one.es) for one in chosen.criteria] if chosen else []
    centres = [(one.public_id, one.name) for one in queries.centres(session, approved_only=True)]
    return page(
        request,
        "centre/person/tests.html",
        bound=bound,
        person=person,
        name=f"{person.given_names} {person.surnames}",
        rows=[row(one) for one in queries.of_person(session, person.id)],
        choices=[(one.id, one.name(language)) for one in achievements.every().values()],
        chosen=chosen,
        chosen_name=chosen.name(language) if chosen else "",
        criteria=criteria,
        centres=centres,
    )


@router.get("/papeles", dependencies=_PAPERS)
def list_papers(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    person = _person(session, actor, public_id)
    return page(
        request,
        "centre/person/papers.html",
        person=person,
        name=f"{person.given_names} {person.surnames}",
        papers=papers.of_person(session, actor, person),
    )


@router.post("/papeles/{paper_id}/read_paper", dependencies=_PAPERS)
def read_paper(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, paper_id: str
) -> Response:
    """A POST: opening a paper is written in the log, and the person sees it."""
    person = _person(session, actor, public_id)
    paper = papers.find(session, actor, person, paper_id)
    papers.note_read(session, actor, person, paper)
    return as_download(paper, papers.read(files_folder(settings_of(request)), paper))
