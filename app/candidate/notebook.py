"""Where answers are kept while they are given: a draft under a random cookie, saved after every page.

Two kinds with one face. `RegistrationNotebook` fills a draft until it is sent. `CorrectionNotebook` writes what a
signed-in person changes straight to their record, and keeps a draft only while a change has a second half (a new
department without its municipality, a new language without its level).
"""

from __future__ import annotations

from typing import Annotated, Protocol

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.candidate.questions import ORDER
from app.config import Settings
from app.deps import CurrentActor, DbSession, settings_of
from app.pages import AlreadySent, give_cookie
from registry.access import Actor
from registry.candidates import drafts, queries, service
from registry.candidates.drafts import Answers
from registry.candidates.models import Candidate, RegistrationDraft

REGISTRATION, CORRECTION = "registro", "correccion"


class Notebook(Protocol):
    """base: the address the questions lie under; review: where a changed answer leads."""

    answers: Answers
    base: str
    review: str
    is_correction: bool

    def save(self, session: Session, actor: Actor) -> None:
        """Keep the answers. Raises Invalid when a record cannot hold them."""

    def attach(self, response: Response) -> None:
        """Hand the browser what it needs to find the answers again."""


class RegistrationNotebook:
    base = "/registro"
    review = "/registro/revisar"
    is_correction = False

    def __init__(self, token: str, answers: Answers, draft: RegistrationDraft | None) -> None:
        self.token = token
        self.answers = answers
        self.draft = draft

    def save(self, session: Session, actor: Actor) -> None:
        if self.draft is None:
            self.draft, _token = drafts.start(session, self.answers, self.token)
        else:
            drafts.save(session, self.draft, self.answers)

    def attach(self, response: Response) -> None:
        """The cookie was set with the consent."""


class CorrectionNotebook:
    base = "/mi/datos"
    review = "/mi/datos"
    is_correction = True

    def __init__(self, request: Request, session: Session, candidate: Candidate) -> None:
        self.request = request
        self.candidate = candidate
        self.token = request.cookies.get(cookie_name(settings_of(request), CORRECTION))
        self.draft = drafts.find(session, self.token) if self.token else None
        held = drafts.answers_of(self.draft) if self.draft is not None else None
        if held is None or held.of_candidate != candidate.public_id:
            self.draft = self.token = None
            held = answers_held(candidate)
        self.answers = held

    def save(self, session: Session, actor: Actor) -> None:
        facts = self.answers.facts
        is_whole = all(one.level for one in facts.languages) and not (
            self.answers.department and not facts.municipality
        )
        if is_whole:
            service.correct(session, actor, self.candidate, facts)
            if self.token:
                drafts.forget(session, self.token)
        elif self.draft is not None:
            drafts.save(session, self.draft, self.answers)
        else:
            self.draft, self.token = drafts.start(session, self.answers)

    def attach(self, response: Response) -> None:
        if self.token:
            give_cookie(
                self.request, response, cookie_name(settings_of(self.request), CORRECTION), self.token
            )


def answers_held(candidate: Candidate) -> Answers:
    """What the record holds, as answers: everything was asked once. Work, skills and languages must be loaded."""
    return Answers(
        facts=service.facts_held(candidate),
        of_candidate=candidate.public_id,
        answered=list(ORDER),
        has_no_dpi=candidate.dpi is None,
        has_no_phone=candidate.phone is None,
    )


class NoAnswers(AlreadySent):
    """Nothing is kept for this browser, or it was sent: to the start, which says so."""

    def __init__(self) -> None:
        super().__init__("/registro?sin-respuestas=1")


def open_registration(request: Request, session: Session) -> RegistrationNotebook | None:
    """The answers this browser has given; None when there are none, or they were sent."""
    token = token_of(request)
    draft = drafts.find(session, token, alone=request.method == "POST")
    if draft is None or draft.candidate_id is not None:
        return None
    notebook = RegistrationNotebook(token, drafts.answers_of(draft), draft)
    # The corrections of a record open under their own address, to who may read it.
    return notebook if notebook.answers.of_candidate is None else None


def current_notebook(request: Request, session: DbSession, actor: CurrentActor) -> Notebook:
    """The notebook of this address: corrections under /mi, a registration elsewhere. Raises NoAnswers."""
    if request.url.path.startswith(f"{CorrectionNotebook.base}/"):
        return CorrectionNotebook(request, session, queries.own(session, actor))
    notebook = open_registration(request, session)
    if notebook is not None:
        return notebook
    agreed = drafts.begun(token_of(request))
    if agreed is None or request.url.path != f"{RegistrationNotebook.base}/{ORDER[0]}":
        raise NoAnswers()
    return RegistrationNotebook(token_of(request), agreed, draft=None)


def token_of(request: Request) -> str:
    """What finds the registration of this browser; empty when it has begun none."""
    return request.cookies.get(cookie_name(settings_of(request), REGISTRATION), "")


CurrentNotebook = Annotated[Notebook, Depends(current_notebook)]


def cookie_name(settings: Settings, name: str) -> str:
    # The __Host- prefix needs Secure, which a browser refuses on plain http (the demo on loopback).
    return f"__Host-{name}" if settings.is_https else name


def clear_cookie(response: Response, settings: Settings, name: str) -> None:
    response.delete_cookie(cookie_name(settings, name), path="/", secure=settings.is_https, httponly=True)
