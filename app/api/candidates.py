"""Candidates registered on their behalf by a centre's system, with the consent that was read to them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.api.answers import IdempotencyKey, once, scope
from app.deps import CurrentActor, DbSession
from app.guards import allow
from registry.access import Permission
from registry.candidates import queries, service
from registry.candidates.code import grouped
from registry.candidates.registration import Registration

router = APIRouter(tags=["candidates"])


class Registered(BaseModel):
    """The opaque id, and the code that goes on the person's slip."""

    id: str
    code: str


class CandidateCard(BaseModel):
    """What a person can do and wants; no name, no contact, no document. `department`: two digits of the INE code."""

    id: str
    status: str
    department: str | None
    occupations: list[str]
    skills: list[str]
    languages: dict[str, int]
    countries: list[str]


@router.post(
    "/candidates",
    status_code=201,
    dependencies=[allow(Permission.CANDIDATE_REGISTER), scope("candidates:write")],
)
def register(
    request: Request, session: DbSession, actor: CurrentActor, sent: Registration, key: IdempotencyKey = None
) -> Registered:
    """Register a person. The consents they gave are part of what is sent."""

    def act() -> dict[str, Any]:
        candidate, code = service.register(session, actor, sent)
        return {"id": candidate.public_id, "code": grouped(code)}

    return Registered.model_validate(once(session, request, actor, key, act))


@router.get(
    "/candidates/{public_id}", dependencies=[allow(Permission.CANDIDATE_READ), scope("candidates:read")]
)
def read_candidate(session: DbSession, actor: CurrentActor, public_id: str) -> CandidateCard:
    """The card of a person, without identity."""
    candidate = queries.load(session, actor, public_id)
    return CandidateCard(
        id=candidate.public_id,
        status=str(candidate.state),
        # The region and no more: in a small municipality the rest would name the person.
        department=candidate.municipality[:2] if candidate.municipality else None,
        occupations=sorted({work.occupation for work in candidate.work if work.occupation}),
        skills=sorted({skill.skill for skill in candidate.skills if skill.skill}),
        languages={spoken.language: spoken.level for spoken in candidate.languages},
        countries=candidate.countries,
    )
