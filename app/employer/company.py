"""/empleador/empresa - who the employer is; /empleador/empresas - the employers an agency acts for."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints, field_validator
from pydantic_core import PydanticCustomError
from starlette.responses import HTMLResponse, Response

from app import i18n
from app.collisions import collide
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Permission
from registry.organisations import employers
from registry.organisations.models import Employer
from registry.seeds.reference import countries

router = APIRouter()
# Where employers of the six schemes are.
COUNTRIES = ("GT", "US", "CA", "ES", "MX")


class Company(FormModel):
    legal_name: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    trade_name: Annotated[str, StringConstraints(max_length=200)] | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    official_id: Annotated[str, StringConstraints(min_length=3, max_length=40)]
    city: Annotated[str, StringConstraints(min_length=2, max_length=120)]
    address: Annotated[str, StringConstraints(max_length=300)] | None = None
    activity: Annotated[str, StringConstraints(min_length=3, max_length=300)]
    contact_name: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    contact_email: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    contact_phone: Annotated[str, StringConstraints(min_length=5, max_length=40)]

    @field_validator("country")
    @classmethod
    def _known(cls, code: str) -> str:
        if code not in COUNTRIES:
            raise PydanticCustomError("literal_error", "literal_error")
        return code

    def data(self) -> dict[str, Any]:
        """The columns of registry.organisations.employers.COLUMNS that the form holds."""
        return self.model_dump(include=set(Company.model_fields))


class Introduction(Company):
    statement: Annotated[str, StringConstraints(min_length=20, max_length=2_000)]
    given_by: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    given_on: date


def country_choices() -> list[tuple[str, str]]:
    known = countries()
    return [(code, known[code].en if i18n.language() == "en" else known[code].es) for code in COUNTRIES]


@router.get("/empresa", dependencies=[allow(Permission.EMPLOYER_KEEP)])
def company(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _company(request, session, actor, None)


@router.post("/empresa/keep", dependencies=[allow(Permission.EMPLOYER_KEEP)])
def keep(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(Company, form)
    employer = employers.own(session, actor)
    collide(bound, _stored(employer))
    if bound.data is not None:
        with attempt(session, bound):
            employers.keep(session, actor, employer, data=bound.data.data())
    if bound.has_errors:
        return _company(request, session, actor, bound)
    return redirect(request, session, "/empleador/empresa")


def _stored(employer: Employer) -> dict[str, Any]:
    return {name: getattr(employer, name) or "" for name in Company.model_fields}


def _company(
    request: Request, session: DbSession, actor: CurrentActor, bound: Bound[Company] | None
) -> HTMLResponse:
    employer = employers.own(session, actor)
    stored = _stored(employer)
    return page(
        request,
        "employer/company/read.html",
        bound=bound or Bound(stored),
        stored=stored,
        own_address="/empleador/empresa",
        employer=employer,
        mandates=employers.mandates_of(session, employer),
        countries=country_choices(),
    )


@router.get("/empresas", dependencies=[allow(Permission.EMPLOYER_APPLY)])
def represented(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(request, "employer/company/list.html", employers=employers.written_for_by(session, actor))


@router.get("/empresas/nueva", dependencies=[allow(Permission.EMPLOYER_APPLY)])
def introduction_page(request: Request, actor: CurrentActor) -> HTMLResponse:
    return page(request, "employer/company/new.html", countries=country_choices())


@router.post("/empresas/introduce", dependencies=[allow(Permission.EMPLOYER_APPLY)])
def introduce(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(Introduction, form)
    if bound.data is not None:
        sent = bound.data
        with attempt(session, bound):
            employers.introduce(
                session,
                actor,
                data=sent.data(),
                statement=sent.statement,
                given_by=sent.given_by,
                given_on=sent.given_on,
            )
    if bound.has_errors:
        return page(request, "employer/company/new.html", bound=bound, countries=country_choices())
    return redirect(request, session, "/empleador/empresas")
