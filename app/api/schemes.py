"""The schemes: what is modelled, and the law asked about a vacancy's facts without storing them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from app.api.answers import Day, Listing
from app.api.scheme_views import SchemeDetail, detail
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.security import limit
from registry import clock
from registry.access import Permission
from registry.errors import Invalid, NotFound
from registry.law.queries import confirmations, in_force
from registry.schemes.evaluate import evaluate, summary
from registry.schemes.facts import MODELLED_SCHEMES, VacancyFacts

router = APIRouter(tags=["schemes"])


class SchemeView(BaseModel):
    id: str
    country: str
    status: str
    title: dict[str, str]
    rules: int


class CheckAnswer(BaseModel):
    """state: blocked, needs_officer or clean; one outcome per rule, as they are archived with a decision."""

    state: str
    asked_on: date
    ruleset: str
    outcomes: list[dict[str, Any]]


@router.get("/schemes", dependencies=[allow(Permission.PUBLIC_READ)])
def list_schemes(session: DbSession) -> Listing[SchemeView]:
    law = in_force(session)
    found = [scheme for name in MODELLED_SCHEMES if (scheme := law.scheme(name)) is not None]
    return Listing(
        items=[
            SchemeView(
                id=scheme.id,
                country=scheme.country,
                status=scheme.status,
                title=dict(scheme.name),
                rules=len(law.rules(scheme.id)),
            )
            for scheme in found
        ],
        next=None,
    )


@router.get("/schemes/{scheme_id}", dependencies=[allow(Permission.PUBLIC_READ)])
def read_scheme(session: DbSession, scheme_id: str) -> SchemeDetail:
    """What a worker is told, every rule, the values in force today with their sources, and the steps with clocks."""
    law = in_force(session)
    scheme = law.scheme(scheme_id)
    if scheme is None:
        raise NotFound()
    return detail(law, scheme, confirmations(session), clock.today())


@router.post(
    "/schemes/{scheme_id}/check",
    dependencies=[allow(Permission.PUBLIC_READ), limit("scheme_check", "120/minute")],
)
def check_facts(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    scheme_id: str,
    facts: VacancyFacts,
    as_of: Annotated[Day | None, Query(description="The day the law is asked; today when left out.")] = None,
) -> CheckAnswer:
    """Check a vacancy's facts against the law of a scheme. Nothing is stored."""
    if scheme_id not in MODELLED_SCHEMES:
        raise NotFound()
    if facts.scheme != scheme_id:
        raise Invalid("scheme_differs", field="scheme")
    law, asked_on = in_force(session), as_of or clock.today()
    outcomes = evaluate(law, facts, asked_on)
    return CheckAnswer(
        state=summary(outcomes).state,
        asked_on=asked_on,
        ruleset=law.hash,
        outcomes=[outcome.to_json() for outcome in outcomes],
    )
