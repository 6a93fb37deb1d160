"""/empleador/informes - a dated report on an agency, for whoever wants to work with it: page and JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import i18n
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.i18n import gettext as _
from app.pages import page, redirect
from app.words.agencies import colour, country_name
from registry.access import Actor, Permission
from registry.errors import Invalid
from registry.packets import queries, service
from registry.vacancies import queries as vacancies

router = APIRouter(prefix="/informes")
_MAKE = [allow(Permission.PACKET_MAKE)]


class Asked(FormModel):
    """`registry_no`: as it stands in the register. `vacancy`: one's own through that agency, or none."""

    registry_no: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    vacancy: Annotated[str, StringConstraints(max_length=20)] = ""


@router.get("", dependencies=_MAKE)
def list_packets(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _list(request, session, actor, None)


def _list(request: Request, session: Session, actor: Actor, bound: Bound[Any] | None) -> HTMLResponse:
    mine = [one for one in vacancies.visible_to(session, actor) if one.agency_id is not None]
    return page(
        request,
        "employer/packets/list.html",
        bound=bound,
        packets=queries.made_by(session, actor),
        vacancies=[(one.public_id, f"{one.number} · {one.title}") for one in mine],
    )


@router.post("/make", dependencies=_MAKE)
def make(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    made = []

    def act(sent: Asked) -> None:
        vacancy = vacancies.load(session, actor, sent.vacancy) if sent.vacancy else None
        agency = queries.agency_by_number(session, sent.registry_no)
        if agency is None:
            raise Invalid("agency_unknown", field="registry_no")
        if vacancy is not None and vacancy.agency_id != agency.id:
            raise Invalid("vacancy_of_another_agency", field="vacancy")
        made.append(service.make(session, actor, agency, vacancy))

    bound = carry_out(session, Asked, form, act)
    if bound.has_errors:
        return _list(request, session, actor, bound)
    return redirect(request, session, f"/empleador/informes/{made[0].public_id}")


@router.get("/{public_id}", dependencies=_MAKE)
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    packet = queries.load(session, actor, public_id)
    return page(
        request,
        "employer/packets/read.html",
        packet=packet,
        countries=[country_name(code) for code in packet.content["agency"]["corridors"]],
        day=_day,
        colour=colour,
    )


def _day(written: str | None) -> str:
    """A date of the packet in words."""
    return i18n.format_date(date.fromisoformat(written)) if written else _("no consta")


@router.get("/{public_id}/json", dependencies=_MAKE)
def as_json(session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    """The very bytes that the hash is of."""
    packet = queries.load(session, actor, public_id)
    return Response(
        queries.canonical(packet.content),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="informe-{packet.public_id}.json"'},
    )
