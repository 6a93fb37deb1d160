"""/empleador - where the employer stands, and what to do next."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app.checklists import pressing_rows
from app.deps import CurrentActor, DbSession
from app.employer.timelines import address
from app.guards import allow
from app.pages import page
from registry.access import Permission, Role
from registry.fairs import queries as fairs
from registry.organisations import employers
from registry.vacancies import queries

router = APIRouter()


@router.get("", dependencies=[allow(Permission.VACANCY_READ)])
def home(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    vacancies = queries.visible_to(session, actor)
    return page(
        request,
        "employer/home.html",
        employer=employers.own(session, actor) if actor.role is Role.EMPLOYER else None,
        is_new=not vacancies,
        may_write=bool(employers.written_for_by(session, actor)),
        pressing=pressing_rows(session, actor, address),
        to_correct=[one for one in vacancies if one.state == "returned"],
        drafts=[one for one in vacancies if one.state == "draft"],
        in_review=[one for one in vacancies if one.state == "in_review"],
        invitations=sum(one.state == "invited" for one in fairs.of_employer(session, actor)),
        live=[one for one in vacancies if one.state == "published"],
    )
