"""Lists that an agency keeps about itself: each page shows one list and the form that adds a line to it.

A line ends or is taken out by its own button; registry/organisations/keeping.py says which, and when.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from app.agency import typed
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission
from registry.errors import NotFound
from registry.files.checks import MAX_BYTES
from registry.organisations import keeping, queries
from registry.organisations.models import Agency, Bond, Certificate
from registry.vetting import queries as vetting

# Room for a file that is a little too large, so that it is refused in words beside its field.
BODY_BYTES = 3 * MAX_BYTES
READ = [allow(Permission.AGENCY_READ)]
KEEP = [allow(Permission.AGENCY_KEEP)]
Key = Annotated[int, Path(ge=1, lt=2**31)]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a line is made from."""

    request: Request
    session: Session
    actor: Actor
    agency: Agency
    form: FormData


@dataclass(frozen=True, slots=True)
class Part:
    """One list. `add` makes a line from a checked form; `more` gives the template what it needs beside the agency."""

    name: str
    template: str
    form: type[FormModel]
    row: keeping.Part
    add: Callable[[Sent, Any], object]
    more: Callable[[Session, Agency], dict[str, Any]]
    takes_file: bool = False

    @property
    def path(self) -> str:
        return f"/agencia/{self.name}"


PARTS: dict[str, Part] = {}


def serve(router: APIRouter, part: Part) -> None:
    """The page of a list, and the form that adds a line."""
    PARTS[part.name] = part
    limit = BODY_BYTES if part.takes_file else None

    @router.get(f"/{part.name}", dependencies=READ)
    def show(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
        agency = queries.own_agency(session, actor)
        return _page(request, session, agency, part, typed.recall(session, agency, request))

    @router.post(f"/{part.name}", dependencies=KEEP, max_body_size=limit)
    def add(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
        agency = queries.own_agency(session, actor)
        bound = bind(part.form, form)
        if typed.wants_later(form):
            typed.remember(session, actor, agency, request, bound)
            return redirect(request, session, "/agencia")
        if bound.data is not None:
            with attempt(session, bound):
                part.add(Sent(request, session, actor, agency, form), bound.data)
        if bound.has_errors:
            typed.remember(session, actor, agency, request, bound)
            return _page(request, session, queries.own_agency(session, actor), part, bound)
        typed.forget(session, agency, request)
        return redirect(request, session, part.path)


def _page(
    request: Request, session: Session, agency: Agency, part: Part, bound: Bound[Any] | None
) -> HTMLResponse:
    return page(
        request,
        part.template,
        bound=bound,
        agency=agency,
        is_open=(keeping.papers_are_open if part.row in (Bond, Certificate) else keeping.facts_are_open)(
            session, agency
        ),
        on_show=keeping.is_on_show(agency),
        ends=vetting.was_ever_submitted(session, agency.id),
        **part.more(session, agency),
    )


router = APIRouter(prefix="/agencia")


@router.post("/{part}/{key}/remove", dependencies=KEEP)
def remove(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, part: str, key: Key
) -> Response:
    if part not in PARTS:
        raise NotFound()
    found = PARTS[part]
    agency = queries.own_agency(session, actor)
    bound: Bound[Any] = Bound()
    with attempt(session, bound):
        keeping.remove(session, actor, agency, found.row, key)
    if bound.has_errors:
        return _page(request, session, queries.own_agency(session, actor), found, bound)
    return redirect(request, session, found.path)
