"""/agencia/datos, /contactos, /personas, /reclutadores - what the agency says about itself, part by part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, Response

from app.agency import forms
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Permission
from registry.candidates.dpi import check_dpi
from registry.errors import NotFound
from registry.organisations import keeping, queries, service
from registry.organisations.identifiers import nit_holds
from registry.organisations.models import AgencyContact, AgencyParty, Recruiter

router = APIRouter(prefix="/agencia")
_READ = [allow(Permission.AGENCY_READ)]
_KEEP = [allow(Permission.AGENCY_KEEP)]
# Address of the list -> what one of its lines is.
_PARTS: dict[str, keeping.Part] = {
    "contactos": AgencyContact,
    "personas": AgencyParty,
    "reclutadores": Recruiter,
}


def _page(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    template: str,
    bound: Bound[Any] | None,
    **more: Any,
) -> HTMLResponse:
    agency = queries.own_agency(session, actor)
    return page(
        request,
        template,
        bound=bound,
        agency=agency,
        is_open=service.data_are_open(session, agency),
        **more,
    )


# ---------------------------------------------------------------- company


@router.get("/datos", dependencies=_READ)
def company_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _company(request, session, actor, None)


def _company(
    request: Request, session: DbSession, actor: CurrentActor, bound: Bound[forms.Company] | None
) -> HTMLResponse:
    agency = queries.own_agency(session, actor)
    return _page(
        request,
        session,
        actor,
        "agency/company.html",
        bound,
        places=forms.place_choices(),
        corridors=forms.corridor_choices(),
        nit_is_odd=bool(agency.nit) and not nit_holds(agency.nit or ""),
    )


@router.post("/datos", dependencies=_KEEP)
def keep(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    agency = queries.own_agency(session, actor)
    bound = bind(forms.Company, form)
    if bound.data is not None:
        data = bound.data.model_dump()
        trade_name = data.pop("trade_name")
        with attempt(session, bound):
            service.keep(
                session, actor, agency, data=data | {"trade_names": [trade_name] if trade_name else []}
            )
    if bound.has_errors:
        return _company(request, session, actor, bound)
    return redirect(request, session, "/agencia")


# ---------------------------------------------------------------- lists: contacts, people, recruiters


@router.get("/contactos", dependencies=_READ)
def contacts_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _contacts(request, session, actor, None)


def _contacts(
    request: Request, session: DbSession, actor: CurrentActor, bound: Bound[forms.Contact] | None
) -> HTMLResponse:
    return _page(request, session, actor, "agency/contacts.html", bound, kinds=forms.contact_choices())


@router.post("/contactos", dependencies=_KEEP)
def add_contact(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    agency = queries.own_agency(session, actor)
    bound = bind(forms.Contact, form)

    def add(sent: forms.Contact) -> None:
        service.add_contact(
            session, actor, agency, kind=sent.kind, value=sent.value, is_public=sent.is_public
        )

    return _add(request, session, actor, bound, add, _contacts, "/agencia/contactos")


@router.get("/personas", dependencies=_READ)
def people_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _people(request, session, actor, None)


def _people(
    request: Request, session: DbSession, actor: CurrentActor, bound: Bound[forms.Party] | None
) -> HTMLResponse:
    agency = queries.own_agency(session, actor)
    odd = {one.id for one in agency.parties if one.dpi and check_dpi(one.dpi).outcome != "ok"}
    return _page(request, session, actor, "agency/people.html", bound, roles=forms.role_choices(), odd=odd)


@router.post("/personas", dependencies=_KEEP)
def add_person(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    agency = queries.own_agency(session, actor)
    bound = bind(forms.Party, form)

    def add(sent: forms.Party) -> None:
        service.add_party(session, actor, agency, name=sent.name, role=sent.role, dpi=sent.dpi or None)

    return _add(request, session, actor, bound, add, _people, "/agencia/personas")


@router.get("/reclutadores", dependencies=_READ)
def recruiters_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _recruiters(request, session, actor, None)


def _recruiters(
    request: Request, session: DbSession, actor: CurrentActor, bound: Bound[forms.RecruiterName] | None
) -> HTMLResponse:
    return _page(request, session, actor, "agency/recruiters.html", bound)


@router.post("/reclutadores", dependencies=_KEEP)
def add_recruiter(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    agency = queries.own_agency(session, actor)
    bound = bind(forms.RecruiterName, form)

    def add(sent: forms.RecruiterName) -> None:
        service.add_recruiter(session, actor, agency, name=sent.name)

    return _add(request, session, actor, bound, add, _recruiters, "/agencia/reclutadores")


def _add(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    bound: Bound[Any],
    add: Callable[[Any], None],
    show: Callable[..., HTMLResponse],
    back: str,
) -> Response:
    """One line more, or the list again with what was typed and what is wrong with it."""
    data: FormModel | None = bound.data
    if data is not None:
        with attempt(session, bound):
            add(data)
    return show(request, session, actor, bound) if bound.has_errors else redirect(request, session, back)


@router.post("/{part}/{key}/remove", dependencies=_KEEP)
def remove(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    part: str,
    key: Annotated[int, Path(ge=1, lt=2**31)],
) -> Response:
    if part not in _PARTS:
        raise NotFound()
    keeping.remove(session, actor, queries.own_agency(session, actor), _PARTS[part], key)
    return redirect(request, session, f"/agencia/{part}")
