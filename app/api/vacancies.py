"""Vacancies: the public list; for employers, agencies and the Ministry: post, submit, shortlist masked by who asks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.api.answers import Cursor, IdempotencyKey, Limit, Listing, once, scope
from app.deps import CurrentActor, DbSession
from app.guards import allow
from registry.access import Permission, Role
from registry.errors import Invalid, NotFound
from registry.fairness import queries as fairness
from registry.organisations import employers
from registry.placements import queries as placements
from registry.schemes.evaluate import summary
from registry.schemes.facts import VacancyFacts
from registry.shortlists import queries as shortlists
from registry.shortlists import stored
from registry.vacancies import checks, queries, service
from registry.vacancies.models import Vacancy

router = APIRouter(tags=["vacancies"])


class PublicVacancy(BaseModel):
    """A published vacancy as anybody may see it."""

    id: str
    number: str
    scheme: str
    title: str
    employer: str
    agency: str | None
    country: str
    region: str | None
    starts_on: date | None
    ends_on: date | None
    wage: Decimal | None
    wage_unit: str | None
    currency: str | None
    places: int
    places_left: int
    official_ref: str | None
    status: str


class Posted(BaseModel):
    """A vacancy that was stored, with what the law says about it now."""

    id: str
    number: str
    status: str
    blocked_by: list[dict[str, Any]]


class Draft(BaseModel):
    """A vacancy to store. `employer` may be left out where the key writes for one employer only."""

    employer: str | None = None
    facts: VacancyFacts


class ShortlistRow(BaseModel):
    """One person. `candidate`, `score` and `parts` are given to the Ministry only: employers get the order, what the
    person can do and why, as codes, while the person agrees to show it."""

    rank: int
    candidate: str | None = None
    score: float | None = None
    parts: list[dict[str, Any]] = []
    reasons: list[dict[str, Any]] = []
    missing: list[dict[str, Any]] = []
    status: str | None = None


class ShortlistAnswer(BaseModel):
    vacancy: str
    model: str | None
    ruleset: str | None
    counts: dict[str, int]
    fairness: dict[str, Any]
    candidates: list[ShortlistRow]


def public_view(vacancy: Vacancy) -> PublicVacancy:
    facts = checks.facts_of(vacancy)
    return PublicVacancy(
        id=vacancy.public_id,
        number=vacancy.number,
        scheme=vacancy.scheme,
        title=vacancy.title,
        employer=vacancy.employer.trade_name or vacancy.employer.legal_name,
        agency=vacancy.agency.legal_name if vacancy.agency else None,
        country=vacancy.country,
        region=vacancy.region,
        starts_on=vacancy.start_on,
        ends_on=vacancy.end_on,
        wage=facts.wage,
        wage_unit=facts.wage_unit,
        currency=facts.currency,
        places=vacancy.seats_total,
        places_left=vacancy.seats_total - vacancy.seats_filled,
        official_ref=vacancy.official_ref,
        status=str(vacancy.state),
    )


@router.get("/vacancies", dependencies=[allow(Permission.PUBLIC_READ)])
def list_vacancies(
    session: DbSession,
    scheme: str | None = None,
    country: str | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Listing[PublicVacancy]:
    """Published vacancies that have not begun, the earliest start first."""
    found = queries.published(session, scheme=scheme, country=country)
    ids = [vacancy.public_id for vacancy in found]
    if cursor is not None and cursor not in ids:
        raise Invalid("cursor_unknown", field="cursor")
    first = ids.index(cursor) + 1 if cursor else 0
    part = found[first : first + limit]
    following = part[-1].public_id if part and first + limit < len(found) else None
    return Listing(items=[public_view(vacancy) for vacancy in part], next=following)


@router.get("/vacancies/{public_id}", dependencies=[allow(Permission.PUBLIC_READ)])
def read_vacancy(session: DbSession, public_id: str) -> PublicVacancy:
    """One published vacancy, by its id or its number."""
    return public_view(queries.published_one(session, public_id))


@router.post(
    "/vacancies", status_code=201, dependencies=[allow(Permission.VACANCY_WRITE), scope("vacancies:write")]
)
def post_vacancy(
    request: Request, session: DbSession, actor: CurrentActor, sent: Draft, key: IdempotencyKey = None
) -> Posted:
    """Store a draft. It is not public before it was submitted and an officer published it."""

    def act() -> dict[str, Any]:
        mine = employers.written_for_by(session, actor)
        if sent.employer is not None:
            employer = employers.writable(session, actor, sent.employer)
        elif len(mine) == 1:
            employer = mine[0]
        else:
            raise Invalid("employer_unnamed", field="employer")
        return _posted(service.start(session, actor, employer, sent.facts), session)

    return Posted.model_validate(once(session, request, actor, key, act))


@router.post(
    "/vacancies/{public_id}/submit", dependencies=[allow(Permission.VACANCY_SUBMIT), scope("vacancies:write")]
)
def submit_vacancy(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, key: IdempotencyKey = None
) -> Posted:
    """Send to an officer; 409 `rule_blocks` while the law of the scheme blocks it."""

    def act() -> dict[str, Any]:
        vacancy = queries.load(session, actor, public_id)
        service.submit(session, actor, vacancy)
        return _posted(vacancy, session)

    return Posted.model_validate(once(session, request, actor, key, act))


def _posted(vacancy: Vacancy, session: DbSession) -> dict[str, Any]:
    blocking = summary(checks.preview(session, vacancy)).blocking
    return {
        "id": vacancy.public_id,
        "number": vacancy.number,
        "status": str(vacancy.state),
        "blocked_by": [
            {
                "rule": one.rule,
                "message": one.message_es,
                "message_en": one.message_en,
                "reference": one.reference,
            }
            for one in blocking
        ],
    }


@router.get(
    "/vacancies/{public_id}/shortlist",
    dependencies=[allow(Permission.SHORTLIST_READ), scope("shortlists:read")],
)
def read_shortlist(session: DbSession, actor: CurrentActor, public_id: str) -> ShortlistAnswer:
    """The newest shortlist. An employer or agency sees the people referred to it, without identity or score."""
    vacancy = queries.load(session, actor, public_id)
    if actor.role in (Role.EMPLOYER, Role.AGENCY):
        rows = [
            ShortlistRow(
                rank=card.place, reasons=card.reasons, missing=card.missing, status=str(card.referral.state)
            )
            for card in placements.cards(session, actor, vacancy)
        ]
        return ShortlistAnswer(
            vacancy=public_id, model=None, ruleset=None, counts={}, fairness={}, candidates=rows
        )
    found = shortlists.latest_of(session, actor, vacancy)
    if found is None:
        raise NotFound()
    return ShortlistAnswer(
        vacancy=public_id,
        model=found.weights_version,
        ruleset=found.ruleset_hash,
        counts=found.counts,
        fairness=stored.fairness_to_json(fairness.panel(found.fairness, actor)),
        candidates=[
            ShortlistRow(
                rank=entry.rank,
                candidate=entry.candidate.public_id,
                score=entry.score,
                parts=entry.parts,
                reasons=[reason for part in entry.parts for reason in part["reasons"]],
                missing=entry.missing,
            )
            for entry in found.entries
        ],
    )
