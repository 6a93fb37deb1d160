"""/agencia/jornadas - recruitment drives: announced before, in public, free for whoever comes."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.agency.forms import place_choices
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Reason, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission
from registry.drives import queries, service
from registry.organisations import queries as organisations
from registry.seeds.reference import municipalities
from registry.vacancies import queries as vacancies

router = APIRouter(prefix="/agencia/jornadas")
_ANNOUNCE = [allow(Permission.DRIVE_ANNOUNCE)]


class Announcement(FormModel):
    """`starts_at_time`: on the clock of Guatemala."""

    vacancy: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    municipality: Annotated[str, StringConstraints(min_length=1, max_length=4)]
    place: Annotated[str, StringConstraints(min_length=5, max_length=200)]
    starts_on: date
    starts_at_time: time


@router.get("", dependencies=_ANNOUNCE)
def list_drives(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _page(request, session, actor, None)


def _page(request: Request, session: Session, actor: Actor, bound: Bound[Any] | None) -> HTMLResponse:
    agency = organisations.own_agency(session, actor)
    return page(
        request,
        "agency/drives.html",
        bound=bound,
        agency=agency,
        drives=queries.of_agency(session, agency.id),
        vacancies=[
            (one.public_id, f"{one.number} · {one.title}")
            for one in vacancies.published(session, agency_id=agency.id)
        ],
        places=place_choices(),
        place_names=municipalities(),
        earliest=service.earliest(),
    )


@router.post("/announce", dependencies=_ANNOUNCE)
def announce(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    def act(sent: Announcement) -> None:
        service.announce(
            session,
            actor,
            organisations.own_agency(session, actor),
            vacancies.load(session, actor, sent.vacancy),
            municipality=sent.municipality,
            place=sent.place,
            starts_on=sent.starts_on,
            starts_at_time=sent.starts_at_time,
        )

    bound = carry_out(session, Announcement, form, act)
    if bound.has_errors:
        return _page(request, session, actor, bound)
    return redirect(request, session, "/agencia/jornadas")


@router.post("/{public_id}/cancel", dependencies=_ANNOUNCE)
def cancel(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    drive = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.cancel(session, actor, drive, reason=sent.reason)
    )
    if bound.has_errors:
        return _page(request, session, actor, bound)
    return redirect(request, session, "/agencia/jornadas")
