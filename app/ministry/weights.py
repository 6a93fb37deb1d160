"""/ministerio/vacantes/ID/lista/ID/pesos - a stored list with other weights: who would move, why; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BeforeValidator, Field
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse

from app import words
from app.deps import CurrentActor, DbSession
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import format_number
from app.pages import page
from matching.weights import PARTS, UNITS, Weights
from registry.access import Permission
from registry.shortlists import archive, queries, replay
from registry.shortlists.models import Shortlist
from registry.shortlists.replay import Moved
from registry.vacancies import queries as vacancies

router = APIRouter(prefix="/vacantes/{vacancy_id}")


def _point(text: Any) -> Any:
    return text.replace(",", ".") if isinstance(text, str) else text


Points = Annotated[Decimal, BeforeValidator(_point), Field(ge=0, le=100, decimal_places=2)]


class Asked(FormModel):
    """Points of each part; together 100."""

    skills_required: Points
    occupation: Points
    experience: Points
    skills_desired: Points
    wishes: Points
    languages: Points


@dataclass(frozen=True, slots=True)
class Row:
    """One person in words: places and points before and then, and what made the difference."""

    moved: Moved
    why: list[str]

    @property
    def up(self) -> int:
        """How many places higher they would be; below 0: lower."""
        return self.moved.before - self.moved.after


@router.get("/lista/{public_id}/pesos", dependencies=[allow(Permission.SHORTLIST_READ)])
def other_weights(
    request: Request, session: DbSession, actor: CurrentActor, vacancy_id: str, public_id: str
) -> HTMLResponse:
    vacancy = vacancies.load(session, actor, vacancy_id)
    shortlist = queries.load(session, actor, public_id, vacancy=vacancy)
    weights = archive.weights_of(session, shortlist)
    bound: Bound[Asked] | None = None
    rows: list[Row] | None = None
    if request.query_params:
        bound = bind(Asked, FormData([*request.query_params.multi_items()]))
        rows = _compared(session, shortlist, weights, bound)
    return page(
        request,
        "ministry/shortlists/weights.html",
        bound=bound,
        vacancy=vacancy,
        shortlist=shortlist,
        parts=[(name, words.word(name, "part"), weights.points[name] / UNITS) for name in Asked.model_fields],
        rows=rows,
    )


def _compared(
    session: Session, shortlist: Shortlist, weights: Weights, bound: Bound[Asked]
) -> list[Row] | None:
    if bound.data is None:
        return None
    points = {name: float(getattr(bound.data, name)) for name in PARTS}
    found: list[Moved] = []
    with attempt(session, bound):
        found = replay.with_other_weights(session, shortlist, replay.other_weights(weights, points))
    return None if bound.has_errors else [Row(one, _why(one)) for one in found]


def _why(one: Moved) -> list[str]:
    """The parts whose points change, the largest change first."""
    return [
        f"{words.word(name, 'part')}: {format_number(before, 2)} → {format_number(after, 2)}"
        for name, (before, after) in one.parts.items()
    ]
