"""/esquemas - each way to work legally: in plain words for a worker, and rule by rule with its sources.

Everything shown is made from the law data that vacancies are checked with.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app import i18n
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from app.words import facts as fact_words
from app.words import law as law_words
from app.words import schemes as scheme_words
from app.words import timelines as due_words
from app.words.agencies import country_name
from matching.text import fold
from registry import clock
from registry.access import Permission
from registry.errors import NotFound
from registry.law.queries import checked_on, confirmations, in_force
from registry.schemes.clocks import Clock
from registry.schemes.facts import MODELLED_SCHEMES
from registry.schemes.law import Parameter, Requirement, Ruleset, Scheme, Value, amount_text
from registry.vacancies import queries

router = APIRouter(prefix="/esquemas")
_READ = [allow(Permission.PUBLIC_READ)]
_REFUSED_RULE = "CA-00"


@router.get("", dependencies=_READ)
def list_schemes(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    law = in_force(session)
    schemes = [scheme for name in MODELLED_SCHEMES if (scheme := law.scheme(name)) is not None]
    return page(
        request,
        "public/schemes/list.html",
        schemes=[(scheme, _shorts(scheme)) for scheme in schemes],
        compared=scheme_words.COMPARED,
    )


def _shorts(scheme: Scheme) -> dict[str, str]:
    language = i18n.language()
    return {fact.id: fact.short[language] for fact in scheme.worker_facts if fact.short}


@router.get("/sawp", dependencies=_READ)
def read_refused(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """The one programme that is offered to Guatemalans and is not for them."""
    law = in_force(session)
    rules = [rule for name in MODELLED_SCHEMES for rule in law.rules(name) if rule.id == _REFUSED_RULE]
    return page(request, "public/schemes/sawp.html", rule=rules[0] if rules else None)


def _scheme(law: Ruleset, scheme_id: str) -> Scheme:
    scheme = law.scheme(scheme_id.upper())
    if scheme is None:
        raise NotFound()
    return scheme


@router.get("/{scheme_id}", dependencies=_READ)
def read_scheme(request: Request, session: DbSession, actor: CurrentActor, scheme_id: str) -> HTMLResponse:
    law = in_force(session)
    scheme = _scheme(law, scheme_id)
    return page(
        request,
        "public/schemes/read.html",
        scheme=scheme,
        country=country_name(scheme.country),
        steps=_steps([one for one in scheme.clocks if one.subject == "placement"]),
        open_count=len(queries.published(session, scheme=scheme.id)),
        rules_count=sum(rule.run is not None for rule in law.rules(scheme.id)),
        steps_count=sum(one.subject == "vacancy" for one in scheme.clocks),
    )


def _steps(clocks: list[Clock]) -> list[dict[str, Any]]:
    """Steps in words, numbered as they stand; what waits for a step of another list says so without a number."""
    places = due_words.numbers(clocks)
    language = i18n.language()
    return [
        {
            "who": one.who,
            "text": one.text[language],
            "when": due_words.clock_when(one, places),
            "only_if": one.only_if[language] if one.only_if else None,
            "is_verified": one.confidence == "verified",
            "reference": one.reference,
        }
        for one in clocks
    ]


@router.get("/{scheme_id}/reglas", dependencies=_READ)
def read_rules(request: Request, session: DbSession, actor: CurrentActor, scheme_id: str) -> HTMLResponse:
    law = in_force(session)
    scheme = _scheme(law, scheme_id)
    rules = law.rules(scheme.id)
    checked = [rule for rule in rules if rule.run is not None]
    values = _values(session, rules)
    return page(
        request,
        "public/schemes/rules.html",
        scheme=scheme,
        checked=checked,
        not_checked=[rule for rule in rules if rule.run is None],
        single=[one for one in values if not one["is_table"]],
        tables=[one for one in values if one["is_table"]],
        steps=_steps(list(scheme.clocks)),
        colours=scheme_words.EFFECT_COLOURS,
        hash=law.hash,
    )


@router.get("/{scheme_id}/tablas/{parameter_id}", dependencies=_READ)
def read_table(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    scheme_id: str,
    parameter_id: str,
    q: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """One table of values as it stands today: searchable by the words of its rows."""
    law = in_force(session)
    scheme = _scheme(law, scheme_id)
    parameter = _used(law.rules(scheme.id)).get(parameter_id)
    if parameter is None or not parameter.keys:
        raise NotFound()
    rows = _rows(law, parameter)
    wanted = fold(q).split()
    shown = [row for row in rows if all(word in fold(" ".join(row["key"])) for word in wanted)]
    return page(
        request,
        "public/schemes/table.html",
        scheme=scheme,
        q=q,
        value=_values(session, law.rules(scheme.id), only=parameter.id)[0],
        heads=[law_words.key_label(name) for name in parameter.keys],
        rows=shown,
        # Most rows of a table share their source: each is written once, under the table.
        sources=list(dict.fromkeys(row["value"].reference for row in shown)),
        total=len(rows),
    )


def _used(rules: tuple[Requirement, ...]) -> dict[str, Parameter]:
    return {parameter.id: parameter for rule in rules for parameter in rule.parameters.values()}


def _rows(law: Ruleset, parameter: Parameter) -> list[dict[str, Any]]:
    """The rows of a table that have a value today."""
    today, language = clock.today(), i18n.language()
    held = {
        key: value for key in sorted(parameter.series) if (value := parameter.on(today, *key)) is not None
    }
    return [
        {
            "key": [
                law_words.key_word(law, name, part, language)
                for name, part in zip(parameter.keys, key, strict=True)
            ],
            "amount": law_words.amount(amount_text(value.amount)),
            "value": value,
        }
        for key, value in held.items()
    ]


def _values(
    session: Session, rules: tuple[Requirement, ...], *, only: str | None = None
) -> list[dict[str, Any]]:
    """The values that rules ask, as they stand today; of a table, how many rows hold and which began last."""
    confirmed = confirmations(session)
    used = [one for one in _used(rules).values() if only is None or one.id == only]
    return [_value(one, checked_on(one, confirmed.get(one.id))) for one in used]


def _value(parameter: Parameter, looked_at: date) -> dict[str, Any]:
    today = clock.today()
    held = [value for key in parameter.series if (value := parameter.on(today, *key)) is not None]
    newest: Value | None = max(held, key=lambda value: value.starts_on, default=None)
    return {
        "id": parameter.id,
        "title": parameter.title[i18n.language()],
        "amount": law_words.amount(amount_text(newest.amount)) if newest and not parameter.keys else None,
        "unit": fact_words.unit(parameter.unit) if parameter.unit != "codes" else "",
        "is_table": bool(parameter.keys),
        "count": len(held),
        "unverified": sum(value.confidence == "unverified" for value in held),
        "since": newest.starts_on if newest else None,
        "reference": newest.reference if newest else None,
        "checked_on": looked_at,
        "overdue_since": _overdue_since(parameter),
    }


def _overdue_since(parameter: Parameter) -> date | None:
    """The day from which the authority was due to have set a newer value that nobody has loaded, or None."""
    due = parameter.next_renewal
    return due if due and due <= clock.today() else None
