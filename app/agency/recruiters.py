"""/agencia/reclutadores, /carnes - recruiters and sub-agents, their photographs, and the list of cards."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.agency import forms
from app.agency.files import chosen
from app.agency.lists import BODY_BYTES, KEEP, READ, Key, Part, Sent, serve
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import files_folder
from app.forms import Bound, attempt, bind
from app.pages import page, redirect
from app.words import text_of
from registry.errors import NotFound
from registry.organisations import photos, queries, service
from registry.organisations.models import Agency, Recruiter
from registry.organisations.states import IN_GOOD_STANDING
from registry.seeds.reference import municipalities

router = APIRouter(prefix="/agencia")


def _add(sent: Sent, data: forms.RecruiterForm) -> None:
    service.add_recruiter(
        sent.session,
        sent.actor,
        sent.agency,
        name=data.name,
        kind=data.kind,
        dpi=data.dpi or None,
        municipality=data.municipality or None,
        pay_terms=data.pay_terms or None,
        trained_on=data.trained_on,
    )


def _more(_session: Session, agency: Agency) -> dict[str, Any]:
    return {
        "kinds": forms.recruiter_choices(),
        "places": forms.place_choices(),
        "place_names": {code: one.name for code, one in municipalities().items()},
        "rows": sorted(agency.recruiters, key=lambda one: (one.until is not None, one.id)),
        "is_good": agency.state in IN_GOOD_STANDING,
    }


serve(router, Part("reclutadores", "agency/recruiters.html", forms.RecruiterForm, Recruiter, _add, _more))


def _recruiter(session: Session, agency: Agency, key: int) -> Recruiter:
    found = next((one for one in agency.recruiters if one.id == key and one.is_current), None)
    if found is None:
        raise NotFound()
    return found


@router.get("/reclutadores/{key}/foto", dependencies=READ)
def photo_page(request: Request, session: DbSession, actor: CurrentActor, key: Key) -> HTMLResponse:
    agency = queries.own_agency(session, actor)
    return _photo(request, agency, _recruiter(session, agency, key), None)


def _photo(request: Request, agency: Agency, recruiter: Recruiter, bound: Bound[Any] | None) -> HTMLResponse:
    return page(request, "agency/photo.html", bound=bound, agency=agency, recruiter=recruiter)


@router.post("/reclutadores/{key}/foto", dependencies=KEEP, max_body_size=BODY_BYTES)
def give_photo(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, key: Key
) -> Response:
    agency = queries.own_agency(session, actor)
    recruiter = _recruiter(session, agency, key)
    bound = bind(forms.Photo, form)
    files = chosen(form)
    if not files:
        bound.add("file", text_of("upload_missing"))
    else:
        with attempt(session, bound):
            folder = files_folder(settings_of(request))
            photos.give(session, actor, agency, recruiter, files[0][1], folder=folder)
    if bound.has_errors:
        return _photo(request, agency, recruiter, bound)
    return redirect(request, session, "/agencia/reclutadores")


@router.get("/carnes", dependencies=READ)
def cards(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """Everybody with a card: photograph, number, until when, and whether it is worth anything today."""
    agency = queries.own_agency(session, actor)
    return page(
        request,
        "agency/cards.html",
        agency=agency,
        rows=[one for one in agency.recruiters if one.card_no and one.is_current],
        is_good=agency.state in IN_GOOD_STANDING,
    )
