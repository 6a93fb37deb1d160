"""/agencia/fianza, /certificados - bond, licences of other countries, IRIS: facts with a term, each with its paper."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app import i18n
from app.agency import forms
from app.agency.files import keep_one
from app.agency.lists import Part, Sent, serve
from app.words.agencies import country_name
from registry.organisations import papers
from registry.organisations.models import Agency, Bond, Certificate
from registry.organisations.papers import BondTerms, Certified
from registry.seeds.reference import regions

router = APIRouter(prefix="/agencia")


def _add_bond(sent: Sent, data: forms.BondForm) -> None:
    terms = BondTerms(
        issuer=data.issuer,
        number=data.number,
        amount=data.amount,
        currency=data.currency,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        scope=data.scope or None,
    )
    stored = keep_one(sent, is_sure=data.is_sure)
    papers.add_bond(sent.session, sent.actor, sent.agency, terms, file_id=stored.id if stored else None)


def _bonds(_session: Session, agency: Agency) -> dict[str, Any]:
    rows = sorted(agency.bonds, key=lambda one: (one.withdrawn_on is not None, one.valid_to), reverse=True)
    return {
        "rows": sorted(rows, key=lambda one: one.withdrawn_on is not None),
        "currencies": forms.currency_choices(),
    }


def _add_certificate(sent: Sent, data: forms.CertificateForm) -> None:
    stated = Certified(
        scheme=data.scheme,
        number=data.number,
        issuer=data.issuer,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        country=data.country,
        region=data.region or None,
        scope=data.scope or None,
        evidence=data.evidence or None,
    )
    stored = keep_one(sent, is_sure=data.is_sure)
    papers.add_certificate(
        sent.session, sent.actor, sent.agency, stated, file_id=stored.id if stored else None
    )


def _certificates(_session: Session, agency: Agency) -> dict[str, Any]:
    return {
        "rows": sorted(agency.certificates, key=lambda one: (one.withdrawn_on is not None, one.valid_to)),
        "schemes": forms.scheme_choices(),
        "countries": forms.licence_countries(),
        "regions": forms.region_choices(),
        "place_of": _place_of,
    }


def _place_of(country: str, region: str | None) -> str:
    found = regions().get(region or "")
    if found is None:
        return country_name(country)
    return found.en if i18n.language() == "en" else found.es


for _part in (
    Part("fianza", "agency/bonds.html", forms.BondForm, Bond, _add_bond, _bonds, takes_file=True),
    Part(
        "certificados",
        "agency/certificates.html",
        forms.CertificateForm,
        Certificate,
        _add_certificate,
        _certificates,
        takes_file=True,
    ),
):
    serve(router, _part)
