"""/agencia/datos, /oficina, /contactos, /personas, /sucursales, /cuentas - who the agency is, and where."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.agency import forms, typed
from app.agency.lists import KEEP, READ, Part, Sent, serve
from app.collisions import collide
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, attempt, bind
from app.pages import page, redirect
from registry.candidates.dpi import check_dpi
from registry.organisations import keeping, papers, queries, service, variation
from registry.organisations.identifiers import nit_holds
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Branch
from registry.seeds.reference import municipalities

router = APIRouter(prefix="/agencia")


# ---------------------------------------------------------------- company


@router.get("/datos", dependencies=READ)
def company_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    agency = queries.own_agency(session, actor)
    return _company(request, session, agency, typed.recall(session, agency, request))


def _stored(agency: Agency) -> dict[str, Any]:
    kept = {name: getattr(agency, name) for name in forms.Company.model_fields if name != "trade_name"}
    return kept | {"trade_name": agency.trade_names[0] if agency.trade_names else ""}


def _company(request: Request, session: Session, agency: Agency, bound: Bound[Any] | None) -> HTMLResponse:
    return page(
        request,
        "agency/company.html",
        bound=bound,
        stored=_stored(agency),
        agency=agency,
        is_open=service.data_are_open(session, agency),
        on_show=keeping.is_on_show(agency),
        places=forms.place_choices(),
        corridors=forms.corridor_choices(),
        policies=forms.fee_choices(),
        nit_is_odd=bool(agency.nit) and not nit_holds(agency.nit or ""),
        moving_to=[one for one in agency.contacts if one.kind == "address" and one.variation_id],
        past=[one for one in agency.contacts if one.kind == "address" and one.until],
    )


@router.post("/datos", dependencies=KEEP)
def keep(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    agency = queries.own_agency(session, actor)
    bound = bind(forms.Company, form)
    if typed.wants_later(form):
        typed.remember(session, actor, agency, request, bound)
        return redirect(request, session, "/agencia")
    collide(bound, _stored(agency))
    if bound.data is not None:
        data = bound.data.model_dump()
        trade_name = data.pop("trade_name")
        with attempt(session, bound):
            service.keep(
                session, actor, agency, data=data | {"trade_names": [trade_name] if trade_name else []}
            )
    if bound.has_errors:
        if not bound.theirs:
            # The page with both texts is for whoever was late; the others of the agency find what is stored.
            typed.remember(session, actor, agency, request, bound)
        return _company(request, session, agency, bound)
    typed.forget(session, agency, request)
    return redirect(request, session, "/agencia")


# ---------------------------------------------------------------- a registered agency moves


@router.get("/oficina", dependencies=READ)
def office_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    agency = queries.own_agency(session, actor)
    return _office(request, session, agency, typed.recall(session, agency, request))


def _office(request: Request, session: Session, agency: Agency, bound: Bound[Any] | None) -> HTMLResponse:
    return page(
        request,
        "agency/office.html",
        bound=bound,
        agency=agency,
        is_open=keeping.is_on_show(agency) and keeping.facts_are_open(session, agency),
        places=forms.place_choices(),
    )


@router.post("/oficina", dependencies=KEEP)
def move_office(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    agency = queries.own_agency(session, actor)
    bound = bind(forms.Office, form)
    if bound.data is not None:
        with attempt(session, bound):
            variation.propose_office(
                session,
                actor,
                agency,
                municipality=bound.data.municipality,
                address=bound.data.address,
            )
    if bound.has_errors:
        typed.remember(session, actor, agency, request, bound)
        return _office(request, session, agency, bound)
    typed.forget(session, agency, request)
    return redirect(request, session, "/agencia")


# ---------------------------------------------------------------- lists


def _add_contact(sent: Sent, data: forms.Contact) -> None:
    service.add_contact(
        sent.session, sent.actor, sent.agency, kind=data.kind, value=data.value, is_public=data.is_public
    )


def _contacts(_session: Session, agency: Agency) -> dict[str, Any]:
    listed = [one for one in agency.contacts if one.kind not in ("bank_account", "address")]
    return {"kinds": forms.contact_choices(), "rows": _newest_last(listed)}


def _add_person(sent: Sent, data: forms.Party) -> None:
    service.add_party(
        sent.session,
        sent.actor,
        sent.agency,
        name=data.name,
        role=data.role,
        dpi=data.dpi or None,
        nit=data.nit or None,
        percent=data.percent,
        since=data.since,
    )


def _people(_session: Session, agency: Agency) -> dict[str, Any]:
    shares = [one.percent for one in agency.parties if one.is_current and one.percent]
    return {
        "roles": forms.role_choices(),
        "rows": _newest_last(agency.parties),
        "odd": {one.id for one in agency.parties if one.dpi and check_dpi(one.dpi).outcome != "ok"},
        "shared": sum(shares) if shares else None,
    }


def _add_branch(sent: Sent, data: forms.Office) -> None:
    papers.add_branch(
        sent.session,
        sent.actor,
        sent.agency,
        municipality=data.municipality,
        address=data.address,
        position=data.position,
    )


def _branches(_session: Session, agency: Agency) -> dict[str, Any]:
    names = {code: one.name for code, one in municipalities().items()}
    return {"places": forms.place_choices(), "place_names": names, "rows": _newest_last(agency.branches)}


def _add_account(sent: Sent, data: forms.BankAccount) -> None:
    keeping.add_account(sent.session, sent.actor, sent.agency, bank=data.bank, number=data.account)


def _accounts(_session: Session, agency: Agency) -> dict[str, Any]:
    return {"rows": _newest_last([one for one in agency.contacts if one.kind == "bank_account"])}


def _newest_last(rows: list[Any]) -> list[Any]:
    """What holds today first, what ended below it."""
    return sorted(rows, key=lambda one: (one.until is not None, one.id))


for _part in (
    Part("contactos", "agency/contacts.html", forms.Contact, AgencyContact, _add_contact, _contacts),
    Part("personas", "agency/people.html", forms.Party, AgencyParty, _add_person, _people),
    Part("sucursales", "agency/branches.html", forms.Office, Branch, _add_branch, _branches),
    Part("cuentas", "agency/accounts.html", forms.BankAccount, AgencyContact, _add_account, _accounts),
):
    serve(router, _part)
