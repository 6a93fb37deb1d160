"""/ministerio/plazos and the /plazos of a vacancy and of a proposal - what the law asks of whom and by when, and what
presses in all of them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.checklists import Frame, find_placement, find_vacancy, pressing_rows, screens
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from registry.access import Permission
from registry.timelines.queries import Pressing

router = APIRouter()
_OF_VACANCY = Frame(path="/ministerio/vacantes/{id}/plazos", back="/ministerio/vacantes/{vacancy}")
_OF_PERSON = Frame(path="/ministerio/propuestas/{id}/plazos", back="/ministerio/propuestas/{id}")
router.include_router(screens("/vacantes/{public_id}/plazos", _OF_VACANCY, find_vacancy))
router.include_router(screens("/propuestas/{public_id}/plazos", _OF_PERSON, find_placement))


def address(pressing: Pressing) -> str:
    """Where an officer looks at a step that presses."""
    if pressing.referral is not None:
        return _OF_PERSON.path.format(id=pressing.referral.public_id)
    return _OF_VACANCY.path.format(id=pressing.vacancy.public_id)


@router.get("/plazos", dependencies=[allow(Permission.STEP_READ)])
def list_pressing(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return page(request, "ministry/pressing.html", pressing=pressing_rows(session, actor, address))
