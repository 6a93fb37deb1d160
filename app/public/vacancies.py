"""/vacantes - the work that is open today, and each vacancy in plain words for whoever may want it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app import i18n
from app.deps import CurrentActor, DbSession, settings_of
from app.guards import allow
from app.i18n import gettext as _
from app.pages import json_script, page
from app.words import facts as fact_words
from app.words.agencies import country_name
from registry.access import Permission
from registry.law.queries import in_force
from registry.schemes.facts import VacancyFacts
from registry.schemes.law import WorkerFact
from registry.seeds.reference import regions
from registry.vacancies import checks, queries
from registry.vacancies.models import Vacancy

router = APIRouter(prefix="/vacantes")
_READ = [allow(Permission.PUBLIC_READ)]
_PAGE = 30


@router.get("", dependencies=_READ)
def list_vacancies(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    pais: Annotated[str, Query(max_length=2)] = "",
    programa: Annotated[str, Query(max_length=12)] = "",
    desde: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> HTMLResponse:
    countries, schemes = queries.open_choices(session)
    country = pais if pais in countries else ""
    scheme = programa if programa in schemes else ""
    found = queries.published(session, scheme=scheme or None, country=country or None)
    shown = found[desde : desde + _PAGE]
    return page(
        request,
        "public/vacancies/list.html",
        vacancies=[(one, place_of(one, checks.facts_of(one)), pay_of(checks.facts_of(one))) for one in shown],
        count=len(found),
        countries=[(code, country_name(code)) for code in countries],
        schemes=schemes,
        country=country,
        scheme=scheme,
        following=desde + _PAGE if desde + _PAGE < len(found) else None,
        previous=max(desde - _PAGE, 0) if desde else None,
    )


@router.get("/{public_id}", dependencies=_READ)
def read_vacancy(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    vacancy = queries.published_one(session, public_id)
    facts = checks.facts_of(vacancy)
    is_open = queries.is_open(session, vacancy.id)
    return page(
        request,
        "public/vacancies/read.html",
        vacancy=vacancy,
        facts=facts,
        is_open=is_open,
        place=place_of(vacancy, facts),
        pay=pay_of(facts),
        asked=_asked(facts),
        given=_given(facts),
        permit=_permit(session, vacancy),
        pays_all=not any(fee.payer == "worker" for fee in facts.fees_worker or ()),
        posting=json_script(job_posting(vacancy, facts, settings_of(request).public_url))
        if is_open
        else None,
    )


def _permit(session: Session, vacancy: Vacancy) -> WorkerFact | None:
    """What the scheme says to who is not from the country of the job; of jobs at home alone."""
    scheme = in_force(session).scheme(vacancy.scheme) if vacancy.country == "GT" else None
    return next((fact for fact in scheme.worker_facts if fact.id == "foreign"), None) if scheme else None


def place_of(vacancy: Vacancy, facts: VacancyFacts) -> str:
    """ "Vidalia, Georgia, Estados Unidos"; at home "Escuintla, Guatemala"."""
    site = next(iter(facts.worksites or ()), None)
    region = regions().get(vacancy.region or "")
    name = (region.en if i18n.language() == "en" else region.es) if region else facts.department
    parts = [site.city if site else facts.municipality, name, country_name(vacancy.country)]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def pay_of(facts: VacancyFacts) -> str:
    """What somebody from Guatemala earns: the lower wage that housing may allow, where the order names one."""
    wage = facts.wage_foreign_worker if facts.wage_foreign_worker is not None else facts.wage
    if wage is None:
        return ""
    unit = fact_words.per(facts.wage_unit)
    return f"{fact_words.money(wage, facts)} {unit}".strip()


def _asked(facts: VacancyFacts) -> list[str]:
    """What is asked of the person, in short sentences."""
    lines = []
    months = facts.experience_months
    if months:
        lines.append(_("Haber trabajado en esto %(count)s meses.") % {"count": months})
    elif months == 0:
        lines.append(_("No hace falta experiencia."))
    for need in facts.language_required or ():
        lines.append(_("Hablar %(language)s.") % {"language": fact_words.language_name(need.lang)})
    if facts.req_licence:
        lines.append(_("Tener licencia de conducir."))
    if facts.lift_lb:
        lines.append(_("Levantar hasta %(count)s libras.") % {"count": i18n.format_number(facts.lift_lb)})
    if facts.req_background:
        lines.append(_("Le van a pedir antecedentes."))
    if facts.req_drug:
        lines.append(_("Le van a hacer una prueba de drogas."))
    return lines


def _given(facts: VacancyFacts) -> list[tuple[str, Any]]:
    """Who pays for what."""
    names = (
        "housing",
        "meals",
        "transport_in",
        "transport_out",
        "transport_daily",
        "journeys_by_commitment",
        "transfers_paid_by",
        "health_insurance",
        "tools_paid_by",
        "deductions",
    )
    rows = fact_words.rows(facts, names)
    if facts.scheme == "GT_SNE":
        rows += fact_words.rows(facts, ("bonus_incentive", "benefits"))
    return rows


_UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}


def job_posting(vacancy: Vacancy, facts: VacancyFacts, public_url: str) -> dict[str, Any]:
    """schema.org JobPosting, for search engines and job boards."""
    places = [
        {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": site.city,
                "addressRegion": site.region,
                "addressCountry": site.country or vacancy.country,
            },
        }
        for site in facts.worksites or ()
    ]
    posting: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": vacancy.title,
        "description": facts.duties or vacancy.title,
        "identifier": {"@type": "PropertyValue", "name": "Sendero", "value": vacancy.number},
        "url": f"{public_url}/vacantes/{vacancy.number}",
        "datePosted": vacancy.published_at.date().isoformat() if vacancy.published_at else None,
        "validThrough": (vacancy.start_on - timedelta(days=1)).isoformat() if vacancy.start_on else None,
        "employmentType": "FULL_TIME" if facts.end_date is None else "TEMPORARY",
        "hiringOrganization": {
            "@type": "Organization",
            "name": vacancy.employer.trade_name or vacancy.employer.legal_name,
        },
        "jobLocation": places,
        "totalJobOpenings": vacancy.seats_total - vacancy.seats_filled,
        "directApply": False,
    }
    wage = facts.wage_foreign_worker if facts.wage_foreign_worker is not None else facts.wage
    if wage is not None and facts.wage_unit in _UNITS and facts.currency:
        value = {"@type": "QuantitativeValue", "value": str(wage), "unitText": _UNITS[facts.wage_unit]}
        posting["baseSalary"] = {"@type": "MonetaryAmount", "currency": facts.currency, "value": value}
    return {name: value for name, value in posting.items() if value is not None}
