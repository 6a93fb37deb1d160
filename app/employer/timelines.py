"""/empleador/vacantes/ID/plazos and /empleador/personas/ID/plazos - what the law asks by when: of the vacancy, and for
each person who said yes. No name is shown here."""

from __future__ import annotations

from fastapi import APIRouter

from app.checklists import Frame, find_placement, find_vacancy, screens
from registry.timelines.queries import Pressing

router = APIRouter()
_OF_VACANCY = Frame(path="/empleador/vacantes/{id}/plazos", back="/empleador/vacantes/{vacancy}")
_OF_PERSON = Frame(path="/empleador/personas/{id}/plazos", back="/empleador/vacantes/{vacancy}/personas")
router.include_router(screens("/vacantes/{public_id}/plazos", _OF_VACANCY, find_vacancy))
router.include_router(screens("/personas/{public_id}/plazos", _OF_PERSON, find_placement))


def address(pressing: Pressing) -> str:
    """Where the employer deals with a step that presses."""
    if pressing.referral is not None:
        return _OF_PERSON.path.format(id=pressing.referral.public_id)
    vacancy = pressing.vacancy.public_id
    return (
        f"/empleador/vacantes/{vacancy}/personas" if pressing.people else _OF_VACANCY.path.format(id=vacancy)
    )
