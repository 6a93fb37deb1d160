"""/esquemas - each way to work legally: in plain words for a worker, and rule by rule with its sources.

Everything shown is made from the law data that vacancies are checked with.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app import i18n
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from app.words import facts as fact_words
from app.words.agencies import country_name
from registry import clock
from registry.access import Permission
from registry.errors import NotFound
from registry.schemes.facts import MODELLED_SCHEMES
from registry.schemes.law import Parameter, Ruleset, Scheme, Value, amount_text
from registry.schemes.loader import ruleset
from registry.vacancies import queries

router = APIRouter(prefix="/esquemas")
_READ = [allow(Permission.PUBLIC_READ)]


@router.get("", dependencies=_READ)
def list_schemes(request: Request, actor: CurrentActor) -> HTMLResponse:
    law = ruleset()
    schemes = [scheme for name in MODELLED_SCHEMES if (scheme := law.scheme(name)) is not None]
    return page(request, "public/schemes/list.html", schemes=schemes)


def _scheme(law: Ruleset, scheme_id: str) -> Scheme:
    scheme = law.scheme(scheme_id.upper())
    if scheme is None:
        raise NotFound()
    return scheme


@router.get("/{scheme_id}", dependencies=_READ)
def read_scheme(request: Request, session: DbSession, actor: CurrentActor, scheme_id: str) -> HTMLResponse:
    law = ruleset()
    scheme = _scheme(law, scheme_id)
    return page(
        request,
        "public/schemes/read.html",
        scheme=scheme,
        country=country_name(scheme.country),
        open_count=len(queries.published(session, scheme=scheme.id)),
        rules_count=sum(rule.run is not None for rule in law.rules(scheme.id)),
    )


@router.get("/{scheme_id}/reglas", dependencies=_READ)
def read_rules(request: Request, actor: CurrentActor, scheme_id: str) -> HTMLResponse:
    law = ruleset()
    scheme = _scheme(law, scheme_id)
    rules = law.rules(scheme.id)
    used = {parameter.id: parameter for rule in rules for parameter in rule.parameters.values()}
    today = clock.today()
    return page(
        request,
        "public/schemes/rules.html",
        scheme=scheme,
        checked=[rule for rule in rules if rule.run is not None],
        not_checked=[rule for rule in rules if rule.run is None],
        values=[_value(parameter, today) for parameter in used.values()],
        hash=law.hash,
    )


def _value(parameter: Parameter, today: date) -> dict[str, Any]:
    """A value of the law as it stands today; of a table, how many rows hold and where the newest comes from."""
    held = [value for key in parameter.series if (value := parameter.on(today, *key)) is not None]
    newest: Value | None = max(held, key=lambda value: value.starts_on, default=None)
    is_table = bool(parameter.keys)
    amount = None if newest is None or is_table else amount_text(newest.amount)
    return {
        "title": parameter.title[i18n.language()],
        "amount": ", ".join(amount) if isinstance(amount, list) else amount,
        "unit": fact_words.unit(parameter.unit),
        "is_table": is_table,
        "count": len(held),
        "since": newest.starts_on if newest else None,
        "reference": newest.reference if newest else None,
        "confidence": newest.confidence if newest else None,
        "checked_on": parameter.checked_on,
        "renewal_due": parameter.renewal_due
        if parameter.renewal_due and parameter.renewal_due <= today
        else None,
    }
