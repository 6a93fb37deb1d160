"""/centro/cursos - the directory of trainings: who teaches what, where, at what cost, and who said so when."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.words import matching
from matching.taxonomy import lexicon
from registry.access import Permission
from registry.seeds.reference import departments
from registry.trainings import queries, service
from registry.trainings.models import Cost

router = APIRouter(prefix="/centro/cursos")
_KEEP = [allow(Permission.SUPPORT_REFER)]


class TrainingForm(FormModel):
    title: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    provider: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    skills: str = ""
    skill_2: str | None = None
    skill_3: str | None = None
    department: str | None = None
    place: Annotated[str, StringConstraints(max_length=200)] | None = None
    cost: Cost
    source: Annotated[str, StringConstraints(min_length=3, max_length=300)]
    source_on: date


@router.get("", dependencies=_KEEP)
def list_trainings(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _page(request, session, Bound())


@router.post("/note", dependencies=_KEEP)
def note(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    def keep(sent: TrainingForm) -> None:
        told = sent.model_dump(exclude={"skills", "skill_2", "skill_3"})
        codes = [code for code in (sent.skills, sent.skill_2, sent.skill_3) if code]
        service.note(session, actor, skills=codes, **told)

    bound = carry_out(session, TrainingForm, form, keep)
    if bound.has_errors:
        return _page(request, session, bound)
    return redirect(request, session, "/centro/cursos")


@router.post("/{public_id}/retire", dependencies=_KEEP)
def retire(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    service.retire(session, actor, queries.load(session, public_id))
    return redirect(request, session, "/centro/cursos")


def _page(request: Request, session: Session, bound: Bound[TrainingForm]) -> Response:
    skills = sorted(
        ((code, matching.entry_name(code)) for code in lexicon().skills), key=lambda pair: pair[1]
    )
    return page(
        request,
        "centre/trainings/list.html",
        bound=bound,
        trainings=queries.directory(session, with_retired=True),
        skills=skills,
        departments=[(one.code, one.name) for one in departments().values()],
        costs=words.choices("training.cost", Cost),
        name_of=matching.entry_name,
    )
